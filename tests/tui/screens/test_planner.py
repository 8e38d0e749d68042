"""The planner of dates, by keys: pairs, reasons, and the way to a new cohort."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.new_cohort import NewCohortScreen
from cara_facilitate.tui.screens.planner import PlannerScreen, _away, _days
from tests.tui.screens.driver import SIZES, SMALL, Drive, fresh, no_line_too_long, running


async def ask(drive: Drive, *, away: str = "", staff: str = "F-LEAD1, F-CO2") -> None:
    """From Home: two people, from Monday 30 November 2026."""
    await drive.press("d")
    screen = drive.app.screen
    assert isinstance(screen, PlannerScreen)
    await drive.type("2026-10-30, 2026-11-02", "enter")
    screen._first.put("2026-11-30")
    await drive.press("enter", "enter")
    screen._staff.put(staff)
    await drive.press("enter")
    await drive.type(away, "f5")


@pytest.mark.parametrize("size", SIZES)
async def test_pairs_are_found_by_keys_alone(folder: Path, size: tuple[int, int]) -> None:
    fresh(folder).desk.close()
    async with running(folder, size) as drive:
        await ask(drive, away="F-CO2 2026-12-05")
        await drive.until("pairs of dates, the best first")
        words = drive.words()
        assert "> Sat 12 Dec 2026 and Sat 9 Jan 2027 28 days F-LEAD1 and F-CO2 seats 1-2" in words
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("end")
        await drive.until("F-LEAD1 is booked already")
        assert "PRIVATE" in drive.text()


async def test_the_store_books_its_facilitators_and_says_which_store(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, (100, 40)) as drive:
        await ask(drive)
        await drive.until("Bookings are those of this store only.")
        assert (
            "Sat 26 Dec 2026: F-LEAD1 is booked already; F-CO2 is booked already" in drive.words()
        )
        assert "not Saturdays (WY-1)" in drive.words()


async def test_a_pair_chosen_fills_a_new_cohort(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, (100, 40)) as drive:
        await ask(drive)
        await drive.until("best first")
        await drive.press("enter")
        assert isinstance(drive.app.screen, NewCohortScreen)
        words = drive.words()
        assert "Workshop one 2026-12-05" in words
        assert "Workshop two 2027-01-02" in words
        assert "Second facilitator F-CO2" in words
        await drive.press("escape")
        assert isinstance(drive.app.screen, PlannerScreen)


async def test_escape_goes_back_to_the_fields_and_asks_before_losing_them(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, SMALL) as drive:
        await ask(drive)
        await drive.until("best first")
        await drive.press("escape")
        assert "2026-10-30, 2026-11-02" in drive.text()
        await drive.press("escape")
        await drive.until("Leave this step?")
        await drive.press("right", "enter")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_a_slip_is_said_beside_its_field(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, SMALL) as drive:
        await drive.press("d")
        await drive.type("next week", "f5")
        assert "A date YYYY-MM-DD for each person." in drive.words()
        assert "Please look at the fields marked." in drive.words()


async def test_one_facilitator_is_refused_in_a_sentence(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, SMALL) as drive:
        await ask(drive, staff="F-LEAD1")
        await drive.until("Two facilitators deliver each workshop")


async def test_none_found_is_said_with_the_reasons(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, SMALL) as drive:
        await drive.press("d")
        screen = drive.app.screen
        assert isinstance(screen, PlannerScreen)
        screen._first.put("2027-03-06")
        screen._last.put("2027-03-06")
        screen._staff.put("F-LEAD1 F-CO2")
        await drive.type("2026-10-30", "f5")
        await drive.until("No pair of dates was found.")
        assert "seat 1's sixteen weeks end on Fri 19 Feb 2027" in drive.words()


def test_days_away_are_read_with_whose_they_are() -> None:
    first, second = date(2026, 12, 5), date(2026, 12, 12)
    assert _away("F-CO2 2026-12-05 2026-12-12, F-3: 2026-12-05") == {
        "F-CO2": [first, second],
        "F-3": [first],
    }
    assert _away("") == {}
    assert _away("2026-12-05") is None
    assert _away("F-CO2 2026-12-5") is None
    assert _days("2026-02-30") is None
