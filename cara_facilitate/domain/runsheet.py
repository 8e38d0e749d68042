"""The run sheet: each item's planned, actual and expected times and the day's drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.curriculum import Day, RunItem
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.recovery import Proposal, propose
from cara_facilitate.domain.schedule import Actual, Phase, PlanItem, project


@dataclass(frozen=True, slots=True)
class RunRow:
    """One row: times are local seconds since midnight; ``spent`` is None before it began.

    ``minutes`` is the length agreed now, shorter than the item's own where time was given back.
    ``again`` items were cut off by turning back and are still to come.
    """

    item: RunItem
    planned_start: int
    start: int
    end: int
    offset: int
    phase: Phase
    spent: int | None
    present: bool
    passed_over: bool
    minutes: int
    left_out: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A day's rows and drift; ``drift`` is seconds the day would run past its fixed finish.

    ``proposal`` is what could be shortened now, refused before or not; None while on time.
    """

    rows: tuple[RunRow, ...]
    drift: int
    left: int
    phase: Phase
    proposal: Proposal | None = None
    over: bool = False

    @property
    def present(self) -> RunRow | None:
        """The row under way, if any."""
        return next((row for row in self.rows if row.present), None)

    @property
    def following(self) -> RunRow | None:
        """The row after the one under way; before the day the first, once it is over none."""
        if self.over:
            return None
        for index, row in enumerate(self.rows):
            if row.present:
                return next((r for r in self.rows[index + 1 :] if not r.left_out), None)
        return self.rows[0] if self.rows else None


def seconds_of(clock: str) -> int:
    """Local seconds since midnight of ``HH:MM``."""
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def clock_of(seconds: int) -> str:
    """``HH:MM`` of local seconds since midnight, rounded down to the minute."""
    minutes = seconds // 60
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def local_seconds(at: datetime, workshop: WorkshopState) -> int:
    """Local wall-clock seconds since midnight of the workshop's day (its real day once begun)."""
    return (at.date() - workshop.held_on).days * 86400 + at.hour * 3600 + at.minute * 60 + at.second


def ordered(day: Day, workshop: WorkshopState) -> tuple[RunItem, ...]:
    """The day's items in the order they are to run, changed or as planned."""
    if not workshop.order:
        return day.run
    by_id = {item.id: item for item in day.run}
    known = [by_id.pop(name) for name in workshop.order if name in by_id]
    return (*known, *by_id.values())


def plan_items(run: Sequence[RunItem], start: str) -> tuple[PlanItem, ...]:
    """Items laid one after the other from ``start``: breaks keep their length, the rest is linked.

    A row with a fixed time waits for it; one that is late for it starts when it can.
    """
    cursor = seconds_of(start)
    items = []
    for item in run:
        length = item.minutes * 60
        if item.at:
            cursor = max(cursor, seconds_of(item.at))
        items.append(PlanItem(item.id, cursor, length, item.floor * 60, item.is_break, not item.at))
        cursor += length
    return tuple(items)


def agreed(day: Day, workshop: WorkshopState) -> tuple[PlanItem, ...]:
    """The plan as it was agreed to be: in today's order, shortened, less what is left out."""
    out = []
    for planned in plan_items(ordered(day, workshop), workshop.start):
        given = planned.seconds - workshop.shortened.get(planned.id, planned.seconds // 60) * 60
        if planned.id in workshop.not_run:
            given = planned.seconds
        out.append(replace(planned, given=given))
    return tuple(out)


def spent_seconds(workshop: WorkshopState, item: str, now: Moment) -> int:
    """Seconds an item has had so far, pauses taken off; returns to it add up."""
    total = 0.0
    for index, start in enumerate(workshop.starts):
        if start.item != item:
            continue
        end = _end_of(workshop, index, now)
        total += end.since(start.moment)
        # A next item entered from paper may have begun before the pause was seen to end.
        total -= sum(
            min(p.seconds(now), end.since(Moment(p.start, p.steady)))
            for p in workshop.pauses
            if p.during == start.event
        )
    return max(0, int(total))


def _end_of(workshop: WorkshopState, index: int, now: Moment) -> Moment:
    """When the item begun at this place ended, or now while it runs."""
    if index + 1 < len(workshop.starts):
        return workshop.starts[index + 1].moment
    if workshop.ended_at is not None:
        return Moment(workshop.ended_at, workshop.ended_steady)
    return now


def actuals(workshop: WorkshopState, now: Moment) -> tuple[Actual, ...]:
    """What started and ended when.

    A running item's start is moved on by pauses and earlier turns, so that its expected end
    is always now plus what is left of its length.
    """
    out = []
    present = workshop.present_item
    for item in dict.fromkeys(start.item for start in workshop.starts):
        if item == present:
            begun = local_seconds(now.at, workshop) - spent_seconds(workshop, item, now)
            out.append(Actual(item, begun))
            continue
        turns = [i for i, s in enumerate(workshop.starts) if s.item == item]
        first = local_seconds(workshop.starts[turns[0]].at, workshop)
        ended = local_seconds(_end_of(workshop, turns[-1], now).at, workshop)
        out.append(Actual(item, first, ended))
    return tuple(out)


def run_sheet(day: Day, workshop: WorkshopState, now: Moment) -> RunSheet:
    """The run sheet of a workshop at ``now``."""
    run, plan, done = ordered(day, workshop), agreed(day, workshop), actuals(workshop, now)
    plan, done = _come_back_to(run, plan, done, workshop, now)
    clock = _clock(plan[0].start, workshop, now)
    projected = project(plan, done, clock)
    seen = {actual.id for actual in done}
    begun = {start.item for start in workshop.starts}
    last_seen = max((i for i, p in enumerate(plan) if p.id in seen), default=-1)
    rows = tuple(
        RunRow(
            item=item,
            planned_start=planned.start,
            start=expected.start,
            end=expected.end,
            offset=expected.offset,
            phase=expected.phase,
            spent=spent_seconds(workshop, item.id, now) if item.id in begun else None,
            present=item.id == workshop.present_item,
            passed_over=item.id not in begun and index < last_seen,
            minutes=workshop.shortened.get(item.id, item.minutes),
            left_out=item.id in workshop.not_run,
            again=item.id in begun - seen,
        )
        for index, (item, planned, expected) in enumerate(zip(run, plan, projected, strict=True))
    )
    end = finish_of(day, workshop)
    present = next((row for row in rows if row.present), None)
    left = present.minutes * 60 - (present.spent or 0) if present else 0
    phase = present.phase if present else Phase.ON_TIME
    live = workshop.ended_at is None
    proposal = propose(plan, done, clock, finish=end, order=day.recovery) if live else None
    return RunSheet(rows, projected[-1].end - end, left, phase, proposal, over=not live)


def finish_of(day: Day, workshop: WorkshopState) -> int:
    """When the day is to end, whatever was changed since: local seconds since midnight."""
    last = plan_items(day.run, workshop.start)[-1]
    return last.start + last.seconds


def _clock(first: int, workshop: WorkshopState, now: Moment) -> int:
    """The time to project from: before the doors open, no earlier than they are to open."""
    if workshop.started_at is not None:
        return local_seconds(now.at, workshop)
    until = seconds_of(workshop.delays[-1].until) if workshop.delays else first
    today = local_seconds(now.at, workshop) if now.at.date() == workshop.date else first
    return max(first, until, today)


def _come_back_to(
    run: Sequence[RunItem],
    plan: Sequence[PlanItem],
    done: Sequence[Actual],
    workshop: WorkshopState,
    now: Moment,
) -> tuple[tuple[PlanItem, ...], tuple[Actual, ...]]:
    """After turning back: what was begun behind the present item and cut off is still to come.

    It comes with what is left of its length; one that had at least its shortest is over.
    """
    place = {item.id: index for index, item in enumerate(run)}
    present = place.get(workshop.present_item, len(run))
    again = {}
    for actual in done:
        spent = spent_seconds(workshop, actual.id, now)
        here = place.get(actual.id, -1)
        if here > present and spent < run[here].floor * 60:
            again[actual.id] = spent
    left = tuple(
        replace(one, given=one.given + again[one.id], floor=max(0, one.floor - again[one.id]))
        if one.id in again
        else one
        for one in plan
    )
    return left, tuple(actual for actual in done if actual.id not in again)
