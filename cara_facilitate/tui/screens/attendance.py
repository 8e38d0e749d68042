"""Attendance and dates in private: both days by seat, what the calendar leaves, confirm, return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.attendance_record import NO_PROOF, digest, staff_times
from cara_facilitate.domain.pair import Dates, SeatDay, SeatPair
from cara_facilitate.domain.pair_words import said
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import attendance
from cara_facilitate.services.attendance import Return
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live.staff_times import times_words
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

FOLDER = "cara-returns"
FORMS = ("confirming", "returning")
HEADING = (("", 2), ("Seat", 6), ("Workshop 1", 27), ("Workshop 2", 27), ("16 weeks end", 0))
TIMED = frozenset({"P", "LA", "LR", "EL", "RM"})
"""Codes whose time is the person's own; that of the others is only when they were marked."""
NAMES = {1: "Workshop one", 2: "Workshop two"}
AGAIN = "Nobody's absence: the pair is offered again."


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows: facts, dates by seat, and the digest of each day as it was read."""

    pairs: tuple[SeatPair, ...]
    dates: Mapping[int, Dates]
    digests: Mapping[int, str]


class AttendanceScreen(PrivatePage):
    """The seats with both days; the marked one in full; two small forms."""

    NAME = "Attendance and dates"
    VIEW = "attendance"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("confirm", "c", "Confirm", "Confirm a workshop's attendance with an own PIN"),
        Key("return_form", "r", "Return", "Write the return to the police, once both confirmed"),
        Key("other_day", "w", "Workshop", "The other workshop's confirmations and return"),
        Key("move", "up,down", "Choose", "Go to another seat", bound=False, show=False),
        Key("drop", "f4", "Seats", "Back from a form to the seats", show=False),
        BACK,
    )
    DEFAULT_CSS = """
    AttendanceScreen .body { padding: 0 1; }
    AttendanceScreen .form { height: auto; display: none; margin-top: 1; }
    AttendanceScreen.confirming #confirming { display: block; }
    AttendanceScreen.returning #returning { display: block; }
    AttendanceScreen.confirming #detail, AttendanceScreen.returning #detail { display: none; }
    AttendanceScreen #head, AttendanceScreen #columns { height: auto; }
    AttendanceScreen #detail { height: auto; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: Seen | None = None
        self._number = 0
        self._afterwards = ""
        self._head = Static(id="head")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._detail = Static(id="detail")
        self._pin = Field("Own PIN", Line(id="pin", secret=True, most=12))
        self._summary = Static(id="summary")
        self._out = Field("Folder", Line(str(Path(FOLDER).absolute()), id="out"))

    def body(self) -> ComposeResult:
        """Confirmations, seats, the marked seat and the forms."""
        own = self.cara.facilitator
        named = sorted(self.desk.state(self.cara.cohort).everybody, key=lambda who: who != own)
        staff = [(who, who) for who in named]
        self._who = Choice(staff, id="who", digits=False)
        yield self._head
        yield Static(cells(*HEADING), id="columns", classes="loud")
        yield self._rows
        yield self._detail
        with Vertical(id="confirming", classes="form"):
            yield Field("Confirmed by", self._who)
            yield self._pin
            yield Static(paint(NO_PROOF), classes="quiet")
        with Vertical(id="returning", classes="form"):
            yield self._summary
            yield self._out
            yield Press("Write the return", id="write")

    def title_text(self) -> str:
        """The cohort."""
        return f"{self.cara.cohort}  {self.NAME}"

    def draw(self) -> None:
        """Compute everything again."""
        if not self._number:
            self._number = self._latest()
        self.job(self._read, self._show, busy="Reading...")

    def _latest(self) -> int:
        days = self.desk.state(self.cara.cohort).workshops
        over = [number for number, day in days.items() if day.ended_at is not None]
        return max(over, default=min(days))

    def _read(self) -> Seen:
        desk, cohort = self.desk, self.cara.cohort
        state = desk.state(cohort)
        digests = {number: digest(state, number) for number in state.workshops}
        return Seen(attendance.facts(desk, cohort), attendance.dates(desk, cohort), digests)

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        self._rows.fill(
            Row(str(pair.seat), _line(pair, seen.dates.get(pair.seat))) for pair in seen.pairs
        )
        self._tell()
        if not any(map(self.has_class, FORMS)):
            self._rows.focus()
        self.say(self._afterwards)
        self._afterwards = ""

    def _tell(self) -> None:
        state = self.desk.state(self.cara.cohort)
        stands = attendance.standing(state, self._number)
        day = state.workshops[self._number]
        own = [f"{s.facilitator} {times_words(s)}" for s in staff_times(state, day)]
        lines = [" ".join([f"Workshop {self._number}.", *stands]), f"Own times: {'; '.join(own)}."]
        self._head.update(paint("\n".join(lines), lines=True))
        seen = self._seen
        pair = (
            next((p for p in seen.pairs if str(p.seat) == self._rows.here), None) if seen else None
        )
        words = _about(pair, seen.dates.get(pair.seat)) if seen and pair else ""
        self._detail.update(paint(words, lines=True))

    def let_go(self) -> None:
        """Drop what is shown."""
        self._seen = None
        self._rows.fill([])
        for shown in (self._head, self._detail, self._summary):
            shown.update(paint(""))

    def on_rows_moved(self) -> None:
        """Show the seat marked."""
        self._tell()

    def action_other_day(self) -> None:
        """Turn to the other workshop."""
        numbers = sorted(self.desk.state(self.cara.cohort).workshops)
        self._number = numbers[(numbers.index(self._number) + 1) % len(numbers)]
        self._tell()

    def action_confirm(self) -> None:
        """Who confirms, and the PIN."""
        self._open("confirming")
        self._who.focus()

    def action_return_form(self) -> None:
        """What the return would say, and the folder."""
        desk, cohort, number = self.desk, self.cara.cohort, self._number
        self.job(lambda: attendance.make_return(desk, cohort, number), self._offer)

    def _offer(self, made: Return) -> None:
        counted: dict[str, int] = {}
        for row in made.rows:
            counted[row.word] = counted.get(row.word, 0) + 1
        words = "; ".join(f"{count} {word}" for word, count in sorted(counted.items()))
        self._summary.update(
            paint(f"Return of workshop {made.workshop}, {said(made.day)}: {words}.")
        )
        self._open("returning")
        self._out.control.focus()

    def _open(self, form: str) -> None:
        for name in FORMS:
            self.set_class(name == form, name)
        self.say("F4 goes back to the seats.")

    def action_drop(self) -> None:
        """Back to the seats, with the PIN forgotten."""
        for form in FORMS:
            self.remove_class(form)
        self._pin.clear()
        self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter at a form's last field does it."""
        if event.input is self._pin.control:
            self._confirm()
        else:
            self._write()

    def on_press_pressed(self) -> None:
        """Write the return."""
        self._write()

    def _confirm(self) -> None:
        desk, cohort, number = self.desk, self.cara.cohort, self._number
        who, pin = self._who.value, self._pin.value
        read = self._seen.digests.get(number, "") if self._seen else ""
        self.job(
            lambda: attendance.confirm(desk, cohort, number, who, pin, read),
            lambda _: self._done(f"Workshop {number}: confirmed by {who}, and saved."),
            busy="Saving...",
        )

    def _write(self) -> None:
        out = self._out.value.strip()
        self._out.fault("" if out else "Please name a folder.")
        if not out:
            return
        desk, cohort, number = self.desk, self.cara.cohort, self._number
        folder, by = Path(out).expanduser(), self.cara.facilitator
        self.job(
            lambda: attendance.write_return(desk, cohort, number, folder, by),
            lambda paths: self._done("Written: " + ", ".join(map(str, paths))),
            busy="Writing...",
        )

    def _done(self, sentence: str) -> None:
        self._afterwards = sentence
        self.action_drop()
        self.cara.tell_status()

    def refused(self, error: CaraError) -> None:
        """Say why; a PIN is typed again, and what has changed is read again."""
        super().refused(error)
        if isinstance(error, Refusal):
            self._pin.clear()


def _line(pair: SeatPair, dates: Dates | None) -> Content:
    days = [(_cell(day), 27) for day in pair.days]
    deadline = said(dates.deadline) if dates and dates.deadline else "not recorded"
    return cells((str(pair.seat), 6), *days, (deadline, 0, "dim"))


def _cell(day: SeatDay) -> str:
    """``P 10:00 EL 14:10``; the service's code first; a time only where it is the person's own."""
    marks = [f"{m.code} {m.at:%H:%M}" if m.code in TIMED else m.code for m in day.marks]
    service = day.codes if day.service else ()
    return " ".join([*service, *marks, *(["paper"] if day.paper else [])]) or "-"


def _about(pair: SeatPair, dates: Dates | None) -> str:
    """One seat in words: both days, what a pair lacks, and what the calendar leaves."""
    lines = [f"Seat {pair.seat}. " + " ".join(map(_day, pair.days))]
    if pair.missing:
        lines.append(
            f"Missing: {'; '.join(pair.missing)}." + (f" {AGAIN}" if pair.offered_again else "")
        )
    elif pair.complete:
        lines.append("Nothing is missing of the pair.")
    if dates is not None:
        lines.append(" ".join(dates.words if pair.missing else dates.words[:1]))
    return "\n".join(lines)


def _day(day: SeatDay) -> str:
    name = NAMES.get(day.workshop, f"Workshop {day.workshop}")
    if not day.codes:
        return f"{name}: {day.missing or 'to come'}."
    parts = [f"{day.minutes} min in the room"]
    parts += [f"{day.late} min late"] if day.late else []
    parts += [f"{day.early} min early"] if day.early else []
    parts += [f"{day.out} min out between"] if day.out else []
    reasons = [mark.reason for mark in day.marks if mark.reason]
    parts += [f"reason: {', '.join(reasons)}"] if reasons else []
    return f"{name}: {', '.join(parts)}."
