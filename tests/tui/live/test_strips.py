"""The strips of the live screen, letter by letter, as they stand at 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.live_keys import (
    LIVE_KEYS,
    after_aim,
    after_seat,
    code_keys,
    two_lines,
    usual,
)
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.widgets.runsheet import row_line, sheet_table
from cara_facilitate.tui.widgets.seats import SeatRow, seat_lines

Do = Callable[[cmd.Command], None]
Read = Callable[[App[Any]], list[str]]


def test_the_seat_strip_counts_and_never_says_what() -> None:
    words = {**{seat: str(seat) for seat in range(1, 12)}, 2: "left", 5: "away", 9: "?"}
    row = SeatRow(words, frozenset(words) - {2, 5, 9}, (4,))
    assert [line.plain for line in seat_lines(row, 80)] == [
        " Seat      1     2     3     4     5     6     7     8     9 10(0) 11(-)      ",
        " Notes     1  left     3     4  away     6     7     8     ?    10    11      ",
    ]


def test_the_usual_keys_stand_on_two_lines() -> None:
    assert [line.plain for line in two_lines(usual(80), 80)] == [
        " ` Curtain  1...= Seat  n Next  a Met  Space Page  u Undo  ! Flag  t Present ",
        " . Pause  g Go  v Seats  o Objectives  r Rate  e End  d Day  l Log  ? Keys ",
    ]


def test_the_codes_stand_on_two_lines_the_usual_ten_first(curriculum: Any) -> None:
    assert [line.plain for line in two_lines(after_seat(code_keys(curriculum.codes)), 80)] == [
        " c change  k step  o owns  e empathy  h helps  s sustain  m lessens  b blames ",
        " t upset  n denies  x collude  w quiet  i disrupt  p skill  a met  ! flag ",
    ]


def test_the_objectives_stand_on_two_lines_by_digit(curriculum: Any) -> None:
    shown = "".join(line.plain for line in two_lines(after_aim(curriculum.objectives), 80))
    for digit in "1234567890":
        assert f" {digit} " in shown


@pytest.mark.parametrize("width", [60, 64, 72, 80, 100, 160])
def test_curtain_and_help_keep_their_hints_at_any_width(width: int) -> None:
    shown = "".join(line.plain for line in two_lines(usual(width), width))
    assert shown.startswith(" ` Curtain ")
    assert shown.endswith(" ? Keys ")
    assert len(LIVE_KEYS) > 15


def test_the_run_sheet_shows_what_was_what_is_and_what_is_late(
    room: Room, clock: Any, do: Do
) -> None:
    clock.move(31 * 60)
    do(cmd.NextItem(room.now))
    do(cmd.GoTo("BR1", room.now))
    rows = {row.item.id: row_line(row).plain for row in room.sheet().rows}
    assert rows["W1-01"] == " 10:00 Working agreement    ✓"
    assert rows["W1-03"].endswith("skip")
    assert rows["BR1"].startswith(">10:31 Break")
    assert {len(line) for line in rows.values()} == {29}


def test_the_whole_sheet_gives_planned_real_and_expected_times(
    room: Room, clock: Any, do: Do
) -> None:
    clock.move(31 * 60)
    do(cmd.NextItem(room.now))
    lines = sheet_table(room.sheet(), "W1-03", 74).plain.split("\n")
    assert "10:00  10:00  10:31 31 of 25" in lines[1]
    assert "10:25  10:31  10:46 0 of 15 now" in " ".join(lines[2].split(" ")).replace("  0", " 0")
    assert lines[3].startswith(" >  W1-03")
    assert "10:40  10:46  11:26" in lines[3]
    assert max(map(len, lines)) <= 74


async def test_the_present_item_runs_over_and_says_so(app: Any, clock: Any, read: Read) -> None:
    clock.move(27 * 60 + 10)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "10:27:10   02:10 over   +2 min late" in read(app)[1]
