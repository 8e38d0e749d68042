"""Which files of an installed package are not as its wheel's RECORD says they were installed."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

ALGORITHMS = frozenset({"sha256", "sha384", "sha512"})
MOST_FILES = 2000
RECORD = "RECORD"


def changed_files(
    folder: Path, record: str, package: str, read: Mapping[str, bytes]
) -> dict[str, str]:
    """What differs between a package's folder and the RECORD it was installed with.

    Hidden files and what Python compiled are left out. A link is never followed: it stands for
    nothing that was installed.

    :param folder: where the package's files stand; it need not exist any more.
    :param record: the text of RECORD.
    :param package: the package's path in the record, such as ``cara_curriculum_small``.
    :param read: bytes read already, by name in the folder; these are judged, not read again.
    :return: ``edited``, ``missing`` or ``added``, by name in the folder. Empty where the record
        lists no file of the package, as with an editable installation.
    """
    try:
        said = _recorded(record, f"{package}/")
    except csv.Error:
        return {RECORD: "edited"}
    if not said:
        return {}
    present = dict(_present(folder))
    changed = {
        name: "missing" if name not in present else "edited"
        for name, digest in said.items()
        if name not in present or (digest and _digest(present[name], name, read, digest) != digest)
    }
    changed |= {name: "added" for name in present if name not in said}
    return dict(sorted(changed.items()))


def digest_row(data: bytes) -> str:
    """The hash of a file as RECORD writes it: ``sha256=`` and URL-safe base64 without padding."""
    return _written("sha256", hashlib.sha256(data).digest())


def _recorded(record: str, prefix: str) -> dict[str, str]:
    """The hash by name in the package; empty where RECORD gives none that can be made anew."""
    said: dict[str, str] = {}
    for row in csv.reader(record.splitlines()):
        path, digest = (*row, "", "")[:2]
        name = path.replace("\\", "/").removeprefix(prefix)
        if name == path or not name or _left_out(name):
            continue
        algorithm, _, value = digest.partition("=")
        said[name] = f"{algorithm}={value.rstrip('=')}" if algorithm in ALGORITHMS else ""
    return said


def _present(folder: Path) -> Iterator[tuple[str, Path]]:
    count = 0
    for base, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _left_out(name))
        for name in sorted(names):
            path = Path(base, name)
            if _left_out(name) or path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > MOST_FILES:
                return
            yield path.relative_to(folder).as_posix(), path


def _left_out(name: str) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
    return hidden or name.endswith(".pyc")


def _digest(path: Path, name: str, read: Mapping[str, bytes], like: str) -> str:
    algorithm = like.partition("=")[0]
    data = read.get(name)
    try:
        # A file over the limits was read in part only: its hash is that of the whole.
        if data is not None and path.stat().st_size == len(data):
            return _written(algorithm, hashlib.new(algorithm, data).digest())
        with path.open("rb") as file:
            return _written(algorithm, hashlib.file_digest(file, algorithm).digest())
    except OSError:
        return ""


def _written(algorithm: str, digest: bytes) -> str:
    return f"{algorithm}={base64.urlsafe_b64encode(digest).rstrip(b'=').decode('ascii')}"
