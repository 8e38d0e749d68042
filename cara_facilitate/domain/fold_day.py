"""How a cohort is planned and a day goes: the steps of planning, clock, attendance and notes."""

from __future__ import annotations

from dataclasses import replace

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import Mark
from cara_facilitate.domain.cohort import (
    CohortState,
    Evidence,
    ItemStart,
    Observation,
    Pause,
    Rating,
    WorkshopState,
)
from cara_facilitate.domain.steps import on, put, with_workshop


@on(ev.CohortCreated)
def _created(state: CohortState, _id: str, e: ev.CohortCreated) -> CohortState:
    return replace(
        state,
        cohort=e.cohort,
        site=e.site,
        curriculum=e.curriculum,
        variant=e.variant,
        practice=e.practice,
        created_at=e.at,
        facilitators=e.facilitators,
        seats=dict(e.seats),
        workshops={n: WorkshopState(n, day, start) for n, day, start in e.workshops},
    )


@on(ev.PinSet)
def _pin(state: CohortState, _id: str, e: ev.PinSet) -> CohortState:
    return replace(state, pins=put(state.pins, e.facilitator, e.hash))


@on(ev.CurriculumApproved)
def _approved(state: CohortState, _id: str, e: ev.CurriculumApproved) -> CohortState:
    return replace(state, approvals=(*state.approvals, e))


@on(ev.WorkshopPrepared)
def _prepared(state: CohortState, _id: str, e: ev.WorkshopPrepared) -> CohortState:
    return with_workshop(state, e.workshop, content_hash=e.content_hash, prepared_at=e.at)


@on(ev.WorkshopStarted)
def _started(state: CohortState, _id: str, e: ev.WorkshopStarted) -> CohortState:
    return with_workshop(state, e.workshop, started_at=e.at, delivered_by=state.facilitators)


@on(ev.WorkshopEnded)
def _ended(state: CohortState, _id: str, e: ev.WorkshopEnded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    pauses = _closed(workshop.pauses, e) if workshop else ()
    return with_workshop(state, e.workshop, ended_at=e.at, ended_steady=e.steady, pauses=pauses)


@on(ev.ItemStarted)
def _item(state: CohortState, id_: str, e: ev.ItemStarted) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None:
        return state
    start = ItemStart(id_, e.item, e.at, e.steady, e.source)
    if e.source == ev.PAPER:
        # Entered afterwards: it belongs where its own time puts it.
        place = max((i for i, s in enumerate(workshop.starts, 1) if s.at <= e.at), default=0)
        starts = (*workshop.starts[:place], start, *workshop.starts[place:])
        ends_pause = workshop.paused is not None and workshop.paused.start <= e.at
        pauses = _closed(workshop.pauses, e) if ends_pause else workshop.pauses
        return with_workshop(state, e.workshop, starts=starts, pauses=pauses)
    starts = (*workshop.starts, start)
    return with_workshop(state, e.workshop, starts=starts, pauses=_closed(workshop.pauses, e))


def _closed(
    pauses: tuple[Pause, ...], e: ev.ItemStarted | ev.WorkshopEnded | ev.Resumed
) -> tuple[Pause, ...]:
    if pauses and pauses[-1].end is None:
        return (*pauses[:-1], replace(pauses[-1], end=e.at, steady_end=e.steady))
    return pauses


@on(ev.Paused)
def _paused(state: CohortState, _id: str, e: ev.Paused) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None:
        return state
    during = workshop.starts[-1].event if workshop.starts else ""
    pause = Pause(e.kind, e.at, during=during, steady=e.steady)
    return with_workshop(state, e.workshop, pauses=(*workshop.pauses, pause))


@on(ev.Resumed)
def _resumed(state: CohortState, _id: str, e: ev.Resumed) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    return with_workshop(state, e.workshop, pauses=_closed(workshop.pauses if workshop else (), e))


@on(ev.ItemReasonGiven)
def _reason(state: CohortState, _id: str, e: ev.ItemReasonGiven) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    reasons = workshop.reasons if workshop else {}
    return with_workshop(state, e.workshop, reasons=put(reasons, e.item, e.reason))


@on(ev.AttendanceRecorded)
def _attendance(state: CohortState, id_: str, e: ev.AttendanceRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None:
        return state
    mark = Mark(e.code, e.at, e.reason, id_, e.source)
    seat = workshop.seat(e.seat).with_mark(mark, e.replaces)
    return with_workshop(state, e.workshop, attendance=put(workshop.attendance, e.seat, seat))


@on(ev.ObservationRecorded)
def _observed(state: CohortState, id_: str, e: ev.ObservationRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.observations if workshop else ()
    seen = Observation(id_, e.item, e.seat, e.code, e.at, e.source)
    return with_workshop(state, e.workshop, observations=(*have, seen))


@on(ev.ObjectiveEvidenced)
def _evidenced(state: CohortState, id_: str, e: ev.ObjectiveEvidenced) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.evidence if workshop else ()
    seen = Evidence(id_, e.item, e.objective, e.seats, e.at, e.source)
    return with_workshop(state, e.workshop, evidence=(*have, seen))


@on(ev.RatingRecorded)
def _rated(state: CohortState, _id: str, e: ev.RatingRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    key = (e.seat, e.rater, e.moment)
    have = tuple(
        r for r in (workshop.ratings if workshop else ()) if (r.seat, r.rater, r.moment) != key
    )
    rating = Rating(e.seat, e.rating, e.rater, e.moment, e.at)
    return with_workshop(state, e.workshop, ratings=(*have, rating))
