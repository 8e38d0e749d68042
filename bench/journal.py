"""How long a durable append takes, against a raw write and fsync in the same run."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.keys import KdfCost, create_keys
from cara_facilitate.journal.store import create

PAYLOAD = b'{"workshop":1,"item":"W1-05","seat":7,"code":"o","at":"2026-11-28T11:02:41+00:00"}'


def rows(place: Path, rounds: int) -> list[tuple[str, float, float, str]]:
    """The append figure, for the table; a later issue sets its goal."""
    folder = place / "journal"
    keys, _ = create_keys(folder, "a passphrase for the bench", kdf=KdfCost.PRACTICE)
    store = create(folder, keys)
    raw_file = os.open(place / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    raw, append = [], []
    draft = Draft("WY26A/delivery", "F-LEAD1", "observation.recorded", 1, PAYLOAD)
    for _ in range(rounds):
        begun = time.perf_counter()
        os.write(raw_file, PAYLOAD * 4)
        os.fsync(raw_file)
        middle = time.perf_counter()
        store.append([draft])
        raw.append(middle - begun)
        append.append(time.perf_counter() - middle)
    store.close()
    os.close(raw_file)
    ratio = statistics.median(append) / statistics.median(raw)
    return [("durable append, median, against write and fsync", ratio, 0, "x")]
