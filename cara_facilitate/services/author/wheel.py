"""A wheel's files as bytes, or a refusal: nothing is unpacked, no name or size is trusted."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cara_facilitate.content.findings import shown
from cara_facilitate.content.source import FILE_LIMIT, FILES_LIMIT, PACKAGE_LIMIT
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.opening import read_regular

SUFFIX = ".whl"
MOST_METADATA = 40
"""Files a wheel may hold beside the curriculum's own."""
LARGEST_METADATA = 1_000_000
LONGEST_NAME = 180
NOT_SAFE = "This package is refused: nothing of it was installed."
# What some file system takes for something else than the letters of a name.
_ODD = re.compile(r'[<>:"\\|?*\x00-\x1f]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """A wheel's files by name, and the SHA-256 (hex) of the wheel itself."""

    members: dict[str, bytes]
    sha256: str


def refused(message: str) -> IntakeError:
    """The refusal of a package, with what that means for the person who wanted it."""
    return IntakeError(message, NOT_SAFE)


def read_wheel(path: Path) -> Archive:
    """Every file of a wheel, in memory.

    :raises IntakeError: if it is no wheel, damaged, too large, or holds links, encrypted files,
        files of one name, or names that lead out of a folder.
    """
    if path.suffix.lower() != SUFFIX:
        raise IntakeError(
            "This is not a built package.", "It ends in .whl; cara curriculum build makes one."
        )
    data = read_regular(path, PACKAGE_LIMIT + LARGEST_METADATA)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive.infolist())
            members = {entry.filename: _read(archive, entry) for entry in entries}
    except IntakeError:
        raise
    except _BROKEN:
        raise IntakeError(
            "This is not a wheel, or it is damaged.", "Fetch or build it again."
        ) from None
    return Archive(members, hashlib.sha256(data).hexdigest())


def _entries(found: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The files among a wheel's entries, every one judged by what the archive says of it."""
    entries: list[zipfile.ZipInfo] = []
    taken: set[str] = set()
    total = 0
    for entry in found:
        _check_entry(entry)
        if entry.is_dir():
            continue
        key = folded(entry.filename)
        if key in taken:
            raise refused(f'Two of its files have the name "{shown(entry.filename)}".')
        taken.add(key)
        entries.append(entry)
        total += entry.file_size
        if len(entries) > FILES_LIMIT + MOST_METADATA or total > PACKAGE_LIMIT + LARGEST_METADATA:
            raise refused("It holds more than a curriculum does.")
    for key in taken:
        if any(str(above) in taken for above in PurePosixPath(key).parents):
            raise refused(f'"{shown(key)}" stands in a folder that is a file as well.')
    return entries


def folded(name: str) -> str:
    """A name as a file system may compare it that knows no capitals and no composed letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.removesuffix("/") if entry.is_dir() else entry.filename
    if entry.orig_filename != entry.filename or not _plain(name):
        raise refused(f'The name "{shown(entry.orig_filename)}" is not one for a file of its own.')
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) and not (entry.is_dir() and kind == stat.S_IFDIR):
        raise refused(f'"{shown(name)}" is a link or device, not a file.')
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKINGS:
        raise refused(f'"{shown(name)}" is encrypted, or packed in an unusual way.')
    if entry.file_size > FILE_LIMIT:
        size = f"{entry.file_size / 1_000_000:.1f} MB"
        raise refused(f'"{shown(name)}" has {size}; one file may have {FILE_LIMIT // 10**6} MB.')


def _plain(name: str) -> bool:
    """Whether a name stays inside its folder and means the same file on every system."""
    if len(name) > LONGEST_NAME or not name.isprintable() or _ODD.search(name):
        return False
    return unicodedata.normalize("NFC", name) == name and all(
        part and part[0] not in ". " and part[-1] not in ". " and not _DEVICE.fullmatch(part)
        for part in name.split("/")
    )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile
    return data
