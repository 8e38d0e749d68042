"""A table as an Excel workbook of text cells alone, the same bytes whenever it is made."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from cara_facilitate.errors import CaraError
from cara_facilitate.notes.files import write_all

LONGEST = 20_000
"""Characters a cell may hold; our own reader of workbooks takes no more."""
MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_TEXT = 2_000_000
"""Characters of all cells together."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_MADE = datetime(2026, 1, 1)
_WIDTH = 22
_AS_TEXT = 49
"""The number of the format Text that every spreadsheet program knows."""


def has_xlsx() -> bool:
    """Whether workbooks can be made here; nothing is imported for the answer."""
    return find_spec("xlsxwriter") is not None


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> Path:
    """Write a table as ``path``, a file of mode 0600 that replaces no other.

    :param header: the columns' names, as the first row.
    :param rows: texts, as many as the header has names.
    :raises CaraError: as :func:`sheet` and ``notes.files.write_all``; nothing is left behind.
    """
    (written,) = write_all(path.parent, {path.name: sheet(header, rows)}, "sheet")
    return written


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook's bytes: one sheet, every cell text whatever it begins with, no author.

    Whole columns are formatted as text, so that a reference or a date typed into an empty row
    stays as it is typed. Nothing is cut: what does not fit is refused.

    :raises CaraError: if the extra is not installed, or a text cannot be kept exactly; the
        error says row and column, never the text.
    :raises ValueError: if the header is no header or a row has another width.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise CaraError(
            "Workbooks cannot be made here.",
            "Install cara-facilitate with the extra xlsx, or use CSV.",
        ) from None
    table = _table(header, rows)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _MADE})
    page = book.add_worksheet("extract")
    text = book.add_format({"num_format": _AS_TEXT})
    page.set_column(0, len(header) - 1, _WIDTH, text)
    for number, row in enumerate(table):
        for column, words in enumerate(row):
            if words:
                # Never `write`: it would take =, numbers, links and dates for what they look like.
                page.write_string(number, column, words, text)
    book.close()
    return out.getvalue()


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The header and every row, each text known to be kept exactly."""
    if not 1 <= len(header) <= MOST_COLUMNS or len({*header}) < len(header) or "" in header:
        raise ValueError("the header needs from 1 to 40 different names")
    table = [list(header)]
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise ValueError("a row has another width than the header")
        if number > MOST_ROWS:
            raise CaraError(f"A sheet holds at most {MOST_ROWS} rows.", "Make two of it.")
        table.append(list(row))
    for number, texts in enumerate(table):
        for name, words in zip(header, texts, strict=True):
            _refuse(words, f"{number or 'header'}:{name}")
    if sum(len(words) for row in table for words in row) > MOST_TEXT:
        raise CaraError("The table holds more than 2 MB of text.", "Make two of it.")
    return table


def _refuse(words: str, where: str) -> None:
    if len(words) > LONGEST:
        raise CaraError(
            f"A text is longer than the {LONGEST:,} characters a cell may hold.",
            "Nothing was written or cut. Shorten it at its source.",
            where,
        )
    if _UNWRITABLE.search(words.replace("\r\n", "\n")):
        raise CaraError(
            "A text holds a character that no sheet can keep.",
            "Nothing was written. Type the text again without it.",
            where,
        )
