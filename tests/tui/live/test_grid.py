"""The grid of objectives by activities, and who was heard: at one glance, at 80x24."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.signs import SIGNS
from tests.tui.live.boxes import boxed

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def row(lines: list[str], objective: str) -> str:
    return next(line for line in lines if f" {objective} " in line)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_ten_rows_the_days_activities_a_legend_and_one_objective_fit_the_window(
    app: Any, room: Room, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("o")
        await pilot.pause()
        lines = boxed(app, read(app))
        for _ in range(10):
            shown = "\n".join(boxed(app, read(app)))
            assert all(f" O{n:02d} " in shown for n in range(1, 11))
            assert "01  02  03  04  05  06  07  08  09" in shown
            assert "to come" in shown
            assert "Close" in shown
            await pilot.press("down")
            await pilot.pause()
        assert "O10 To provide signposts" in " ".join(boxed(app, read(app)))
    assert row(lines, "O02").count(SIGNS.todo) == 3, "two activities to come and its own sign"


async def test_evidence_by_the_group_and_by_seats_stands_in_its_activity(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    do(cmd.GoTo("W1-03", room.now))
    do(cmd.Tick("O02", (), room.now))
    clock.move(120)
    do(cmd.Tick("O02", (4, 1), room.now))
    do(cmd.GoTo("W1-04", room.now))
    do(cmd.Tick("O04", (1, 2, 3), room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", *["up"] * 9, "down")
        await pilot.pause()
        lines = boxed(app, read(app))
    assert lines[0].split() == ["W1", *(f"{n:02d}" for n in range(1, 10))]
    assert f"{SIGNS.done}2" in row(lines, "O02")
    assert " 3 " in row(lines, "O04")
    assert "/" not in row(lines, "O02")
    shown = " ".join(lines)
    assert "Evidenced in W1-03: the group 10:00, seats 1 and 4 10:02." in shown


async def test_an_uncovered_objective_says_where_it_can_still_be_seen(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.GoTo("W1-06", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", *["up"] * 9)
        first = " ".join(boxed(app, read(app)))
        assert "O01" in first
        await pilot.press("down")
        await pilot.pause()
        assert "Can still be seen now." in " ".join(boxed(app, read(app)))
        await pilot.press(*["down"] * 5)
        await pilot.pause()
        assert "Can still be seen in W1-07." in " ".join(boxed(app, read(app)))
        await pilot.press("up", "up", "up", "up")
        await pilot.pause()
        shown = " ".join(boxed(app, read(app)))
        assert "No activity to come serves it." in shown


async def test_it_opens_on_the_first_objective_that_is_uncovered(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.Tick("O01", (), room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await pilot.pause()
        (marked,) = [line for line in boxed(app, read(app)) if line.startswith("> ")]
        assert "O02" in marked


async def test_a_day_full_of_evidence_still_fits(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    for item in room.curriculum.day(1).run[1:]:
        clock.move(60)
        do(cmd.GoTo(item.id, room.now))
        for seats in ((), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), (3,)):
            do(cmd.Tick("O03", seats, room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", *["up"] * 9, "down", "down")
        await pilot.pause()
        lines = boxed(app, read(app))
    assert f"{SIGNS.done}12" in row(lines, "O03")
    assert any(line.endswith("...") for line in lines)
    assert any("Close" in line for line in lines)


async def test_seats_say_who_was_heard_when_and_who_was_not(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    for seat in range(1, 12):
        do(cmd.Observe((seat,), "o", room.now))
    clock.move(600)
    do(cmd.GoTo("W1-02", room.now))
    do(cmd.Observe((1, 2, 3, 4, 5, 6, 7, 8, 9), "m", room.now))
    do(cmd.Attend(10, "EL", room.now, "work"))
    clock.move(240)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        await pilot.pause()
        lines = boxed(app, read(app))
        shown = "\n".join(lines)
        assert any(line.split()[:6] == ["Seat", "1", "2", "10:10,", "4", "min"] for line in lines)
        assert any(line.split()[:5] == ["Seat", "11", "1", "10:00,", "14"] for line in lines)
        assert any(line.split()[1:5] == ["12", "0", "not", "heard"] for line in lines)
        assert "Seat 12 not heard yet." in shown
        assert "In W1-02 still to be heard: Seats 11 and 12." in shown
        assert "minimises" not in shown.lower()
        assert [line.split()[1] for line in lines[1:13]] == [str(n) for n in range(1, 13)]
        await pilot.press("s", "n")
        await pilot.pause()
        assert any(line.split()[-4:] == ["o", "1", "m", "1"] for line in boxed(app, read(app)))


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_all_seats_and_the_way_out_fit_the_window(
    app: Any, room: Room, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("v")
        await pilot.pause()
        shown = "\n".join(boxed(app, read(app)))
    assert all(f"Seat {seat:>2} " in shown for seat in range(1, 13))
    assert "Close" in shown
