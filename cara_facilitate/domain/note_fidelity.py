"""Section 2 of a supervision note: what was planned, what was done and where the two part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.curriculum import Curriculum, Day, RunItem
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.note_words import NOT_RECORDED
from cara_facilitate.domain.objectives import objective_rows
from cara_facilitate.domain.runsheet import (
    clock_of,
    local_seconds,
    plan_items,
    seconds_of,
    spent_seconds,
)

NO_REASON = "no reason given"
NOTABLE_MINUTES = 5
"""From five minutes over plan, or off a break's length, a row counts as a deviation."""
RAN, BELOW, SKIPPED, NOT_YET = "ran", "below floor", "skipped", "not run yet"
NOT_NEEDED = "optional, not run"
_UNEXPLAINED = frozenset({BELOW, SKIPPED})
_MINUTE = 60


def fidelity(
    curriculum: Curriculum,
    day: WorkshopState,
    now: datetime,
    changes: Sequence[tuple[datetime, str]] = (),
) -> dict[str, Any]:
    """Planned and actual minutes of every activity, the objectives, and deviations in order.

    Minutes are whole, pauses taken off. ``ratio`` is actual to planned minutes of what ran, or
    "not recorded". A day not started leaves every activity "not recorded".
    """
    plan = curriculum.day(day.number)
    rows = [_row(item, day, now, item.id in plan.optional) for item in plan.run]
    activities = [row for item, row in zip(plan.run, rows, strict=True) if not item.is_break]
    planned = sum(row["planned"] for row in activities if row["status"] != NOT_NEEDED)
    actual = sum(row["actual"] for row in activities)
    begun = day.started_at is not None
    changed = [(local_seconds(at, day), what) for at, what in changes]
    return {
        "activities": activities,
        "breaks": [row for item, row in zip(plan.run, rows, strict=True) if item.is_break],
        "planned": planned,
        "actual": actual,
        "ratio": round(actual / planned, 2) if begun and planned else NOT_RECORDED,
        "objectives": _objectives(curriculum, day),
        "deviations": _deviations(plan, day, rows, now, changed),
        "started": begun,
        "closed": day.ended_at is not None,
    }


def _row(item: RunItem, day: WorkshopState, now: datetime, optional: bool) -> dict[str, Any]:
    ran = any(start.item == item.id for start in day.starts)
    actual = round(spent_seconds(day, item.id, Moment(now)) / 60) if ran else 0
    status = _status(item, day, optional, actual)
    return {
        "number": item.id,
        "title": item.title,
        "planned": item.minutes,
        "floor": item.floor,
        "actual": actual,
        "ran": ran,
        "ratio": round(actual / item.minutes, 2) if ran and item.minutes else NOT_RECORDED,
        "status": status,
        "reason": day.reasons.get(item.id, "") or (NO_REASON if status in _UNEXPLAINED else ""),
    }


def _status(item: RunItem, day: WorkshopState, optional: bool, actual: int) -> str:
    if day.started_at is None:
        return NOT_RECORDED
    if not any(start.item == item.id for start in day.starts):
        if optional:
            return NOT_NEEDED
        return SKIPPED if day.ended_at is not None else NOT_YET
    under_way = item.id == day.present_item
    return BELOW if actual < item.floor and not under_way else RAN


def _objectives(curriculum: Curriculum, day: WorkshopState) -> list[Any]:
    titles = {item.id: item.title for item in curriculum.day(day.number).run}
    return [
        {
            "id": row.objective.id,
            "slug": row.objective.slug,
            "text": row.objective.text,
            "planned": row.planned,
            "reach": row.reach.value if day.started_at is not None else NOT_RECORDED,
            "activities": [{"number": item, "title": titles.get(item, item)} for item in row.items],
            "seats": len(row.seats),
            "by_group": row.by_group,
        }
        for row in objective_rows(curriculum, day)
    ]


def _deviations(
    plan: Day,
    day: WorkshopState,
    rows: list[dict[str, Any]],
    now: datetime,
    changed: list[tuple[int, str]],
) -> list[dict[str, Any]]:
    """What parted from the plan, by the time at which it happened (or was planned)."""
    found = [*changed, *(_parted_ways(plan, day, rows, now) if day.started_at else ())]
    found.sort(key=lambda entry: entry[0])
    found.extend(_early_or_late_close(plan, day))
    return [{"time": clock_of(at), "what": what} for at, what in found]


def _parted_ways(
    plan: Day, day: WorkshopState, rows: list[dict[str, Any]], now: datetime
) -> list[tuple[int, str]]:
    planned = {item.id: item.start for item in plan_items(plan.run, day.start)}
    begun = {start.item: local_seconds(start.at, day) for start in reversed(day.starts)}
    found = _early_or_late_start(day)
    for row in rows:
        at = begun.get(row["number"], planned[row["number"]])
        found.extend((at, what) for what in _parted(row, row["number"] in _breaks(plan)))
    found.extend(_returns(day))
    for stop in day.pauses:
        length = stop.seconds(Moment(day.ended_at or now, day.ended_steady))
        if length >= _MINUTE:
            what = f"Unplanned {stop.kind} of {_span(length)}."
            found.append((local_seconds(stop.start, day), what))
    return found


def _breaks(plan: Day) -> frozenset[str]:
    return frozenset(item.id for item in plan.run if item.is_break)


def _early_or_late_start(day: WorkshopState) -> list[tuple[int, str]]:
    if day.started_at is None:
        return []
    at = local_seconds(day.started_at, day)
    late = at - seconds_of(day.start)
    side = "after" if late > 0 else "before"
    if abs(late) < _MINUTE:
        return []
    return [(at, f"Started {_span(abs(late))} {side} the planned time.")]


def _early_or_late_close(plan: Day, day: WorkshopState) -> list[tuple[int, str]]:
    if day.ended_at is None or day.started_at is None:
        return []
    at = local_seconds(day.ended_at, day)
    over = at - seconds_of(day.start) - sum(item.minutes for item in plan.run) * _MINUTE
    side = "after" if over > 0 else "before"
    if abs(over) < _MINUTE:
        return []
    return [(at, f"Closed {_span(abs(over))} {side} the planned finish.")]


def _parted(row: dict[str, Any], is_break: bool) -> list[str]:
    name = f"{row['number']} {row['title']}"
    reason = f": {row['reason']}" if row["reason"] else ""
    short = row["floor"] - row["actual"]
    if row["status"] == SKIPPED:
        return [f"{name} was skipped{reason}."]
    if row["status"] == BELOW and not (is_break and short < NOTABLE_MINUTES):
        floor = "" if is_break else f", below its floor of {row['floor']}"
        return [f"{name} had {row['actual']} of {row['planned']} minutes{floor}{reason}."]
    if row["ran"] and row["actual"] - row["planned"] >= NOTABLE_MINUTES:
        return [f"{name} took {row['actual']} minutes instead of {row['planned']}{reason}."]
    return []


def _returns(day: WorkshopState) -> list[tuple[int, str]]:
    seen: set[str] = set()
    found = []
    for start in day.starts:
        if start.item in seen:
            found.append((local_seconds(start.at, day), f"Went back to {start.item}."))
        seen.add(start.item)
    return found


def _span(seconds: float) -> str:
    minutes = round(seconds / _MINUTE)
    return f"{minutes} minute" + ("" if minutes == 1 else "s")
