"""The register: one seat a page; what is typed is kept however the page is left."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cara_facilitate.services import register
from tests.tui.screens.driver import SIZES, Drive, on_cohort, store


async def saved(drive: Drive, seat: int, name: str) -> None:
    for _ in range(200):
        drive.app.desk.flush(5)
        if register.entries(drive.app.desk, "WY26A")[seat].name == name:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("never saved")


@pytest.mark.parametrize("size", SIZES)
async def test_names_and_adjustments_are_typed_seat_by_seat(
    folder: Path, size: tuple[int, int]
) -> None:
    made = store(folder)
    people = {person.seat: person for person in made.plan.people}
    async with on_cohort(folder, size) as drive:
        await drive.private("g")
        assert people[1].ref in drive.text()
        assert people[1].check_word in drive.text()
        assert people[2].ref not in drive.text()
        await drive.type("Example One", "enter")
        await drive.type("Large print", "enter")
        await drive.until("Seat 1 saved.")
        assert "Example One" not in drive.text()
        await drive.type("Example Two", "pageup")
        await drive.until("Seat 2 saved.")
        assert "Example One" in drive.text()
        entries = register.entries(drive.app.desk, "WY26A")
        assert (entries[1].name, entries[1].adjustments) == ("Example One", "Large print")
        assert entries[2].name == "Example Two"


@pytest.mark.parametrize("key", ["escape", "f9"])
async def test_leaving_or_covering_the_page_keeps_what_is_typed(folder: Path, key: str) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("g")
        await drive.type("Example One", key)
        await saved(drive, 1, "Example One")
        assert "Example One" not in drive.text()
