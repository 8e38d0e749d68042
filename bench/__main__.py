"""Prints every figure beside its goal; exits 1 if one is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench import check, journal, preview, starts
from cara_facilitate.journal.keys import open_keys
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE

Row = tuple[str, float, float, str]
"""What was measured, the figure, its goal (0: none yet) and the unit."""


def main() -> int:
    """Measure, print, and say whether every goal was met."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="cara-bench-") as place:
        home = Path(place) / "store"
        home.mkdir(mode=0o700)
        starts.live_store(home)
        rows = _start_rows(home, rounds) + journal.rows(Path(place), 400)
        redraw = preview.save_to_redraw(Path(place), rounds)
        rows.append(("preview: from save to redraw", redraw, 0.3, "s"))
        rows += check.rows(Path(place), rounds)
    for name, figure, goal, unit in rows:
        held = f"goal <= {goal:<6} {'ok' if figure <= goal else 'missed'}" if goal else ""
        print(f"{name:<52}{figure:8.3f} {unit:<4} {held}".rstrip())
    return 1 if any(goal and figure > goal for _, figure, goal, _ in rows) else 0


def _start_rows(home: Path, rounds: int) -> list[Row]:
    bare, app, live = [], [], []
    starts.bare_start()
    for _ in range(rounds):  # interleaved, so that a busy neighbour burdens all alike
        bare.append(starts.bare_start())
        app.append(starts.unlock_start(home, "cara_facilitate.cli.app"))
        live.append(starts.enter_to_live(home, PRACTICE_PASSPHRASE, 1.0))
    floor = starts.median(bare)
    begun = time.perf_counter()
    open_keys(home, PRACTICE_PASSPHRASE)
    derivation = time.perf_counter() - begun
    print(f"bare Textual app: {floor * 1000:.0f} ms; key derivation: {derivation * 1000:.0f} ms")
    resumed = starts.resume_after_kill(home, PRACTICE_PASSPHRASE)
    return [
        ("app process to unlock screen", starts.median(app) / floor, 1.4, "x"),
        ("launcher adds", _launcher_cost(rounds) / floor, 0.15, "x"),
        (
            "Enter to live session, key derivation taken off",
            (starts.median(live) - derivation) / floor,
            0.6,
            "x",
        ),
        ("resume after kill -9", resumed, 5.0, "s"),
    ]


def _launcher_cost(rounds: int) -> float:
    """Seconds the launcher adds, by an app that ends at once: with it and without."""
    launched = "from cara_facilitate.cli.launcher import launch; launch([], 'bench.nothing')"
    pairs = [
        (starts.ended("-c", launched), starts.ended("-m", "bench.nothing"))
        for _ in range(2 * rounds)
    ]
    return starts.median([a for a, _ in pairs]) - starts.median([b for _, b in pairs])


if __name__ == "__main__":
    sys.exit(main())
