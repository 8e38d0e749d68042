"""The way into the casework: the store's passphrase, and whether anybody else can see."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.services.case_file import open_file
from cara_facilitate.services.desk import Desk
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.gate import QUESTION, SEEN
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line
from cara_facilitate.tui.widgets.topline import ROOM

ABOUT = (
    "The casework holds what people said in confidence. It is sealed apart from the rest: the "
    "passphrase opens it for this view alone. It closes by itself after three minutes without a "
    "key; what is typed in a form by then is kept, sealed, and is not saved."
)


class Unsealed(Protocol):
    """What a gate opens: it holds keys until it is closed."""

    def close(self) -> None:
        """Drop them."""


class CaseworkGate(PrivatePage):
    """Asks; the harmless answer stands ready and leads back.

    :param cohort: whose casework. :param ref: whose form to open at once, or empty.
    """

    NAME = "Open the casework"
    ABOUT: ClassVar[str] = ABOUT
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on, or give the answer marked", bound=False),
        Key("choose", "left,right", "Choose", "Go from one answer to the other", bound=False),
        Key("back", "escape", "Stay", "Stay in room mode", priority=True),
    )

    def __init__(self, cohort: str, ref: str = "") -> None:
        super().__init__()
        self._cohort, self._ref = cohort, ref
        self._passphrase = Field("Passphrase", Line(id="passphrase", secret=True))
        self._seen = Choice(((SEEN, "Yes / not sure"), ("no", "No")), id="seen", digits=False)

    def body(self) -> ComposeResult:
        """Two questions."""
        yield Static(paint(self.ABOUT), classes="quiet")
        yield Static()
        yield self._passphrase
        yield Static(paint((QUESTION, "bold")), classes="gap")
        yield self._seen

    def title_text(self) -> str:
        """The cohort."""
        return f"{self._cohort}  {self.NAME}"

    def mode_text(self) -> str:
        """It is still room mode here."""
        return ROOM

    def on_mount(self) -> None:
        """Ready to type."""
        super().on_mount()
        self._passphrase.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the passphrase on to the question."""
        event.stop()
        self._seen.focus()

    def on_choice_accepted(self, event: Choice.Accepted) -> None:
        """Enter on the question gives the answer."""
        event.prevent_default()
        if self._seen.value == SEEN:
            self.cara.end_private("Room mode stays on.")
            return
        desk, cohort, passphrase = self.desk, self._cohort, self._passphrase.value
        self._passphrase.fault("")
        self.job(lambda: self.unseal(desk, cohort, passphrase), self._let_in, busy="Opening...")

    def _let_in(self, opened: Unsealed) -> None:
        self.let_go()
        if not self.is_current and not self.is_attached:
            opened.close()
            return
        self.cara.touched = self.cara.seconds()
        self.cara.room_mode = False
        self.app.switch_screen(self.page_for(opened))

    def unseal(self, desk: Desk, cohort: str, passphrase: str) -> Unsealed:
        """Open what lies behind this gate; runs in another thread.

        :raises CaraError: if the passphrase is not the store's.
        """
        return open_file(desk, cohort, passphrase)

    def page_for(self, opened: Any) -> Page:
        """The page that shows what :meth:`unseal` opened."""
        from cara_facilitate.tui.screens.casework import CaseworkScreen

        return CaseworkScreen(opened, self._ref)

    def refused(self, error: CaraError) -> None:
        """The passphrase was not right: try again."""
        self.say("")
        self.let_go()
        self._passphrase.fault(error.sentence())
        self._seen.pick(SEEN)
        self._passphrase.control.focus()

    def let_go(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
