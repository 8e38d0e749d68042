"""The first lines of every screen: what it is, whether it is private, and the practice banner."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from cara_facilitate.tui.text import paint

PRACTICE = "PRACTICE: made-up people. Nothing here is about anybody."
ROOM = "Room mode"
PRIVATE = "PRIVATE"


class TopLine(Widget):
    """The screen's name at the left, the mode at the right."""

    DEFAULT_CSS = """
    TopLine { height: 1; width: 1fr; background: $panel; padding: 0 1; }
    TopLine.private { background: $warning-muted; }
    """

    title: reactive[str] = reactive("")
    mode: reactive[str] = reactive("")

    def tell(self, title: str, mode: str = "") -> None:
        """Show this name and mode; a private mode colours the line."""
        self.title, self.mode = title, mode
        self.set_class(mode.startswith(PRIVATE), "private")

    def render(self) -> Content:
        """One line."""
        room = self.content_size.width - len(self.mode) - 1
        title = paint((self.title, "bold")).truncate(max(room, 0), ellipsis=True)
        gap = " " * max(self.content_size.width - title.cell_length - len(self.mode), 1)
        return paint(title, gap, (self.mode, "bold" if self.mode.startswith(PRIVATE) else "dim"))


class PracticeBanner(Static):
    """The permanent mark of a practice store."""

    DEFAULT_CSS = """
    PracticeBanner { height: 1; width: 1fr; padding: 0 1; background: $secondary-muted; }
    """

    def __init__(self) -> None:
        super().__init__(paint((PRACTICE, "bold")))
