"""Until when each class of what is held of a cohort is kept, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.domain.escalations import escalations, received
from cara_facilitate.domain.retention import Facts, Held
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.holding import to_purge
from cara_facilitate.services.kept import counted, log_of, state_of

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState, WorkshopState
    from cara_facilitate.services.desk import Desk

MOST_REASON = 120


def standing(desk: Desk, cohort: str) -> tuple[Held, ...]:
    """Every class of a cohort as it stands today, the same ones for each that is delivered here.

    Of a cohort that others deliver, the worker's say, only what there is anything of.
    """
    chosen = desk.settings.retention
    every = retention.classes(_facts(desk, cohort), chosen, desk.clock.now().date())
    if state_of(desk, cohort) is not None:
        return every
    here = counted(desk, cohort)
    return tuple(held for held in every if here[held.kind.slug])


def open_escalations(desk: Desk, cohort: str) -> bool:
    """Whether an escalation of this cohort stands, the worker's own or one the manager got."""
    events = log_of(desk, cohort)
    own = any(one.standing for one in escalations(events))
    return own or any(one.acknowledged_at is None for one in received(events))


def words_of(reason: str) -> str:
    """A reason as it is kept: one line.

    :raises Refusal: if it is empty, too long or holds anything unprintable.
    """
    words = " ".join(reason.split())
    if not words or len(words) > MOST_REASON or not words.isprintable():
        raise Refusal(f"The reason is 1 to {MOST_REASON} letters on one line.", "No names.")
    return words


def _facts(desk: Desk, cohort: str) -> Facts:
    events = log_of(desk, cohort)
    state = state_of(desk, cohort)
    over, undated = (None, retention.NOT_OVER) if state else _told(desk, cohort, events)
    waits = {retention.ESCALATIONS} if open_escalations(desk, cohort) else set()
    if state is not None:
        over = _over_on(state)
        waits |= _not_closed(state)
    return Facts(
        over,
        frozenset(waits),
        "" in retention.holds(events),
        _purged(desk, cohort, events),
        undated,
        _handed_on(desk, cohort) if undated == retention.UNKNOWN_DAYS else None,
    )


def _purged(desk: Desk, cohort: str, events: Iterable[ev.Event]) -> dict[str, datetime]:
    """When each class was purged last; not what has come since and is to be purged as well."""
    done = retention.purged(events)
    again = to_purge(desk, cohort, done) if done else {}
    return {slug: at for slug, at in done.items() if not again[slug]}


def _told(desk: Desk, cohort: str, events: Iterable[ev.Event]) -> tuple[date | None, str]:
    """The day of workshop two as a worker or a manager was told of it, once it has passed."""
    every = (*events, *desk.sealed(cohort, "placement"))
    told = [one for one in every if isinstance(one, ev.CaseloadReceived | ev.PlacementReceived)]
    if not told or not told[-1].workshops:
        return None, retention.UNKNOWN_DAYS
    last = max(day for _, day, _ in told[-1].workshops)
    return (last if last < desk.clock.now().date() else None), retention.NOT_OVER


def _handed_on(desk: Desk, cohort: str) -> date | None:
    """When somebody last handed anything of a cohort to this store."""
    events = desk.stream_events(f"{HOUSE}/delivery")
    found = [e.at for e in events if isinstance(e, ev.HandoverReceived) and e.cohort == cohort]
    return max((at.astimezone().date() for at in found), default=None)


def _over_on(state: CohortState) -> date | None:
    days = [_done_on(day) for _, day in sorted(state.workshops.items())]
    if not days or days[-1] is None:
        return None
    return max(day for day in days if day is not None)


def _done_on(day: WorkshopState) -> date | None:
    given_up = day.not_held or day.stopped
    moment = day.ended_at or (given_up.at if given_up else None)
    return None if moment is None else moment.astimezone().date()


def _not_closed(state: CohortState) -> set[str]:
    found = {retention.FLAGS} if state.unclosed_flags else set()
    held = [day for day in state.workshops.values() if day.ended_at and not day.not_held]
    if any(day.note is None for day in held):
        found.add(retention.NOTES)
    second = state.workshops.get(2)
    if second in held and second.note is None and not _supervised(second):
        found.add(retention.SUPERVISION)
    return found


def _supervised(day: WorkshopState) -> bool:
    given = day.answers.get(("supervisor.date", 0))
    return given is not None and bool(given.value.strip())
