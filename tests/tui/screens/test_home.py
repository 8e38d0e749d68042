"""Home and a cohort's page: safe to be seen, and the next step under the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain.curriculum import REFERENCE_LABEL, REFERENCE_SENTENCE
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.screens.cohort import CohortScreen
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.prepare import PrepareScreen
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.status import StatusLine
from tests.tui.screens.driver import SIZES, fresh, on_cohort, raise_flag, running, store


@pytest.mark.parametrize("size", SIZES)
async def test_home_shows_the_cohort_the_session_and_what_its_text_is(
    folder: Path, size: tuple[int, int]
) -> None:
    fresh(folder).desk.close()
    async with running(folder, size) as drive:
        words = drive.words()
        assert "WY26A intimate partner, men workshop 1: Sat 28 Nov 2026, 10:00" in words
        assert REFERENCE_LABEL in words


async def test_home_says_what_needs_attention_in_words_that_tell_nothing(folder: Path) -> None:
    store(folder, flag=True)
    async with running(folder) as drive:
        words = drive.words()
        assert "preparation for workshop two open" in words
        assert "note for workshop 1 unwritten" in words
        assert "seat" not in words.lower()


async def test_an_open_flag_is_said_in_one_fixed_wording(folder: Path) -> None:
    made = fresh(folder)
    flag = raise_flag(made, handed_over=False)
    made.desk.close()
    async with running(folder) as drive:
        await drive.until("safeguarding: a flag is open")
        words = drive.words()
        assert flag not in words
        assert "threat" not in words.lower()


@pytest.mark.parametrize("size", SIZES)
async def test_the_cohorts_page_opens_at_its_next_step(folder: Path, size: tuple[int, int]) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder, size) as drive:
        assert isinstance(drive.app.screen, CohortScreen)
        assert "> p Prepare" in drive.words()
        assert REFERENCE_LABEL in drive.words()
        await drive.press("enter")
        assert isinstance(drive.app.screen, PrepareScreen)
        await drive.press("escape", "escape")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_after_workshop_one_the_debrief_is_the_next_step(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        assert "> d Debrief" in drive.words()
        await drive.press("2")
        assert drive.app.workshop == 2


async def test_starting_a_closed_workshop_is_refused(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("s")
        assert "Workshop 1 is closed." in drive.words()


async def test_the_help_holds_every_key_and_the_whole_sentence(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder, (100, 60)) as drive:
        page = drive.app.screen
        assert isinstance(page, KeyedScreen)
        await drive.press("question_mark")
        words = drive.words()
        assert REFERENCE_SENTENCE in words
        for key in page.KEYS:
            assert f"{key.caps()} {key.help}" in words
        assert "Leave room mode for a private view" in words


async def test_what_is_saved_stands_above_two_lines_of_keys_and_covers_neither(
    folder: Path,
) -> None:
    store(folder)
    async with on_cohort(folder, (60, 24)) as drive:
        screen = drive.app.screen
        assert screen.query_one(KeyBar).region.y == 22
        assert screen.query_one(StatusLine).region.y == 21
        assert drive.text().splitlines()[-1].split() == ["Esc", "Home", "?", "Keys"]
