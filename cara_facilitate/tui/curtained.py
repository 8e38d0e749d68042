"""The app under its curtain: what covers every screen, and what changes unseen beneath it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from cara_facilitate.tui.screens.closed import ClosedScreen
from cara_facilitate.tui.screens.curtain import CurtainScreen, cover
from cara_facilitate.tui.sealed import SealedApp
from cara_facilitate.tui.widgets.status import StatusLine

CURTAIN_SCREEN = "curtain"
COVERS = (CurtainScreen, ClosedScreen)
"""What may lie over a page and has no words of its own to change."""


class CurtainedApp(SealedApp):
    """Draws and lifts the curtain; whatever opens or closes while it is down does so beneath it.

    :param now: the time of day shown on the curtain.
    """

    def __init__(self, *, now: Callable[[], datetime] = datetime.now, **sealed: Any) -> None:
        super().__init__(**sealed)
        self.now = now

    # What the app built on this one decides.

    def curtain_lines(self) -> Sequence[str]:
        """Lines for the curtain, neutral text only: the clock, in a live day also the activity
        and the minutes left. Override and extend."""
        return (f"{self.now():%H:%M}",)

    def curtain_falls(self) -> None:
        """Told just before the curtain covers the screen: close private views, drop their keys."""

    def lift_screen(self) -> Screen[bool] | None:
        """A screen that must return True before the curtain lifts, or None. Override.

        For instance the passphrase, if victim feedback was open.
        """
        return None

    def forget_typing(self) -> None:
        """Drop keys that wait: what they were typed for is no longer there. Override."""

    # The curtain.

    @property
    def curtained(self) -> bool:
        """Whether the curtain is down (or its passphrase is being asked)."""
        return any(isinstance(screen, CurtainScreen) for screen in self._screen_stack)

    def draw_curtain(self) -> None:
        """Cover everything; drawing it again, or over its passphrase, changes nothing shown."""
        if isinstance(self.screen, CurtainScreen):
            return
        if self.curtained:
            self._pop_to_screen(next(s for s in self._screen_stack if isinstance(s, CurtainScreen)))
            return
        self._clipboard = ""
        if self._driver is not None:
            self._driver.write(cover(self.curtain_lines(), self.size))
        self.forget_typing()
        self.curtain_falls()
        if not self.is_screen_installed(CURTAIN_SCREEN):
            # One for all day: closed ones would lie in memory until the collector comes by.
            self.install_screen(CurtainScreen(self.curtain_lines), CURTAIN_SCREEN)
        super().push_screen(CURTAIN_SCREEN)

    def lift_curtain(self) -> None:
        """Ask what must be asked, then show the screen that was covered."""
        if not isinstance(self.screen, CurtainScreen):
            return
        question = self.lift_screen()
        if question is None:
            super().pop_screen()
        else:
            super().push_screen(question, self._answered)

    def _answered(self, may_lift: bool | None) -> None:
        if may_lift:
            self.call_next(self._lift_now)

    def _lift_now(self) -> None:
        if isinstance(self.screen, CurtainScreen):
            super().pop_screen()

    @contextmanager
    def _beneath_curtain(self) -> Iterator[None]:
        """Whatever happens to the stack inside happens under the curtain, unseen."""
        stack = self._screen_stack
        depth = next((n for n, s in enumerate(stack) if isinstance(s, CurtainScreen)), len(stack))
        cover = stack[depth:]
        del stack[depth:]
        try:
            yield
        finally:
            stack.extend(cover)
            if cover:
                cover[-1].post_message(events.ScreenResume())

    def push_screen(self, *args: Any, **kwargs: Any) -> Any:
        """As Textual's; under the curtain if it is down."""
        with self._beneath_curtain():
            return super().push_screen(*args, **kwargs)

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """As Textual's; under the curtain if it is down."""
        with self._beneath_curtain():
            return super().switch_screen(screen)

    def pop_screen(self) -> AwaitComplete:
        """As Textual's; under the curtain if it is down."""
        if self.curtained and not isinstance(self.screen, CurtainScreen):
            return super().pop_screen()  # the question on the curtain goes by itself
        with self._beneath_curtain():
            return super().pop_screen()

    # Words on the page in front, whatever covers it.

    def notify(self, message: str, **kwargs: Any) -> None:
        """Say it on the status line: a toast would show through the curtain."""
        del kwargs
        self.call_later(self._say, message)

    def _say(self, message: str) -> None:
        for line in self._status_lines():
            line.say(message)

    def _front_page(self) -> Screen[Any] | None:
        """The page that is in front once what covers it is gone."""
        return next((s for s in reversed(self._screen_stack) if not isinstance(s, COVERS)), None)

    def _status_lines(self) -> list[StatusLine]:
        page = self._front_page()
        return [] if page is None else list(page.query(StatusLine))
