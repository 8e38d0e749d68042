"""Flags in private: handed over, acknowledged, and closed only by two people."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.flags import FlagStatus
from cara_facilitate.services import deliver, prepare, safeguard
from cara_facilitate.services.bootstrap import open_desk
from cara_facilitate.services.rehearse import practice_time
from tests.tui.screens.driver import (
    CO,
    LEAD,
    SATURDAY,
    SIZES,
    at,
    fresh,
    hold_first,
    on_cohort,
    raise_flag,
    running,
    store,
)


@pytest.mark.parametrize("size", SIZES)
async def test_a_flag_is_handed_over_read_and_closed(folder: Path, size: tuple[int, int]) -> None:
    made = fresh(folder)
    hold_first(made)
    flag = raise_flag(made, handed_over=False)
    made.desk.close()
    async with on_cohort(folder, size) as drive:
        await drive.private("f")
        words = drive.words()
        assert flag in words
        assert "A threat to somebody; seat 4" in words
        await drive.press("x", "enter")
        await drive.type(LEAD, "enter", "enter")
        await drive.type(CO, "enter")
        await drive.until("Nobody was told of this flag yet.")
        await drive.press("f4", "h", "right", "enter", "enter", "enter")
        await drive.type("25:99", "enter")
        assert "Please type a time such as 10:12, not later than now" in drive.words()
        await drive.press("ctrl+u", "enter")
        await drive.until("Who was told is saved.")
        assert "Told: Safeguarding lead" in drive.words()
        await drive.press("a")
        await drive.type(LEAD, "enter")
        await drive.until("Acknowledged and saved.")
        await drive.press("x", "enter")
        await drive.type(LEAD, "enter", "enter")
        await drive.type(LEAD, "enter")
        await drive.until("That is not this facilitator's PIN.")
        await drive.press("f4", "x", "enter")
        await drive.type(LEAD, "enter", "enter")
        await drive.type(CO, "enter")
        await drive.until("Closed and saved.")
        assert drive.app.desk.state("WY26A").flags[flag].status is FlagStatus.CLOSED


async def test_an_untold_flag_shows_its_deadline_and_the_deadline_runs(folder: Path) -> None:
    made = at(fresh(folder), practice_time(SATURDAY, 14, 0))
    told, untold = raise_flag(made), raise_flag(made, handed_over=False)
    made.desk.close()
    async with on_cohort(folder) as drive:
        await drive.private("f")
        assert f"> {untold}" in drive.text()
        assert "open: due by 23:59 today, 9 h 5" in drive.text()
        assert "Nobody has been told: due by 23:59 today, 9 h 5" in drive.words()
        at(made, practice_time(SATURDAY + timedelta(days=2), 9, 0))
        await asyncio.sleep(1.2)
        await drive.settle()
        assert "open: overdue since 23:59 Sat 28 Nov" in drive.text()
        (line,) = [line for line in drive.text().splitlines() if told in line]
        assert line.split(told)[1].split()[5] == "told"
        assert "due" not in line


async def test_a_cohort_without_flags_says_so(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("f")
        assert "No flag was raised in this cohort." in drive.words()
        await drive.press("h")
        assert "F4" not in drive.words().split("Curtain")[0]


@pytest.mark.parametrize(
    ("keys", "words"),
    [((), "Not described."), (("y", "1", "1", "h", "i", "t"), "hit"), (("y", "escape"), "")],
)
async def test_a_flag_begun_is_kept_when_the_app_locks(
    folder: Path, keys: tuple[str, ...], words: str
) -> None:
    made = fresh(folder)
    prepare.prepare(made.desk, "WY26A", 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(made.desk, "WY26A", 1, command(made.desk.clock.now()))
    made.desk.close()
    async with running(folder) as drive:
        await drive.press("4", "exclamation_mark", *keys)
        await drive.pilot.press("f10")
    desk = open_desk(folder, "practice")
    (about,) = safeguard.details(desk, "WY26A").values()
    desk.close()
    assert (about.seat, about.words) == (4, words or "Not described.")
