"""Boxes in which code letters stand only after a question, and only for a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.content import Content

from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.screens.gate import QUESTION
from cara_facilitate.tui.text import paint


class LettersDialog(Dialog):
    """Hides what a code was until somebody says that nobody else can see the screen.

    The harmless answer stands ready. What is shown goes by itself after ``SECONDS``, and at once
    when anything is drawn over it, the curtain too.
    """

    SECONDS: ClassVar[float] = 30.0

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.asking = False
        self._until = 0.0

    @property
    def letters(self) -> bool:
        """Whether letters may stand on the screen now."""
        return self.room.uptime() < self._until

    def show_letters(self) -> Choice:
        """The key that asks, or hides again."""
        if self.letters:
            return Choice("s", "Hide letters", self.hide)
        asks = "Show which codes they were, after asking whether anybody else can see"
        return Choice("s", "Letters", self._ask, asks)

    def question(self) -> Content:
        """What is asked before any letter is shown."""
        more = f"The letters stay for at most {self.SECONDS:.0f} seconds."
        return Content("\n").join([paint((QUESTION, "bold")), Content(""), paint(more)])

    def answers(self) -> Sequence[Choice]:
        """Yes or not sure is Enter; only ``n`` shows anything."""
        return (
            Choice("enter,escape,y", "Yes / not sure", self.hide, "The letters stay hidden"),
            Choice("n", "No, nobody", self._reveal, "Show the letters for a few seconds"),
        )

    def hide(self) -> None:
        """No letter from now on."""
        self.asking, self._until = False, 0.0

    def on_screen_suspend(self) -> None:
        """Something is drawn over it: what comes back has no letters."""
        self.hide()
        self.redraw()

    def _ask(self) -> None:
        self.asking = True

    def _reveal(self) -> None:
        self.asking, self._until = False, self.room.uptime() + self.SECONDS
        self.set_timer(self.SECONDS, self._over(self._until))

    def _over(self, until: float) -> Callable[[], None]:
        def over() -> None:
            if self._until == until:  # not shown anew since
                self.hide()
                self.redraw()

        return over
