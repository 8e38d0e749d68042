"""What stands over an ordinary page after a private view closed by itself."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from cara_facilitate.tui.text import paint

WAY_ON = "escape"
"""The one key it knows: nobody types it in a passphrase, a PIN or a sentence."""
CLOSED = "Closed after a while without a key."
SINCE = "Nothing typed since then was taken."
PRESS = "Press Esc."


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

    def compose(self) -> ComposeResult:
        """Three short sentences."""
        with Vertical():
            yield Static(paint((CLOSED, "bold")))
            yield Static(paint(SINCE))
            yield Static(paint((PRESS, "bold")))
