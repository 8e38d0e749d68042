"""Where two raters are far apart, the debrief asks, with both ratings side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver
from tests.tui.screens.driver import SIZES, fresh, hold_first, on_cohort


def rated(folder: Path, given: dict[str, dict[int, int]]) -> None:
    """A store after workshop one, with these ratings at its close."""
    made = fresh(folder)
    hold_first(made)
    for who, ratings in given.items():
        for seat, rating in ratings.items():
            command = cmd.Rate(seat, rating, who, "close", made.desk.clock.now())
            deliver.do(made.desk, made.plan.cohort, 1, command)
    made.desk.close()


@pytest.mark.parametrize("size", SIZES)
async def test_a_gap_of_two_is_asked_about_and_the_answer_is_kept(
    folder: Path, size: tuple[int, int]
) -> None:
    rated(folder, {"F-LEAD1": {1: 4, 2: 3}, "F-CO2": {1: 1, 2: 2}})
    async with on_cohort(folder, size) as drive:
        await drive.private("d")
        await drive.press("pagedown", "down", "down")
        shown = drive.words()
        assert "Seat 1: Your ratings differ: what did each see?" in shown
        assert "F-LEAD1 gave 4. F-CO2 gave 1." in shown
        assert "2.5" not in shown
        await drive.press("enter")
        await drive.type("Pair task and plenary", "enter")
        day = drive.app.desk.state("WY26A").workshops[1]
        assert day.answers[("seat.two_raters", 1)].value == "Pair task and plenary"
        assert "Seat 2: Your ratings differ" not in drive.words()


async def test_without_a_second_rater_nobody_is_asked(folder: Path) -> None:
    rated(folder, {"F-LEAD1": {1: 4, 2: 0}})
    async with on_cohort(folder) as drive:
        await drive.private("d")
        await drive.press("pagedown")
        assert "ratings differ" not in drive.words()
