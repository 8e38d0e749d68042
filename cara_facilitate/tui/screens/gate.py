"""The gate out of room mode: who it is, an own PIN, and whether anybody else can see."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import PrivateMenu, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line
from cara_facilitate.tui.widgets.topline import ROOM

QUESTION = "Can anyone else see this screen?"
SEEN = "yes"


class GateScreen(PrivatePage):
    """Asks; the harmless answer stands ready and leads back."""

    NAME = "Leave room mode"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on, or give the answer marked", bound=False),
        Key("choose", "left,right", "Choose", "Go through the answers", bound=False),
        Key("back", "escape", "Stay", "Stay in room mode", priority=True),
    )  # fmt: skip

    def body(self) -> ComposeResult:
        """Three questions."""
        staff = [(who, who) for who in self.desk.state(self.cara.cohort).facilitators]
        self._who = Choice(staff, self.cara.facilitator, id="who")
        self._pin = Field("Your own PIN", Line(id="pin", secret=True, most=12))
        self._seen = Choice(((SEEN, "Yes / not sure"), ("no", "No")), id="seen")
        yield Static(paint("A private view shows what the room must not see. It closes by itself "
                           "after 30 seconds without a key."), classes="quiet")  # fmt: skip
        yield Static()
        yield Field("Who are you?", self._who)
        yield self._pin
        yield Static(paint((QUESTION, "bold")), classes="gap")
        yield self._seen

    def mode_text(self) -> str:
        """It is still room mode here."""
        return ROOM

    def draw(self) -> None:
        """Ready to choose."""
        self._who.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the PIN on to the question."""
        event.stop()
        self._seen.focus()

    def on_choice_accepted(self, event: Choice.Accepted) -> None:
        """Enter on the question gives the answer."""
        if event.choice is self._seen:
            event.prevent_default()
            self._answer()

    def _answer(self) -> None:
        if self._seen.value == SEEN:
            self.cara.end_private("Room mode stays on.")
            return
        desk, cohort, who, pin = self.desk, self.cara.cohort, self._who.value, self._pin.value
        self.job(lambda: desk.verify_pin(cohort, who, pin), lambda _: self._pass(who))

    def _pass(self, who: str) -> None:
        self.cara.facilitator = who
        self.cara.room_mode = False
        self.app.switch_screen(PrivateMenu())

    def refused(self, error: CaraError) -> None:
        """The PIN was not right: try again."""
        self._pin.clear()
        self._pin.fault(error.sentence())
        self.say("")
        self._pin.control.focus()
