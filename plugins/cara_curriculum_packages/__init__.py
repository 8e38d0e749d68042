"""Curricula from data-only packages: their files are read, their code is never run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, EntryPoint, distributions
from importlib.util import find_spec
from pathlib import Path

from cara_facilitate.api import CurriculumSource, changed_files, hookimpl

CARA_API = 1

GROUP = "cara_facilitate.curricula"
OURS = "cara-facilitate"
MANIFEST = "curriculum.yaml"
SUFFIXES = frozenset({".yaml", ".md", ".lock", ".png", ".svg", ".jpg"})
LARGEST_FILE = 1024 * 1024
LARGEST_WHOLE = 8 * 1024 * 1024
MOST_FILES = 1000
_ID = re.compile(rb"^curriculum:[ \t]*[\"']?([a-z0-9][a-z0-9-]{0,40})[\"']?[ \t\r]*$", re.MULTILINE)


@hookimpl
def cara_curricula() -> Iterator[CurriculumSource]:
    """Offer every installed curriculum package, ours first.

    A package whose folder cannot be read is offered without files, so that it is listed as
    broken. Where two say the same curriculum id, the later is offered as ``id.package``.
    """
    taken: set[str] = set()
    packages: set[str] = set()
    for point in sorted(_points(), key=_order):
        package = point.value.strip()
        if package in packages:
            continue
        packages.add(package)
        source = _source(point, package, taken)
        taken.add(source.id)
        yield source


def package_files(folder: Path) -> dict[str, bytes]:
    """A package's authored files by relative POSIX name.

    Links, hidden files and code are left out. A file over the limit keeps one byte more than
    allowed, so that the reader of the files can name it.
    """
    files: dict[str, bytes] = {}
    left = LARGEST_WHOLE
    for path in _walk(folder):
        if len(files) >= MOST_FILES or left <= 0:
            break
        with path.open("rb") as file:
            data = file.read(min(LARGEST_FILE, left) + 1)
        files[path.relative_to(folder).as_posix()] = data
        left -= len(data)
    return files


def package_folder(package: str) -> Path | None:
    """Where a package's files stand, found without importing it or any package it is in."""
    return next((place for place in _places(package) if (place / MANIFEST).is_file()), None)


def _places(package: str) -> list[Path]:
    names = package.split(".")
    if not all(name.isidentifier() for name in names):
        return []
    spec = find_spec(names[0])
    for depth in range(2, len(names) + 1):
        if spec is None or not spec.submodule_search_locations:
            return []
        inside = list(spec.submodule_search_locations)
        spec = PathFinder.find_spec(".".join(names[:depth]), inside)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []


def _points() -> Iterator[EntryPoint]:
    """Entry points of the group; a distribution with broken metadata hides no other."""
    seen: set[str] = set()
    for distribution in distributions():
        points: Iterable[EntryPoint] = ()
        with suppress(Exception):
            points = distribution.entry_points.select(group=GROUP)
        name = _stated(distribution, "Name")
        if points and (not name or name not in seen):
            seen.add(name)
            yield from points


def _stated(distribution: Distribution | None, field: str) -> str:
    """A field of METADATA; empty where that is gone or does not say, as when half removed."""
    with suppress(Exception):
        value = distribution.metadata[field] if distribution is not None else None
        return str(value) if value is not None else ""
    return ""


def _source(point: EntryPoint, package: str, taken: set[str]) -> CurriculumSource:
    folder: Path | None = None
    files: Mapping[str, bytes] = {}
    with suppress(OSError, ImportError, ValueError, AttributeError):
        folder = package_folder(package)
        files = package_files(folder) if folder else {}
    stated = _ID.search(files.get(MANIFEST, b""))
    plain = re.sub(r"[^a-z0-9._-]", "-", package.lower()).strip("._-")[:40] or "curriculum"
    name = stated[1].decode("ascii") if stated else plain
    return CurriculumSource(
        _free(name, plain, taken),
        files,
        _distribution(point),
        _stated(point.dist, "Version"),
        _changed(point, package, folder, files),
    )


def _changed(
    point: EntryPoint, package: str, folder: Path | None, files: Mapping[str, bytes]
) -> dict[str, str]:
    """What is not as the installer left it; an installation that lists no files says nothing."""
    path = package.replace(".", "/")
    changed: dict[str, str] = {}
    if not (_stated(point.dist, "Name") and _stated(point.dist, "Version")):
        changed["METADATA"] = "missing"
    if point.dist is None:
        return changed
    try:  # whatever the metadata holds, it hides no curriculum
        record = point.dist.read_text("RECORD")
        place = folder or Path(str(point.dist.locate_file(path)))
        return changed | (changed_files(place, record, path, files) if record else {})
    except Exception:
        return changed | {"RECORD": "edited"}


def _free(name: str, package: str, taken: set[str]) -> str:
    wanted = name if name not in taken else f"{name[:20]}.{package}"
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted[:58]}.{number}", number + 1
    return free


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(names):
            path = Path(base, name)
            if name[0] == "." or path.suffix not in SUFFIXES or path.is_symlink():
                continue
            if path.is_file():  # opening a named pipe would wait for ever
                yield path


def _order(point: EntryPoint) -> tuple[bool, bool, str, str]:
    distribution = _distribution(point)
    ours = distribution.lower().replace("_", "-") == OURS
    # What is left of an older version must not stand before the newer one.
    return (not ours, not distribution, point.name, distribution)


def _distribution(point: EntryPoint) -> str:
    return _stated(point.dist, "Name")
