"""What stands over an ordinary page after a private view closed by itself."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from cara_facilitate.tui.text import paint

WAY_ON = "escape"
"""The one key it knows: nobody types it in a passphrase, a PIN or a sentence."""
STILL = 1.5
"""Seconds without any other key before it is taken: hands also end an answer with it, unseeing."""
CLOSED = "Closed after a while without a key."
SINCE = "Nothing typed since then was taken."
PRESS = "Stop typing, then press Esc."


class ClosedScreen(ModalScreen[None]):
    """The same words whichever view it was; the app lets no key through to it but one.

    Somebody may still be typing into what is no longer there: a passphrase, a PIN, words. Without
    this, the rest would be commands to the page behind.
    """

    DEFAULT_CSS = """
    ClosedScreen { align: center middle; background: $background 70%; }
    ClosedScreen Vertical { width: 48; max-width: 100%; height: auto; padding: 1 2;
                            border: round $foreground 40%; background: $surface; }
    ClosedScreen Static { height: auto; text-align: center; }
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._typed = seconds()

    def on_screen_resume(self) -> None:
        """What was typed at a curtain over it counts as well."""
        self._typed = self._seconds()

    def lets_go(self, key: str) -> bool:
        """Whether this key leads back to the page; any other one makes the way on wait again."""
        if key != WAY_ON:
            self._typed = self._seconds()
            return False
        return self._seconds() - self._typed >= STILL

    def compose(self) -> ComposeResult:
        """Three short sentences."""
        with Vertical():
            yield Static(paint((CLOSED, "bold")))
            yield Static(paint(SINCE))
            yield Static(paint((PRESS, "bold")))
