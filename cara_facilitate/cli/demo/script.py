"""What the demo plays: one pair of workshops, from the doors to the note."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cara_facilitate.cli.demo.answers import ANSWERS
from cara_facilitate.cli.demo.answers import SEATS as SEAT_ANSWERS
from cara_facilitate.cli.demo.player import Player
from cara_facilitate.domain.curriculum import Curriculum, Day
from cara_facilitate.domain.debrief import Field, questions
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.prepare import CHECKS
from cara_facilitate.services.rehearse import FACILITATORS, PINS, SEATS, practice_time
from cara_facilitate.tui.live.chord import SEAT_KEYS

LUNCH = "LUN"
LAST_SECTION = 10
DOTS = "••••••"
DIALOG = "╭"
"""A corner of what lies over the session while a dialog is open."""
LATE, LEAVES, ABSENT = 9, 6, 4
"""The seats that come late, leave early and stay away in workshop one."""

TALK = ((1, "o"), (3, "k"), (7, "c"), (5, "h"), (2, "m"), (8, "b"), (11, "e"), (3, "o"), (12, "s"))
"""What is seen in each activity: seat and code."""


@dataclass(slots=True)
class Tally:
    """What the keys asked for, to be held against what the journal has at the end."""

    observations: int = 0
    objectives: set[str] = dataclasses.field(default_factory=set)


def unlock(player: Player) -> None:
    """From the unlock screen to the cohort's page."""
    player.see("Passphrase")
    player.type(PRACTICE_PASSPHRASE)
    player.press("enter", until="Home")
    player.press("enter", until="Private, behind F2")


def prepare(player: Player) -> None:
    """Tick every check, pin the wording and open the doors."""
    player.press("p", until=CHECKS[-1])
    for _ in CHECKS:
        player.press("space", "down")
    player.press("w", until="Recorded.")
    player.set_time(player.now.replace(hour=10, minute=0, second=0))
    player.press("s")
    player.see("-01 ", " 1/1", "saved")


def arrive(player: Player, *, late: bool) -> None:
    """One stays away; another is not there yet, and comes fourteen minutes late."""
    player.press("t", until="not marked")
    player.press(*["down"] * (ABSENT - 1))
    player.press("a", until="absent, no contact")
    if late:
        player.press(*["down"] * (LATE - ABSENT))
        player.press("a", until="2 away")
    player.press("enter")
    player.gone("  not marked")
    if late:
        player.pass_time(minutes=14)
        player.press("l", until="late, admitted 1")
    player.press("escape")
    player.gone(DIALOG)


def leave_early(player: Player) -> None:
    """One has to go, and says why."""
    player.press("t", until="present")
    for _ in range(LEAVES - 1):
        player.press("down")
    player.press("e", until="What was the reason?")
    player.press("6", until="left early 1")
    player.press("escape")
    player.gone(DIALOG)


def hold(player: Player, curriculum: Curriculum, day: Day, tally: Tally) -> None:
    """Go through the day's running order, watching, ticking and moving on."""
    lengths = {item.id: item.minutes for item in day.run}
    for number, item in enumerate(day.run, start=1):
        if item.id == LUNCH:
            unlock_after_lunch(player)
        player.see(f"{number}/{len(day.run)} ")
        if item.id == LUNCH:
            player.press("w", until="leads now")
        begun = player.now
        if item.activity:
            _watch(player, tally, number)
            for objective in curriculum.activity(item.activity).objectives:
                _tick(player, curriculum, objective, number, tally)
        if day.workshop == 1 and item.id == "W1-07":
            leave_early(player)
        player.set_time(begun + timedelta(minutes=lengths[item.id], seconds=10))
        if number < len(day.run):
            player.press("n")
        if day.workshop == 1 and number == 1:
            lengths |= catch_up(player, day)


def catch_up(player: Player, day: Day) -> dict[str, int]:
    """The late arrival cost a quarter of an hour: agree to what is proposed.

    :return: the minutes of what will be shorter than planned.
    """
    first, second = day.recovery[:2]
    player.see(f" behind: shorten {first} by 10 and {second} by ")
    player.press("y", until="Shorter now")
    return {item.id: item.floor for item in day.run if item.id in (first, second)}


def unlock_after_lunch(player: Player) -> None:
    """At lunch the app locks itself; the passphrase opens it again in the same place."""
    player.see("Passphrase")
    player.type(PRACTICE_PASSPHRASE)
    player.press("enter")


def _watch(player: Player, tally: Tally, number: int) -> None:
    for step in range(3 + number % 4):
        seat, code = TALK[(3 * number + step) % len(TALK)]
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
    """Read, choose, say what was done, save; then say who was told."""
    player.press("3", "!", until="I have read this")
    player.press("y", until="How urgent is it?")
    player.press("2", until="What is it about?")
    player.press("1", until="Empty is allowed")
    player.press("enter", until="What have you done so far?")
    player.press("2", "enter", until="Saved as FL-")
    player.press("h", until="Who was told?")
    player.press("1", until="Their reference")
    player.press("enter", until="When were they told?")
    player.press("enter", until="was told at")
    player.press("enter")
    player.gone(DIALOG)


def close_day(player: Player) -> None:
    """Close the day; nothing was cut short, so nothing is asked but whether."""
    player.press("e", until="Close the day")
    player.press("y", until="The day is closed")
    player.press("escape", until=" Home ")
    player.press("enter", until="Private, behind F2")


def go_private(player: Player, who: str, view: str) -> None:
    """Leave room mode by PIN and question, and open one private view."""
    player.press("f2", until="Who are you?")
    player.pause()
    if not player.shows(f"(•) {who}"):
        player.press("left" if who == next(iter(PINS)) else "right", until=f"(•) {who}")
    player.press("enter")
    player.pause()
    player.type(PINS[who], until=DOTS)
    player.press("enter")
    player.pause()
    player.press("right", until="(•) No")
    player.press("enter", until="private views")
    player.press(view)
    player.gone("private views")


def confirm_attendance(player: Player, out: Path) -> None:
    """Both confirm who was there, each with an own PIN; then the return is written."""
    for who, pin in PINS.items():
        go_private(player, who, "a")
        player.see("Attendance and dates", "16 weeks end")
        player.press("c", until="Confirmed by")
        player.press("enter")
        player.pause()
        player.type(pin, until=DOTS)
        player.press("enter", until=f"confirmed by {who}")
        if who != next(iter(PINS)):
            player.press("r", until="Return of workshop")
            player.pause()
            player.press("ctrl+u")
            player.type(str(out.absolute()), until=out.name)
            player.press("enter", until="Written")
        player.press("escape", until="Room mode is on again")


def take_in(player: Player, extract: Path) -> None:
    """Import the extract: three rows are held back, three seats are not recorded."""
    go_private(player, "F-LEAD1", "i")
    player.see("Extract")
    player.pause()
    player.type(str(extract))
    player.press("enter", until="10 rows matched, 3 rows held back, 3 seats not recorded")
    player.press("enter", until="Take this extract in?")
    player.press("right", until="(•) Take it in")
    player.press("enter", until="Delete the extract's file?")
    player.press("enter")
    player.gone(DIALOG)
    player.press("escape", until="Room mode is on again")


def brief(player: Player) -> None:
    """Each reads the plan for everyone; one of them goes through it seat by seat."""
    for who in PINS:
        go_private(player, who, "b")
        player.see("Passphrase")
        player.type(PRACTICE_PASSPHRASE)
        player.press("enter", until="plan for everyone")
        player.see("To strengthen for everyone")
        for seat in range(1, 13) if who == next(iter(PINS)) else ():
            player.press("right", until=f"seat {seat} (12 on the list)")
        player.press("escape", until="Room mode is on again")


def get_ready(player: Player) -> None:
    """Both confirm what they have read; the worker is asked, then the manager rung."""
    for who in PINS:
        go_private(player, who, "c")
        player.see("Readiness check")
        player.press("a", until="Confirm having read every line")
        player.pause()
        player.type(PINS[who], until=DOTS)
        player.press("enter", until="Confirmed and saved")
        if who == next(iter(PINS)):
            _ask_the_worker(player, PINS[who])
            _ring_the_manager(player, PINS[who])
        player.press("escape", until="Room mode is on again")


def _ask_the_worker(player: Player, pin: str) -> None:
    player.press("r", until="What was said?")
    player.pause()
    player.type("VW-1")
    player.press("enter")
    player.pause()
    player.press("enter")
    player.pause()
    player.type(pin, until=DOTS)
    player.press("enter", until="The worker was asked: no changes.")


def _ring_the_manager(player: Player, pin: str) -> None:
    player.press("m", until="Manager rung")
    for answer in ("M-DUTY1", "", "three rows held back"):
        player.pause()
        player.type(answer)
        player.press("enter")
    player.pause()
    player.type(pin, until=DOTS)
    player.press("enter", until="The call is recorded")


def debrief(player: Player, workshop: int) -> None:
    """Answer the form, section by section, leaving the supervisor's part empty."""
    go_private(player, "F-LEAD1", "d")
    player.see("Debrief")
    attended = tuple(seat for seat in range(1, SEATS + 1) if seat != ABSENT)
    asked = questions(workshop, FACILITATORS, attended)
    for section in dict.fromkeys(field.section for _, _, field in asked):
        player.see(f"Section {section}:")
        rows = [row for row in asked if row[2].section == section]
        if any(_answer(field, seat) for _, seat, field in rows):
            for _, seat, field in sorted(rows, key=lambda row: row[1]):
                _give(player, _answer(field, seat))
        if section < LAST_SECTION:
            player.press("pagedown")
    player.press("escape", until="Room mode is on again")


def _answer(field: Field, seat: int) -> str:
    if field.name == "seat.behaviour":
        return SEAT_ANSWERS.get(seat, "")
    return ANSWERS.get(field.name, "")


def _give(player: Player, answer: str) -> None:
    if not answer:
        player.press("down")
    elif len(answer) == 1:
        player.press(answer)
    else:
        player.press("enter", until=" of ")
        player.pause()
        player.type(answer, until=answer[:20])
        player.press("enter")
    player.pause()


def write_note(player: Player, out: Path) -> None:
    """Read the note through and write it in every format."""
    go_private(player, "F-LEAD1", "w")
    player.see("SUPERVISION NOTE")
    player.press("w", until="Folder")
    player.pause()
    player.press("enter")
    player.pause()
    player.press("ctrl+u")
    player.pause()
    player.type(str(out.absolute()), until=out.name)
    player.press("enter", until="Written")
    player.press("escape", until="Room mode is on again")


def leave(player: Player) -> None:
    """Quit, after being asked."""
    player.press("ctrl+q", until="(•)")
    player.press("right", until="(•) Quit")
    player.press("enter")
    player.terminal.wait_exit(10)


def at_doors(player: Player, day: date, hour: int = 9, minute: int = 40) -> None:
    """Set the practice clock on a workshop's morning."""
    player.set_time(practice_time(day, hour, minute))
