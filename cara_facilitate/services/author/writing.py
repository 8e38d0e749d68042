"""Authored files put on disk whole: new ones never over another, changed ones never half."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cara_facilitate.errors import Refusal


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, all of them or none.

    :raises Refusal: if something stands there already or it cannot be written.
    """
    if target.exists() or target.is_symlink():
        raise Refusal(f"There is something at {target} already.", "Choose another name or folder.")
    beside = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = tempfile.mkdtemp(prefix=".cara-", dir=target.parent)
        made = Path(beside, target.name)
        for name, data in files.items():
            place = made / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        made.rename(target)
    except OSError as problem:
        raise _cannot(target, problem) from None
    finally:
        if beside:
            shutil.rmtree(beside, ignore_errors=True)


def write_new(path: Path, data: bytes) -> None:
    """Make one file, with the folders above it.

    :raises Refusal: if it exists or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise Refusal(f"There is a file {path} already.", "It was left as it is.") from None
    except OSError as problem:
        raise _cannot(path, problem) from None


def replace_file(path: Path, data: bytes, expected: bytes | None = None) -> None:
    """Put these bytes in a file's place in one move, keeping its permissions.

    :param expected: what the file held when it was read; if it holds something else by now,
        nothing is written.
    :raises Refusal: if it was changed meanwhile, is a link or cannot be written.
    """
    beside = ""
    try:
        if path.is_symlink():
            raise Refusal(f"{path} is a link.", "Files are changed only where they stand.")
        if expected is not None and path.read_bytes() != expected:
            raise Refusal(f"{path} was changed meanwhile.", "It was left as it is. Try again.")
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        handle, beside = tempfile.mkstemp(prefix=".cara-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(mode)
        Path(beside).replace(path)
        beside = ""
    except OSError as problem:
        raise _cannot(path, problem) from None
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)


def put_file(path: Path, data: bytes) -> None:
    """Write a file of the toolkit's own making, over an earlier one if there is one.

    :raises Refusal: if it is a link or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _cannot(path.parent, problem) from None
    replace_file(path, data)


def _cannot(path: Path, problem: OSError) -> Refusal:
    return Refusal(f"{path} cannot be written: {problem.strerror or 'no reason given'}.")
