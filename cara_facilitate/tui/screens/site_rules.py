"""The site's rules: what each says of this cohort today, and what the manager decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.events import PlacementDecided
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import PluginError
from cara_facilitate.services import placement
from cara_facilitate.services.desk import Desk
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import MARKER, Row, Rows, cells

RULE, RESULT = 10, 7
"""Cells of the first two columns; all that follows begins behind them."""
STOP_EVERY = 6
"""In a finding of many lines the cursor stops so often, so that no line is out of reach."""
ASKING = "Asking the site's rules..."
NOT_REFERRED = "Only what is marked REFER is the manager's to decide."
FORM = (
    "Record what the manager said; by telephone is fine. It proves nothing: it only says who is "
    "said to have decided, when, and what. The reason is kept sealed and shown nowhere."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a site's rules say, in the order of the page, with the decisions that count.

    ``trouble`` says instead, in plain words, why the rules cannot be applied.
    """

    found: tuple[Finding, ...] = ()
    decided: Mapping[str, PlacementDecided] | None = None
    trouble: str = ""

    def decision(self, one: Finding) -> PlacementDecided | None:
        """The decision about a finding, if there is one that counts."""
        return (self.decided or {}).get(one.rule) if one.result is Result.REFER else None


class FindingList(Rows):
    """Findings of several lines each; the cursor goes from one to the next and shows it whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "move(-5)", show=False),
        Binding("pagedown", "move(5)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._judged = Judged()
        self._filled = 0

    def tell(self, judged: Judged) -> None:
        """Show these findings, the cursor where it was."""
        self._judged = judged
        self._wrap()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._judged.found

    @property
    def marked(self) -> Finding | None:
        """The finding with the cursor."""
        number = self.here.partition(".")[0]
        return self._judged.found[int(number)] if number else None

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again where the width is another."""
        if event.size.width != self._filled:
            self._wrap()

    def _wrap(self) -> None:
        self._filled = self.size.width
        width = max(self._filled - len(MARKER), 40)
        rows: list[Row] = []
        for number, one in enumerate(self._judged.found):
            for at, line in enumerate(_lines(one, self._judged.decision(one), width)):
                rows.append(Row("" if at % STOP_EVERY else f"{number}.{at}", line))
        self.fill(rows)

    def _top(self) -> int:
        """As the list's own, but what belongs to the cursor is shown down to its last line."""
        last = self.cursor
        while last + 1 < len(self.rows) and not self.rows[last + 1].id:
            last += 1
        room = max(self.size.height, 1)
        most = max(len(self.rows) - room, 0)
        return min(max(last - room + 2, 0), most, self.cursor)


class SiteRulesScreen(Page):
    """Every finding with the sentence it rests on; Enter on a REFER records a decision."""

    NAME = "Site's rules"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("choose", "enter", "Decided", "On a REFER: record what the manager decided",
            bound=False),
        Key("move", "up,down,pageup,pagedown", "Choose", "Go to another rule", bound=False,
            show=False),
        Key("again", "f5", "Again", "Ask the site's rules again", show=False),
        Key("back", "escape", "Back", "Back to the cohort; from the form back to the rules"),
    )  # fmt: skip
    DEFAULT_CSS = """
    SiteRulesScreen #rules { height: 1fr; }
    SiteRulesScreen #head { margin-bottom: 1; }
    SiteRulesScreen #form { height: auto; display: none; }
    SiteRulesScreen #about { height: auto; margin: 1 0; }
    SiteRulesScreen.deciding #rules { display: none; }
    SiteRulesScreen.deciding #form { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._head = Static(id="head", classes="quiet")
        self._list = FindingList()
        self._list.add_class("tall")
        self._about = Static(id="about")
        self._who = Field("Who decided", Line(id="who", most=16, hint="staff reference"))
        answers = (("not", "Not to go ahead"), ("ahead", "Go ahead"))
        self._answer = Field("They decided", Choice(answers, id="answer"))
        self._reason = Field(
            "Reason", Line(id="reason", most=placement.MOST_REASON, hint="kept sealed; no names")
        )
        self._rule = ""

    def body(self) -> ComposeResult:
        """The findings, and the form of a decision in their place."""
        with Vertical(id="rules"):
            yield self._head
            yield self._list
        with Vertical(id="form"):
            yield Static(paint(FORM), classes="quiet")
            yield self._about
            yield self._who
            yield self._answer
            yield self._reason
            with Horizontal(classes="buttons"):
                yield Press("Record what the manager decided", id="record")

    def title_text(self) -> str:
        """The cohort and its site."""
        return f"{self.cara.cohort}  Site's rules: {self.desk.state(self.cara.cohort).site}"

    def draw(self) -> None:
        """Ask the rules as things are now; a form half filled in stays."""
        if not self.has_class("deciding"):
            self.action_again()

    def action_again(self) -> None:
        """Ask; off the interface thread, for a site's rules may be somebody else's plugin."""
        desk, cohort = self.desk, self.cara.cohort
        if not self.has_class("deciding"):
            self.job(lambda: judged(desk, cohort), self._show, busy=ASKING)

    def _show(self, now: Judged) -> None:
        self._head.update(paint((now.trouble, "bold") if now.trouble else _summary(now)))
        self._list.tell(now)
        self._list.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The form, where the marked finding is the manager's to decide."""
        del event
        one = self._list.marked
        if self.busy or one is None:
            return
        if one.result is not Result.REFER:
            self.say(NOT_REFERRED)
            return
        self.say("")
        self._rule = one.rule
        rules = ", ".join(placement.together(self._list.findings, one.rule))
        self._about.update(paint((f"{rules}  ", "bold"), one.message))
        self.add_class("deciding")
        self._who.control.focus()

    def on_rows_moved(self) -> None:
        """A remark about another finding goes."""
        self.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes through the fields; the button records."""
        del event
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Record it, then show the rules with it."""
        desk, cohort, rule = self.desk, self.cara.cohort, self._rule
        who, ahead = self._who.value.strip(), self._answer.value == "ahead"
        reason = self._reason.value

        def record() -> Judged:
            placement.decide(desk, cohort, rule, who, ahead, reason)
            return judged(desk, cohort)

        self.job(record, self._recorded, busy="Saving...")

    def _recorded(self, now: Judged) -> None:
        self._close_form()
        self._show(now)
        self.say("Recorded. A later decision about the same rule takes its place.")

    def _close_form(self) -> None:
        self.remove_class("deciding")
        self._who.clear()
        self._reason.clear()
        self._answer.put("not")

    def action_back(self) -> None:
        """From the form to the rules; from there to the cohort."""
        if self.has_class("deciding"):
            self.say("")
            self._close_form()
            self._list.focus()
        else:
            super().action_back()


def judged(desk: Desk, cohort: str) -> Judged:
    """What the rules say today; a policy that is missing or fails is said, not raised."""
    try:
        found = placement.in_order(placement.findings(desk, cohort))
    except PluginError as error:
        return Judged(trouble=f"{placement.CANNOT_BE_APPLIED}. {error.sentence()}")
    return Judged(found, placement.standing(desk, cohort, found))


def _summary(now: Judged) -> str:
    counts = {result: sum(one.result is result for one in now.found) for result in placement.ORDER}
    said = ", ".join(f"{count} {result}" for result, count in counts.items() if count)
    asked = " Enter on a REFER records what the manager decided." if counts[Result.REFER] else ""
    return f"Today: {said}.{asked}"


def _lines(one: Finding, decision: PlacementDecided | None, width: int) -> Iterable[Content]:
    """A finding's lines: rule, result and message, then the sentence it rests on."""
    loud = "bold" if one.result in (Result.BLOCK, Result.REFER) else ""
    room = width - RULE - RESULT
    text = list(paint(one.message).wrap(room))
    if decision is not None:
        result = f"{one.result}, {placement.decided_words(decision)}"
        yield cells((one.rule, RULE), (result, 0, loud))
    else:
        first = text.pop(0) if text else paint("")
        yield paint(cells((one.rule, RULE), (str(one.result), RESULT, loud)), first)
    if one.source:
        text += paint((f'Rests on: "{one.source}"', "dim")).wrap(room)
    for line in text:
        yield paint(" " * (RULE + RESULT), line)
