"""What the writer thread has to tell the live screen: what the disk has, never more."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.message import Message
from textual.screen import Screen

from cara_facilitate.services.desk import SaveState
from cara_facilitate.tui.widgets.status import StatusLine


class SaveHeard(Message):
    """The writer thread has news; ``state`` is what may be claimed."""

    def __init__(self, state: SaveState) -> None:
        super().__init__()
        self.state = state


def show_saved(status: StatusLine, state: SaveState) -> None:
    """Say on the status line how the saving stands."""
    if state.failure:
        status.failed(state.failure.removeprefix("NOT SAVED. "))
    elif state.pending:
        status.saving()
    elif state.saved_at is not None:
        status.saved(state.saved_at.time())


def teller(screen: Screen[Any]) -> Callable[[SaveState], None]:
    """Passes news on to the screen without waiting, and without keeping a closed screen alive.

    What the interface itself has just recorded is shown at once; other threads send a message.
    """
    found = weakref.ref(screen)

    def tell(state: SaveState) -> None:
        here = found()
        if here is None or not here.is_attached:
            return
        if threading.current_thread() is threading.main_thread():
            show_saved(here.query_one(StatusLine), state)
        else:
            # The app may end between this line and the next; the writer must not trip over that.
            with suppress(RuntimeError):
                here.post_message(SaveHeard(state))

    return tell
