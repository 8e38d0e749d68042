"""The run sheet: each item's planned, actual and expected times and the day's drift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cara_facilitate.domain.cohort import Pause, WorkshopState
from cara_facilitate.domain.curriculum import Day, RunItem
from cara_facilitate.domain.schedule import Actual, Phase, PlanItem, project


@dataclass(frozen=True, slots=True)
class RunRow:
    """One row: times are local seconds since midnight; ``spent`` is None before it began."""

    item: RunItem
    planned_start: int
    start: int
    end: int
    offset: int
    phase: Phase
    spent: int | None
    present: bool
    passed_over: bool


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A day's rows and drift; ``drift`` is seconds the day would run past its finish."""

    rows: tuple[RunRow, ...]
    drift: int
    left: int
    phase: Phase

    @property
    def present(self) -> RunRow | None:
        """The row under way, if any."""
        return next((row for row in self.rows if row.present), None)

    @property
    def following(self) -> RunRow | None:
        """The row after the one under way (or the first, before the day begins)."""
        for index, row in enumerate(self.rows):
            if row.present:
                return self.rows[index + 1] if index + 1 < len(self.rows) else None
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
    day = workshop.started_at.date() if workshop.started_at else workshop.date
    return (at.date() - day).days * 86400 + at.hour * 3600 + at.minute * 60 + at.second


def plan_items(day: Day, start: str) -> tuple[PlanItem, ...]:
    """The day's plan, laid from ``start``: breaks keep their length, the rest is linked.

    A row with a fixed time waits for it; one that is late for it starts when it can.
    """
    cursor = seconds_of(start)
    items = []
    for item in day.run:
        length = item.minutes * 60
        if item.at:
            cursor = max(cursor, seconds_of(item.at))
        items.append(PlanItem(item.id, cursor, length, item.floor * 60, item.is_break, not item.at))
        cursor += length
    return tuple(items)


def spent_seconds(workshop: WorkshopState, item: str, now: datetime) -> int:
    """Seconds an item has had so far, pauses taken off; returns to it add up."""
    total = 0
    starts = workshop.starts
    for index, start in enumerate(starts):
        if start.item != item:
            continue
        end = starts[index + 1].at if index + 1 < len(starts) else workshop.ended_at or now
        total += int((end - start.at).total_seconds())
        total -= sum(_overlap(pause, start.at, end, now) for pause in workshop.pauses)
    return max(0, total)


def _overlap(pause: Pause, start: datetime, end: datetime, now: datetime) -> int:
    stop = min(end, pause.end or now)
    return max(0, int((stop - max(start, pause.start)).total_seconds()))


def actuals(workshop: WorkshopState, now: datetime) -> tuple[Actual, ...]:
    """What started and ended when.

    A running item's start is moved on by pauses and earlier turns, so that its expected end
    is always now plus what is left of its planned length.
    """
    out = []
    present = workshop.present_item
    for item in dict.fromkeys(start.item for start in workshop.starts):
        own = [s for s in workshop.starts if s.item == item]
        if item == present:
            begun = local_seconds(now, workshop) - spent_seconds(workshop, item, now)
            out.append(Actual(item, begun))
        else:
            last = max(i for i, s in enumerate(workshop.starts) if s.item == item)
            following = workshop.starts[last + 1 : last + 2]
            ended = following[0].at if following else workshop.ended_at or now
            out.append(
                Actual(item, local_seconds(own[0].at, workshop), local_seconds(ended, workshop))
            )
    return tuple(out)


def run_sheet(day: Day, workshop: WorkshopState, now: datetime) -> RunSheet:
    """The run sheet of a workshop at ``now`` (aware local time)."""
    plan = plan_items(day, workshop.start)
    clock = local_seconds(now, workshop) if workshop.started_at else plan[0].start
    done = actuals(workshop, now)
    projected = project(plan, done, clock)
    seen = {actual.id for actual in done}
    last_seen = max((i for i, p in enumerate(plan) if p.id in seen), default=-1)
    rows = tuple(
        RunRow(
            item=item,
            planned_start=planned.start,
            start=expected.start,
            end=expected.end,
            offset=expected.offset,
            phase=expected.phase,
            spent=spent_seconds(workshop, item.id, now) if item.id in seen else None,
            present=item.id == workshop.present_item,
            passed_over=item.id not in seen and index < last_seen,
        )
        for index, (item, planned, expected) in enumerate(
            zip(day.run, plan, projected, strict=True)
        )
    )
    finish = plan[-1].start + plan[-1].seconds
    present = next((row for row in rows if row.present), None)
    left = present.item.minutes * 60 - (present.spent or 0) if present else 0
    phase = present.phase if present else Phase.ON_TIME
    return RunSheet(rows, projected[-1].end - finish, left, phase)
