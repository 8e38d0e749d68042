"""Closing a day: not over an open flag, not without reasons, and never by an accidental key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import safeguard
from cara_facilitate.tui.live.close_day import cut_short
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.room import Room

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def deliver_all(room: Room, clock: Any, do: Do, skip: str = "") -> None:
    """Run every item for its planned minutes, except one."""
    for item in room.curriculum.day(1).run[1:]:
        clock.move(room.item.minutes * 60)
        if item.id != skip:
            do(cmd.GoTo(item.id, room.now))
    clock.move(600)


async def test_an_open_flag_keeps_the_day_open(app: Any, room: Room, read: Read) -> None:
    safeguard.raise_flag(app.desk, room.cohort, 1, seat=4)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "y", "1", "enter")
        assert room.day.live
        await pilot.press("e")
        assert "Safeguarding: a flag is open." in "\n".join(read(app))
        await pilot.press("h")
        await pilot.pause()
        assert isinstance(app.screen, HandOverDialog)


async def test_what_was_skipped_or_cut_wants_a_reason_first(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    deliver_all(room, clock, do, skip="W1-05")
    assert [row.item.id for row in cut_short(room.sheet())] == ["W1-05"]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        shown = "\n".join(read(app))
        assert "W1-05" in shown
        assert "was skipped. Why?" in shown
        await pilot.press("y")
        assert room.day.live
        await pilot.press("2")
        assert room.day.reasons == {"W1-05": "distress"}
        assert "Close the day?" in "\n".join(read(app))
        await pilot.press("y")
        assert not room.day.live


async def test_the_default_is_to_stay(app: Any, room: Room, clock: Any, do: Do) -> None:
    deliver_all(room, clock, do)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("enter", "escape", "n"):
            await pilot.press("e", key)
            assert room.day.live


async def test_before_the_room_empties_it_says_what_and_who_is_missing(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    deliver_all(room, clock, do)
    do(cmd.Tick("O01", (), room.now))
    for seat in range(1, 12):
        do(cmd.Observe((seat,), "o", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        box = "\n".join(line for line in read(app) if "│" in line)
        assert "O01" not in box
        assert "O03 anger signs" in box
        assert "Seat 12: nothing said or done was noted." in box
        assert "y Yes, close the day" in box
        await pilot.press("y")
        await pilot.pause()
        assert f"closed at {room.now:%H:%M}" in read(app)[1]
        await pilot.press("4", "m")
    assert len(room.day.observations) == 11
