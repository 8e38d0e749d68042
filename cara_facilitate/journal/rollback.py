"""Notices that an older copy of the store was put back, and keeps its new entries from clashing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from cara_facilitate.errors import StoreError
from cara_facilitate.journal import rows
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.founding import DEVICE_BYTES
from cara_facilitate.journal.marks import Heads, Marks


@dataclass(frozen=True, slots=True)
class StoreWarning:
    """Something found on opening that a person should hear of; the store works all the same.

    ``code`` is ``put_back``, ``rolled_back``, ``mark_missing``, ``mark_damaged`` or ``old_pages``.
    """

    code: str
    message: str
    hint: str


COPY = "copy"
"""The row of ``meta`` that tells a backup from the store it was made of; its name."""

_MISSING = StoreWarning(
    "mark_missing",
    "The file heads.json is gone, so nobody can tell whether this store is the newest copy.",
    "If somebody moved files about, compare the last entries with the paper record.",
)
_DAMAGED = StoreWarning(
    "mark_damaged",
    "The file heads.json is damaged, so nobody can tell whether this store is the newest copy.",
    "If somebody moved files about, compare the last entries with the paper record.",
)


def check(
    database: Database, marks: Marks, now_ms: Callable[[], int], random: Callable[[int], bytes]
) -> tuple[StoreWarning, ...]:
    """Compare the store with its mark.

    After an older copy was put back this machine goes on under a new device id, or its next
    entries would bear the numbers of the lost ones and clash with copies of those elsewhere; what
    was lost is noted in the quarantine table, and ``Store.verify`` tells of it from then on. A
    backup that is opened as a store is told by its own row, whatever its mark says.
    """
    back = _put_back(database, now_ms, random)
    try:
        marked = marks.read()
    except StoreError:
        return (*back, _DAMAGED)
    if marked is None:
        return (*back, _MISSING)
    lost = {
        chain: (seq, digest)
        for chain, (seq, digest) in marked.items()
        if rows.hash_at(database, chain[0], chain[1], seq) != digest
    }
    if not lost:
        return back
    _record(database, lost, now_ms(), random(DEVICE_BYTES))
    marks.write(rows.heads(database), durable=True)
    return (
        *back,
        StoreWarning(
            "rolled_back",
            f"This store is an older copy: {_missing(database, lost)} not in it.",
            "Put the newest copy back if you have it; else write what is missing in again.",
        ),
    )


def _put_back(
    database: Database, now_ms: Callable[[], int], random: Callable[[int], bytes]
) -> tuple[StoreWarning, ...]:
    found = database.rows("SELECT v FROM meta WHERE k=?", (COPY,))
    if not found:
        return ()
    name = found[0][0]
    with database.transaction() as tx:
        tx.execute(
            "INSERT INTO quarantine VALUES (?, 'rolled_back', 'backup', ?)",
            (now_ms(), json.dumps(name)),
        )
        tx.execute("UPDATE meta SET v=? WHERE k='device'", (random(DEVICE_BYTES).hex(),))
        tx.execute("DELETE FROM meta WHERE k=?", (COPY,))
    return (
        StoreWarning(
            "put_back",
            f"This store was put back from {name}: what was recorded after that is not in it.",
            "Write what is missing in again from paper; erase again whoever was erased since,"
            " and set again legal holds set since.",
        ),
    )


def _record(database: Database, lost: Heads, now: int, device: bytes) -> None:
    detail = [[stream, was, seq, digest.hex()] for (stream, was), (seq, digest) in lost.items()]
    with database.transaction() as tx:
        tx.execute(
            "INSERT INTO quarantine VALUES (?, 'rolled_back', 'heads.json', ?)",
            (now, json.dumps(detail)),
        )
        tx.execute("UPDATE meta SET v=? WHERE k='device'", (device.hex(),))


def _missing(database: Database, lost: Heads) -> str:
    here = rows.heads(database)
    count = sum(seq - here.get(chain, (0, b""))[0] for chain, (seq, _) in lost.items())
    if count <= 0:
        return "some later entries are"
    return "at least 1 later entry is" if count == 1 else f"at least {count} later entries are"
