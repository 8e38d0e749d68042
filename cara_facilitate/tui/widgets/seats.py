"""The seats in two lines: numbers above, how many notes each has below; never what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive

from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.fitted import Fitted

KEYS = {10: "0", 11: "-", 12: "="}
"""Seats whose key is not their number."""
_LABEL = 6


@dataclass(frozen=True, slots=True)
class SeatRow:
    """What the strip shows: a short word for each seat, and the seats keyed but not yet coded."""

    words: Mapping[int, str]
    here: frozenset[int]
    keyed: tuple[int, ...] = ()


class SeatStrip(Fitted):
    """One widget for all seats: a key press repaints the line it changed and nothing else.

    A keyed seat is bold and underlined, never a block of colour that the room could read.
    """

    DEFAULT_CSS = """
    SeatStrip { height: 2; width: 1fr; background: $surface; }
    """

    row: reactive[SeatRow] = reactive(SeatRow({}, frozenset()), layout=False, repaint=False)

    def show_row(self, row: SeatRow) -> None:
        """Show these seats from now on."""
        self.row = row

    def watch_row(self, old: SeatRow, new: SeatRow) -> None:
        """Repaint the seats that another row changes: a number above, a count below, or both."""
        if old.here != new.here or old.words.keys() != new.words.keys():
            self.refresh()
            return
        words = [seat for seat in new.words if old.words[seat] != new.words[seat]]
        column = _column(self.size.width)
        changed = [
            Region(_LABEL + (seat - 1) * column, y, column, 1)
            for y, seats in enumerate((set(old.keyed) ^ set(new.keyed), words))
            for seat in seats
        ]
        if changed:
            self.refresh(*changed)

    def render(self) -> Content:
        """Two lines for the present width."""
        return Content("\n").join(seat_lines(self.row, self.size.width))


def seat_lines(row: SeatRow, width: int) -> tuple[Content, Content]:
    """Seat numbers with their keys, and below each its count or one word, in equal columns."""
    column = _column(width)
    top: list[str | tuple[str, str]] = [(f"{' Seat':<{_LABEL}}", "dim")]
    low: list[str | tuple[str, str]] = [(f"{' Notes':<{_LABEL}}", "dim")]
    for seat in range(1, 13):
        name = f"{seat}({KEYS[seat]})" if seat in KEYS else str(seat)
        keyed = seat in row.keyed
        style = "bold underline" if keyed else "" if seat in row.here else "dim"
        top += _cell(name if seat in row.words else "", style, column)
        low += _cell(row.words.get(seat, ""), "" if seat in row.here else "dim", column)
    return paint(*top), paint(*low)


def _column(width: int) -> int:
    return max(6, min(12, (width - _LABEL) // 12))


def _cell(text: str, style: str, width: int) -> tuple[str, tuple[str, str]]:
    return " " * (width - len(text)), (text, style)
