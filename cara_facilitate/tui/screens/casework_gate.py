"""The way into the casework: the store's passphrase, and whether anybody else can see."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.services.case_file import CaseFile, open_file
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.gate import QUESTION, SEEN
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line
from cara_facilitate.tui.widgets.topline import ROOM

ABOUT = (
    "The casework holds what people said in confidence. It is sealed apart from the rest: the "
    "passphrase opens it for this view alone. It closes by itself after three minutes without a "
    "key; what is typed in a form by then is kept, sealed, and is not saved."
)


class CaseworkGate(PrivatePage):
    """Asks; the harmless answer stands ready and leads back.

    :param cohort: whose casework. :param ref: whose form to open at once, or empty.
    """

    NAME = "Open the casework"
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
        yield Static(paint(ABOUT), classes="quiet")
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
        self.job(lambda: open_file(desk, cohort, passphrase), self._opened, busy="Opening...")

    def _opened(self, file: CaseFile) -> None:
        self.let_go()
        if not self.is_current and not self.is_attached:
            file.close()
            return
        from cara_facilitate.tui.screens.casework import CaseworkScreen

        self.cara.touched = self.cara.seconds()
        self.cara.room_mode = False
        self.app.switch_screen(CaseworkScreen(file, self._ref))

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
