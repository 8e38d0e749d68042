"""What a live session costs while nobody does anything: its clock ticks, on a battery."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from bench.line import Line, bare_line, live_line

Row = tuple[str, float, float, str]

GOAL = 0.6
AGAINST_HTOP = 1.3


def rows(home: Path, seconds: float) -> list[Row]:
    """Processor time of one core in percent, and against htop where that is installed.

    :param home: a store that :func:`bench.starts.live_store` made.
    :param seconds: how long to look.
    """
    htop = shutil.which("htop")
    lines = {"bare": bare_line(), "live": live_line(home)}
    if htop:
        lines["htop"] = Line(command=(htop,), size=(100, 30))
    shares = dict.fromkeys(lines, 0.0)
    try:
        for line in lines.values():
            line.settle(0.5, 5.0)
        before = {name: busy(line.app_pid()) for name, line in lines.items()}
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            for line in lines.values():
                line.settle(0.25, 0.25)  # a terminal reads what is written, or the app would wait
        passed = time.monotonic() - begun
        for name, line in lines.items():
            shares[name] = 100 * (busy(line.app_pid()) - before[name]) / passed
    finally:
        for line in lines.values():
            line.close()
    shown = ", ".join(f"{name} {share:.2f} %" for name, share in shares.items())
    print(f"idle: {shown}" + ("" if htop else "; htop is not here"))
    found = [("idle processor time of the live session", shares["live"], GOAL, "%")]
    if htop:
        ratio = shares["live"] / max(shares["htop"], 0.01)
        found.append(("idle processor time against htop", ratio, AGAINST_HTOP, "x"))
    return found


def busy(pid: int) -> float:
    """Seconds of processor time that all threads of a process have had."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e9


def resident(pid: int) -> float:
    """Megabytes of a process in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
