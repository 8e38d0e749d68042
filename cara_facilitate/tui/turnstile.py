"""Lets keys in one at a time, so that a fast hand's next key finds what the last one did."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from textual import events
from textual.message_pump import MessagePump

Typed = events.Key | events.Paste
"""What a person puts in: a key, or a text pasted."""

ROUNDS = 2
"""A key bubbles up to the app, which runs its binding; what that says bubbles up once more."""
MOST_ROUNDS = 8
PATIENCE = 2.0
"""Seconds after which a key counts as dealt with, whatever became of it."""
WORK_PATIENCE = 15.0
"""Seconds keys wait for a page at work; by then something is wrong, and Esc must go through."""
LOOK_EVERY = 0.02
_URGENT = frozenset({"escape", "ctrl+q"})


class Front(Protocol):
    """What is asked of the app."""

    @property
    def focused(self) -> Any:
        """The widget that gets the keys, or None."""

    @property
    def screen(self) -> Any:
        """The screen in front."""

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call from the app's own loop, in order."""

    def at_work(self) -> bool:
        """Whether the page in front waits for work that its last key began."""


class Turnstile:
    """Holds what is typed while the key before it is still being dealt with.

    Textual hands a key to the widget in focus at once, but moves the focus only some messages
    later, so that the first digits of a PIN typed right after Enter would land in the field before.

    :param front: the app. :param let_in: gives it one key, in its own loop.
    """

    def __init__(self, front: Front, let_in: Callable[[Typed], Awaitable[None]]) -> None:
        self._front, self._let_in = front, let_in
        self._waiting: deque[Typed] = deque()
        self._under_way: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key is still being dealt with."""
        return self._under_way is not None and not self._under_way.done()

    def holds(self, event: Typed) -> bool:
        """Whether this key waits its turn; if not, it is to go in now."""
        if not self.busy:
            self._under_way = asyncio.create_task(self._see_through())
            return False
        if self._front.at_work() and isinstance(event, events.Key):
            if event.key in _URGENT:
                self.forget()
                return False
            if event.key == "enter" and not self._waiting:
                return True  # impatience: Enter again while the first one is at work
        self._waiting.append(event)
        return True

    def forget(self) -> None:
        """Drop what waits: what it was typed for is no longer there."""
        self._waiting.clear()

    async def _see_through(self) -> None:
        while True:
            await self._dealt_with()
            await self._work_done()
            if not self._waiting:
                return
            self._front.call_later(self._let_in, self._waiting.popleft())

    async def _dealt_with(self) -> None:
        deadline = time.monotonic() + PATIENCE
        await _passes(self._app, deadline)
        for number in range(1, MOST_ROUNDS + 1):
            before = self._place()
            node = before[1] or before[0]
            while isinstance(node, MessagePump):
                await _passes(node, deadline)
                node = node._parent
            if number >= ROUNDS and self._place() == before:
                return

    async def _work_done(self) -> None:
        deadline = time.monotonic() + WORK_PATIENCE
        worked = False
        while self._front.at_work() and time.monotonic() < deadline:
            worked = True
            await asyncio.sleep(LOOK_EVERY)
        if worked:
            await self._dealt_with()

    @property
    def _app(self) -> MessagePump:
        app: Any = self._front
        return app  # type: ignore[no-any-return]

    def _place(self) -> tuple[Any, Any]:
        return self._front.screen, self._front.focused


async def _passes(node: MessagePump, deadline: float) -> None:
    """Wait until a node has dealt with everything posted to it so far."""
    done = asyncio.get_running_loop().create_future()
    if not node.is_running or not node.call_later(partial(_settle, done)):
        return
    while not done.done() and node.is_running and time.monotonic() < deadline:
        await asyncio.wait((done,), timeout=LOOK_EVERY)


def _settle(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)
