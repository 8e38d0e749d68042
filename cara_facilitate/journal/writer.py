"""Saves in the background, in order: a press never waits for the disk, and nothing is dropped."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from cara_facilitate.errors import CaraError, StoreError
from cara_facilitate.journal.envelope import Draft, StoredEvent
from cara_facilitate.journal.store import Store

RETRY_SECONDS = 2.0
HEAD_START = 0.004
"""Seconds the first save after a rest gives the screen to draw the press; a commit takes one."""
MARK_SECONDS = 0.25
"""After how long without a press the high-water mark is set: never while the next is drawn."""


@dataclass(slots=True)
class _Batch:
    drafts: list[Draft]
    token: object
    events: list[StoredEvent] | None = None
    tried: bool = False


class Writer:
    """A thread that commits batches one by one, in the order they were submitted.

    A batch that fails stays first in the queue with everything behind it; the thread tries again
    every two seconds, or at once on :meth:`retry`.
    """

    def __init__(
        self,
        store: Store,
        on_saved: Callable[[object], None],
        on_failed: Callable[[object, CaraError], None],
    ) -> None:
        """Both callbacks get the batch's token and run on the writer's thread.

        :param on_saved: the disk has the batch.
        :param on_failed: it has not; called at every failed try.
        """
        self._store, self._on_saved, self._on_failed = store, on_saved, on_failed
        self._queue: deque[_Batch] = deque()
        self._order = threading.Lock()
        self._change = threading.Condition()
        self._retry = False
        self._closing = False
        self._telling = False
        self._awaited = 0
        self._fault: Exception | None = None
        # A daemon, so that a disk that never answers cannot keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="journal writer", daemon=True)
        self._thread.start()

    def submit(self, drafts: Sequence[Draft], token: object) -> list[str]:
        """Queue drafts to be saved in one transaction.

        :param token: handed to the callbacks.
        :return: the ids the events have from now on, in hex.
        :raises StoreError: if a draft cannot be stored at all, or the writer is closed.
        """
        with self._order:  # else something might be queued behind the closing
            if self._closing:
                raise StoreError("The store is closing.", "Open it again.")
            named = self._store.name(drafts)
            with self._change:
                self._queue.append(_Batch(named, token))
                self._change.notify_all()
        return [draft.id for draft in named]

    def retry(self) -> None:
        """Try a failed batch again now."""
        with self._change:
            self._retry = True
            self._change.notify_all()

    def waiting(self) -> list[object]:
        """The tokens of the batches that are not saved yet, oldest first."""
        with self._change:
            return [batch.token for batch in self._queue]

    @property
    def pending(self) -> int:
        """How many batches are not saved yet."""
        return len(self._queue)

    def flush(self, timeout: float) -> bool:
        """Wait until all is saved and told; not to be called from a callback.

        :param timeout: seconds. :return: False if the time ran out first.
        :raises Exception: what a callback raised, if one did; the saving went on.
        """
        with self._change:
            self._awaited += 1
            self._change.notify_all()
            empty = self._change.wait_for(self._idle, timeout)
            self._awaited -= 1
            fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        return empty

    def close(self, timeout: float = 10.0) -> list[object]:
        """Save what can be saved in that many seconds and stop.

        :return: the tokens that are not saved: say so loudly.
        """
        with self._order:
            self._closing = True
        self.retry()
        with self._change:
            self._change.wait_for(self._idle, timeout)
            left = [batch.token for batch in self._queue]
            self._queue.clear()
            self._change.notify_all()
        self._thread.join(timeout)
        return left

    def _run(self) -> None:
        self._store.make_room()
        while (batch := self._next()) is not None:
            error = self._try(batch)
            if error is None:
                self._drop(batch)
                self._tell(partial(self._on_saved, batch.token))
                self._mark_when_quiet()
                with self._change:
                    self._telling = False
                    self._change.notify_all()
            else:
                self._tell(partial(self._on_failed, batch.token, error))
                with self._change:
                    self._change.wait_for(lambda: self._retry or not self._queue, RETRY_SECONDS)
                    self._retry = False

    def _mark_when_quiet(self) -> None:
        """Set the mark once nobody presses anything, or somebody waits for all to be done."""
        with self._change:
            self._change.wait_for(
                lambda: self._queue or self._closing or self._awaited, MARK_SECONDS
            )
            pressed = bool(self._queue)
            if pressed:
                self._let_draw()
        if not pressed or self._store.mark_is_due:
            self._store.mark()

    def _idle(self) -> bool:
        return not self._queue and not self._telling

    def _next(self) -> _Batch | None:
        with self._change:
            if not self._queue:
                self._change.wait_for(lambda: self._queue or self._closing)
                self._let_draw()
            return self._queue[0] if self._queue else None

    def _let_draw(self) -> None:
        self._change.wait_for(
            lambda: self._closing or self._awaited or len(self._queue) > 1, HEAD_START
        )

    def _try(self, batch: _Batch) -> CaraError | None:
        try:
            if batch.events is None:  # chained in the order of the queue, by this thread alone
                batch.events = self._store.chain(batch.drafts)
            self._store.commit(batch.events, again=batch.tried)
        except CaraError as error:
            batch.tried = True
            return error
        except Exception:
            # Whatever it was, the batch is not known to be saved, and that is what must be said.
            batch.tried = True
            return StoreError("The entry could not be saved.", "Write it on paper now.")
        return None

    def _drop(self, batch: _Batch) -> None:
        with self._change:
            if self._queue and self._queue[0] is batch:
                self._queue.popleft()
            self._telling = True

    def _tell(self, callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception as fault:
            # A faulty screen must not stop the saving; flush hands the fault on.
            with self._change:
                self._fault = self._fault or fault
