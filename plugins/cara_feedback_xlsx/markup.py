"""One XML part walked element by element, within limits that no honest workbook comes near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from cara_facilitate.api import FileRefused

MOST_BYTES = 6_000_000
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 100_000
DEEPEST = 40
SPREADSHEET = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""The namespaces of the ordinary and the strict kind of workbook."""
DAMAGED = "The workbook is damaged: one of its parts cannot be read. Save it again as .xlsx."
TOO_MUCH = "The workbook holds far more than an extract can."


class Walker(Protocol):
    """What is told of a part, in the order it stands there."""

    def opened(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; ``space`` is its namespace, attributes are ``space name`` or name."""

    def closed(self) -> None:
        """The element opened last ends."""

    def text(self, words: str) -> None:
        """Characters inside the element opened last; one stretch can come in pieces."""


def walk(part: bytes, walker: Walker) -> None:
    """Tell ``walker`` everything in an XML part.

    :raises FileRefused: if it is not plain UTF-8 XML without a document type, or is too much.
    """
    # A start tag is held in memory whole before anybody is told of it.
    if len(part) > MOST_BYTES or part.count(b"=") > MOST_ATTRIBUTES:
        raise FileRefused(TOO_MUCH)
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        raise FileRefused(DAMAGED) from None
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    _Bounds(parser, walker)
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise FileRefused(DAMAGED) from None


class _Bounds:
    """Counts what a part holds and passes it on."""

    def __init__(self, parser: expat.XMLParserType, walker: Walker) -> None:
        self._walker = walker
        self._elements = self._depth = 0
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = walker.text

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        del standalone
        if version != "1.0" or (encoding or "utf-8").lower() != "utf-8":
            raise FileRefused("The workbook is not written in UTF-8.")

    def _document_type(self, *_: object) -> None:
        raise FileRefused("The workbook declares a document type, which Excel never does.")

    def _opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise FileRefused(TOO_MUCH)
        space, _, local = name.rpartition(" ")
        self._walker.opened(space, local, attributes)

    def _closed(self, name: str) -> None:
        del name
        self._depth -= 1
        self._walker.closed()
