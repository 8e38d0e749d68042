"""A calendar file for both days of a cohort: when the room is needed, and nothing about anybody."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.plan_events import WorkshopNotHeld, WorkshopReopened
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from icalendar import Event

    from cara_facilitate.domain.cohort import CohortState, WorkshopState
    from cara_facilitate.domain.curriculum import Day
    from cara_facilitate.services.desk import Desk

ZONE = "Europe/London"
BEFORE = timedelta(minutes=30)
"""Both facilitators meet before the doors open."""
AFTER = timedelta(minutes=45)
"""They stay for the debrief."""
PRODUCT = "-//Workshop dates//EN"
"""Says nothing of what the workshops are about: calendars are shared and shown."""


def calendar_file(desk: Desk, cohort: str) -> str:
    """Both workshops of a cohort as an iCalendar file (RFC 5545).

    The same cohort and number give the same UID every time, so that taking the file in again
    brings the entries up to date.

    :raises Refusal: if there is no such cohort, or no length of the day is known.
    :raises ContentError: if its curriculum is not installed.
    """
    from icalendar import Calendar

    state = desk.state(cohort)
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    now = desk.clock.now()
    days = [day for _, day in sorted(state.workshops.items())]
    for day in days:
        try:
            length = day_length(desk.curriculum(cohort, day.number).day(day.number))
        except KeyError:
            raise Refusal(f"The curriculum has no workshop {day.number}.") from None
        calendar.add_component(_event(state, day, length, now))
    years = [day.date.year for day in days]
    calendar.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def write_calendar(desk: Desk, cohort: str, out: Path) -> tuple[Path, ...]:
    """Write ``<cohort>.ics``, in the place of an earlier one.

    :raises CaraError: if the folder or the file's place cannot be used.
    """
    from cara_facilitate.notes.files import write_all

    documents = {f"{cohort}.ics": calendar_file(desk, cohort)}
    return write_all(out, documents, "calendar file", replace=True)


def day_length(day: Day) -> timedelta:
    """From the planned start of a workshop to its planned end."""
    first, last = (datetime.combine(date.min, time.fromisoformat(t)) for t in (day.start, day.end))
    return last - first


def _event(state: CohortState, day: WorkshopState, length: timedelta, now: datetime) -> Event:
    from icalendar import Event

    # Wall-clock arithmetic: no workshop runs through the night in which the clocks change.
    opens = datetime.combine(day.date, time.fromisoformat(day.start))
    ends = opens + length
    zone = ZoneInfo(ZONE)
    entry = Event()
    entry.add("UID", str(uuid5(NAMESPACE_URL, f"workshop:{state.cohort}:{day.number}")))
    entry.add("SEQUENCE", _sequence(state))
    entry.add("DTSTAMP", now.astimezone(ZoneInfo("UTC")).replace(microsecond=0))
    entry.add("DTSTART", (opens - BEFORE).replace(tzinfo=zone))
    entry.add("DTEND", (ends + AFTER).replace(tzinfo=zone))
    entry.add("SUMMARY", f"Workshop {day.number} of {len(state.workshops)}, {state.cohort}")
    entry.add(
        "DESCRIPTION",
        f"Doors {opens:%H:%M}, end {ends:%H:%M}. The room is needed from "
        f"{opens - BEFORE:%H:%M} to {ends + AFTER:%H:%M}.",
    )
    entry.add("CLASS", "CONFIDENTIAL")
    entry.add("STATUS", "CONFIRMED" if day.not_held is None else "CANCELLED")
    return entry


def _sequence(state: CohortState) -> int:
    """A number that only grows, and grows whenever an entry may have changed."""
    changing = (WorkshopNotHeld, WorkshopReopened, ev.Undone)
    return sum(isinstance(record.event, changing) for record in state.log)
