"""A feedback extract of known truth, and its three formats written by hand for tests."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape

from cara_facilitate.domain.feedback import COLUMNS, RosterEntry, row_check
from cara_facilitate.domain.identifiers import new_check_word, new_reference

COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
SECRET = "walnut"
"""Stands in every summary: no refusal may repeat it."""
Table = Sequence[Sequence[str]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def roster() -> list[RosterEntry]:
    """Three people."""
    draw = random.Random(5).randrange
    refs: list[str] = []
    words: list[str] = []
    for _ in range(3):
        refs.append(new_reference(COHORT, draw, refs))
        words.append(new_check_word(draw, words))
    return [RosterEntry(*entry) for entry in zip((4, 9, 2), refs, words, strict=True)]


def rows() -> list[dict[str, str]]:
    """A row for each of them, which is matched."""
    return [_row(number, person) for number, person in enumerate(roster(), 1)]


def table() -> list[list[str]]:
    """The header and the rows."""
    return [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows())]


def _row(number: int, person: RosterEntry) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": f"fb-{number}",
        "version": "1",
        "withdrawn": "no",
        "cohort_id": COHORT,
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "contact_attempted": "yes",
        "contact_date": "2026-12-12",
        "disclosure_level": "L1",
        "safety_cue": "none",
        "escalation_open": "no",
        "summary": f'{SECRET} "{number}",\nand more',
    }
    return row | {"row_check": row_check(row)}


def as_csv(cells: Table, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> bytes:
    """As RFC 4180 wants it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n", quoting=quoting).writerows(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def as_jsonl(cells: Table) -> bytes:
    """One object a line."""
    header = cells[0]
    lines = [dict(zip(header, row, strict=False)) for row in cells[1:]]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode(
        "utf-8", "surrogatepass"
    )


def as_xlsx(cells: Table) -> bytes:
    """As a spreadsheet program writes it, its texts in a part of their own."""
    return zipped(book(cells))


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts by name as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name), body, method)
    return out.getvalue()


def letters(column: int) -> str:
    """A column's name, from 1."""
    return (letters((column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def book(cells: Table) -> dict[str, bytes]:
    """The parts of a workbook that holds these cells as shared texts; empty ones are left out."""
    numbers: dict[str, int] = {}
    lines = []
    for row, texts in enumerate(cells, 1):
        places = [(f"{letters(column)}{row}", text) for column, text in enumerate(texts, 1) if text]
        line = "".join(
            f'<c r="{place}" t="s"><v>{numbers.setdefault(text, len(numbers))}</v></c>'
            for place, text in places
        )
        lines.append(f'<row r="{row}">{line}</row>')
    return frame("".join(lines), "".join(item(text) for text in numbers))


def item(text: str) -> str:
    """One shared text."""
    plain = escape(text.replace("_x", "_x005F_x"), {"\r": "_x000D_"})
    return f'<si><t xml:space="preserve">{plain}</t></si>'


def frame(
    lines: str, texts: str = "", *, before: str = "", after: str = "", book_rest: str = ""
) -> dict[str, bytes]:
    """The parts of a workbook around these rows and shared texts, given as XML."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{PACKAGE}/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{head}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>{book_rest}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{lines}</sheetData>{after}</worksheet>",
        "xl/sharedStrings.xml": f'{head}<sst xmlns="{MAIN}">{texts}</sst>',
    }
    return {name: text.encode("utf-8", "surrogatepass") for name, text in parts.items()}


def relations(*each: tuple[str, str, str], mode: str = "") -> str:
    """A part of relationships: id, kind and target."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
            for number, kind, target in each
        )
        + "</Relationships>"
    )
