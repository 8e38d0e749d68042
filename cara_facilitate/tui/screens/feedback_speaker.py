"""The page on which it is chosen who says a seat's agreed words, if it has any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

ABOUT = (
    "Who of you says a seat's agreed words, if it has any, in private and exactly? Only whoever "
    "is named reads them here; but to release a row held back, what it says may have to be read "
    "back to the worker. Enter changes a line; your own PIN records them all."
)
NOT_NAMED = "nobody named"


class SpeakerPage(Vertical):
    """A line a seat, all alike whatever a seat has, and a PIN."""

    DEFAULT_CSS = """
    SpeakerPage { height: 1fr; }
    SpeakerPage Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="naming")
        self._seats: tuple[int, ...] = ()
        self._staff: tuple[str, ...] = ()
        self._chosen: dict[int, str] = {}
        self._kept: dict[int, str] = {}
        self._rows = Rows()
        self._rows.add_class("tall")
        self._pin = Field("Own PIN", Line(id="pin", secret=True, most=12))

    def compose(self) -> ComposeResult:
        """What is asked, a line for every seat, and the PIN."""
        yield Static(paint(ABOUT), classes="quiet")
        yield self._rows
        yield self._pin

    def open(self, seats: Iterable[int], staff: Sequence[str], named: Mapping[int, str]) -> None:
        """Show who is named so far.

        :param staff: who delivers workshop two. :param named: staff references by seat.
        """
        self._seats, self._staff = tuple(seats), tuple(staff)
        self._chosen = dict(named)
        self._kept = dict(self._chosen)
        self._pin.clear()
        self._fill()
        self._rows.focus()

    def let_go(self) -> None:
        """Forget it."""
        self._seats, self._staff, self._chosen, self._kept = (), (), {}, {}
        self._pin.clear()
        self._rows.fill(())

    @property
    def chosen(self) -> dict[int, str]:
        """Who is chosen, by seat."""
        return dict(self._chosen)

    @property
    def unkept(self) -> bool:
        """Whether a line was changed since it was recorded."""
        return self._chosen != self._kept

    def is_pin(self, field: Input) -> bool:
        """Whether this is the page's own field."""
        return field is self._pin.control

    def clear_pin(self) -> None:
        """The PIN is typed again."""
        self._pin.clear()

    def on_key(self, event: events.Key) -> None:
        """A digit on this page can only be a PIN's, whatever it does on the others."""
        digit, line = event.character or "", self._pin.control
        if digit.isdigit() and self._rows.has_focus and isinstance(line, Input):
            event.stop()
            self.screen.set_focus(line)
            line.insert_text_at_cursor(digit)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The next of you, and after the last nobody."""
        event.stop()
        seat = int(event.row)
        order = ["", *self._staff]
        then = order[(order.index(self._chosen.get(seat, "")) + 1) % len(order)]
        self._chosen.pop(seat, None)
        if then:
            self._chosen[seat] = then
        self._fill()

    def _fill(self) -> None:
        self._rows.fill(
            Row(str(seat), cells((f"seat {seat}", 26), (self._chosen.get(seat, NOT_NAMED), 0)))
            for seat in self._seats
        )
