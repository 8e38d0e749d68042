"""The unlock screen: the passphrase, or the printed recovery key; light, for it opens first."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

PRACTICE_WORDS = "PRACTICE: made-up people. Passphrase: practice  PINs 111111, 222222"
HEAD_START = 0.1
"""Seconds the first paint has to itself before what opening needs is loaded beside it."""
OPENING = "Opening..."
DIFFER = "The two passphrases differ. Please type both again."
_LATER = ("services.bootstrap", "tui.screens.home", "tui.live.screen")


class UnlockScreen(Page):
    """Asks for the passphrase of a store that is there."""

    NAME = "cara"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("open", "enter", "Open", "Open the store with the passphrase typed", bound=False),
        Key("recovery", "f3", "Recovery key", "Use the printed key and set a new passphrase"),
        Key("passphrase", "escape", "Passphrase", "Back from the recovery key to the passphrase",
            show=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    UnlockScreen .card { width: 72; max-width: 100%; height: auto; margin-top: 2; }
    UnlockScreen .practice { background: $secondary-muted; padding: 0 1; margin-bottom: 1; }
    UnlockScreen #recovery { display: none; height: auto; }
    UnlockScreen.recovering #recovery { display: block; }
    UnlockScreen.recovering #usual { display: none; }
    UnlockScreen #usual { height: auto; }
    """

    def __init__(self, *, locked: bool, passphrase: str, practice: bool) -> None:
        super().__init__()
        self._locked, self._given, self._practice = locked, passphrase, practice
        self._passphrase = Line(id="passphrase", secret=True)
        self._recovery = Line(id="key", hint="nine groups of four, as printed")
        self._new = Line(id="new", secret=True)
        self._again = Line(id="again", secret=True)
        self._second = Field("New passphrase again", self._again)

    def body(self) -> ComposeResult:
        """The usual way in, and room for the other: its fields are made when they are wanted."""
        with Vertical(classes="card"):
            if self._practice:
                yield Static(paint((PRACTICE_WORDS, "bold")), classes="practice")
            if self._locked:
                yield Static(paint("Locked. The passphrase opens again where you were."),
                             classes="quiet")  # fmt: skip
            with Vertical(id="usual"):
                yield Field("Passphrase", self._passphrase)
            yield Vertical(id="recovery")

    def on_mount(self) -> None:
        """Ready to type; what opening needs is loaded meanwhile."""
        self._passphrase.focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._given:
            self._open(self._given)
        else:
            self.set_timer(HEAD_START, self._warm)

    def _warm(self) -> None:
        threading.Thread(target=warm, name="warm-up", daemon=True).start()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens, or goes on to the next field."""
        if event.input is self._passphrase:
            self._open(self._passphrase.value)
        elif event.input is self._again:
            self._recover()
        else:
            self.focus_next()

    async def action_recovery(self) -> None:
        """Show the fields of the recovery key."""
        room = self.query_one("#recovery")
        if not room.children:
            words = "The recovery key opens the store and lets you set a new passphrase."
            await room.mount(
                Static(paint(words), classes="quiet"),
                Field("Recovery key", self._recovery),
                Field("New passphrase", self._new),
                self._second,
            )
        self.add_class("recovering")
        self.say("")
        self._recovery.focus()

    def action_passphrase(self) -> None:
        """Show the passphrase's field again."""
        self.remove_class("recovering")
        self.say("")
        self._passphrase.focus()

    def _opened(self, desk: Desk) -> None:
        """Nothing typed here outlives the unlocking: this screen stays beneath the others."""
        for line in (self._passphrase, self._recovery, self._new, self._again):
            line.value = ""
        self.cara.opened(desk)

    def _open(self, passphrase: str) -> None:
        if passphrase:
            self._given = ""
            opener = self.cara.opener
            self.job(lambda: opener(passphrase), self._opened, busy=OPENING)
        else:
            self.say("Type the passphrase of this store.")

    def _recover(self) -> None:
        if self._new.value != self._again.value:
            self._second.fault(DIFFER)
            for line in (self._new, self._again):
                line.value = ""  # nobody sees in which of the two the slip was
            self._new.focus()
            return
        self._second.fault("")
        folder, key, new = self.cara.folder, self._recovery.value, self._new.value

        def recover() -> Desk:
            from cara_facilitate.services.bootstrap import recover_desk

            return recover_desk(folder, key, new)

        self.job(recover, self._opened, busy=OPENING)

    def refused(self, error: CaraError) -> None:
        """Say why, and be ready for another try."""
        self._passphrase.value = ""
        super().refused(error)


def warm() -> None:
    """Load what opening will need, while the passphrase is typed."""
    for name in _LATER:
        import_module(f"cara_facilitate.{name}")
    from cara_facilitate.services.bootstrap import warm_up

    warm_up()
