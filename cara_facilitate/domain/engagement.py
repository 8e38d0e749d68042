"""What was seen of each seat: counts of codes and who has not been heard; never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cara_facilitate.domain.cohort import WorkshopState

SEEMED = frozenset("xwit")
"""Codes that say how somebody seemed; all others mean that the person spoke or acted."""

RATINGS = (
    "not taking part (never guess why)",
    "present, not taking part",
    "answers when asked",
    "on task unprompted",
    "links material to own behaviour or helps others",
)
"""The seat rating 0-4 (``domain.md`` (b))."""
GAP = 2
"""From this difference on, two raters talk a seat over in the debrief."""


@dataclass(frozen=True, slots=True)
class SeatHeard:
    """One seat as the room is now: how many notes, when it was last heard, and whether lately.

    ``last`` is None if nothing it said or did was noted; ``lately`` is about the present item.
    """

    seat: int
    here: bool
    notes: int
    last: datetime | None
    lately: bool

    def minutes(self, now: datetime) -> int | None:
        """Whole minutes since it was last heard; None if it was not. Never below 0."""
        if self.last is None:
            return None
        return max(0, int((now - self.last).total_seconds()) // 60)


def counts(workshop: WorkshopState) -> Mapping[int, Counter[str]]:
    """How often each code was recorded, by seat."""
    by_seat: dict[int, Counter[str]] = {}
    for seen in workshop.observations:
        by_seat.setdefault(seen.seat, Counter())[seen.code] += 1
    return by_seat


def totals(workshop: WorkshopState) -> Counter[int]:
    """Observations by seat."""
    return Counter(seen.seat for seen in workshop.observations)


def last_heard(workshop: WorkshopState, item: str = "") -> Mapping[int, datetime]:
    """When each seat last spoke or acted, as a note or an objective it met tells.

    :param item: only in this item of the day; empty for the whole day.
    """
    times = [
        *((o.seat, o.at) for o in workshop.observations
          if o.code not in SEEMED and item in ("", o.item)),
        *((seat, e.at) for e in workshop.evidence for seat in e.seats if item in ("", e.item)),
    ]  # fmt: skip
    last: dict[int, datetime] = {}
    for seat, at in times:
        last[seat] = max(at, last.get(seat, at))
    return last


def heard(workshop: WorkshopState, seats: Sequence[int]) -> tuple[SeatHeard, ...]:
    """Every seat, in the order given, whoever was heard and whoever was not."""
    notes, last = totals(workshop), last_heard(workshop)
    lately = last_heard(workshop, workshop.present_item) if workshop.present_item else {}
    return tuple(
        SeatHeard(s, workshop.seat(s).present, notes[s], last.get(s), s in lately) for s in seats
    )


def not_heard(workshop: WorkshopState, seats: Sequence[int]) -> tuple[int, ...]:
    """Seats in the room now for which nothing said or done has been recorded."""
    last = last_heard(workshop)
    return tuple(seat for seat in seats if workshop.seat(seat).present and seat not in last)


def not_lately(workshop: WorkshopState, seats: Sequence[int]) -> tuple[int, ...]:
    """Seats in the room now that were not heard in the item under way."""
    return tuple(own.seat for own in heard(workshop, seats) if own.here and not own.lately)


def ratings_by(workshop: WorkshopState, rater: str, moment: str) -> Mapping[int, int]:
    """One rater's own ratings at one moment, by seat; a seat left blank is not there."""
    return {
        rating.seat: rating.rating
        for rating in workshop.ratings
        if (rating.rater, rating.moment) == (rater, moment)
    }


def rating_gaps(workshop: WorkshopState) -> tuple[int, ...]:
    """Seats whose two raters differ by two or more at close; a prompt for the debrief."""
    by_seat: dict[int, list[int]] = {}
    for rating in workshop.ratings:
        if rating.moment == "close":
            by_seat.setdefault(rating.seat, []).append(rating.rating)
    return tuple(s for s, values in sorted(by_seat.items()) if max(values) - min(values) >= GAP)
