"""What is recorded of seats: attendance, codes, objectives and ratings; and undoing any of it."""

from __future__ import annotations

from datetime import timedelta

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import (
    ABSENT,
    ARRIVALS,
    CODES,
    DEPARTURES,
    IN_ROOM,
    Mark,
    SeatAttendance,
)
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.deciding.grounds import (
    Events,
    begun,
    item_at,
    latest,
    live,
    recordable,
    seat_taken,
)
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import last_redoable, last_undoable, takable
from cara_facilitate.errors import Refusal

STAYED = timedelta(minutes=30)
"""After this long in the room nobody is marked as not having been there by one key."""
_NOT_THERE = ARRIVALS.keys() - IN_ROOM


def attend(setting: Setting, command: cmd.Attend) -> Events:
    """One seat's mark; the same mark twice is refused.

    A time typed, or kept on paper, is judged by who was in the room then; the key by who is now.
    """
    day = recordable(setting, command.source, command.at, typed=command.typed)
    seat_taken(setting, command.seat)
    if command.code not in ARRIVALS and command.code not in DEPARTURES:
        raise Refusal("This is not an attendance code for one seat.")
    before = day.seat(command.seat)
    own_time = command.typed or command.source == ev.PAPER
    mark = Mark(command.code, command.at, command.reason, "", command.source)
    place, instead = before.place(mark) if own_time else before.at_the_end(mark)
    moved = own_time and instead is not None and instead.at != command.at
    if instead and not moved and (instead.code, instead.reason) == (mark.code, mark.reason):
        raise Refusal(f"Seat {command.seat} is already marked {CODES[command.code]}.")
    if command.code in DEPARTURES and not (own_time and instead):
        _was_there(before, command, own_time)
    if command.code in _NOT_THERE and not (instead and instead.code == command.code):
        _never_there(day, before, instead, command)
    if command.typed and instead is None and place < len(before.marks):
        raise Refusal(
            f"Seat {command.seat} came or left after {command.at:%H:%M}.",
            "What happened before that is entered as kept on paper: key k.",
        )
    return (
        ev.AttendanceRecorded(
            setting.workshop,
            command.seat,
            command.code,
            command.at,
            command.reason,
            instead.event if instead else "",
            command.source,
        ),
    )


def _was_there(before: SeatAttendance, command: cmd.Attend, own_time: bool) -> None:
    """Refuse a leaving of who was not in the room, then or now."""
    if before.in_room_at(command.at) if own_time else before.present:
        return
    first = next((turn.came for turn in before.turns), None)
    if own_time and first is not None and command.at < first.at:
        raise Refusal(f"Seat {command.seat} came at {first.at:%H:%M}, later than that.")
    when = f" at {command.at:%H:%M}" if own_time and first is not None else ""
    was = "was" if when else "is"
    raise Refusal(f"Seat {command.seat} {was} not in the room{when}, so it cannot leave.")


def _never_there(
    day: WorkshopState, before: SeatAttendance, instead: Mark | None, command: cmd.Attend
) -> None:
    """Refuse a mark that would take a time in the room away, but for an immediate correction."""
    seat = command.seat
    overruled = instead is not None and instead.code in IN_ROOM
    takes = before.attended and (command.code in ABSENT or overruled)
    seen = (
        any(one.seat == seat for one in day.observations)
        or any(seat in one.seats for one in day.evidence)
        or any(one.seat == seat for one in day.ratings)
    )
    last = latest(day)
    now = max(command.at, last[0]) if last else command.at
    lengths = ((turn.left.at if turn.left else now) - turn.came.at for turn in before.turns)
    spent = sum((max(length, timedelta()) for length in lengths), timedelta())
    if (takes and (seen or spent > STAYED)) or (command.code in ABSENT and seen):
        raise Refusal(
            f"Seat {seat} was in the room.", "Left: key e or m. Never here: undo (u or the log)."
        )


def all_present(setting: Setting, command: cmd.AllPresent) -> Events:
    """Everybody without a mark is present."""
    day = recordable(setting, command.source, command.at, typed=command.typed)
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
