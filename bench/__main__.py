"""Prints every start figure beside its goal; exits 1 if one is missed twice."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench import journal, starts
from cara_facilitate.journal.keys import open_keys
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE


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
    missed = [row for row in rows if row[1] > row[2]]
    for name, figure, goal, unit in rows:
        sign = "missed" if figure > goal else "ok"
        print(f"{name:<52}{figure:8.3f} {unit:<4} goal <= {goal:<6} {sign}")
    return 1 if missed else 0


def _start_rows(home: Path, rounds: int) -> list[tuple[str, float, float, str]]:
    bare, app, launcher, live = [], [], [], []
    starts.bare_start()
    for _ in range(rounds):  # interleaved, so that a busy neighbour burdens all alike
        bare.append(starts.bare_start())
        app.append(starts.unlock_start(home, "cara_facilitate.cli.app"))
        launcher.append(starts.unlock_start(home, "cara_facilitate.cli.launcher"))
        live.append(starts.enter_to_live(home, PRACTICE_PASSPHRASE, 1.0))
    floor = starts.median(bare)
    begun = time.perf_counter()
    open_keys(home, PRACTICE_PASSPHRASE)
    derivation = time.perf_counter() - begun
    added = starts.median([with_ - without for with_, without in zip(launcher, app, strict=True)])
    print(f"bare Textual app: {floor * 1000:.0f} ms; key derivation: {derivation * 1000:.0f} ms")
    return [
        ("app process to unlock screen", starts.median(app) / floor, 1.4, "x"),
        ("launcher adds", added / floor, 0.15, "x"),
        (
            "Enter to live session, key derivation taken off",
            (starts.median(live) - derivation) / floor,
            0.6,
            "x",
        ),
        ("resume after kill -9", starts.resume_after_kill(home, PRACTICE_PASSPHRASE), 5.0, "s"),
    ]


if __name__ == "__main__":
    sys.exit(main())
