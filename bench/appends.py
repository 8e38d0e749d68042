"""A process that only appends, for a tracer to count what it asks of the disk."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.journal import DRAFT, fresh_store

if __name__ == "__main__":
    store = fresh_store(Path(sys.argv[1]))
    store.make_room()
    for _ in range(int(sys.argv[2])):
        store.append([DRAFT])
    store.close()
