"""Run-sheet arithmetic: what is expected when, from the plan and what really happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

TIGHT_SECONDS = 180
"""From three minutes late the day is tight (``contracts.md``, Schedule arithmetic)."""


class Phase(StrEnum):
    """How an item stands; the words are those of ``contracts.md``."""

    ON_TIME = "on time"
    TIGHT = "tight"
    BEHIND = "behind"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A planned item. ``start`` is local seconds since midnight, lengths are seconds.

    ``fixed`` items keep their whole length (breaks). An unlinked item never starts before its
    planned time; a linked one starts when the item before it ends, unless a gap was planned.
    """

    id: str
    start: int
    seconds: int
    floor: int
    fixed: bool = False
    linked: bool = True

    @property
    def slack(self) -> int:
        """Seconds this item can give back; none for a fixed one."""
        return 0 if self.fixed else max(0, self.seconds - self.floor)


@dataclass(frozen=True, slots=True)
class Actual:
    """When an item started and ended, local seconds since midnight; None while running."""

    id: str
    started: int
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """Expected times of one item; ``offset`` is seconds late against its planned start."""

    id: str
    start: int
    end: int
    offset: int
    phase: Phase


def project(plan: Sequence[PlanItem], actuals: Sequence[Actual], now: int) -> list[Projection]:
    """Expected start, end, offset and phase of every item (``contracts.md``, Schedule arithmetic).

    An item passed over (never started, though a later one was) takes no time. The phase of an
    item still to come compares its lateness with what it and the items after it can give back.

    :param plan: items in running order.
    :param actuals: at most one a plan item, in any order.
    :param now: local seconds since midnight.
    """
    seen = {actual.id: actual for actual in actuals}
    last_seen = max((i for i, item in enumerate(plan) if item.id in seen), default=-1)
    rows: list[tuple[PlanItem, int, int, bool]] = []
    cursor: int | None = None
    for index, item in enumerate(plan):
        actual = seen.get(item.id)
        if actual is not None:
            start = actual.started
            running = actual.ended is None
            end = max(start + item.seconds, now) if actual.ended is None else actual.ended
            cursor = end if cursor is None or index == last_seen else max(cursor, end)
        elif index < last_seen:
            start = end = item.start if cursor is None else cursor
            running = False
        else:
            start = _expected_start(plan, index, cursor, now)
            end = start + item.seconds
            running = False
            cursor = end
        rows.append((item, start, end, running))
    return _with_phases(rows, seen, now)


def _expected_start(plan: Sequence[PlanItem], index: int, cursor: int | None, now: int) -> int:
    item = plan[index]
    if cursor is None:
        return max(item.start, now)
    before = plan[index - 1]
    gap = item.start - (before.start + before.seconds)
    if item.linked and gap <= 0:
        return cursor
    return max(item.start, cursor)


def _with_phases(
    rows: Sequence[tuple[PlanItem, int, int, bool]], seen: Mapping[str, Actual], now: int
) -> list[Projection]:
    recoverable = 0
    out: list[Projection] = []
    for item, start, end, running in reversed(rows):
        ended = item.id in seen and not running
        if not ended:
            recoverable += item.slack
        offset = start - item.start
        late = end - (item.start + item.seconds)
        if running and now > start + item.seconds:
            phase = Phase.OVER
        elif late > recoverable:
            phase = Phase.BEHIND
        elif late >= TIGHT_SECONDS:
            phase = Phase.TIGHT
        else:
            phase = Phase.ON_TIME
        out.append(Projection(item.id, start, end, offset, phase))
    out.reverse()
    return out


def finish(plan: Sequence[PlanItem], actuals: Sequence[Actual], now: int) -> int:
    """Seconds the day would run past its fixed finish (negative: early)."""
    projected = project(plan, actuals, now)
    if not projected:
        return 0
    planned = plan[-1].start + plan[-1].seconds
    return projected[-1].end - planned
