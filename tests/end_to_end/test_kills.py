"""The real app killed in mid session: nothing that showed "saved" is lost, and it resumes."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain import commands as cmd
from cara_facilitate.errors import CaraError
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.rehearse import make_practice

KILLS = 200 if os.environ.get("CARA_PROOF") else 12
SEATS = "1234567890-="
CODES = "ckoehsmbt"
SAVED = re.compile(r"saved \d\d:\d\d:\d\d")
NOTES = re.compile(r"^ Notes +([\d ]+)$", re.MULTILINE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A practice store with workshop one under way and everybody here."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    made = make_practice(folder, date(2026, 11, 28))
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))
    desk.close()
    return folder


def opened(home: Path) -> Terminal:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARA_")}
    environment |= {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "settings.toml")}
    terminal = Terminal(environment=environment)
    terminal.wait_for("Passphrase", 20)
    terminal.type(PRACTICE_PASSPHRASE)
    terminal.press("enter")
    terminal.wait_for("W1-01 ", 20)
    return terminal


def stored(home: Path) -> tuple[int, list[str]]:
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        [state] = desk.cohorts()
        return len(state.workshops[1].observations), desk._store.verify()
    finally:
        desk.close()


def shown(text: str) -> int:
    found = NOTES.search(text)
    return sum(int(count) for count in found[1].split()) if found else 0


@pytest.mark.timeout(1800)
def test_a_kill_at_any_moment_loses_nothing_that_showed_saved(home: Path):
    """The moment is so many more notes and then some more milliseconds, as slow as the machine."""
    chance = random.Random(20261128)
    promised = keyed = 0
    for kill in range(KILLS):
        with opened(home) as terminal:
            goal, patience = promised + chance.randint(0, 4), time.monotonic() + 10
            end: float | None = None
            while end is None or time.monotonic() < end:
                terminal.press(chance.choice(SEATS), chance.choice(CODES))
                keyed += 1
                text = terminal.text()
                if SAVED.search(text) and "saving" not in text:
                    promised = max(promised, shown(text))
                if end is None and (promised >= goal or time.monotonic() > patience):
                    end = time.monotonic() + chance.uniform(0.0, 0.1)
            try:
                os.killpg(terminal.foreground(), signal.SIGKILL)
            except (OSError, CaraError):
                pytest.fail("the app had ended before it was killed")
            terminal.wait_exit(10)
            left = terminal.text()
            assert "Seat" not in left, "the last screen is cleared"
        have, problems = stored(home)
        assert problems == []
        assert promised <= have <= keyed, f"kill {kill}: {promised} promised, {have} stored"
        promised = max(promised, have)
    assert promised > KILLS, "the keys did arrive"


def test_a_killed_session_goes_on_where_it_was(home: Path):
    with opened(home) as terminal:
        terminal.press("n")
        terminal.wait_for("W1-02 ", 20)
        terminal.press("7", "k")
        terminal.wait_for(lambda text: shown(text) == 1 and "saved" in text, 20)
        os.killpg(terminal.foreground(), signal.SIGKILL)
        assert terminal.wait_exit(10) == 128 + signal.SIGKILL
        assert "What showed 'saved' is stored" in terminal.text()
        assert terminal.echoes()
    environment = os.environ | {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "none.toml")}
    with Terminal(environment=environment) as again:
        again.wait_for("Passphrase", 20)
        again.type(PRACTICE_PASSPHRASE)
        again.press("enter")
        again.wait_for("Back in W1-02", 20)
        assert shown(again.text()) == 1


def test_a_second_window_says_kindly_that_the_store_is_open(home: Path):
    with opened(home):
        environment = os.environ | {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "none.toml")}
        with Terminal(environment=environment) as second:
            second.wait_for("Passphrase", 20)
            second.type(PRACTICE_PASSPHRASE)
            second.press("enter")
            second.wait_for("already open", 10)


def test_a_burst_of_keys_is_filed_in_the_order_it_was_pressed(home: Path):
    """Undo, next and codes sent in one burst must not overtake one another."""
    with opened(home) as terminal:
        terminal.type("4ou5kn6c..")
        terminal.wait_for(lambda text: "W1-02 " in text and shown(text) == 2, 20)
        terminal.wait_for(lambda text: bool(SAVED.search(text)), 20)
        terminal.press("ctrl+q")
        terminal.wait_for("Quit cara?", 20)
        terminal.press("right")
        terminal.wait_for("(•) Quit", 20)
        terminal.press("enter")
        assert terminal.wait_exit(10) == 0
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    [state] = desk.cohorts()
    seen = [(o.seat, o.code, o.item) for o in state.workshops[1].observations]
    desk.close()
    assert seen == [(5, "k", "W1-01"), (6, "c", "W1-02")]
