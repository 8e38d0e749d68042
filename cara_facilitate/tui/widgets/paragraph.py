"""A few lines of free words with a limit, typed as one paragraph; Enter goes on."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea


class Paragraph(TextArea):
    """Words of up to ``most`` characters; line ends that were pasted count as blanks.

    :param most: how many characters may be kept; more can be typed and is counted as too many.
    """

    DEFAULT_CSS = """
    Paragraph, Paragraph:focus {
        height: 5; border: none; padding: 0 1; background: $surface;
        width: 1fr; max-width: 64; scrollbar-size-vertical: 1;
    }
    Paragraph:focus { background: $panel; }
    """

    class Kept(Message):
        """Enter was pressed."""

    def __init__(self, *, most: int, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.most = most

    @property
    def value(self) -> str:
        """The words on one line, without blanks at the ends."""
        return " ".join(self.text.split())

    def put(self, value: str) -> None:
        """Show these words in place of what is there, ready to go on at their end."""
        self.text = value
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Kept())
            return
        await super()._on_key(event)
