"""The app's private views: asked for, opened one at a time, closed back into room mode."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from textual import events
from textual.screen import Screen

from cara_facilitate.tui.drafts import KEPT
from cara_facilitate.tui.screens.closed import ClosedScreen
from cara_facilitate.tui.screens.curtain import CurtainScreen
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.store_app import StoreApp

ROOM_MODE_ON = "Room mode is on: F2 leaves it."
BACK_IN_ROOM_MODE = "Room mode is on again."
TIMED_OUT = "Closed after a while without a key. Room mode is on again."

_PRIVATE = {
    "register": ("register", "RegisterScreen"),
    "import": ("import_feedback", "ImportScreen"),
    "readiness": ("readiness", "ReadinessScreen"),
    "briefing": ("briefing", "BriefingScreen"),
    "flags": ("flags", "FlagsScreen"),
    "attendance": ("attendance", "AttendanceScreen"),
    "cover": ("cover", "CoverScreen"),
    "debrief": ("debrief", "DebriefScreen"),
    "note": ("note", "NoteScreen"),
}
"""Each private view's module and class; loaded when first opened."""


class PrivateViewsApp(StoreApp):
    """Knows whether anybody may look on, and which cohort's private views are meant."""

    def __init__(self, *args: Any, **store: Any) -> None:
        super().__init__(*args, **store)
        self.cohort = ""
        self.workshop = 1
        self.facilitator = ""
        self.room_mode = True
        self.wanted_view = ""
        self.touched = self.seconds()
        self._ask_on_lift = False

    def say(self, sentence: str) -> None:
        """Say one sentence on the page in front."""
        screen = self._front_page()
        if isinstance(screen, Page):
            screen.say(sentence)
        else:
            self.notify(sentence)

    def action_private(self) -> None:
        """F2: ask who it is and whether anybody can see the screen."""
        if not self.is_open or self._private_open:
            return
        if not self.cohort:
            self.say("Choose a cohort first.")
            return
        from cara_facilitate.tui.screens.gate import GateScreen

        self.touched = self.seconds()
        self.push_screen(GateScreen())

    def open_private(self, view: str) -> None:
        """Open a private view; refused in room mode, and where it may not be opened now.

        :param view: one of ``register``, ``import``, ``readiness``, ``briefing``, ``flags``,
            ``attendance``, ``cover``, ``debrief`` and ``note``.
        """
        self.wanted_view = view
        if self.room_mode:
            self.say(ROOM_MODE_ON)
            return
        from cara_facilitate.errors import Refusal
        from cara_facilitate.services.reading import refuse_view

        try:
            refuse_view(self.desk, self.cohort, view, self.facilitator)
        except Refusal as error:
            self.say(error.sentence())
            return
        module, name = _PRIVATE[view]
        kind = getattr(import_module(f"cara_facilitate.tui.screens.{module}"), name)
        self.touched = self.seconds()
        self.push_screen(kind())

    @property
    def private_page(self) -> Screen[Any] | None:
        """The private page in front, though a question or the help may lie over it; or None."""
        from cara_facilitate.tui.screens.private import PrivatePage

        return next((s for s in reversed(self._screen_stack) if isinstance(s, PrivatePage)), None)

    @property
    def _private_open(self) -> bool:
        return self.private_page is not None

    def private_timed_out(self) -> None:
        """Close every private page because nobody was there."""
        if self._private_open:
            self.end_private(TIMED_OUT)
            self._say_closed()

    def nobody_there(self) -> None:
        """As ever; what is typed on into a private view that this closed goes nowhere either."""
        was_open = self._private_open
        super().nobody_there()
        if was_open:
            self._say_closed()

    def _say_closed(self) -> None:
        self.forget_typing()
        self.push_screen(ClosedScreen(self.seconds))

    def end_private(self, message: str = BACK_IN_ROOM_MODE) -> None:
        """Close every private page and return to room mode."""
        from cara_facilitate.tui.screens.private import PrivatePage

        self.room_mode = True
        stack = [s for s in self._screen_stack if not isinstance(s, CurtainScreen)]
        first = next((n for n, s in enumerate(stack) if isinstance(s, PrivatePage)), None)
        if first is None:
            return
        for screen in reversed(stack[first:]):
            if isinstance(screen, PrivatePage):
                screen.let_go()
            self.pop_screen()
        self.call_after_refresh(self.say, KEPT if self.drafts else message)

    def curtain_falls(self) -> None:
        """Close private views; if one held feedback, the passphrase lifts the curtain."""
        from cara_facilitate.tui.screens.private import PrivatePage

        self._ask_on_lift = self._ask_on_lift or any(
            isinstance(s, PrivatePage) and s.SHOWS_FEEDBACK for s in self._screen_stack
        )
        self.end_private()

    def lift_screen(self) -> Screen[bool] | None:
        """The passphrase, if victim feedback was open when the curtain fell."""
        if not self._ask_on_lift:
            return None
        from cara_facilitate.tui.screens.lift import LiftScreen

        return LiftScreen(self._lifted)

    def _lifted(self) -> None:
        self._ask_on_lift = False

    def at_work(self) -> bool:
        """A page that reads, saves or opens something."""
        return isinstance(self.screen, Page) and self.screen.busy

    async def on_event(self, event: events.Event) -> None:
        """Any key keeps a private view open."""
        if isinstance(event, events.Key):
            self.touched = self.seconds()
        await super().on_event(event)
