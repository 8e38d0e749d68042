"""Which of workshop two's facilitators says a seat's agreed words, if there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.errors import Refusal
from cara_facilitate.services import feedback_standing
from cara_facilitate.services.reading import refuse_covered

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOBODY = ""


def allowed(desk: Desk, state: CohortState) -> bool:
    """Whether the site's policy enables agreed words at all."""
    return bool(desk.host.site_policy(state.site).settings.get("allow_agreed_words", False))


def speakers(desk: Desk, cohort: str) -> dict[int, str]:
    """Who is named, by seat; whoever no longer delivers workshop two is not.

    Seats that nobody is named for are left out.
    """
    state = desk.state(cohort)
    named = {
        event.seat: event.facilitator
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackSpeakerNamed)
    }
    staff = state.staff(2)
    return {seat: who for seat, who in named.items() if who in staff}


def said(desk: Desk, cohort: str) -> dict[int, str]:
    """By seat, who was recorded as having said its agreed words; they stay who they are."""
    last = {
        event.item: event.said_by
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackUsed)
    }
    standing = feedback_standing.standing(desk, cohort)
    return {one.seat: last[one.item] for one in standing if last.get(one.item)}


def name(desk: Desk, cohort: str, chosen: Mapping[int, str], by: str, pin: str) -> None:
    """Record for every rostered seat who says its agreed words; saved when this returns.

    One equal entry a seat, in one commit, whether or not a seat has agreed words, so that what
    is stored looks the same whatever there is.

    :param chosen: a staff reference by seat; a seat left out, or with an empty one, has nobody.
    :raises Refusal: wrong PIN, a site that does not use agreed words, no such seat, somebody who
        does not deliver workshop two, or a seat whose words were said by somebody else.
    """
    desk.verify_pin(cohort, by, pin)
    refuse_covered(desk, cohort, by)
    state = desk.state(cohort)
    if not allowed(desk, state):
        raise Refusal("This site does not use agreed words.", "There is nobody to name.")
    if set(chosen) - set(state.seats) or set(chosen.values()) - {NOBODY, *state.staff(2)}:
        raise Refusal("Only a facilitator of workshop two says agreed words.", "Choose again.")
    for seat, who in sorted(said(desk, cohort).items()):
        if chosen.get(seat, NOBODY) != who:
            raise Refusal(
                f"It is recorded that {who} said the words of seat {seat}.",
                "Record them as not said first (u), if that is wrong.",
            )
    at = desk.clock.now()
    named = [
        ev.FeedbackSpeakerNamed(ref, seat, chosen.get(seat, NOBODY), by, at)
        for seat, ref in sorted(state.seats.items())
        if not desk.erased(ref)
    ]
    desk.record(cohort, named, wait=True)
