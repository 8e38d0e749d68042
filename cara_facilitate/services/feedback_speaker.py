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


def may_say(state: CohortState) -> tuple[str, ...]:
    """Whoever may be named: who answers for workshop two, and once it is over for any part of it.

    Whoever was relieved while it ran may have said a seat's words before that.
    """
    second = state.workshops.get(2)
    over = second is not None and second.ended_at is not None
    relieved = second.relieved if second is not None and over else ()
    return tuple(dict.fromkeys((*state.staff(2), *relieved)))


def speakers(desk: Desk, cohort: str) -> dict[int, str]:
    """Who is named, by seat; whoever may not be named any more is not.

    Seats that nobody is named for are left out.
    """
    named = {
        event.seat: event.facilitator
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackSpeakerNamed)
    }
    staff = may_say(desk.state(cohort))
    return {seat: who for seat, who in named.items() if who in staff}


def said_of(desk: Desk, cohort: str) -> dict[str, str]:
    """By opaque id of a record, who was recorded last as having said its agreed words."""
    last = {
        event.item: event.said_by
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackUsed)
    }
    return {item: who for item, who in last.items() if who}


def said(desk: Desk, cohort: str) -> dict[int, str]:
    """By seat, who was recorded as having said its agreed words; they stay who they are."""
    last = said_of(desk, cohort)
    standing = feedback_standing.standing(desk, cohort)
    return {one.seat: last[one.item] for one in standing if one.item in last}


def name(desk: Desk, cohort: str, chosen: Mapping[int, str], by: str, pin: str) -> None:
    """Record for every rostered seat who says its agreed words; saved when this returns.

    One equal entry a seat, in one commit, whether or not a seat has agreed words, so that what
    is stored looks the same whatever there is. Whose reading the words are changes with it, so
    before workshop two everybody has everything to read and confirm again.

    :param chosen: a staff reference by seat; a seat left out, or with an empty one, has nobody.
    :raises Refusal: wrong PIN, a site that does not use agreed words, no such seat, somebody who
        delivers no part of workshop two, or a seat whose words were said by somebody else.
    """
    desk.verify_pin(cohort, by, pin)
    refuse_covered(desk, cohort, by)
    state = desk.state(cohort)
    if not allowed(desk, state):
        raise Refusal("This site does not use agreed words.", "There is nobody to name.")
    if set(chosen) - set(state.seats) or set(chosen.values()) - {NOBODY, *may_say(state)}:
        raise Refusal("Only a facilitator of workshop two says agreed words.", "Choose again.")
    for seat, who in sorted(said(desk, cohort).items()):
        if chosen.get(seat, NOBODY) != who:
            raise Refusal(
                f"It is recorded that {who} said the words of seat {seat}.",
                "Record them as not said first (u), if that is wrong.",
            )
    at = desk.clock.now()
    named: list[ev.Event] = [
        ev.FeedbackSpeakerNamed(ref, seat, chosen.get(seat, NOBODY), by, at)
        for seat, ref in sorted(state.seats.items())
        if not desk.erased(ref)
    ]
    if state.workshops[2].started_at is None:
        named.append(ev.ReadinessReopened(by, at))
    desk.record(cohort, named, wait=True)
