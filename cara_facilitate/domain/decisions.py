"""State and command in, events or a refusal out: the rules of a live day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import ARRIVALS, CODES, DEPARTURES
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.readiness import HOME_WORDS, readiness
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import last_redoable, last_undoable
from cara_facilitate.errors import Refusal

Events = tuple[ev.Event, ...]


def decide(setting: Setting, command: cmd.Command) -> Events:
    """The events that carry out a command.

    :raises Refusal: if the state does not allow it; nothing has happened then.
    """
    rule = RULES.get(type(command))
    if rule is None:
        raise Refusal("This command is not known.")
    return rule(setting, command)


def _live(setting: Setting) -> WorkshopState:
    day = setting.day
    if day.started_at is None:
        raise Refusal("The workshop has not started.", "Start it from the Prepare screen.")
    if day.ended_at is not None:
        raise Refusal("The workshop is closed.", "What is still to add goes into the debrief.")
    return day


def _start(setting: Setting, command: cmd.StartWorkshop) -> Events:
    day = setting.day
    if day.started_at is not None:
        raise Refusal("The workshop has already started.")
    if not day.content_hash:
        raise Refusal("The workshop is not prepared.", "Open Prepare first.")
    if setting.workshop == 2:
        first = setting.state.workshops.get(1)
        if first is None or first.ended_at is None:
            raise Refusal("Workshop one is not closed.", "Close it before workshop two starts.")
        if not readiness(setting.state).ready:
            raise Refusal(
                HOME_WORDS.capitalize() + ".", "Open the readiness check before the doors open."
            )
    item = setting.curriculum.day(setting.workshop).run[0].id
    return (
        ev.WorkshopStarted(setting.workshop, command.at),
        ev.ItemStarted(setting.workshop, item, command.at),
    )


def _end(setting: Setting, command: cmd.EndWorkshop) -> Events:
    _live(setting)
    if setting.state.open_flags:
        raise Refusal(
            "A safeguarding flag is open.", "Hand it over before the day is closed: key h."
        )
    return (ev.WorkshopEnded(setting.workshop, command.at),)


def _move(setting: Setting, at: Any, by: int) -> Events:
    day = _live(setting)
    run = setting.curriculum.day(setting.workshop).run
    ids = [item.id for item in run]
    index = ids.index(day.present_item) if day.present_item in ids else -1
    target = index + by
    if target < 0:
        raise Refusal("This is the first item of the day.")
    if target >= len(ids):
        raise Refusal("This is the last item of the day.", "Close the day when it is over.")
    return (ev.ItemStarted(setting.workshop, ids[target], at),)


def _next(setting: Setting, command: cmd.NextItem) -> Events:
    return _move(setting, command.at, 1)


def _previous(setting: Setting, command: cmd.PreviousItem) -> Events:
    return _move(setting, command.at, -1)


def _go_to(setting: Setting, command: cmd.GoTo) -> Events:
    day = _live(setting)
    if command.item not in {item.id for item in setting.curriculum.day(setting.workshop).run}:
        raise Refusal("The running order has no such item.")
    if command.item == day.present_item:
        raise Refusal("This item is already under way.")
    return (ev.ItemStarted(setting.workshop, command.item, command.at),)


def _pause(setting: Setting, command: cmd.Pause) -> Events:
    if _live(setting).paused is not None:
        raise Refusal("The clock is already paused.", "Resume first.")
    return (ev.Paused(setting.workshop, command.kind, command.at),)


def _resume(setting: Setting, command: cmd.Resume) -> Events:
    if _live(setting).paused is None:
        raise Refusal("The clock is running.")
    return (ev.Resumed(setting.workshop, command.at),)


def _seat(setting: Setting, seat: int) -> None:
    if seat not in setting.state.seats:
        raise Refusal(f"Seat {seat} is not taken in this cohort.")


def _attend(setting: Setting, command: cmd.Attend) -> Events:
    day = _live(setting)
    _seat(setting, command.seat)
    if command.code not in ARRIVALS and command.code not in DEPARTURES:
        raise Refusal("This is not an attendance code for one seat.")
    before = day.seat(command.seat)
    if command.code in DEPARTURES and not before.present:
        raise Refusal(f"Seat {command.seat} is not in the room, so it cannot leave.")
    replaced = before.departure if command.code in DEPARTURES else before.arrival
    same = replaced and (replaced.code, replaced.reason) == (command.code, command.reason)
    if same and (command.code in DEPARTURES or before.departure is None):
        raise Refusal(f"Seat {command.seat} is already marked {CODES[command.code]}.")
    return (
        ev.AttendanceRecorded(
            setting.workshop,
            command.seat,
            command.code,
            command.at,
            command.reason,
            replaced.event if replaced else "",
        ),
    )


def _all_present(setting: Setting, command: cmd.AllPresent) -> Events:
    day = _live(setting)
    unmarked = [seat for seat in sorted(setting.state.seats) if day.seat(seat).arrival is None]
    if not unmarked:
        raise Refusal("Every seat already has a mark.")
    return tuple(
        ev.AttendanceRecorded(setting.workshop, seat, "P", command.at) for seat in unmarked
    )


def _observe(setting: Setting, command: cmd.Observe) -> Events:
    day = _live(setting)
    if not command.seats:
        raise Refusal("Choose a seat first, then the code.")
    if command.code not in {code.key for code in setting.curriculum.codes}:
        raise Refusal("This letter is not an observation code.")
    for seat in command.seats:
        _seat(setting, seat)
        if not day.seat(seat).attended:
            raise Refusal(f"Seat {seat} is not marked present.", "Mark attendance first.")
    return tuple(
        ev.ObservationRecorded(setting.workshop, day.present_item, seat, command.code, command.at)
        for seat in command.seats
    )


def _tick(setting: Setting, command: cmd.Tick) -> Events:
    day = _live(setting)
    if command.objective not in {objective.id for objective in setting.curriculum.objectives}:
        raise Refusal("There is no such objective.")
    for seat in command.seats:
        _seat(setting, seat)
        if not day.seat(seat).attended:
            raise Refusal(f"Seat {seat} is not marked present.", "Mark attendance first.")
    return (
        ev.ObjectiveEvidenced(
            setting.workshop, day.present_item, command.objective, command.seats, command.at
        ),
    )


def _rate(setting: Setting, command: cmd.Rate) -> Events:
    _seat(setting, command.seat)
    if setting.day.started_at is None:
        raise Refusal("The workshop has not started.")
    if not 0 <= command.rating <= 4:
        raise Refusal("A seat rating is 0 to 4.")
    if command.rater not in setting.state.facilitators:
        raise Refusal("The rater is not a facilitator of this cohort.")
    return (
        ev.RatingRecorded(
            setting.workshop,
            command.seat,
            command.rating,
            command.rater,
            command.moment,
            command.at,
        ),
    )


def _give_reason(setting: Setting, command: cmd.GiveReason) -> Events:
    if setting.day.started_at is None:
        raise Refusal("The workshop has not started.")
    return (ev.ItemReasonGiven(setting.workshop, command.item, command.reason),)


def _undo(setting: Setting, command: cmd.Undo) -> Events:
    _live(setting)
    group = last_undoable(setting)
    if not group:
        raise Refusal("There is nothing to undo.")
    return tuple(ev.Undone(record.id, command.at) for record in group)


def _redo(setting: Setting, command: cmd.Redo) -> Events:
    _live(setting)
    group = last_redoable(setting)
    if not group:
        raise Refusal("There is nothing to redo.")
    return tuple(ev.Undone(record.id, command.at) for record in group)


RULES: dict[type[cmd.Command], Callable[[Setting, Any], Events]] = {
    cmd.StartWorkshop: _start,
    cmd.EndWorkshop: _end,
    cmd.NextItem: _next,
    cmd.PreviousItem: _previous,
    cmd.GoTo: _go_to,
    cmd.Pause: _pause,
    cmd.Resume: _resume,
    cmd.Attend: _attend,
    cmd.AllPresent: _all_present,
    cmd.Observe: _observe,
    cmd.Tick: _tick,
    cmd.Rate: _rate,
    cmd.GiveReason: _give_reason,
    cmd.Undo: _undo,
    cmd.Redo: _redo,
}
