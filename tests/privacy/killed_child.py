"""Runs erase, purge or backup on a copy of a store, again and again, killed at other steps.

A step is a statement to the database, some thousands of instructions inside one (a VACUUM is a
long one), or a call that makes a file, a folder, a rename or a flush. The first run is not killed
and counts them; prints the steps before which the others were killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cara_facilitate.journal import database as database_module
from cara_facilitate.services import backup, erasing
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk, warm_up
from cara_facilitate.services.desk import Desk

INSTRUCTIONS = 4000
PATCHED = ("fsync", "mkdir", "rename", "replace", "unlink")


class Killer:
    """Counts steps once it is armed, and ends the process before the last one that is allowed."""

    def __init__(self, last: int) -> None:
        self.left = last
        self.armed = False

    def step(self) -> int:
        """One more step; 0 lets a statement go on."""
        if self.armed:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return 0


class Counted:
    """A connection whose every statement is a step."""

    def __init__(self, real: Any, killer: Killer) -> None:
        self._real, self._killer = real, killer
        real.set_progress_handler(killer.step, INSTRUCTIONS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, *arguments: Any) -> Any:
        """As the connection's own."""
        self._killer.step()
        return self._real.execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        """As the connection's own."""
        self._killer.step()
        return self._real.executemany(*arguments)


def counted(call: Callable[..., Any], killer: Killer) -> Callable[..., Any]:
    """A call of the operating system that is a step."""

    def stepped(*arguments: Any, **named: Any) -> Any:
        killer.step()
        return call(*arguments, **named)

    return stepped


def act(what: str, desk: Desk, ref: str, out: Path) -> None:
    """What is to be killed half-way."""
    if what == "erase":
        erasing.erase(desk, "WY26A", ref, "asked in writing")
    elif what == "purge":
        erasing.purge(desk, erasing.due(desk, "WY26A"))
    else:
        backup.make(desk, PRACTICE_PASSPHRASE, out)


def run(what: str, ref: str, place: Path, last: int) -> int:
    """One run in this process, killed before step ``last``; the number of steps if it was not."""
    killer = Killer(last)
    real = database_module._connect
    database_module._connect = lambda *a: Counted(real(*a), killer)
    for name in PATCHED:
        setattr(os, name, counted(getattr(os, name), killer))
    desk = open_desk(place / "store", PRACTICE_PASSPHRASE)
    killer.armed = True
    act(what, desk, ref, place / "drive")
    killer.armed = False
    desk.close()
    return last - killer.left


def forked(what: str, ref: str, template: Path, place: Path, last: int) -> int:
    """A run in a process of its own; how many steps it took, 0 if it was killed."""
    (place / "drive").mkdir(parents=True)
    shutil.copytree(template, place / "store")
    child = os.fork()
    if child == 0:
        try:
            (place / "steps").write_text(str(run(what, ref, place, last)))
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return 0
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("a run failed by itself")
    return int((place / "steps").read_text())


def main(what: str, ref: str, template: Path, places: Path, most: int) -> None:
    """A folder ``places/<step>`` for each run; ``0`` is that of the run that was not killed."""
    warm_up()
    steps = forked(what, ref, template, places / "0", sys.maxsize)
    chosen = {1 + index * (steps - 1) // (most - 1) for index in range(most)}
    print(
        steps, *(n for n in sorted(chosen) if not forked(what, ref, template, places / str(n), n))
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5]))
