"""Seat ratings 0 to 4 by exception: one rater at a time, blank is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.commands import Rate
from cara_facilitate.domain.engagement import RATINGS
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.text import paint


class RatingsDialog(Dialog):
    """Says whose rating it is, then takes a digit for the chosen seat."""

    TITLE_WORDS: ClassVar[str] = "Seat ratings"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._rater = ""
        self._cursor = 0

    @property
    def moment(self) -> str:
        """``break`` during a break, ``close`` otherwise."""
        return "break" if self.room.item.is_break else "close"

    @property
    def _seats(self) -> tuple[int, ...]:
        return tuple(s for s in self.room.seats if self.room.day.seat(s).attended)

    def body(self) -> Content:
        """The raters to choose from, or the scale and the seats."""
        if not self._seats:
            return paint("Nobody is marked present yet. Attendance: t.")
        if not self._rater:
            rows = [paint(f"  {n}  {who}") for n, who in enumerate(self.room.state.facilitators, 1)]
            return Content("\n").join([paint("Who is rating?"), *rows])
        scale = [paint((f"  {n}  {words}", "dim")) for n, words in enumerate(RATINGS)]
        rows = [self._line(index, seat) for index, seat in enumerate(self._seats)]
        head = paint(f"{self._rater}, at {self.moment}. Only where you want to; blank is allowed.")
        return Content("\n").join([head, *scale, Content(""), *_in_two(rows)])

    def choices(self) -> Sequence[Choice]:
        """Raters by digit; then ratings, the next seat and the other rater."""
        leave = Choice("escape", "Done", self.done)
        if not self._seats:
            return (leave,)
        if not self._rater:
            raters = enumerate(self.room.state.facilitators, 1)
            return (*(Choice(str(n), "", partial(self._by, who), who) for n, who in raters), leave)
        return (
            *(Choice(str(n), "", partial(self._rate, n), words) for n, words in enumerate(RATINGS)),
            Choice("down,space", "Next seat", partial(self._step, 1)),
            Choice("up", "Seat before", partial(self._step, -1)),
            Choice("o", "Other rater", partial(self._by, "")),
            leave,
        )

    def _by(self, rater: str) -> None:
        self._rater, self._cursor = rater, 0

    def _line(self, index: int, seat: int) -> Content:
        given = next(
            (
                r.rating
                for r in self.room.day.ratings
                if (r.seat, r.rater, r.moment) == (seat, self._rater, self.moment)
            ),
            None,
        )
        lead = ">" if index == self._cursor else " "
        text = f"{lead} Seat {seat:>2}  {'.' if given is None else given}"
        return paint((f"{text:<24}", "bold" if index == self._cursor else ""))

    def _rate(self, rating: int) -> None:
        seat, now = self._seats[self._cursor], self.room.now
        command = Rate(seat, rating, self._rater, self.moment, now)
        if self.attempt(lambda: self.room.do(command)):
            self._step(1)

    def _step(self, by: int) -> None:
        self._cursor = max(0, min(self._cursor + by, len(self._seats) - 1))


def _in_two(rows: Sequence[Content]) -> list[Content]:
    half = (len(rows) + 1) // 2
    right = [*rows[half:], Content("")]
    return [paint(left, other) for left, other in zip(rows[:half], right, strict=False)]
