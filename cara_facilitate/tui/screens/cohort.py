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


class CohortScreen(Page):
    """A menu with the cursor on the next step."""

    NAME = "Cohort"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("choose", "enter", "Do it", "Do what is marked", bound=False),
        Key("move", "up,down", "Choose", "Go to another line", bound=False, show=False),
        Key("workshop", "1,2", "Workshop", "Workshop one or two", action="workshop({number})"),
        Key("prepare", "p", "Prepare", "Checks, approval and wording of this workshop"),
        Key("start", "s", "Start", "Start this workshop, or go on with it"),
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
                *(f"! {words}" for words in attention(state)),
                "",
            )
        )

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Do what is marked."""
        if event.row == "prepare":
            self.action_prepare()
        elif event.row == "start":
            self.action_start()
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

    def action_view(self, view: str) -> None:
        """A private view: not from here."""
        self.cara.open_private(view)


def _menu(state: CohortState, number: int) -> list[Row]:
    day = state.workshops[number]
    rows = [Row("", _tabs(state, number)), Row("", paint(""))]
    rows.append(Row("prepare", cells(("p", 3), ("Prepare", 20), (_prepare_words(day), 0, "dim"))))
    name, words = _start_words(day)
    rows.append(Row("start", cells(("s", 3), (name, 20), (words, 0, "dim"))))
    rows += [Row("", paint("")), Row("", paint(("Private, behind F2", "dim")))]
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
        return "not prepared yet"
    return f"prepared {day.prepared_at:%a %d %b, %H:%M}"


def _start_words(day: WorkshopState) -> tuple[str, str]:
    if day.ended_at is not None:
        return "Workshop closed", f"closed at {day.ended_at:%H:%M}"
    if day.started_at is not None:
        return "Go on", f"under way since {day.started_at:%H:%M}"
    where = "once it is prepared" if day.prepared_at is None else "from Prepare, once more with s"
    return "Start the workshop", where
