"""Safeguarding flags in private: read one, say who was told, acknowledge, close by two PINs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from cara_facilitate.domain.events import FlagDescribed
from cara_facilitate.domain.flags import KINDS, SEVERITIES, Flag, FlagStatus
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import oncall, safeguard
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live.hand_over import LONGEST_TIME, NO_TIME, ROLES
from cara_facilitate.tui.live.on_call import card_lines
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

OTHER = "other"
NONE = "No flag was raised in this cohort."
ELSEWHERE = " The open one is another cohort's: see Home."
FORMS = ("handing", "reading", "closing")


class FlagsScreen(PrivatePage):
    """The flags, the one marked in full, and three small forms."""

    NAME = "Safeguarding flags"
    VIEW = "flags"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("hand_over", "h", "Told", "Record who was told of the flag marked, and when"),
        Key("acknowledge", "a", "Acknowledge", "Confirm by PIN having read the flag marked"),
        Key(
            "close_flag", "x", "Close flag", "Close the flag marked; needs two people and two PINs"
        ),
        Key("move", "up,down", "Choose", "Go to another flag", bound=False, show=False),
        Key("drop", "f4", "Flags", "Back from a form to the flags", show=False),
        BACK,
    )
    DEFAULT_CSS = """
    FlagsScreen .form { height: auto; display: none; margin-top: 1; }
    FlagsScreen.handing #handing, FlagsScreen.reading #reading { display: block; }
    FlagsScreen.closing #closing { display: block; }
    FlagsScreen #detail { height: auto; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._detail = Static(id="detail")
        self._about: Mapping[str, FlagDescribed] = {}
        self._clock = ""
        self._to = Choice([*((role, role) for role in ROLES), (OTHER, "Somebody else")], id="to")
        self._other = Field("If somebody else", Line(id="other", most=60, hint="role, no name"))
        self._reference = Field("Their reference", Line(id="reference", most=60, hint="none given"))
        self._told = Field(
            "Told at", Line(id="told", most=LONGEST_TIME, hint="HH:MM, or y 23:40; empty for now")
        )
        self._pin = Field("Your own PIN", Line(id="pin", secret=True, most=12))
        self._first = Field("First PIN", Line(id="first", secret=True, most=12))
        self._second = Field("Second PIN", Line(id="second", secret=True, most=12))

    def body(self) -> ComposeResult:
        """Flags, detail and forms."""
        staff = [(who, who) for who in self.desk.state(self.cara.cohort).facilitators]
        self._by = Choice(staff, id="by")
        self._with = Choice(staff[::-1], id="with")
        yield self._rows
        yield self._detail
        with Vertical(id="handing", classes="form"):
            yield Field("Who was told?", self._to)
            yield self._other
            yield self._reference
            yield self._told
            yield Press("Record who was told", id="hand")
            card = card_lines(oncall.card(self.desk, self.cara.cohort))
            yield Static(paint(card, lines=True), classes="quiet gap")
        with Vertical(id="reading", classes="form"):
            yield self._pin
        with Vertical(id="closing", classes="form"):
            yield Field("Closed by", self._by)
            yield self._first
            yield Field("and by", self._with)
            yield self._second
            yield Press("Close the flag", id="close")

    def title_text(self) -> str:
        """The cohort."""
        return f"{self.cara.cohort}  Safeguarding flags"

    def draw(self) -> None:
        """Read every flag again."""
        self._about = safeguard.details(self.desk, self.cara.cohort)
        self._show_rows()
        self._show_detail()
        if not any(self.has_class(form) for form in FORMS):
            self._rows.focus()

    def on_mount(self) -> None:
        """Let the deadlines run."""
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self._clock != self._deadlines():
            self._show_rows()
            self._show_detail()

    def _show_rows(self) -> None:
        self._clock = self._deadlines()
        rows = [
            Row(f.id, cells((f.id, 10), (f"W{f.workshop} {f.raised_at:%a %d %b %H:%M}", 21),
                            *self._standing(f)))
            for f in self.desk.state(self.cara.cohort).flags.values()
        ]  # fmt: skip
        elsewhere = ELSEWHERE if safeguard.open_flags(self.desk) else ""
        waiting = self.desk.state(self.cara.cohort).open_flags
        at = waiting[0].id if waiting and not self._rows.here else ""
        self._rows.fill(rows or [Row("", paint(f"{NONE}{elsewhere}"))], at=at)

    def _standing(self, flag: Flag) -> tuple[tuple[str, int, str], ...]:
        if flag.status is FlagStatus.OPEN:
            return ((f"{flag.status.value}: {self._deadline(flag)}", 0, "bold"),)
        return ((flag.status.value, 14, ""), (_read_by(flag), 0, "dim"))

    def _deadlines(self) -> str:
        flags = self.desk.state(self.cara.cohort).open_flags
        return "\n".join(f"{flag.id} {self._deadline(flag)}" for flag in flags)

    def _deadline(self, flag: Flag) -> str:
        about = self._about.get(flag.id)
        return safeguard.deadline(self.desk, about.severity if about else "", flag.raised_at)

    def _show_detail(self) -> None:
        flag = self.desk.state(self.cara.cohort).flags.get(self._rows.here)
        about = self._about.get(self._rows.here)
        if flag is None:
            self._detail.update(paint(""))
            return
        clock = ""
        if flag.status is FlagStatus.OPEN:
            words = self._deadline(flag)
            clock = f"Nobody has been told: {words}; {_read_by(flag)}.\n"
        self._detail.update(paint((clock, "bold"), "\n".join(_facts(flag, about)), lines=True))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show the flag marked."""
        del event
        self._show_detail()

    def action_hand_over(self) -> None:
        """The form of who was told."""
        self._open("handing", self._to)

    def action_acknowledge(self) -> None:
        """The PIN of whoever has read it."""
        self._open("reading", self._pin.control)

    def action_close_flag(self) -> None:
        """The two PINs."""
        self._open("closing", self._by)

    def _open(self, form: str, first: Widget) -> None:
        if not self._rows.here:
            self.say(NONE)
            return
        for name in FORMS:
            self.set_class(name == form, name)
        self.say("F4 goes back to the flags.")
        first.focus()

    def action_drop(self) -> None:
        """Back to the flags, with every PIN forgotten."""
        for form in FORMS:
            self.remove_class(form)
        for field in (self._pin, self._first, self._second):
            field.clear()
        self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter at a form's last field does it."""
        last = {self._told: self._hand, self._pin: self._acknowledge, self._second: self._close}
        for field, do in last.items():
            if event.input is field.control:
                do()
                return
        self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """A form's button."""
        if event.button.id == "hand":
            self._hand()
        else:
            self._close()

    def _hand(self) -> None:
        flag = self.desk.state(self.cara.cohort).flags[self._rows.here]
        typed = self._told.value.strip()
        now = self.desk.clock.now()
        told = safeguard.told_time(self.desk, flag, typed) if typed else now
        to = self._to.value if self._to.value != OTHER else self._other.value.strip()
        self._told.fault("" if told else NO_TIME)
        self._other.fault("" if to else "Please say who was told: a role or a service.")
        if told is None or not to:
            return
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        reference = self._reference.value
        self._do(
            lambda: safeguard.hand_over(
                desk, cohort, flag.id, to=to, reference=reference, told_at=told, by=by
            ),
            "Who was told is saved.",
        )

    def _acknowledge(self) -> None:
        desk, cohort, flag = self.desk, self.cara.cohort, self._rows.here
        who, pin = self.cara.facilitator, self._pin.value
        self._do(
            lambda: safeguard.acknowledge(desk, cohort, flag, who, pin), "Acknowledged and saved."
        )

    def _close(self) -> None:
        desk, cohort, flag = self.desk, self.cara.cohort, self._rows.here
        by, second = self._by.value, self._with.value
        by_pin, second_pin = self._first.value, self._second.value
        self._do(
            lambda: safeguard.close_flag(
                desk, cohort, flag, by=by, by_pin=by_pin, second=second, second_pin=second_pin
            ),
            "Closed and saved.",
        )

    def _do(self, call: Callable[[], None], said: str) -> None:
        def done(_: None) -> None:
            self.action_drop()
            self.say(said)
            self.cara.tell_status()

        self.job(call, done, busy="Saving...")

    def refused(self, error: CaraError) -> None:
        """Say why; PINs are typed again."""
        super().refused(error)
        if isinstance(error, Refusal):
            for field in (self._pin, self._first, self._second):
                field.clear()


def _read_by(flag: Flag) -> str:
    return f"read by {', '.join(sorted(flag.acknowledged))}" if flag.acknowledged else "not read"


def _facts(flag: Flag, about: FlagDescribed | None) -> list[str]:
    lines = []
    if about is not None:
        whom = f"seat {about.seat}" if about.seat else "nobody's seat"
        lines = [
            f"{KINDS.get(about.kind, about.kind)}; {whom}",
            SEVERITIES.get(about.severity, about.severity),
            f"Seen or heard: {about.words or 'nothing written'}",
            f"Done: {about.action or 'nothing written'}",
        ]
    lines += [
        f"Told: {h.to}, {h.told_at:%a %d %b, %H:%M}, reference {h.reference}, by {h.by}"
        for h in flag.hand_overs
    ]
    if flag.closed_by:
        lines.append(f"Closed by {' and '.join(flag.closed_by)}")
    return lines
