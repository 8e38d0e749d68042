"""Facilitators' own times: who came and left when, by one key for the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.attendance import CAME, LEFT
from cara_facilitate.domain.attendance_record import StaffTimes, staff_times
from cara_facilitate.domain.commands import RecordStaff
from cara_facilitate.domain.events import StaffRecorded
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.times import clock_time
from cara_facilitate.tui.text import paint

NONE_YET = "no time yet"


def times_words(times: StaffTimes) -> str:
    """``came 09:30, left 12:00; came 12:40``, or that there is no time yet."""
    parts = []
    for came, left in times.turns:
        own = [f"{word} {at:%H:%M}" for word, at in ((CAME, came), (LEFT, left)) if at]
        parts.append(", ".join(own))
    return "; ".join(parts) or NONE_YET


class StaffTimesDialog(Dialog):
    """Both came when the doors opened, unless a key says otherwise."""

    TITLE_WORDS: ClassVar[str] = "Facilitators' own times"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._cursor = 0
        self._typing = False
        self._time = ""

    def body(self) -> Content:
        """The facilitators with their times, or the time asked for."""
        if self._typing:
            return paint("From now on in this list, what time did it happen? HH:MM, empty for now.")
        lines = [self._line(number, one) for number, one in enumerate(self._times())]
        doors = self._doors()
        if doors is not None:
            lines += [Content(""), paint((f"Both came at {doors:%H:%M}? Enter", "bold"))]
        stamp = f"Marked at {self._time}." if self._time else "Marked at the time of the key."
        return Content("\n").join([*lines, Content(""), paint(stamp)])

    def choices(self) -> Sequence[Choice]:
        """Both came; then one by one."""
        if self._typing:
            return (
                Choice("enter", "Use this time", self._take_time),
                Choice("escape", "Back", self._back),
            )
        doors = self._doors()
        both = (
            (Choice("enter", f"Both came at {doors:%H:%M}", self._both),)
            if doors is not None
            else ()
        )
        return (
            *both,
            Choice("c", "Came", partial(self._mark, CAME)),
            Choice("e", "Left", partial(self._mark, LEFT)),
            Choice("i", "Time", self._ask_time, "Type the time for the marks that follow"),
            Choice("u,ctrl+z", "Undo", self._undo, "Take back the last of these times"),
            Choice("up", "", partial(self._step, -1), "The one above"),
            Choice("down", "Next", partial(self._step, 1), "The one below"),
            *(Choice(str(n), "", partial(self._go, n - 1), who)
              for n, who in enumerate(self.room.state.facilitators, start=1)),
            Choice("escape", "Done", self.done),
        )  # fmt: skip

    def _times(self) -> tuple[StaffTimes, ...]:
        return staff_times(self.room.state, self.room.day)

    def _doors(self) -> datetime | None:
        """When the doors opened, while nobody has a time: what is offered for both."""
        return None if self.room.day.staff else self.room.day.started_at

    def _line(self, number: int, times: StaffTimes) -> Content:
        here = number == self._cursor
        lead = f"{'>' if here else ' '} {number + 1}  {times.facilitator:<17}"
        return paint((f"{lead}{times_words(times)}", "bold" if here else ""))

    def _both(self) -> None:
        doors = self._doors()
        if doors is None:
            return
        for who in self.room.state.facilitators:
            self.attempt(partial(self.room.do, RecordStaff(who, CAME, doors)))

    def _mark(self, what: str) -> None:
        who = self.room.state.facilitators[self._cursor]
        now = self.room.now
        at = clock_time(self._time, now) or now
        self.attempt(lambda: self.room.do(RecordStaff(who, what, at)))

    def _undo(self) -> None:
        self.undo_last(StaffRecorded)

    def _step(self, by: int) -> None:
        self._go(self._cursor + by)

    def _go(self, number: int) -> None:
        self._cursor = max(0, min(number, len(self.room.state.facilitators) - 1))

    def _ask_time(self) -> None:
        self._typing = True
        self.ask(self._time, limit=5)

    def _take_time(self) -> None:
        typed = self.typed
        if typed and clock_time(typed, self.room.now) is None:
            self.trouble = "Please type a time such as 10:12, not later than now."
            return
        self._time = typed
        self._back()

    def _back(self) -> None:
        self._typing = False
        self.stop_asking()
