"""The clocks of the app: the machine's, and for practice stores one that a script may set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from cara_facilitate.domain.moment import UNKNOWN, Steady

PRACTICE_CLOCK = "practice-clock"
"""Name of the file in a practice store's folder that holds the practice day's time."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Local wall-clock time, aware."""

    def boottime(self) -> float:
        """Seconds that also pass while the machine sleeps; only differences mean anything."""

    def steady(self) -> Steady:
        """Which start of the machine this is, and seconds since; unknown where it cannot tell."""


def machine_seconds() -> float:
    """Seconds since start-up, sleep counted where the system can tell."""
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is None:
        return time.time()  # sleep passes on the wall clock; the monotonic one may stand still
    return time.clock_gettime(boottime)


def machine_steady() -> Steady:
    """Seconds that no change of the wall clock touches, with what tells this start from others.

    Unknown where the system has no such clock: lengths then come from the wall clock.
    """
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    start = _this_start()
    if boottime is None or not start:
        return UNKNOWN
    return start, round(time.clock_gettime(boottime), 3)


@cache
def _this_start() -> str:
    """A few letters of the number the system gave this start; empty where it gives none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()[:8]
    except (OSError, ValueError):
        return ""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Local wall-clock time, aware."""
        return datetime.now().astimezone()

    def boottime(self) -> float:
        """Seconds since start-up, sleep counted."""
        return machine_seconds()

    def steady(self) -> Steady:
        """Seconds that no change of the wall clock touches."""
        return machine_steady()


class PracticeClock:
    """A clock that has run on since a file was written, from the time the file holds.

    The file holds one ISO 8601 time with offset; writing it again makes the clock jump, closing
    the app does not stop it. Only practice stores use it.
    """

    def __init__(
        self,
        path: Path,
        *,
        system: Callable[[], datetime] | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._system = system or SystemClock().now
        self._wall = wall
        self._seen = 0
        self._anchor: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The practice day's time; the machine's while no file says otherwise."""
        self._look()
        anchor = self._anchor  # one read: the writer's thread asks for the time as well
        if anchor is None:
            return self._system()
        base, since = anchor
        return base + timedelta(seconds=self._wall() - since)

    def boottime(self) -> float:
        """Seconds since start-up: idle time in practice is real time."""
        return machine_seconds()

    def steady(self) -> Steady:
        """Unknown: a practice day's time jumps on purpose, and lengths jump with it."""
        return UNKNOWN

    def _look(self) -> None:
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._seen:
                text = self._path.read_text(encoding="ascii").strip()
                self._anchor = (datetime.fromisoformat(text), stamp / 1e9) if text else None
                self._seen = stamp
        except (OSError, ValueError):
            return


def set_practice_clock(folder: Path, at: datetime) -> None:
    """Set the practice day's time, in one step so that no reader sees half of it."""
    path = folder / PRACTICE_CLOCK
    part = path.with_suffix(".new")
    part.write_text(at.isoformat(), encoding="ascii")
    part.replace(path)
