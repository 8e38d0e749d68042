"""The few fixed words and ways of writing times that all sections of a note share."""

from __future__ import annotations

from datetime import datetime

from cara_facilitate.domain.cohort import WorkshopState

NOT_RECORDED = "not recorded"
"""What stands where nobody answered; nothing is ever filled in for them."""
KEPT_BACK = "kept in the risk log"
"""What stands where words of a flag were left out of the note."""


def clock(at: datetime | None) -> str:
    """``HH:MM`` of a local time, or "not recorded"."""
    return at.strftime("%H:%M") if at else NOT_RECORDED


def stamp(at: datetime) -> str:
    """``YYYY-MM-DD HH:MM`` of a local time."""
    return at.strftime("%Y-%m-%d %H:%M")


def answer(day: WorkshopState, name: str, seat: int = 0) -> str:
    """A debrief answer as it stands, or "not recorded"."""
    given = day.answers.get((name, seat))
    return given.value if given is not None and given.value.strip() else NOT_RECORDED
