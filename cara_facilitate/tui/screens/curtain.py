"""The curtain: a screen that covers everything and shows only what anybody may read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Middle
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from cara_facilitate.tui.text import show, show_lines

SENTENCE = "Curtain. Enter lifts."
_FRAME, _FRAME_END = "\x1b[?2026h", "\x1b[?2026l"
_DARK, _PLAIN = "\x1b[0;37;40m", "\x1b[0m"


def cover(lines: Sequence[str], size: Size) -> str:
    """The curtain as bytes for a terminal: every row emptied, the words where the screen has them.

    A screen of Textual's is put together, laid out and painted before it covers anything; this
    goes out first. Row by row, because clearing the screen at once moves it into the memory of
    what scrolled away on some terminals.
    """
    text = [show(line) for line in (*lines, "", SENTENCE)][: size.height]
    top = (size.height - len(text)) // 2
    rows = []
    for row in range(size.height):
        words = ""
        if 0 <= row - top < len(text):
            line = text[row - top].truncate(size.width)
            words = " " * ((size.width - line.cell_length) // 2) + line.plain
        rows.append(f"\x1b[{row + 1};1H{words}\x1b[K")
    return f"{_FRAME}{_DARK}{''.join(rows)}{_PLAIN}{_FRAME_END}"


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
        self._ticking = self.set_interval(1.0, self._tell)

    def on_screen_resume(self) -> None:
        """Down again: show this moment, not the one when it was lifted."""
        self._ticking.resume()
        self._tell()

    def on_screen_suspend(self) -> None:
        """Lifted: nothing needs to be kept right."""
        self._ticking.pause()

    def _tell(self) -> None:
        text = "\n".join([*self._lines(), "", SENTENCE])
        self._face.update(show_lines(text))
