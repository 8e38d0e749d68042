"""What is recorded of seats: attendance, codes, objectives and ratings; and undoing any of it."""

from __future__ import annotations

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import ARRIVALS, CODES, DEPARTURES
from cara_facilitate.domain.deciding.grounds import (
    Events,
    begun,
    item_at,
    live,
    recordable,
    seat_taken,
)
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import last_redoable, last_undoable, takable
from cara_facilitate.errors import Refusal


def attend(setting: Setting, command: cmd.Attend) -> Events:
    """One seat's mark; the same mark twice is refused."""
    day = recordable(setting, command.source, command.at)
    seat_taken(setting, command.seat)
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
            command.source,
        ),
    )


def all_present(setting: Setting, command: cmd.AllPresent) -> Events:
    """Everybody without a mark is present."""
    day = recordable(setting, command.source, command.at)
    unmarked = [seat for seat in sorted(setting.state.seats) if day.seat(seat).arrival is None]
    if not unmarked:
        raise Refusal("Every seat already has a mark.")
    return tuple(
        ev.AttendanceRecorded(setting.workshop, seat, "P", command.at, source=command.source)
        for seat in unmarked
    )


def observe(setting: Setting, command: cmd.Observe) -> Events:
    """One code against one or several seats that somebody sat in."""
    day = recordable(setting, command.source, command.at)
    if not command.seats:
        raise Refusal("Choose a seat first, then the code.")
    if command.code not in {code.key for code in setting.curriculum.codes}:
        raise Refusal("This letter is not an observation code.")
    _attended(setting, command.seats)
    item = item_at(day, command.at, command.source)
    return tuple(
        ev.ObservationRecorded(
            setting.workshop, item, seat, command.code, command.at, command.source
        )
        for seat in command.seats
    )


def tick(setting: Setting, command: cmd.Tick) -> Events:
    """An objective seen to be met, by seats or by the group."""
    day = recordable(setting, command.source, command.at)
    if command.objective not in {objective.id for objective in setting.curriculum.objectives}:
        raise Refusal("There is no such objective.")
    _attended(setting, command.seats)
    item = item_at(day, command.at, command.source)
    return (
        ev.ObjectiveEvidenced(
            setting.workshop, item, command.objective, command.seats, command.at, command.source
        ),
    )


def _attended(setting: Setting, seats: tuple[int, ...]) -> None:
    for seat in seats:
        seat_taken(setting, seat)
        if not setting.day.seat(seat).attended:
            raise Refusal(f"Seat {seat} is not marked present.", "Mark attendance first.")


def rate(setting: Setting, command: cmd.Rate) -> Events:
    """A seat rating by one facilitator."""
    seat_taken(setting, command.seat)
    begun(setting)
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
            command.source,
        ),
    )


def give_reason(setting: Setting, command: cmd.GiveReason) -> Events:
    """Why an item was skipped or cut short."""
    begun(setting)
    return (ev.ItemReasonGiven(setting.workshop, command.item, command.reason),)


def undo(setting: Setting, command: cmd.Undo) -> Events:
    """Take the last thing back."""
    live(setting)
    group = last_undoable(setting)
    if not group:
        raise Refusal("There is nothing to undo.")
    return tuple(ev.Undone(record.id, command.at) for record in group)


def redo(setting: Setting, command: cmd.Redo) -> Events:
    """Put the last thing that was undone back."""
    live(setting)
    group = last_redoable(setting)
    if not group:
        raise Refusal("There is nothing to redo.")
    return tuple(ev.Undone(record.id, command.at) for record in group)


def take_back(setting: Setting, command: cmd.TakeBack) -> Events:
    """Undo chosen entries; once the day is closed, only what was entered from paper."""
    open_ids = {record.id for record in takable(setting)}
    if not command.events or not set(command.events) <= open_ids:
        raise Refusal("This entry cannot be taken back.", "It was undone, or it must stand.")
    return tuple(ev.Undone(id_, command.at) for id_ in command.events)
