"""How much memory a long day takes: thousands of observations and hundreds of curtains."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from bench.idle import resident
from bench.line import Line, live_line

Row = tuple[str, float, float, str]

OBSERVATIONS, CURTAINS = 3000, 300
SEATS, CODES = "1234567890-=", "ckoehsmbtn"
AT_ONCE = 24
"""Observations typed before a look at the screen."""
GOAL = 10.0
_NOTES = re.compile(r"^ Notes +([\d ]+)$", re.MULTILINE)


def rows(home: Path) -> list[Row]:
    """Growth in percent of what the session took when it had done each thing once.

    :param home: a store that :func:`bench.starts.live_store` made, for this alone.
    """
    with live_line(home) as live:
        _observe(live, 0, 1)
        _curtains(live, 1)
        before = resident(live.app_pid())
        begun = time.monotonic()
        for done in range(0, OBSERVATIONS, OBSERVATIONS // 10):
            _observe(live, 1 + done, OBSERVATIONS // 10)
            _curtains(live, CURTAINS // 10)
        taken = time.monotonic() - begun
        after = resident(live.app_pid())
    print(f"memory: {before:.1f} MB, later {after:.1f} MB; {taken:.0f} s of typing")
    growth = 100 * (after - before) / before
    return [(f"growth over {OBSERVATIONS} observations, {CURTAINS} curtains", growth, GOAL, "%")]


def noted(text: str) -> int:
    """The sum of the counts under the seats; -1 while the strip is not to be seen."""
    found = _NOTES.search(text)
    return sum(int(count) for count in found[1].split()) if found else -1


def _observe(live: Line, begun: int, more: int) -> None:
    done = begun
    while done < begun + more:
        some = min(AT_ONCE, begun + more - done)
        keys = (SEATS[n % 12] + CODES[n % 10] for n in range(done, done + some))
        live.type("".join(keys))
        done += some
        live.wait_for(_counts(done), 30)


def _counts(wanted: int) -> Callable[[str], bool]:
    return lambda text: noted(text) == wanted


def _curtains(live: Line, times: int) -> None:
    for _ in range(times):
        live.type("`")
        live.wait_for("Curtain. Enter lifts.", 10)
        live.type("\r")
        live.wait_for(lambda text: noted(text) >= 0, 10)
