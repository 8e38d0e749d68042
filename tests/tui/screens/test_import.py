"""Importing: who and how many first, a second confirmation, undo; never a word of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain.feedback import OLDER, REASONS, Reason, row_check
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.feedback_import import confirm, preview_rows
from cara_facilitate.services.rehearse import extract_rows, practice_time
from cara_facilitate.tui.screens.import_feedback import AT_REST, SUFFIXES, ImportScreen
from cara_facilitate.tui.widgets.paths import fitting
from tests.services.circle import BETWEEN, SHARED, circle, heard
from tests.tui.screens.driver import SIZES, Drive, on_cohort, store

HELD = (2, 7, 10)
"""The rows of the practice extract that are held back."""


async def open_import(drive: Drive) -> None:
    await drive.private("i")
    assert isinstance(drive.app.screen, ImportScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_preview_says_who_and_how_many_and_nothing_is_stored(
    folder: Path, size: tuple[int, int]
) -> None:
    made = store(folder)
    async with on_cohort(folder, size) as drive:
        await open_import(drive)
        await drive.type(str(made.extract), "enter")
        await drive.until("10 rows matched, 3 rows held back, 3 seats not recorded.")
        words = drive.words()
        assert "13 rows for 12 people in the file." in words
        assert "1 1 partner matched" in words
        assert "held back: reference mistyped" in words
        assert "Made-up words" not in words
        assert drive.app.desk.state("WY26A").current_import is None
        await drive.press("down")
        assert REASONS[Reason.CHECK_CHARACTER] in drive.words()
        await drive.press("escape")
        assert drive.app.desk.state("WY26A").current_import is None


async def test_the_key_that_takes_an_import_back_does_nothing_during_a_release(
    folder: Path,
) -> None:
    made = store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await open_import(drive)
        await drive.type(str(made.extract), "enter")
        await drive.until("3 rows held back")
        await drive.press("down", "r", "f4")
        assert "Take back the import?" not in drive.words()
        assert drive.app.screen.has_class("releasing")
        await drive.press("escape", "f4")
        assert "Take back the import?" in drive.words()


async def test_an_older_file_is_told_to_need_nothing(folder: Path) -> None:
    made = store(folder)
    newer, *rest = [row for n, row in enumerate(extract_rows(made.plan), 1) if n not in HELD]
    newer |= {"version": "2"}
    async with on_cohort(folder) as drive:
        desk = drive.app.desk
        seen = preview_rows(desk, "WY26A", [newer | {"row_check": row_check(newer)}, *rest])
        confirm(desk, seen, "F-LEAD1")
        await open_import(drive)
        await drive.type(str(made.extract), "enter")
        await drive.until("9 rows matched, 4 rows held back")
        assert "1 of those held back: nothing to do" in drive.words()
        assert f"Row 1: {OLDER} {AT_REST}" in drive.words()
        await drive.press("r")
        assert not drive.app.screen.has_class("releasing")


async def test_it_is_taken_in_after_a_second_confirmation_and_can_be_taken_back(
    folder: Path,
) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await open_import(drive)
        await drive.type(str(made.extract), "enter")
        await drive.until("10 rows matched")
        await drive.press("enter")
        assert "Take this extract in?" in drive.text()
        await drive.press("enter")
        assert drive.app.desk.state("WY26A").current_import is None
        await drive.press("enter", "right", "enter")
        await drive.until("Delete the extract's file?")
        taken = drive.app.desk.state("WY26A").current_import
        assert taken is not None
        assert len(taken.items) == 10
        await drive.press("enter")
        assert made.extract.exists()
        await drive.until("Ring the victim-contact worker")
        await drive.press("f4", "right", "enter")
        await drive.until("The import is taken back")
        assert drive.app.desk.state("WY26A").current_import is None


async def test_the_file_is_deleted_only_if_asked(folder: Path) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await open_import(drive)
        await drive.type(str(made.extract), "enter")
        await drive.until("10 rows matched")
        await drive.press("enter", "right", "enter")
        await drive.until("Delete the extract's file?")
        await drive.press("right", "enter")
        await drive.until("The file is deleted")
        assert not made.extract.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"a,b\n1,2\n", "The first row or line does not name the"),
        (b"", "Nothing was"),
    ],
)
async def test_a_refused_file_is_said_beside_the_field(
    folder: Path, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    store(folder)
    path = tmp_path / "given.csv"
    if content is not None:
        path.write_bytes(content)
    async with on_cohort(folder) as drive:
        await open_import(drive)
        await drive.type(str(path), "enter")
        await drive.until(sentence)
        assert drive.app.desk.state("WY26A").current_import is None


async def test_a_path_is_completed(folder: Path) -> None:
    made = store(folder)
    async with on_cohort(folder, (160, 45)) as drive:
        await open_import(drive)
        await drive.type(str(made.extract)[:-8])
        assert "practice-extract.csv" in drive.text()
        await drive.press("right", "enter")
        await drive.until("10 rows matched")


def test_only_extracts_and_folders_are_offered(tmp_path: Path) -> None:
    for name in ("one.csv", "two.txt", ".hidden.csv", "three.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert [p.name for p in fitting(f"{tmp_path}/", SUFFIXES)] == [
        "folder",
        "one.csv",
        "three.jsonl",
    ]
    assert [p.name for p in fitting(f"{tmp_path}/o", SUFFIXES)] == ["one.csv"]
    assert fitting(f"{tmp_path}/nowhere/x", SUFFIXES) == []


async def test_a_handover_is_opened_previewed_and_taken_in_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as whole:
        whole.tell_the_worker()
        whole.hold_workshop_one()
        whole.clocks(practice_time(BETWEEN, 12, 0))
        heard(whole.worker, whole.cohort, whole.refs[0], **SHARED, summary=Protected("Calmer."))
        path = whole.write(whole.worker, whole.lead).path
        whole.lead.close()
        async with on_cohort(whole.lead.folder) as drive:
            await open_import(drive)
            await drive.type(str(path), "enter")
            await drive.until("12 rows matched, 0 rows held back, 0 seats not recorded.")
            await drive.press("enter", "right", "enter")
            await drive.until("nobody else can open it")
            await drive.press("enter")
            assert len(drive.app.desk.state(whole.cohort).current_import.items) == 12
            await drive.press("enter")
            await drive.until("This hand-over was taken in already")
        whole.lead = open_desk(whole.lead.folder, PRACTICE_PASSPHRASE)
