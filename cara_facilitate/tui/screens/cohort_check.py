"""New cohort, last step: what the site's rules say, each facilitator's PIN, and saving."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.plan import CohortPlan
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.services import cohorts
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.gate import QUESTION
from cara_facilitate.tui.screens.plan_page import PlanPage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

MEANING = {
    Result.BLOCK: "BLOCK: this must be changed first.",
    Result.REFER: "REFER: the manager decides.",
    Result.WARN: "WARN: look at it.",
    Result.PASS: "PASS.",
}
ORDER = (Result.BLOCK, Result.REFER, Result.WARN, Result.PASS)
PINS = "Each facilitator chooses an own PIN of 6 to 12 digits and types it twice, unseen by others."
TO_READ = (
    "Read each line to the victim-contact worker by telephone: reference and check word belong to "
    "one person. They stand in the register too."
)


class CheckScreen(PlanPage):
    """Findings above, PINs below."""

    NAME = "New cohort, step 3 of 3: the site's rules and your PINs"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "tab,enter", "Next", "Go to the next field", bound=False),
        Key("save", "f5", "Save", "Save the cohort, unless a rule blocks it"),
        Key("back", "escape", "Back", "Back to the step before"),
    )
    DEFAULT_CSS = """
    CheckScreen #pins { height: auto; margin-top: 1; }
    CheckScreen.blocked #pins { display: none; }
    """

    def __init__(self, plan: CohortPlan) -> None:
        super().__init__()
        self._plan = plan
        self._head = Static(classes="loud")
        self._rows = Rows()
        self._reason = Static(classes="quiet")
        self._pins = {
            who: (
                Field(f"PIN of {who}", Line(secret=True, most=12)),
                Field("and again", Line(secret=True, most=12)),
            )
            for who in plan.facilitators
        }
        self._found: dict[str, Finding] = {}

    def body(self) -> ComposeResult:
        """What the rules say, then the PINs."""
        yield self._head
        yield self._rows
        yield self._reason
        with Vertical(id="pins"):
            yield Static(paint(PINS), classes="quiet")
            for pair in self._pins.values():
                yield from pair
            yield Press("Save the cohort", id="save")

    def on_mount(self) -> None:
        """Ask the site's rules."""
        desk, plan = self.desk, self._plan
        self.job(
            lambda: cohorts.findings(desk, plan), self._show, busy="Asking the site's rules..."
        )

    def _show(self, found: tuple[Finding, ...]) -> None:
        ordered = sorted(found, key=lambda finding: ORDER.index(finding.result))
        self._found = {str(n): finding for n, finding in enumerate(ordered)}
        blocked = any(finding.result is Result.BLOCK for finding in found)
        self.set_class(blocked, "blocked")
        said = (
            "A rule blocks this cohort: go back and change it." if blocked else "Nothing blocks it."
        )
        self._head.update(paint(f"{self._plan.cohort}, {self._plan.site}. {said}\n", lines=True))
        self._rows.fill(Row(key, _line(finding)) for key, finding in self._found.items())
        self._rows.focus()
        self._tell_reason()

    def on_rows_moved(self) -> None:
        """The reason of the finding marked."""
        self._tell_reason()

    def _tell_reason(self) -> None:
        finding = self._found.get(self._rows.here)
        source = f"Rests on: {finding.source}." if finding and finding.source else ""
        said = f"{MEANING[finding.result]} {finding.message} {source}" if finding else ""
        self._reason.update(paint(said))

    def on_rows_chosen(self) -> None:
        """Enter goes on to the PINs."""
        self.focus_next()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """At the last field save."""
        last = self._pins[self._plan.facilitators[-1]][1].control
        if event.input is last:
            self.action_save()
        else:
            self.focus_next()

    def on_press_pressed(self) -> None:
        """Save."""
        self.action_save()

    def action_save(self) -> None:
        """Save the cohort with its PINs."""
        from cara_facilitate.services.pins import pin_fault

        if self.has_class("blocked"):
            self.say("A rule blocks this cohort.")
            return
        sound = True
        for first, second in self._pins.values():
            first.fault(pin_fault(first.value))
            second.fault("" if first.value == second.value else "The two PINs differ.")
            sound = sound and not pin_fault(first.value) and first.value == second.value
        if not sound:
            return
        desk, plan = self.desk, self._plan
        pins = {who: pair[0].value for who, pair in self._pins.items()}
        self.job(lambda: cohorts.new(desk, plan, pins), self._saved, busy="Saving...")

    def _saved(self, whole: CohortPlan) -> None:
        for pair in self._pins.values():
            for field in pair:
                field.clear()
        self.cara.cohort = whole.cohort
        ask = Ask(
            QUESTION,
            "The cohort is saved. Next come the references and check words for the victim-contact "
            "worker. If you are not sure, they can be read in the register later.",
            no="Yes / not sure",
            yes="No",
        )
        self.app.push_screen(ask, lambda alone: self._leave(whole if alone else None))

    def _leave(self, whole: CohortPlan | None) -> None:
        while isinstance(self.app.screen, PlanPage):
            self.app.pop_screen()
        if whole is not None:
            self.app.push_screen(WordsScreen(whole))


class WordsScreen(PlanPage):
    """References and check words, once."""

    NAME = "References and check words"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("move", "up,down", "Line", "Go from line to line", bound=False),
        Key("back", "escape,f5", "Done", "Close; they stand in the register"),
    )

    def __init__(self, plan: CohortPlan) -> None:
        super().__init__()
        self._plan = plan
        self._rows = Rows()

    def body(self) -> ComposeResult:
        """One line a person."""
        yield Static(paint(TO_READ), classes="quiet")
        yield Static()
        yield self._rows

    def draw(self) -> None:
        """The lines, in the order of the form."""
        head = cells(("Person", 10), ("Seat", 8), ("Reference", 18), ("Check word", 0))
        rows = [Row("", paint(head).stylize("dim"))]
        rows += [
            Row(p.ref, cells((str(n), 10), (str(p.seat), 8), (p.ref, 18), (p.check_word, 0)))
            for n, p in enumerate(self._plan.people, start=1)
        ]
        self._rows.fill(rows)
        self._rows.focus()


def _line(finding: Finding) -> Content:
    loud = "bold" if finding.result in (Result.BLOCK, Result.REFER) else ""
    return cells((finding.rule, 9), (finding.result.value, 7, loud), (finding.message, 0))
