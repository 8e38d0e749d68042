"""What was changed of the day's plan, for section 2 of the note: when, and in plain words."""

from __future__ import annotations

from datetime import datetime

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.deciding.day import GOING_ON, REASONS
from cara_facilitate.domain.fold import retracted

OTHER_REASON = "for a reason kept in the record"
"""In place of typed words: an entry of the day is never reworded, so a slip would hold the note."""


def changes(state: CohortState, workshop: int) -> tuple[tuple[datetime, str], ...]:
    """Every change of plan of one workshop that stands, in the order recorded."""
    dead = retracted(state.log)
    found = []
    for record in state.log:
        event = record.event
        if record.id in dead or not _is_of(state, workshop, event):
            continue
        words = _words(event)
        if words:
            found.append((event.at, words))  # type: ignore[attr-defined]
    return (*found, *_from_paper(state, workshop, dead))


def _is_of(state: CohortState, workshop: int, event: ev.Event) -> bool:
    if isinstance(event, ev.StaffCovered):
        return event.joins in state.staff(workshop)
    return getattr(event, "workshop", 0) == workshop


def _from_paper(
    state: CohortState, workshop: int, dead: frozenset[str]
) -> tuple[tuple[datetime, str], ...]:
    """One line for all that was kept on paper and entered afterwards, at its earliest time."""
    times = sorted(
        record.event.at  # type: ignore[attr-defined]
        for record in state.log
        if record.id not in dead
        and getattr(record.event, "source", "") == ev.PAPER
        and getattr(record.event, "workshop", 0) == workshop
    )
    if not times:
        return ()
    span = " to ".join(dict.fromkeys((f"{times[0]:%H:%M}", f"{times[-1]:%H:%M}")))
    entries = "1 entry" if len(times) == 1 else f"{len(times)} entries"
    return ((times[0], f"Entered from paper: {span}, {entries}."),)


def _words(event: ev.Event) -> str:
    match event:
        case ev.StartDelayed():
            return f"Start delayed until {event.until}, {_why(event.reason)}."
        case ev.WorkshopNotHeld():
            return f"Not held by the service, {_why(event.reason)}."
        case ev.WorkshopStopped():
            return f"Stopped by the service, {_why(event.reason)}."
        case ev.WorkshopReopened():
            return f"Gone on with after it had been ended, {_why(event.reason)}."
        case ev.PlanShortened():
            cuts = ", ".join(f"{item} to {minutes} minutes" for item, minutes in event.items)
            return f"Agreed to shorten {cuts}."
        case ev.ProposalRefused():
            return f"Kept the plan while {event.behind} minutes behind."
        case ev.PlanReordered():
            return "Changed the running order."
        case ev.ItemLeftOut():
            return f"{'Left out' if event.out else 'Put back'} {event.item}."
        case ev.LeadTaken():
            return f"{event.lead} took the lead."
        case ev.StaffCovered():
            return f"{event.joins} stood in for {event.leaves}."
        case ev.StaffRecorded():
            return f"{event.facilitator} {event.what}."
        case _:
            return ""


def _why(reason: str) -> str:
    return reason if reason in (*REASONS, *GOING_ON) else OTHER_REASON
