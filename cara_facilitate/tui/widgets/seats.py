"""The seats in two lines: numbers above, how many notes each has below; never what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.tui.text import paint

KEYS = {10: "0", 11: "-", 12: "="}
"""Seats whose key is not their number."""
_LABEL = 6


@dataclass(frozen=True, slots=True)
class SeatRow:
    """What the strip shows: a short word for each seat, and the seats keyed but not yet coded."""

    words: Mapping[int, str]
    here: frozenset[int]
    keyed: tuple[int, ...] = ()


class SeatStrip(Widget):
    """One widget for all seats: a key press repaints two lines and nothing else.

    A keyed seat is bold and underlined, never a block of colour that the room could read.
    """

    DEFAULT_CSS = """
    SeatStrip { height: 2; width: 1fr; background: $surface; }
    """

    row: reactive[SeatRow] = reactive(SeatRow({}, frozenset()), layout=False)

    def show_row(self, row: SeatRow) -> None:
        """Show these seats from now on."""
        self.row = row

    def render(self) -> Content:
        """Two lines for the present width."""
        return Content("\n").join(seat_lines(self.row, self.size.width))


def seat_lines(row: SeatRow, width: int) -> tuple[Content, Content]:
    """Seat numbers with their keys, and below each its count or one word, in equal columns."""
    column = max(6, min(12, (width - _LABEL) // 12))
    top, low = paint((f"{' Seat':<{_LABEL}}", "dim")), paint((f"{' Notes':<{_LABEL}}", "dim"))
    for seat in range(1, 13):
        name = f"{seat}({KEYS[seat]})" if seat in KEYS else str(seat)
        keyed = seat in row.keyed
        style = "bold underline" if keyed else "" if seat in row.here else "dim"
        top = paint(top, *_cell(name if seat in row.words else "", style, column))
        low = paint(low, *_cell(row.words.get(seat, ""), "" if seat in row.here else "dim", column))
    return top, low


def _cell(text: str, style: str, width: int) -> tuple[str, tuple[str, str]]:
    return " " * (width - len(text)), (text, style)
