"""What Home shows: cohorts, the next session and what needs attention, safe to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.readiness import HOME_WORDS, readiness

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOT_HELD = "a workshop was not held: the pair is offered again"
STOPPED = "workshop one was stopped: the pair is offered again"


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One cohort's line; ``attention`` uses the same words whatever the reason."""

    cohort: str
    variant: str
    workshop: int
    next_session: str
    attention: tuple[str, ...]


def overview(desk: Desk) -> tuple[HomeRow, ...]:
    """Every cohort, the one with the nearest session first."""
    rows = sorted((_key(state), _row(state, desk.clock.now())) for state in desk.cohorts())
    return tuple(row for _, row in rows)


def _key(state: CohortState) -> tuple[str, str]:
    session = _next(state)
    return (session.date.isoformat() if session else "9999", state.cohort)


def _next(state: CohortState) -> WorkshopState | None:
    return next((w for _, w in sorted(state.workshops.items()) if w.ended_at is None), None)


def _row(state: CohortState, now: datetime) -> HomeRow:
    session = _next(state)
    if any(day.not_held for day in state.workshops.values()):
        when = NOT_HELD
    elif session is not None and not session.started_at and _stopped(state):
        when = STOPPED
    elif session is None:
        when = "both workshops are closed"
    elif session.live:
        when = f"workshop {session.number} is under way"
    else:
        when = f"workshop {session.number}: {session.date:%a %d %b %Y}, {session.start}"
    number = session.number if session else 2
    return HomeRow(state.cohort, state.variant, number, when, attention(state, now))


def _stopped(state: CohortState) -> bool:
    first = state.workshops.get(1)
    return first is not None and first.stopped is not None


def attention(state: CohortState, now: datetime | None = None) -> tuple[str, ...]:
    """What needs attention, in words that tell a bystander nothing about anybody.

    :param now: nothing recorded under a later time counts.
    """
    first, second = state.workshops.get(1), state.workshops.get(2)
    out = []
    waiting = second is not None and second.started_at is None
    held = first is not None and first.ended_at and first.not_held is None
    held = held and not _stopped(state)
    if waiting and held and not readiness(state, now).ready:
        out.append(HOME_WORDS)
    if state.open_flags:
        out.append("safeguarding: a flag is open")
    unwritten = [
        w for w in state.workshops.values() if w.ended_at and w.note is None and w.not_held is None
    ]
    out.extend(f"note for workshop {w.number} unwritten" for w in unwritten)
    return tuple(out)
