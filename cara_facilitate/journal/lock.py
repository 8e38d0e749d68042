"""One writer a store: an operating system lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cara_facilitate.errors import StoreBusy, StoreError

LOCK_FILE = "store.lock"


class StoreLock:
    """The right to use one store. The file stays; only the lock on it comes and goes."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        :raises StoreBusy: if another window, or another part of this one, holds it.
        :raises StoreError: if the lock file cannot be made.
        """
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            self._descriptor = os.open(folder / LOCK_FILE, flags, 0o600)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "unknown reason"
            raise StoreError(
                f"The store's folder cannot be written: {reason}.",
                "Check that the disk is neither full nor read-only; until then write on paper.",
            ) from None
        try:
            _take(self._descriptor)
        except OSError:
            self.release()
            raise StoreBusy(
                "This store is already open in another window.",
                "Go to that window, or close it and try again.",
            ) from None

    def release(self) -> None:
        """Let the next one in. Releasing twice is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        # flock, not lockf: it also keeps out a second opening inside the same process.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
