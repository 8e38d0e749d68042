"""A curriculum's folder on disk to its files' bytes, links left out and sizes capped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cara_facilitate.errors import ContentError

MOST_FILES = 1000
LARGEST_FOLDER = 8 * 1024 * 1024
_SKIPPED = frozenset({"__init__.py", "__pycache__"})


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Every authored file by its relative POSIX name.

    Hidden files, links and Python's own files are left out.

    :raises ContentError: if this is no folder, or it holds far more than a curriculum does.
    """
    if not folder.is_dir():
        raise ContentError("There is no such folder.", "Name the folder of a curriculum.yaml.")
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in _SKIPPED for part in parts)
        if hidden or path.is_symlink() or not path.is_file():
            continue
        size += path.stat().st_size
        if size > LARGEST_FOLDER or len(files) >= MOST_FILES:
            raise ContentError(
                "This folder holds more than a curriculum does.",
                f"At most {MOST_FILES} files and {LARGEST_FOLDER // 1024**2} MB in all.",
            )
        files["/".join(parts)] = path.read_bytes()
    return files
