"""Attendance: one fact with times from which everything else follows (``domain.md`` (b))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ARRIVALS = {
    "P": "present",
    "LA": "late, admitted",
    "LR": "late, refused",
    "AN": "absent, no contact",
    "AR": "absent, reason given",
    "TR": "transferred",
}
DEPARTURES = {"EL": "left early", "RM": "removed"}
SERVICE = {"NR": "not held", "SS": "stopped by the service"}
CODES = {**ARRIVALS, **DEPARTURES, **SERVICE}
"""Every code with its words."""

REASONS = (
    "transport",
    "health",
    "access need",
    "faith",
    "caring",
    "work",
    "court",
    "other",
)
IN_ROOM = frozenset({"P", "LA"})
ABSENT = frozenset({"AN", "AR"})
"""Codes that speak of the whole day: whoever has one was never in the room."""
CAME, LEFT = "came", "left"
"""What is recorded of a facilitator's own times."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One recorded code with its time and reason.

    ``event`` is the id of the event it came from, ``source`` is paper or empty.
    """

    code: str
    at: datetime
    reason: str
    event: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One time in the room: the mark of coming in and that of leaving, None while it lasts."""

    came: Mark
    left: Mark | None = None


@dataclass(frozen=True, slots=True)
class SeatAttendance:
    """How a seat came and went: every mark that stands, in the order it happened.

    ``overruled`` is a mark of being in the room that one of not having been there replaced: the
    two contradict each other, until the person is marked as in the room again.
    """

    marks: tuple[Mark, ...] = ()
    overruled: Mark | None = None

    def with_mark(self, mark: Mark, replaces: str = "") -> SeatAttendance:
        """The attendance after one more mark, as an event records it.

        From paper, or replacing a mark that others followed, it goes where its own time puts it.
        Else it is the latest thing that happened, whatever the wall clock said.

        :param replaces: the id of the event whose mark was to be replaced, or empty.
        """
        if mark.code in ABSENT:
            return SeatAttendance((mark,), self._room_mark())
        last = self.marks[-1] if self.marks else None
        by_time = mark.source or (replaces and (last is None or last.event != replaces))
        place, instead = self.place(mark) if by_time else self.at_the_end(mark)
        overruled = None if mark.code in IN_ROOM else self.overruled
        if instead and instead.code in IN_ROOM and mark.code in ARRIVALS.keys() - IN_ROOM:
            overruled = instead
        rest = self.marks[place + (instead is not None) :]
        return SeatAttendance((*self.marks[:place], mark, *rest), overruled)

    def at_the_end(self, mark: Mark) -> tuple[int, Mark | None]:
        """Where a mark of this moment stands, and the mark that it replaces, if any."""
        last = self.marks[-1] if self.marks else None
        if last is not None and (last.code in DEPARTURES) == (mark.code in DEPARTURES):
            return len(self.marks) - 1, last
        return len(self.marks), None

    def place(self, mark: Mark) -> tuple[int, Mark | None]:
        """Where a mark stands by its own time, and the mark that it replaces, if any.

        An arrival corrects that of the turn it falls in, or else the next one; a leaving ends the
        turn it falls in, and replaces only the same leaving at the same time.
        """
        place = self._until(mark.at)
        before = self.marks[place - 1] if place else None
        after = self.marks[place] if place < len(self.marks) else None
        if mark.code in DEPARTURES:
            same = before is not None and (before.code, before.at) == (mark.code, mark.at)
            return (place - 1, before) if same else (place, None)
        if before is not None and before.code not in DEPARTURES:
            return place - 1, before
        if after is not None and after.code not in DEPARTURES:
            return place, after
        return place, None

    def in_room_at(self, at: datetime) -> bool:
        """Whether somebody was in this seat at a time of the day, by the marks' own times."""
        place = self._until(at)
        return place > 0 and self.marks[place - 1].code in IN_ROOM

    def _until(self, at: datetime) -> int:
        return max((n for n, mark in enumerate(self.marks, 1) if mark.at <= at), default=0)

    def _room_mark(self) -> Mark | None:
        return next((mark for mark in self.marks if mark.code in IN_ROOM), self.overruled)

    @property
    def arrival(self) -> Mark | None:
        """The last mark of coming, or of not coming."""
        return next((m for m in reversed(self.marks) if m.code not in DEPARTURES), None)

    @property
    def departure(self) -> Mark | None:
        """The mark of leaving after the last arrival, or None."""
        found: Mark | None = None
        for mark in reversed(self.marks):
            if mark.code not in DEPARTURES:
                break
            found = mark
        return found

    @property
    def present(self) -> bool:
        """Whether somebody is in this seat now."""
        return bool(self.marks) and self.marks[-1].code in IN_ROOM

    @property
    def attended(self) -> bool:
        """Whether somebody was in this seat at any time."""
        return bool(self.turns)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that stand, arrival first."""
        return tuple(mark.code for mark in (self.arrival, self.departure) if mark is not None)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every time in the room, the oldest first."""
        turns: list[Turn] = []
        came: Mark | None = None
        for mark in self.marks:
            if mark.code in DEPARTURES:
                turns += [Turn(came, mark)] if came else []
                came = None
            else:
                came = mark if mark.code in IN_ROOM else None
        return (*turns, *([Turn(came)] if came else []))

    @property
    def earlier(self) -> tuple[Turn, ...]:
        """The times in the room before the last arrival."""
        last = self.arrival
        return tuple(turn for turn in self.turns if turn.came is not last)
