"""Finds canaries in bytes, however they were encoded, compressed or packed."""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import io
import json
import re
import tarfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator

import ahocorasick

from tests.privacy.canary.marks import Mark

DEEPEST = 4
LARGEST = 64 * 1024 * 1024
WRAPPED = 8 * 1024 * 1024
"""Bytes up to which a phrase is also looked for across line ends: no document is longer."""
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_BLANKS = re.compile(rb"[\s\x00]+")


def forms(text: str) -> frozenset[bytes]:
    """Every way a text may stand in bytes: encodings, base64 at three alignments, hex, escapes."""
    plain = text.encode()
    found = {plain, text.encode("utf-16-le"), text.encode("utf-16-be")}
    found |= {text.encode("utf-32-le"), plain[::-1]}
    for raw in (plain, text.encode("utf-16-le")):
        found |= {raw.hex().encode(), raw.hex().upper().encode()}
        found |= set(_base64(raw))
    found.add(urllib.parse.quote(text, safe="").encode())
    found.add(urllib.parse.quote_plus(text).encode())
    found.add("".join(f"%{byte:02X}" for byte in plain).encode())
    found.add("".join(f"%{byte:02x}" for byte in plain).encode())
    found.add("".join(f"&#{ord(c)};" for c in text).encode())
    found.add("".join(f"&#x{ord(c):x};" for c in text).encode())
    found.add(html.escape(text).encode())
    found.add("".join(f"\\u{ord(c):04x}" for c in text).encode())
    found.add("".join(f"\\u{ord(c):04X}" for c in text).encode())
    found.add(json.dumps(text)[1:-1].encode())
    return frozenset(found)


def _base64(raw: bytes) -> Iterator[bytes]:
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw + b"\0\0")
        # What the neighbours share in is cut off at both ends.
        start = (shift * 8 + 5) // 6
        end = (shift + len(raw)) * 8 // 6
        yield coded[start:end]
        yield coded[start:end].translate(bytes.maketrans(b"+/", b"-_"))


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves and whatever is packed, deflated or encoded as a whole in them."""
    yield data
    if depth >= DEEPEST or len(data) > LARGEST:
        return
    for inner in (*_archives(data), *_deflated(data), *_encoded(data)):
        yield from layers(inner, depth + 1)


def _archives(data: bytes) -> Iterator[bytes]:
    if b"PK\x03\x04" in data[:4096] or data[:4] == b"PK\x05\x06":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield "\n".join(archive.namelist()).encode()
                yield archive.comment
                for info in archive.infolist():
                    yield info.comment + info.extra
                    yield archive.read(info)
        except (zipfile.BadZipFile, RuntimeError, zlib.error, NotImplementedError, EOFError):
            return
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive.getmembers():
                yield member.name.encode()
                file = archive.extractfile(member)
                yield file.read() if file else b""


def _deflated(data: bytes) -> Iterator[bytes]:
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    for found in _STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(found[1], LARGEST)
        except zlib.error:
            continue


def _encoded(data: bytes) -> Iterator[bytes]:
    if len(data) > 1_000_000:
        return
    squeezed = _BLANKS.sub(b"", data)
    if len(squeezed) >= 32 and re.fullmatch(rb"[A-Za-z0-9+/_-]+=*", squeezed):
        try:
            yield base64.b64decode(squeezed.translate(bytes.maketrans(b"-_", b"+/")) + b"==")
        except (binascii.Error, ValueError):
            return


class Scanner:
    """Looks for the marks it is given; token and phrase each, for either may be cut off."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._search = ahocorasick.Automaton()
        found: dict[str, set[Mark]] = {}
        for mark in marks:
            for form in forms(mark.sign) | forms(mark.phrase):
                found.setdefault(form.decode("latin-1"), set()).add(mark)
        for form, whose in found.items():
            self._search.add_word(form, frozenset(whose))
        self._search.make_automaton()
        self._known: dict[bytes, frozenset[Mark]] = {}

    def find(self, data: bytes) -> frozenset[Mark]:
        """The marks in these bytes, whatever they are wrapped in."""
        digest = hashlib.blake2b(data, digest_size=16).digest()
        if digest not in self._known:
            self._known[digest] = frozenset().union(*map(self._in, layers(data)))
        return self._known[digest]

    def _in(self, layer: bytes) -> frozenset[Mark]:
        seen: set[Mark] = set()
        # A terminal or a page may break a phrase over two lines.
        for one in {layer, _BLANKS.sub(b" ", layer)} if len(layer) <= WRAPPED else {layer}:
            for _, marks in self._search.iter(one.decode("latin-1")):
                seen |= marks
        return frozenset(seen)
