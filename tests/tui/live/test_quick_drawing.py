"""What is kept from before to draw faster shows exactly what drawing anew would show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.visual import Visual

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.keylines import KeyLines
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.widgets.script import KEPT, QUIET, ScriptPane
from cara_facilitate.tui.widgets.seats import SeatStrip, seat_lines

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]


def fresh(widget: Any) -> list[str]:
    """The widget's lines drawn from nothing."""
    visual = Visual.to_strips(
        widget, widget.render(), widget.size.width, widget.size.height, widget.visual_style
    )
    return [strip.text.rstrip() for strip in visual]


def painted(widget: Any) -> list[str]:
    """The widget's lines as they stand on the screen, kept or not."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def test_kept_key_lines_are_those_that_count_now(app: Any) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        keys = app.screen.query_one(KeyLines)
        for typed in ("4", "o", "4", "backspace", "a", "backspace", "7", "k"):
            await pilot.press(typed)
            await pilot.pause()
            assert painted(keys) == fresh(keys), typed
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert painted(keys) == fresh(keys)
        assert all(len(line) <= 80 for line in painted(keys))


async def test_repainting_only_the_seats_that_changed_leaves_no_old_mark(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for typed in ("4", "7", "o", "7", "k", "u", "1", "backspace", "=", "n", "U"):
            await pilot.press(typed)
            await pilot.pause()
            strip = app.screen.query_one(SeatStrip)
            top, low = (line.plain.rstrip() for line in seat_lines(strip.row, 80))
            lines = [line.rstrip() for line in read(app)]
            assert lines[lines.index(top) + 1] == low, typed
        assert room.day.observations


async def test_the_item_expected_next_is_laid_out_in_quiet_and_few_are_kept(
    app: Any, room: Room, do: Do
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(QUIET + 0.2)
        pane = app.screen.query_one(ScriptPane)
        coming = room.coming()
        assert coming is not None
        assert coming[0].id in pane._kept
        for _ in range(4):
            await pilot.press("n")
            await pilot.pause(QUIET + 0.1)
            assert painted(pane) == fresh(pane)
            assert pane.built == pane._laid_out(room.item, room.activity())
        assert len(pane._kept) <= KEPT
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        assert pane.built == pane._laid_out(room.item, room.activity())
