"""A real practice store in a folder of its own, made anew for each test that asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.rehearse import PINS, Practice, make_practice

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


def hold_workshop_one(made: Practice) -> None:
    """Prepare, start and close workshop one with everybody present."""
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))


def make_ready(made: Practice) -> None:
    """Both facilitators read everything, and the manager is rung."""
    from cara_facilitate.services import readiness_check, reading

    desk, cohort = made.desk, made.plan.cohort
    reading.note_read(desk, cohort, "briefing", "F-LEAD1")
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
