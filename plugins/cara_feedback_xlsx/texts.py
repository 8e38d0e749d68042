"""The texts that a workbook's cells hold: plain or in runs, kept to the last space."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cara_facilitate.api import FileRefused
from cara_feedback_xlsx.markup import SPREADSHEET, TOO_MUCH, walk

LONGEST = 20_000
MOST_TEXTS = 20_040
ODD = "The workbook is not built as a spreadsheet program builds it. Save it again as .xlsx."
INSIDE: Mapping[str, frozenset[str]] = {
    "si": frozenset({"t", "r", "rPh", "phoneticPr"}),
    "is": frozenset({"t", "r", "rPh", "phoneticPr"}),
    "r": frozenset({"t", "rPr"}),
    "t": frozenset(),
}
"""What may stand directly inside an element that holds a text."""
SKIPPED = frozenset({"rPr", "phoneticPr"})
"""Elements about letters, not words; what they hold is passed over."""

_SPACE = "http://www.w3.org/XML/1998/namespace space"
_WHITE = " \t\r\n"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COUNT = re.compile(r"[0-9]{1,6}")


class Pieces:
    """The text of one cell, put together from the pieces in which it stands in the part."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []
        self._kept = False
        self._length = 0

    def begin(self, attributes: Mapping[str, str]) -> None:
        """A stretch of text starts, with its element's attributes."""
        self._open, self._kept = [], attributes.get(_SPACE) == "preserve"

    def add(self, words: str) -> None:
        """More of the stretch that is open."""
        self._length += len(words)
        if self._length > LONGEST:
            raise FileRefused(f"A cell holds more than {LONGEST:,} characters.")
        self._open.append(words)

    def end(self) -> None:
        """The stretch is whole.

        :raises FileRefused: if programs would not agree on the spaces around it.
        """
        whole = "".join(self._open)
        if not self._kept and whole != whole.strip(_WHITE):
            raise FileRefused(
                "A cell begins or ends with spaces that some programs drop. Save it again in Excel."
            )
        self._done.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), whole))

    def whole(self) -> str:
        """The text, unescaped."""
        return "".join(self._done)


class _Texts:
    """Walks the part of shared texts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._path: list[str] = []
        self._skipped = 0
        self._pieces = Pieces()

    def opened(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or name in SKIPPED:
            self._skipped += 1
            return
        inside = self._path[-1] if self._path else ""
        if inside == "sst" and name == "extLst":
            self._skipped += 1
            return
        allowed = INSIDE.get(inside, {"": {"sst"}, "sst": {"si"}}.get(inside, frozenset()))
        if name not in allowed or space not in SPREADSHEET:
            raise FileRefused(ODD)
        refuse_phonetic(name)
        self._path.append(name)
        if name == "sst":
            _refuse_counts(attributes)
        elif name == "si":
            self._pieces = Pieces()
        elif name == "t":
            self._pieces.begin(attributes)

    def closed(self) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        name = self._path.pop()
        if name == "t":
            self._pieces.end()
        elif name == "si":
            self.found.append(self._pieces.whole())
            if len(self.found) > MOST_TEXTS:
                raise FileRefused(TOO_MUCH)

    def text(self, words: str) -> None:
        if self._skipped:
            return
        if self._path and self._path[-1] == "t":
            self._pieces.add(words)
        elif words.strip(_WHITE):
            raise FileRefused(ODD)


def shared(part: bytes) -> list[str]:
    """Every shared text, by its number.

    :raises FileRefused: if the part is not as a spreadsheet program writes it.
    """
    texts = _Texts()
    walk(part, texts)
    return texts.found


def refuse_phonetic(name: str) -> None:
    """Readings over the words are no part of them, and programs differ in what they make of them.

    :raises FileRefused: if the element is one.
    """
    if name == "rPh":
        raise FileRefused("A cell holds phonetic guides over its words. Take them out.")


def _refuse_counts(attributes: Mapping[str, str]) -> None:
    for name in ("count", "uniqueCount"):
        if not _COUNT.fullmatch(attributes.get(name, "0")):
            raise FileRefused(TOO_MUCH)
