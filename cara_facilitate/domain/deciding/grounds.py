"""What every rule asks first: whether the day is under way, and whether a seat is taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.moment import UNKNOWN, Steady
from cara_facilitate.domain.runsheet import ordered
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal

Events = tuple[ev.Event, ...]


def live(setting: Setting) -> WorkshopState:
    """The day, if it is under way.

    :raises Refusal: otherwise, saying what to do.
    """
    day = begun(setting)
    if day.ended_at is not None:
        raise Refusal("The workshop is closed.", "What is still to add goes into the debrief.")
    return day


def begun(setting: Setting) -> WorkshopState:
    """The day, if it has begun; it may be closed.

    :raises Refusal: if it has not.
    """
    day = setting.day
    if day.started_at is None:
        raise Refusal("The workshop has not started.", "Start it from the Prepare screen.")
    return day


def recordable(
    setting: Setting, source: str, at: datetime, *, typed: bool = False
) -> WorkshopState:
    """The day, if something seen at this time may be recorded of it.

    What was kept on paper may be entered once the day is closed as well. The time of a key is
    never refused: only a clock that was set back could make it wrong.

    :param typed: whether a person typed the time.
    :raises Refusal: if the day is not under way, or the time is not one of the day's.
    """
    day = begun(setting) if source == ev.PAPER else live(setting)
    own = typed or source == ev.PAPER
    if own and day.started_at is not None and at < day.started_at:
        hint = "Give a time after that, or begin earlier."
        later = at + timedelta(hours=12)
        if typed and later >= day.started_at and later.date() == at.date():
            hint = f"Did you mean {later:%H:%M}?"
        raise Refusal(f"The day began at {day.started_at:%H:%M}.", hint)
    return day


def latest(day: WorkshopState) -> tuple[datetime, str] | None:
    """The last thing recorded of what happened in the room: when, and what in plain words."""
    found = [
        *((one.at, f"{one.item} began") for one in day.starts),
        *(
            (mark.at, f"Seat {seat} is recorded as {CODES[mark.code]}")
            for seat, own in day.attendance.items()
            for mark in own.marks
        ),
        *((one.at, f"Something of seat {one.seat} was noted") for one in day.observations),
        *((one.at, f"{one.objective} was ticked") for one in day.evidence),
    ]
    return max(found, key=lambda one: one[0], default=None)


def seat_taken(setting: Setting, seat: int) -> None:
    """:raises Refusal: if nobody of this cohort has the seat."""
    if seat not in setting.state.seats:
        raise Refusal(f"Seat {seat} is not taken in this cohort.")


def item_at(day: WorkshopState, at: datetime, source: str) -> str:
    """The item under way: now, or for what comes from paper at its own time."""
    if source != ev.PAPER:
        return day.present_item
    before = [start.item for start in day.starts if start.at <= at]
    return before[-1] if before else day.starts[0].item if day.starts else ""


def steady(setting: Setting, source: str = "") -> Steady:
    """The steady clock's reading; unknown for what comes from paper."""
    return UNKNOWN if source == ev.PAPER else setting.steady


def to_come(setting: Setting) -> tuple[str, ...]:
    """Ids of the items that have not begun, in the day's order."""
    day = setting.day
    started = {start.item for start in day.starts}
    run = ordered(setting.curriculum.day(setting.workshop), day)
    return tuple(item.id for item in run if item.id not in started)
