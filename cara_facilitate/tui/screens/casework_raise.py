"""An escalation that no record says, such as the same thing happening again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.escalations import CLOCK_WORDS, TRIGGERS
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import escalation
from cara_facilitate.services.case_drafts import RAISE
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.services.escalation import MOST_WORDS
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_drafted import DISCARD_KEY, DraftedPage
from cara_facilitate.tui.screens.casework_page import BACK_KEY
from cara_facilitate.tui.screens.casework_values import NO_MOMENT, WHEN_HINT, moment
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.paragraph import Paragraph

ABOUT = (
    "What a record says raises its own escalations when it is saved. This is for anything else. "
    "Telling somebody comes next."
)


class RaisePage(DraftedPage):
    """Whose, what, when it was heard, and a few words.

    :param ref: the reference to begin with.
    """

    NAME = "Raise an escalation"
    FORM = RAISE
    NOW = "heard"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, raise it", bound=False),
        Key("choose", "left,right", "Choose", "Go through the answers", bound=False),
        DISCARD_KEY,
        BACK_KEY,
    )

    def __init__(self, file: CaseFile, ref: str) -> None:
        super().__init__(file)
        refs = [(one, one) for one in file.work.refs]
        self._of = Choice(refs, ref, id="whose", digits=False)
        self._what = Choice(
            [(slug, trigger.words) for slug, trigger in TRIGGERS.items()], id="what", digits=False
        )
        self._heard = Field("Heard at", Line(id="heard", most=20, hint=WHEN_HINT))
        self._words = Paragraph(most=MOST_WORDS, id="words")
        self._clock = Static(classes="quiet")

    def body(self) -> ComposeResult:
        """Four questions."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield Field("Whose participant", self._of)
        yield Field("What it is", self._what)
        yield self._clock
        yield self._heard
        yield Field("In a few words", self._words)
        yield Press("Raise it", id="raise")

    def on_mount(self) -> None:
        """Ready to choose."""
        super().on_mount()
        self._tell()
        self._of.focus()

    def on_choice_changed(self) -> None:
        """Say by when it must be told, and to whom."""
        self._tell()

    def _tell(self) -> None:
        trigger = TRIGGERS[self._what.value]
        route = ", ".join(trigger.route)
        self._clock.update(paint(f"{' ' * 27}{CLOCK_WORDS[trigger.clock]}: {route}"))

    def on_input_submitted(self) -> None:
        """Enter goes on."""
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Raise it."""
        typed, now = self._heard.value.strip(), self.desk.clock.now()
        heard = moment(typed, now) if typed else now
        self._heard.fault("" if heard is not None else NO_MOMENT)
        if heard is None:
            return
        desk, cohort, ref, what = (
            self.desk, self._file.cohort, self._of.value, self._what.value,
        )  # fmt: skip
        words = Protected(self._words.value)
        self.settle(
            lambda: escalation.raise_escalation(desk, cohort, ref, what, words=words, heard=heard),
            lambda _: self._raised(),
        )

    def _raised(self) -> None:
        self._file.refresh(self.desk)
        self.leave("Raised and saved: tell somebody now.")
