"""Paper from Prepare: one key, a folder, and what was written; names only from the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services import register
from cara_facilitate.services.paper import FOLDER
from tests.tui.screens.driver import SIZES, fresh, no_line_too_long, on_cohort, store


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_and_enter_write_the_pack(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    fresh(folder).desk.close()
    async with on_cohort(folder, size) as drive:
        await drive.press("p", "o")
        assert "No names are in it" in drive.words()
        assert "Made here: HTML and PDF." in drive.words()
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("enter")
        await drive.until("6 sheets written as HTML and PDF")
        assert "not pinned yet" in drive.words()
        assert len(list((tmp_path / FOLDER).iterdir())) == 12


async def test_another_folder_can_be_named_and_escape_goes_back_to_the_checks(
    folder: Path, tmp_path: Path
) -> None:
    fresh(folder).desk.close()
    out = tmp_path / "elsewhere"
    async with on_cohort(folder) as drive:
        await drive.press("p", "o", "ctrl+u", "enter")
        await drive.until("Please name a folder.")
        await drive.press("escape")
        assert "Write the pack" not in drive.text()
        assert "[ ]" in drive.text()
        await drive.press("space", "o", "ctrl+u")
        await drive.type(str(out), "enter")
        await drive.until("6 sheets written")
        assert "[x]" in drive.text()
        assert (out / "WY26A-1-run-sheet.pdf").exists()
        await drive.press("escape")
        assert "Prepare workshop" not in drive.text()


async def test_without_the_extra_the_page_says_that_it_will_be_html(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cara_facilitate.notes.pack.has_pdf", lambda: False)
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("p", "o")
        assert "HTML alone. PDF needs the extra: pip install 'cara-facilitate[pdf]'" in (
            drive.words()
        )
        await drive.press("enter")
        await drive.until("6 sheets written as HTML in")
        assert {path.suffix for path in (tmp_path / FOLDER).iterdir()} == {".html"}


async def test_a_folder_that_cannot_be_used_is_said(folder: Path, tmp_path: Path) -> None:
    fresh(folder).desk.close()
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    async with on_cohort(folder) as drive:
        await drive.press("p", "o", "ctrl+u")
        await drive.type(str(blocked), "enter")
        await drive.until("is a link or a file")


async def test_names_are_written_from_the_registers_private_view_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store(folder)
    page = tmp_path / FOLDER / "WY26A-1-register.html"
    async with on_cohort(folder) as drive:
        await drive.press("p", "o", "enter")
        await drive.until("6 sheets written")
        await drive.press("escape")
        await drive.private("g")
        await drive.type("Zqname Example", "enter")
        await drive.press("enter")
        await drive.until("Seat 1 saved.")
        assert "Zqname" not in page.read_text(encoding="utf-8")
        await drive.press("tab", "tab", "tab", "enter")
        await drive.until("delete the file")
        assert "Zqname Example" in page.read_text(encoding="utf-8")
        assert register.entries(drive.app.desk, "WY26A")[1].name == "Zqname Example"
