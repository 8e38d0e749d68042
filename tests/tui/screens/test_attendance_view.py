"""Attendance and dates: read in private, confirmed by two PINs, returned as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.attendance_record import NO_PROOF, unconfirmed
from cara_facilitate.services import deliver, prepare
from tests.tui.screens.driver import CO, LEAD, SIZES, fresh, no_line_too_long, on_cohort

NEVER = ("failed", "breach", "complied", "completed", "guilty")


def hold(folder: Path, *, closed: bool = True) -> None:
    """Workshop one with the usual exceptions."""
    made = fresh(folder)
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    now = desk.clock.now().replace(second=0, microsecond=0)

    def at(hour: int, minute: int):  # type: ignore[no-untyped-def]
        return now.replace(hour=hour, minute=minute)

    told: list[cmd.Command] = [
        cmd.StartWorkshop(at(10, 0)),
        cmd.Attend(2, "LA", at(10, 12)),
        cmd.Attend(3, "LR", at(10, 40)),
        cmd.Attend(4, "AR", at(10, 40), "health"),
        cmd.AllPresent(at(10, 0)),
        cmd.Attend(6, "EL", at(14, 10)),
        cmd.Attend(7, "EL", at(12, 0)),
        cmd.Attend(7, "LA", at(12, 40)),
        cmd.RecordStaff("F-LEAD1", "came", at(9, 30)),
    ]
    if closed:
        told += [
            cmd.EndWorkshop(at(15, 30)),
            cmd.Attend(8, "EL", at(15, 20), "", "paper"),
        ]
    for one in told:
        deliver.do(desk, cohort, 1, one)
    desk.close()


@pytest.mark.parametrize("size", SIZES)
async def test_every_seat_both_days_and_the_dates_are_read_at_any_size(
    folder: Path, size: tuple[int, int]
) -> None:
    hold(folder)
    async with on_cohort(folder, size) as drive:
        await drive.private("a")
        await drive.until("Sixteen weeks from the caution end on")
        shown = drive.text()
        assert no_line_too_long(shown, size[0])
        for row in (
            "1     P 10:00",
            "2     LA 10:12",
            "3     LR 10:40",
            "4     AR",
            "6     P 10:00 EL 14:10",
            "7     P 10:00 EL 12:00 LA 12:40",
            "8     P 10:00 EL 15:20 paper",
            "12    P 10:00",
        ):
            assert row in shown
        assert "F-LEAD1 came 09:30; F-CO2 no time yet." in drive.words()
        assert "F-LEAD1 has not confirmed it. F-CO2 has not confirmed it." in drive.words()
        await drive.press("down", "down")
        assert "Missing: workshop one: late, refused at 10:40." in drive.words()
        assert "A repeat pair is two days, 28 days apart; by date Sat " in drive.words()
        await drive.press("down", "down", "down", "down")
        assert "290 min in the room, 40 min out between." in drive.words()
        assert not any(word in drive.text().lower() for word in NEVER)


async def test_both_confirm_by_own_pins_and_the_return_is_written(
    folder: Path, tmp_path: Path
) -> None:
    hold(folder)
    out = tmp_path / "returns"
    async with on_cohort(folder) as drive:
        await drive.private("a")
        await drive.press("r")
        await drive.until("No return before both have confirmed.")
        await drive.press("c")
        assert NO_PROOF in drive.words()
        await drive.press("enter")
        await drive.type(CO, "enter")
        await drive.until("That is not this facilitator's PIN.")
        await drive.type(LEAD, "enter")
        await drive.until("Workshop 1: confirmed by F-LEAD1, and saved.")
        await drive.press("c", "right", "enter")
        await drive.type(CO, "enter")
        await drive.until("Workshop 1: confirmed by F-CO2, and saved.")
        assert unconfirmed(drive.app.desk.state("WY26A"), 1) == ()
        await drive.press("r")
        await drive.until("3 to be")
        await drive.press("ctrl+u")
        await drive.type(str(out), "enter")
        await drive.until("Written:")
    assert sorted(path.name for path in out.iterdir()) == [
        "WY26A-1-attendance.csv",
        "WY26A-1-attendance.txt",
    ]
    assert "health" not in "".join(path.read_text("utf-8") for path in out.iterdir())


async def test_a_day_under_way_cannot_be_confirmed_yet(folder: Path) -> None:
    hold(folder, closed=False)
    async with on_cohort(folder) as drive:
        await drive.press("escape", "escape")
        await drive.press("enter")
        await drive.private("a")
        await drive.until("Workshop 1.")
        await drive.press("c", "enter")
        await drive.type(LEAD, "enter")
        await drive.until("Workshop 1 is not closed yet.")


async def test_the_other_workshop_has_its_own_confirmations(folder: Path) -> None:
    hold(folder)
    async with on_cohort(folder) as drive:
        await drive.private("a")
        await drive.until("Sixteen weeks")
        await drive.press("w", "c", "enter")
        assert "Workshop 2. F-LEAD1 has not confirmed it." in drive.words()
        await drive.type(LEAD, "enter")
        await drive.until("Workshop 2 is not closed yet.")
