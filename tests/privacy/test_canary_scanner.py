"""The canary scanner sees a planted sentence in every disguise, and nothing where none is."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import random
import tarfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.privacy.canary.marks import Marks
from tests.privacy.canary.scan import Scanner

MARKS = Marks(20261122)
MARK = MARKS.new("V", "summary", 7)
OTHER = MARKS.new("F", "words", 3)
SCANNER = Scanner(MARKS)


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", data)
    return out.getvalue()


def _tarred(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("pack/one")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


DISGUISES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "UTF-16 little": lambda text: text.encode("utf-16-le"),
    "UTF-16 big": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32-le"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 shifted by one": lambda text: base64.b64encode(b"a" + text.encode()),
    "base64 shifted by two": lambda text: base64.b64encode(b"ab" + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hex": lambda text: text.encode().hex().encode(),
    "hex capitals": lambda text: text.encode().hex().upper().encode(),
    "percent": lambda text: urllib.parse.quote(text, safe="").encode(),
    "percent of every byte": lambda text: "".join(f"%{b:02X}" for b in text.encode()).encode(),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "JSON escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "zip": lambda text: _zipped(text.encode()),
    "zip in zip": lambda text: _zipped(_zipped(text.encode())),
    "tar": lambda text: _tarred(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "PDF stream": lambda text: b"1 0 obj\nstream\n" + zlib.compress(text.encode())
    + b"\nendstream\n",
    "broken over two lines": lambda text: text.replace(" ", "\n   ").encode(),
}  # fmt: skip


ARCHIVES = ("zip", "zip in zip", "tar", "gzip")
"""A file of their own: nothing stands around them."""


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("part", ["whole", "token", "phrase"])
def test_a_planted_canary_is_seen_in_every_disguise(disguise: str, part: str) -> None:
    text = {"whole": MARK.text, "token": MARK.sign, "phrase": MARK.phrase}[part]
    assert SCANNER.find(DISGUISES[disguise](text)) == {MARK}


@pytest.mark.parametrize("disguise", [name for name in DISGUISES if name not in ARCHIVES])
def test_it_is_seen_in_the_middle_of_much_else(disguise: str) -> None:
    noise = random.Random(7).randbytes(100_000)
    assert SCANNER.find(noise + DISGUISES[disguise](MARK.text) + noise) == {MARK}


def test_nothing_is_seen_where_nothing_was_planted() -> None:
    noise = random.Random(8).randbytes(1_000_000)
    assert SCANNER.find(noise) == frozenset()
    assert SCANNER.find(b"zq-V-P07 velvet") == frozenset()


def test_two_marks_are_told_apart() -> None:
    assert SCANNER.find(f"{OTHER.sign} and {MARK.phrase}".encode()) == {MARK, OTHER}
