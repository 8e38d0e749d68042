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
class SeatAttendance:
    """How a seat came and went: the last arrival mark and the last departure mark."""

    arrival: Mark | None = None
    departure: Mark | None = None

    def with_mark(self, mark: Mark) -> SeatAttendance:
        """The attendance after one more mark; coming back in cancels an earlier departure."""
        if mark.code in DEPARTURES:
            return SeatAttendance(self.arrival, mark)
        return SeatAttendance(mark, None)

    @property
    def present(self) -> bool:
        """Whether somebody is in this seat now."""
        return self.arrival is not None and self.arrival.code in IN_ROOM and self.departure is None

    @property
    def attended(self) -> bool:
        """Whether somebody was in this seat at any time."""
        return self.arrival is not None and self.arrival.code in IN_ROOM

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that stand, arrival first."""
        return tuple(mark.code for mark in (self.arrival, self.departure) if mark is not None)
