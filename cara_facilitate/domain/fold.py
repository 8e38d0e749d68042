"""From events to state: one small pure function an event type, and the fold over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import Mark
from cara_facilitate.domain.cohort import (
    Answer,
    CohortState,
    Evidence,
    Import,
    ItemStart,
    ManagerCall,
    Observation,
    Pause,
    Rating,
    WorkshopState,
)
from cara_facilitate.domain.flags import Flag, HandOver

E = TypeVar("E", bound=ev.Event)
Step = Callable[[CohortState, str, Any], CohortState]
STEPS: dict[type[ev.Event], Step] = {}


def on(
    kind: type[E],
) -> Callable[[Callable[[CohortState, str, E], CohortState]], Callable[..., CohortState]]:
    """Register how one type of event changes the state."""

    def mark(step: Callable[[CohortState, str, E], CohortState]) -> Callable[..., CohortState]:
        STEPS[kind] = cast(Step, step)
        return step

    return mark


def fold(records: Iterable[ev.Recorded]) -> CohortState:
    """The state after these events, in journal order; undone events do not count."""
    log = tuple(records)
    state = CohortState()
    dead = retracted(log)
    for record in log:
        if record.id not in dead:
            state = _step(state, record)
    return replace(state, log=log)


def apply(state: CohortState, record: ev.Recorded) -> CohortState:
    """The state after one more event; equal to folding the whole log again."""
    log = (*state.log, record)
    if isinstance(record.event, ev.Undone):
        return fold(log)
    return replace(_step(state, record), log=log)


def retracted(log: Iterable[ev.Recorded]) -> frozenset[str]:
    """Ids of the events that an undo took back; an undone undo takes nothing back."""
    dead: set[str] = set()
    for record in reversed(tuple(log)):
        if isinstance(record.event, ev.Undone) and record.id not in dead:
            dead.add(record.event.target)
    return frozenset(dead)


def _step(state: CohortState, record: ev.Recorded) -> CohortState:
    step = STEPS.get(type(record.event))
    return state if step is None else step(state, record.id, record.event)


def _put(mapping: Mapping[Any, Any], key: Any, value: Any) -> Mapping[Any, Any]:
    return {**mapping, key: value}


def _workshop(state: CohortState, number: int, **changes: Any) -> CohortState:
    workshop = state.workshops.get(number)
    if workshop is None:
        return state
    return replace(state, workshops=_put(state.workshops, number, replace(workshop, **changes)))


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
    return replace(state, pins=_put(state.pins, e.facilitator, e.hash))


@on(ev.CurriculumApproved)
def _approved(state: CohortState, _id: str, e: ev.CurriculumApproved) -> CohortState:
    return replace(state, approvals=(*state.approvals, e))


@on(ev.WorkshopPrepared)
def _prepared(state: CohortState, _id: str, e: ev.WorkshopPrepared) -> CohortState:
    return _workshop(state, e.workshop, content_hash=e.content_hash, prepared_at=e.at)


@on(ev.WorkshopStarted)
def _started(state: CohortState, _id: str, e: ev.WorkshopStarted) -> CohortState:
    return _workshop(state, e.workshop, started_at=e.at)


@on(ev.WorkshopEnded)
def _ended(state: CohortState, _id: str, e: ev.WorkshopEnded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    pauses = _closed(workshop.pauses, e) if workshop else ()
    return _workshop(state, e.workshop, ended_at=e.at, pauses=pauses)


@on(ev.ItemStarted)
def _item(state: CohortState, id_: str, e: ev.ItemStarted) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None:
        return state
    starts = (*workshop.starts, ItemStart(id_, e.item, e.at))
    return _workshop(state, e.workshop, starts=starts, pauses=_closed(workshop.pauses, e))


def _closed(
    pauses: tuple[Pause, ...], e: ev.ItemStarted | ev.WorkshopEnded | ev.Resumed
) -> tuple[Pause, ...]:
    if pauses and pauses[-1].end is None:
        return (*pauses[:-1], replace(pauses[-1], end=e.at))
    return pauses


@on(ev.Paused)
def _paused(state: CohortState, _id: str, e: ev.Paused) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    pauses = workshop.pauses if workshop else ()
    return _workshop(state, e.workshop, pauses=(*pauses, Pause(e.kind, e.at)))


@on(ev.Resumed)
def _resumed(state: CohortState, _id: str, e: ev.Resumed) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    return _workshop(state, e.workshop, pauses=_closed(workshop.pauses if workshop else (), e))


@on(ev.ItemReasonGiven)
def _reason(state: CohortState, _id: str, e: ev.ItemReasonGiven) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    reasons = workshop.reasons if workshop else {}
    return _workshop(state, e.workshop, reasons=_put(reasons, e.item, e.reason))


@on(ev.AttendanceRecorded)
def _attendance(state: CohortState, id_: str, e: ev.AttendanceRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    if workshop is None:
        return state
    seat = workshop.seat(e.seat).with_mark(Mark(e.code, e.at, e.reason, id_))
    return _workshop(state, e.workshop, attendance=_put(workshop.attendance, e.seat, seat))


@on(ev.ObservationRecorded)
def _observed(state: CohortState, id_: str, e: ev.ObservationRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.observations if workshop else ()
    seen = Observation(id_, e.item, e.seat, e.code, e.at)
    return _workshop(state, e.workshop, observations=(*have, seen))


@on(ev.ObjectiveEvidenced)
def _evidenced(state: CohortState, id_: str, e: ev.ObjectiveEvidenced) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    have = workshop.evidence if workshop else ()
    seen = Evidence(id_, e.item, e.objective, e.seats, e.at)
    return _workshop(state, e.workshop, evidence=(*have, seen))


@on(ev.RatingRecorded)
def _rated(state: CohortState, _id: str, e: ev.RatingRecorded) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    key = (e.seat, e.rater, e.moment)
    have = tuple(
        r for r in (workshop.ratings if workshop else ()) if (r.seat, r.rater, r.moment) != key
    )
    rating = Rating(e.seat, e.rating, e.rater, e.moment, e.at)
    return _workshop(state, e.workshop, ratings=(*have, rating))


@on(ev.FlagRaised)
def _raised(state: CohortState, _id: str, e: ev.FlagRaised) -> CohortState:
    return replace(state, flags=_put(state.flags, e.flag, Flag(e.flag, e.workshop, e.item, e.at)))


def _flag(state: CohortState, flag_id: str, **changes: Any) -> CohortState:
    flag = state.flags.get(flag_id)
    if flag is None:
        return state
    return replace(state, flags=_put(state.flags, flag_id, replace(flag, **changes)))


@on(ev.FlagHandedOver)
def _handed_over(state: CohortState, _id: str, e: ev.FlagHandedOver) -> CohortState:
    flag = state.flags.get(e.flag)
    given = flag.hand_overs if flag else ()
    return _flag(state, e.flag, hand_overs=(*given, HandOver(e.to, e.reference, e.told_at, e.by)))


@on(ev.FlagAcknowledged)
def _flag_read(state: CohortState, _id: str, e: ev.FlagAcknowledged) -> CohortState:
    flag = state.flags.get(e.flag)
    readers = flag.acknowledged if flag else frozenset()
    return _flag(state, e.flag, acknowledged=readers | {e.facilitator})


@on(ev.FlagClosed)
def _flag_closed(state: CohortState, _id: str, e: ev.FlagClosed) -> CohortState:
    return _flag(state, e.flag, closed_by=(e.by, e.second))


@on(ev.FeedbackImported)
def _imported(state: CohortState, _id: str, e: ev.FeedbackImported) -> CohortState:
    taken = Import(e.import_id, e.items, e.missing, e.held_back, e.by, e.at)
    return _feedback_changed(state, (*state.imports, taken))


@on(ev.FeedbackImportUndone)
def _import_undone(state: CohortState, _id: str, e: ev.FeedbackImportUndone) -> CohortState:
    standing = tuple(i for i in state.imports if i.id != e.import_id)
    return _feedback_changed(state, standing)


def _feedback_changed(state: CohortState, imports: tuple[Import, ...]) -> CohortState:
    calls = len(state.manager_calls)
    return replace(state, imports=imports, calls_before=calls, briefed=False)


@on(ev.PrivateViewOpened)
def _read(state: CohortState, _id: str, e: ev.PrivateViewOpened) -> CohortState:
    return replace(state, briefed=True) if e.view == "briefing" else state


@on(ev.ReadinessAcknowledged)
def _acknowledged(state: CohortState, _id: str, e: ev.ReadinessAcknowledged) -> CohortState:
    have = state.acknowledged.get(e.item, frozenset())
    return replace(state, acknowledged=_put(state.acknowledged, e.item, have | {e.facilitator}))


@on(ev.ManagerCalled)
def _called(state: CohortState, _id: str, e: ev.ManagerCalled) -> CohortState:
    call = ManagerCall(e.manager, e.answered, e.reason, e.by, e.at)
    return replace(state, manager_calls=(*state.manager_calls, call))


@on(ev.DebriefAnswered)
def _answered(state: CohortState, _id: str, e: ev.DebriefAnswered) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    answers = workshop.answers if workshop else {}
    answer = Answer(e.value, e.by, e.at)
    return _workshop(state, e.workshop, answers=_put(answers, (e.field, e.seat), answer))


@on(ev.LinterReleased)
def _released(state: CohortState, _id: str, e: ev.LinterReleased) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    releases = workshop.releases if workshop else {}
    return _workshop(state, e.workshop, releases=_put(releases, e.place, e.reason))


@on(ev.NoteWritten)
def _note(state: CohortState, _id: str, e: ev.NoteWritten) -> CohortState:
    return _workshop(state, e.workshop, note=e)
