"""The two lines of keys at the foot of the live screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip
from textual.visual import Visual

from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live.live_keys import two_lines, usual
from cara_facilitate.tui.widgets.fitted import Fitted


class KeyLines(Fitted):
    """Shows what may be pressed now; without an offer, the usual keys for the width there is.

    The same few sets of keys come back at every press, so each is laid out once and kept.
    """

    DEFAULT_CSS = """
    KeyLines { height: 2; width: 1fr; background: $panel; }
    """

    LINES = 2
    KEPT = 16

    offered: reactive[tuple[Key, ...]] = reactive[tuple[Key, ...]]((), layout=False)

    def __init__(self) -> None:
        super().__init__()
        self._laid_out: dict[tuple[Any, ...], list[Strip]] = {}

    def offer(self, keys: Sequence[Key]) -> None:
        """Show only these from now on; nothing to show the usual ones again."""
        self.offered = tuple(keys)

    def render(self) -> Content:
        """Two lines for the present width."""
        width = self.size.width
        return Content("\n").join(two_lines(self.offered or usual(width), width))

    def render_line(self, y: int) -> Strip:
        """One line as painted, from what was laid out before where it can be."""
        size, style = self.size, self.visual_style
        name = (self.offered, size, style)
        strips = self._laid_out.get(name)
        if strips is None:
            if len(self._laid_out) >= self.KEPT:
                self._laid_out.clear()
            strips = Visual.to_strips(self, self.render(), size.width, self.LINES, style)
            self._laid_out[name] = strips
        return strips[y] if y < len(strips) else Strip.blank(size.width, style.rich_style)
