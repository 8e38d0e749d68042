"""The curtain: a screen that covers everything and shows only what anybody may read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import Screen
from textual.widgets import Static

from cara_facilitate.tui.text import show_lines

SENTENCE = "Curtain. Enter lifts."


class CurtainScreen(Screen[None]):
    """Clock, one sentence and, in a live day, the lines of the day.

    :param lines: called each second for what to show above the sentence; neutral text only.
    """

    CSS = """
    CurtainScreen { background: black; color: $foreground 60%; layers: base; }
    CurtainScreen Static { width: 1fr; content-align: center middle; text-align: center; }
    """

    def __init__(self, lines: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._lines = lines
        self._face = Static()

    def compose(self) -> ComposeResult:
        """The clock and the sentence, in the middle."""
        with Middle():
            yield self._face

    def on_mount(self) -> None:
        """Keep the clock right."""
        self._tell()
        self.set_interval(1.0, self._tell)

    def _tell(self) -> None:
        text = "\n".join([*self._lines(), "", SENTENCE])
        self._face.update(show_lines(text))
