"""The app every screen of ours runs in: keys seen first, one at a time, and nobody there."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from cara_facilitate.services.clock import machine_seconds
from cara_facilitate.tui import keys
from cara_facilitate.tui.curtained import COVERS, CurtainedApp
from cara_facilitate.tui.idle import Action, IdlePolicy, IdleWatch, Phase
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.closed import ClosedScreen
from cara_facilitate.tui.screens.curtain import CurtainScreen
from cara_facilitate.tui.screens.help import HelpScreen
from cara_facilitate.tui.text import clean
from cara_facilitate.tui.turnstile import Turnstile, Typed

LOCKED = 75
"""Exit code that asks the launcher for a fresh app at the unlock screen."""
_LOOK_EVERY = 0.5
_LOCK_PATIENCE = 6.0


class KeyedScreen(Screen[Any]):
    """A screen whose bindings, key bar and help come from one table."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    """What can be done here; the app's global keys come on top."""

    # A modal screen cuts the app's own bindings off, and help must be everywhere.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(name, "app.keys", keys.HELP.label, show=False) for name in keys.HELP.names()
    ]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "KEYS" in cls.__dict__:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *keys.bindings(cls.KEYS)]
        super().__init_subclass__(**kwargs)


class GuardedApp(CurtainedApp):
    """An app that keeps what it shows from getting anywhere else, and locks when left alone.

    :param clock: seconds that count sleep, for the idle rules.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.GLOBAL)]
    IDLE: ClassVar[IdlePolicy] = IdlePolicy()

    def __init__(self, *, clock: Callable[[], float] = machine_seconds, **curtained: Any) -> None:
        super().__init__(**curtained)
        self._idle = IdleWatch(self.IDLE, clock)
        self._turnstile = Turnstile(self, self._let_in)

    # What the app built on this one decides.

    def idle_phase(self) -> Phase:
        """What the day is doing, for the idle rules. Override."""
        return Phase.OTHER

    def at_work(self) -> bool:
        """Whether the page in front waits for work its last key began; keys wait too. Override."""
        return False

    def leaving(self) -> None:
        """Finish what is queued; called from another thread when the process must end at once."""

    def reference_notice(self) -> str:
        """The whole sentence about the loaded curriculum for the help screen, or empty."""
        return ""

    # Keys.

    async def on_event(self, event: events.Event) -> None:
        """Curtain and lock before any screen, field or dialog can have the key."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self.look_at_clock() is Action.LOCK:
                return  # the first key after a sleep is not for whatever is on the screen
            self._idle.touch()
            if self._read_guard_key(event) or self._turnstile.holds(event):
                return
        elif isinstance(event, events.MouseDown) and not event.is_forwarded:
            self._idle.touch()
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            if self._takes_nothing:
                return
            event.text = clean(event.text, lines=True)
            if self._turnstile.holds(event):
                return
        await super().on_event(event)

    async def _let_in(self, event: Typed) -> None:
        if not self._takes_nothing:
            await super().on_event(event)

    @property
    def _takes_nothing(self) -> bool:
        """Whether what is in front lets nothing through that somebody types."""
        return isinstance(self.screen, COVERS)

    @property
    def typing(self) -> bool:
        """Whether a key is still being dealt with, or waits its turn."""
        return self._turnstile.busy

    def forget_typing(self) -> None:
        """Drop keys that wait: what they were typed for is no longer there."""
        self._turnstile.forget()

    def _read_guard_key(self, event: events.Key) -> bool:
        if keys.draws_curtain(event.key, event.character):
            self.draw_curtain()
            return True
        if keys.is_key(event.key, keys.LOCK):
            self.lock()
            return True
        if not self._takes_nothing:
            return False
        if isinstance(self.screen, CurtainScreen) and event.key == "enter":
            self.lift_curtain()
        elif isinstance(self.screen, ClosedScreen) and self.screen.lets_go(event.key):
            self.pop_screen()
        return True

    def action_keys(self) -> None:
        """Show what every key does here."""
        if isinstance(self.screen, HelpScreen):
            return
        here = getattr(self.screen, "KEYS", ())
        self.push_screen(HelpScreen((*here, *keys.GLOBAL), self.reference_notice()))

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit; it says what does."""
        self.notify("Ctrl+Q quits.")

    def lock(self) -> None:
        """End this process, which holds the key; the launcher starts a fresh one to unlock."""
        self._turnstile.forget()
        self.draw_curtain()
        self.exit(return_code=LOCKED)
        if not self.is_headless:
            # A thread that hangs must not keep the key in memory.
            threading.Thread(target=_end_locked, name="cara-lock", daemon=True).start()

    # Idleness and signals.

    def on_mount(self) -> None:
        """Start the idle rules and answer being stopped and continued."""
        self.call_after_refresh(self.settle_memory)
        self.set_interval(_LOOK_EVERY, self.look_at_clock)
        if os.name == "posix" and not self.is_headless:
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)
            signal.signal(signal.SIGCONT, lambda *_: self.call_later(self._continued))

    def settle_memory(self) -> None:
        """Let the collector pass over what is there now, and run from here on.

        It was off since the process began (see cli/app.py); going through every module and style
        sheet again and again would hold up keys by a twentieth of a second each time.
        """
        if not self.is_headless:
            gc.freeze()
        gc.enable()

    def look_at_clock(self) -> Action:
        """Draw the curtain or lock if nobody has been there for long enough; says which."""
        action = self._idle.look(self.idle_phase())
        if action is Action.LOCK:
            self.lock()
        elif action is Action.CURTAIN:
            self.nobody_there()
        return action

    def nobody_there(self) -> None:
        """The curtain falls by itself. Override and extend."""
        self.draw_curtain()

    def _continued(self) -> None:
        self.nobody_there()
        driver = self._driver
        if driver is not None:
            # Whoever stopped us may have cleared the screen and left its modes.
            driver.write("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1004h\x1b[?2004h")
        self.screen.refresh(layout=True)


def _end_locked() -> None:
    time.sleep(_LOCK_PATIENCE)
    os._exit(LOCKED)
