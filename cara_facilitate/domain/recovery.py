"""When the day runs late: which activities give how much time back, in the curriculum's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cara_facilitate.domain.schedule import TIGHT_SECONDS, Actual, PlanItem, project

AGAIN_MINUTES = 5
"""A refused proposal comes again once the day is this much later still."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One activity that gives back this many whole minutes."""

    item: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """How the day could end on time again.

    :ivar behind: whole minutes the day would run past its finish as things stand.
    :ivar cuts: what gives time back, in the curriculum's recovery order; never below a floor.
    :ivar short: minutes that nothing can give back.
    :ivar last: whether nothing is to come after what is running.
    """

    behind: int
    cuts: tuple[Cut, ...]
    short: int
    last: bool = False

    @property
    def complete(self) -> bool:
        """Whether every activity to come can still have its shortest length before the finish."""
        return self.short == 0 or self.last


def propose(
    plan: Sequence[PlanItem],
    actuals: Sequence[Actual],
    now: int,
    *,
    finish: int,
    order: Sequence[str],
) -> Proposal | None:
    """What to shorten so that the day ends at its finish; None while it is on time.

    Activities are taken to their floor in turn (``domain.md`` (a), late-start recovery order).
    One that is running gives back only what it has not used; breaks, and what is over, nothing.

    :param finish: when the day must end, local seconds since midnight.
    :param order: item ids, first the one that gives back first.
    """
    late = _late(plan, actuals, now, finish)
    if late < TIGHT_SECONDS:
        return None
    behind = _minutes(late)
    cuts: list[Cut] = []
    can = givable(plan, actuals, now)
    for item in order:
        wanted = min(can.get(item, 0), _minutes(late))
        # What is cut before a row with a fixed time may only lengthen the wait for it.
        helps = late - _late(_shorter(plan, item, wanted), actuals, now, finish)
        minutes = min(wanted, _minutes(helps))
        if minutes > 0:
            plan = _shorter(plan, item, minutes)
            late = _late(plan, actuals, now, finish)
            cuts.append(Cut(item, minutes))
    last = plan[-1].id in {one.id for one in actuals}
    return Proposal(behind, tuple(cuts), _minutes(late), last)


def _late(plan: Sequence[PlanItem], actuals: Sequence[Actual], now: int, finish: int) -> int:
    """Seconds past the finish, as things stand; none where the day is early."""
    projected = project(plan, actuals, now)
    return max(0, projected[-1].end - finish) if projected else 0


def _minutes(seconds: int) -> int:
    """Whole minutes, a part of one counted as one."""
    return -(-seconds // 60)


def _shorter(plan: Sequence[PlanItem], item: str, minutes: int) -> Sequence[PlanItem]:
    return [replace(one, given=one.given + minutes * 60) if one.id == item else one for one in plan]


def givable(plan: Sequence[PlanItem], actuals: Sequence[Actual], now: int) -> Mapping[str, int]:
    """Whole minutes each item that is not over can still give back."""
    seen = {actual.id: actual for actual in actuals}
    last = max((i for i, item in enumerate(plan) if item.id in seen), default=-1)
    out = {}
    for index, item in enumerate(plan):
        actual = seen.get(item.id)
        if actual is None and index > last:
            out[item.id] = item.slack // 60
        elif actual is not None and actual.ended is None:
            left = actual.started + item.length - now
            out[item.id] = max(0, min(item.slack, left)) // 60
    return out


def stands(proposal: Proposal | None, refused: int) -> bool:
    """Whether a proposal is to be made: there is something to give, and it was not refused.

    :param refused: minutes behind at which one was refused; 0 for never.
    """
    if proposal is None or not proposal.cuts:
        return False
    return not refused or proposal.behind >= refused + AGAIN_MINUTES
