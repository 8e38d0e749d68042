"""A real practice store in a folder of its own, made anew for each test that asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import PINS, Practice, make_practice, practice_time
from tests.services.circle import BETWEEN, Circle, circle

SATURDAY = date(2026, 11, 28)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's folder, with settings of its own."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("CARA_HOME", str(folder))
    return folder


@pytest.fixture
def practice(home: Path) -> Iterator[Practice]:
    """A made practice store with its cohort of twelve."""
    made = make_practice(home, SATURDAY)
    yield made
    made.desk.close()


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Circle]:
    """Four stores that trust one another, on a day between the workshops."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made:
        made.clocks(practice_time(BETWEEN, 12, 0))
        yield made


def hold_workshop_one(made: Practice) -> None:
    """Prepare, start and close workshop one with everybody present."""
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))


def go_to_the_eve(made: Practice) -> None:
    """Set the practice clock to the day before workshop two, unless it is later already."""
    eve = practice_time(made.plan.workshops[1].date - timedelta(days=1), 18, 0)
    if made.desk.clock.now() < eve:
        set_practice_clock(made.desk.folder, eve)


def ask_for_changes(made: Practice, changes: str = "none") -> None:
    """The worker is asked, on the eve, for changes since the import."""
    from cara_facilitate.services import readiness_check

    lead = next(iter(PINS))
    go_to_the_eve(made)
    readiness_check.refresh(
        made.desk, made.plan.cohort, worker="VW-1", changes=changes, by=lead, pin=PINS[lead]
    )


def make_ready(made: Practice) -> None:
    """Both read everything, the worker is asked for changes, and the manager is rung."""
    from cara_facilitate.services import readiness_check, reading

    desk, cohort = made.desk, made.plan.cohort
    go_to_the_eve(made)
    ask_for_changes(made)
    for who in PINS:
        reading.note_read(desk, cohort, "briefing", who)
    taken = desk.state(cohort).current_import
    for who, pin in PINS.items():
        if taken is not None and taken.items:
            readiness_check.acknowledge(desk, cohort, taken.items, who, pin)
        if desk.state(cohort).flags:
            readiness_check.acknowledge_flags(desk, cohort, desk.state(cohort).flags, who, pin)
    for who, pin in PINS.items():
        readiness_check.call_manager(
            desk, cohort, manager="M-1", answered=False, reason="three rows held back",
            by=who, pin=pin,
        )  # fmt: skip
