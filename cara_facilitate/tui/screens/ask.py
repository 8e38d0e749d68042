"""A yes-or-no question whose default is the harmless answer."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.banner import FlagBanner
from cara_facilitate.tui.widgets.forms import Choice
from cara_facilitate.tui.widgets.keybar import KeyBar


class Ask(KeyedScreen, ModalScreen[Any]):
    """Answers True only to a chosen "yes" confirmed by Enter.

    :param no: words of the harmless answer, which is chosen at first.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("choose", "left,right", "Choose", "Go from one answer to the other", bound=False),
        Key("answer", "enter", "Answer", "Give the answer that is marked", priority=True),
        Key("cancel", "escape", "Back", "Go back and change nothing"),
    )
    DEFAULT_CSS = """
    Ask { align: center middle; background: $background; }
    Ask Vertical { width: 68; max-width: 90%; height: auto; padding: 1 2; border: round $panel; }
    Ask Vertical Static { height: auto; margin-bottom: 1; }
    Ask FlagBanner { dock: top; }
    """

    def __init__(
        self, question: str, detail: str = "", *, yes: str = "Yes", no: str = "No"
    ) -> None:
        super().__init__()
        self._question, self._detail = question, detail
        self._choice = Choice((("no", no), ("yes", yes)))

    def compose(self) -> ComposeResult:
        """The question, what it means, and the two answers."""
        yield FlagBanner()
        with Vertical():
            yield Static(paint((self._question, "bold")))
            if self._detail:
                yield Static(paint(self._detail, lines=True))
            yield self._choice
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """The harmless answer stands ready."""
        self._choice.focus()

    def action_answer(self) -> None:
        """Give the marked answer."""
        self.dismiss(self._choice.value == "yes")

    def action_cancel(self) -> None:
        """The harmless answer."""
        self.dismiss(False)
