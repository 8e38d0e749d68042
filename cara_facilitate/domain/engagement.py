"""What was seen of each seat: counts of codes and who has not been heard; never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cara_facilitate.domain.cohort import WorkshopState

HEARD = frozenset("ckoehsmnbp")
"""Codes that mean the person spoke or acted; the rest say how somebody seemed."""

RATINGS = (
    "not taking part (never guess why)",
    "present, not taking part",
    "answers when asked",
    "on task unprompted",
    "links material to own behaviour or helps others",
)
"""The seat rating 0-4 (``domain.md`` (b))."""


def counts(workshop: WorkshopState) -> Mapping[int, Counter[str]]:
    """How often each code was recorded, by seat."""
    by_seat: dict[int, Counter[str]] = {}
    for seen in workshop.observations:
        by_seat.setdefault(seen.seat, Counter())[seen.code] += 1
    return by_seat


def totals(workshop: WorkshopState) -> Counter[int]:
    """Observations by seat."""
    return Counter(seen.seat for seen in workshop.observations)


def not_heard(workshop: WorkshopState, seats: tuple[int, ...]) -> tuple[int, ...]:
    """Seats in the room now for which nothing said or done has been recorded."""
    heard = {seen.seat for seen in workshop.observations if seen.code in HEARD}
    return tuple(seat for seat in seats if workshop.seat(seat).present and seat not in heard)


def rating_gaps(workshop: WorkshopState) -> tuple[int, ...]:
    """Seats whose two raters differ by two or more at close; a prompt for the debrief."""
    by_seat: dict[int, list[int]] = {}
    for rating in workshop.ratings:
        if rating.moment == "close":
            by_seat.setdefault(rating.seat, []).append(rating.rating)
    return tuple(s for s, given in sorted(by_seat.items()) if max(given) - min(given) >= 2)
