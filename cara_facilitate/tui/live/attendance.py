"""Attendance by exception: everybody is present unless a key says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.attendance import CODES, REASONS, Mark, Turn
from cara_facilitate.domain.attendance_record import staff_times
from cara_facilitate.domain.commands import AllPresent, Attend
from cara_facilitate.domain.events import AttendanceRecorded
from cara_facilitate.domain.pair import SiteRules, late_limit
from cara_facilitate.errors import CaraError
from cara_facilitate.services.attendance import rules
from cara_facilitate.tui.live.chord import SEAT_KEYS
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.staff_times import NONE_YET, StaffTimesDialog
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
        self._when: datetime | None = None
        self._late = self._against = False
        self._typing = False
        self._rules, self._rules_read = _rules(room)
        self._time = ""

    def body(self) -> Content:
        """The reasons, the time asked for, the site's rule for who is late, or the seats."""
        if self._late:
            return self._rule()
        if self._code:
            return self._why()
        if self._typing:
            return paint("From now on in this list, what time did it happen? HH:MM, empty for now.")
        lines = [self._line(seat) for seat in self.room.seats]
        stamp = f"marked at {self._time}" if self._time else "marked at the time of the key"
        lines += [Content(""), paint(who_is_in(self.room.day, self.room.seats), f"; {stamp}")]
        own = staff_times(self.room.state, self.room.day)
        untimed = [one.facilitator for one in own if not one.turns]
        if untimed:
            lines.append(paint(f"{' and '.join(untimed)}: {NONE_YET}, key f."))
        return Content("\n").join(lines)

    def choices(self) -> Sequence[Choice]:
        """Seats, marks, reason, time, undo and the facilitators."""
        if self._late:
            return (
                Choice("enter,r", "Late, refused", self._refuse),
                Choice("l", "Admitted all the same", self._admit),
                Choice("escape", "Back", self._back),
            )
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
            Choice("f", "Facilitators", self._staff, "When each facilitator came and left"),
            Choice("up", "", partial(self._step, -1), "The seat above"),
            Choice("down", "Next seat", partial(self._step, 1), "The seat below"),
            *(Choice(key, "", partial(self._go, seat), f"Seat {seat}")
              for seat, key in enumerate(SEAT_KEYS, start=1)),
            Choice("escape", "Done", self.done),
        )  # fmt: skip

    def _line(self, seat: int) -> Content:
        own = self.room.day.seat(seat)
        marks = [mark for mark in (own.arrival, own.departure) if mark is not None]
        words = "; ".join(map(_words, marks))
        if own.earlier:
            words += f" (before: {', '.join(map(_span, own.earlier))})"
        cap = f"({SEAT_CAPS[seat]})" if seat in SEAT_CAPS else ""
        lead = f"{'>' if seat == self._cursor else ' '} Seat {seat:>2}{cap:<4}"
        style = "bold" if seat == self._cursor else "" if own.present or not marks else "dim"
        return paint((f"{lead} {words or 'not marked'}", style))

    def _mark(self, code: str) -> None:
        if code == "LA" and self._too_late():
            self._late = True
        elif code in ASKS_WHY:
            self._code = code
        else:
            self._record(code, "")

    def _too_late(self) -> bool:
        """Whether the site's rule refuses who comes at the time that would be recorded."""
        limit = late_limit(self.room.day, self._rules)
        at = self._at().replace(second=0, microsecond=0)
        return limit is not None and at > limit

    def _rule(self) -> Content:
        limit = late_limit(self.room.day, self._rules)
        if not self._rules_read:
            said = "The site's rules cannot be read, so the strictest holds: late is refused."
        elif self._rules.allow_late and limit is not None:
            said = f"The site's rule: refused after {limit:%H:%M}."
        else:
            said = "The site's rule: whoever is late is refused."
        lines = [
            f"Seat {self._cursor}, late at {self._at():%H:%M}.",
            "",
            said,
            "Enter: late, refused.",
            "l: admitted all the same; the reason is asked for and recorded.",
        ]
        return paint("\n".join(lines), lines=True)

    def _refuse(self) -> None:
        self._late = False
        self._record("LR", "")

    def _admit(self) -> None:
        self._late, self._against, self._code = False, True, "LA"

    def _staff(self) -> None:
        self.app.push_screen(StaffTimesDialog(self.room), lambda _: self.redraw())

    def _record(self, code: str, reason: str) -> None:
        # A reason given afterwards does not move the time of its mark.
        at, typed = self._when or self._at(), bool(self._when or self._time)
        self._code, self._against, self._when = "", False, None
        self.attempt(lambda: self.room.do(Attend(self._cursor, code, at, reason, "", typed)))

    def _at(self) -> datetime:
        now = self.room.now
        typed = clock_time(self._time, now)
        doors = self.room.day.started_at
        if typed and doors and typed == doors.replace(second=0, microsecond=0):
            return doors  # the minute in which they opened is not before they did
        return typed or now

    def _all_here(self) -> None:
        typed = bool(self._time)
        self.attempt(lambda: self.room.do(AllPresent(self._at(), typed=typed)))

    def _undo(self) -> None:
        self.undo_last(AttendanceRecorded)

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
        none = [] if self._needs_a_reason else ["  0  none given"]
        return paint("\n".join([*lines, *none]), lines=True)

    @property
    def _needs_a_reason(self) -> bool:
        """Absent with a reason, or admitted against the site's rule: it says nothing without."""
        return self._against or self._code == "AR"

    def _reason_choices(self) -> tuple[Choice, ...]:
        none = Choice("0,enter", "No reason given", partial(self._record, self._code, ""))
        return (
            *(Choice(str(n), "", partial(self._record, self._code, reason), reason)
              for n, reason in enumerate(REASONS, start=1)),
            *(() if self._needs_a_reason else (none,)),
            Choice("escape", "Back", self._back),
        )  # fmt: skip

    def _ask_why(self) -> None:
        own = self.room.day.seat(self._cursor)
        mark = own.departure or own.arrival
        if mark is None or mark.code == "P":
            self.trouble = "Only a mark other than present takes a reason."
        else:
            self._code, self._when = mark.code, mark.at

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
        if self._code and self._when is None:
            self.trouble = "Nothing was recorded."
        self._code, self._typing = "", False
        self._late, self._against, self._when = False, False, None
        self.stop_asking()


def _rules(room: Room) -> tuple[SiteRules, bool]:
    """The site's rules; the strictest, and False, where they cannot be read."""
    try:
        return rules(room.desk, room.cohort), True
    except CaraError:
        return SiteRules(), False


def _words(mark: Mark) -> str:
    notes = [*(["reason given"] if mark.reason else []), *([mark.source] if mark.source else [])]
    return f"{CODES[mark.code]} {mark.at:%H:%M}" + (f" ({', '.join(notes)})" if notes else "")


def _span(turn: Turn) -> str:
    return f"{turn.came.at:%H:%M}-{turn.left.at:%H:%M}" if turn.left else f"{turn.came.at:%H:%M}-"
