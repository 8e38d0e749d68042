"""The zip file around a workbook: every byte accounted for, every member inflated and counted."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from cara_facilitate.api import FileRefused

MOST_INFLATED = 20_000_000
"""Bytes of all members together, counted while they are inflated."""
MOST_MEMBERS = 200
HIGHEST_RATIO = 50
RATIO_FROM = 100_000
"""Inflated bytes from which the ratio counts: short, empty parts pack well and do no harm."""

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_PIECE = r"[A-Za-z0-9_\[\]][A-Za-z0-9_.\[\] -]*"
_NAME = re.compile(rf"{_PIECE}(?:/{_PIECE})*|(?:[A-Za-z0-9_]+/)*_rels/\.rels")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _AFTER = 0x1, 0x8
_FLAGS = 0x1 | 0x6 | _AFTER | 0x800
_LINK = 0o120000
_BROKEN = "The workbook is damaged or cut short. Save it again as .xlsx."
_TOO_MUCH = "The workbook unpacks to more than 20 MB."
_OLD = (
    "The file is an older .xls, or is protected by a password."
    " Save it as an ordinary .xlsx without one."
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the zip's own list; sizes in bytes."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def unpacked(data: bytes) -> dict[str, bytes]:
    """Every member by name.

    Nothing that the file says of itself is believed: the members must lie end to end without
    gap or overlap, unpack to exactly the size and checksum stated, within all the limits.

    :raises FileRefused: for anything else.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(_OLD)
    entries, listed = _listed(data)
    _refuse_names([entry.name for entry in entries])
    _refuse_announced(entries)
    members: dict[str, bytes] = {}
    left, position = MOST_INFLATED, 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset != position:
            raise FileRefused(_BROKEN)
        start = _start(data, entry)
        end = start + entry.packed
        if end > listed:
            raise FileRefused(_BROKEN)
        body = _inflated(data[start:end], entry, left)
        members[entry.name] = body
        left -= len(body)
        position = end + _trailer(data, entry, end)
    if position != listed:
        raise FileRefused(_BROKEN)
    return members


def _listed(data: bytes) -> tuple[list[_Entry], int]:
    """The zip's list and where it starts."""
    at = len(data) - _END.size
    if not data.startswith(b"PK\x03\x04") or at < 0:
        raise FileRefused("The file is not an Excel workbook (.xlsx).")
    mark, disk, first, here, every, size, start, comment = _END.unpack_from(data, at)
    if mark != b"PK\x05\x06" or disk or first or here != every or comment or start + size != at:
        raise FileRefused(_BROKEN)
    if every > MOST_MEMBERS:
        raise FileRefused(f"The workbook holds more than {MOST_MEMBERS} parts.")
    entries, position = [], start
    for _ in range(every):
        entry, position = _entry(data, position, at)
        entries.append(entry)
    if position != at:
        raise FileRefused(_BROKEN)
    return entries, start


def _entry(data: bytes, position: int, end: int) -> tuple[_Entry, int]:
    if position + _CENTRAL.size > end:
        raise FileRefused(_BROKEN)
    head = _CENTRAL.unpack_from(data, position)
    mark, flags, method, mode, at = head[0], head[3], head[4], head[15], head[16]
    crc, packed, size, named, extra, comment, disk = head[7:14]
    position += _CENTRAL.size
    raw = data[position : position + named]
    if mark != b"PK\x01\x02" or disk or comment or position + named + extra > end:
        raise FileRefused(_BROKEN)
    if mode >> 16 & 0o170000 == _LINK:
        raise FileRefused("The workbook holds a link to another file.")
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError:
        raise FileRefused("A part of the workbook has a name that Excel would not give.") from None
    return _Entry(name, flags, method, crc, packed, size, at), position + named + extra


def _refuse_names(names: list[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name) or ".." in name:
            raise FileRefused("A part of the workbook has a name that Excel would not give.")
    if len({name.casefold() for name in names}) < len(names):
        raise FileRefused("Two parts of the workbook have the same name.")


def _refuse_announced(entries: list[_Entry]) -> None:
    """What the list itself already rules out, before anything is inflated."""
    for entry in entries:
        if entry.flags & _ENCRYPTED:
            raise FileRefused("The workbook is encrypted. Save it without a password.")
        if entry.flags & ~_FLAGS or entry.method not in (_STORED, _DEFLATED):
            raise FileRefused("The workbook is packed in a way that Excel does not use.")
        _refuse_ratio(entry.size, entry.packed)
    if sum(entry.size for entry in entries) > MOST_INFLATED:
        raise FileRefused(_TOO_MUCH)


def _refuse_ratio(size: int, packed: int) -> None:
    if size > RATIO_FROM and size > packed * HIGHEST_RATIO:
        raise FileRefused("A part of the workbook unpacks to far more than an extract can hold.")


def _start(data: bytes, entry: _Entry) -> int:
    """Where the member's bytes begin; its own heading must say what the list says."""
    after = entry.offset + _LOCAL.size
    if after > len(data):
        raise FileRefused(_BROKEN)
    head = _LOCAL.unpack_from(data, entry.offset)
    mark, flags, method, told, named, extra = head[0], head[2], head[3], head[6:9], *head[9:11]
    later = bool(entry.flags & _AFTER) and told == (0, 0, 0)
    same = data[after : after + named] == entry.name.encode()
    same = same and (flags, method) == (entry.flags, entry.method)
    same = same and (later or told == (entry.crc, entry.packed, entry.size))
    if mark != b"PK\x03\x04" or not same:
        raise FileRefused(_BROKEN)
    return int(after + named + extra)


def _inflated(packed: bytes, entry: _Entry, left: int) -> bytes:
    most = min(entry.size, left)
    if entry.method == _STORED:
        body = packed
    else:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than stated shows a heading that lies, and no more is unpacked.
            body = engine.decompress(packed, most + 1)
        except zlib.error:
            raise FileRefused(_BROKEN) from None
        if len(body) <= most and (not engine.eof or engine.unused_data or engine.unconsumed_tail):
            raise FileRefused(_BROKEN)
    if len(body) > left:
        raise FileRefused(_TOO_MUCH)
    if len(body) != entry.size or zlib.crc32(body) != entry.crc:
        raise FileRefused("A part of the workbook is not what its heading says.")
    return body


def _trailer(data: bytes, entry: _Entry, end: int) -> int:
    """Bytes of the size and checksum that may follow a member, as its flags say."""
    if not entry.flags & _AFTER:
        return 0
    said = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    for trailer in (b"PK\x07\x08" + said, said):
        if data[end : end + len(trailer)] == trailer:
            return len(trailer)
    raise FileRefused(_BROKEN)
