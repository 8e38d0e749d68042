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
    ``given`` seconds were given back by agreement after the plan was laid: the item is that much
    shorter, and everything linked behind it moves up.
    """

    id: str
    start: int
    seconds: int
    floor: int
    fixed: bool = False
    linked: bool = True
    given: int = 0

    @property
    def length(self) -> int:
        """Seconds the item is to take now."""
        return max(0, self.seconds - self.given)

    @property
    def slack(self) -> int:
        """Seconds this item can still give back; none for a fixed one."""
        return 0 if self.fixed else max(0, self.length - self.floor)


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


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with its expected or actual times."""

    item: PlanItem
    start: int
    end: int
    running: bool = False
    over: bool = False

    def slack(self, now: int) -> int:
        """Seconds it can still give back: a running item no longer what it has used already."""
        if self.over:
            return 0
        if not self.running:
            return self.item.slack
        return max(0, min(self.item.slack, self.start + self.item.length - now))


def project(plan: Sequence[PlanItem], actuals: Sequence[Actual], now: int) -> list[Projection]:
    """Expected start, end, offset and phase of every item (``contracts.md``, Schedule arithmetic).

    A linked item starts when the one before it ends. Once an unlinked item or a gap intervenes,
    the item starts as planned where the planned gaps exceed the lateness (always when ahead),
    else at its planned time plus the lateness less the gaps. An item passed over (never started,
    though a later one was) takes no time. What is to come follows the item that is running,
    wherever it stands; where none is, the last that ran.

    The phase of an item still to come compares its lateness with what it and the items after it
    can give back.

    :param plan: items in running order.
    :param actuals: at most one a plan item, in any order; at most one of them running.
    :param now: local seconds since midnight.
    """
    seen = {actual.id: actual for actual in actuals}
    last_seen = max((i for i, item in enumerate(plan) if item.id in seen), default=-1)
    begun = _begun(plan[: last_seen + 1], seen, now)
    running = next((one for one in reversed(begun) if one.running), None)
    cursor = running.end if running else begun[-1].end if begun else None
    placed = list(begun)
    for index in range(last_seen + 1, len(plan)):
        start = _expected_start(plan, index, cursor, now)
        cursor = start + plan[index].length
        placed.append(_Placed(plan[index], start, cursor))
    return _with_phases(placed, now)


def _begun(plan: Sequence[PlanItem], seen: Mapping[str, Actual], now: int) -> list[_Placed]:
    """Every item up to the last one that began; those passed over take no time."""
    placed: list[_Placed] = []
    latest: int | None = None
    for item in plan:
        actual = seen.get(item.id)
        if actual is None:
            at = item.start if latest is None else latest
            placed.append(_Placed(item, at, at, over=True))
            continue
        running = actual.ended is None
        end = max(actual.started + item.length, now) if actual.ended is None else actual.ended
        latest = end if latest is None else max(latest, end)
        placed.append(_Placed(item, actual.started, end, running, not running))
    return placed


def _expected_start(plan: Sequence[PlanItem], index: int, cursor: int | None, now: int) -> int:
    item = plan[index]
    if cursor is None:
        return max(item.start, now)
    before = plan[index - 1]
    gap = item.start - (before.start + before.seconds)
    if item.linked and gap <= 0:
        return cursor
    return max(item.start, cursor)


def _with_phases(placed: Sequence[_Placed], now: int) -> list[Projection]:
    recoverable = 0
    out: list[Projection] = []
    for one in reversed(placed):
        item = one.item
        recoverable += one.slack(now)
        late = one.end - (item.start + item.seconds)
        if one.running and now > one.start + item.length:
            phase = Phase.OVER
        elif late > recoverable:
            phase = Phase.BEHIND
        elif late >= TIGHT_SECONDS:
            phase = Phase.TIGHT
        else:
            phase = Phase.ON_TIME
        out.append(Projection(item.id, one.start, one.end, one.start - item.start, phase))
    out.reverse()
    return out
