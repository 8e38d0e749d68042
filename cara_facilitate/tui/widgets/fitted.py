"""A widget that fits its lines to its own width: they are not wrapped or searched once more."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget


class Fitted(Widget):
    """What is drawn at every key press, so Textual is spared what it would do for any text."""

    DEFAULT_CSS = """
    Fitted { text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Widget.auto_links, False)


class Row(Horizontal):
    """Widgets side by side; Textual paints every line of what lies behind them at every change,
    unless it is told that nothing is there."""

    BLANK: ClassVar[bool] = True
