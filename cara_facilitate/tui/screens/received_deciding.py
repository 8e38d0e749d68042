"""A manager decides what a hand-over refers: the question, the answer and the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.services.placement import MOST_REASON
from cara_facilitate.services.received import Opened
from cara_facilitate.services.referred import Referred, decide
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_page import BACK_KEY
from cara_facilitate.tui.screens.received_page import Handed
from cara_facilitate.tui.screens.received_words import question_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

NOT, AHEAD = "not", "ahead"
ANSWERS = ((NOT, "Not to go ahead"), (AHEAD, "Go ahead"))
OF_COVERAGE = ((NOT, "More is to be tried"), (AHEAD, "Nothing more"))
STAYS = "Your reference, the time and the answer are kept with it. The reason stays sealed here."
NO_REASON = "Please say why, in a few words and without names."


class DecidePage(Handed):
    """One question; the careful answer stands ready.

    :param then: called with the question once the decision is saved and this page has closed.
    """

    NAME = "Decide"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, record it", bound=False),
        Key("choose", "left,right", "Choose", "Go from one answer to the other", bound=False),
        BACK_KEY,
    )

    def __init__(
        self, opened: Opened, question: Referred, then: Callable[[Referred], None]
    ) -> None:
        super().__init__(opened)
        self._question, self._then = question, then
        answers = OF_COVERAGE if question.about_coverage else ANSWERS
        self._answer = Choice(answers, id="answer", digits=False)
        self._reason = Field("Reason", Line(id="reason", most=MOST_REASON, hint="no names"))
        self._words = Static(question_words(question, hint=False), id="detail")

    def body(self) -> ComposeResult:
        """What is asked, and the form."""
        yield self._words
        yield Static()
        yield Field("You decide", self._answer)
        yield self._reason
        yield Press("Record the decision", id="record")
        yield Static(paint(STAYS), classes="quiet")

    def on_mount(self) -> None:
        """Ready to answer."""
        super().on_mount()
        self._answer.focus()

    def on_input_submitted(self) -> None:
        """Enter at the reason goes on to the button."""
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Record it."""
        reason = self._reason.value.strip()
        self._reason.fault("" if reason else NO_REASON)
        if not reason:
            self._reason.control.focus()
            return
        desk, cohort, asked = self.desk, self._opened.cohort, self._question
        ahead = self._answer.value == AHEAD
        self.job(
            lambda: decide(desk, cohort, asked, go_ahead=ahead, reason=reason),
            lambda _: self._recorded(),
            busy="Saving...",
        )

    def _recorded(self) -> None:
        if not self.is_attached:
            return  # closed meanwhile; it is saved
        self.action_back()
        self._then(self._question)

    def let_go(self) -> None:
        """Drop the words."""
        self._words.update(paint(""))
        self._reason.clear()
