"""Attendance and ratings by exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.errors import PluginError
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
        (["x", "0"], ("P",), ""),  # absent with a reason says nothing without one
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
    assert "Seat  4      1   10:00, 0 min ago    present" in box
    assert "inimises" not in box
    assert "lessens" not in box
    assert "not heard yet" in box


async def test_after_the_site_s_limit_enter_refuses_who_is_late(
    app: Any, room: Room, do: Do, clock: Any, read: Read
) -> None:
    do(cmd.Undo(clock.now()))
    clock.move(31 * 60)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "l")
        assert "The site's rule: refused after 10:30." in "\n".join(read(app))
        assert room.day.seat(3).codes == ()
        await pilot.press("enter")
    assert room.day.seat(3).codes == ("LR",)


async def test_an_arrival_corrected_after_leaving_keeps_the_leaving(
    app: Any, room: Room, clock: Any
) -> None:
    clock.move(2 * 3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "4", "e", "2", "i", *"10:12", "enter", "l")
    assert room.day.seat(4).codes == ("LA", "EL")
    assert not room.day.seat(4).present


async def test_a_wrong_key_makes_nobody_absent_who_was_there(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    clock.move(3 * 3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "4", "a")
        shown = " ".join("\n".join(read(app)).split())
    assert "Seat 4 was in the room" in shown
    assert "Never here: undo (u or the log)." in shown
    assert "Esc Done" in shown
    assert room.day.seat(4).codes == ("P",)


async def test_one_twelve_in_the_morning_is_asked_again(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    clock.move(4 * 3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "4", "i", *"1:12", "enter", "l")
        assert "Did you mean 13:12?" in " ".join("\n".join(read(app)).split())
    assert room.day.seat(4).codes == ("P",)


async def test_the_reason_of_a_leaving_can_be_given_later(app: Any, room: Room, clock: Any) -> None:
    clock.move(3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "4", "e", "0")
        clock.move(600)
        await pilot.press("w", "2")
    departure = room.day.seat(4).departure
    assert departure is not None
    assert (departure.reason, f"{departure.at:%H:%M}") == ("health", "11:00")


async def test_who_is_admitted_all_the_same_has_a_reason_on_record(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    clock.move(31 * 60)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "l", "l")
        assert "none given" not in "\n".join(read(app))
        await pilot.press("0", "enter")
        assert room.day.seat(3).codes == ("P",)
        await pilot.press("1")
    arrival = room.day.seat(3).arrival
    assert arrival is not None
    assert (arrival.code, arrival.reason) == ("LA", "transport")


async def test_until_the_limit_late_is_one_key(app: Any, room: Room, clock: Any) -> None:
    clock.move(30 * 60 + 40)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "l")
    assert room.day.seat(3).codes == ("LA",)


async def test_rules_that_cannot_be_read_are_never_laxer(
    app: Any, room: Room, clock: Any, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: str) -> None:
        raise PluginError("The site's rules are missing.")

    monkeypatch.setattr(room.desk.host, "site_policy", gone)
    clock.move(60)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "l")
        assert "the strictest holds: late is refused" in " ".join("\n".join(read(app)).split())


async def test_a_reason_given_later_leaves_the_time_of_the_mark(
    app: Any, room: Room, clock: Any
) -> None:
    clock.move(600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "3", "l")
        clock.move(600)
        await pilot.press("w", "1")
    arrival = room.day.seat(3).arrival
    assert arrival is not None
    assert (arrival.code, arrival.reason, f"{arrival.at:%H:%M}") == ("LA", "transport", "10:10")


async def test_both_facilitators_came_at_the_doors_by_one_key(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    clock.move(300)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        assert "F-LEAD1 and F-CO2: no time yet, key f." in "\n".join(read(app))
        await pilot.press("f")
        assert "Both came at 10:00? Enter" in "\n".join(read(app))
        await pilot.press("enter")
        clock.move(3600)
        await pilot.press("2", "e", "i", "1", "1", "colon", "0", "1", "enter", "c")
        shown = "\n".join(read(app))
        assert "F-LEAD1          came 10:00" in shown
        await pilot.press("escape")
        assert "no time yet" not in "\n".join(read(app))
    times = [(s.facilitator, s.what, f"{s.at:%H:%M}") for s in room.day.staff]
    assert times == [
        ("F-LEAD1", "came", "10:00"),
        ("F-CO2", "came", "10:00"),
        ("F-CO2", "left", "11:05"),
        ("F-CO2", "came", "11:01"),
    ]


async def test_who_came_back_is_shown_with_the_turn_before_and_paper_is_named(
    app: Any, room: Room, do: Do, clock: Any, read: Read
) -> None:
    clock.move(3600)
    do(cmd.Attend(4, "EL", clock.now()))
    clock.move(3600)
    do(cmd.Attend(4, "LA", clock.now()))
    do(cmd.Attend(5, "EL", clock.now(), "work", "paper"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        shown = "\n".join(read(app))
    assert "late, admitted 12:00 (before: 10:00-11:00)" in shown
    assert "left early 12:00 (reason given, paper)" in shown
