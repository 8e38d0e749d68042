"""Clears the screen and ends the app at once when the launcher that owns the terminal is gone."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from cara_facilitate.cli import clearing

ORPHANED = 71
"""Exit code of an app whose launcher was killed."""

_going = threading.Lock()


def watch(fd: int, leaving: Callable[[], None]) -> threading.Thread:
    """Start a daemon thread that waits for the launcher's end of the pipe to close.

    :param fd: the read end of the pipe; nothing is ever written to it.
    :param leaving: told before the process ends; must be quick and may run in any thread.
    """

    def wait() -> None:
        try:
            while os.read(fd, 64):
                pass
        except OSError:
            return
        leave(ORPHANED, leaving)

    thread = threading.Thread(target=wait, name="cara-parent-watch", daemon=True)
    thread.start()
    return thread


def leave(code: int, leaving: Callable[[], None], patience: float = 2.0) -> None:
    """Clear the terminal, let ``leaving`` finish what is queued, and end the process.

    A launcher's death is told twice, by its pipe and by a hang-up: who comes second returns, for
    ending the process then would cut off the first one's last clearing.

    :param code: the exit code.
    :param patience: seconds ``leaving`` may take; the screen is already blank meanwhile.
    """
    if not _going.acquire(blocking=False):
        return
    silence_terminal()
    worker = threading.Thread(target=leaving, name="cara-leaving", daemon=True)
    worker.start()
    worker.join(patience)
    os._exit(code)


def silence_terminal() -> None:
    """Blank the terminal and make every later write of this process to it vanish."""
    terminal = os.dup(2)
    clearing.write(terminal, clearing.CLEAR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    if os.isatty(1):
        os.dup2(nowhere, 1)
    # A frame that was being written when we began may still end after our first clearing.
    time.sleep(0.03)
    clearing.write(terminal, clearing.CLEAR)
    if os.name == "posix":
        import signal

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        clearing.make_sane(terminal)
    os.close(terminal)
