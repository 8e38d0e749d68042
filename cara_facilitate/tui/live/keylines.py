"""The two lines of keys at the foot of the live screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live.live_keys import two_lines, usual


class KeyLines(Widget):
    """Shows what may be pressed now; without an offer, the usual keys for the width there is."""

    DEFAULT_CSS = """
    KeyLines { height: 2; width: 1fr; background: $panel; }
    """

    offered: reactive[tuple[Key, ...]] = reactive[tuple[Key, ...]]((), layout=False)

    def offer(self, keys: Sequence[Key]) -> None:
        """Show only these from now on; nothing to show the usual ones again."""
        self.offered = tuple(keys)

    def render(self) -> Content:
        """Two lines for the present width."""
        width = self.size.width
        return Content("\n").join(two_lines(self.offered or usual(width), width))
