"""One change at a time to the user's own folder of curricula, across every process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cara_facilitate.errors import ContentError

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Keep every other process from changing a folder; the system lets go if this one ends.

    The lock is a file beside the folder, which stays; the folder's parent is made if need be.

    :raises ContentError: if another process is changing the folder just now.
    :raises OSError: if the lock cannot be made.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place.with_name(f"{place.name}.lock"), _FLAGS, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError:
            raise ContentError(
                "Your own folder of curricula is being changed in another window.",
                "Wait until that is done, then try again.",
            ) from None
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        # flock, not lockf: it also keeps out a second thread of the same process.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
