"""The check word of one reference, as it was told by voice."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.errors import CaraError
from cara_facilitate.services import casework
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_page import BACK_KEY, CaseworkPage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line

LONGEST = 8
ABOUT = (
    "Ring a facilitator or the manager, on a number you already have. They read the reference "
    "and its check word from the private register; you say the reference back before you type. "
    "By voice only: never the reference and the word in one message."
)


class CheckWordPage(CaseworkPage):
    """One word, shown as it is typed because it is compared aloud."""

    NAME = "Check word"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("keep", "enter", "Save", "Keep the word typed", bound=False),
        BACK_KEY,
    )

    def __init__(self, file: CaseFile, ref: str) -> None:
        super().__init__(file)
        self._ref = ref
        self._word = Field("Check word", Line(id="word", most=LONGEST))

    def body(self) -> ComposeResult:
        """The reference and one field."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield Static(paint("Reference                 ", (self._ref, "bold")))
        yield self._word

    def on_mount(self) -> None:
        """Show the word that is kept, ready to type."""
        super().on_mount()
        self._word.put(self._file.work.check_words.get(self._ref, ""))
        self._word.control.focus()

    def on_input_submitted(self) -> None:
        """Keep it."""
        word = self._word.value.strip().lower()
        desk, cohort, ref = self.desk, self._file.cohort, self._ref
        self.job(
            lambda: casework.set_check_word(desk, cohort, ref, word),
            lambda _: self._kept(word),
            busy="Saving...",
        )

    def refused(self, error: CaraError) -> None:
        """Say why, beside the field."""
        self.say("")
        self._word.fault(error.sentence())

    def _kept(self, word: str) -> None:
        self._file.work.check_words[self._ref] = word
        self.done(f"The check word of {self._ref} is saved.")

    def let_go(self) -> None:
        """Forget the word."""
        self._word.clear()
