"""The cells of one sheet: each that is filled is text, was seen by whoever saved it, and near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cara_facilitate.api import FileRefused
from cara_feedback_xlsx.markup import SPREADSHEET, walk
from cara_feedback_xlsx.texts import INSIDE, ODD, SKIPPED, Pieces, refuse_phonetic

MOST_ROWS = 501
"""The header and 500 rows."""
MOST_COLUMNS = 40
MOST_TEXT = 2_000_000
"""Characters of all cells together: as much as a feedback file may have in any format."""
Grid = dict[tuple[int, int], str]
"""Text by row and column, both from 1; only cells that hold something."""

_ALLOWED: Mapping[str, frozenset[str]] = {
    **INSIDE,
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c"}),
    "c": frozenset({"v", "is", "f"}),
    "v": frozenset(),
}
_ONLY_HERE = frozenset({"sheetData", "row", "c", "v", "is", "worksheet"})
_OBJECTS = frozenset(
    {"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObject", "control"}
)
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[0-9]{1,6}")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_LEAST = 0.5
_YES = ("1", "true", "on")
_FAR = f"A cell stands beyond column {MOST_COLUMNS} or row {MOST_ROWS}. Delete what is out there."
_HIDDEN = "The sheet has a hidden row or column. Show it or delete it."
_KINDS = {
    "b": "holds true or false",
    "e": "holds an error",
    "d": "holds a date that is not text",
    "str": "holds the result of a formula",
    "n": "holds a number or a date that is not text",
    "": "holds a number or a date that is not text",
}
_AS_TEXT = "Give the cell the format Text and type it again."


def cells(part: bytes, strings: Sequence[str] | None) -> Grid:
    """Every cell that holds text.

    :param strings: the shared texts, if the workbook has any.
    :raises FileRefused: at the first thing that is not a plain, visible text near the corner.
    """
    sheet = _Sheet(strings or ())
    walk(part, sheet)
    if not sheet.has_data:
        raise FileRefused(ODD)
    return sheet.grid


def address(row: int, column: int) -> str:
    """A place as spreadsheets name it: ``C7``."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


class _Sheet:
    """Walks a sheet's part."""

    def __init__(self, strings: Sequence[str]) -> None:
        self.grid: Grid = {}
        self.has_data = False
        self._strings = strings
        self._path: list[str] = []
        self._skipped = 0
        self._row = self._column = self._total = 0
        self._kind = ""
        self._value: str | None = None
        self._pieces: Pieces | None = None

    def opened(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._refuse_outside(name, attributes)
            self._skipped += 1
        elif len(self._path) < 2:
            self._outside(space, name, attributes)
        else:
            self._inside(space, name, attributes)

    def closed(self) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        name = self._path.pop()
        if name == "t" and self._pieces:
            self._pieces.end()
        elif name == "c":
            self._finish()

    def text(self, words: str) -> None:
        if self._skipped or len(self._path) < 2:
            return
        match self._path[-1]:
            case "t" if self._pieces:
                self._pieces.add(words)
            case "v":
                self._value = (self._value or "") + words
                if len(self._value) > 20:
                    raise self._refusal(_KINDS.get(self._kind, _KINDS["n"]))
            case _ if words.strip():
                raise FileRefused(ODD)

    def _outside(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        """What stands around the cells."""
        if not self._path:
            if name != "worksheet" or space not in SPREADSHEET:
                raise FileRefused(ODD)
            self._path.append(name)
        elif name == "sheetData":
            if self.has_data or space not in SPREADSHEET:
                raise FileRefused(ODD)
            self.has_data = True
            self._path.append(name)
        else:
            self._refuse_outside(name, attributes)
            self._skipped += 1

    def _refuse_outside(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._path) > 1:
            return
        if name in _ONLY_HERE:
            raise FileRefused(ODD)
        if name == "mergeCell":
            raise FileRefused("The sheet has merged cells. Split them.")
        if name in _OBJECTS:
            raise FileRefused("The sheet holds a comment, a picture or an object.")
        _refuse_setting(name, attributes)

    def _inside(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        if name in SKIPPED:
            self._skipped += 1
            return
        if name not in _ALLOWED[self._path[-1]] or space not in SPREADSHEET:
            raise FileRefused(ODD)
        refuse_phonetic(name)
        self._path.append(name)
        match name:
            case "row":
                self._open_row(attributes)
            case "c":
                self._open_cell(attributes)
            case "f":
                raise self._refusal("holds a formula", "Paste its value as text.")
            case "v":
                if self._value is not None:
                    raise FileRefused(ODD)
                self._value = ""
            case "is":
                if self._pieces is not None:
                    raise FileRefused(ODD)
                self._pieces = Pieces()
            case "t" if self._pieces:
                self._pieces.begin(attributes)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        said = attributes.get("r", "")
        if not _ROW.fullmatch(said) or int(said) <= self._row:
            raise FileRefused(ODD)
        self._row, self._column = int(said), 0
        if self._row > MOST_ROWS:
            raise FileRefused(_FAR)
        if attributes.get("hidden") in _YES or _flat(attributes.get("ht")):
            raise FileRefused(_HIDDEN, max(self._row - 1, 0))

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        row, column = place(attributes.get("r", ""))
        if row != self._row or column <= self._column:
            raise FileRefused(ODD)
        if column > MOST_COLUMNS:
            raise FileRefused(_FAR)
        self._column = column
        self._kind = attributes.get("t", "")
        self._value = self._pieces = None

    def _finish(self) -> None:
        """The cell is whole."""
        if self._value is None and self._pieces is None:
            # A cell that has a look and no value is empty, whatever it is said to hold.
            return
        if self._kind == "inlineStr" and self._pieces is not None and self._value is None:
            words = self._pieces.whole()
        elif self._kind == "s" and self._pieces is None and self._value is not None:
            if not _NUMBER.fullmatch(self._value) or int(self._value) >= len(self._strings):
                raise FileRefused(ODD)
            words = self._strings[int(self._value)]
        elif self._kind in _KINDS and self._pieces is None:
            raise self._refusal(_KINDS[self._kind])
        else:
            raise FileRefused(ODD)
        if not words:
            return
        # Counted here, not at the end: one long text can be pointed at by every cell.
        self._total += len(words)
        if self._total > MOST_TEXT:
            raise FileRefused("The sheet holds more than 2 MB of text.")
        self.grid[self._row, self._column] = words

    def _refusal(self, what: str, advice: str = _AS_TEXT) -> FileRefused:
        where = address(self._row, self._column)
        name = self.grid.get((1, self._column), "") if self._row > 1 else ""
        return FileRefused(f"Cell {where} {what}. {advice}", self._row - 1, name)


def place(said: str) -> tuple[int, int]:
    """Row and column of a cell's address.

    :raises FileRefused: if it is none.
    """
    found = _PLACE.fullmatch(said)
    if not found:
        raise FileRefused(ODD)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _refuse_setting(name: str, attributes: Mapping[str, str]) -> None:
    """What the sheet says of its rows and columns as a whole."""
    if name == "dimension":
        for corner in attributes.get("ref", "A1").split(":"):
            row, column = place(corner)
            if row > MOST_ROWS or column > MOST_COLUMNS:
                raise FileRefused(_FAR)
    hidden = name == "col" and attributes.get("hidden") in _YES
    hidden = hidden or (name == "sheetFormatPr" and attributes.get("zeroHeight") in _YES)
    sizes = {"col": ("width",), "sheetFormatPr": ("defaultRowHeight", "defaultColWidth")}
    if hidden or any(_flat(attributes.get(size)) for size in sizes.get(name, ())):
        raise FileRefused(_HIDDEN)


def _flat(said: str | None) -> bool:
    """Whether a height in points or a width in characters is too little to be seen."""
    try:
        return said is not None and not float(said) >= _LEAST
    except ValueError:
        return True
