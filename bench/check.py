"""How long the check of all four variants takes, against parsing the same files and no more."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "curricula" / "cara_curriculum_open"
FLOOR = ("-m", "bench.parsing", str(SHIPPED))
CHECK = ("-m", "cara_facilitate.cli.main", "curriculum", "check", str(SHIPPED))
GOAL = 1.5
DISABLED = "PYTHONDONTWRITEBYTECODE"


def rows(place: Path, rounds: int) -> list[tuple[str, float, float, str]]:
    """The ratio of medians, for the table, both printed with it.

    :param place: where both keep their bytecode: the first run of either is not measured.
    """
    environment = {name: text for name, text in os.environ.items() if name != DISABLED}
    environment["PYTHONPYCACHEPREFIX"] = str(place / "bytecode")
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    floor, check = [], []
    for number in range(2 * rounds + 1):  # in turns, so that a busy neighbour burdens both alike
        one, other = _ended(FLOOR, environment), _ended(CHECK, environment)
        if number:
            floor.append(one)
            check.append(other)
    least, whole = statistics.median(floor), statistics.median(check)
    print(
        f"start and markdown-it-py alone: {least * 1000:.0f} ms; "
        f"check of all variants: {whole * 1000:.0f} ms"
    )
    return [("check, against parsing the same files alone", whole / least, GOAL, "x")]


def _ended(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """Seconds from start to end.

    :raises CalledProcessError: if it fails, so that a failure is no fast run.
    """
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun
