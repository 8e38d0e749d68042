"""Workbooks whose sheet, texts or parts are not what a person made in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake import extracts
from tests.intake.extracts import MAIN, SECRET, book, zipped
from tests.intake.hostile_texts import GOOD_CSV, whole

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
Files = Iterator[tuple[str, bytes]]

_CELL = b'<c r="A2" t="s"><v>18</v></c>'
_CELLS = {
    "a formula": b'<c r="A2"><f>1+1</f><v>2</v></c>',
    "a formula with its cached text": b'<c r="A2" t="str"><f>A3</f><v>fb-1</v></c>',
    "a formula of another program": b'<c r="A2" t="s"><f ca="1"/><v>18</v></c>',
    "what is left of a formula": b'<c r="A2" t="str"><v>fb-1</v></c>',
    "a shared formula": b'<c r="A2" t="s"><f t="shared" si="0"/><v>18</v></c>',
    "a number": b'<c r="A2"><v>0007</v></c>',
    "a number that says so": b'<c r="A2" t="n"><v>1E5</v></c>',
    "a date": b'<c r="A2" s="3"><v>46368</v></c>',
    "a date of the strict kind": b'<c r="A2" t="d"><v>2026-12-12</v></c>',
    "true": b'<c r="A2" t="b"><v>1</v></c>',
    "an error": b'<c r="A2" t="e"><v>#REF!</v></c>',
    "an unknown kind": b'<c r="A2" t="z"><v>18</v></c>',
    "a text number past the end": b'<c r="A2" t="s"><v>99999</v></c>',
    "a negative text number": b'<c r="A2" t="s"><v>-1</v></c>',
    "a text number of 100,000 digits": b'<c r="A2" t="s"><v>' + b"1" * 100_000 + b"</v></c>",
    "a text number in words": b'<c r="A2" t="s"><v>x</v></c>',
    "two values": b'<c r="A2" t="s"><v>18</v><v>19</v></c>',
    "a value and a text": b'<c r="A2" t="inlineStr"><v>18</v><is><t>x</t></is></c>',
    "words outside a text": b'<c r="A2" t="inlineStr">x<is><t>fb-1</t></is></c>',
    "words outside runs": b'<c r="A2" t="inlineStr"><is>x<t>fb-1</t></is></c>',
    "phonetic guides": b'<c r="A2" t="inlineStr"><is><t>f</t>'
    b'<rPh sb="0" eb="1"><t>g</t></rPh></is></c>',
    "spaces that some programs drop": b'<c r="A2" t="inlineStr"><is><t> fb-1</t></is></c>',
    "a cell of 20,001 characters": b'<c r="A2" t="inlineStr"><is><t>'
    + b"x" * 20_001
    + b"</t></is></c>",
    "a control character": b'<c r="A2" t="inlineStr"><is><t>_x001B_[2J</t></is></c>',
    "half a character": b'<c r="A2" t="inlineStr"><is><t>_xD800_</t></is></c>',
    "a byte order mark": b'<c r="A2" t="inlineStr"><is><t>\xef\xbb\xbfx</t></is></c>',
    "an escape that programs differ on": b'<c r="A2" t="inlineStr"><is><t>_xFFFE_</t></is></c>',
    "no place": b'<c t="s"><v>18</v></c>',
    "a place in lower case": b'<c r="a2" t="s"><v>18</v></c>',
    "a place in another row": b'<c r="A3" t="s"><v>18</v></c>',
    "a cell twice": _CELL + _CELL,
    "cells out of order": b'<c r="C2" t="s"><v>18</v></c>' + _CELL,
    "an element of another kind": b'<c r="A2" t="s"><x/><v>18</v></c>',
    "an element of another namespace": b'<c r="A2" t="s"><q:v xmlns:q="q">18</q:v></c>',
}
_BESIDE = {
    "a cell beyond column 40": b'<c r="AO2" t="s"><v>18</v></c>',
    "a cell at the far right": b'<c r="XFD2" t="s"><v>18</v></c>',
    "a cell outside the header": b'<c r="Z2" t="s"><v>18</v></c>',
}
_PLACES = {
    "a hidden row": (b'<row r="2">', b'<row r="2" hidden="1">'),
    "a flat row": (b'<row r="2">', b'<row r="2" ht="0" customHeight="1">'),
    "a row a hair high": (b'<row r="2">', b'<row r="2" ht="0.01">'),
    "a row of no height at all": (b'<row r="2">', b'<row r="2" ht="nan">'),
    "a row twice": (b'<row r="3">', b'<row r="2">'),
    "rows out of order": (b'<row r="2">', b'<row r="9">'),
    "a row without a number": (b'<row r="2">', b"<row>"),
    "row zero": (b'<row r="1">', b'<row r="0">'),
    "a row a million down": (b"</sheetData>", b'<row r="1048576"></row></sheetData>'),
    "row 502": (b"</sheetData>", b'<row r="502"/></sheetData>'),
    "a far cell": (
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row></sheetData>',
    ),
    "a far corner": (b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    "merged cells": (
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    ),
    "a hidden column": (
        b"<sheetData>",
        b'<cols><col min="12" max="12" hidden="1"/></cols><sheetData>',
    ),
    "a flat column": (
        b"<sheetData>",
        b'<cols><col min="1" max="9" width="0"/></cols><sheetData>',
    ),
    "every row hidden": (b"<sheetData>", b'<sheetFormatPr zeroHeight="1"/><sheetData>'),
    "cells twice": (b"</sheetData>", b"</sheetData><sheetData></sheetData>"),
    "a cell beside the cells": (b"<sheetData>", b'<x><c r="A1"/></x><sheetData>'),
    "an embedded object": (
        b"</sheetData>",
        b"</sheetData><oleObjects><oleObject/></oleObjects>",
    ),
    "words between cells": (b"</row>", b"walnut</row>"),
}
_MEMBERS = {
    "macros": "xl/vbaProject.bin",
    "a macro sheet": "xl/macrosheets/sheet1.xml",
    "a binary workbook": "xl/workbook.bin",
    "an outside link": "xl/externalLinks/externalLink1.xml",
    "a connection": "xl/connections.xml",
    "an embedded part": "xl/embeddings/oleObject1.bin",
    "a control": "xl/activeX/activeX1.xml",
    "a comment": "xl/comments1.xml",
    "a picture": "xl/media/image1.png",
    "a chart": "xl/charts/chart1.xml",
    "formulas": "xl/calcChain.xml",
    "a document of another kind": "word/document.xml",
    "an OpenDocument table": "content.xml",
    "a program": "run.exe",
    "a ribbon": "customUI/customUI.xml",
    "an absolute name": "/etc/passwd",
    "a name that climbs": "xl/../../../etc/passwd",
    "a name with a backslash": "xl\\worksheets\\sheet9.xml",
    "a drive": "C:/x.xml",
    "a name in capitals too": "XL/WORKBOOK.XML",
    "a name with an escape": "xl/\x1b[2J.xml",
    "a name beyond ASCII": "xl/\u0455heet.xml",
    "a folder": "xl/worksheets/",
}


def _with(name: str, old: bytes, new: bytes, count: int = 1) -> bytes:
    """The good workbook with one piece of one part replaced."""
    parts = book(extracts.table())
    assert old in parts[name], (name, old)
    return zipped(parts | {name: parts[name].replace(old, new, count)})


def xlsx_files() -> Files:
    """By name."""
    yield from whole("xlsx", extracts.as_xlsx(extracts.table()))
    yield "a CSV file", GOOD_CSV.encode()
    for name, cell in _CELLS.items():
        yield name, _with(SHEET, _CELL, cell)
    for name, cell in _BESIDE.items():
        yield name, _with(SHEET, b'</row><row r="3">', cell + b'</row><row r="3">')
    yield from _sheets()
    yield from _markup()
    yield from _parts()


def _sheets() -> Files:
    for name, (old, new) in _PLACES.items():
        yield name, _with(SHEET, old, new)
    far = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x</t></is></c></row>' for n in range(1, 502)
    )
    yield (
        "a header and 501 rows",
        zipped(extracts.frame(far.replace('"501"', '"502"').replace("A501", "A502"))),
    )
    yield "no cells at all", zipped(extracts.frame(""))
    yield (
        "no header",
        zipped(extracts.frame('<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>')),
    )
    table = extracts.table()
    yield "a column twice", extracts.as_xlsx([[*table[0][:-1], "version"], *table[1:]])
    yield "a nameless column", extracts.as_xlsx([["", *table[0][1:]], *table[1:]])
    yield "an unknown column", extracts.as_xlsx([[*table[0][:-1], "notes"], *table[1:]])
    yield "the columns of another table", extracts.as_xlsx([["a", "b"], ["1", "2"]])
    blank = [*table[:3], [""] * len(table[0]), table[3]]
    yield "a blank row between", extracts.as_xlsx(blank)
    yield "only a header", extracts.as_xlsx(table[:1])
    yield "a text of 20,000 characters in every cell", _repeated()
    yield from _two_sheets(table)


def _two_sheets(table: extracts.Table) -> Files:
    other = '<sheet name="b" sheetId="2" r:id="rId3"/>'
    parts = book(table)
    rels = extracts.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "worksheet", "worksheets/sheet2.xml"),
    ).encode()
    two = parts | {
        "xl/workbook.xml": parts["xl/workbook.xml"].replace(
            b"</sheets>", other.encode() + b"</sheets>"
        ),
        "xl/_rels/workbook.xml.rels": rels,
        "xl/worksheets/sheet2.xml": parts[SHEET],
    }
    yield "words on two sheets", zipped(two)
    blank = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    for state in ("hidden", "veryHidden", "odd"):
        hide = two["xl/workbook.xml"].replace(
            b'sheetId="1"', f'sheetId="1" state="{state}"'.encode()
        )
        yield (
            f"the first sheet {state}",
            zipped(two | {"xl/workbook.xml": hide, "xl/worksheets/sheet2.xml": blank}),
        )


def _repeated() -> bytes:
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{extracts.letters(c)}{row}" t="s"><v>0</v></c>' for c in range(1, 19))
        + "</row>"
        for row in range(1, 502)
    )
    return zipped(extracts.frame(cells, extracts.item("x" * 20_000)))


def _laughs(name: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return _with(
        name,
        b"<" + (b"sst" if name == STRINGS else b"worksheet"),
        f"<!DOCTYPE x [{entities}]><".encode() + (b"sst" if name == STRINGS else b"worksheet"),
    )


def _markup() -> Files:
    yield "a billion laughs in the sheet", _laughs(SHEET)
    yield "a billion laughs in the texts", _laughs(STRINGS)
    yield (
        "an outside entity",
        _with(STRINGS, b"<sst", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst'),
    )
    yield "a document type alone", _with(SHEET, b"<worksheet", b"<!DOCTYPE x><worksheet")
    yield "an unknown entity", _with(STRINGS, SECRET.encode(), b"&walnut;")
    yield "a sheet in Latin-1", _with(SHEET, b"UTF-8", b"ISO-8859-1")
    yield (
        "a sheet in UTF-16",
        zipped((p := book(extracts.table())) | {SHEET: p[SHEET].decode().encode("utf-16")}),
    )
    yield "a tag left open", _with(SHEET, b"</worksheet>", b"")
    yield "something after the end", _with(SHEET, b"</worksheet>", b"</worksheet><x/>")
    yield (
        "deep elements",
        _with(SHEET, b"<sheetData>", b"<x>" * 5000 + b"</x>" * 5000 + b"<sheetData>"),
    )
    yield "a million elements", _with(SHEET, b"<sheetData>", b"<x/>" * 1_000_000 + b"<sheetData>")
    yield from _much()


def _much() -> Files:
    some = b" ".join(b'a%d=""' % n for n in range(95_000))
    yield "95,000 attributes", _with(SHEET, b"<sheetData>", b"<q:x " + some + b"/><sheetData>")
    more = b" ".join(b'a%d=""' % n for n in range(500_000))
    yield "500,000 attributes", _with(SHEET, b"<sheetData>", b"<x " + more + b"/><sheetData>")
    spaces = b" ".join(b'xmlns:a%d="u"' % n for n in range(95_000))
    yield "95,000 namespaces", _with(SHEET, b"<sheetData>", b"<q:x " + spaces + b"/><sheetData>")
    yield "a text of five megabytes", _with(STRINGS, SECRET.encode(), b"x" * 5_000_000)
    yield "a text of nineteen megabytes", _with(STRINGS, SECRET.encode(), b"x" * 19_000_000)
    yield "a text of 100 MB", _with(STRINGS, SECRET.encode(), b"x" * 100_000_000)
    yield "a million references", _with(STRINGS, SECRET.encode(), b"&#65;" * 1_000_000)
    yield "30,000 texts", _with(STRINGS, b"</sst>", b"<si><t>a</t></si>" * 30_000 + b"</sst>")
    yield (
        "a count that lies",
        _with(STRINGS, b"<sst", b'<sst count="4294967295" uniqueCount="4294967295"'),
    )
    yield "texts inside texts", _with(STRINGS, b"</t>", b"<si><t>x</t></si></t>")
    yield (
        "phonetic guides in the texts",
        _with(STRINGS, b"</si>", b'<rPh sb="0" eb="1"><t>x</t></rPh></si>'),
    )
    yield "words beside the texts", _with(STRINGS, b"<si>", b"walnut<si>")


def _parts() -> Files:
    table = extracts.table()
    parts = book(table)
    for name, member in _MEMBERS.items():
        yield f"with {name}", zipped(parts | {member: b"<x/>"})
    for missing in parts:
        if missing != STRINGS:
            yield (
                f"without {missing.replace('/', ' ')}",
                zipped({name: body for name, body in parts.items() if name != missing}),
            )
    yield (
        "with a drawing",
        zipped(parts | {"xl/drawings/drawing1.xml": b"<wsDr><oneCellAnchor/></wsDr>"}),
    )
    yield "without its texts", zipped({n: body for n, body in parts.items() if n != STRINGS})
    yield from _frames(parts)


def _frames(parts: dict[str, bytes]) -> Files:
    """Other things said of a workbook's parts."""
    yield (
        "a macro type",
        _with(
            "[Content_Types].xml",
            b"openxmlformats-officedocument.spreadsheetml.sheet.main",
            b"ms-excel.sheet.macroEnabled.main",
        ),
    )
    yield "a template", _with("[Content_Types].xml", b"sheet.main", b"template.main")
    yield "a workbook elsewhere", _with("_rels/.rels", b"xl/workbook.xml", b"xl/styles.xml")
    yield (
        "a sheet on the web",
        _with(
            "xl/_rels/workbook.xml.rels",
            b'Target="worksheets/sheet1.xml"',
            b'Target="http://x.invalid/" TargetMode="External"',
        ),
    )
    yield (
        "a link in a cell",
        zipped(
            parts
            | {
                "xl/worksheets/_rels/sheet1.xml.rels": extracts.relations(
                    ("rId1", "hyperlink", "http://x.invalid/"), mode=' TargetMode="External"'
                ).encode()
            }
        ),
    )
    yield from _sheet_lists()


def _sheet_lists() -> Files:
    """What a workbook says of its sheets."""
    yield (
        "a sheet that is a chart",
        _with("xl/_rels/workbook.xml.rels", b"/worksheet", b"/chartsheet"),
    )
    yield (
        "a sheet that is elsewhere",
        _with("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"../workbook.xml"),
    )
    yield (
        "no sheet",
        _with("xl/workbook.xml", b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', b""),
    )
    yield (
        "a thousand sheets",
        _with(
            "xl/workbook.xml",
            b"</sheets>",
            b'<sheet name="a" sheetId="2" r:id="rId1"/>' * 1000 + b"</sheets>",
        ),
    )
    yield (
        "an outside reference",
        _with(
            "xl/workbook.xml",
            b"</workbook>",
            b"<externalReferences><externalReference/></externalReferences></workbook>",
        ),
    )
