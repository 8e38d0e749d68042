"""From events to state: the fold over a cohort's log, where what was undone does not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import fold_care, fold_day, fold_plan
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.steps import STEPS

ROOMS = (fold_day, fold_plan, fold_care)
"""The modules whose steps are in the table: importing them put them there."""


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
