"""What ``cara demo`` takes, and where its practice store comes from and goes to."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

KILLED, CRASHED = 137, 70
"""Exit codes of an app that did not end by itself: coming back to it is part of the practice."""
REOPENED = 3


def run(argv: Sequence[str]) -> int:
    """Open or play a practice store; 0 only if everything the script expected held."""
    parser = argparse.ArgumentParser(
        prog="cara demo",
        description="A made-up cohort of twelve, in a store thrown away on quitting.",
    )
    parser.add_argument("--auto", action="store_true", help="play the whole pair by key presses")
    parser.add_argument("--json", action="store_true", help="print the closing facts as JSON")
    parser.add_argument(
        "--out", type=Path, default=Path("cara-demo"), metavar="DIR", help="where notes go"
    )
    parser.add_argument(
        "--in-process", action="store_true", help="with --auto: no pty (chosen where there is none)"
    )
    options = parser.parse_args(argv)
    with practice_folder() as folder:
        if options.auto or options.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from cara_facilitate.cli.demo.play import play
            from cara_facilitate.cli.demo.player import has_pty

            alone = options.in_process or not has_pty()
            return play(folder, options.out, as_json=options.json, in_process=alone)
        return _look_round(folder)


@contextmanager
def practice_folder() -> Iterator[Path]:
    """An empty private folder for a practice store, removed at the end whatever happens.

    Meanwhile it is this program's home: practice has neither the user's store nor settings.
    """
    folder = Path(tempfile.mkdtemp(prefix="cara-practice-"))
    own = {"CARA_HOME": str(folder), "CARA_CONFIG": str(folder / "settings.toml")}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield folder
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


def _look_round(folder: Path) -> int:
    from cara_facilitate.cli.launcher import launch
    from cara_facilitate.services.rehearse import make_practice

    print("Making a practice store with a made-up cohort of twelve...", flush=True)
    made = make_practice(folder, date.today())
    made.desk.close()
    code = launch([])
    for _ in range(REOPENED):
        if code not in (KILLED, CRASHED):
            break
        print("The practice store is still there: opening it again.", flush=True)
        code = launch([])
    print("The practice store was removed.")
    return code
