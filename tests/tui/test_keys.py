"""One table makes the bindings, the key bar and the help, so that none of them can be wrong."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input

from cara_facilitate.tui import keys
from cara_facilitate.tui.base import GuardedApp, KeyedScreen
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.help import HelpScreen, help_text
from cara_facilitate.tui.widgets.keybar import KeyBar, hint_lines
from cara_facilitate.tui.widgets.status import NOT_SAVED, StatusLine

TABLE = (
    Key("next_item", "n", "Next", "Go to the next activity", "The day"),
    Key("undo", "u,ctrl+z", "Undo", "Take back the last note", "Notes"),
    Key("seat", "1,2,3,4,5,minus,equals_sign", "Seat", "Choose a seat", "Notes",
        action="seat({number})", show=False),
)  # fmt: skip


class Listed(KeyedScreen):
    """Does nothing but count."""

    KEYS = TABLE

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield KeyBar(self.KEYS)

    def action_next_item(self) -> None:
        self.done.append("next")

    def action_undo(self) -> None:
        self.done.append("undo")

    def action_seat(self, number: int) -> None:
        self.done.append(f"seat {number}")


class Box(KeyedScreen, ModalScreen[Any]):
    """A dialog with a field."""

    KEYS = (Key("accept", "enter", "Accept", "Take it"),)

    def compose(self) -> ComposeResult:
        yield KeyBar(self.KEYS)


class Sample(GuardedApp):
    """Opens the screen under test."""

    def reference_notice(self) -> str:
        return "Open reference text. Not the licensed CARA programme."


async def test_every_key_of_the_table_does_what_its_row_says() -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test() as pilot:
        screen = Listed()
        await app.push_screen(screen)
        for key in TABLE:
            for name in key.names():
                await pilot.press(name)
        await pilot.pause()
        assert screen.done == ["next", "undo", "undo", *(f"seat {n}" for n in range(1, 8))]


@pytest.mark.parametrize("key", keys.HELP.names())
@pytest.mark.parametrize("kind", [Listed, Box])
async def test_help_opens_on_every_screen_and_lists_its_keys_and_the_global_ones(
    kind: type[KeyedScreen], key: str
) -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test(size=(100, 40)) as pilot:
        await app.push_screen(kind())
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        strips = app.screen._compositor.render_strips()
        shown = "\n".join("".join(s.text for s in strip) for strip in strips)
        for row in (*kind.KEYS, *keys.GLOBAL):
            assert row.help in shown
            assert row.caps() in shown
        assert app.reference_notice() in shown
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, kind)


async def test_a_question_mark_typed_into_a_field_is_a_question_mark() -> None:
    class Typing(KeyedScreen):
        def compose(self) -> ComposeResult:
            yield Input()

    app = Sample(clock=lambda: 0.0)
    async with app.run_test() as pilot:
        await app.push_screen(Typing())
        await pilot.press("a", "question_mark")
        assert app.screen.query_one(Input).value == "a?"


LABELS = st.lists(st.text("abc", min_size=2, max_size=12), max_size=20)


@given(st.integers(32, 200), st.integers(1, 2), LABELS, st.booleans())
def test_hints_always_fit_and_curtain_way_out_and_keys_are_always_among_them(
    width: int, most: int, labels: list[str], typing: bool
) -> None:
    many = [Key(f"k{n}", chr(97 + n), label, "help") for n, label in enumerate(labels)]
    way_out = Key("back", "escape", "Close", "Close the view")
    lines = [line.plain for line in hint_lines([way_out, *many], width, most, typing=typing)]
    assert len(lines) <= most
    assert all(len(line) <= width for line in lines)
    assert lines[0].startswith(" ` Curtain ")
    assert lines[-1].rstrip().endswith("Esc Close  F1 Keys" if typing else "Esc Close  ? Keys")
    shown = "".join(lines)
    whole = " ` Curtain " + "".join(f" {chr(97 + n)} {label} " for n, label in enumerate(labels))
    assert whole.startswith(shown[: shown.index(" Esc Close")]), "in order, from the first on"
    if len(whole + " Esc Close  F1 Keys ") <= width:
        assert len(lines) == 1, "a second line only where one does not do"
        assert whole in shown


async def test_a_page_whose_hints_need_two_lines_has_them() -> None:
    app = Sample(clock=lambda: 0.0)
    many = [Key(f"k{n}", chr(97 + n), f"label{n}", "help") for n in range(10)]
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Listed())
        bar = app.screen.query_one(KeyBar)
        assert bar.size.height == 1
        bar.offer(many)
        await pilot.pause()
        assert (bar.region.y, bar.size.height) == (22, 2)
        assert all(f" label{n} " in bar.render().plain for n in range(10))
        await pilot.resize_terminal(160, 24)
        await pilot.pause()
        assert bar.size.height == 1


def test_a_hidden_key_is_in_the_help_but_not_in_the_bar() -> None:
    assert "Seat" not in hint_lines(TABLE, 80)[0].plain
    assert "Choose a seat" in help_text(TABLE).plain
    assert "1...=" in help_text(TABLE).plain


@pytest.mark.parametrize(
    ("name", "cap"),
    [("ctrl+z", "Ctrl+Z"), ("f10", "F10"), ("grave_accent", "`"), ("n", "n"), ("U", "U"),
     ("exclamation_mark", "!"), ("shift+tab", "Shift+Tab"), ("ctrl+l", "Ctrl+L")],
)  # fmt: skip
def test_keys_are_named_as_they_are_printed_on_the_keyboard(name: str, cap: str) -> None:
    assert keys.key_cap(name) == cap


def _line(width: int = 80) -> StatusLine:
    class Fixed(StatusLine):
        size = property(lambda self: type("Size", (), {"width": width}))

    return Fixed()


def test_the_status_says_when_it_was_saved() -> None:
    line = _line()
    line.saving()
    assert "saved" not in line.render().plain
    line.saved(time(11, 2, 37))
    assert line.render().plain.rstrip().endswith("saved 11:02:37")


def test_a_failure_is_loud_and_stays_until_the_next_commit() -> None:
    line = _line()
    line.failed("The disk is full.")
    line.say("Seat 4: adds.")
    line.saving()
    assert line.render().plain.strip() == f"{NOT_SAVED} The disk is full."
    line.saved(time(11, 2, 37))
    assert NOT_SAVED not in line.render().plain


@given(st.text(max_size=200), st.integers(30, 160))
def test_a_message_of_any_length_keeps_the_line_one_line(message: str, width: int) -> None:
    line = _line(width)
    line.saved(time(11, 2, 37))
    line.say(message)
    assert line.render().cell_length <= width
    assert "\n" not in line.render().plain
