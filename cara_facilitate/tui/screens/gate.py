"""The gate out of room mode: who it is, an own PIN, and whether anybody else can see."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import PrivateMenu, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line
from cara_facilitate.tui.widgets.topline import ROOM

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

QUESTION = "Can anyone else see this screen?"
SEEN = "yes"
NO_PIN = (
    "{who} has no PIN yet. Only {who} chooses it now: 6 to 12 digits, typed twice, unseen by "
    "others. Only the manager can reset it."
)


class GateScreen(PrivatePage):
    """Asks; the harmless answer stands ready and leads back.

    A facilitator who has no PIN yet, because the cohort was made from the command line, chooses
    one here.
    """

    NAME = "Leave room mode"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on, or give the answer marked", bound=False),
        Key("choose", "left,right", "Choose", "Go through the answers", bound=False),
        Key("back", "escape", "Stay", "Stay in room mode", priority=True),
    )  # fmt: skip
    DEFAULT_CSS = """
    GateScreen .choosing { display: none; }
    GateScreen.without .choosing { display: block; }
    """

    def body(self) -> ComposeResult:
        """Three questions."""
        staff = [(who, who) for who in self.desk.state(self.cara.cohort).everybody]
        self._who = Choice(staff, self.cara.facilitator, id="who", digits=False)
        self._pin = Field("Your own PIN", Line(id="pin", secret=True, most=12))
        self._again = Field("The same PIN again", Line(id="again", secret=True, most=12))
        self._again.add_class("choosing")
        self._without = Static(classes="quiet choosing")
        self._seen = Choice(((SEEN, "Yes / not sure"), ("no", "No")), id="seen", digits=False)
        yield Static(paint("A private view shows what the room must not see. It closes by itself "
                           "after 30 seconds without a key, a debrief after two minutes."),
                     classes="quiet")  # fmt: skip
        yield Static()
        yield Field("Who are you?", self._who)
        yield self._without
        yield self._pin
        yield self._again
        yield Static(paint((QUESTION, "bold")), classes="gap")
        yield self._seen

    def mode_text(self) -> str:
        """It is still room mode here."""
        return ROOM

    def draw(self) -> None:
        """Ready to choose."""
        self._ask_of(self._who.value)
        self._who.focus()

    @property
    def _choosing(self) -> bool:
        return not self.desk.state(self.cara.cohort).pins.get(self._who.value)

    def _ask_of(self, who: str) -> None:
        self._without.update(paint(NO_PIN.format(who=who)))
        self.set_class(self._choosing, "without")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Somebody else may have no PIN yet; what was typed was not theirs."""
        if event.choice is self._who:
            for field in (self._pin, self._again):
                field.clear()
                field.fault("")
            self._ask_of(self._who.value)

    def on_key(self, event: events.Key) -> None:
        """A digit anywhere on this page can only be a PIN's."""
        digit = event.character or ""
        line = self._pin.control
        if digit.isdigit() and self.focused in (self._who, self._seen) and isinstance(line, Input):
            event.stop()
            if self.focused is self._seen:
                self._pin.clear()
            self.set_focus(line)
            line.insert_text_at_cursor(digit)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the PIN on to the question, past typing it again where it is chosen."""
        event.stop()
        first = event.input is self._pin.control
        self.set_focus(self._again.control if first and self._choosing else self._seen)

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
        if not self._choosing:
            self.job(lambda: desk.verify_pin(cohort, who, pin), lambda _: self._pass(who))
        elif pin == self._again.value:
            self.job(lambda: _choose(desk, cohort, who, pin), lambda _: self._pass(who))
        else:
            self._try_again("The two PINs differ.")

    def _pass(self, who: str) -> None:
        if self not in self.app.screen_stack:
            return  # it closed by itself while the PIN was looked at
        self.cara.facilitator = who
        self.cara.room_mode = False
        self.app.switch_screen(PrivateMenu())

    def refused(self, error: CaraError) -> None:
        """The PIN was not right: try again."""
        self._try_again(error.sentence())

    def _try_again(self, why: str) -> None:
        for field in (self._pin, self._again):
            field.clear()
        self._pin.fault(why)
        self._seen.pick(SEEN)
        self.say("")
        self.set_focus(self._pin.control)


def _choose(desk: Desk, cohort: str, who: str, pin: str) -> None:
    from cara_facilitate.services.cohorts import set_pin

    set_pin(desk, cohort, who, pin)
