"""How long a save holds up the interface thread, with the disk as it is and with a slower one."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from cara_facilitate.domain import commands as cmd
from cara_facilitate.journal.store import Store
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import make_practice

Row = tuple[str, float, float, str]

PRESS_EVERY = 0.01
"""Seconds between two saves: a hundred a second, in a burst."""
SLOWER = 0.010
GOAL = 0.3


def rows(place: Path, presses: int) -> list[Row]:
    """The 99th percentile of the call that records an observation, in ms, both ways.

    :param place: a folder of its own. :param presses: how many saves each way.
    """
    found: list[Row] = []
    for name, delay in (("", 0.0), (", 10 ms added to every flush", SLOWER)):
        folder = place / f"saves-{delay}"
        folder.mkdir(mode=0o700)
        desk, cohort = _running(folder)
        _slow(desk, delay)
        taken = _records(desk, cohort, presses)
        assert desk.flush(60), "everything is on the disk at last"
        assert len(desk.state(cohort).workshops[1].observations) == presses
        desk.close()
        ninety = statistics.quantiles(taken, n=100)[98] * 1000
        median = statistics.median(taken) * 1000
        print(f"a save holds up the interface thread{name}: {median:.3f} ms, p99 {ninety:.3f} ms")
        found.append((f"interface thread held up by a save, p99{name}", ninety, GOAL, "ms"))
    return found


def _running(folder: Path) -> tuple[Desk, str]:
    made = make_practice(folder, date.today())
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))
    assert desk.flush(10)
    return desk, cohort


def _slow(desk: Desk, delay: float) -> None:
    """Let every commit take so much longer, as its flush would on a slower disk."""
    store: Store = desk._store
    commit: Callable[..., Any] = store.commit

    def slowly(*args: Any, **kwargs: Any) -> Any:
        done = commit(*args, **kwargs)
        time.sleep(delay)  # lets other threads run, as waiting for a disk does
        return done

    if delay:
        store.commit = slowly  # type: ignore[method-assign]


def _records(desk: Desk, cohort: str, presses: int) -> list[float]:
    """Seconds that each save took from the thread that recorded: checking the entry, chaining it,
    handing it to the writer, saying so; the new state is folded whether anything is saved or not.
    """
    taken: list[float] = []
    folded: list[float] = []
    record, apply = desk.record, desk._apply

    def timed(call: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            done = call(*args, **kwargs)
            spent.append(time.perf_counter() - begun)
            return done

        return run

    desk.record = timed(record, taken)  # type: ignore[method-assign]
    desk._apply = timed(apply, folded)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()  # as the app does once it has painted its first screen
    for number in range(presses):
        now = desk.clock.now()
        deliver.do(desk, cohort, 1, cmd.Observe((1 + number % 12,), "o", now))
        time.sleep(PRESS_EVERY)
    return [whole - part for whole, part in zip(taken, folded, strict=True)]
