"""The user's own folder of curriculum packages, put there without pip: found, read and removed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cara_facilitate.api import CurriculumSource, changed_files
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.services.own_lock import held

ENTRY = ".json"
NEW = ".adding-"
MARK = ".cara-package"
"""An empty file in every folder made here, by which it is known as ours."""
RECORD = "RECORD"
MOST_PACKAGES = 100
LARGEST_ENTRY = 4096
LARGEST_RECORD = 1_000_000
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,199}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(rb"^curriculum:[ \t]*[\"']?([a-z0-9][a-z0-9-]{0,40})[\"']?[ \t\r]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Own:
    """One package as its entry in the folder describes it.

    ``folder`` is the name of its own folder, in which ``package`` holds the curriculum and
    ``info`` its description; ``wheel`` and ``record`` are the SHA-256 (hex) of the wheel it came
    from and of its RECORD. An entry that cannot be read has a name alone.
    """

    name: str
    distribution: str = ""
    version: str = ""
    folder: str = ""
    package: str = ""
    info: str = ""
    wheel: str = ""
    record: str = ""


def owned(place: Path) -> tuple[Own, ...]:
    """Every package in the user's folder, by name."""
    try:
        names = sorted(path.stem for path in place.glob(f"*{ENTRY}"))[:MOST_PACKAGES]
    except OSError:
        return ()
    return tuple(_entry(place, name) for name in names if _PLAIN.fullmatch(name))


def own_sources(place: Path, taken: Collection[str]) -> Iterator[CurriculumSource]:
    """The user's own curricula; one whose folder cannot be read is offered without files.

    :param taken: ids that others have: an own curriculum of such an id gets another one.
    """
    used = set(taken)
    for own in owned(place):
        source = _source(place, own, used)
        used.add(source.id)
        yield source


def put(place: Path, own: Own, members: Mapping[str, bytes]) -> None:
    """Lay a package's files down and let its entry name them; only then is an older one removed.

    The entry is replaced in one step, so that at every moment one whole package stands, or none.
    What an addition that was broken off has left in the folder is removed first.

    :param own: its ``folder`` is a wish: a number is added where that name is taken.
    :param members: contents by POSIX name in the folder, every name known to be plain.
    :raises ContentError: if the folder cannot be written, somebody else is writing it, or the
        package could not be found again by its entry; what was there stands as it was.
    """
    if not _trusted(own):
        raise ContentError(
            "This package's name, version or folder is one that cannot be kept.",
            "Ask its author for one in plain letters, digits, dots and hyphens.",
        )
    try:
        with held(place):
            place.mkdir(mode=0o700, exist_ok=True)
            place.chmod(0o700)
            _sweep(place)
            before = _entry(place, own.name)
            try:
                folder = _lay(place, own, members)
            except OSError:
                _sweep(place)
                raise
            if folder != before.folder:
                _remove(place, before)
    except OSError as fault:
        raise _unwritable(fault, place) from None


def take_out(place: Path, own: Own) -> None:
    """Remove a package: its entry first, so that it is never found half removed.

    :raises ContentError: if it cannot be removed, or somebody else is writing the folder.
    """
    try:
        with held(place):
            (place / f"{own.name}{ENTRY}").unlink()
            _remove(place, own)
            _sweep(place)
    except OSError as fault:
        raise _unwritable(fault, place) from None


def plain_name(distribution: str) -> str:
    """A distribution's name as it is compared: small letters, single hyphens."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def stated_id(files: Mapping[str, bytes]) -> str:
    """The id that a curriculum's manifest states; empty if it states none."""
    stated = _ID.search(files.get(MANIFEST, b""))
    return stated[1].decode("ascii") if stated else ""


def _lay(place: Path, own: Own, members: Mapping[str, bytes]) -> str:
    """Write a package beside what stands there and let its entry name it; the folder's name."""
    # On the same disk and hidden, so that it can be renamed and is never read half made.
    fresh = Path(tempfile.mkdtemp(prefix=NEW, dir=place))
    try:
        own = replace(own, folder=_free_folder(place, own.folder))
        for name, data in {**members, MARK: b""}.items():
            _write(fresh / own.folder / name, data)
        entry = fresh / f"{own.name}{ENTRY}"
        _write(entry, json.dumps(asdict(own), indent=1, sort_keys=True).encode())
        (fresh / own.folder).rename(place / own.folder)
        entry.replace(place / entry.name)
        _flush(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return own.folder


def _sweep(place: Path) -> None:
    """Remove what broken-off additions have left; call it only while the folder is held.

    A folder goes only if it bears our mark and no entry names it. While an entry cannot be read,
    which folder it named is not known, so every folder stays.
    """
    with suppress(OSError):
        entries = [_entry(place, path.stem) for path in place.glob(f"*{ENTRY}")]
        named = {own.folder for own in entries}
        for path in list(place.iterdir()):
            if path.is_symlink() or not path.is_dir():
                continue
            orphan = "" not in named and path.name not in named and (path / MARK).is_file()
            if path.name.startswith(NEW) or orphan:
                shutil.rmtree(path, ignore_errors=True)


def _source(place: Path, own: Own, taken: Collection[str]) -> CurriculumSource:
    if not own.folder:
        entry = {f"{own.name}{ENTRY}": "edited"}
        return CurriculumSource(_free(_slug(own.name), own, taken), {}, own.name, "", entry)
    home = place / own.folder
    files: Mapping[str, bytes] = {}
    changed: dict[str, str] = {}
    with suppress(OSError):
        # A link in the place of a folder would lead elsewhere.
        if not home.is_symlink() and not (home / own.package).is_symlink():
            with suppress(CaraError):
                files = read_folder(home / own.package)
            changed = _changed(home, own, files)
    wanted = stated_id(files) or _slug(own.name)
    return CurriculumSource(
        _free(wanted, own, taken), files, own.distribution, own.version, changed
    )


def _changed(home: Path, own: Own, files: Mapping[str, bytes]) -> dict[str, str]:
    path = home / own.info / RECORD
    try:
        if path.is_symlink() or not path.is_file():
            return {RECORD: "missing"}
        with path.open("rb") as file:
            data = file.read(LARGEST_RECORD)
    except OSError:
        return {RECORD: "missing"}
    if hashlib.sha256(data).hexdigest() != own.record:
        return {RECORD: "edited"}
    return changed_files(home / own.package, data.decode("utf-8", "replace"), own.package, files)


def _free(wanted: str, own: Own, taken: Collection[str]) -> str:
    if wanted not in taken:
        return wanted
    longer = f"{wanted[:20]}.{_slug(own.name)}"
    number, free = 2, longer
    while free in taken:
        free, number = f"{longer}.{number}", number + 1
    return free


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", name.lower())[:40]


def _entry(place: Path, name: str) -> Own:
    """The entry of this name, its other fields empty if it cannot be read or trusted."""
    path = place / f"{name}{ENTRY}"
    nothing = Own(name)
    try:
        if path.is_symlink() or not path.is_file():
            return nothing
        with path.open("rb") as file:
            own = Own(**json.loads(file.read(LARGEST_ENTRY)))
    except (OSError, ValueError, TypeError, RecursionError):
        return nothing
    return own if _trusted(own) and own.name == name else nothing


def _trusted(own: Own) -> bool:
    """Whether an entry says only what may stand in one, so that it leads nowhere else."""
    texts = list(asdict(own).values())
    plain = all(isinstance(text, str) and _PLAIN.fullmatch(text) for text in texts)
    digests = plain and _HEX.fullmatch(own.wheel) and _HEX.fullmatch(own.record)
    return bool(digests) and own.name == plain_name(own.distribution)


def _free_folder(place: Path, wanted: str) -> str:
    number, free = 2, wanted
    while (place / free).exists() or (place / free).is_symlink():
        free, number = f"{wanted}.{number}", number + 1
    return free


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush(place: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(place: Path, gone: Own) -> None:
    """Remove the folder of an entry that is gone; whatever else stands in the place is not ours."""
    if gone.folder and not (place / gone.folder).is_symlink():
        shutil.rmtree(place / gone.folder, ignore_errors=True)


def _unwritable(fault: OSError, place: Path) -> ContentError:
    return ContentError(
        f"Your own folder of curricula cannot be written ({os.strerror(fault.errno or 0)}).",
        f"It is {place}.",
    )
