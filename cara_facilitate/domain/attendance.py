"""Attendance: one fact with times from which everything else follows (``domain.md`` (b))."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """How a seat came and went: the last arrival mark and the last departure mark.

    ``earlier`` are turns in the room that ended before the person came back, the oldest first.
    """

    arrival: Mark | None = None
    departure: Mark | None = None
    earlier: tuple[Turn, ...] = ()

    def with_mark(self, mark: Mark) -> SeatAttendance:
        """The attendance after one more mark: the last one stands.

        Coming back in after leaving begins another turn. An arrival timed before the departure
        corrects the arrival; what comes from paper then leaves the departure as it was.
        """
        if mark.code in DEPARTURES:
            return replace(self, departure=mark)
        if mark.code in ABSENT:
            return SeatAttendance(mark)
        if self.arrival is None or self.departure is None:
            return replace(self, arrival=mark)
        if mark.at > self.departure.at:
            turns = (*self.earlier, Turn(self.arrival, self.departure))
            return SeatAttendance(mark, None, turns)
        if mark.code in IN_ROOM and mark.source and mark.at < self.departure.at:
            return replace(self, arrival=mark)
        return replace(self, arrival=mark, departure=None)

    @property
    def present(self) -> bool:
        """Whether somebody is in this seat now."""
        return self.arrival is not None and self.arrival.code in IN_ROOM and self.departure is None

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
        if self.arrival is None or self.arrival.code not in IN_ROOM:
            return self.earlier
        return (*self.earlier, Turn(self.arrival, self.departure))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark that stands, turn by turn, in the order it happened."""
        before = (mark for turn in self.earlier for mark in (turn.came, turn.left))
        return tuple(m for m in (*before, self.arrival, self.departure) if m is not None)
