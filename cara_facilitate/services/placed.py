"""A cohort that others deliver, as a manager was handed it: for the site's rules and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Role, among
from cara_facilitate.domain.plan import CohortPlan, PlannedPerson, PlannedWorkshop
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.handover import Placement
    from cara_facilitate.services.desk import Desk


def keep(desk: Desk, cohort: str, given: Placement, sender: str) -> None:
    """Keep what a facilitator handed over of a cohort; the last of each stands. Saved on return.

    Of whom was erased here, nothing comes back.
    """
    kept = [one for one in given.people if not desk.erased(one.ref)]
    frame = ev.PlacementReceived(
        site=given.site,
        curriculum=given.curriculum,
        variant=given.variant,
        workshops=given.workshops,
        facilitators=given.facilitators,
        seats=tuple(sorted((one.seat, one.ref) for one in kept)),
        sender=sender,
        at=desk.clock.now(),
        findings=tuple(
            (one.rule, str(one.result), one.message, one.source, one.manager_note)
            for one in given.findings
        )
        if len(kept) == len(given.people)  # else they may name the seat of somebody erased
        else (),
    )
    people = [
        ev.PlacementRecorded(
            one.ref,
            one.sex,
            one.relationship,
            one.caution_date,
            one.risk,
            one.first_time,
            one.disposal,
            one.extra,
        )
        for one in kept
    ]
    desk.record(cohort, [frame, ev.CohortFactsRecorded(given.extra), *people], wait=True)


def last(desk: Desk, cohort: str) -> ev.PlacementReceived | None:
    """What was handed over last of a cohort that others deliver, its people's facts aside."""
    sealed = desk.sealed(cohort, "placement")
    frames = [event for event in sealed if isinstance(event, ev.PlacementReceived)]
    return frames[-1] if frames else None


def asked(desk: Desk, cohort: str, staff: str) -> bool:
    """Whether somebody may be told what was decided about a cohort: named in what came last.

    Those are its facilitators, and whoever handed it over.
    """
    frame = last(desk, cohort)
    return frame is not None and among(staff, (*frame.facilitators, frame.sender))


def _open(desk: Desk, cohort: str) -> ev.PlacementReceived | None:
    """What was handed over last, for a manager alone: it stays sealed once the role is given up."""
    return last(desk, cohort) if Role.MANAGER in desk.roles else None


def plan(desk: Desk, cohort: str) -> CohortPlan:
    """The cohort's plan as it was handed over last, without check words.

    :raises Refusal: if it never was, or the store's owner is no manager any more.
    """
    frame = _open(desk, cohort)
    if frame is None:
        raise Refusal("This store has no such cohort.", "See the list on Home.")
    sealed = desk.sealed(cohort, "placement")
    placed = {event.ref: event for event in sealed if isinstance(event, ev.PlacementRecorded)}
    facts = [event.extra for event in sealed if isinstance(event, ev.CohortFactsRecorded)]
    return CohortPlan(
        cohort=cohort,
        site=frame.site,
        curriculum=frame.curriculum,
        variant=frame.variant,
        workshops=tuple(PlannedWorkshop(day, start) for _, day, start in sorted(frame.workshops)),
        facilitators=frame.facilitators,
        people=tuple(_person(seat, ref, placed.get(ref)) for seat, ref in frame.seats),
        extra=dict(facts[-1]) if facts else {},
    )


def findings(desk: Desk, cohort: str) -> tuple[Finding, ...]:
    """What the site's rules say of a cohort of this store, or of one handed over to it.

    Of one handed over, what its sender's store found, where that was told.

    :raises PluginError: if the policy is missing or fails.
    :raises Refusal: if this store knows no such cohort.
    """
    from cara_facilitate.services import placement

    if any(state.cohort == cohort for state in desk.cohorts()):
        return placement.findings(desk, cohort)
    return found_there(desk, cohort) or placement.findings(desk, plan(desk, cohort))


def found_there(desk: Desk, cohort: str) -> tuple[Finding, ...]:
    """What the rules said in the store that delivers a cohort, as handed over last."""
    frame = _open(desk, cohort)
    return tuple(
        Finding(rule, Result(result), message, source, note)
        for rule, result, message, source, note in (frame.findings if frame else ())
    )


def _person(seat: int, ref: str, facts: ev.PlacementRecorded | None) -> PlannedPerson:
    if facts is None:
        return PlannedPerson(ref, "", seat)
    return PlannedPerson(
        ref=ref,
        seat=seat,
        sex=facts.sex,
        relationship=facts.relationship,
        caution_date=facts.caution_date,
        risk=facts.risk,
        first_time=facts.first_time,
        disposal=facts.disposal,
        extra=dict(facts.extra),
    )
