"""Make a cohort and show it: seats, references, check words, PINs and the site's findings."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.people import Part, Role, among
from cara_facilitate.domain.plan import (
    COHORT_SITE_FIELDS,
    PERSON_SITE_FIELDS,
    CohortPlan,
    PlannedPerson,
    PlannedWorkshop,
    completed,
)
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.caseload import refuse_if_worker
from cara_facilitate.services.pins import hash_pin

if TYPE_CHECKING:
    from cara_facilitate.host.registry import Host
    from cara_facilitate.services.desk import Desk


def read_plan(host: Host, path: Path) -> CohortPlan:
    """The plan a cohort file describes; it may hold what any installed site's rules ask for.

    :raises IntakeError: if the file is refused, with ``file:line:column``.
    """
    from cara_facilitate.intake.cohort_file import read_cohort

    settings = [policy.settings for policy in host.site_policies()]
    return read_cohort(
        path,
        person_fields=PERSON_SITE_FIELDS.union(*(_asks(s, "asks_person") for s in settings)),
        cohort_fields=COHORT_SITE_FIELDS.union(*(_asks(s, "asks_cohort") for s in settings)),
    )


def _asks(settings: Mapping[str, Any], which: str) -> Collection[str]:
    asked = settings.get(which, {})
    return asked.keys() if isinstance(asked, Mapping) else ()


def findings(desk: Desk, plan: CohortPlan) -> tuple[Finding, ...]:
    """What the site's rules say of a plan; a missing or failing policy stops here.

    :raises PluginError: if the policy named by the plan is missing or fails.
    """
    from cara_facilitate.services import placement

    return placement.findings(desk, plan)


def complete(desk: Desk, plan: CohortPlan) -> CohortPlan:
    """The plan with every missing reference, check word and seat drawn at random."""
    taken = {ref for state in desk.cohorts() for ref in state.seats.values()}
    return completed(plan, secrets.randbelow, taken)


def new(desk: Desk, plan: CohortPlan, pins: Mapping[str, str]) -> CohortPlan:
    """Record a cohort with everything that was left out drawn at random.

    :param pins: each facilitator's own PIN; one left out is chosen by its owner at first use.
    :return: the plan as recorded; its check words are for the victim-contact worker.
    :raises Refusal: if the site's rules block it, the id is taken, something of a cohort of this
        id was handed over to this store, the venue is no reference, or a facilitator is trusted
        here as a victim-contact worker.
    :raises ContentError: if the curriculum is not installed, lacks the variant or is broken.
    """
    if any(state.cohort == plan.cohort for state in desk.cohorts()):
        raise Refusal(f"There is already a cohort {plan.cohort}.", "Cohort ids are never reused.")
    refuse_if_worker(desk, plan.cohort)
    _refuse_handed_over(desk, plan.cohort)
    for who in plan.facilitators:
        _refuse_worker(desk, plan.cohort, who)
    if not staff_ok(plan.extra.get("venue") or "VEN-1"):
        raise Refusal("The venue is not a reference such as VEN-3.", "No address is kept here.")
    whole = complete(desk, plan)
    blocked = [f for f in findings(desk, whole) if f.result is Result.BLOCK]
    if blocked:
        raise Refusal(f"{blocked[0].rule}: {blocked[0].message}", "Change the plan and try again.")
    desk.library.deliverable(plan.curriculum, plan.variant)
    desk.prepare_keys(person.ref for person in whole.people)
    desk.record(whole.cohort, _events(desk, whole, pins), wait=True)
    return whole


def _refuse_handed_over(desk: Desk, cohort: str) -> None:
    """Whoever was handed escalations or figures of a cohort never becomes the one who delivers it.

    It is said in the same words whatever came.
    """
    from cara_facilitate.services.came import came

    if came(desk, cohort):
        raise Refusal(
            f"{cohort} was handed over to this store: others deliver it.",
            "Take another id; or make it in a store of its own: cara id new, with another "
            "CARA_HOME.",
        )


def _events(desk: Desk, plan: CohortPlan, pins: Mapping[str, str]) -> list[ev.Event]:
    at = desk.clock.now()
    made = ev.CohortCreated(
        cohort=plan.cohort,
        site=plan.site,
        curriculum=plan.curriculum,
        variant=plan.variant,
        workshops=tuple((n, w.date, w.start) for n, w in enumerate(plan.workshops, start=1)),
        facilitators=plan.facilitators,
        seats=tuple(sorted((person.seat, person.ref) for person in plan.people)),
        practice=desk.practice,
        at=at,
    )
    events: list[ev.Event] = [made]
    events += [
        ev.PinSet(who, hash_pin(pins[who], light=desk.practice), at)
        for who in plan.facilitators
        if who in pins
    ]
    if plan.extra:
        events.append(ev.CohortFactsRecorded(tuple(sorted(plan.extra.items()))))
    for person in plan.people:
        events.append(ev.CheckWordSet(person.ref, person.check_word))
        events.append(
            ev.PlacementRecorded(
                ref=person.ref,
                sex=person.sex,
                relationship=person.relationship,
                caution_date=person.caution_date,
                risk=person.risk,
                first_time=person.first_time,
                disposal=person.disposal,
                extra=tuple(sorted(person.extra.items())),
            )
        )
    return events


def set_pin(desk: Desk, cohort: str, facilitator: str, pin: str) -> None:
    """A facilitator without a PIN chooses one; saved when this returns.

    :raises Refusal: if there is one already (only the manager resets it), or it is no PIN.
    """
    state = desk.state(cohort)
    if facilitator not in state.facilitators:
        raise Refusal("This is not a facilitator of this cohort.")
    if state.pins.get(facilitator):
        raise Refusal(f"{facilitator} has a PIN already.", "Only the manager can reset it.")
    chosen = ev.PinSet(facilitator, hash_pin(pin, light=desk.practice), desk.clock.now())
    desk.record(cohort, [chosen], wait=True)


def cover(desk: Desk, cohort: str, leaves: str, joins: str, by: str) -> None:
    """Somebody stands in for a facilitator from now on; saved when this returns.

    A day that is over stays with whoever delivered it. Whoever joins chooses a PIN at first use,
    and has everything still to read before workshop two.

    :param by: who recorded it, in private, with an own PIN.
    :raises Refusal: if ``leaves`` is no facilitator, or ``joins`` is no staff reference, is one
        already, is trusted here as a victim-contact worker, or has another cohort's workshop on a
        day still to come, as far as this store knows.
    """
    from cara_facilitate.domain.identifiers import staff_ok
    from cara_facilitate.services.placement import double_booked

    state = desk.state(cohort)
    if leaves not in state.facilitators:
        raise Refusal("This is not a facilitator of this cohort.")
    if not staff_ok(joins):
        raise Refusal("Who joins is a staff reference.", "Letters, digits, hyphens; no name.")
    if among(joins, state.everybody):
        raise Refusal(f"{joins} is or was a facilitator of this cohort.", "Name somebody else.")
    _refuse_worker(desk, cohort, joins)
    to_come = [day.date for day in state.workshops.values() if day.ended_at is None]
    if double_booked(desk, cohort, to_come, [joins]):
        raise Refusal(f"{joins} has another cohort's workshop that day.", "Ask somebody else.")
    desk.record(cohort, [ev.StaffCovered(leaves, joins, by, desk.clock.now())], wait=True)


def _refuse_worker(desk: Desk, cohort: str, staff: str) -> None:
    """Whoever reaches the people harmed never stands in the room.

    A person who does both keeps the two apart by cohort: they may deliver one whose roster was
    never handed to them from here.
    """
    from cara_facilitate.services import people

    found = [one for one in people.trusted(desk) if among(staff, [one.staff])]
    if not any(Role.VICTIM_WORKER in one.roles for one in found):
        return
    told = any(
        isinstance(event, ev.HandoverWritten)
        and event.cohort == cohort
        and among(staff, [event.to])
        and Part.ROSTER in event.parts
        for event in desk.stream_events(f"{HOUSE}/delivery")
    )
    if told or not any(Role.FACILITATOR in one.roles for one in found):
        raise Refusal(
            f"{staff} is a victim-contact worker and cannot deliver {cohort}.",
            "Those who reach the people harmed never stand in the room. Name somebody else.",
        )


def plan_of(desk: Desk, cohort: str) -> CohortPlan:
    """The plan of a recorded cohort, with check words and placement; for private use.

    Whoever was erased is not in it: nobody matches them any more, and no rule judges them.
    """
    state = desk.state(cohort)
    words = {
        event.ref: event.word
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.CheckWordSet)
    }
    placement = desk.sealed(cohort, "placement")
    placed = {event.ref: event for event in placement if isinstance(event, ev.PlacementRecorded)}
    extra = {
        name: token
        for event in placement
        if isinstance(event, ev.CohortFactsRecorded)
        for name, token in event.extra
    }
    people = tuple(
        _person(seat, ref, words.get(ref, ""), placed.get(ref))
        for seat, ref in sorted(state.seats.items())
        if not desk.erased(ref)
    )
    workshops = tuple(PlannedWorkshop(w.date, w.start) for _, w in sorted(state.workshops.items()))
    return CohortPlan(
        cohort=state.cohort,
        site=state.site,
        curriculum=state.curriculum,
        variant=state.variant,
        workshops=workshops,
        facilitators=state.facilitators,
        people=people,
        extra=extra,
    )


def _person(
    seat: int, ref: str, check_word: str, facts: ev.PlacementRecorded | None
) -> PlannedPerson:
    if facts is None:
        return PlannedPerson(ref, check_word, seat)
    return PlannedPerson(
        ref=ref,
        check_word=check_word,
        seat=seat,
        sex=facts.sex,
        relationship=facts.relationship,
        caution_date=facts.caution_date,
        risk=facts.risk,
        first_time=facts.first_time,
        disposal=facts.disposal,
        extra=dict(facts.extra),
    )


def stage(desk: Desk, cohort: str, number: int) -> str:
    """How far a workshop has come: planned, prepared, live, closed, stopped or not held."""
    workshop = desk.state(cohort).workshops[number]
    if workshop.not_held:
        return "not held"
    if workshop.stopped:
        return "stopped"
    if workshop.ended_at:
        return "closed"
    if workshop.started_at:
        return "live"
    return "prepared" if workshop.content_hash else "planned"
