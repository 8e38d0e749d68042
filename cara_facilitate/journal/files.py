"""Private files: made for the owner alone, never through a link, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

from cara_facilitate.errors import StoreError

STORE_FILE = "store.db"

# Windows has neither flag: no symlinks without a privilege there, and a user-only profile folder.
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
# A named pipe in a file's place would be waited for.
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def private_folder(path: Path) -> Path:
    """Make the folder if need be and close it to everybody but its owner (0700).

    :raises StoreError: if it is a link, or cannot be made or closed.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_symlink():
            raise StoreError("The store's folder is a link.", "Name the real folder.")
    except OSError as error:
        raise _refused("The store's folder cannot be made", error) from None
    private_mode(path, 0o700)
    return path


def private_mode(path: Path, mode: int) -> None:
    """Give a file or folder this mode, if it has another.

    :raises StoreError: if it cannot be done.
    """
    try:
        # A read-only disk refuses even a change to the mode it has already.
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
    except OSError as error:
        raise _refused(f"{path.name} cannot be made private", error) from None


def create_private(path: Path) -> int:
    """A descriptor open for writing on a new file of mode 0600; the caller closes it.

    :raises OSError: if anything, even a dangling link, has that name.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
    return os.open(path, flags, 0o600)


def write_private(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put ``data`` under ``path`` in one step: a reader sees the old bytes or the new, never half.

    :param durable: wait until the disk has it. Without, a power cut may bring the old bytes back.
    :raises StoreError: if it could not be written; the old file then still stands.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        # A leftover of an earlier crash would stop O_EXCL; unlinking a link removes the link only.
        fresh.unlink(missing_ok=True)
        descriptor = create_private(fresh)
        try:
            _write_all(descriptor, data)
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(path)
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise _refused(f"{path.name} cannot be written", error) from None


def read_private(path: Path, limit: int) -> bytes:
    """The bytes of a small ordinary file; a link, pipe or device is refused without waiting.

    :param limit: bytes; a longer file is refused.
    :raises FileNotFoundError: if there is none.
    :raises StoreError: if it cannot be read, is no ordinary file, or is too long.
    """
    try:
        flags = os.O_RDONLY | _NOFOLLOW | _NONBLOCK | _BINARY
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise StoreError(
                    f"{path.name} is not an ordinary file.", "Restore it from a backup."
                )
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _refused(f"{path.name} cannot be read", error) from None
    if len(data) > limit:
        raise StoreError(f"{path.name} is longer than it can be.", "Restore it from a backup.")
    return data


def sync_file(path: Path) -> None:
    """Wait until the disk has a file that another library wrote.

    :raises OSError: if it cannot be done.
    """
    descriptor = os.open(path, os.O_RDWR | _NOFOLLOW | _BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` survive a power cut. Windows offers no such call."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _refused(what: str, error: OSError) -> StoreError:
    reason = os.strerror(error.errno) if error.errno else "unknown reason"
    return StoreError(f"{what}: {reason}.", "Check the disk's space and permissions.")
