"""Fewer bytes to the terminal, and not one cell of the picture different."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size

from cara_facilitate.tui.frugal import frugal, frugal_driver
from cara_facilitate.tui.screens.curtain import SENTENCE, cover

WIDTH, HEIGHT = 40, 8

attributes = st.lists(st.sampled_from("123479"), max_size=3, unique=True)
fore = st.sampled_from(["", "38;2;1;2;3", "38;2;3;2;1", "31", "91", "38;5;9"])
back = st.sampled_from(["", "48;2;1;2;3", "48;2;3;2;1", "41", "101", "48;5;9"])
words = st.sampled_from(["", "   ", "ab", " x ", "Seat 7", "å"])


@st.composite
def piece(draw: st.DrawFn) -> str:
    """A piece as Textual writes it, perhaps after a move, perhaps with no style at all."""
    style = ";".join(filter(None, [*draw(attributes), draw(fore), draw(back)]))
    text = draw(words)
    row, column = draw(st.integers(1, HEIGHT)), draw(st.integers(1, WIDTH - 8))
    move = draw(st.sampled_from(["", f"\x1b[{row};{column}H", f"\r\n\x1b[{row};{column}H"]))
    if row == 1:
        move = move.removeprefix("\r\n")
    return move + (f"\x1b[{style}m{text}\x1b[0m" if style else text)


def picture(data: str) -> list[list[tuple[object, ...]]]:
    """What each cell shows; a space shows no letter's colour, boldness or slant."""
    screen = pyte.Screen(WIDTH, HEIGHT * 20)
    pyte.Stream(screen).feed(data)
    return [
        [
            (c.data, c.bg, c.underscore, c.reverse, c.strikethrough)
            if c.data == " " and not (c.reverse or c.underscore or c.strikethrough)
            else tuple(c)
            for c in (screen.buffer[y][x] for x in range(WIDTH))
        ]
        for y in range(HEIGHT)
    ]


@given(st.lists(piece(), max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
def test_the_picture_is_the_same_and_never_longer_and_ends_plain(data: str):
    less = frugal(data)
    assert picture(less) == picture(data)
    assert picture(less + "end") == picture(data + "end")
    assert len(less) <= len(data) + len("\x1b[0m")


def test_keys_of_one_line_cost_less_than_half():
    line = "".join(
        f"\x1b[1;38;2;224;224;224;48;2;36;47;56m{key}\x1b[0m"
        "\x1b[38;2;224;224;224;48;2;36;47;56m word  \x1b[0m"
        for key in "ckoehsmbtn"
    )
    assert len(frugal(line)) < 0.3 * len(line)


def test_what_is_no_plain_piece_passes_untouched():
    for data in ("", "plain", "\x1b[?2026h", "\x1b[2J\x1b[H", "\x1b]8;;x\x1b\\", "\x1b[0m"):
        assert frugal(data) == data


def test_a_driver_writes_the_shorter_form():
    written: list[str] = []

    class Kept(HeadlessDriver):
        def write(self, data: str) -> None:
            written.append(data)

    frugal_driver(Kept).write(None, "\x1b[1;31ma\x1b[0m\x1b[1;31mb\x1b[0m")  # type: ignore[arg-type]
    assert written == ["\x1b[1;31mab\x1b[0m"]


def test_the_first_bytes_of_the_curtain_leave_nothing_and_say_how_it_lifts():
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[31msomething about somebody\r\n" * (HEIGHT - 1))
    stream.feed(cover(["11:02", "Body signs", "a\x1b]52;c;x"], Size(WIDTH, HEIGHT)))
    shown = [row.strip() for row in screen.display]
    assert shown[1:6] == ["11:02", "Body signs", "a␛]52;c;x", "", SENTENCE]
    assert "somebody" not in "".join(screen.display)
    assert {cell.bg for row in screen.buffer.values() for cell in row.values()} == {"black"}


def test_a_curtain_in_a_window_of_two_lines_is_still_whole():
    screen = pyte.Screen(10, 2)
    pyte.Stream(screen).feed("secret\r\nsecret" + cover(["11:02"], Size(10, 2)))
    assert "secret" not in "".join(screen.display)
