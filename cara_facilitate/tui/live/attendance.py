"""Attendance by exception: everybody is present unless a key says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.attendance import CODES, REASONS
from cara_facilitate.domain.commands import AllPresent, Attend, Undo
from cara_facilitate.tui.live.chord import SEAT_KEYS
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.times import clock_time
from cara_facilitate.tui.live.words import who_is_in
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.seats import KEYS as SEAT_CAPS

MARKS = {
    "h": ("P", "Here"),
    "l": ("LA", "Late, in"),
    "r": ("LR", "Late, refused"),
    "a": ("AN", "Absent, no contact"),
    "x": ("AR", "Absent, reason"),
    "e": ("EL", "Left early"),
    "m": ("RM", "Removed"),
    "t": ("TR", "Transferred"),
}
"""Key, code and words of each mark for one seat."""
ASKS_WHY = frozenset({"AR", "EL", "RM"})
"""Codes for which the reason is asked for at once; the others may get one with ``w``."""


class AttendanceDialog(Dialog):
    """The list of seats; one key a mark for the chosen seat, stamped now or at a typed time."""

    TITLE_WORDS: ClassVar[str] = "Attendance"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._cursor = room.seats[0] if room.seats else 0
        self._code = ""
        self._typing = False
        self._time = ""

    def body(self) -> Content:
        """The reasons, the time asked for, or the seats."""
        if self._code:
            return self._why()
        if self._typing:
            return paint("From now on in this list, what time did it happen? HH:MM, empty for now.")
        lines = [self._line(seat) for seat in self.room.seats]
        stamp = f"marked at {self._time}" if self._time else "marked at the time of the key"
        lines += [Content(""), paint(who_is_in(self.room.day, self.room.seats), f"; {stamp}")]
        return Content("\n").join(lines)

    def choices(self) -> Sequence[Choice]:
        """Seats, marks, reason, time and undo."""
        if self._code:
            return self._reason_choices()
        if self._typing:
            return (
                Choice("enter", "Use this time", self._take_time),
                Choice("escape", "Back", self._back),
            )
        marks = [
            Choice(key, words, partial(self._mark, code)) for key, (code, words) in MARKS.items()
        ]
        return (
            Choice("enter,P", "All others are here", self._all_here,
                   "Everybody without a mark is present"),
            *marks,
            Choice("w", "Why", self._ask_why, "Give or change the reason of this seat's mark"),
            Choice("i", "Time", self._ask_time, "Type the time for the marks that follow"),
            Choice("u,ctrl+z", "Undo", self._undo, "Take back the last mark"),
            Choice("up", "", partial(self._step, -1), "The seat above"),
            Choice("down", "Next seat", partial(self._step, 1), "The seat below"),
            *(Choice(key, "", partial(self._go, seat), f"Seat {seat}")
              for seat, key in enumerate(SEAT_KEYS, start=1)),
            Choice("escape", "Done", self.done),
        )  # fmt: skip

    def _line(self, seat: int) -> Content:
        own = self.room.day.seat(seat)
        marks = [mark for mark in (own.arrival, own.departure) if mark is not None]
        words = "; ".join(
            f"{CODES[m.code]} {m.at:%H:%M}" + (" (reason given)" if m.reason else "") for m in marks
        )
        cap = f"({SEAT_CAPS[seat]})" if seat in SEAT_CAPS else ""
        lead = f"{'>' if seat == self._cursor else ' '} Seat {seat:>2}{cap:<4}"
        style = "bold" if seat == self._cursor else "" if own.present or not marks else "dim"
        return paint((f"{lead} {words or 'not marked'}", style))

    def _mark(self, code: str) -> None:
        if code in ASKS_WHY:
            self._code = code
        else:
            self._record(code, "")

    def _record(self, code: str, reason: str) -> None:
        self._code = ""
        at = self._at()
        self.attempt(lambda: self.room.do(Attend(self._cursor, code, at, reason)))

    def _at(self) -> datetime:
        now = self.room.now
        return clock_time(self._time, now) or now

    def _all_here(self) -> None:
        self.attempt(lambda: self.room.do(AllPresent(self._at())))

    def _undo(self) -> None:
        words = self.room.undo_words()
        if self.attempt(lambda: self.room.do(Undo(self.room.now))):
            self.trouble = f"Undone: {words}."

    def _step(self, by: int) -> None:
        seats = self.room.seats
        index = seats.index(self._cursor) + by if self._cursor in seats else 0
        self._cursor = seats[max(0, min(index, len(seats) - 1))]

    def _go(self, seat: int) -> None:
        if seat in self.room.seats:
            self._cursor = seat
        else:
            self.trouble = f"Seat {seat} is not taken in this cohort."

    def _why(self) -> Content:
        lines = [f"Seat {self._cursor}, {CODES[self._code]}. What was the reason?", ""]
        lines += [f"  {n}  {reason}" for n, reason in enumerate(REASONS, start=1)]
        return paint("\n".join([*lines, "  0  none given"]), lines=True)

    def _reason_choices(self) -> tuple[Choice, ...]:
        return (
            *(Choice(str(n), "", partial(self._record, self._code, reason), reason)
              for n, reason in enumerate(REASONS, start=1)),
            Choice("0,enter", "No reason given", partial(self._record, self._code, "")),
            Choice("escape", "Back", self._back),
        )  # fmt: skip

    def _ask_why(self) -> None:
        own = self.room.day.seat(self._cursor)
        mark = own.departure or own.arrival
        if mark is None or mark.code == "P":
            self.trouble = "Only a mark other than present takes a reason."
        else:
            self._code = mark.code

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
        self._code, self._typing = "", False
        self.stop_asking()
