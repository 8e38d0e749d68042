"""A flipped bit anywhere in the store is refused, or told, or changes nothing that is read."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cara_facilitate.errors import CaraError
from cara_facilitate.journal.envelope import Draft, StoredEvent
from cara_facilitate.journal.store import Store

Note = Callable[..., Draft]
FLIPS = 10_000 if os.environ.get("CARA_PROOF") else 300


def flipped(whole: bytes, chance: random.Random) -> bytes:
    spot = chance.randrange(len(whole))
    return whole[:spot] + bytes([whole[spot] ^ 1 << chance.randrange(8)]) + whole[spot + 1 :]


def put_back(folder: Path, files: dict[str, bytes]) -> None:
    for name in ("store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def read_all(store: Store) -> list[StoredEvent]:
    return [event for name in store.streams() for event in store.read(name)]


def look(place: Any) -> tuple[bool, list[StoredEvent] | None]:
    """Whether anything was noticed, and what could be read."""
    try:
        store = place.open()
    except CaraError:
        return True, None
    try:
        told = bool(store.warnings) or bool(store.verify())
        return told, read_all(store)
    except CaraError:
        return True, None
    finally:
        store._database.close()  # without the mark a proper close would write
        store._lock.release()
        place.opened.clear()


def a_closed_store(place: Any, store: Store, note: Note) -> tuple[dict[str, bytes], Any]:
    for number in range(60):
        store.append([note(f"{number} " + "word " * 20)])
    store.blank([store.read("WY26A/delivery")[7].id])
    truth = read_all(store)
    store.close()
    place.opened.clear()
    return {n: (place.folder / n).read_bytes() for n in ("store.db", "heads.json")}, truth


def test_every_flip_in_the_database_is_noticed(place: Any, store: Store, note: Note) -> None:
    files, truth = a_closed_store(place, store, note)
    assert look(place) == (False, truth), "an untouched store raises no alarm"
    chance = random.Random(3)
    for _ in range(FLIPS):
        put_back(place.folder, files | {"store.db": flipped(files["store.db"], chance)})
        noticed, found = look(place)
        assert noticed
        assert found is None or all(event in truth for event in found)


def test_every_flip_in_the_mark_is_told_and_changes_no_entry(
    place: Any, store: Store, note: Note
) -> None:
    files, truth = a_closed_store(place, store, note)
    chance = random.Random(4)
    for _ in range(FLIPS // 10):
        put_back(place.folder, files | {"heads.json": flipped(files["heads.json"], chance)})
        _, found = look(place)
        assert found == truth


def test_a_flip_in_the_log_of_a_killed_session_never_alters_an_entry(
    place: Any, store: Store, note: Note
) -> None:
    """The log's own checksums cut it off at the flip; what is left is a true beginning."""
    for number in range(60):
        store.append([note(f"{number} " + "word " * 20)])
    truth = read_all(store)
    names = ("store.db", "store.db-wal", "heads.json")
    files = {name: (place.folder / name).read_bytes() for name in names}
    store.close()
    chance = random.Random(5)
    shorter = 0
    for _ in range(FLIPS // 5):
        put_back(place.folder, files | {"store.db-wal": flipped(files["store.db-wal"], chance)})
        noticed, found = look(place)
        if found is not None:
            assert found == truth[: len(found)]
            assert noticed or len(truth) - len(found) <= 16, "the mark is at most so far behind"
            shorter += len(found) < len(truth)
    assert shorter


def test_the_same_flips_do_alter_a_plain_store(tmp_path: Path) -> None:
    """The control: without encryption flips change records and nobody is told."""
    path = tmp_path / "plain.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE event (payload TEXT)")
    truth = [("word " * 20,) for _ in range(600)]
    plain.executemany("INSERT INTO event VALUES (?)", truth)
    plain.commit()
    plain.close()
    whole, chance, altered = path.read_bytes(), random.Random(3), 0
    for _ in range(50):
        path.write_bytes(flipped(whole, chance))
        again = sqlite3.connect(path)
        again.text_factory = bytes
        try:
            altered += again.execute("SELECT payload FROM event").fetchall() != [
                (words.encode(),) for (words,) in truth
            ]
        except sqlite3.DatabaseError:
            pass
        finally:
            again.close()
    assert altered > 25
