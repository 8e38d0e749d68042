"""A practice-cost store on the real disk, and ways to look at its files from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from cara_facilitate.journal import store as store_module
from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.keys import KdfCost, OpenKeys, create_keys
from cara_facilitate.journal.store import Store

PASSPHRASE = "correct horse"


@dataclass
class Clock:
    """Milliseconds that move only when told to."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms


@dataclass
class Place:
    """One store's folder with its keys; stores opened through it are closed at the end."""

    folder: Path
    keys: OpenKeys
    recovery: str
    clock: Clock = field(default_factory=Clock)
    opened: list[Store] = field(default_factory=list)

    def create(self) -> Store:
        return self._keep(store_module.create(self.folder, self.keys, now_ms=self.clock))

    def open(self) -> Store:
        return self._keep(store_module.open_store(self.folder, self.keys, now_ms=self.clock))

    def raw(self) -> Any:
        """A connection that keeps none of the store's rules but its key."""
        connection = dbapi2.connect(str(self.folder / "store.db"), isolation_level=None)
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key = \"x'{self.keys.data_key.hex()}'\"")
        return connection

    def bytes_of_all_files(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.iterdir()))

    def _keep(self, store: Store) -> Store:
        self.opened.append(store)
        return store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "store"
    keys, recovery = create_keys(folder, PASSPHRASE, kdf=KdfCost.PRACTICE)
    here = Place(folder, keys, recovery)
    yield here
    for store in here.opened:
        store.close()


@pytest.fixture
def store(place: Place) -> Store:
    return place.create()


@pytest.fixture
def note() -> Callable[..., Draft]:
    """Makes plain drafts: ``note("words")`` in the delivery stream of one cohort."""

    def make(words: str = "seen", stream: str = "WY26A/delivery") -> Draft:
        return Draft(stream, "F-LEAD1", "test.noted", 1, f'{{"words":"{words}"}}'.encode())

    return make
