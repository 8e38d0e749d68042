"""Home: the cohorts, the next session and what needs attention, safe to be seen by anybody."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.services.home import HomeRow, overview
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.screens.wording import is_reference, variant_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

EMPTY = (
    "There is no cohort in this store yet.\n\n"
    "Press n to make one: you need its two dates, the site, two facilitators who each choose a "
    "PIN, and for each seat what the referral says. Or make it from a cohort file."
)
NOTHING = "nothing"


class HomeScreen(Page):
    """Every cohort on one line."""

    NAME = "Home"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("open", "enter", "Open", "Open the cohort marked, at its next step", bound=False),
        Key("move", "up,down", "Choose", "Go to another cohort", bound=False, show=False),
        Key("new_cohort", "n", "New cohort", "Make a cohort"),
        Key("dates", "d", "Dates", "Find pairs of dates for the people who wait"),
        Key("quit", "ctrl+q", "Quit", "Quit, after asking", bound=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._rows.add_class("tall")
        self._head = Static(classes="quiet")
        self._label = Static(classes="quiet")

    def body(self) -> ComposeResult:
        """A table, and what its curricula are."""
        yield self._head
        yield self._rows
        yield self._label

    def draw(self) -> None:
        """Read every cohort again."""
        found = overview(self.desk)
        width = self._widths()
        head = cells(("  ", 0), ("Cohort", 9), ("Variant", 24), ("Next session", width))
        self._head.update(head if found else paint(EMPTY, lines=True))
        lines: list[Row] = []
        for row in found:
            lines += _lines(row, width)
        self._rows.fill(lines, at=self.cara.cohort)
        self._rows.display = bool(found)
        self._rows.focus()
        self._choose(self._rows.here)
        self.call_after_refresh(self._tell_label)

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        if self.cara.is_open:
            self.draw()

    def _widths(self) -> int:
        return max(self.size.width - 9 - 24 - 8, 20)

    def _tell_label(self) -> None:
        from cara_facilitate.domain.curriculum import REFERENCE_LABEL

        shown = [s.cohort for s in self.desk.cohorts() if is_reference(self.desk, s.cohort)]
        text = f"{', '.join(shown)}: {REFERENCE_LABEL}" if shown else ""
        self._label.update(paint(text))

    def _choose(self, cohort: str) -> None:
        self.cara.cohort = cohort

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The cohort marked is the one in hand."""
        self._choose(event.row)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open it."""
        self.cara.open_cohort(event.row)

    def action_new_cohort(self) -> None:
        """Make a cohort."""
        from cara_facilitate.tui.screens.new_cohort import NewCohortScreen

        self.app.push_screen(NewCohortScreen())

    def action_dates(self) -> None:
        """Find pairs of dates."""
        from cara_facilitate.tui.screens.planner import PlannerScreen

        self.app.push_screen(PlannerScreen())


def _lines(row: HomeRow, width: int) -> list[Row]:
    first = cells((row.cohort, 9), (variant_words(row.variant), 24), (row.next_session, width))
    rest = [Row("", cells(("", 9), (f"! {words}", 0))) for words in row.attention]
    return [Row(row.cohort, first), *rest]
