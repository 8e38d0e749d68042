"""Looking without recording: objectives x activities, and the room by seats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.engagement import SeatHeard, counts, heard, not_heard, not_lately
from cara_facilitate.domain.objectives import GridRow, Reach, Uncovered, grid, uncovered
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.letters import LettersDialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import seats_words, who_is_in
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.objectives import grid_table, one_objective

WIDTH = 73
"""Cells inside the box, beside its scroll bar."""
WITHOUT_CODE = "-"


class AimsDialog(Dialog):
    """Ten objectives by the day's activities as evidence; the marked one is shown in full."""

    TITLE_WORDS: ClassVar[str] = "Objectives"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._cursor = next((n for n, own in enumerate(self._grid()) if _open(own)), 0)

    def body(self) -> Content:
        """The grid, what its signs mean, and the marked objective."""
        rows = self._grid()
        if not rows:
            return paint("This curriculum names no objectives.")
        own = rows[self._cursor]
        left = {one.objective.id: one for one in self._uncovered()}
        table = grid_table(rows, self._cursor, self.room.day.present_item, WIDTH)
        detail = one_objective(own, left.get(own.row.objective.id), WIDTH)
        return Content("\n").join([table, Content(""), detail])

    def choices(self) -> Sequence[Choice]:
        """Go through the objectives, and close."""
        return (
            Choice("down", "Next objective", partial(self._step, 1)),
            Choice("up", "Objective before", partial(self._step, -1)),
            Choice("escape,o,enter", "Close", self.done),
        )

    def _grid(self) -> tuple[GridRow, ...]:
        return grid(self.room.curriculum, self.room.day)

    def _uncovered(self) -> tuple[Uncovered, ...]:
        return uncovered(self.room.curriculum, self.room.day)

    def _step(self, by: int) -> None:
        self._cursor = max(0, min(self._cursor + by, len(self._grid()) - 1))


def _open(own: GridRow) -> bool:
    return own.row.planned and own.row.reach is not Reach.EVIDENCED


class SeatsDialog(LettersDialog):
    """Seat by seat: who is here, how many notes, when last heard; letters only after a question."""

    TITLE_WORDS: ClassVar[str] = "Seats"

    def body(self) -> Content:
        """One line a seat, then who is still to be heard."""
        if self.asking:
            return self.question()
        last = "codes" if self.letters else "attendance"
        lines = [paint((f"{'':<9}{'notes':>6}   {'last heard':<20}{last}", "dim"))]
        lines += [self._line(own) for own in heard(self.room.day, self.room.seats)]
        return Content("\n").join([*lines, Content(""), *self._words()])

    def choices(self) -> Sequence[Choice]:
        """Letters, and close."""
        if self.asking:
            return self.answers()
        return (self.show_letters(), Choice("escape,v,enter", "Close", self.done))

    def _line(self, own: SeatHeard) -> Content:
        minutes = own.minutes(self.room.now)
        since = "not heard yet" if own.here else ""
        if own.last is not None:
            since = f"{own.last:%H:%M}, {minutes} min ago" if own.here else f"{own.last:%H:%M}"
        marks = ", ".join(CODES[code] for code in self.room.day.seat(own.seat).codes)
        words = self._codes(own.seat) if self.letters else marks or "not marked"
        line = f" Seat {own.seat:>2} {own.notes:>6}   {since:<20}{words}"
        return paint((line, "" if own.here else "dim")).truncate(WIDTH, ellipsis=True)

    def _codes(self, seat: int) -> str:
        """This seat's codes in the curriculum's order, with how often each was noted."""
        tally = dict(counts(self.room.day).get(seat, {}))
        order = [code.key for code in self.room.curriculum.codes]
        keys = [key for key in (*order, *sorted(set(tally) - set(order))) if key in tally]
        return "  ".join(f"{key} {tally[key]}" for key in keys) or WITHOUT_CODE

    def _words(self) -> list[Content]:
        day, seats = self.room.day, self.room.seats
        if not any(day.seat(seat).present for seat in seats):
            return [paint(f"{who_is_in(day, seats)}. Nobody is marked present.")]
        silent = not_heard(day, seats)
        said = f"{seats_words(silent)} not heard yet." if silent else "Everybody was heard today."
        lines = [paint(f"{who_is_in(day, seats)}. {said}")]
        if day.present_item and not self.room.item.is_break:
            lately = not_lately(day, seats)
            who = seats_words(lately) if lately else "nobody"
            lines.append(paint(f"In {self.room.item.id} still to be heard: {who}."))
        return lines
