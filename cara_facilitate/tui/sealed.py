"""The ways out of a Textual app that are closed: clipboard, palette, toasts, markup, tracebacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from cara_facilitate.tui import crash, switches
from cara_facilitate.tui.frugal import frugal_driver
from cara_facilitate.tui.leaks import release_closed_screens
from cara_facilitate.tui.text import LastGate

_LIBRARY_ACTIONS = frozenset({"quit", "focus_next", "focus_previous", "blur", "minimize"})


class SealedApp(App[int]):
    """A Textual app that hands nothing it shows to the terminal, the library or a report.

    :param reports: folder for crash reports (places in the code only); None writes none.
    :param new_code: makes the short code of a crash report.
    """

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(
        self,
        *,
        reports: Path | None = None,
        new_code: Callable[[], str] = lambda: os.urandom(2).hex(),
    ) -> None:
        switches.disarm()
        release_closed_screens()
        super().__init__()
        self.features = frozenset()
        self.animation_level = "none"
        self.closing_sentence = ""
        self.reports = reports
        self._new_code = new_code
        self._last_gate = LastGate()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this system, sparing with bytes."""
        return frugal_driver(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and ours as the last one before the terminal."""
        return [*super().get_line_filters(), self._last_gate]

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """None: Textual's own would photograph the screen."""
        del screen
        yield from ()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep cut text inside the app until the curtain falls; never tell the terminal."""
        self._clipboard = text

    async def _broker_event(
        self, event_name: str, event: events.Event, default_namespace: DOMNode
    ) -> bool:
        """No text can carry an action: ``[@click=...]`` is dead even if markup got through."""
        del event_name, event, default_namespace
        return False

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        """App and screens run our own actions and a few harmless ones; no screenshot, no keys."""
        if isinstance(namespace, (App, Screen)) and action_name not in _LIBRARY_ACTIONS:
            method = getattr(namespace, f"action_{action_name}", None)
            owner = getattr(method, "__module__", "textual")
            if owner.split(".", 1)[0] == "textual":
                return False
        return await super()._dispatch_action(namespace, action_name, params)

    def exit(self, result: int | None = None, return_code: int = 0, message: Any = None) -> None:
        """As Textual's, but ``message`` is never printed."""
        del message
        super().exit(result, return_code)

    def _handle_exception(self, error: Exception) -> None:
        """Stop with a fixed sentence; keep places in the code, never a message or a value."""
        first = self._exception is None
        self._return_code = crash.CRASHED
        if first:
            self._exception = error  # Pilot raises it again in tests
            self._exception_event.set()
            code = self._new_code()
            fault = error.error if isinstance(error, WorkerFailed) else error
            crash.report(fault, self.reports, code)
            self.closing_sentence = crash.sentence(code)
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Stop; the error being handled goes the same way as any other."""
        error = sys.exc_info()[1]
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError())

    def panic(self, *renderables: Any) -> None:
        """Stop without showing what was given: it may be a traceback with values."""
        del renderables
        self._fatal_error()

    def _print_error_renderables(self) -> None:
        """Print the fixed sentence and nothing else."""
        self._exit_renderables.clear()
        if self.closing_sentence and sys.__stderr__ is not None and not self.is_headless:
            sys.__stderr__.write(self.closing_sentence + "\n")
