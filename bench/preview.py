"""How long after a save the preview is redrawn, in a real terminal over real files."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from bench.starts import SIZE, environment, median
from cara_facilitate.cli.terminal import Terminal

SHIPPED = Path(__file__).parents[1] / "curricula" / "cara_curriculum_open"
ACTIVITY = "time-out-plan"
GOOD, BAD = "minutes: 30", "minutes: 31"


def save_to_redraw(place: Path, rounds: int) -> float:
    """Median seconds from the write of a file to the new screen, good and faulty saves in turn."""
    folder = place / "curriculum"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "activities" / f"{ACTIVITY}.md"
    good = path.read_text("utf-8")
    faulty = good.replace(GOOD, BAD)
    command = (sys.executable, "-m", "cara_facilitate.cli.main", "curriculum", "preview", ACTIVITY)
    taken = []
    with Terminal(
        command=(*command, "--path", str(folder)), size=SIZE, environment=environment(place)
    ) as terminal:
        terminal.wait_for("PREVIEW", 30)
        time.sleep(1)  # the watch begins a moment after the first paint
        for _ in range(rounds):
            for text, seen in ((faulty, True), (good, False)):
                path.write_text(text, "utf-8")
                begun = time.perf_counter()
                terminal.wait_for(lambda screen, seen=seen: ("CUR-M01" in screen) is seen, 5)
                taken.append(time.perf_counter() - begun)
        terminal.press("q")
        terminal.wait_exit(10)
    return median(taken)
