"""Attendance and ratings by exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.attendance import MARKS
from cara_facilitate.tui.live.room import Room

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


async def test_enter_marks_everybody_without_a_mark_as_present(
    app: Any, room: Room, do: Do
) -> None:
    do(cmd.Undo(room.now))
    assert not any(room.day.seat(seat).present for seat in room.seats)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "5", "a", "enter", "escape")
    here = [seat for seat in room.seats if room.day.seat(seat).present]
    assert here == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    assert room.day.seat(5).codes == ("AN",)


@pytest.mark.parametrize(
    ("keys", "codes", "reason"),
    [
        (["l"], ("LA",), ""),
        (["r"], ("LR",), ""),
        (["a"], ("AN",), ""),
        (["x", "7"], ("AR",), "court"),
        (["x", "0"], ("AR",), ""),
        (["e", "6"], ("P", "EL"), "work"),
        (["m", "8"], ("P", "RM"), "other"),
        (["t"], ("TR",), ""),
        (["a", "h"], ("P",), ""),
        (["l", "w", "1"], ("LA",), "transport"),
    ],
)
async def test_one_key_records_one_exception(
    app: Any, room: Room, keys: list[str], codes: tuple[str, ...], reason: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "0", *keys)
    seat = room.day.seat(10)
    last = seat.departure or seat.arrival
    assert last is not None
    assert (seat.codes, last.reason) == (codes, reason)


async def test_a_typed_time_stamps_the_marks_that_follow(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    clock.move(1800)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "i", "1", "0", "colon", "1", "2", "enter", "l")
        assert "late, admitted 10:12" in "\n".join(read(app))
        await pilot.press("i", *["backspace"] * 5, "1", "1", "colon", "5", "9", "enter")
        assert "not later than now" in "\n".join(read(app))
    arrival = room.day.seat(3).arrival
    assert arrival is not None
    assert (arrival.code, f"{arrival.at:%H:%M}") == ("LA", "10:12")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_all_twelve_seats_and_every_key_fit_the_window(
    app: Any, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("t", "p")
        shown = "\n".join(read(app))
    for seat in range(1, 13):
        assert f"Seat {seat:>2}" in shown
    for _, label in MARKS.values():
        assert label in shown
    assert "Esc Done" in shown


async def test_a_reason_is_never_shown_on_the_list(app: Any, room: Room, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "x", "7")
        shown = "\n".join(read(app))
    assert "reason given" in shown
    assert "court" not in shown


async def test_ratings_name_their_rater_and_leave_the_rest_blank(
    app: Any, room: Room, do: Do
) -> None:
    do(cmd.GoTo("BR1", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "2", "3", "down", "4", "o", "1", "1", "escape")
    given = [(r.seat, r.rating, r.rater, r.moment) for r in room.day.ratings]
    assert given == [
        (1, 3, "F-CO2", "break"),
        (3, 4, "F-CO2", "break"),
        (1, 1, "F-LEAD1", "break"),
    ]


async def test_the_seats_view_counts_notes_and_names_no_code(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.Observe((4,), "m", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        box = "\n".join(line for line in read(app) if "│" in line)
    assert "Seat  4      1   present" in box
    assert "inimises" not in box
    assert "lessens" not in box
    assert "not heard yet" in box
