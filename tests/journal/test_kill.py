"""Nothing that was acknowledged is lost when the process is killed at any moment."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from cara_facilitate.journal.store import Store

KILLS = 200 if os.environ.get("CARA_PROOF") else 20
CHILD = Path(__file__).with_name("appending_child.py")
REOPEN_SECONDS = 5.0


def killed_after(folder: Path, seconds: float) -> set[str]:
    """Let the child append for so long after its first acknowledgement, then SIGKILL it."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write(b"correct horse\n")
        child.stdin.flush()
        first = child.stdout.readline()
        assert first, child.stderr.read().decode()
        time.sleep(seconds)
        child.kill()
        rest = child.stdout.read()
    lines = (first + rest).split(b"\n")[:-1]  # a last line cut short was not acknowledged
    return {id_ for line in lines for id_ in line.decode().split()}


def test_no_acknowledged_entry_is_lost_at_any_kill(place: Any, store: Store) -> None:
    store.close()
    chance = random.Random(2)
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        fresh = killed_after(place.folder, chance.uniform(0, 0.08))
        assert fresh
        acknowledged |= fresh
        began = time.monotonic()
        again = place.open()
        found = {event.id for name in again.streams() for event in again.read(name)}
        assert time.monotonic() - began < REOPEN_SECONDS
        assert again.warnings == ()
        assert acknowledged <= found
        again.close()
    last = place.open()
    assert last.verify() == []
    assert len(acknowledged) > KILLS * 3
