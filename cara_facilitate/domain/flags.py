"""Safeguarding flags: kinds, how one stands, and by when it is told (``domain.md`` (b), (d))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

KINDS = {
    "child": "A child",
    "adult": "An adult at risk",
    "self": "The participant's own life",
    "threat": "A threat to somebody",
    "offence": "A new offence",
    "honour": "Honour-based abuse or forced marriage",
    "pressure": "Pressure on the person harmed, or about the workshop",
    "other": "Something else",
}
SEVERITIES = {
    "immediate": "Immediate danger: 999 now, then the manager",
    "same_day": "Same day, weekends included: manager or safeguarding lead",
}
SLOWER = "Neither: anything slower is no flag but a note for supervision"
"""What stands under the two severities: there is no third one."""
BANNER = "Safeguarding: a flag is open. Tell somebody today."
"""The one fixed wording on ordinary screens: no seat, no type, no count (``security.md`` 1)."""

LAST_MINUTE = time(23, 59)
"""When the same day is over, on the wall clock."""
TOLD_BEFORE = timedelta(minutes=5)
"""How long before the flag was raised somebody may have been told: people come before laptops."""
LONGEST_AGO = 60
"""Days back that a date can be typed; more is a slip."""
_TOLD = re.compile(
    r"(?:(?P<back>y|yesterday)\s+|(?P<day>[0-3]?[0-9])/(?P<month>[01]?[0-9])\s+)?"
    r"(?P<hour>[01]?[0-9]|2[0-3])[:.](?P<minute>[0-5][0-9])",
    re.ASCII | re.IGNORECASE,
)


class FlagStatus(StrEnum):
    """A flag is open until somebody was told, and stays on record until two people close it."""

    OPEN = "open"
    HANDED_OVER = "told"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who was told, by role or service; when; and their reference or "none given"."""

    to: str
    reference: str
    told_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag as ordinary screens may know it: no seat, no kind, no words."""

    id: str
    workshop: int
    item: str
    raised_at: datetime
    hand_overs: tuple[HandOver, ...] = ()
    acknowledged: frozenset[str] = frozenset()
    closed_by: tuple[str, ...] = ()

    @property
    def status(self) -> FlagStatus:
        """Open, handed over or closed."""
        if self.closed_by:
            return FlagStatus.CLOSED
        return FlagStatus.HANDED_OVER if self.hand_overs else FlagStatus.OPEN


def due(severity: str, raised_at: datetime) -> datetime:
    """By when somebody must be told: at once, or by the end of that calendar day.

    :param severity: one of :data:`SEVERITIES`; whatever else is taken as the strictest.
    :param raised_at: aware local time. The end of its day is one of the wall clock: where its
        zone knows about clock changes, so does the answer.
    """
    if severity != "same_day":
        return raised_at
    return raised_at.replace(
        hour=LAST_MINUTE.hour, minute=LAST_MINUTE.minute, second=0, microsecond=0, fold=0
    )


def deadline_words(severity: str, raised_at: datetime, by: datetime, now: datetime) -> str:
    """How a flag that nobody was told of stands against its deadline.

    ``due now, raised 12 min ago``; ``due by 23:59 today, 6 h 12 min left``; ``overdue since
    23:59 yesterday``. For private views only: it tells the severity.

    :param by: what :func:`due` says. :param now: aware local time.
    """
    if severity != "same_day":
        return f"due now, raised {length_words(between(raised_at, now))} ago"
    day = day_words(by.date(), now.date())
    if between(by, now) >= timedelta(0):
        return f"overdue since {by:%H:%M} {day}"
    return f"due by {by:%H:%M} {day}, {length_words(between(now, by))} left"


def waiting_words(raised_at: datetime, now: datetime) -> str:
    """How long a flag has waited, in words that are the same for every severity.

    From the end of its day on every flag is overdue, and that is said.
    """
    day = day_words(raised_at.date(), now.date())
    said = f"raised {raised_at:%H:%M}{'' if day == 'today' else f' {day}'}"
    late = ": overdue" if now.date() > raised_at.date() else ""
    return f"{said}, {length_words(between(raised_at, now))} ago{late}"


def between(earlier: datetime, later: datetime) -> timedelta:
    """What really passes from one aware time to another, clock changes counted."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def length_words(length: timedelta) -> str:
    """``12 min``, ``24 h 12 min``, from two days on ``2 days 3 h``; never less than no time."""
    minutes = max(0, int(length.total_seconds()) // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days > 1:
        return f"{days} days {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def day_words(day: date, today: date) -> str:
    """``today``, ``yesterday``, or the day by its name."""
    back = (today - day).days
    return {0: "today", 1: "yesterday"}.get(back, f"{day:%a %d %b}")


def told_time(typed: str, now: datetime, raised_at: datetime) -> datetime | None:
    """When somebody was told, as typed: ``10:12``, ``y 23:40`` for yesterday, or ``28/11 23:40``.

    A time of day alone is today's. Past midnight, one that is still to come today is
    yesterday's, if the flag was raised before today. None if it is no time or is to come.

    :param now: aware local time.
    """
    found = _TOLD.fullmatch(typed.strip())
    if found is None:
        return None
    at = now.replace(
        hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0, fold=0
    )
    if found["day"]:
        return _dated(at, int(found["day"]), int(found["month"]), now)
    before = raised_at.date() < now.date()
    if found["back"] or (before and between(now, at) > timedelta(0)):
        at -= timedelta(days=1)
    return _past(at, now)


def told_too_early(told_at: datetime, raised_at: datetime, now: datetime) -> str:
    """What is wrong with a time at which somebody was told before there was a flag; or empty.

    Where the clock was set back to before the flag, no time can be right and none is refused.
    """
    if between(told_at, raised_at) <= TOLD_BEFORE or between(now, raised_at) > timedelta(0):
        return ""
    day = "" if told_at.date() == raised_at.date() else f" on {raised_at:%a %d %b}"
    return f"The flag was raised at {raised_at:%H:%M}{day}: nobody was told of it before."


def _dated(at: datetime, day: int, month: int, now: datetime) -> datetime | None:
    """This time on the last such day there was, if it is not too long ago."""
    for year in (now.year, now.year - 1):
        try:
            found = _past(at.replace(year=year, month=month, day=day), now)
        except ValueError:
            continue
        if found is not None:
            return found if between(found, now).days <= LONGEST_AGO else None
    return None


def _past(at: datetime, now: datetime) -> datetime | None:
    return at if between(at, now) >= timedelta(0) else None
