"""What a durable append costs: its time against a raw write and fsync, and how often it flushes."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.keys import KdfCost, create_keys
from cara_facilitate.journal.store import Store, create

Row = tuple[str, float, float, str]

PAYLOAD = b'{"workshop":1,"item":"W1-05","seat":7,"code":"o","at":"2026-11-28T11:02:41+00:00"}'
DRAFT = Draft("WY26A/delivery", "F-LEAD1", "observation.recorded", 1, PAYLOAD)
GOAL, FLUSHES = 1.6, 1.02
FEW, MANY = 100, 1100


def fresh_store(folder: Path) -> Store:
    """An empty store with nothing else in its process."""
    keys, _ = create_keys(folder, "a passphrase for the bench", kdf=KdfCost.PRACTICE)
    return create(folder, keys)


def rows(place: Path, rounds: int) -> list[Row]:
    """The append's median against the raw write's, and its flushes where they can be counted."""
    store = fresh_store(place / "journal")
    store.make_room()  # as the app's writer does before its first save
    raw_file = os.open(place / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    raw, append = [], []
    for number in range(rounds + 20):
        begun = time.perf_counter()
        os.write(raw_file, PAYLOAD * 4)
        os.fsync(raw_file)
        middle = time.perf_counter()
        store.append([DRAFT])
        if number >= 20:  # the first few find nothing prepared
            raw.append(middle - begun)
            append.append(time.perf_counter() - middle)
    store.close()
    os.close(raw_file)
    least, whole = statistics.median(raw), statistics.median(append)
    print(f"raw write and fsync: {least * 1000:.3f} ms; durable append: {whole * 1000:.3f} ms")
    found = [("durable append, median, against write and fsync", whole / least, GOAL, "x")]
    counted = flushes(place)
    if counted is None:
        print("flushes are not counted: no strace here, or it may not trace")
    else:
        found.append(("flushes for each append", counted, FLUSHES, ""))
    return found


def flushes(place: Path) -> float | None:
    """How often an append asks the disk to flush, as the kernel sees it; None if nobody can say.

    What opening and closing ask for is taken off: it is the same for few appends and for many.
    """
    tracer = shutil.which("strace")
    if tracer is None:
        return None
    counts = []
    for number in (FEW, MANY):
        log = place / f"calls-{number}"
        command = [tracer, "-f", "-qq", "-e", "trace=fsync,fdatasync,msync", "-o", str(log)]
        work = [sys.executable, "-m", "bench.appends", str(place / f"store-{number}"), str(number)]
        if subprocess.run([*command, *work], stdout=subprocess.DEVNULL, check=False).returncode:
            return None
        counts.append(sum("sync(" in line for line in log.read_text().splitlines()))
    return (counts[1] - counts[0]) / (MANY - FEW)
