"""Looking without recording: the run sheet to go by, the ten objectives, the room by seats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.engagement import not_heard, totals
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.words import seats_words, who_is_in
from cara_facilitate.tui.text import paint, show
from cara_facilitate.tui.widgets.objectives import long_lines

WIDTH = 73
"""Cells inside the box, beside its scroll bar."""
MORE = "Down: more   Esc: close"


class AimsDialog(Dialog):
    """The ten objectives in the source's words, and where each was seen to be met."""

    TITLE_WORDS: ClassVar[str] = "Objectives"

    def on_mount(self) -> None:
        """The list is longer than a small window: the way out stands on its edge."""
        super().on_mount()
        self.query_one("#box").border_subtitle = show(MORE)

    def body(self) -> Content:
        """Every objective with its evidence."""
        return Content("\n").join(long_lines(row, WIDTH) for row in self.room.objectives())

    def choices(self) -> Sequence[Choice]:
        """Scroll and close."""
        return (
            Choice("down,space,pagedown", "More", partial(self._scroll, 1)),
            Choice("up,pageup", "Back", partial(self._scroll, -1)),
            Choice("escape,o,enter", "Close", self.done),
        )

    def _scroll(self, by: int) -> None:
        box = self.query_one("#box")
        box.scroll_relative(y=by * max(box.size.height - 2, 1), animate=False)


class SeatsDialog(Dialog):
    """Seat by seat: who is here, how many notes there are, who has not been heard; no codes."""

    TITLE_WORDS: ClassVar[str] = "Seats"

    def body(self) -> Content:
        """One line a seat, then who is still to be heard."""
        day, counts = self.room.day, totals(self.room.day)
        lines = [paint((f"{'':<10}{'notes':>6}   attendance", "dim"))]
        for seat in self.room.seats:
            own = day.seat(seat)
            words = ", ".join(CODES[code] for code in own.codes) or "not marked"
            style = "" if own.present else "dim"
            lines.append(paint((f"  Seat {seat:>2} {counts[seat]:>6}   {words}", style)))
        silent = not_heard(day, self.room.seats)
        heard = f"{seats_words(silent)} not heard yet." if silent else "Everybody was heard."
        if not any(day.seat(seat).present for seat in self.room.seats):
            heard = "Nobody is marked present."
        return Content("\n").join(
            [*lines, Content(""), paint(f"{who_is_in(day, self.room.seats)}. {heard}")]
        )

    def choices(self) -> Sequence[Choice]:
        """Close."""
        return (Choice("escape,v,enter", "Close", self.done),)
