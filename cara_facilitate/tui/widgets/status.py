"""The one place where the app says what was saved, what failed and what needs attention."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive

from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.fitted import Fitted

if TYPE_CHECKING:
    from cara_facilitate.services.desk import SaveState

ON_PAPER = "Write it on paper now"
NOT_SAVED = f"NOT SAVED. {ON_PAPER}."


class StatusLine(Fitted):
    """One line: a failure before everything, then a message, and what is saved.

    Always the row above the key bar (widgets docked to one edge lie over each other, so the
    margin leaves the bar its row).
    """

    DEFAULT_CSS = """
    StatusLine { dock: bottom; margin-bottom: 1; height: 1; width: 1fr; background: $surface; }
    StatusLine.failed { background: $error; color: $text; text-style: bold; }
    """

    message: reactive[str] = reactive("")
    saved_text: reactive[str] = reactive("")
    failure: reactive[str] = reactive("")

    def say(self, message: str) -> None:
        """Show one sentence until the next; an empty one clears it."""
        self.message = message

    def tell(self, save: SaveState) -> None:
        """Say what the store says of itself."""
        if save.failure:
            self.failed(save.failure.removeprefix("NOT SAVED. "))
        elif save.pending:
            self.saving()
        elif save.saved_at is not None:
            self.saved(save.saved_at.time())

    def saving(self) -> None:
        """Something was pressed and is on its way to the store."""
        self.saved_text = "saving..."

    def saved(self, at: time) -> None:
        """The store has committed everything pressed so far.

        :param at: local time of the commit.
        """
        self.failure = ""
        self.saved_text = f"saved {at:%H:%M:%S}"

    def failed(self, reason: str = "") -> None:
        """The store could not commit: stays, loudly, until the next :meth:`saved`.

        :param reason: one sentence without protected text, such as "The disk is full."
        """
        why, _, then = reason.partition(ON_PAPER)  # it stands at the front already
        rest = then.lstrip(".;, ")
        self.failure = " ".join(filter(None, (NOT_SAVED, why.strip(), rest[:1].upper() + rest[1:])))

    def watch_failure(self, failure: str) -> None:
        """Paint the whole line as an alarm while something is not saved."""
        self.set_class(bool(failure), "failed")

    def render(self) -> Content:
        """The line, with the save state at the right edge."""
        if self.failure:
            return paint(" ", self.failure).truncate(self.size.width, ellipsis=True)
        left = paint(" ", self.message)
        room = self.size.width - len(self.saved_text) - 1
        return paint(left.truncate(max(room - 1, 0), ellipsis=True).pad_right(
            max(room - left.cell_length, 1)
        ), (self.saved_text, "dim"))  # fmt: skip
