"""A curriculum's folder on disk to its files' bytes, links left out and sizes capped."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cara_facilitate.content.findings import shown
from cara_facilitate.errors import ContentError

MOST_FILES = 1000
LARGEST_FOLDER = 8 * 1024 * 1024
_SKIPPED = frozenset({"__init__.py", "__pycache__"})


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Every authored file by its relative POSIX name.

    Hidden files, links and Python's own files are left out.

    :raises ContentError: if this is no folder, something in it cannot be read, or it holds far
        more than a curriculum does; its place is the file in the folder, where it is one.
    """
    files: dict[str, bytes] = {}
    left = LARGEST_FOLDER
    name = ""
    try:
        if not folder.is_dir():
            raise ContentError("There is no such folder.", "Name the folder of a curriculum.yaml.")
        for path in _walk(folder):
            name = path.relative_to(folder).as_posix()
            # What stands in a file may be more than its size says.
            with path.open("rb") as file:
                data = file.read(left + 1)
            left -= len(data)
            if left < 0 or len(files) >= MOST_FILES:
                raise ContentError(
                    "This folder holds more than a curriculum does.",
                    f"At most {MOST_FILES} files and {LARGEST_FOLDER // 1024**2} MB in all.",
                    shown(name),
                )
            files[name] = data
    except OSError as fault:
        raise _unread(fault, folder, name) from None
    return dict(sorted(files.items(), key=lambda item: item[0].split("/")))


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, onerror=_stop, followlinks=False):
        folders[:] = sorted(name for name in folders if not _left_out(name))
        for name in sorted(names):
            path = Path(base, name)
            if not _left_out(name) and not path.is_symlink() and path.is_file():
                yield path


def _left_out(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED


def _stop(fault: OSError) -> None:
    # A folder that cannot be read must not look like an empty one.
    raise fault


def _unread(fault: OSError, folder: Path, name: str) -> ContentError:
    at = Path(fault.filename) if isinstance(fault.filename, str) else folder / name
    where = at.relative_to(folder).as_posix() if at.is_relative_to(folder) else name
    return ContentError(
        f"This cannot be read ({os.strerror(fault.errno or 0)}).",
        "Check who may read it.",
        "" if where == "." else shown(where),
    )
