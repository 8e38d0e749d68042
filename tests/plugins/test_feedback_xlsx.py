"""The workbook reader: what a person typed as text and could see, to the last space."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import subprocess
import sys
import zipfile

import cara_feedback_csv
import cara_feedback_jsonl
import cara_feedback_xlsx
import pytest
from cara_feedback_xlsx import read, reading
from cara_feedback_xlsx.container import MOST_INFLATED, unpacked
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.api import CARA_API, FileRefused
from cara_facilitate.api.contract import examine
from cara_facilitate.notes.sheet import sheet
from tests.intake import extracts
from tests.intake.extracts import as_csv, as_jsonl, as_xlsx, book, frame, zipped

SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'

texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\ufeff\ufffe\uffff",
        include_characters="\t\n",
    ),
    max_size=12,
) | st.sampled_from(["=1+1", "0007", "1E5", "+44", "-1", "@x", "\t=", " ", "\r\n", "_x0041_", "'"])
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(texts, min_size=width, max_size=width).filter(any), min_size=1, max_size=6
    )
)


def _cell(inside: str) -> bytes:
    return zipped(frame(f'{HEADER}<row r="2"><c r="A2" {inside}</c></row>'))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_the_same_rows_are_the_same_in_every_format(table: list[list[str]]) -> None:
    header = [f"column {at}" for at in range(len(table[0]))]
    rows = [dict(zip(header, row, strict=True)) for row in table]
    assert list(read(sheet(header, table))) == rows
    assert list(read(as_xlsx([header, *table]))) == rows
    assert list(cara_feedback_csv.read(as_csv([header, *table], csv.QUOTE_ALL))) == rows
    assert list(cara_feedback_jsonl.read(as_jsonl([header, *table]))) == rows


def test_a_workbook_as_spreadsheet_programs_write_it_is_read() -> None:
    parts = book([["a", "b"], ["x", "y"]])
    more = {
        "xl/styles.xml": b"<styleSheet/>",
        "xl/theme/theme1.xml": b"<theme/>",
        "docProps/app.xml": b"\xef\xbb\xbf<Properties/>",
        "docMetadata/LabelInfo.xml": b"<labels/>",
        "xl/drawings/drawing1.xml": b"<wsDr/>",
        "customXml/item1.xml": b"<item/>",
        "customXml/_rels/item1.xml.rels": extracts.relations(("rId1", "x", "y.xml")).encode(),
        "xl/printerSettings/printerSettings1.bin": bytes(300),
    }
    dressed = parts[SHEET].replace(
        b"<sheetData>",
        b'<dimension ref="A1:B2"/><sheetViews><sheetView/></sheetViews>'
        b'<cols><col min="1" max="16384" width="9" style="1"/></cols><sheetData>',
    )
    dressed = dressed.replace(
        b"</sheetData>",
        b'<row r="3"><c r="A3" s="1"/><c r="B3" s="1" t="s"/></row></sheetData>'
        b'<autoFilter ref="A1:B2"/><pageMargins left="1"/><drawing/><extLst><ext>'
        b'<x:f xmlns:x="y">z</x:f>'
        b"</ext></extLst>",
    )
    assert read(zipped(parts | more | {SHEET: dressed})) == [{"a": "x", "b": "y"}]


def test_the_strict_kind_of_workbook_is_read() -> None:
    strict = {
        name: body.replace(
            extracts.MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            extracts.OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, body in book([["a"], ["x"]]).items()
    }
    assert read(zipped(strict)) == [{"a": "x"}]


def test_members_whose_sizes_follow_them_are_read() -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in book([["a"], ["x"]]).items():
            archive.writestr(name, body)
    assert read(out.getvalue()) == [{"a": "x"}]


def test_runs_of_a_text_are_joined_and_their_looks_left_out() -> None:
    runs = (
        "<si><r><rPr><b/><sz val='9'/></rPr><t>be </t></r><r><t xml:space='preserve'> careful</t>"
        "</r><phoneticPr fontId='1'/></si>"
    )
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    kept = runs.replace("<t>be", "<t xml:space='preserve'>be")
    assert read(zipped(frame(HEADER + row, kept))) == [{"a": "be  careful"}]
    with pytest.raises(FileRefused, match="spaces"):
        read(zipped(frame(HEADER + row, runs)))


def test_a_number_is_refused_by_its_cell_and_column_and_not_repeated() -> None:
    with pytest.raises(FileRefused) as caught:
        read(_cell("><v>07700900123</v>"))
    assert (caught.value.row, caught.value.column) == (1, "a")
    assert "Cell A2 holds a number" in caught.value.message and "0770" not in caught.value.message


@pytest.mark.parametrize(
    "inside",
    [
        't="inlineStr"><is><t><![CDATA[x]]>y</t></is>',
        't="inlineStr"><is><t>x<!-- no --></t></is>',
        't="inlineStr"><is><t>&#120;&amp;</t></is>',
        't="inlineStr"><is><t>_x0058__x005F_</t></is>',
        't="inlineStr"><is><t/></is>',
    ],
)
def test_however_a_text_is_spelt_two_programs_read_the_same_or_it_is_refused(inside: str) -> None:
    with contextlib.suppress(FileRefused):
        assert read(_cell(inside)) in (
            [{"a": "xy"}],
            [{"a": "x"}],
            [{"a": "x&"}],
            [{"a": "X_"}],
            [],
        )


def test_a_word_that_two_programs_read_differently_refuses_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = as_xlsx(extracts.table())
    assert len(read(data)) == 3
    real = reading._second_reading

    def other(parts: reading.Parts) -> reading.Grid:
        return real(parts) | {(2, 1): "fb-2"}

    monkeypatch.setattr(reading, "_second_reading", other)
    with pytest.raises(FileRefused, match="Two programs"):
        read(data)


def test_every_flipped_bit_of_a_workbook_is_noticed_or_changes_no_word() -> None:
    data, draw = as_xlsx(extracts.table()), random.Random(3)
    refused = 0
    for _ in range(400):
        at = draw.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]
        try:
            assert read(flipped) == extracts.rows()
        except FileRefused:
            refused += 1
    assert refused > 300


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    good = book([["a"], ["x"]])
    with contextlib.suppress(FileRefused):
        read(b"PK\x03\x04" + body)
    for part in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"):
        with contextlib.suppress(FileRefused):
            read(zipped(good | {part: good[part][:90] + body}))


def test_members_are_counted_as_they_are_inflated() -> None:
    draw = random.Random(1)
    noise = b"".join(b"%d," % draw.randrange(10**9) for _ in range(10_000)) * 30
    parts = {f"xl/worksheets/sheet{n}.xml": noise for n in range(1, 9)}
    assert sum(map(len, parts.values())) > MOST_INFLATED
    with pytest.raises(FileRefused, match="20 MB"):
        unpacked(zipped(parts))


def test_the_plugin_offers_one_reader_through_the_hook() -> None:
    (reader,) = cara_feedback_xlsx.cara_feedback_readers()
    assert (reader.id, reader.suffixes, reader.read) == ("xlsx", (".xlsx",), read)
    assert cara_feedback_xlsx.CARA_API == CARA_API
    assert examine(cara_feedback_xlsx).warnings == ()


WITHOUT = """
import sys
from importlib.machinery import PathFinder

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "python_calamine":
            return None
        return PathFinder.find_spec(name, path, target)

sys.meta_path[:] = [f for f in sys.meta_path if f is not PathFinder] + [Absent()]
import cara_feedback_xlsx
from cara_facilitate.api.contract import examine
print(examine(cara_feedback_xlsx))
"""


def test_without_the_extra_it_offers_nothing_and_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert "hooks=()" in done.stdout and "until the extra xlsx is installed" in done.stdout


def test_offering_a_reader_loads_no_parser() -> None:
    code = (
        "import sys, cara_feedback_xlsx;"
        "print([m for m in sys.modules if m in ('python_calamine', 'pyexpat', 'zipfile')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
