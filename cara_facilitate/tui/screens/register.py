"""The register: names and agreed adjustments, one seat at a time, in private."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from cara_facilitate.domain.pack import Sheet
from cara_facilitate.errors import CaraError
from cara_facilitate.services import register
from cara_facilitate.services.paper import DELETE, default_folder, write_pack
from cara_facilitate.services.register import MOST_ADJUSTMENTS, MOST_LETTERS, RegisterEntry
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line, Press

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

ABOUT = (
    "The name stays in this view; it leaves on a register written here to print, and in no note. "
    "Read reference and check word to the victim-contact worker by telephone, not in one message."
)
PRINTED = "It is workshop {number}'s, goes into {folder}, and has the names saved so far."


class RegisterScreen(PrivatePage):
    """One seat's page."""

    NAME = "Register"
    VIEW = "register"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("turn", "pageup,pagedown", "Seat", "The seat before or after; what is typed is saved",
            action="turn('{key}')"),
        Key("next", "enter", "Save", "Go on; at the last field save and turn to the next seat",
            bound=False),
        BACK,
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._seat = 0
        self._entry: RegisterEntry | None = None
        self._facts = Static()
        self._person = Field("Name", Line(id="name", most=MOST_LETTERS))
        self._adjustments = Field("Agreed adjustments", Line(id="adjust", most=MOST_ADJUSTMENTS))

    def body(self) -> ComposeResult:
        """Reference, check word, name and adjustments."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield self._facts
        yield self._person
        yield self._adjustments
        with Horizontal(classes="buttons"):
            yield Press("Save", id="save")
            yield Press("Write the register with names, to print", id="print")
        yield Static(paint(_printed(self.cara.workshop)), classes="quiet")

    def title_text(self) -> str:
        """The cohort and the seat."""
        count = len(self.desk.state(self.cara.cohort).seats)
        return f"{self.cara.cohort}  Register, seat {self._seat} ({count} on the list)"

    def draw(self) -> None:
        """Show the seat in hand, at first the first."""
        seats = sorted(self.desk.state(self.cara.cohort).seats)
        self._open(self._seat or seats[0])

    def _open(self, seat: int) -> None:
        self._seat = seat
        self._entry = register.entries(self.desk, self.cara.cohort)[seat]
        entry = self._entry
        text = f"Seat {seat}\n\nReference                 {entry.ref}\n"
        text += f"Check word                {entry.check_word}\n"
        self._facts.update(paint(text, lines=True))
        self._person.put(entry.name)
        self._adjustments.put(entry.adjustments)
        self.retitle()
        self._person.control.focus()

    def let_go(self) -> None:
        """Save what is typed, then forget it."""
        entry, name, adjustments = self._entry, self._person.value, self._adjustments.value
        if entry is not None and (name.strip(), adjustments.strip()) != (
            entry.name,
            entry.adjustments,
        ):
            # The page goes at once; a failed save shows on the status line of the one beneath.
            call = (self.desk, self.cara.cohort, entry.seat, name, adjustments)
            threading.Thread(target=_save_quietly, args=call, name="register").start()
        self._entry = None
        for field in (self._person, self._adjustments):
            field.clear()
        self._facts.update(paint(""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next field; at the last one, to the next seat."""
        if event.input is self._adjustments.control:
            self.action_turn("pagedown")
        else:
            self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """Save and stay; or write the names on paper, which is recorded as a read."""
        if event.button.id == "print":
            self._write_names()
        else:
            self._save_then(self._seat)

    def _write_names(self) -> None:
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        who = self.cara.facilitator
        self.job(
            lambda: write_pack(
                desk,
                cohort,
                number,
                default_folder(),
                sheets=(Sheet.REGISTER,),
                formats=("html",),  # one file to delete again, not two
                with_names=True,
                by=who,
            ),
            lambda printed: self.say(f"Written: {printed.files[-1]}. {DELETE}"),
            busy="Writing...",
        )

    def action_turn(self, key: str) -> None:
        """Save, then another seat."""
        seats = sorted(self.desk.state(self.cara.cohort).seats)
        step = 1 if key == "pagedown" else -1
        self._save_then(seats[(seats.index(self._seat) + step) % len(seats)])

    def _save_then(self, seat: int) -> None:
        entry = self._entry
        name, adjustments = self._person.value.strip(), self._adjustments.value.strip()
        if entry is None or (name, adjustments) == (entry.name, entry.adjustments):
            self._open(seat)
            return
        desk, cohort = self.desk, self.cara.cohort

        def saved(_: None) -> None:
            self._open(seat)
            self.say(f"Seat {entry.seat} saved.")

        self.job(
            lambda: register.enter(desk, cohort, entry.seat, name, adjustments),
            saved,
            busy="Saving...",
        )


def _printed(workshop: int) -> str:
    return PRINTED.format(number=workshop, folder=default_folder())


def _save_quietly(desk: Desk, cohort: str, seat: int, name: str, adjustments: str) -> None:
    with suppress(CaraError):
        register.enter(desk, cohort, seat, name, adjustments)
