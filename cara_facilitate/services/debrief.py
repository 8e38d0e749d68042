"""The debrief: the form's questions, and each answer recorded as it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import debrief as form
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.engagement import rating_gaps, ratings_by
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def questions(desk: Desk, cohort: str, workshop: int) -> tuple[tuple[str, int, form.Field], ...]:
    """Every question as (stored name, seat, field); seats are those that attended.

    Where two raters differ by two or more at close, that seat has one question more.
    """
    state = desk.state(cohort)
    day = state.workshops[workshop]
    seats = tuple(seat for seat in sorted(state.seats) if day.seat(seat).attended)
    return form.questions(workshop, state.staff(workshop), seats, rating_gaps(day))


def two_ratings(desk: Desk, cohort: str, workshop: int, seat: int) -> tuple[tuple[str, int], ...]:
    """What each rater gave this seat at close, as (rater, 0-4), side by side; never joined."""
    state = desk.state(cohort)
    day = state.workshops[workshop]
    each = ((who, ratings_by(day, who, "close")) for who in state.staff(workshop))
    return tuple((who, own[seat]) for who, own in each if seat in own)


def answer(
    desk: Desk, cohort: str, workshop: int, name: str, seat: int, value: str, by: str
) -> None:
    """Record one answer; the save follows.

    :raises Refusal: if the form has no such question or the value does not fit it.
    """
    for stored, asked_seat, field in questions(desk, cohort, workshop):
        if (stored, asked_seat) == (name, seat):
            fault = form.fault(field, value.strip())
            if fault:
                raise Refusal(fault)
            given = ev.DebriefAnswered(workshop, name, value.strip(), by, desk.clock.now(), seat)
            desk.record(cohort, [given])
            return
    raise Refusal("The debrief has no such question.")
