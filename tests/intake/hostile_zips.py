"""Workbooks whose zip file lies, overlaps or swells."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.intake import extracts
from tests.intake.extracts import book, zipped

SHEET = "xl/worksheets/sheet1.xml"
Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Member:
    """A zip member as told twice: in its own heading and in the list at the end."""

    name: str
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0
    told_size: int | None = None
    told_packed: int | None = None
    offset: int | None = None
    mode: int = 0
    heading: str = ""

    @classmethod
    def of(cls, name: str, body: bytes) -> Member:
        """Honest."""
        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = engine.compress(body) + engine.flush()
        return cls(name, packed, len(body), zlib.crc32(body))


def raw_zip(
    members: list[Member], *, front: bytes = b"", end: bytes = b"", count: int = -1
) -> bytes:
    """A zip as these members tell it, true or not."""
    out, listed = io.BytesIO(), b""
    out.write(front)
    for one in members:
        at = out.tell() if one.offset is None else one.offset
        size = one.size if one.told_size is None else one.told_size
        packed = len(one.packed) if one.told_packed is None else one.told_packed
        same = struct.pack("<4H3L", one.flags, one.method, 0, 33, one.crc, packed, size)
        name = (one.heading or one.name).encode()
        out.write(b"PK\x03\x04\x14\0" + same + struct.pack("<2H", len(name), 0) + name + one.packed)
        name = one.name.encode()
        rest = struct.pack("<5H2L", len(name), 0, 0, 0, 0, one.mode << 16, at)
        listed += b"PK\x01\x02\x14\0\x14\0" + same + rest + name
    start = out.tell()
    number = len(members) if count < 0 else count
    out.write(listed)
    out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(listed), start, 0))
    return out.getvalue() + end


def zip_files() -> Files:
    """By name."""
    parts = book(extracts.table())
    honest = [Member.of(name, body) for name, body in parts.items()]
    sheet = next(at for at, one in enumerate(honest) if one.name == SHEET)

    def told(**changes: object) -> bytes:
        changed = list(honest)
        changed[sheet] = replace(changed[sheet], **changes)  # type: ignore[arg-type]
        return raw_zip(changed)

    yield from _bombs(honest)
    yield "a size that is too small", told(told_size=10)
    yield "a size that is too large", told(told_size=honest[sheet].size + 1)
    yield "a size of four gigabytes", told(told_size=2**32 - 1)
    yield "a packed size that is too small", told(told_packed=10)
    yield "a packed size past the end", told(told_packed=10_000_000)
    yield "a wrong checksum", told(crc=7)
    yield "another method", told(method=14)
    yield "stored, it says", told(method=0)
    yield "encrypted", told(flags=1)
    yield "a strange flag", told(flags=0x40)
    yield "a link", told(mode=0o120777)
    yield "another name in its heading", told(heading="xl/worksheets/sheet2.xml")
    yield "a place past the end", told(offset=9_999_999)
    yield "a place before another", told(offset=0)
    yield "bytes in front", raw_zip(honest, front=b"MZ" + bytes(200))
    yield "bytes behind", raw_zip(honest, end=b"tail")
    yield "a part listed but not there", raw_zip(honest, count=len(honest) + 1)
    yield "a part there but not listed", raw_zip(honest, count=len(honest) - 1)
    yield "a name twice", raw_zip([*honest, honest[sheet]])
    yield "no parts", struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    yield "65,535 parts", raw_zip(honest, count=65_535)
    yield (
        "a thousand parts",
        raw_zip([*honest, *(Member.of(f"customXml/b{n}.xml", b"") for n in range(999))]),
    )
    yield "rubbish that inflates to nothing", told(packed=b"\x07\x07\x07")
    yield "a quine", _quine()


def _bombs(honest: list[Member]) -> Files:
    zeros = Member.of("xl/styles.xml", bytes(1_000_000))
    yield "a bomb of a thousand to one", raw_zip([*honest, zeros])
    lying = replace(zeros, told_size=1000)
    yield "a bomb that says it is small", raw_zip([*honest, lying])
    many = [Member.of(f"xl/worksheets/sheet{n}.xml", bytes(99_000)) for n in range(10, 199)]
    yield "a bomb of many small parts", raw_zip([*honest, *many, *many[:1]])
    deep = [Member.of(f"customXml/item{n}.xml", bytes(90_000)) for n in range(190)]
    big = Member.of(
        "xl/theme/theme1.xml", b"".join(b"%08x" % (n * 2654435761 % 2**32) for n in range(450_000))
    )
    yield "many parts of zeros", raw_zip([*honest, *deep])
    yield "3.6 MB and many parts of zeros", raw_zip([*honest, *deep, big])
    yield (
        "a bomb stored in a bomb",
        raw_zip([*honest, Member.of("xl/styles.xml", raw_zip([zeros] * 9))]),
    )
    body = Member.of("xl/styles.xml", bytes(800_000))
    shared = len(raw_zip(honest)) // 2
    yield (
        "overlapping members",
        raw_zip(
            [*honest, *(replace(body, name=f"customXml/a{n}.xml", offset=shared) for n in range(3))]
        ),
    )
    one = replace(honest[0], name="xl/styles.xml", offset=0)
    yield "two names for one place", raw_zip([*honest, one])


def _quine() -> bytes:
    """A zip whose one member unpacks to a zip again, as zips that hold themselves do."""
    inner = zipped({"r.zip": b"x" * 400})
    for _ in range(6):
        inner = zipped({"r.zip": inner})
    return inner
