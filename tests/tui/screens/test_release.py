"""Working through a row held back: both identifiers typed, the words read back, then released."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.rehearse import Practice, write_extract
from cara_facilitate.tui.screens.import_feedback import ImportScreen
from tests.tui.screens.driver import (
    SIZES,
    SMALL,
    Drive,
    fresh,
    on_cohort,
    rows_like,
    running,
    store,
)

SLIPPED, MOVED = 2, 10


async def on_row(drive: Drive, path: Path, row: int) -> None:
    """The preview of a file with one row marked and its form open."""
    await drive.private("i")
    await drive.type(str(path), "enter")
    await drive.until("held back,")
    await drive.press(*["down"] * (row - 1), "r")


async def by_key(drive: Drive, text: str) -> None:
    """Type a text key by key: these fields take nothing that is pasted."""
    await drive.press(*(character_key(one) for one in text))


def character_key(one: str) -> str:
    """The key's name for a character."""
    return {"-": "minus", " ": "space"}.get(one, one)


async def tell(drive: Drive, made: Practice, row: int, **changes: str) -> None:
    """Type what the worker says of the row."""
    who = made.plan.people[row - 1]
    said = {"worker": "VW-1", "reference": who.ref, "word": who.check_word} | changes
    for text in said.values():
        await by_key(drive, text)
        await drive.press("enter")


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


async def test_identifiers_that_are_pasted_are_not_taken(folder: Path) -> None:
    made = store(folder)
    who = made.plan.people[SLIPPED - 1]
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        await drive.type("VW-1", "enter")
        await drive.type(who.ref)
        assert "what is pasted is not taken here" in drive.words()
        drive.app.copy_to_clipboard(who.ref)
        await drive.press("ctrl+v", "enter")
        await drive.type(who.check_word, "enter")
        lines = [drive.app.screen.query_one(f"#{name}") for name in ("reference", "word")]
        assert [line.value for line in lines] == ["", ""]
        assert "Made-up words" not in drive.words()


async def test_reading_back_is_a_read_of_its_own(folder: Path) -> None:
    made = store(folder)
    async with on_cohort(folder) as drive:
        await on_row(drive, made.extract, SLIPPED)
        assert "readback" not in views(drive)
        await tell(drive, made, SLIPPED)
        assert "Made-up words" in drive.words()
        assert views(drive)[-1] == "readback"


def views(drive: Drive) -> list[str]:
    """The reads on record, oldest first."""
    log = drive.app.desk.state("WY26A").log
    return [one.event.view for one in log if isinstance(one.event, ev.PrivateViewOpened)]


async def test_during_an_activity_the_import_does_not_open(folder: Path) -> None:
    made = fresh(folder)
    prepare.prepare(made.desk, "WY26A", 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(made.desk, "WY26A", 1, command(made.desk.clock.now()))
    made.desk.close()
    async with running(folder) as drive:
        await drive.until("W1-01")
        await drive.private("i")
        assert "The import opens only at a break or pause." in drive.words()
        assert not isinstance(drive.app.screen, ImportScreen)


@pytest.mark.parametrize("worker", ["", "a full name", "F-CO2", "f-co2"])
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
        await drive.press("right", "shift+tab", "backspace")
        assert "Made-up words" not in drive.words()
        await by_key(drive, made.plan.people[SLIPPED - 1].check_word[-1])
        await drive.press("enter")
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
        assert "Ask the worker for a corrected file" in drive.words()
        assert not drive.app.screen.has_class("releasing")
        await drive.press("down", "down", "down", "down", "r")
        assert "Row 7: The row names two people" in drive.words()
        assert "It is never released: the worker must send a corrected row." in drive.words()
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
