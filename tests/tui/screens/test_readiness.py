"""The readiness check: both confirm with an own PIN, and the call to the manager is recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.services import feedback_import, readiness_check, reading
from cara_facilitate.services.rehearse import practice_time
from tests.tui.screens.driver import CO, LEAD, SIZES, Drive, at, on_cohort, store

EVE = practice_time(date(2026, 12, 25), 18, 0)


async def ask_for_changes(drive: Drive, *after: str) -> None:
    """Record that the worker was asked; ``after`` are the keys that choose what was said."""
    await drive.press("r")
    await drive.type("VW-1", "enter", *after, "enter")
    await drive.type(LEAD, "enter")
    await drive.until("is recorded and saved.")


@pytest.mark.parametrize("size", SIZES)
async def test_both_confirm_everything_and_the_manager_is_rung(
    folder: Path, size: tuple[int, int]
) -> None:
    at(store(folder, feedback=True, flag=True), EVE)
    async with on_cohort(folder, size) as drive:
        await drive.private("c")
        await ask_for_changes(drive)
        assert "Not ready for workshop two." in drive.words()
        assert "seat 1 not read not read" in drive.words()
        await drive.press("enter")
        await drive.type(LEAD, "enter")
        await drive.until("F-LEAD1 has not opened the briefing since it last changed.")
        for who in ("F-LEAD1", "F-CO2"):
            reading.note_read(drive.app.desk, "WY26A", "briefing", who)
        await drive.type(LEAD, "enter")
        await drive.until("Confirmed and saved.")
        assert "seat 1 read not read" in drive.words()
        await drive.press("a")
        await drive.type(LEAD, "enter")
        await drive.until("Confirmed and saved.")
        await drive.press("a", "shift+tab", "right", "tab")
        await drive.type(LEAD, "enter")
        await drive.until("That is not this facilitator's PIN.")
        await drive.type(CO, "enter")
        await drive.until("Confirmed and saved.")
        await drive.press("m")
        await drive.type("M-1", "enter", "right", "enter")
        await drive.type("three rows held back", "enter")
        await drive.type(LEAD, "enter")
        await drive.until("F-CO2 must record the call too: close this, open it as F-CO2, press m.")
        assert "M-1 rung" in drive.words()
        assert "nobody answered" in drive.words()
        assert not readiness_check.check(drive.app.desk, "WY26A").ready
        await drive.press("m")
        await drive.type("M-1", "enter", "left", "enter")
        await drive.type("rang again", "enter")
        await drive.type(LEAD, "enter")
        await drive.until("Ready for workshop two.")
        assert readiness_check.check(drive.app.desk, "WY26A").ready
        assert "Made-up words" not in drive.words()


async def test_a_call_without_staff_reference_or_reason_is_not_recorded(folder: Path) -> None:
    at(store(folder, feedback=True), EVE)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        await drive.press("m")
        assert "Ask the worker first (r), or record that nobody answered" in drive.words()
        await ask_for_changes(drive)
        await drive.press("m")
        await drive.type("a name", "enter", "enter", "enter")
        await drive.type(LEAD, "enter")
        words = drive.words()
        assert "Please give a staff reference, no name." in words
        assert "Please say in a few words why." in words
        assert drive.app.desk.state("WY26A").manager_calls == ()


async def test_without_any_extract_the_check_says_so(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        words = drive.words()
        assert "No feedback was taken in." in words
        assert "ring the manager" in words
        await drive.press("a")
        await drive.type(LEAD, "enter")
        await drive.until("F-LEAD1 has confirmed this already.")


async def test_the_worker_is_asked_for_changes_on_the_eve_and_not_before(folder: Path) -> None:
    made = store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        assert "The worker was not asked for changes yet" in drive.words()
        await drive.press("r")
        assert "It is too early: ask on Fri 25 Dec or the day after." in drive.words()
        await drive.press("m")
        assert "It is too early: ring on Fri 25 Dec or the day after." in drive.words()
        at(made, EVE)
        await drive.press("r")
        await drive.type("a name", "enter", "enter")
        await drive.type(LEAD, "enter")
        assert "Please give a staff reference, no name." in drive.words()
        await drive.press("escape")
    async with on_cohort(folder) as drive:
        await drive.private("c")
        await ask_for_changes(drive, "right", "right")
        assert "The worker was asked for changes and did not answer." in drive.words()
        assert "ring the manager" in drive.words()
        await ask_for_changes(drive)
        assert "The worker was asked: no changes." in drive.words()
        assert [one.changes for one in drive.app.desk.state("WY26A").refreshes] == [
            "no_answer", "none",
        ]  # fmt: skip


async def test_without_any_extract_the_worker_is_asked_all_the_same(folder: Path) -> None:
    at(store(folder), EVE)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        await ask_for_changes(drive, "right", "right")
        assert "The worker was asked for changes and did not answer." in drive.words()


async def test_a_row_held_back_in_an_import_taken_back_is_still_said_with_its_seat(
    folder: Path,
) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        feedback_import.undo(drive.app.desk, "WY26A", "F-LEAD1")
        await drive.private("c")
        words = drive.words()
        assert "No feedback was taken in." in words
        assert "3 rows were held back. Ask the worker for a corrected file" in words
        assert "seat 2: sealed, a row was held back" in words
