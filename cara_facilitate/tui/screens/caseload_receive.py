"""Take in a hand-over: from whom and what kind first, then all of it, after asking."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.domain.handover import PART_WORDS, Received
from cara_facilitate.errors import CaraError
from cara_facilitate.services import receiving
from cara_facilitate.services.handover import SUFFIX
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line
from cara_facilitate.tui.widgets.paths import PathSuggester

ABOUT = (
    "Type or paste the path of the hand-over; Right completes it. It is opened only if it is for "
    "this store and from somebody trusted here (`cara id list`)."
)
EXTRACT = "It holds a feedback extract, which is taken in on the session laptop: cara receive."


class ReceiveScreen(Page):
    """Path, what it is, and the question; not a word of what is inside."""

    NAME = "Receive a hand-over"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("show", "enter", "Open", "See from whom it is and what kind, then take it in",
            bound=False),
        Key("back", "escape", "Back", "Back; nothing is taken in", priority=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._field = Field("Hand-over", Line(id="path", suggester=PathSuggester((SUFFIX,))))

    def body(self) -> ComposeResult:
        """One field."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield self._field

    def draw(self) -> None:
        """Ready to type."""
        self._field.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open it off the interface thread."""
        text = event.value.strip().strip("'\"")
        self._field.fault("" if text else "Type the path of the hand-over.")
        if text:
            desk, path = self.desk, Path(text).expanduser()
            self.job(lambda: receiving.open_file(desk, path), self._ask, busy="Opening...")

    def refused(self, error: CaraError) -> None:
        """The whole hand-over is refused."""
        self.say("")
        self._field.fault(error.sentence())

    def _ask(self, received: Received) -> None:
        if received.has_extract:
            self._field.fault(EXTRACT)
            return
        kinds = "\n".join(f"  - {PART_WORDS[part]}" for part in received.parts)
        detail = f"From {received.sender.staff}, about {received.cohort}:\n{kinds}"
        ask = Ask("Take this in?", detail, yes="Take it in")
        self.app.push_screen(ask, lambda yes: self._take(received) if yes else None)

    def _take(self, received: Received) -> None:
        desk = self.desk
        self.job(
            lambda: receiving.take_in(desk, received),
            lambda _: self._taken(received),
            busy="Saving...",
        )

    def _taken(self, received: Received) -> None:
        self.app.pop_screen()
        said = f"Taken in and saved: {received.cohort}, from {received.sender.staff}."
        self.cara.call_after_refresh(self.cara.say, said)
