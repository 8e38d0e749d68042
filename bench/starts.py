"""How long starting, unlocking and resuming take, through a real pty, against a bare app."""

from __future__ import annotations

import os
import signal
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.rehearse import make_practice

UNLOCK_SIGN = "Passphrase"
LIVE_SIGN = "W1-01"
SIZE = (100, 30)


def timed(run: Callable[[], float], rounds: int) -> list[float]:
    """Seconds of each round, after one that does not count."""
    run()
    return [run() for _ in range(rounds)]


def environment(home: Path) -> dict[str, str]:
    """The environment of a measured process: this one's, with its own store."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARA_")}
    return kept | {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "settings.toml")}


def live_store(folder: Path) -> None:
    """A practice store with workshop one under way, as a crash would leave it."""
    made = make_practice(folder, date.today())
    cohort, desk = made.plan.cohort, made.desk
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    deliver.do(desk, cohort, 1, cmd.AllPresent(desk.clock.now()))
    desk.close()


def bare_start() -> float:
    """Seconds from start to the first paint of the bare app."""
    begun = time.perf_counter()
    with Terminal(command=(sys.executable, "-m", "bench.bare"), size=SIZE) as terminal:
        terminal.wait_for("READY", 30)
        return time.perf_counter() - begun


def unlock_start(home: Path, module: str) -> float:
    """Seconds from start to the unlock screen."""
    begun = time.perf_counter()
    command = (sys.executable, "-m", module)
    with Terminal(command=command, size=SIZE, environment=environment(home)) as terminal:
        terminal.wait_for(UNLOCK_SIGN, 30)
        return time.perf_counter() - begun


def ended(*command: str) -> float:
    """Seconds from start to end of a command in a pty."""
    begun = time.perf_counter()
    with Terminal(command=(sys.executable, *command), size=SIZE) as terminal:
        terminal.wait_exit(30)
        return time.perf_counter() - begun


def enter_to_live(home: Path, passphrase: str, pause: float) -> float:
    """Seconds from Enter on the unlock screen to the live session.

    :param pause: seconds a person takes to type the passphrase.
    """
    command = (sys.executable, "-m", "cara_facilitate.cli.app")
    with Terminal(command=command, size=SIZE, environment=environment(home)) as terminal:
        terminal.wait_for(UNLOCK_SIGN, 30)
        terminal.type(passphrase)
        time.sleep(pause)
        begun = time.perf_counter()
        terminal.press("enter")
        terminal.wait_for(LIVE_SIGN, 30)
        return time.perf_counter() - begun


def resume_after_kill(home: Path, passphrase: str) -> float:
    """Seconds from Enter to the session, after the running app was killed with SIGKILL."""
    with Terminal(size=SIZE, environment=environment(home)) as terminal:
        terminal.wait_for(UNLOCK_SIGN, 30)
        terminal.type(passphrase)
        terminal.press("enter")
        terminal.wait_for(LIVE_SIGN, 30)
        os.killpg(terminal.foreground(), signal.SIGKILL)
        terminal.wait_exit()
    return enter_to_live(home, passphrase, 1.0)


def median(values: list[float]) -> float:
    """The median, in seconds."""
    return statistics.median(values)
