"""Typing faster than the app moves its focus."""

from __future__ import annotations

from pathlib import Path

from textual import events

from cara_facilitate.services import register
from tests.tui.screens import driver
from tests.tui.screens.driver import Drive, on_cohort, running


def burst(drive: Drive, *keys: str) -> None:
    """All keys at once, as a terminal delivers what a fast hand typed."""
    for key in keys:
        character = {"enter": "\r", "tab": "\t"}.get(key, key if len(key) == 1 else None)
        name = {"space": " "}.get(key)
        drive.app.post_message(events.Key(key, name or character))


async def test_a_pin_typed_right_after_enter_lands_in_its_own_field(tmp_path: Path) -> None:
    driver.fresh(tmp_path / "s").desk.close()
    async with on_cohort(tmp_path / "s") as drive:
        burst(drive, "f2", "enter", *driver.LEAD, "enter", "right", "enter")
        await drive.until("private views")


async def test_letters_typed_while_a_form_opens_are_not_lost(tmp_path: Path) -> None:
    driver.fresh(tmp_path / "s").desk.close()
    async with on_cohort(tmp_path / "s") as drive:
        burst(drive, "f2", "right", "enter", *driver.CO, "enter", "right", "enter", "g", *"Avery")
        await drive.until("Avery")
        assert drive.app.facilitator == "F-CO2"


async def test_the_next_name_typed_while_one_is_saved_stays_on_its_own_seat(
    tmp_path: Path,
) -> None:
    made = driver.fresh(tmp_path / "s")
    cohort = made.plan.cohort
    made.desk.close()
    async with on_cohort(tmp_path / "s") as drive:
        await drive.private("g")
        for word in ("uno", "dos", "tres"):
            burst(drive, "ctrl+u", *word, "enter", "ctrl+u", *"ok", "enter")
        await drive.until("Seat 3 saved")
        entries = register.entries(drive.app.desk, cohort)
    assert [entries[seat].name for seat in (1, 2, 3)] == ["uno", "dos", "tres"]
    assert [entries[seat].adjustments for seat in (1, 2, 3)] == ["ok", "ok", "ok"]


async def test_what_was_typed_ahead_of_a_refusal_is_dropped(tmp_path: Path) -> None:
    driver.fresh(tmp_path / "s").desk.close()
    async with on_cohort(tmp_path / "s") as drive:
        burst(drive, "f2", "enter", *"999999", "enter", "right", "enter", "d", "4", "4")
        await drive.until("PIN")
        await drive.settle()
        assert "Debrief" not in drive.text()
        assert drive.app.room_mode


async def test_keys_pressed_while_the_store_opens_do_nothing_in_it(tmp_path: Path) -> None:
    driver.store(tmp_path / "s")
    async with running(tmp_path / "s", unlocked=False) as drive:
        burst(drive, *"practice", "enter", "enter", "enter", "n", "1")
        await drive.until("Home")
        await drive.settle()
        assert "New cohort, step" not in drive.text()


async def test_the_curtain_does_not_wait_and_drops_what_does(tmp_path: Path) -> None:
    driver.fresh(tmp_path / "s").desk.close()
    async with on_cohort(tmp_path / "s") as drive:
        burst(drive, "f2", "enter", *driver.LEAD, "grave_accent", "enter")
        await drive.settle()
        await drive.settle()
        assert not drive.app.curtained
        assert drive.app.room_mode
