"""Safeguarding flags: what kinds there are, and how one stands (``domain.md`` (b) and (d))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KINDS = {
    "child": "A child",
    "adult": "An adult at risk",
    "self": "The participant's own life",
    "threat": "A threat to somebody",
    "offence": "A new offence",
    "honour": "Honour-based abuse or forced marriage",
    "other": "Something else",
}
SEVERITIES = {
    "immediate": "Immediate danger: 999 now, then the manager",
    "same_day": "Same day, weekends included: manager or safeguarding lead",
}
BANNER = "Safeguarding: a flag is open. Hand it over today."
"""The one fixed wording on ordinary screens: no seat, no type, no count (``security.md`` 1)."""


class FlagStatus(StrEnum):
    """A flag is open until it was handed over, and stays on record until two people close it."""

    OPEN = "open"
    HANDED_OVER = "handed over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who was told, by role or service; when; and their reference or "none given"."""

    to: str
    reference: str
    told_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag as ordinary screens may know it: no seat, no kind, no words."""

    id: str
    workshop: int
    item: str
    raised_at: datetime
    hand_overs: tuple[HandOver, ...] = ()
    acknowledged: frozenset[str] = frozenset()
    closed_by: tuple[str, ...] = ()

    @property
    def status(self) -> FlagStatus:
        """Open, handed over or closed."""
        if self.closed_by:
            return FlagStatus.CLOSED
        return FlagStatus.HANDED_OVER if self.hand_overs else FlagStatus.OPEN
