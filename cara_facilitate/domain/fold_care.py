"""How flags, victim feedback, readiness, debrief and note stand: the steps of care."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import Answer, CohortState, Import, ManagerCall
from cara_facilitate.domain.flags import Flag, HandOver
from cara_facilitate.domain.steps import on, put, with_workshop

NO_CHANGES = "none"
"""The worker was reached and said that nothing has changed."""


@on(ev.FlagRaised)
def _raised(state: CohortState, _id: str, e: ev.FlagRaised) -> CohortState:
    return replace(state, flags=put(state.flags, e.flag, Flag(e.flag, e.workshop, e.item, e.at)))


def _flag(state: CohortState, flag_id: str, **changes: Any) -> CohortState:
    flag = state.flags.get(flag_id)
    if flag is None:
        return state
    return replace(state, flags=put(state.flags, flag_id, replace(flag, **changes)))


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
    taken = Import(e.import_id, e.items, e.missing, e.held_back, e.by, e.at, e.released, e.made_at)
    return _feedback_changed(state, (*state.imports, taken), e.held_back)


@on(ev.FeedbackImportUndone)
def _import_undone(state: CohortState, _id: str, e: ev.FeedbackImportUndone) -> CohortState:
    standing = tuple(i for i in state.imports if i.id != e.import_id)
    held = e.held_back
    if held is None:
        # Nobody counted them then: what was held back last is still taken to be in question.
        held = max(state.held_back, standing[-1].held_back if standing else 0)
    return _feedback_changed(state, standing, held)


def _feedback_changed(
    state: CohortState, imports: tuple[Import, ...], held_back: int
) -> CohortState:
    return replace(
        state,
        imports=imports,
        held_back=held_back,
        calls_before=len(state.manager_calls),
        refreshes_before=len(state.refreshes),
        briefed=frozenset(),
    )


@on(ev.PrivateViewOpened)
def _read(state: CohortState, _id: str, e: ev.PrivateViewOpened) -> CohortState:
    if e.view != "briefing":
        return state
    return replace(state, briefed=state.briefed | {e.facilitator})


@on(ev.ReadinessAcknowledged)
def _acknowledged(state: CohortState, _id: str, e: ev.ReadinessAcknowledged) -> CohortState:
    have = state.acknowledged.get(e.item, frozenset())
    return replace(state, acknowledged=put(state.acknowledged, e.item, have | {e.facilitator}))


@on(ev.ReadinessReopened)
def _reopened(state: CohortState, _id: str, _e: ev.ReadinessReopened) -> CohortState:
    # Every item and everybody alike: nothing here may tell which seat it was about.
    return replace(state, acknowledged={}, briefed=frozenset())


@on(ev.ManagerCalled)
def _called(state: CohortState, _id: str, e: ev.ManagerCalled) -> CohortState:
    call = ManagerCall(e.manager, e.answered, e.reason, e.by, e.at)
    return replace(state, manager_calls=(*state.manager_calls, call))


@on(ev.ReadinessRefreshed)
def _refreshed(state: CohortState, _id: str, e: ev.ReadinessRefreshed) -> CohortState:
    since = state.refreshes[state.refreshes_before :]
    before = since[-1].changes if since else ""
    # What is newly missing was not what the manager was rung about before.
    missing = e.changes != NO_CHANGES and e.changes != before
    calls = len(state.manager_calls) if missing else state.calls_before
    return replace(state, refreshes=(*state.refreshes, e), calls_before=calls)


@on(ev.PinReset)
def _pin_reset(state: CohortState, _id: str, e: ev.PinReset) -> CohortState:
    return replace(state, pins=put(state.pins, e.facilitator, ""))


@on(ev.DebriefAnswered)
def _answered(state: CohortState, _id: str, e: ev.DebriefAnswered) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    answers = workshop.answers if workshop else {}
    answer = Answer(e.value, e.by, e.at)
    return with_workshop(state, e.workshop, answers=put(answers, (e.field, e.seat), answer))


@on(ev.LinterReleased)
def _released(state: CohortState, _id: str, e: ev.LinterReleased) -> CohortState:
    workshop = state.workshops.get(e.workshop)
    releases = workshop.releases if workshop else {}
    return with_workshop(state, e.workshop, releases=put(releases, e.place, e.reason))


@on(ev.NoteWritten)
def _note(state: CohortState, _id: str, e: ev.NoteWritten) -> CohortState:
    return with_workshop(state, e.workshop, note=e)
