"""How the plan of a day changes, who delivers it, and days not held or stopped."""

from __future__ import annotations

from dataclasses import replace

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import Called, CohortState, Lead, Pause
from cara_facilitate.domain.moment import UNKNOWN
from cara_facilitate.domain.steps import on, put, with_workshop


@on(ev.StartDelayed)
def _delayed(state: CohortState, _id: str, e: ev.StartDelayed) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.delays if workshop else ()
    return with_workshop(state, e.workshop, delays=(*have, e))


@on(ev.WorkshopNotHeld)
def _not_held(state: CohortState, _id: str, e: ev.WorkshopNotHeld) -> CohortState:
    called = Called(e.reason, e.by, e.at)
    return with_workshop(state, e.workshop, not_held=called, ended_at=e.at)


@on(ev.WorkshopStopped)
def _stopped(state: CohortState, _id: str, e: ev.WorkshopStopped) -> CohortState:
    return with_workshop(state, e.workshop, stopped=Called(e.reason, e.by, e.at))


@on(ev.WorkshopReopened)
def _reopened(state: CohortState, _id: str, e: ev.WorkshopReopened) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None or workshop.ended_at is None:
        return state
    pauses = workshop.pauses
    if workshop.starts:  # nothing was delivered in between
        during = workshop.starts[-1].event
        pauses = (*pauses, Pause("break", workshop.ended_at, e.at, during, workshop.ended_steady))
    return with_workshop(
        state,
        e.workshop,
        ended_at=None,
        ended_steady=UNKNOWN,
        not_held=None,
        stopped=None,
        pauses=pauses,
    )


@on(ev.PlanShortened)
def _shortened(state: CohortState, _id: str, e: ev.PlanShortened) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.shortened if workshop else {}
    return with_workshop(state, e.workshop, shortened={**have, **dict(e.items)}, refused=0)


@on(ev.ProposalRefused)
def _refused(state: CohortState, _id: str, e: ev.ProposalRefused) -> CohortState:
    return with_workshop(state, e.workshop, refused=e.behind)


@on(ev.PlanReordered)
def _reordered(state: CohortState, _id: str, e: ev.PlanReordered) -> CohortState:
    return with_workshop(state, e.workshop, order=e.order)


@on(ev.ItemLeftOut)
def _left_out(state: CohortState, _id: str, e: ev.ItemLeftOut) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.left_out if workshop else frozenset()
    out = have | {e.item} if e.out else have - {e.item}
    return with_workshop(state, e.workshop, left_out=out)


@on(ev.LeadTaken)
def _lead(state: CohortState, _id: str, e: ev.LeadTaken) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.leads if workshop else ()
    return with_workshop(state, e.workshop, leads=(*have, Lead(e.lead, e.at)))


@on(ev.StaffCovered)
def _covered(state: CohortState, _id: str, e: ev.StaffCovered) -> CohortState:
    def instead(staff: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(e.joins if who == e.leaves else who for who in staff)

    live = state.live_workshop
    if live is not None:
        relieved = (*live.relieved, e.leaves)
        staff = instead(live.delivered_by)
        state = with_workshop(state, live.number, delivered_by=staff, relieved=relieved)
    # Whoever joins has to open the briefing, whoever read it before.
    briefed = state.briefed - {e.leaves, e.joins}
    return replace(state, facilitators=instead(state.facilitators), briefed=briefed)


@on(ev.StaffRecorded)
def _staff(state: CohortState, _id: str, e: ev.StaffRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.staff if workshop else ()
    return with_workshop(state, e.workshop, staff=(*have, e))


@on(ev.AttendanceConfirmed)
def _confirmed(state: CohortState, _id: str, e: ev.AttendanceConfirmed) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.confirmed if workshop else {}
    return with_workshop(state, e.workshop, confirmed=put(have, e.facilitator, e))
