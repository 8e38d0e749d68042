"""Entering what was kept on paper: read as it is typed, recorded at once or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from textual.widgets import TextArea

from cara_facilitate.services import prepare
from cara_facilitate.tui.app import CaraApp
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.cohort import CohortScreen
from cara_facilitate.tui.screens.paper_log import PaperLogScreen
from tests.tui.screens.driver import SATURDAY, SIZES, SMALL, Drive, at, fresh, no_line_too_long
from tests.tui.screens.driver import on_cohort as cohort_page

DAY = "10:00 open\n10:00 all here\n10:25 W1-02\n10:31 4 7 m\n12:10 a4\n14:58 end"


@asynccontextmanager
async def from_paper(folder: Path, size: tuple[int, int] = SMALL) -> AsyncIterator[Drive]:
    """The evening after a prepared day that the laptop missed, with the page open."""
    made = fresh(folder)
    prepare.prepare(made.desk, made.plan.cohort, 1, prepare.CHECKS)
    at(made, datetime.combine(SATURDAY, time(21), timezone(timedelta(0))))
    made.desk.close()
    async with cohort_page(folder, size) as drive:
        await drive.press("k")
        assert isinstance(drive.app.screen, PaperLogScreen)
        yield drive


def day(drive: Drive):  # type: ignore[no-untyped-def]
    app = drive.app
    assert isinstance(app, CaraApp)
    return app.desk.state(app.cohort).workshops[1]


def field(drive: Drive) -> TextArea:
    return drive.app.screen.query_one(TextArea)


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_is_typed_read_back_and_recorded_after_one_question(
    folder: Path, size: tuple[int, int]
) -> None:
    async with from_paper(folder, size) as drive:
        assert "no names" in drive.words()
        await drive.type(DAY)
        await drive.until("F5 records all of it")
        assert "10:31 seats 4 and 7, code m, in W1-02" in drive.words()
        assert "6 lines, 10:00 to 14:58: 19 entries" in drive.words()
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("f5")
        assert "Record 19 entries from paper?" in drive.words()
        assert day(drive).started_at is None
        await drive.press("right", "enter")
        await drive.until("19 entries recorded from paper")
        assert day(drive).ended_at is not None
        assert {seen.source for seen in day(drive).observations} == {"paper"}
        await drive.press("escape")
        assert isinstance(drive.app.screen, CohortScreen)


async def test_reading_stands_beside_its_line(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type(DAY)
        await drive.until("F5 records all of it")
        line = next(
            row for row in drive.text().splitlines() if row.lstrip().startswith("5  12:10 a4")
        )
        assert "12:10 O04 met by the group, in W1-02" in line


async def test_the_default_answer_records_nothing_and_keeps_the_lines(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type(DAY, "f5", "enter")
        assert field(drive).text == DAY
        assert day(drive).started_at is None


async def test_one_wrong_line_is_named_and_nothing_is_recorded_or_lost(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type(f"{DAY}\n11:00 4z\n11:05 Maria", "f5")
        assert not isinstance(drive.app.screen, Ask)
        assert "Nothing is recorded yet. Line 7, column 8: expected a code" in drive.words()
        assert "1 more marked with !" in drive.words()
        assert field(drive).text.startswith("10:00 open")
        assert day(drive).started_at is None
        await drive.press("up")
        assert "Line 7, column 8" in drive.words()


async def test_typed_by_keys_letters_are_letters_and_escape_asks_before_it_loses_them(
    folder: Path,
) -> None:
    async with from_paper(folder) as drive:
        await drive.press(*"10", "colon", *"00", "space", *"um", "question_mark")
        assert field(drive).text == "10:00 um?"
        await drive.press("escape")
        assert "Leave without recording?" in drive.words()
        await drive.press("enter")
        assert field(drive).text == "10:00 um?"
        await drive.press("escape", "right", "enter")
        assert isinstance(drive.app.screen, CohortScreen)


async def test_just_after_recording_one_key_takes_the_whole_batch_back(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type(DAY, "f5", "right", "enter")
        await drive.until("recorded from paper")
        await drive.press("u")
        await drive.until("19 entries taken back")
        assert day(drive).started_at is None
        await drive.press("u", "m")
        await drive.type("10:00 open", "f5", "right", "enter")
        await drive.until("2 entries recorded from paper")
        assert day(drive).live


async def test_nothing_written_is_left_without_a_question(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.press("escape")
        assert isinstance(drive.app.screen, CohortScreen)


async def test_nothing_of_a_draft_reaches_the_disk(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type("10:00 4m 11:11:11")
        await drive.until("expected")
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert files
        assert not any(b"11:11:11" in path.read_bytes() for path in files)


async def test_from_a_day_under_way_the_page_opens_by_its_key_and_comes_back(folder: Path) -> None:
    async with from_paper(folder) as drive:
        await drive.type("10:00 open\n10:00 all here", "f5", "right", "enter")
        await drive.until("recorded from paper")
        await drive.press("escape", "s", "k")
        assert isinstance(drive.app.screen, PaperLogScreen)
        await drive.type("10:25 W1-02\n10:30 4m", "f5", "right", "enter")
        await drive.until("2 entries recorded from paper")
        await drive.press("escape")
        assert "W1-02" in drive.words()


async def test_the_curtain_falls_over_the_lines_and_they_are_there_when_it_lifts(
    folder: Path,
) -> None:
    async with from_paper(folder) as drive:
        await drive.type(DAY)
        await drive.press("grave_accent")
        assert "seats 4 and 7" not in drive.text()
        await drive.press("enter")
        assert field(drive).text == DAY
