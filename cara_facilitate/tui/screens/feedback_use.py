"""The page on which it is said, after workshop two, of which records something was used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cara_facilitate.services.briefing import UseLine
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

ABOUT = (
    "For the victim-contact worker, who may tell the person: was something of the record used in "
    "workshop two, for everyone; of agreed words: were they said? Enter changes a line, k keeps "
    "them all."
)
NOTHING = "nothing to use"
NOT_NAMED_YET = "nobody named yet (n)"


class UsePage(Vertical):
    """A line a seat, all alike; a line each where several records have something to use."""

    DEFAULT_CSS = """
    UsePage { height: 1fr; }
    UsePage Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="use")
        self._seats: tuple[int, ...] = ()
        self._lines: tuple[UseLine, ...] = ()
        self._used: set[str] = set()
        self._kept: frozenset[str] = frozenset()
        self._rows = Rows()
        self._rows.add_class("tall")

    def compose(self) -> ComposeResult:
        """What is asked, and a line for every seat."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield self._rows

    def open(
        self, seats: Iterable[int], lines: Sequence[UseLine], said: Mapping[str, bool]
    ) -> None:
        """Show what was said before, or not used of everything.

        :param said: by opaque id of a record, whether it was recorded as used.
        """
        self._seats, self._lines = tuple(seats), tuple(lines)
        known = {line.item for line in lines}
        self._used = {item for item, used in said.items() if used and item in known}
        self._kept = self.used
        self._fill()
        self._rows.focus()

    def keep(self) -> None:
        """The marks are recorded as they are."""
        self._kept = self.used

    def let_go(self) -> None:
        """Forget it."""
        self._seats, self._lines, self._used, self._kept = (), (), set(), frozenset()
        self._rows.fill(())

    @property
    def used(self) -> frozenset[str]:
        """The records marked as used."""
        return frozenset(self._used)

    @property
    def agreed(self) -> frozenset[str]:
        """The records that have agreed words."""
        return frozenset(line.item for line in self._lines if line.exact)

    @property
    def unkept(self) -> bool:
        """Whether a line was changed since it was recorded."""
        return self.used != self._kept

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Turn a line from not used to used, and back."""
        event.stop()
        self._used ^= {event.row}
        self._fill()

    def _fill(self) -> None:
        rows = []
        for seat in self._seats:
            own = [line for line in self._lines if line.seat == seat]
            rows += [Row(line.item, self._line(line, n, len(own))) for n, line in enumerate(own, 1)]
            if not own:
                rows.append(Row("", cells((f"seat {seat}", 26), (NOTHING, 0, "dim"))))
        self._rows.fill(rows)

    def _line(self, line: UseLine, number: int, count: int) -> Content:
        which = f", record {number} of {count}" if count > 1 else ""
        said = f"agreed words said by {line.speaker or NOT_NAMED_YET}"
        yes, no = (said, "agreed words not said") if line.exact else ("used", "not used")
        used = line.item in self._used
        return cells((f"seat {line.seat}{which}", 26), (yes if used else no, 0))
