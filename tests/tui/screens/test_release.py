"""Working through a row held back: both identifiers typed, the words read back, then released."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services.rehearse import Practice, write_extract
from cara_facilitate.tui.screens.import_feedback import ImportScreen
from tests.tui.screens.driver import SIZES, SMALL, Drive, on_cohort, rows_like, store

SLIPPED, MOVED = 2, 10


async def on_row(drive: Drive, path: Path, row: int) -> None:
    """The preview of a file with one row marked and its form open."""
    await drive.private("i")
    await drive.type(str(path), "enter")
    await drive.until("held back,")
    await drive.press(*["down"] * (row - 1), "r")


async def tell(drive: Drive, made: Practice, row: int, **changes: str) -> None:
    """Type what the worker says of the row."""
    who = made.plan.people[row - 1]
    said = {"worker": "VW-1", "reference": who.ref, "word": who.check_word} | changes
    for text in said.values():
        await drive.type(text, "enter")


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_is_released_once_its_words_were_read_back(
    folder: Path, size: tuple[int, int]
) -> None:
    made = store(folder)
    async with on_cohort(folder, size) as drive:
        await on_row(drive, made.extract, SLIPPED)
        assert "Made-up words" not in drive.words()
        assert all(person.ref not in drive.words() for person in made.plan.people)
        await tell(drive, made, SLIPPED)
        words = drive.words()
        assert "Read this to the worker." in words
        assert "Made-up words for practice, record 2" in words
        assert "Record PRACTICE-02, version 1; tried, last on" in words
        await drive.press("enter")
        assert "The row was not read back yet." in drive.words()
        await drive.press("right", "enter")
        words = drive.words()
        assert "11 rows matched, 2 rows held back, 2 seats not recorded. Released: 1." in words
        assert "matched, released" in words
        assert "Made-up words" not in words
        await drive.press("enter", "right", "enter")
        await drive.until("Delete the extract's file?")
        taken = drive.app.desk.state("WY26A").current_import
        assert (len(taken.items), taken.released, taken.held_back) == (11, 1, 2)


async def test_nothing_is_filled_in_and_a_wrong_word_shows_nothing(folder: Path) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        lines = [drive.app.screen.query_one(f"#{name}") for name in ("worker", "reference", "word")]
        assert [line.value for line in lines] == ["", "", ""]
        assert all(line.suggester is None for line in lines)
        await tell(drive, made, SLIPPED, word=made.plan.people[4].check_word)
        assert "do not name one person of this cohort together" in drive.words()
        assert "Made-up words" not in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, ImportScreen)
        assert "10 rows matched" in drive.words()
        await drive.press("r")
        assert [line.value for line in lines] == ["", "", ""]


@pytest.mark.parametrize("worker", ["", "a full name", "F-CO2"])
async def test_nothing_is_read_back_before_it_is_said_who_was_rung(
    folder: Path, worker: str
) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        await tell(drive, made, SLIPPED, worker=worker)
        assert "Who was rung is the victim-contact worker's staff reference." in drive.words()
        assert "Made-up words" not in drive.words()


async def test_other_identifiers_take_back_what_was_confirmed(folder: Path) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        await tell(drive, made, SLIPPED)
        await drive.press("right", "shift+tab")
        await drive.type("x")
        assert "Made-up words" not in drive.words()
        await drive.press("backspace", "enter")
        assert "< Not read back, or not right >" in drive.words() or "(•) Not" in drive.words()


async def test_a_date_outside_is_typed_as_the_worker_says_it(folder: Path, tmp_path: Path) -> None:
    made = store(folder)
    rows = rows_like(made, lambda rows: rows[0].update(contact_date="2026-05-12"))
    path = tmp_path / "given.csv"
    write_extract(path, rows)
    async with on_cohort(folder) as drive:
        await on_row(drive, path, 1)
        await tell(drive, made, 1)
        assert "Last attempt, as told" in drive.words()
        await drive.type("2026-05-12", "enter")
        assert "The contact date is not between the two workshops." in drive.words()
        await drive.press(*["backspace"] * 10)
        await drive.type("2026-12-05", "enter")
        assert "Released: 1." in drive.words()


async def test_a_contradiction_and_a_matched_row_have_no_form(folder: Path, tmp_path: Path) -> None:
    made = store(folder)
    rows = rows_like(made, lambda rows: rows[3].update(feedback_id=rows[2]["feedback_id"]))
    path = tmp_path / "given.csv"
    write_extract(path, rows)
    async with on_cohort(folder, SMALL) as drive:
        await on_row(drive, path, 1)
        assert "Mark a row that is held back." in drive.words()
        await drive.press("down", "down", "r")
        assert "ask the worker for a corrected file" in drive.words()
        assert not drive.app.screen.has_class("releasing")


@pytest.mark.parametrize("key", ["f9", "escape"])
async def test_leaving_forgets_what_was_read_back(folder: Path, key: str) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        await tell(drive, made, SLIPPED)
        assert "Made-up words" in drive.words()
        await drive.press(key)
        assert "Made-up words" not in drive.words()
