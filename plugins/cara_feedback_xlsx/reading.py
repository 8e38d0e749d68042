"""A workbook's bytes to rows: guarded, read by two programs that must agree, then judged."""

from __future__ import annotations

import io
import re
import zipfile

import python_calamine

from cara_facilitate.api import FileRefused
from cara_feedback_xlsx.container import unpacked
from cara_feedback_xlsx.grid import Grid, address, cells
from cara_feedback_xlsx.parts import Parts, first_sheet
from cara_feedback_xlsx.texts import shared

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DISAGREE = (
    "Two programs read different words in this workbook, so nothing in it is certain."
    " Save it again in Excel."
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml'
    f'/2006/main" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="a" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}
"""A workbook's frame in our own words: nothing of the file's own frame reaches the parser."""


def rows(data: bytes) -> list[dict[str, str]]:
    """Every data row of the first sheet as column name to text.

    :raises FileRefused: with the data row and the column.
    """
    parts = first_sheet(unpacked(data))
    strings = None if parts.strings is None else shared(parts.strings)
    grid = cells(parts.sheet, strings)
    _refuse_texts(grid)
    if _second_reading(parts) != grid:
        raise FileRefused(_DISAGREE)
    return _table(grid)


def _refuse_texts(grid: Grid) -> None:
    for (row, column), text in grid.items():
        wrong = ""
        if _SURROGATE.search(text):
            wrong = "half of a character"
        elif "\ufeff" in text:
            wrong = "a byte order mark"
        elif _CONTROL.search(text.replace("\r\n", "\n")):
            wrong = "a control character"
        if wrong:
            name = grid.get((1, column), "") if row > 1 else ""
            raise FileRefused(f"Cell {address(row, column)} holds {wrong}.", row - 1, name)


def _second_reading(parts: Parts) -> Grid:
    """The same cells as the workbook library reads them.

    It is given a new file of only the parts that the guard has read, byte for byte, so that
    both have seen the same.
    """
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w") as archive:
        for name, text in _FRAME.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", parts.sheet)
        if parts.strings is not None:
            archive.writestr("xl/sharedStrings.xml", parts.strings)
    clean.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(clean)
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception:
        raise FileRefused(_DISAGREE) from None
    found: Grid = {}
    for row, values in enumerate(table, 1):
        for column, value in enumerate(values, 1):
            if not isinstance(value, str):
                raise FileRefused(_DISAGREE)
            if value:
                found[row, column] = value
    return found


def _table(grid: Grid) -> list[dict[str, str]]:
    header = _header(grid)
    rows: list[dict[str, str]] = []
    last = max((row for row, _ in grid), default=1)
    for number in range(2, last + 1):
        rows.append({name: grid.get((number, column), "") for column, name in header.items()})
        if not any(rows[-1].values()):
            raise FileRefused("The row is blank, and there are others below it.", number - 1)
    for row, column in grid:
        if column not in header:
            where = address(row, column)
            raise FileRefused(f"Cell {where} stands outside the header's columns.", row - 1)
    return rows


def _header(grid: Grid) -> dict[int, str]:
    """Column number to name."""
    width = max((column for row, column in grid if row == 1), default=0)
    if not width:
        raise FileRefused("The first row of the first sheet is empty; the header belongs there.")
    header: dict[int, str] = {}
    for column in range(1, width + 1):
        name = grid.get((1, column), "")
        if not name:
            raise FileRefused(f"Cell {address(1, column)} of the header is empty.")
        if name in header.values():
            raise FileRefused("This column stands in the header more than once.", 0, name)
        header[column] = name
    return header
