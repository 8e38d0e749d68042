"""One cohort: what comes next for each workshop, and the private views behind F2."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.services.home import attention
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.screens.views import VIEW_KEYS, VIEWS
from cara_facilitate.tui.screens.wording import curriculum_line, next_step, variant_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

ON_CALL = "whom to ring about somebody's safety"
RULES = "the site's rules today, and what the manager decided"
FROM_PAPER = "enter what was kept on paper, with its own times"


class CohortScreen(Page):
    """A menu with the cursor on the next step."""

    NAME = "Cohort"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("choose", "enter", "Do it", "Do what is marked", bound=False),
        Key("move", "up,down", "Choose", "Go to another line", bound=False, show=False),
        Key("workshop", "1,2", "Workshop", "Workshop one or two", action="workshop({number})"),
        Key("prepare", "p", "Prepare", "Checks, approval and wording of this workshop"),
        Key("start", "s", "Start", "Start this workshop, or go on with it"),
        Key("on_call", "o", "On call", "Whom to ring about somebody's safety, and their numbers",
            show=False),
        Key("whole_day", "t", "The day",
            "Open later, not held, or go on with an ended day", show=False),
        Key("from_paper", "k", "Paper", "Enter what was kept on paper, with its own times",
            show=False),
        Key("rules", "l", "Rules", "What the site's rules say, and what the manager decided",
            show=False),
        Key("back", "escape", "Home", "Back to Home"),
        *VIEW_KEYS,
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._facts = Static(classes="quiet")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._shown = ""

    def body(self) -> ComposeResult:
        """What the cohort is, then the menu."""
        yield self._facts
        yield self._rows

    def title_text(self) -> str:
        """The cohort and its variant."""
        state = self.desk.state(self.cara.cohort)
        return f"{state.cohort}  {variant_words(state.variant)}"

    def draw(self) -> None:
        """Read the cohort again; on the first time go to its next step."""
        state = self.desk.state(self.cara.cohort)
        at = ""
        if self._shown != state.cohort:
            self._shown = state.cohort
            self.cara.workshop, at = next_step(state)
        self._facts.update(paint(self._fact_text(state), lines=True))
        self._rows.fill(_menu(state, self.cara.workshop), at=at)
        self._rows.focus()

    def _fact_text(self, state: CohortState) -> str:
        who = " and ".join(state.facilitators)
        return "\n".join(
            (
                f"Site {state.site}, seats taken: {len(state.seats)}, facilitators {who}",
                curriculum_line(self.desk, state.cohort),
                *(f"! {words}" for words in attention(state, self.desk.clock.now())),
            )
        )

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do what is marked."""
        if event.row == "prepare":
            self.action_prepare()
        elif event.row == "start":
            self.action_start()
        elif event.row == "on_call":
            self.action_on_call()
        elif event.row == "whole_day":
            self.action_whole_day()
        elif event.row == "from_paper":
            self.action_from_paper()
        elif event.row == "rules":
            self.action_rules()
        else:
            self.action_view(event.row)

    def action_workshop(self, number: int) -> None:
        """Turn to a workshop."""
        if number in self.desk.state(self.cara.cohort).workshops:
            self.cara.workshop = number
            self.draw()

    def action_prepare(self) -> None:
        """Open Prepare for this workshop."""
        from cara_facilitate.tui.screens.prepare import PrepareScreen

        self.app.push_screen(PrepareScreen())

    def action_start(self) -> None:
        """Go on with a workshop under way; else Prepare says what is open and starts it."""
        day = self.desk.state(self.cara.cohort).workshops[self.cara.workshop]
        if day.live:
            self.cara.open_live(self.cara.cohort, self.cara.workshop)
        elif day.ended_at is not None:
            self.say(f"Workshop {day.number} is closed.")
        else:
            self.action_prepare()

    def action_whole_day(self) -> None:
        """What becomes of the day as a whole: delayed, not held, gone on with."""
        from cara_facilitate.tui.live.room import Room
        from cara_facilitate.tui.live.whole_day import WholeDayDialog

        room = Room(self.desk, self.cara.cohort, self.cara.workshop)
        self.app.push_screen(WholeDayDialog(room), lambda _: self.draw())

    def action_from_paper(self) -> None:
        """Enter what was kept on paper."""
        from cara_facilitate.tui.screens.paper_log import PaperLogScreen

        self.app.push_screen(PaperLogScreen())

    def action_rules(self) -> None:
        """Show what the site's rules say of this cohort."""
        from cara_facilitate.tui.screens.site_rules import SiteRulesScreen

        self.app.push_screen(SiteRulesScreen())

    def action_on_call(self) -> None:
        """Show the site's on-call card."""
        from cara_facilitate.tui.live.on_call import OnCallDialog
        from cara_facilitate.tui.live.room import Room

        self.app.push_screen(OnCallDialog(Room(self.desk, self.cara.cohort, self.cara.workshop)))

    def action_view(self, view: str) -> None:
        """A private view: not from here."""
        self.cara.open_private(view)


def _menu(state: CohortState, number: int) -> list[Row]:
    day = state.workshops[number]
    rows = [Row("", _tabs(state, number))]
    rows.append(Row("prepare", cells(("p", 3), ("Prepare", 20), (_prepare_words(day), 0, "dim"))))
    name, words = _start_words(day)
    rows.append(Row("start", cells(("s", 3), (name, 20), (words, 0, "dim"))))
    rows.append(Row("whole_day", cells(("t", 3), ("The day", 20), (_day_words(day), 0, "dim"))))
    if day.content_hash:
        rows.append(Row("from_paper", cells(("k", 3), ("From paper", 20), (FROM_PAPER, 0, "dim"))))
    rows.append(Row("on_call", cells(("o", 3), ("On call", 20), (ON_CALL, 0, "dim"))))
    rows.append(Row("rules", cells(("l", 3), ("Rules", 20), (RULES, 0, "dim"))))
    rows.append(Row("", paint(("Private, behind F2", "bold"))))
    for view, (letter, title, what) in VIEWS.items():
        rows.append(Row(view, cells((letter, 3), (title, 20), (what, 0, "dim"))))
    return rows


def _tabs(state: CohortState, chosen: int) -> Content:
    parts: list[tuple[str, str]] = []
    for number, day in sorted(state.workshops.items()):
        text = f"{number} Workshop {number}, {day.date:%a %d %b}, {day.start}"
        parts += [(text, "bold underline" if number == chosen else "dim"), ("     ", "")]
    return paint(*parts[:-1])


def _prepare_words(day: WorkshopState) -> str:
    if day.prepared_at is None:
        return "checks, wording, and the day's papers; not done yet"
    return f"prepared {day.prepared_at:%a %d %b, %H:%M}; o prints the papers"


def _day_words(day: WorkshopState) -> str:
    if day.not_held is not None:
        return "not held (NR); the pair is offered again"
    if day.stopped is not None:
        return "stopped by the service (SS); the pair is offered again"
    if day.ended_at is not None:
        return "go on with it if it was ended by mistake"
    if day.delays and day.started_at is None:
        return f"start delayed until {day.delays[-1].until}"
    return "who leads, open later, not held, stopped"


def _start_words(day: WorkshopState) -> tuple[str, str]:
    if day.not_held is not None:
        return "Not held", f"recorded {day.not_held.at:%a %d %b, %H:%M}"
    if day.ended_at is not None:
        return "Workshop closed", f"closed at {day.ended_at:%H:%M}"
    if day.started_at is not None:
        return "Go on", f"under way since {day.started_at:%H:%M}"
    where = "once it is prepared" if day.prepared_at is None else "from Prepare, once more with s"
    return "Start the workshop", where
