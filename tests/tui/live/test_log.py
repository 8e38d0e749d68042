"""The log: any entry can be taken back, and nobody beside reads a code letter by chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.log import LogDialog
from cara_facilitate.tui.live.overviews import SeatsDialog
from cara_facilitate.tui.live.room import Room
from tests.tui.live.boxes import boxed as inside

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def boxed(app: Any, read: Read) -> str:
    return "\n".join(inside(app, read(app)))


def observe(room: Room, clock: Any, do: Do, count: int) -> None:
    for number in range(count):
        clock.move(60)
        do(cmd.Observe((number % 12 + 1,), "comb"[number % 4], room.now))


async def test_it_shows_time_and_seat_newest_first_and_no_letter(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    observe(room, clock, do, 3)
    do(cmd.Rate(5, 3, "F-CO2", "close", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        shown = boxed(app, read)
    lines = shown.splitlines()
    assert "> 10:03         seat 5, a rating by F-CO2" in lines
    places = [lines.index(f"10:0{n}  W1-01  seat {n}, a code") for n in (3, 2, 1)]
    assert places == sorted(places)
    assert "seats 1 2 3 4 5 6 7 8 9 10 11 12: present" in shown
    for name in ("change", "owns", "minimises", "code c", "code m"):
        assert name not in shown.lower()


async def test_u_takes_the_marked_entry_back_and_leaves_the_rest(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    observe(room, clock, do, 3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "down", "u")
        await pilot.pause()
        assert [o.seat for o in room.day.observations] == [1, 3]
        assert "Taken back: seat 2, a code. U puts it back." in boxed(app, read)
        await pilot.press("U")
        await pilot.pause()
        assert [o.seat for o in room.day.observations] == [1, 2, 3]
        assert "Put back: seat 2, a code." in boxed(app, read)


@pytest.mark.parametrize(
    "command",
    [
        lambda now: cmd.Attend(4, "EL", now, "work"),
        lambda now: cmd.Tick("O02", (3, 4), now),
        lambda now: cmd.Tick("O01", (), now),
        lambda now: cmd.Rate(4, 2, "F-LEAD1", "close", now),
        lambda now: cmd.GoTo("W1-03", now),
        lambda now: cmd.LeaveOut("W1-05", True, now),
        lambda now: cmd.RecordStaff("F-CO2", "left", now),
        lambda now: cmd.TakeLead("F-CO2", now),
    ],
)
async def test_attendance_objectives_ratings_and_moves_are_taken_back_there_too(
    app: Any, room: Room, clock: Any, do: Do, command: Callable[[Any], cmd.Command]
) -> None:
    before = room.day
    clock.move(60)
    do(command(room.now))
    assert room.day != before
    clock.move(60)
    do(cmd.Observe((1,), "o", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "down", "u", "u", "up", "u")
    assert room.day.attendance.keys() <= before.attendance.keys()
    assert (room.day.starts, room.day.evidence, room.day.ratings) == (
        before.starts, before.evidence, before.ratings,
    )  # fmt: skip
    assert (room.day.left_out, room.day.leads, room.day.staff) == (
        before.left_out, before.leads, before.staff,
    )  # fmt: skip


async def test_one_seat_of_several_keyed_together_is_taken_back_alone(
    app: Any, room: Room, do: Do
) -> None:
    do(cmd.Observe((1, 2, 3), "o", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "down", "backspace")
    assert [o.seat for o in room.day.observations] == [1, 3]


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45), (60, 20)])
async def test_a_long_day_is_paged_and_the_marked_line_is_always_seen(
    app: Any, room: Room, clock: Any, do: Do, read: Read, size: tuple[int, int]
) -> None:
    observe(room, clock, do, 70)
    async with app.run_test(size=size) as pilot:
        await pilot.press("l", "pagedown", "down", "down")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, LogDialog)
        (marked,) = [x for x in inside(app, read(app)) if x.startswith("> ")]
        place = screen._rows + 2
        assert f"> {room.day.observations[69 - place].at:%H:%M}" in marked
        assert "Take back" in "\n".join(read(app))
        await pilot.press(*["pagedown"] * 15)
        await pilot.pause()
        assert "of 71" in boxed(app, read)
        assert "> 10:00" in boxed(app, read), "the last line, everybody present"


async def test_letters_are_shown_only_where_nobody_else_can_see_and_not_for_long(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    do(cmd.Observe((4,), "m", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        for no in ("enter", "escape", "y"):
            await pilot.press("l", "s")
            await pilot.pause()
            assert "Can anyone else see this screen?" in boxed(app, read)
            await pilot.press(no)
            await pilot.pause()
            assert "seat 4, a code" in boxed(app, read)
            await pilot.press("escape")
        await pilot.press("l", "s", "n")
        await pilot.pause()
        assert "seat 4, m minimises" in boxed(app, read)
        await pilot.press("u")
        await pilot.pause()
        assert "Taken back: seat 4, a code." in boxed(app, read)
        await pilot.press("U")
        clock.move(11)
        await pilot.press("down")
        await pilot.pause()
        assert "minimises" not in boxed(app, read)
        assert "seat 4, a code" in boxed(app, read)


@pytest.mark.parametrize(("key", "dialog"), [("l", LogDialog), ("v", SeatsDialog)])
async def test_letters_go_by_themselves_and_never_come_back_from_under_the_curtain(
    app: Any, room: Room, do: Do, read: Read, monkeypatch: pytest.MonkeyPatch, key: str,
    dialog: type[LogDialog],
) -> None:  # fmt: skip
    do(cmd.Observe((4,), "m", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key, "s", "n")
        assert app.screen.letters
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, dialog)
        assert not app.screen.letters
        monkeypatch.setattr(dialog, "SECONDS", 0.05)
        await pilot.press("s", "n")
        await pilot.pause(0.3)
        assert not app.screen.letters, "though the clock stood still"
        shown = boxed(app, read)
        assert "minimises" not in shown
        assert "m 1" not in shown


async def test_an_empty_day_has_nothing_to_take_back(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.Undo(room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "u", "up", "down")
        await pilot.pause()
        assert "Nothing that could be taken back." in boxed(app, read)


async def test_once_the_day_is_closed_only_what_came_from_paper_can_be_taken_back(
    app: Any, room: Room, clock: Any, do: Do, read: Read
) -> None:
    observe(room, clock, do, 2)
    do(cmd.EndWorkshop(room.now))
    do(cmd.Observe((7,), "o", room.now, "paper"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        shown = boxed(app, read)
        assert "only what was entered from paper" in shown
        assert "seat 7, a code (paper)" in shown
        assert "seat 1" not in shown
        await pilot.press("u", "u")
    assert [o.seat for o in room.day.observations] == [1, 2]
