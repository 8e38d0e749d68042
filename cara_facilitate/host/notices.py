"""Delivers event notices in order on a thread of their own, so that no plugin delays a save."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from cara_facilitate.api.types import EventNotice

WAITING = 10_000
"""Notices kept for a slow plugin; beyond it the newest are dropped, as nothing depends on them."""


class Notices:
    """A queue with one daemon thread, started with the first notice."""

    def __init__(self, tell: Callable[[EventNotice], None]) -> None:
        self._tell = tell
        self._queue: queue.Queue[EventNotice | threading.Event] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def put(self, notice: EventNotice) -> None:
        """Take a notice and return at once."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._deliver, daemon=True)
                self._thread.start()
        try:
            self._queue.put_nowait(notice)
        except queue.Full:
            return

    def settle(self, seconds: float) -> bool:
        """Wait until all notices taken so far were delivered; whether that came in time."""
        if self._thread is None:
            return True
        mark = threading.Event()
        try:
            self._queue.put(mark, timeout=seconds)
        except queue.Full:
            return False
        return mark.wait(seconds)

    def close(self) -> None:
        """Take no more notices; those waiting are dropped."""
        with self._lock:
            self._closed = True

    def _deliver(self) -> None:
        while True:
            item = self._queue.get()
            if isinstance(item, threading.Event):
                item.set()
            elif not self._closed:
                self._tell(item)
