"""The live day re-plans: proposals by one key, a changed order, days stopped or not held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, safeguard
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.whole_day import WholeDayDialog

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def top(read: Read, app: App[Any]) -> str:
    return "\n".join(read(app)[:8])


async def late(pilot: Any, clock: Any, minutes: int) -> None:
    """Welcome takes this much longer than planned; then the next item begins."""
    clock.move((25 + minutes) * 60)
    await pilot.press("n")
    await pilot.pause()


async def test_fourteen_behind_is_proposed_at_the_top_and_accepted_by_one_key(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await late(pilot, clock, 14)
        assert "14 behind: shorten W1-05 by 10 and W1-02 by 4   y: accept   x: refuse" in top(
            read, app
        )
        await pilot.press("y")
        assert room.day.shortened == {"W1-05": 15, "W1-02": 11}
        assert room.sheet().drift == 0
        assert "behind" not in top(read, app)
        await pilot.press("u")
        assert room.day.shortened == {}
        assert "14 behind" in top(read, app)


async def test_refused_it_stays_away_until_the_day_is_five_minutes_later(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await late(pilot, clock, 14)
        await pilot.press("x")
        assert room.day.refused == 14
        assert "behind" not in top(read, app)
        clock.move((15 + 5) * 60)
        await pilot.pause(1.2)
        assert "19 behind" in top(read, app)
        await pilot.press("y")
        assert room.day.refused == 0
        await pilot.press("u", "u")
        assert room.day.refused == 0


async def test_more_lost_than_the_day_can_give_back_says_to_ring_the_manager(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await late(pilot, clock, 82)
        shown = top(read, app)
        assert "12 min too much is lost: the day cannot be run as complete. Ring the manager" in (
            shown
        )
        assert "82 behind: shorten" in shown
        lines = read(app)
        assert all(len(line) == 80 for line in lines)


async def test_nothing_is_proposed_while_the_day_is_on_time_and_the_keys_do_no_harm(
    app: Any, room: Room, clock: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await late(pilot, clock, 2)
        before = len(room.state.log)
        await pilot.press("y", "x")
        assert len(room.state.log) == before


async def test_the_same_advice_with_and_without_feedback(
    app: Any, room: Room, clock: Any, read: Read, do: Do
) -> None:
    from cara_facilitate.domain import events as ev

    async with app.run_test(size=(80, 24)) as pilot:
        await late(pilot, clock, 30)
        before = top(read, app)
        app.desk.record(
            room.cohort, [ev.FeedbackImported("i1", ("a", "b"), (), 0, "F-LEAD1", room.now)]
        )
        app.screen.draw_all()
        await pilot.pause()
        assert top(read, app) == before


async def test_the_run_sheet_changes_the_order_and_leaves_out(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "down", "l")
        assert [item.id for item in room.run][:3] == ["W1-01", "W1-03", "W1-02"]
        await pilot.press("e")
        assert [item.id for item in room.run][:3] == ["W1-01", "W1-02", "W1-03"]
        await pilot.press("o")
        assert room.day.left_out == {"W1-02"}
        assert "out" in "\n".join(read(app))
        await pilot.press("escape", "n")
        assert room.day.present_item == "W1-03"
        await pilot.press("u", "u")
        assert room.day.left_out == frozenset()


async def test_the_other_facilitator_leads_by_one_key(app: Any, room: Room, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        assert "F-LEAD1 leads" in top(read, app)
        await pilot.press("w")
        assert "F-CO2 leads" in top(read, app)
        await pilot.press("u")
        await pilot.pause()
        assert "F-LEAD1 leads" in top(read, app)


async def test_at_the_meal_the_swap_is_brought_to_mind_until_it_is_done(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    for item in room.run[1:]:
        clock.move(room.item.minutes * 60)
        do(cmd.GoTo(item.id, room.now))
        if item.id == "LUN":
            break
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Swap at lunch" in top(read, app)
        await pilot.press("w")
        assert "Swap at lunch" not in top(read, app)


async def test_one_facilitator_out_for_long_is_said(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    do(cmd.RecordStaff("F-CO2", "left", room.now))
    clock.move(6 * 60)
    async with app.run_test(size=(80, 24)):
        assert "F-CO2 is out for 6 min: call a break (comma), or stop the day (d)." in top(
            read, app
        )


async def test_a_day_is_stopped_only_with_a_reason_and_yes_and_can_go_on_again(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "s")
        assert "Stop the workshop. Why?" in "\n".join(read(app))
        await pilot.press("y")
        assert room.day.live
        await pilot.press("5")
        assert "SS for the whole cohort" in " ".join("\n".join(read(app)).split())
        await pilot.press("y")
        await pilot.pause()
        assert not room.day.live
        assert room.day.service == "SS"
        await pilot.press("d", "o", "2", "y")
        await pilot.pause()
        assert room.day.live
        assert room.day.service == ""


async def test_a_stop_waits_for_no_flag_and_the_flag_stays_open(
    app: Any, room: Room, clock: Any
) -> None:
    safeguard.raise_flag(app.desk, room.cohort, 1, seat=4)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "s", "5", "y")
        await pilot.pause()
        assert room.day.service == "SS"
        assert room.state.open_flags


@pytest.fixture
def shut(desk: Any) -> Room:
    """Workshop one prepared, the doors still shut."""
    return Room(desk, "WY26A", 1)


async def test_a_delayed_start_moves_what_is_expected_and_not_the_finish(
    desk: Any, shut: Room, read: Read
) -> None:
    from tests.tui.live.conftest import RoomApp

    app: Any = RoomApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "l", *"10:20", "enter", "1", "y")
        await pilot.pause()
        assert shut.day.delays[-1].until == "10:20"
        sheet = shut.sheet()
        assert sheet.drift == 20 * 60
        assert sheet.rows[0].start == (10 * 60 + 20) * 60
        await pilot.press("enter")
        assert shut.day.live


async def test_a_delay_before_the_planned_start_is_refused(desk: Any, shut: Room) -> None:
    from tests.tui.live.conftest import RoomApp

    app: Any = RoomApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "l", *"09:20", "enter", "1", "y")
        assert isinstance(app.screen, WholeDayDialog)
        assert not shut.day.delays


async def test_a_day_not_held_cannot_be_started_until_it_is_reopened(
    desk: Any, shut: Room, read: Read
) -> None:
    from tests.tui.live.conftest import RoomApp

    app: Any = RoomApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "x", "2", "y")
        await pilot.pause()
        assert shut.day.service == "NR"
        await pilot.press("enter")
        assert not shut.day.live
        await pilot.press("d", "o", "t", *"pressed by mistake", "enter", "y")
        await pilot.pause()
        assert shut.day.service == ""
        deliver.do(desk, "WY26A", 1, cmd.StartWorkshop(shut.now))
        assert shut.day.live
