"""What the demo plays: one pair of workshops, from the doors to the note."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cara_facilitate.cli.demo.player import Player
from cara_facilitate.domain.curriculum import Curriculum, Day
from cara_facilitate.services.prepare import CHECKS
from cara_facilitate.services.rehearse import PINS, practice_time

SEAT_KEYS = "1234567890-="
LATE, LEAVES, ABSENT = 9, 6, 4
"""The seats that come late, leave early and stay away in workshop one."""

TALK = ((1, "o"), (3, "k"), (7, "c"), (5, "h"), (2, "m"), (8, "b"), (11, "e"), (3, "o"), (12, "s"))
"""What is seen in each activity: seat and code."""


@dataclass(slots=True)
class Tally:
    """What the keys asked for, to be held against what the journal has at the end."""

    observations: int = 0
    objectives: set[str] = field(default_factory=set)


def unlock(player: Player, passphrase: str) -> None:
    """From the unlock screen to the cohort's page."""
    player.see("Passphrase")
    player.type(passphrase)
    player.press("enter", until="Home")
    player.press("enter", until="Private, behind F2")


def prepare(player: Player) -> None:
    """Tick every check, pin the wording and open the doors."""
    player.press("p", until=CHECKS[-1])
    for _ in CHECKS:
        player.press("space", "down")
    player.press("w", until="pinned")
    player.press("s", until="W")
    player.see("-01 ", "1/12", "saved")


def arrive(player: Player, *, late: bool) -> None:
    """Everybody is here but one; one comes late."""
    player.press("t", until="not marked")
    for _ in range(ABSENT - 1):
        player.press("down")
    player.press("a", until="absent, no contact")
    if late:
        for _ in range(LATE - ABSENT):
            player.press("down")
        player.pass_time(minutes=14)
        player.press("l", until="late, admitted")
    player.press("enter")
    player.gone("  not marked")
    player.press("escape", until="Notes")


def leave_early(player: Player) -> None:
    """One has to go, and says why."""
    player.press("t", until="present")
    for _ in range(LEAVES - 1):
        player.press("down")
    player.press("e", until="left early")
    player.press("escape", until="Notes")


def hold(player: Player, curriculum: Curriculum, day: Day, tally: Tally) -> None:
    """Go through the day's running order, watching, ticking and moving on."""
    for number, item in enumerate(day.run, start=1):
        player.see(f"{item.id} ", f"{number}/{len(day.run)}")
        if item.activity:
            _watch(player, tally, number)
            for objective in curriculum.activity(item.activity).objectives:
                _tick(player, curriculum, objective, number, tally)
        if day.workshop == 1 and item.id == "W1-07":
            leave_early(player)
        player.pass_time(minutes=item.minutes, seconds=20)
        if number < len(day.run):
            player.press("n")


def _watch(player: Player, tally: Tally, number: int) -> None:
    for seat, code in TALK[: 3 + number % 4]:
        player.press(SEAT_KEYS[seat - 1], code)
        tally.observations += 1
        player.pass_time(seconds=40)


def _tick(
    player: Player, curriculum: Curriculum, objective: str, number: int, tally: Tally
) -> None:
    ids = [own.id for own in curriculum.objectives]
    known = next(own.id for own in curriculum.objectives if objective in (own.id, own.slug))
    digit = str((ids.index(known) + 1) % 10)
    who = (SEAT_KEYS[2],) if number % 2 else ()
    player.press(*who, "a", digit, until=known)
    tally.objectives.add(known)


def raise_flag(player: Player) -> None:
    """Read, choose, say what was done, save; then hand over."""
    player.press("3", "!", until="I have read this")
    player.press("y", until="How urgent is it?")
    player.press("2", until="What is it about?")
    player.press("1", until="Empty is allowed")
    player.press("enter", until="What have you done so far?")
    player.press("2", "enter", until="Saved as FL-")
    player.press("h", until="Who was told?")
    player.press("1", until="Their reference")
    player.press("enter", until="When were they told?")
    player.press("enter", until="The flag is handed over")
    player.press("enter", until="Notes")


def close_day(player: Player) -> None:
    """Close the day; nothing was cut short, so nothing is asked but whether."""
    player.press("e", until="Close the day")
    player.press("y", until="The day is closed")
    player.press("escape", until="Private, behind F2")


def go_private(player: Player, who: str, view: str) -> None:
    """Leave room mode by PIN and question, and open one private view."""
    player.press("f2", until="Who are you?")
    if who != next(iter(PINS)):
        player.press("right")
    player.press("enter")
    player.type(PINS[who])
    player.press("enter", "right", "enter", until="private views")
    player.press(view)


def take_in(player: Player, extract: Path) -> None:
    """Import the extract: three rows are held back, three seats are not recorded."""
    go_private(player, "F-LEAD1", "i")
    player.see("Extract")
    player.type(str(extract))
    player.press("enter", until="10 rows matched, 3 rows held back, 3 seats not recorded")
    player.press("enter", until="Take this extract in?")
    player.press("right", "enter", until="source file")
    player.press("enter")
    player.press("escape", until="Room mode")


def brief(player: Player, passphrase: str) -> None:
    """Read the briefing seat by seat."""
    go_private(player, "F-LEAD1", "b")
    player.see("Passphrase")
    player.type(passphrase)
    player.press("enter", until="Seat 1")
    for seat in range(2, 13):
        player.press("right", until=f"Seat {seat}")
    player.press("escape", until="Room mode")


def get_ready(player: Player) -> None:
    """Both confirm what they have read; the manager is rung about what is missing."""
    for number, who in enumerate(PINS):
        go_private(player, who, "c")
        player.see("Readiness check")
        player.press("a", until="Confirm having read")
        player.type(PINS[who])
        player.press("enter", until="Confirmed and saved")
        if number == 0:
            player.press("m", until="Answered")
            player.type("M-DUTY1")
            player.press("enter")
            player.type("three rows held back")
            player.press("enter", "enter")
            player.type(PINS[who])
            player.press("enter", until="The call is recorded")
        player.press("escape", until="Room mode")


def debrief(player: Player) -> None:
    """Answer the scales of the first section."""
    go_private(player, "F-LEAD1", "d")
    player.see("Debrief")
    for digit in "423":
        player.press(digit, "down")
    player.press("escape", until="Room mode")


def write_note(player: Player, out: Path) -> None:
    """Read the note through and write it in every format."""
    go_private(player, "F-LEAD1", "w")
    player.see("SUPERVISION NOTE")
    player.press("w", until="Folder")
    player.press("enter", "ctrl+u")
    player.type(str(out))
    player.press("enter", until="Written")
    player.press("escape", until="Room mode")


def leave(player: Player) -> None:
    """Quit, after being asked."""
    player.press("ctrl+q", until="Quit")
    player.press("right", "enter")
    player.terminal.wait_exit(10)


def at_doors(player: Player, day: date, hour: int = 9, minute: int = 40) -> None:
    """Set the practice clock on a workshop's morning."""
    player.set_time(practice_time(day, hour, minute))
