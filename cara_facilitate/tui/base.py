"""The app every screen of ours runs in: no leak by crash, clipboard, palette, toast or idling."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from cara_facilitate.services.clock import machine_seconds
from cara_facilitate.tui import crash, keys, switches
from cara_facilitate.tui.frugal import frugal_driver
from cara_facilitate.tui.idle import Action, IdlePolicy, IdleWatch, Phase
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.leaks import release_closed_screens
from cara_facilitate.tui.screens.curtain import CurtainScreen, cover
from cara_facilitate.tui.screens.help import HelpScreen
from cara_facilitate.tui.text import LastGate, clean
from cara_facilitate.tui.turnstile import Turnstile, Typed
from cara_facilitate.tui.widgets.status import StatusLine

LOCKED = 75
"""Exit code that asks the launcher for a fresh app at the unlock screen."""

CURTAIN_SCREEN = "curtain"
_LOOK_EVERY = 0.5
_LOCK_PATIENCE = 6.0
_LIBRARY_ACTIONS = frozenset({"quit", "focus_next", "focus_previous", "blur", "minimize"})


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


class GuardedApp(App[int]):
    """A Textual app that keeps what it shows from getting anywhere else.

    :param reports: folder for crash reports (places in the code only); None writes none.
    :param now: the time of day shown on the curtain.
    :param clock: seconds that count sleep, for the idle rules.
    :param new_code: makes the short code of a crash report.
    """

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.GLOBAL)]
    IDLE: ClassVar[IdlePolicy] = IdlePolicy()

    def __init__(
        self,
        *,
        reports: Path | None = None,
        now: Callable[[], datetime] = datetime.now,
        clock: Callable[[], float] = machine_seconds,
        new_code: Callable[[], str] = lambda: os.urandom(2).hex(),
    ) -> None:
        switches.disarm()
        release_closed_screens()
        super().__init__()
        self.features = frozenset()
        self.animation_level = "none"
        self.now = now
        self.closing_sentence = ""
        self.reports = reports
        self._new_code = new_code
        self._last_gate = LastGate()
        self._idle = IdleWatch(self.IDLE, clock)
        self._turnstile = Turnstile(self, self._let_in)

    # What the app built on this one decides.

    def idle_phase(self) -> Phase:
        """What the day is doing, for the idle rules. Override."""
        return Phase.OTHER

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

    def at_work(self) -> bool:
        """Whether the page in front waits for work its last key began; keys wait too. Override."""
        return False

    def leaving(self) -> None:
        """Finish what is queued; called from another thread when the process must end at once."""

    def reference_notice(self) -> str:
        """The whole sentence about the loaded curriculum for the help screen, or empty."""
        return ""

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
        self._turnstile.forget()
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
            if isinstance(self.screen, CurtainScreen):
                return
            event.text = clean(event.text, lines=True)
            if self._turnstile.holds(event):
                return
        await super().on_event(event)

    async def _let_in(self, event: Typed) -> None:
        if not isinstance(self.screen, CurtainScreen):
            await super().on_event(event)

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
        if isinstance(self.screen, CurtainScreen):
            if event.key == "enter":
                self.lift_curtain()
            return True
        return False

    def action_keys(self) -> None:
        """Show what every key does here."""
        if isinstance(self.screen, HelpScreen):
            return
        here = getattr(self.screen, "KEYS", ())
        super().push_screen(HelpScreen((*here, *keys.GLOBAL), self.reference_notice()))

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
            self.draw_curtain()
        return action

    def _continued(self) -> None:
        self.draw_curtain()
        driver = self._driver
        if driver is not None:
            # Whoever stopped us may have cleared the screen and left its modes.
            driver.write("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1004h\x1b[?2004h")
        self.screen.refresh(layout=True)

    # Ways out of the app that are closed.

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

    def notify(self, message: str, **kwargs: Any) -> None:
        """Say it on the status line: a toast would show through the curtain."""
        del kwargs
        self.call_later(self._say, message)

    def _say(self, message: str) -> None:
        for line in self._status_lines():
            line.say(message)

    def _status_lines(self) -> list[StatusLine]:
        screens = [s for s in reversed(self._screen_stack) if not isinstance(s, CurtainScreen)]
        return list(screens[0].query(StatusLine)) if screens else []

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


def _end_locked() -> None:
    time.sleep(_LOCK_PATIENCE)
    os._exit(LOCKED)
