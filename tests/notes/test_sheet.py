"""Workbooks that we write: text alone, nothing cut, nobody's name, unseen by others."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from cara_feedback_xlsx import read

from cara_facilitate.errors import CaraError
from cara_facilitate.notes.sheet import LONGEST, sheet, write_xlsx

FORMULAS = ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", '="a"', "'=1"]
LOOKS_LIKE_MORE = ["0007", "1E5", "2026-12-01", "TRUE", "https://x.invalid", "mailto:x", "1,5"]


@pytest.mark.parametrize("text", FORMULAS + LOOKS_LIKE_MORE)
def test_whatever_a_text_looks_like_it_is_written_as_text(text: str) -> None:
    made = sheet(["a", "b"], [[text, ""]])
    with zipfile.ZipFile(BytesIO(made)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f" not in page and "hyperlink" not in page
        assert page.count('t="s"') == 3
    assert read(made) == [{"a": text, "b": ""}]


def test_an_empty_row_is_formatted_as_text_so_that_a_reference_stays_as_typed() -> None:
    with zipfile.ZipFile(BytesIO(sheet(["a", "b"], []))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert '<col min="1" max="2"' in page and 'style="1"' in page
        assert 'numFmtId="49"' in archive.read("xl/styles.xml").decode()


def test_it_is_the_same_file_whenever_it_is_made_and_names_nobody() -> None:
    made = sheet(["a"], [["x"]])
    assert made == sheet(["a"], [["x"]])
    with zipfile.ZipFile(BytesIO(made)) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert "<dc:creator></dc:creator>" in core and "2026-01-01T00:00:00Z" in core
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_does_not_fit_is_refused_and_not_cut(tmp_path: Path) -> None:
    for text in ("x" * (LONGEST + 1), "\x1b[2J", "\ud800", "a\rb", "\x00"):
        with pytest.raises(CaraError) as caught:
            write_xlsx(["a", "b"], [["1", "2"], ["", text]], tmp_path / "x.xlsx")
        assert caught.value.where == "2:b" and text not in caught.value.sentence()
    with pytest.raises(CaraError, match="500 rows"):
        write_xlsx(["a"], [["x"]] * 501, tmp_path / "x.xlsx")
    with pytest.raises(CaraError, match="2 MB"):
        write_xlsx(["a"], [["x" * LONGEST]] * 100, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert read(sheet(["a"], [["x" * LONGEST]] * 99)) == [{"a": "x" * LONGEST}] * 99


def test_a_header_or_row_that_is_none_is_a_mistake_of_the_caller() -> None:
    for header, rows in (([], []), (["a", "a"], []), ([""], []), (["a"], [["x", "y"]])):
        with pytest.raises(ValueError):
            sheet(header, rows)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_alone_and_replaces_none(tmp_path: Path) -> None:
    path = write_xlsx(["a"], [["x"]], tmp_path / "extract.xlsx")
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(CaraError):
        write_xlsx(["a"], [["y"]], path)
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "elsewhere.xlsx")
    with pytest.raises(CaraError):
        write_xlsx(["a"], [["y"]], link)
    assert path.read_bytes() == before and not (tmp_path / "elsewhere.xlsx").exists()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(CaraError, match="cannot be made") as caught:
        sheet(["a"], [])
    assert "xlsx" in caught.value.hint
