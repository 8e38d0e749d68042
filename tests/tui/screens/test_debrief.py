"""The debrief: every kind of answer is kept as it is given, also when the view closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services import debrief
from tests.tui.screens.driver import SIZES, Drive, on_cohort, store


def given(drive: Drive) -> dict[tuple[str, int], str]:
    answers = drive.app.desk.state("WY26A").workshops[1].answers
    return {place: answer.value for place, answer in answers.items()}


@pytest.mark.parametrize("size", SIZES)
async def test_scales_choices_and_texts_are_answered_by_keys(
    folder: Path, size: tuple[int, int]
) -> None:
    store(folder)
    async with on_cohort(folder, size) as drive:
        await drive.private("d")
        await drive.press("4", "2")
        await drive.press("pagedown", "enter")
        await drive.type("Spoke last, then owned a part", "enter")
        await drive.press("1")
        assert given(drive) == {
            ("climate.cohesion.F-LEAD1", 0): "4",
            ("climate.cohesion.F-CO2", 0): "2",
            ("seat.behaviour", 1): "Spoke last, then owned a part",
            ("seat.follow_up", 1): "yes",
        }
        await drive.press("up", "0")
        assert given(drive)[("seat.follow_up", 1)] == ""


async def test_every_question_of_the_form_is_on_some_page(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder, (160, 45)) as drive:
        asked = debrief.questions(drive.app.desk, "WY26A", 1)
        await drive.private("d")
        sections = {field.section for _, _, field in asked}
        shown = ""
        for _ in sections:
            shown += drive.words()
            await drive.press("pagedown")
        assert all(field.prompt[:40] in shown for _, _, field in asked)


async def test_a_text_over_its_limit_is_said_and_not_kept(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("d")
        await drive.press("end", "enter")
        await drive.type("x" * 281)
        assert "281 of 280 characters." in drive.words()
        await drive.press("enter")
        await drive.until("Please keep this to 280 characters; it has 281.")
        assert given(drive) == {}


async def test_escape_keeps_what_is_written_and_then_closes(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("d")
        await drive.press("end", "enter")
        await drive.type("After lunch", "escape")
        assert given(drive) == {("climate.turning_point", 0): "After lunch"}
        assert not drive.app.room_mode
        await drive.press("escape")
        assert drive.app.room_mode


async def test_the_curtain_keeps_what_is_half_written(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("d")
        await drive.press("end", "enter")
        await drive.type("Half a", "f9")
        assert given(drive) == {("climate.turning_point", 0): "Half a"}
