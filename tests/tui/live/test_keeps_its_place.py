"""The script stays where it is read, and coming back says how long nobody was there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services.awake import last_awake, note_awake
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.widgets.script import ScriptPane

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def first_words(app: App[Any]) -> str:
    pane = app.screen.query_one(ScriptPane)
    page = pane.built[pane.page]
    return next(line.text.plain for line in page if not line.blank)


@pytest.mark.parametrize("pages", [1, 3, 5])
async def test_advice_that_comes_and_goes_never_moves_the_script(
    app: Any, room: Room, clock: Any, pages: int
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["space"] * pages)
        await pilot.pause()
        place = first_words(app)
        for _ in range(6):
            clock.move(45 * 60)
            app.screen.draw_all()
            await pilot.pause()
            clock.move(-45 * 60)
            app.screen.draw_all()
            await pilot.pause()
            assert first_words(app) == place


async def test_a_window_made_small_and_large_again_shows_the_same_page(
    app: Any, room: Room
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "space")
        place = first_words(app)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert first_words(app) == place


def test_the_time_away_counts_from_when_the_session_was_last_on_a_screen(
    desk: Any, room: Room, clock: Any, do: Do
) -> None:
    clock.move(600)
    do(cmd.Observe((4,), "m", clock.now()))
    clock.move(1800)
    note_awake(desk.folder, clock.now())
    clock.move(42)
    assert room.away_seconds() == 42


def test_a_time_typed_for_earlier_is_not_when_somebody_was_last_there(
    room: Room, clock: Any, do: Do
) -> None:
    clock.move(3600)
    do(cmd.Observe((4,), "m", clock.now()))
    do(cmd.Observe((5,), "o", clock.now() - timedelta(minutes=40), "paper"))
    clock.move(42)
    assert room.away_seconds() == 42


def test_a_mark_that_cannot_be_read_is_as_good_as_none(desk: Any) -> None:
    (desk.folder / "awake").write_text("not a time")
    assert last_awake(desk.folder) is None


async def test_the_running_session_marks_that_it_is_there(app: Any, room: Room, clock: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(1.2)
        assert last_awake(room.desk.folder) == clock.now()
