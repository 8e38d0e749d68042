"""Safeguarding flags: raised, handed over, acknowledged, closed; certain on return."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import flags
from cara_facilitate.domain.flags import KINDS, SEVERITIES, Flag, FlagStatus
from cara_facilitate.domain.identifiers import new_flag
from cara_facilitate.errors import Refusal
from cara_facilitate.services import debrief
from cara_facilitate.services.zone import plain, zoned

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

MOST_WORDS = 280
NONE_GIVEN = "none given"
FOR_SUPERVISION = "reflection.concern"
"""The debrief's question for a concern that is no flag."""


def raise_flag(
    desk: Desk,
    cohort: str,
    workshop: int,
    *,
    seat: int = 0,
    kind: str = "other",
    severity: str = "same_day",
    words: str = "",
    action: str = "",
) -> str:
    """Record a flag and return its id; it is on the disk when this returns.

    :param seat: 0 for the group or somebody outside it.
    :raises Refusal: if kind or severity is unknown or the words are too long.
    :raises StoreError: if it could not be saved; write it on paper then.
    """
    if kind not in KINDS or severity not in SEVERITIES:
        raise Refusal("Choose what the flag is about and how urgent it is.")
    if len(words) > MOST_WORDS or len(action) > MOST_WORDS:
        raise Refusal(f"Please keep each text to {MOST_WORDS} characters.")
    state = desk.state(cohort)
    day = state.workshops.get(workshop)
    at = desk.clock.now()
    flag = new_flag(secrets.randbelow, set(state.flags))
    raised = ev.FlagRaised(flag, workshop, day.present_item if day else "", at)
    ref = state.seats.get(seat, "")
    if desk.erased(ref):
        ref = (
            ""  # nothing is sealed to an erased participant any more; the flag stands all the same
        )
    described = ev.FlagDescribed(flag, ref, seat, kind, severity, words, action, at)
    desk.record(cohort, [raised, described], wait=True)
    return flag


def hand_over(
    desk: Desk, cohort: str, flag: str, *, to: str, reference: str, told_at: datetime, by: str
) -> None:
    """Record who was told, when, and their reference; saved when this returns.

    :param to: a role or service, never a name. :param reference: empty means "none given".
    :param told_at: aware local time, not later than now, nor before the flag was raised.
    :raises Refusal: if the flag does not exist, nobody is named or the time cannot be.
    """
    known = _known(desk, cohort, flag)
    if not to.strip():
        raise Refusal("Say who was told: a role or a service.")
    if told_at > desk.clock.now():
        raise Refusal("The time they were told is not here yet.", "Type when it was.")
    early = told_too_early(desk, known, told_at)
    if early:
        raise Refusal(early, "Type when it was.")
    handed = ev.FlagHandedOver(
        flag, to.strip(), reference.strip() or NONE_GIVEN, told_at, by, desk.clock.now()
    )
    desk.record(cohort, [handed], wait=True)


def acknowledge(desk: Desk, cohort: str, flag: str, facilitator: str, pin: str) -> None:
    """One facilitator confirms with an own PIN having read the flag; saved when this returns."""
    _known(desk, cohort, flag)
    desk.verify_pin(cohort, facilitator, pin)
    desk.record(cohort, [ev.FlagAcknowledged(flag, facilitator, desk.clock.now())], wait=True)


def close_flag(
    desk: Desk, cohort: str, flag: str, *, by: str, by_pin: str, second: str, second_pin: str
) -> None:
    """Two people close a flag that was handed over; saved when this returns.

    :raises Refusal: if it was not handed over, or both are the same person.
    """
    status = _known(desk, cohort, flag).status
    if status is FlagStatus.OPEN:
        raise Refusal("Nobody was told of this flag yet.", "Tell somebody first, and record it.")
    if by.strip().casefold() == second.strip().casefold():
        raise Refusal("Closing a flag needs a second person.")
    desk.verify_pin(cohort, by, by_pin)
    desk.verify_pin(cohort, second, second_pin)
    desk.record(cohort, [ev.FlagClosed(flag, by, second, desk.clock.now())], wait=True)


def open_flags(desk: Desk) -> tuple[tuple[str, Flag], ...]:
    """Every flag of the store that nobody was told of, as (cohort, flag), oldest first."""
    found = [(state.cohort, flag) for state in desk.cohorts() for flag in state.open_flags]
    return tuple(sorted(found, key=lambda one: one[1].raised_at))


def deadline(desk: Desk, severity: str, raised_at: datetime) -> str:
    """How an untold flag of this severity stands against its deadline; for private views."""
    raised, now = zoned(raised_at), zoned(desk.clock.now())
    return flags.deadline_words(severity, raised, flags.due(severity, raised), now)


def waiting(desk: Desk, flag: Flag) -> str:
    """How long a flag has waited, in words that are the same whatever it is."""
    return flags.waiting_words(zoned(flag.raised_at), zoned(desk.clock.now()))


def told_time(desk: Desk, flag: Flag, typed: str) -> datetime | None:
    """When somebody was told, as typed; see :func:`cara_facilitate.domain.flags.told_time`."""
    at = flags.told_time(typed, zoned(desk.clock.now()), zoned(flag.raised_at))
    return None if at is None else plain(at)


def told_too_early(desk: Desk, flag: Flag, told_at: datetime) -> str:
    """Why nobody can have been told of a flag at this time: before it was raised; or empty."""
    return flags.told_too_early(zoned(told_at), zoned(flag.raised_at), zoned(desk.clock.now()))


def for_supervision(desk: Desk, cohort: str, workshop: int, words: str) -> None:
    """Add a concern that is no flag to the debrief, under what stands there; the save follows.

    :raises Refusal: if there is no room left for it; nothing was changed then.
    """
    given = desk.state(cohort).workshops[workshop].answers.get((FOR_SUPERVISION, 0))
    both = "; ".join(filter(None, (given.value if given else "", " ".join(words.split()))))
    debrief.answer(desk, cohort, workshop, FOR_SUPERVISION, 0, both, desk.owner)


def details(desk: Desk, cohort: str) -> Mapping[str, ev.FlagDescribed]:
    """What each flag is about, by flag id; for a private view or the note's facts."""
    return {
        event.flag: event
        for event in desk.sealed(cohort, "risk")
        if isinstance(event, ev.FlagDescribed)
    }


def _known(desk: Desk, cohort: str, flag: str) -> Flag:
    found = desk.state(cohort).flags.get(flag)
    if found is None:
        raise Refusal("There is no such flag.")
    return found
