"""Prepare: the wording's approval, the day's checks, and the start of the workshop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.commands import StartWorkshop
from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.domain.pack import NO_PDF
from cara_facilitate.domain.policy import Finding
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import deliver
from cara_facilitate.services.paper import (
    NOT_PINNED,
    Printed,
    default_folder,
    formats_here,
    write_pack,
)
from cara_facilitate.services.placement import on_another_day
from cara_facilitate.services.prepare import Preparation, approve, preparation, prepare
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.screens.wording import variant_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

SHORT_HASH = 12
FORM = (
    "Before this wording is used here, somebody answerable for the site approves it. Record who "
    "(staff reference), in which role, and on which day."
)

PAPER = (
    "Run sheet, seat sheet, code sheet, on-call card, register and a brief for a cover "
    "facilitator, for printing the day before. No names are in it: a register with names is made "
    "in the register's own private view."
)
SITE_RULES = "Rules (l) on the cohort's page"
FIRST = "First tick every check and record them (w); that pins the wording too."


class PrepareScreen(Page):
    """What must be so before the doors open."""

    NAME = "Prepare"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("tick", "space", "Tick", "Tick the check marked, or take the tick away"),
        Key("pin", "w", "Record", "Record the ticked checks and pin the wording"),
        Key("start", "s", "Start", "Start the workshop; says what is still open if it cannot"),
        Key("paper", "o", "Paper", "Write the day's pack of paper, to print the day before"),
        Key("move", "up,down", "Choose", "Go to another check", bound=False, show=False),
        Key("back", "escape", "Back", "Back to the cohort"),
    )
    DEFAULT_CSS = """
    PrepareScreen #form { height: auto; display: none; margin-bottom: 1; }
    PrepareScreen.unapproved #form { display: block; }
    PrepareScreen.unapproved #checks { display: none; }
    PrepareScreen #checks { height: auto; }
    PrepareScreen #paper { height: auto; display: none; }
    PrepareScreen.printing #paper { display: block; }
    PrepareScreen.printing #checks, PrepareScreen.printing #form { display: none; }
    PrepareScreen.printing #open { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._ticked: set[str] = set()
        self._facts = Static(classes="quiet")
        self._open = Static(classes="quiet", id="open")
        self._rows = Rows()
        self._who = Field("Approved by", Line(id="who", most=16, hint="staff reference"))
        self._role = Field("Role", Line(id="role", most=40, hint="such as manager"))
        self._on = Field("Date", Line(id="on", most=10, hint="YYYY-MM-DD"))
        self._out = Field("Folder", Line(str(default_folder()), id="out"))
        self._out.add_class("gap")
        self._about = Static()

    def body(self) -> ComposeResult:
        """The wording, its approval, the checks and what is open."""
        yield self._facts
        with Vertical(id="form"):
            yield Static(paint(FORM))
            yield self._who
            yield self._role
            yield self._on
            yield Press("Record the approval", id="approve")
        with Vertical(id="checks"):
            yield self._rows
            with Horizontal(classes="buttons"):
                yield Press("Record the checks and pin the wording", id="record")
                yield Press("Start the workshop", id="begin")
        with Vertical(id="paper"):
            yield self._about
            yield self._out
            yield Press("Write the pack", id="write")
        yield self._open

    def title_text(self) -> str:
        """The cohort, the workshop and its day."""
        day = self._day()
        return f"{self.cara.cohort}  Prepare workshop {day.number}, {day.date:%a %d %b %Y}"

    def _day(self) -> WorkshopState:
        return self.desk.state(self.cara.cohort).workshops[self.cara.workshop]

    def draw(self) -> None:
        """Read how far it is prepared."""
        try:
            stands = preparation(self.desk, self.cara.cohort, self.cara.workshop)
        except CaraError as error:
            self._facts.update(paint(error.sentence()))
            return
        day = self._day()
        if stands.prepared:
            self._ticked = set(stands.checks)
        self.set_class(not stands.approved, "unapproved")
        self._facts.update(paint(self._fact_text(stands), lines=True))
        self._rows.fill(
            Row(check, cells((_box(check in self._ticked), 4), (check, 0)))
            for check in stands.checks
        )
        self._open.update(paint("\n", *_open_lines(stands, day), lines=True))
        if not self.has_class("printing"):
            (self._rows if stands.approved else self._who.control).focus()

    def _fact_text(self, stands: Preparation) -> str:
        state = self.desk.state(self.cara.cohort)
        label = f"\n{REFERENCE_LABEL}" if stands.reference else ""
        approved = [a for a in state.approvals if a.content_hash == stands.content_hash]
        said = "no approval needed in practice" if state.practice else "not approved yet"
        if approved:
            last = approved[-1]
            said = f"approved by {last.who}, {last.role}, on {last.on:%d %b %Y}"
        changed = f"{stands.changed}\n" if stands.changed else ""
        return (
            f"{stands.title} {stands.version}, {variant_words(stands.variant)}{label}\n"
            f"Site {state.site}, content {stands.content_hash[:SHORT_HASH]}: {said}\n{changed}"
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes through the approval's fields, or writes the pack."""
        if event.input is self._out.control:
            self._write()
        elif event.input is self._on.control:
            self._approve()
        else:
            self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """The page's buttons."""
        steps = {
            "approve": self._approve,
            "record": self.action_pin,
            "begin": self.action_start,
            "write": self._write,
        }
        steps[event.button.id or ""]()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a check ticks it too."""
        del event
        self.action_tick()

    def action_tick(self) -> None:
        """Tick or untick the check marked."""
        check = self._rows.here
        if not self._rows.has_focus or not check:
            return
        if self._day().started_at is not None:
            self.say("The workshop has already started.")
            return
        self._ticked ^= {check}
        self.draw()

    def action_pin(self) -> None:
        """Record the checks; the wording is pinned with them."""
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        ticked = tuple(self._ticked)
        self.job(lambda: prepare(desk, cohort, number, ticked), self._pinned)

    def _pinned(self, _: None) -> None:
        self.draw()
        self.say("Recorded. The wording of this day is pinned.")

    def _approve(self) -> None:
        try:
            on = date.fromisoformat(self._on.value.strip())
        except ValueError:
            self._on.fault("Please write the day as YYYY-MM-DD.")
            self._on.control.focus()
            return
        self._on.fault("")
        desk, cohort = self.desk, self.cara.cohort
        who, role = self._who.value.strip(), self._role.value.strip()
        self.job(lambda: approve(desk, cohort, who, role, on), lambda _: self.draw())

    def action_paper(self) -> None:
        """The folder that the day's pack goes into."""
        self._about.update(paint(_paper_words(formats_here())))
        self.add_class("printing")
        self.say("")
        self._out.control.focus()

    def action_back(self) -> None:
        """From the pack's form back to the checks; from there to the cohort."""
        if self.has_class("printing"):
            self.remove_class("printing")
            self.draw()
        else:
            super().action_back()

    def _write(self) -> None:
        out = self._out.value.strip()
        self._out.fault("" if out else "Please name a folder.")
        if not out:
            return
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        folder = Path(out).expanduser()
        self.job(lambda: write_pack(desk, cohort, number, folder), self._written, busy="Writing...")

    def _written(self, printed: Printed) -> None:
        self.action_back()
        self.say(_written_words(printed))

    def action_start(self) -> None:
        """Start the workshop; on another day than planned only after asking."""
        day = self._day()
        if day.live:
            self._begin()
            return
        if not day.content_hash:
            self.say(FIRST)
            return
        today = self.desk.clock.now().date()
        if day.date != today and day.started_at is None:
            question = f"Today is {today:%a %d %b %Y}. Start workshop {day.number} all the same?"
            desk, cohort = self.desk, self.cara.cohort
            self.job(
                lambda: on_another_day(desk, cohort, day.number, today),
                lambda found: self._ask_on_another_day(question, day, found),
                busy="Asking the site's rules...",
            )
        else:
            self._begin()

    def _ask_on_another_day(
        self, question: str, day: WorkshopState, found: Sequence[Finding]
    ) -> None:
        said = [f"It is planned for {day.date:%a %d %b %Y}."]
        said += [f"{one.result} {one.rule}: {one.message}" for one in found]
        if found:
            said.append("Ring the manager before you start it.")
        ask = Ask(question, "\n".join(said), yes="Start it")
        self.app.push_screen(ask, lambda yes: self._begin() if yes else None)

    def _begin(self) -> None:
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        if not self._day().live:
            try:
                deliver.do(desk, cohort, number, StartWorkshop(desk.clock.now()))
            except Refusal as refusal:
                self.refused(refusal)
                return
        self.app.pop_screen()
        self.cara.open_live(cohort, number)


def _paper_words(formats: tuple[str, ...]) -> str:
    made = "HTML and PDF" if "pdf" in formats else f"HTML alone. {NO_PDF}"
    return f"{PAPER} Made here: {made.removesuffix('.')}."


def _written_words(printed: Printed) -> str:
    kinds = " and ".join(fmt.upper() for fmt in printed.formats)
    said = f"{len(printed.sheets)} sheets written as {kinds} in {printed.files[0].parent}."
    more = [printed.without and f"{printed.without}.", "" if printed.pinned else NOT_PINNED]
    return " ".join((said, *filter(None, more)))


def _box(ticked: bool) -> str:
    return "[x]" if ticked else "[ ]"


def _open_lines(stands: Preparation, day: WorkshopState) -> list[str]:
    if day.started_at is not None:
        return ["This workshop has started."]
    noted = "\n".join(filter(None, (_noted(stands), _unnumbered(stands))))
    if stands.open_points:
        return ["Still open:\n", *(f"- {point}.\n" for point in stands.open_points), noted]
    return ["Nothing is open. Press s to start when the doors open.\n", noted]


def _noted(stands: Preparation) -> str:
    """One line on what the site's rules refer or warn of; empty if nothing."""
    rules: dict[str, list[str]] = {"REFER": [], "decided": [], "WARN": []}
    for one in stands.findings:
        decided = one.result == "REFER" and one.rule in stands.decided
        rules["decided" if decided else one.result].append(one.rule)
    said = (
        ("for the manager", rules["REFER"]),
        ("the manager decided to go ahead", rules["decided"]),
        ("to look at", rules["WARN"]),
    )
    parts = [f"{what}: {', '.join(dict.fromkeys(which))}" for what, which in said if which]
    return f"The site's rules, {'; '.join(parts)}. See: {SITE_RULES}" if parts else ""


def _unnumbered(stands: Preparation) -> str:
    """How many roles on the on-call card lack a number; empty if none does."""
    if not stands.unnumbered:
        return ""
    return f"On-call card without numbers: {len(stands.unnumbered)}. See: cara on-call"
