"""Seat ratings 0 to 4 by exception: one rater at a time, apart where two rate; blank is fine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.commands import Rate, TakeBack
from cara_facilitate.domain.engagement import RATINGS, rating_gaps, ratings_by
from cara_facilitate.domain.events import RatingRecorded
from cara_facilitate.domain.undoing import takable
from cara_facilitate.services import deliver
from cara_facilitate.services.sampling import second_rater
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.text import paint

CLOSE = "close"
APART = (
    "In the sample: at the close both rate, each apart.",
    "What one gave is hidden from the other until both are done.",
)
SAMPLE = "In the sample: both give seat ratings, each apart (r)."
GIVEN = "given"
BLANK = "."


def sample_words(room: Room) -> str:
    """What to say at the close of a sampled workshop; empty where one rater is enough."""
    sampled = second_rater(room.desk, room.cohort, room.workshop)
    raters = len(room.state.facilitators)
    return SAMPLE if sampled and raters > 1 else ""


class RatingsDialog(Dialog):
    """Says whose rating it is, then takes a digit for the chosen seat.

    In a sampled workshop a digit given at the close is shown only while its own rater's turn
    lasts; after both are done, only whether a seat's two ratings are far apart.
    """

    TITLE_WORDS: ClassVar[str] = "Seat ratings"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._rater = ""
        self._cursor = 0
        self._had_a_turn: frozenset[str] = frozenset()
        self._fresh: frozenset[int] = frozenset()
        self._compared = False
        self._sampled = bool(sample_words(room))

    @property
    def moment(self) -> str:
        """``break`` during a break, ``close`` otherwise."""
        return "break" if self.room.item.is_break else CLOSE

    @property
    def apart(self) -> bool:
        """Whether the two raters are not to see each other's digits now."""
        return self._sampled and self.moment == CLOSE

    @property
    def _seats(self) -> tuple[int, ...]:
        return tuple(s for s in self.room.seats if self.room.day.seat(s).attended)

    def body(self) -> Content:
        """The raters to choose from, the scale and the seats, or what to talk over."""
        if not self._seats:
            return paint("Nobody is marked present yet. Attendance: t.")
        if self._compared:
            return self._talk_over()
        if not self._rater:
            return self._who()
        scale = [paint((f"  {n}  {words}", "dim")) for n, words in enumerate(RATINGS)]
        rows = [self._line(index, seat) for index, seat in enumerate(self._seats)]
        head = paint(
            f"{self._rater}, at the {self.moment}. Up and Down choose a seat; 0 to 4 rates it. "
            "Blank is allowed."
        )
        return Content("\n").join([head, *scale, Content(""), *_in_two(rows)])

    def choices(self) -> Sequence[Choice]:
        """Raters by digit; then ratings, the next seat and the other rater."""
        leave = Choice("escape", "Done", self.done)
        if not self._seats or self._compared:
            return (leave,)
        if not self._rater:
            raters = enumerate(self.room.state.facilitators, 1)
            both = (Choice("b", "Both done: compare", self._compare),) if self._both() else ()
            return (
                *(Choice(str(n), "", partial(self._by, who), who) for n, who in raters),
                *both,
                leave,
            )
        return (
            Choice("0", "to 4: rate this seat", partial(self._rate, 0), RATINGS[0]),
            *(
                Choice(str(n), "", partial(self._rate, n), words)
                for n, words in enumerate(RATINGS)
                if n
            ),
            *(Choice(key, "", self._no_rating, "No rating") for key in "56789"),
            Choice("down,space", "Next seat", partial(self._step, 1)),
            Choice("up", "Seat before", partial(self._step, -1)),
            Choice("backspace,delete", "Blank", self._blank, "Leave this seat blank again"),
            Choice("o", "Other rater", partial(self._by, "")),
            leave,
        )

    def _who(self) -> Content:
        rows = []
        for number, who in enumerate(self.room.state.facilitators, 1):
            done = who in self._had_a_turn or ratings_by(self.room.day, who, self.moment)
            rows.append(paint(f"  {number}  {who}", ("   has rated" if done else "", "dim")))
        apart = [*(paint(line) for line in APART), Content("")] if self.apart else []
        return Content("\n").join([*apart, paint("Who is rating?"), *rows])

    def _both(self) -> bool:
        """Whether every rater rated, or at least had a turn and left all blank."""
        day, raters = self.room.day, self.room.state.facilitators
        had = [who in self._had_a_turn or ratings_by(day, who, CLOSE) for who in raters]
        return self.moment == CLOSE and len(raters) > 1 and all(had)

    def _compare(self) -> None:
        self._compared = True

    def _talk_over(self) -> Content:
        gaps = rating_gaps(self.room.day)
        if not gaps:
            return paint("No seat's two ratings differ by two or more.")
        lines = (
            f"{seats_words(gaps)}: the two ratings differ by two or more.",
            "Talk it over in the debrief: each says what they saw. Neither rating is changed.",
        )
        return Content("\n").join(paint(line) for line in lines)

    def _by(self, rater: str) -> None:
        self._rater, self._cursor, self._fresh = rater, 0, frozenset()
        if rater:
            self._had_a_turn |= {rater}

    def _line(self, index: int, seat: int) -> Content:
        own = ratings_by(self.room.day, self._rater, self.moment)
        value = str(own[seat]) if seat in own else BLANK
        if self.apart and seat in own and seat not in self._fresh:
            value = GIVEN
        lead = ">" if index == self._cursor else " "
        text = f"{lead} Seat {seat:>2}  {value}"
        return paint((f"{text:<24}", "bold" if index == self._cursor else ""))

    def _rate(self, rating: int) -> None:
        seat, now = self._seats[self._cursor], self.room.now
        command = Rate(seat, rating, self._rater, self.moment, now)
        if self.attempt(lambda: self.room.do(command)):
            self._fresh |= {seat}
            self._step(1)

    def _no_rating(self) -> None:
        self.trouble = "A rating is 0 to 4. Up and Down choose the seat."

    def _blank(self) -> None:
        """Take back every rating of this seat by this rater at this moment, changed ones too."""
        wanted = (self._seats[self._cursor], self._rater, self.moment)
        setting = deliver.setting(self.room.desk, self.room.cohort, self.room.workshop)
        ids = tuple(
            record.id
            for record in takable(setting)
            if isinstance(record.event, RatingRecorded)
            and (record.event.seat, record.event.rater, record.event.moment) == wanted
        )
        if wanted[0] not in ratings_by(self.room.day, self._rater, self.moment):
            return
        if not ids:
            self.trouble = "The day is closed: a rating can be changed, but not taken back."
            return
        self.attempt(lambda: self.room.do(TakeBack(ids, self.room.now)))

    def _step(self, by: int) -> None:
        self._cursor = max(0, min(self._cursor + by, len(self._seats) - 1))


def _in_two(rows: Sequence[Content]) -> list[Content]:
    half = (len(rows) + 1) // 2
    right = [*rows[half:], Content("")]
    return [paint(left, other) for left, other in zip(rows[:half], right, strict=False)]
