"""A real practice store with one prepared cohort, a clock that only moves when told, an app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.domain.plan import CohortPlan, PlannedPerson, PlannedWorkshop
from cara_facilitate.services import cohorts, deliver, prepare
from cara_facilitate.services.bootstrap import make_store
from cara_facilitate.services.desk import Desk
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.screen import LiveScreen

COHORT = "WY26A"
START = datetime(2026, 11, 28, 10, 0, tzinfo=timezone(timedelta(0)))


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = START
        self.seconds = 1000.0

    def now(self) -> datetime:
        """The time it was set to."""
        return self.at

    def steady(self):
        return ("", 0.0)

    def boottime(self) -> float:
        """Seconds that pass together with the time."""
        return self.seconds

    def move(self, seconds: float) -> None:
        """Let this much time pass."""
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


class RoomApp(GuardedApp):
    """The smallest app that can hold a live screen."""

    def __init__(self, desk: Desk, workshop: int = 1) -> None:
        super().__init__()
        self.desk = desk
        self.number = workshop

    def on_mount(self) -> None:
        """Open the live screen at once."""
        super().on_mount()
        self.push_screen(LiveScreen(COHORT, self.number))


def person(seat: int) -> PlannedPerson:
    """Somebody every rule lets in."""
    return PlannedPerson(
        seat=seat,
        sex="male",
        relationship="ex_partner",
        caution_date=date(2026, 11, 1),
        risk="standard",
        first_time=True,
        disposal="conditional_caution",
        extra={"issuer": "WYP", "referrer": "WYP"},
    )


def plan(seats: int = 12) -> CohortPlan:
    """A pair of Saturdays for this many seats."""
    return CohortPlan(
        cohort=COHORT,
        site="west-yorkshire",
        curriculum="cara-open",
        variant="intimate-partner-male",
        workshops=(
            PlannedWorkshop(date(2026, 11, 28), "10:00"),
            PlannedWorkshop(date(2026, 12, 26), "10:00"),
        ),
        facilitators=("F-LEAD1", "F-CO2"),
        people=tuple(person(seat) for seat in range(1, seats + 1)),
        extra={"ht_trained": "yes"},
    )


@pytest.fixture
def clock() -> HandClock:
    """Ten o'clock on the day of workshop one."""
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    """An open practice store with the cohort made and workshop one prepared."""
    made, _ = make_store(tmp_path / "s", "practice", "F-LEAD1", practice=True, clock=clock)
    cohorts.new(made, plan(), {"F-LEAD1": "111111", "F-CO2": "222222"})
    prepare.prepare(made, COHORT, 1, prepare.CHECKS)
    yield made
    made.close()


@pytest.fixture
def do(desk: Desk) -> Callable[[cmd.Command], None]:
    """Carry out a command of workshop one."""

    def carry_out(command: cmd.Command) -> None:
        deliver.do(desk, COHORT, 1, command)

    return carry_out


@pytest.fixture
def room(desk: Desk, clock: HandClock, do: Callable[[cmd.Command], None]) -> Room:
    """Workshop one under way, everybody present."""
    do(cmd.StartWorkshop(clock.now()))
    do(cmd.AllPresent(clock.now()))
    return Room(desk, COHORT, 1)


@pytest.fixture
def app(room: Room) -> RoomApp:
    """The live screen of the running workshop."""
    return RoomApp(room.desk)


@pytest.fixture
def read() -> Callable[[RoomApp], list[str]]:
    """What stands on a screen, line by line, as a person would read it."""

    def lines(app: RoomApp) -> list[str]:
        strips = app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    return lines


@pytest.fixture
def curriculum(desk: Desk) -> Curriculum:
    """The wording delivered in workshop one."""
    return desk.curriculum(COHORT, 1)
