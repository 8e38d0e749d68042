"""Who leads and who codes: one of the two facilitators leads, the other watches and codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cara_facilitate.domain.attendance import LEFT
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.curriculum import Day

LONG_BREAK = 25
"""Minutes from which a break is the meal, at which the two swap (``domain.md`` (a))."""
ALONE_MINUTES = 5
"""A private word next door is allowed; over this, a break is called (``domain.md`` (a))."""


def lead(state: CohortState, day: WorkshopState) -> str:
    """Who leads now; the first named until somebody else was recorded."""
    if day.leads:
        return day.leads[-1].facilitator
    return state.facilitators[0] if state.facilitators else ""


def coder(state: CohortState, day: WorkshopState) -> str:
    """Who watches and codes now; empty where nobody else is named."""
    leads = lead(state, day)
    return next((who for who in state.facilitators if who != leads), "")


def led(state: CohortState, day: WorkshopState, now: datetime) -> Mapping[str, timedelta]:
    """How long each facilitator led so far, breaks included; empty before the doors open."""
    staff = state.staff(day.number)
    if day.started_at is None or not staff:
        return {}
    end = day.ended_at or now
    total = dict.fromkeys(staff, timedelta())
    who, since = staff[0], day.started_at
    for change in day.leads:
        total[who] = total.get(who, timedelta()) + max(change.at - since, timedelta())
        who, since = change.facilitator, max(change.at, since)
    total[who] = total.get(who, timedelta()) + max(end - since, timedelta())
    return total


def swap_due(plan: Day, day: WorkshopState) -> bool:
    """Whether the meal has begun and whoever led before it still leads."""
    meal = next((i.id for i in plan.run if i.is_break and i.minutes >= LONG_BREAK), "")
    began = next((start.at for start in day.starts if start.item == meal), None)
    return began is not None and day.live and not any(one.at >= began for one in day.leads)


def out_of_room(day: WorkshopState) -> Mapping[str, datetime]:
    """Facilitators whose last own time says that they left, and since when."""
    last = {one.facilitator: one for one in sorted(day.staff, key=lambda one: one.at)}
    return {who: one.at for who, one in last.items() if one.what == LEFT}
