"""Prepare: nothing starts before the checks are ticked and, with real people, approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.services import cohorts
from cara_facilitate.services.bootstrap import make_store
from cara_facilitate.services.clock import PracticeClock, set_practice_clock
from cara_facilitate.services.prepare import CHECKS
from cara_facilitate.services.rehearse import PINS, practice_time
from cara_facilitate.tui.live.screen import LiveScreen
from tests.tui.screens.driver import SATURDAY, SIZES, Drive, at, fresh, on_cohort, store


async def tick_all(drive: Drive) -> None:
    for _ in CHECKS:
        await drive.press("space", "down")


@pytest.mark.parametrize("size", SIZES)
async def test_a_workshop_starts_once_every_check_is_ticked(
    folder: Path, size: tuple[int, int]
) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder, size) as drive:
        await drive.press("enter")
        assert REFERENCE_LABEL in drive.words()
        assert all(check in drive.text() for check in CHECKS)
        await drive.press("s")
        await drive.until("First tick every check")
        await drive.press("space", "w")
        await drive.until(f"Not ticked: {CHECKS[1]}.")
        await drive.press("down", "space")
        for _ in CHECKS[2:]:
            await drive.press("down", "space")
        await drive.press("w")
        await drive.until("Recorded.")
        await drive.press("s")
        assert isinstance(drive.app.screen, LiveScreen)
        await drive.press("escape")
        assert "Go on" in drive.text()


async def test_another_day_than_planned_is_asked_about(folder: Path) -> None:
    made = fresh(folder)
    made.desk.close()
    at(made, practice_time(date(2026, 11, 27), 9, 0))
    async with on_cohort(folder) as drive:
        await drive.press("enter")
        await tick_all(drive)
        await drive.press("w")
        await drive.until("Recorded.")
        await drive.press("s")
        assert "Today is Fri 27 Nov 2026." in drive.words()
        await drive.press("enter")
        assert not drive.app.desk.state("WY26A").workshops[1].live
        await drive.press("s", "right", "enter")
        assert isinstance(drive.app.screen, LiveScreen)


async def test_workshop_two_is_refused_in_the_words_that_tell_nothing(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("2", "p")
        assert "Preparation for workshop two open" in drive.words()
        await tick_all(drive)
        await drive.press("w")
        await drive.until("Recorded.")
        await drive.press("s", "right", "enter")
        await drive.until("Preparation for workshop two open.")
        assert not drive.app.desk.state("WY26A").workshops[2].live


async def test_outside_practice_the_wording_needs_a_recorded_approval(
    folder: Path, tmp_path: Path
) -> None:
    plan = fresh(tmp_path / "other").plan
    clock_folder = tmp_path / "clock"
    clock_folder.mkdir()
    set_practice_clock(clock_folder, practice_time(SATURDAY, 9, 0))
    clock = PracticeClock(clock_folder / "practice-clock")
    desk, _ = make_store(folder, "practice-light", "F-LEAD1", practice=True, clock=clock)
    desk.practice = False
    people = tuple(replace(person, ref="", check_word="") for person in plan.people)
    cohorts.new(desk, replace(plan, people=people), PINS)
    async with on_cohort_of(folder, desk) as drive:
        await drive.press("enter")
        assert "not approved yet" in drive.words()
        await drive.type("M-1", "enter")
        await drive.type("manager", "enter")
        await drive.type("last week", "enter")
        assert "Please write the day as YYYY-MM-DD." in drive.words()
        await drive.press("ctrl+u")
        await drive.type("2026-11-20", "enter")
        await drive.until("approved by M-1, manager, on 20 Nov 2026")
        approval = desk.state(plan.cohort).approvals[0]
        assert approval.content_hash[:12] in drive.text()


def on_cohort_of(folder: Path, desk: object):  # type: ignore[no-untyped-def]
    """The app over a desk that is open already."""
    from contextlib import asynccontextmanager

    from tests.tui.screens.driver import running

    @asynccontextmanager
    async def opened():  # type: ignore[no-untyped-def]
        async with running(folder, unlocked=False, open_desk=lambda *_: desk) as drive:
            await drive.type("anything", "enter")
            await drive.until("Next session")
            await drive.press("enter")
            yield drive

    return opened()
