"""A live day: a command becomes events, the state changes at once, the save follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.commands import Command, StartWorkshop, TakeBack
from cara_facilitate.domain.decisions import decide
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import last_undoable
from cara_facilitate.errors import Refusal
from cara_facilitate.services import placement

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def setting(desk: Desk, cohort: str, workshop: int) -> Setting:
    """What a decision of this workshop is made against."""
    steady = desk.clock.steady()
    return Setting(desk.state(cohort), workshop, desk.curriculum(cohort, workshop), steady)


def do(desk: Desk, cohort: str, workshop: int, command: Command) -> tuple[ev.Event, ...]:
    """Carry out a command; the desk's state is new when this returns, the save follows.

    :raises Refusal: if the state or, for the start of a day, the site's rules do not allow it;
        nothing has happened then.
    """
    if isinstance(command, StartWorkshop) and not command.source:
        placement.require(desk, cohort)
    with desk.undisturbed():  # a flag raised on another thread comes before this or after it
        events = decide(setting(desk, cohort, workshop), command)
        desk.record(cohort, events)
    return events


def take_back_last(
    desk: Desk, cohort: str, workshop: int, kinds: tuple[type[ev.Event], ...]
) -> str:
    """Take back the last entry of these kinds, whatever was recorded since; says what it was.

    :raises Refusal: if there is none.
    """
    group = last_undoable(setting(desk, cohort, workshop), kinds)
    if not group:
        raise Refusal("There is nothing of this list to undo.", "l on the session shows the rest.")
    do(desk, cohort, workshop, TakeBack(tuple(r.id for r in group), desk.clock.now()))
    return _group_words(group)


def undo_words(desk: Desk, cohort: str, workshop: int) -> str:
    """What an undo would take back, in plain words; empty if nothing."""
    group = last_undoable(setting(desk, cohort, workshop))
    return _group_words(group) if group else ""


def _group_words(group: tuple[ev.Recorded, ...]) -> str:
    seats = sorted({getattr(record.event, "seat", 0) for record in group} - {0})
    return describe(group[0].event, tuple(seats))


def describe(event: ev.Event, seats: tuple[int, ...] = ()) -> str:
    """One recorded thing in the words of an ordinary screen."""
    at = "seat " + " ".join(map(str, seats)) if len(seats) == 1 else ""
    if len(seats) > 1:
        at = "seats " + " ".join(map(str, seats))
    match event:
        case ev.ObservationRecorded():
            return f"{at}: a code"
        case ev.AttendanceRecorded():
            return f"{at}: {CODES[event.code]}"
        case ev.ObjectiveEvidenced():
            whom = "seats " + " ".join(map(str, event.seats)) if event.seats else "the group"
            return f"objective {event.objective} by {whom}"
        case ev.RatingRecorded():
            return f"{at}: rating"
        case ev.ItemStarted():
            return f"move to {event.item}"
        case ev.Paused():
            return f"{event.kind} begun"
        case ev.Resumed():
            return "resume"
        case ev.PlanShortened() | ev.ProposalRefused() | ev.PlanReordered() | ev.ItemLeftOut():
            return _plan_words(event)
        case ev.LeadTaken():
            return f"{event.lead} leads"
        case ev.StaffRecorded():
            return f"{event.facilitator} {event.what}"
        case _:
            return "the last entry"


def _plan_words(event: ev.Event) -> str:
    match event:
        case ev.PlanShortened():
            return "shorter: " + ", ".join(f"{item} {minutes} min" for item, minutes in event.items)
        case ev.ProposalRefused():
            return "shortening refused"
        case ev.ItemLeftOut():
            return f"{event.item} {'left out' if event.out else 'to be run'}"
        case _:
            return "running order changed"
