"""What is kept and said of an error nobody expected: places in the code, never a value."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

CRASHED = 70
"""Exit code after an unexpected error."""


def sentence(code: str) -> str:
    """The fixed text a person sees after a crash; ``code`` is all that varies."""
    return (
        f"The app stopped (report code {code}). What showed 'saved' is stored. Start cara to go on."
    )


def frames(error: BaseException) -> str:
    """The kinds of error and where they passed: ``file:line:function``, no message, no values."""
    blocks = []
    for fault in _chain(error):
        kind = type(fault)
        lines = [f"{kind.__module__}.{kind.__qualname__}"]
        lines += [
            f"  {frame.f_code.co_filename}:{number}:{frame.f_code.co_name}"
            for frame, number in traceback.walk_tb(fault.__traceback__)
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def report(error: BaseException, folder: Path | None, code: str) -> Path | None:
    """Write the frames to ``folder/<code>.txt``, readable by this user alone.

    :param folder: made if missing; None writes nothing.
    :return: the file, or None if it could not be written (a crash must not end in another).
    """
    if folder is None:
        return None
    path = folder / f"{code}.txt"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(frames(error))
    except OSError:
        return None
    return path


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
