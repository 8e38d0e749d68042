"""Undo and redo: which events the next one would take back; nothing is ever deleted."""

from __future__ import annotations

from typing import Any

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.fold import retracted
from cara_facilitate.domain.setting import Setting

UNDOABLE = (
    ev.ItemStarted,
    ev.Paused,
    ev.Resumed,
    ev.AttendanceRecorded,
    ev.ObservationRecorded,
    ev.ObjectiveEvidenced,
    ev.RatingRecorded,
    ev.PlanShortened,
    ev.ProposalRefused,
    ev.PlanReordered,
    ev.ItemLeftOut,
    ev.LeadTaken,
    ev.StaffRecorded,
)
"""All that undo may take back; flags, hand-overs, acknowledgements and confirmations stay."""


def last_undoable(
    setting: Setting, kinds: tuple[type[ev.Event], ...] = UNDOABLE
) -> tuple[ev.Recorded, ...]:
    """The newest thing that may be undone: one event, or all that one key press recorded.

    :param kinds: what is looked at; a list of marks takes back marks and nothing else.
    """
    dead = retracted(setting.state.log)
    first_start = next(iter(setting.day.starts), None)
    group: list[ev.Recorded] = []
    for record in reversed(setting.state.log):
        event = record.event
        if record.id in dead or not isinstance(event, kinds) or not isinstance(event, UNDOABLE):
            continue
        if event.workshop != setting.workshop or (first_start and record.id == first_start.event):
            continue
        if group and not _same_press(group[0].event, event):
            break
        group.append(record)
    return tuple(group)


def takable(setting: Setting) -> tuple[ev.Recorded, ...]:
    """Everything of this workshop that may be undone now, newest first.

    Once the day is closed, that is only what was entered from paper.
    """
    dead = retracted(setting.state.log)
    closed = setting.day.ended_at is not None
    first_start = next(iter(setting.day.starts), None)
    return tuple(
        record
        for record in reversed(setting.state.log)
        if record.id not in dead
        and isinstance(record.event, UNDOABLE)
        and record.event.workshop == setting.workshop
        and not (first_start and record.id == first_start.event)
        and (not closed or getattr(record.event, "source", "") == ev.PAPER)
    )


def _same_press(first: ev.Event, other: ev.Event) -> bool:
    if getattr(first, "source", "") or getattr(other, "source", ""):
        return False  # typed lines may share a minute and a code and still be two entries
    if isinstance(first, ev.ObservationRecorded) and isinstance(other, ev.ObservationRecorded):
        return (first.at, first.code) == (other.at, other.code)
    if isinstance(first, ev.AttendanceRecorded) and isinstance(other, ev.AttendanceRecorded):
        # Times of attendance are typed: two late seats may share a minute and be two presses. Only
        # "all others are here" marks several, and only as present.
        return first.code == other.code == "P" and first.at == other.at
    return False


def last_redoable(setting: Setting) -> tuple[ev.Recorded, ...]:
    """The newest undo, if nothing was recorded after it that may itself be undone."""
    dead = retracted(setting.state.log)
    group: list[ev.Recorded] = []
    for record in reversed(setting.state.log):
        if record.id in dead:
            continue
        event = record.event
        if isinstance(event, ev.Undone):
            if _workshop_of(setting.state, event) != setting.workshop:
                continue
            if _is_redo(setting.state, event):
                continue
            if group and event.at != _at(group[0]):
                break
            group.append(record)
        elif isinstance(event, UNDOABLE) and event.workshop != setting.workshop:
            continue
        elif isinstance(event, UNDOABLE) and not group:
            if not _restored(setting.state, record):
                return ()
        elif group:
            break
    return tuple(group)


def _at(record: ev.Recorded) -> Any:
    return record.event.at if isinstance(record.event, ev.Undone) else None


def _workshop_of(state: CohortState, event: ev.Event) -> int:
    """Of which workshop an entry is; for an undo, that of what it took back."""
    while isinstance(event, ev.Undone):
        target = next((r.event for r in state.log if r.id == event.target), None)
        if target is None:
            return 0
        event = target
    return int(getattr(event, "workshop", 0))


def _is_redo(state: CohortState, event: ev.Undone) -> bool:
    target = next((r for r in state.log if r.id == event.target), None)
    return target is not None and isinstance(target.event, ev.Undone)


def _restored(state: CohortState, record: ev.Recorded) -> bool:
    """Whether this event stands only because an undo of it was itself undone."""
    return any(isinstance(r.event, ev.Undone) and r.event.target == record.id for r in state.log)
