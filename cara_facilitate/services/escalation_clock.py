"""How an escalation stands against its clock, in words that tell nothing of what it is about."""

from __future__ import annotations

from datetime import datetime

from cara_facilitate.domain import escalations as rules
from cara_facilitate.domain.escalations import Escalation, Status
from cara_facilitate.domain.flags import day_words, length_words
from cara_facilitate.services.zone import zoned


def clock_words(one: Escalation, now: datetime) -> str:
    """How an escalation stands against its clock, in words.

    ``due by 23:59 today, 6 h 12 min left``, ``OVERDUE since 09:10 today``, and how many more are
    to be told; then to whom, and for how long that is unacknowledged. It tells nothing of what
    the escalation is about.
    """
    here = zoned(now)
    if one.status is Status.CLOSED:
        return "closed"
    if one.status is Status.ACKNOWLEDGED:
        return f"acknowledged by {', '.join(one.acknowledged_by)}"
    if one.status is Status.HANDED_OVER:
        to, waited = _last_told(one, now)
        return f"told {to} {waited} ago, not acknowledged"
    more = f", {one.to_tell} more to tell" if one.counted else _answered(one)
    return f"{due_words(one.due, here)}{more}"


def column_words(one: Escalation, now: datetime) -> str:
    """The same in a list's narrow column: fewer words, and every number before what may be cut.

    ``by 23:59 today (6 h 12 min), 2 to tell``; ``told 40 min ago, no answer: Manager``.
    """
    if one.status is Status.HANDED_OVER:
        to, waited = _last_told(one, now)
        return f"told {waited} ago, no answer: {to}"
    if one.status is not Status.RAISED:
        return clock_words(one, now)
    due, here = zoned(one.due), zoned(now)
    at = f"{due:%H:%M} {day_words(due.date(), here.date())}"
    late = rules.between(due, here).total_seconds() > 0
    when = f"OVERDUE since {at}" if late else f"by {at} ({length_words(rules.between(here, due))})"
    return when + (f", {one.to_tell} to tell" if one.counted else _answered(one))


def _last_told(one: Escalation, now: datetime) -> tuple[str, str]:
    """Who was told last of those that count, and how long ago."""
    last = [told for told in one.hand_overs if rules.same_role(told.to) in one.counted][-1]
    return last.to, length_words(rules.between(last.told_at, now))


def _answered(one: Escalation) -> str:
    """What has happened though nobody who must be told was told yet."""
    if one.acknowledged_by:
        return f", answered by {', '.join(one.acknowledged_by)}, still to tell"
    return ", still to tell" if one.hand_overs else ""


def due_words(by: datetime, now: datetime) -> str:
    """``due by 23:59 today, 6 h left``, or ``OVERDUE since 23:59 yesterday``; aware times."""
    due_, here = zoned(by), zoned(now)
    day = day_words(due_.date(), here.date())
    left = rules.between(here, due_)
    if rules.between(due_, here).total_seconds() > 0:
        return f"OVERDUE since {due_:%H:%M} {day}"
    return f"due by {due_:%H:%M} {day}, {length_words(left)} left"
