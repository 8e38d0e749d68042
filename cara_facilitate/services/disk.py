"""Room to write: what is wrong with the disk at start, and a reserve for the day it fills up."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

RESERVE = "reserve"
RESERVE_BYTES = 6 * 1024 * 1024
"""Given back when the disk is full. The write-ahead log takes up to 4 MB before it is folded into
the store; what is left holds some four thousand observations of half a kilobyte."""

LEAST_FREE = 64 * 1024 * 1024


def fault_at_start(folder: Path) -> str:
    """What would keep this folder from being written to, as one plain sentence; empty is good."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="probe-") as probe:
            probe.write(b"\0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError:
        return "The store's folder cannot be written to: full or read-only. Use paper today."
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        return f"The disk is nearly full: {free // 1024**2} MB free. Make room before the day."
    return ""


def keep_reserve(folder: Path) -> None:
    """Lay the reserve by if it is not there; a disk that has no room for it is no failure."""
    path = folder / RESERVE
    if path.exists():
        return
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            # Random bytes, so that a file system that compresses or leaves holes keeps its word.
            file.write(os.urandom(RESERVE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)


def give_back_reserve(folder: Path) -> bool:
    """Free the reserve so that what is queued can still be saved; False if it was used before."""
    try:
        (folder / RESERVE).unlink()
    except OSError:
        return False
    return True
