"""Run by ``test_hostile_feedback.py`` on its own: hostile files through the real door.

Prints one JSON line a file: what became of it, in how long, with how much processor time and
memory of the child.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import time
from contextlib import closing
from pathlib import Path

from cara_facilitate.domain.feedback import match
from cara_facilitate.errors import CaraError
from cara_facilitate.host.discovery import Consent
from cara_facilitate.host.registry import Host, open_host
from cara_facilitate.intake.feedback_file import read_feedback
from tests.intake import extracts


def no_files(folder: Path, ending: str) -> list[Path]:
    """Things in a folder that are no ordinary files, and a file of 100 MB that is one cell."""
    real = folder / f"real{ending}"
    real.write_bytes(b"x")
    names = ("link", "device", "folder", "pipe", "socket", "one cell of 100 MB")
    link, device, inner, pipe, door, big = made = [folder / f"{name}{ending}" for name in names]
    link.symlink_to(real)
    device.symlink_to("/dev/zero")
    inner.mkdir()
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(door))
    with big.open("wb") as file:
        file.write(b'{"a": "' if ending == ".jsonl" else b'"')
        file.truncate(100_000_000)
    return [*made, folder / f"absent{ending}"]


def tried(host: Host, path: Path) -> dict[str, object]:
    """Read and match one file."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    outcome, sentence, message = "accepted", "", ""
    try:
        rows = read_feedback(path, host.feedback_readers(), host.read_feedback)
        match(rows, extracts.roster(), extracts.COHORT, extracts.W1, extracts.W2)
    except CaraError as error:
        outcome, sentence = type(error).__name__, error.sentence()
        message = error.message
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "file": path.name,
        "outcome": outcome,
        "message": message,
        "sentence": sentence,
        "seconds": round(seconds, 3),
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 3),
        "child_mib": after.ru_maxrss // 1024,
        "own_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(folder: Path) -> None:
    """Try every file of the folder, then what is no file."""
    paths = sorted(folder.iterdir())
    for ending in (".csv", ".jsonl", ".xlsx"):
        paths += no_files(folder, ending)
    with closing(open_host(Consent())) as host:
        host.feedback_readers()
        for path in paths:
            print(json.dumps(tried(host, path)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
