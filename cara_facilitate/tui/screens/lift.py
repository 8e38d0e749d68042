"""The passphrase before a curtain lifts that was drawn over victim feedback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line

if TYPE_CHECKING:
    from cara_facilitate.tui.app import CaraApp


class LiftScreen(Screen[bool]):
    """Dismisses with True for the right passphrase; Esc leaves the curtain down.

    :param lifted: called once the passphrase was right.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stay", "Stay")]
    DEFAULT_CSS = """
    LiftScreen { align: center middle; background: black; }
    LiftScreen Vertical { width: 64; height: auto; }
    """

    def __init__(self, lifted: Callable[[], None]) -> None:
        super().__init__()
        self._lifted = lifted
        self._field = Field("Passphrase", Line(secret=True))
        self._busy = False

    def compose(self) -> ComposeResult:
        """One field."""
        with Vertical():
            yield Static(paint("A private view was open. It stays closed."))
            yield self._field

    def on_mount(self) -> None:
        """Ready to type."""
        self._field.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try the passphrase off the interface thread."""
        if not self._busy:
            self._busy = True
            self._field.fault("")
            self.run_worker(self._try(event.value))

    async def _try(self, passphrase: str) -> None:
        from cara_facilitate.services.bootstrap import feedback_key

        try:
            await asyncio.to_thread(feedback_key, cast("CaraApp", self.app).folder, passphrase)
        except CaraError as error:
            self._busy = False
            self._field.fault(error.sentence())
            self._field.clear()
            return
        self._lifted()
        self.dismiss(True)

    def action_stay(self) -> None:
        """Leave the curtain down."""
        self.dismiss(False)
