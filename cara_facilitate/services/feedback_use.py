"""What became of the feedback in workshop two: used, not used or not held, for the worker."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.errors import Refusal
from cara_facilitate.services import feedback_speaker, feedback_standing

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

USED, NOT_USED, NOT_HELD = "used", "not_used", "not_held"


def items(desk: Desk, cohort: str) -> tuple[ev.FeedbackIndexed, ...]:
    """Every record of the import that stands, by seat; neither words nor level."""
    found = feedback_standing.standing(desk, cohort)
    return tuple(sorted(found, key=lambda one: (one.seat, one.item)))


def may_record(state: CohortState) -> bool:
    """Whether workshop two is over and was begun, so that something can have been used."""
    second = state.workshops.get(2)
    return second is not None and second.started_at is not None and second.ended_at is not None


def record(
    desk: Desk, cohort: str, used: Collection[str], by: str, agreed: Collection[str] = ()
) -> None:
    """Record for every record of the import whether it was used; saved when this returns.

    All of them in one commit, so that what is stored looks the same whatever was used. Who said a
    record's words stays recorded while it stays used, though nothing of it is to be said now.

    :param used: opaque ids of the records that were. :param agreed: those of records that have
        agreed words: used means that whoever is named for the seat said them.
    :raises Refusal: before workshop two is over, if an id is not one of the import's, or if
        nobody is named for agreed words that were said.
    """
    if not may_record(desk.state(cohort)):
        raise Refusal("Workshop two is not over.", "Come back when the day is closed.")
    standing = items(desk, cohort)
    if not standing or set(used) - {one.item for one in standing}:
        raise Refusal("There is nothing here to record.", "Open the briefing again.")
    at = desk.clock.now()
    said = [one for one in standing if one.item in {*used} & {*agreed}]
    said_by = feedback_speaker.said_of(desk, cohort) | _who_said(desk, cohort, said)
    told = [
        ev.FeedbackUsed(
            *(one.item, one.feedback_id, one.item in used, by, at),
            said_by=said_by.get(one.item, "") if one.item in used else "",
        )
        for one in standing
    ]
    desk.record(cohort, told, wait=True)


def _who_said(desk: Desk, cohort: str, said: Collection[ev.FeedbackIndexed]) -> dict[str, str]:
    # Who was recorded once stays, whoever is covered away since.
    named = feedback_speaker.speakers(desk, cohort) | feedback_speaker.said(desk, cohort)
    for one in said:
        if one.seat not in named:
            raise Refusal(
                f"Nobody is named for the agreed words of seat {one.seat}.",
                "Name who said them (n); then record it.",
            )
    return {one.item: named[one.seat] for one in said}


def recorded(desk: Desk, cohort: str) -> dict[str, bool]:
    """What was recorded last, by opaque id of a record; empty before anybody recorded it."""
    return {
        event.item: event.used
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackUsed)
    }


def outcomes(desk: Desk, cohort: str) -> dict[str, str]:
    """What the worker may tell, by feedback id: ``used``, ``not_used`` or ``not_held``.

    Not held where workshop two was not held, or was stopped and nobody recorded a use. A record
    about which nobody has said anything yet is left out, as all are before workshop two is over.
    """
    state = desk.state(cohort)
    second = state.workshops.get(2)
    if second is None or second.ended_at is None:
        return {}
    said = recorded(desk, cohort)
    out: dict[str, str] = {}
    for one in items(desk, cohort):
        if second.service and not said.get(one.item, False):
            out[one.feedback_id] = NOT_HELD
        elif one.item in said:
            out[one.feedback_id] = USED if said[one.item] else NOT_USED
    return out
