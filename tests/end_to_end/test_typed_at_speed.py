"""A whole workshop typed faster than anybody can: nothing is lost, doubled or out of its order."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.curriculum import Curriculum, RunItem
from cara_facilitate.services import prepare
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import make_practice, practice_time

DAY = date(2026, 11, 28)
SEATS = "1234567890-="
CODES = "ckoehsmbtn"
EACH = 28
"""Observations of one seat in each item; the day has eleven besides lunch."""
LUNCH = "LUN"


@dataclass
class Hands:
    """Types a day and knows what the journal must hold afterwards, entry by entry."""

    chance: random.Random
    objectives: list[str]
    item: str = ""
    keys: str = ""
    wanted: list[tuple[object, ...]] = field(default_factory=list)
    singles: int = 0

    def see(self, count: int = 1) -> list[int]:
        """Seats, then a code: two keys for one observation, one more for each seat besides."""
        seats = self.chance.sample(range(1, 13), count)
        code = self.chance.choice(CODES)
        self.keys += "".join(SEATS[seat - 1] for seat in seats) + code
        self.singles += count == 1
        return self.add(*(("seen", self.item, seat, code) for seat in seats))

    def meet(self, seats: tuple[int, ...]) -> list[int]:
        """An objective, by the group or by seats."""
        number = self.chance.randint(1, 10)
        self.keys += "".join(SEATS[seat - 1] for seat in seats) + "a" + str(number % 10)
        return self.add(("met", self.item, self.objectives[number - 1], seats))

    def stand_still(self) -> None:
        """A pause, an observation in it, and on again."""
        self.keys += "."
        self.add(("pause", "pause"))
        self.see()
        self.keys += "."
        self.add(("resume",))

    def undo(self, entries: list[int]) -> list[int]:
        """Take back what one press recorded, the newest entry of it first."""
        self.keys += "u"
        return self.add(*(("undone", entry) for entry in reversed(entries)))

    def redo(self, undone: list[int]) -> None:
        """Put it back."""
        self.keys += "U"
        self.add(*(("undone", entry) for entry in reversed(undone)))

    def next(self, item: RunItem) -> None:
        """Go on, back by undo, and on again by redo: the last move counts."""
        self.keys += "n"
        self.item = item.id
        moved = self.add(("item", item.id))
        if self.chance.random() < 0.3 and item.id != LUNCH:
            self.redo(self.undo(moved))

    def add(self, *entries: tuple[object, ...]) -> list[int]:
        """Expect these entries; their places."""
        begun = len(self.wanted)
        self.wanted += entries
        return list(range(begun, len(self.wanted)))

    def busy(self) -> None:
        """What is typed within one item."""
        for number in range(EACH):
            made = self.see()
            match number % 7:
                case 1:
                    made = self.see(2 + number % 3)
                case 2:
                    self.undo(made)
                case 3:
                    self.redo(self.undo(made))
                case 4:
                    made = self.meet(() if number % 2 else (1 + number % 12,))
                    self.redo(self.undo(made))
                case 5:
                    self.undo(self.see(3))
                case 6:
                    self.keys += "4\x7f"  # a seat, and thought better of it
        self.stand_still()

    def burst(self) -> str:
        """The keys since the last one."""
        keys, self.keys = self.keys, ""
        return keys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A practice store with workshop one prepared and the doors closed."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    made = make_practice(folder, DAY)
    prepare.prepare(made.desk, made.plan.cohort, 1, prepare.CHECKS)
    made.desk.close()
    return folder


@pytest.mark.timeout(180)
def test_a_whole_workshop_typed_at_speed_is_in_the_journal_entry_by_entry(home: Path):
    curriculum, before = stored(home)
    hands = Hands(random.Random(20261128), [o.id for o in curriculum.objectives])
    run = curriculum.day(1).run
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARA_")}
    environment |= {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "settings.toml")}
    at = practice_time(DAY, 10, 0)
    with Terminal(environment=environment, debug=True) as terminal:
        unlock(terminal)
        terminal.wait_for("Home", 20)
        terminal.press("enter")
        terminal.wait_for("Private, behind F2", 10)
        open_doors(terminal, hands, home, run)
        for number, item in enumerate(run, start=1):
            # A pause takes some seconds of the last item, whose shortest is its whole length.
            at += timedelta(minutes=item.minutes + (number == len(run)))
            if item.id == LUNCH:
                unlock(terminal)  # at lunch the app locks itself
                terminal.wait_for(f"{number}/{len(run)} ", 20)
            else:
                hands.busy()
            set_practice_clock(home, at)
            if number < len(run):
                hands.next(run[number])
            terminal.type(hands.burst())
            if number < len(run) and run[number].id != LUNCH:
                terminal.wait_for(f" {number + 1}/{len(run)} ", 60)
        terminal.wait_for("Going on.", 60)
        close_day(terminal)
        hands.add(("closed",))
    _, after = stored(home)
    found = list(told(after, len(before.log)))
    assert found[: len(hands.wanted)] == hands.wanted
    assert found == hands.wanted
    assert hands.singles >= 300
    seen = [entry for entry in hands.wanted if entry[0] == "seen"]
    assert len(seen) > hands.singles, "and several seats at once besides"


def test_an_observation_of_one_seat_takes_two_keys():
    hands = Hands(random.Random(1), [])
    for _ in range(50):
        hands.see()
    assert len(hands.keys) == 2 * hands.singles == 100


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("Passphrase", 60)
    terminal.type(PRACTICE_PASSPHRASE)
    terminal.press("enter")


def open_doors(terminal: Terminal, hands: Hands, home: Path, run: tuple[RunItem, ...]) -> None:
    """Start the day and mark everybody as here; five keys."""
    set_practice_clock(home, practice_time(DAY, 10, 0))
    terminal.press("s")
    terminal.wait_for("Nothing is open.", 10)
    terminal.press("s")
    terminal.wait_for(f" 1/{len(run)} ", 10)
    hands.item = run[0].id
    hands.add(("began",), ("item", run[0].id))
    terminal.press("t")
    terminal.wait_for("not marked", 10)
    terminal.press("enter")
    terminal.wait_for("12 here", 10)
    terminal.press("escape")
    terminal.wait_for(lambda text: "12 here" not in text, 10)
    hands.add(*(("here", seat, "P") for seat in range(1, 13)))


def close_day(terminal: Terminal) -> None:
    terminal.press("e")
    terminal.wait_for("Close the day?", 10)
    terminal.press("y")
    terminal.wait_for("The day is closed", 10)
    terminal.wait_for(lambda text: "saved" in text and "saving" not in text, 20)
    terminal.press("ctrl+q")
    terminal.wait_for("Quit cara?", 10)
    terminal.press("right")
    terminal.wait_for("(•) Quit", 10)
    terminal.press("enter")
    assert terminal.wait_exit(20) == 0


def stored(home: Path) -> tuple[Curriculum, CohortState]:
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        [state] = desk.cohorts()
        assert desk._store.verify() == []
        return desk.curriculum(state.cohort, 1), state
    finally:
        desk.close()


def told(state: CohortState, begun: int) -> Iterator[tuple[object, ...]]:
    """The journal's entries from one on, in the words of :class:`Hands`."""
    places = {record.id: place - begun for place, record in enumerate(state.log)}
    for record in state.log[begun:]:
        match record.event:
            case ev.ObservationRecorded(item=item, seat=seat, code=code):
                yield "seen", item, seat, code
            case ev.ObjectiveEvidenced(item=item, objective=objective, seats=seats):
                yield "met", item, objective, tuple(seats)
            case ev.AttendanceRecorded(seat=seat, code=code):
                yield "here", seat, code
            case ev.ItemStarted(item=item):
                yield "item", item
            case ev.Paused(kind=kind):
                yield "pause", kind
            case ev.Resumed():
                yield ("resume",)
            case ev.Undone(target=target):
                yield "undone", places[target]
            case ev.WorkshopStarted():
                yield ("began",)
            case ev.WorkshopEnded():
                yield ("closed",)
            case other:
                yield (other.TYPE,)
