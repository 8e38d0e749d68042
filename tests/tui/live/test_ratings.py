"""Seat ratings: by exception, apart in a sampled workshop, never ordered, joined or added up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.engagement import ratings_by
from cara_facilitate.errors import PluginError
from cara_facilitate.services import sampling
from cara_facilitate.tui.live import ratings
from cara_facilitate.tui.live.room import Room
from tests.tui.live.boxes import boxed as inside

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def boxed(app: Any, read: Read) -> str:
    return "\n".join(inside(app, read(app)))


@pytest.fixture
def sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """This workshop is one of those that two people rate."""
    monkeypatch.setattr(sampling, "sampled", lambda *_: True)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """This workshop is not in the sample."""
    monkeypatch.setattr(sampling, "sampled", lambda *_: False)


@pytest.mark.usefixtures("plain")
async def test_one_rater_is_enough_and_blank_stays_blank(app: Any, room: Room, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "sample" not in boxed(app, read).lower()
        await pilot.press("1", "3", "down", "0", "escape")
    assert ratings_by(room.day, "F-LEAD1", "close") == {1: 3, 3: 0}


@pytest.mark.usefixtures("sampled")
async def test_in_the_sample_neither_sees_what_the_other_gave_until_both_are_done(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "both rate, each apart" in boxed(app, read)
        assert "compare" not in boxed(app, read)
        await pilot.press("1", "4", "3")
        await pilot.pause()
        assert "Seat  1  4" in boxed(app, read), "during the own turn"
        await pilot.press("o", "1")
        await pilot.pause()
        assert "Seat  1  given" in boxed(app, read), "not by opening the first one's turn again"
        await pilot.press("o", "2")
        await pilot.pause()
        shown = boxed(app, read)
        assert "Seat  1  ." in shown
        assert "given" not in shown
        await pilot.press("1", "2", "o", "b")
        await pilot.pause()
        shown = boxed(app, read)
        assert "Seat 1: the two ratings differ by two or more." in shown
        assert "in the debrief" in shown
        assert "Seat 2" not in shown
        await pilot.press("1", "0", "escape")
    assert ratings_by(room.day, "F-LEAD1", "close") == {1: 4, 2: 3}
    assert ratings_by(room.day, "F-CO2", "close") == {1: 1, 2: 2}, "compared, nothing changes"


@pytest.mark.usefixtures("sampled")
async def test_a_rater_who_leaves_all_blank_has_been_done_too(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1", "4", "o", "2", "o", "b")
        await pilot.pause()
        assert "No seat's two ratings differ" in boxed(app, read)


@pytest.mark.usefixtures("sampled")
async def test_at_a_break_ratings_are_optional_and_nobody_is_asked_to_rate_apart(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.GoTo("BR1", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "apart" not in boxed(app, read)
        await pilot.press("1", "2", "o", "2", "3", "o")
        await pilot.pause()
        assert "compare" not in boxed(app, read)
    assert ratings_by(room.day, "F-LEAD1", "break") == {1: 2}
    assert ratings_by(room.day, "F-LEAD1", "close") == {}


@pytest.mark.usefixtures("plain")
async def test_a_rating_can_be_made_blank_again_however_often_it_was_changed(
    app: Any, room: Room, clock: Any, do: Do
) -> None:
    do(cmd.Rate(1, 4, "F-CO2", "close", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1", "4", "up", "2", "up", "backspace", "backspace")
    assert ratings_by(room.day, "F-LEAD1", "close") == {}
    assert ratings_by(room.day, "F-CO2", "close") == {1: 4}, "the other's stands"


@pytest.mark.usefixtures("plain")
async def test_once_the_day_is_closed_a_rating_may_change_but_not_vanish(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.EndWorkshop(room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1", "4", "up", "backspace")
        await pilot.pause()
        assert "not taken back" in boxed(app, read)
        await pilot.press("1")
    assert ratings_by(room.day, "F-LEAD1", "close") == {1: 1}


@pytest.mark.usefixtures("sampled")
async def test_seats_stand_in_their_own_order_and_no_sum_or_mean_is_on_the_screen(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    for seat, (one, other) in {1: (0, 4), 2: (4, 3), 7: (4, 4), 12: (1, 4)}.items():
        do(cmd.Rate(seat, one, "F-LEAD1", "close", room.now))
        do(cmd.Rate(seat, other, "F-CO2", "close", room.now))
    pages = []
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["r"], ["1"], ["o", "2"], ["o", "b"], ["escape", "v"], ["escape", "l"]):
            await pilot.press(*keys)
            await pilot.pause()
            pages.append(boxed(app, read))
    assert "Seats 1 and 12: the two ratings differ" in pages[3]
    for page in pages:
        assert not any(
            word in page.lower() for word in ("average", "mean", "score", "rank", "total", "risk")
        )
        assert not any(number in page for number in ("2.0", "2.5", "3.5"))
    for page in pages[1:3]:
        order = [page.index(f"Seat {seat:>2}") for seat in range(1, 7)]
        assert order == sorted(order)


def test_a_site_that_cannot_be_had_or_says_nothing_is_no_obstacle(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    every: list[int] = []
    monkeypatch.setattr(sampling, "sampled", lambda *given: bool(every.append(given[-1])))
    assert not sampling.second_rater(room.desk, room.cohort, 1)

    def gone(_self: object, _site: str) -> object:
        raise PluginError("The site's plugin failed.")

    monkeypatch.setattr(type(room.desk.host), "site_policy", gone)
    assert not sampling.second_rater(room.desk, room.cohort, 1)
    assert every == [3, 3]


@pytest.mark.usefixtures("sampled")
def test_the_close_of_a_sampled_day_can_say_so(room: Room) -> None:
    assert ratings.sample_words(room) == ratings.SAMPLE
