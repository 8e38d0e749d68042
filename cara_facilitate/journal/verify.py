"""Reads the whole journal and says, in sentences, everything about it that does not add up."""

from __future__ import annotations

from collections.abc import Iterator

from cara_facilitate.errors import StoreError
from cara_facilitate.journal import chain, rows
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.envelope import SEALED_COMPARTMENTS, StoredEvent, compartment_of


def problems(database: Database) -> list[str]:
    """One sentence a problem, none if all is well; never a word of what was recorded."""
    found = damage(database)
    try:
        for (count,) in database.rows("SELECT count(*) FROM quarantine WHERE why='rolled_back'"):
            if count:
                found.append("An older copy of this store was put back at some time.")
    except StoreError as error:
        found.append(error.message)
    return found


def damage(database: Database) -> list[str]:
    """Every page and every entry that does not add up, a sentence each."""
    found = [f"Damaged page: {line}." for line in database.damaged_pages()]
    try:
        for stream, device in rows.chains(database):
            events = rows.in_chain(database, stream, device)
            place = f"{stream}, device {device[:8]}"
            found += [f"{place}, entry {seq}: {what}." for seq, what in _in_chain(events)]
    except StoreError as error:
        found.append(error.message)
    return found


def _in_chain(events: list[StoredEvent]) -> Iterator[tuple[int, str]]:
    prev, expected = chain.GENESIS, 1
    for event in events:
        if event.seq != expected:
            yield event.seq, f"entry {expected} is missing before it"
        if chain.hash_of(event, prev) != event.hash:
            yield event.seq, "it does not follow from the entry before it"
        if event.payload is not None and event.salt is not None:
            if chain.payload_hash(event.salt, event.payload.encode()) != event.phash:
                yield event.seq, "its text was altered"
            if event.kid is None and compartment_of(event.stream) in SEALED_COMPARTMENTS:
                yield event.seq, "it is not sealed, though its compartment is"
        prev, expected = event.hash, event.seq + 1
