"""The briefing: the cue first, words only where the level allows, one seat a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain.protected import Protected
from cara_facilitate.services.briefing import (
    CUE_WORDS,
    LEVEL_WORDS,
    STOCK_LINE,
    BriefItem,
    BriefSeat,
)
from cara_facilitate.tui.screens.briefing import NOTHING, SEALED, cue_line, seat_lines
from tests.tui.screens.driver import SIZES, on_cohort, store


@pytest.mark.parametrize("size", SIZES)
async def test_one_seat_at_a_time_with_its_level_and_words(
    folder: Path, size: tuple[int, int]
) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder, size) as drive:
        await drive.private("b")
        assert "Made-up words" not in drive.words()
        await drive.type("practice", "enter")
        await drive.until("seat 1 of 12")
        assert "Nothing to use." in drive.words()
        await drive.press("3")
        words = drive.words()
        assert "For your planning only: never said, never hinted" in words
        assert "Made-up words for practice, record 3" in words
        assert words.count("Made-up words") == 1
        await drive.press("left", "right", "right")
        assert "record 3" not in drive.words()
        assert STOCK_LINE in drive.words()


async def test_the_cue_stands_above_everything(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("seat 1 of 12")
        await drive.press("5")
        text = drive.text()
        assert text.index(CUE_WORDS["watch_departure"]) < text.index("Sealed")


async def test_a_wrong_passphrase_opens_nothing(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("wrong", "enter")
        await drive.until("That passphrase does not open this store.")
        await drive.press("3")
        assert "Made-up words" not in drive.words()


async def test_before_an_extract_was_taken_in_it_says_so(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("No feedback was taken in.")


def item(summary: str = "", themes: tuple[str, ...] = (), cue: str = "none") -> BriefItem:
    level = list(LEVEL_WORDS.values())[2]
    return BriefItem("i", level, CUE_WORDS[cue], False, Protected(summary), themes, Protected(""))


def plain(page: BriefSeat) -> str:
    return "\n".join(line.plain for line in seat_lines(page, {"body": "Body map"}))


def test_themes_are_said_as_activities() -> None:
    page = BriefSeat(3, True, (item("words", ("body",)),))
    assert "- Body map" in plain(page)
    assert "if four or more attend" in plain(page)


def test_every_cue_of_several_records_is_shown_once() -> None:
    page = BriefSeat(3, True, (item(cue="watch_departure"), item(cue="call_manager_first"), item()))
    shown = cue_line(page).plain
    assert shown.splitlines() == [CUE_WORDS["watch_departure"], CUE_WORDS["call_manager_first"]]


@pytest.mark.parametrize("page", [BriefSeat(3, False, ()), BriefSeat(3, True, (item(), item()))])
def test_nothing_to_use_looks_the_same_however_many_were_asked(page: BriefSeat) -> None:
    assert plain(page) == f"{SEALED}\n\n{NOTHING}"
