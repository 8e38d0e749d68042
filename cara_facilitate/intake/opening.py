"""Opening a file that somebody else made: a regular file, of bounded size, by no detour."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cara_facilitate.errors import IntakeError

_LONGEST_NAME = 60
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def shown_name(name: str) -> str:
    """A file's name as a message may show it: short, and without anything a terminal obeys."""
    plain = "".join(character if character.isprintable() else "?" for character in name)
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    A link, folder, pipe or device is refused without waiting for it.

    :raises IntakeError: if it is no such file, too large, or cannot be read.
    """
    name = shown_name(path.name)
    try:
        # Windows has no O_NOFOLLOW: asking first leaves a gap there, and none elsewhere.
        if path.is_symlink():
            raise IntakeError(f"{name} is a link to another file.", "Give the file itself.")
        data = _bounded(path, name, limit)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from None
    if len(data) > limit:
        raise _too_large(name, limit)
    return data


def _bounded(path: Path, name: str, limit: int) -> bytes:
    """At most one byte more than the limit: a file can grow after its size was asked for."""
    descriptor = os.open(path, _FLAGS)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise IntakeError(f"{name} is not an ordinary file.", "Give the file itself.")
        if found.st_size > limit:
            raise _too_large(name, limit)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(descriptor)


def _too_large(name: str, limit: int) -> IntakeError:
    return IntakeError(
        f"{name} is larger than {limit / 1_000_000:g} MB.", "Check that it is the right file."
    )


def _unreadable(name: str, error: Exception) -> IntakeError:
    if isinstance(error, FileNotFoundError):
        return IntakeError(f"There is no file {name}.", "Check the name and the folder.")
    if isinstance(error, PermissionError):
        return IntakeError(f"{name} may not be read by you.", "Ask for leave to read it.")
    return IntakeError(f"{name} could not be opened.", "Check that it is an ordinary file.")
