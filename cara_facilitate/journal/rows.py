"""Between table rows and stored events, and the questions asked of the event table."""

from __future__ import annotations

from typing import Any

from cara_facilitate.journal.database import Database
from cara_facilitate.journal.envelope import StoredEvent
from cara_facilitate.journal.marks import Heads

_COLUMNS = "pos,stream,device,seq,id,hlc,actor,type,ver,payload,salt,phash,hash,kid"
INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_BY_ORDER = f"SELECT {_COLUMNS} FROM event WHERE stream=? ORDER BY hlc, device, seq"
_BY_CHAIN = f"SELECT {_COLUMNS} FROM event WHERE stream=? AND device=? ORDER BY seq"
_NEXT_CHAIN = (
    "SELECT stream, device FROM event WHERE (stream, device) > (?, ?)"
    " ORDER BY stream, device LIMIT 1"
)
_STAMP = "SELECT hlc FROM event WHERE stream=? AND device=? ORDER BY seq DESC LIMIT 1"
_LAST = "SELECT seq, hash FROM event WHERE stream=? AND device=? ORDER BY seq DESC LIMIT 1"


def to_row(event: StoredEvent) -> tuple[Any, ...]:
    """The values :data:`INSERT` takes."""
    return (
        event.stream,
        bytes.fromhex(event.device),
        event.seq,
        bytes.fromhex(event.id),
        event.hlc,
        event.actor,
        event.type,
        event.ver,
        event.payload,
        event.salt,
        event.phash,
        event.hash,
        event.kid,
    )


def _from_row(row: tuple[Any, ...]) -> StoredEvent:
    pos, stream, device, seq, id_, *rest = row
    return StoredEvent(pos, stream, device.hex(), seq, id_.hex(), *rest)


def in_order(database: Database, stream: str) -> list[StoredEvent]:
    """A stream's events in the order that counts: (hlc, device, seq)."""
    return [_from_row(row) for row in database.rows(_BY_ORDER, (stream,))]


def in_chain(database: Database, stream: str, device: str) -> list[StoredEvent]:
    """One device's events of a stream, by seq."""
    return [_from_row(row) for row in database.rows(_BY_CHAIN, (stream, bytes.fromhex(device)))]


def chains(database: Database) -> list[tuple[str, str]]:
    """Every (stream, device) there is, stepping from one to the next through the index."""
    found: list[tuple[str, str]] = []
    at: tuple[str, bytes] = ("", b"")
    while rows := database.rows(_NEXT_CHAIN, at):
        at = (rows[0][0], rows[0][1])
        found.append((at[0], at[1].hex()))
    return found


def heads(database: Database) -> Heads:
    """The last (seq, hash) of every chain."""
    ends: dict[tuple[str, str], tuple[int, bytes]] = {}
    for stream, device in chains(database):
        [(seq, digest)] = database.rows(_LAST, (stream, bytes.fromhex(device)))
        ends[(stream, device)] = (seq, digest)
    return ends


def latest_stamp(database: Database) -> int:
    """The highest hlc in the journal, 0 if it is empty; along a chain they only rise."""
    ends = [database.rows(_STAMP, (s, bytes.fromhex(device))) for s, device in chains(database)]
    return max((rows[0][0] for rows in ends), default=0)


def hash_at(database: Database, stream: str, device: str, seq: int) -> bytes | None:
    """The hash of one event, None if it is not there."""
    rows = database.rows(
        "SELECT hash FROM event WHERE stream=? AND device=? AND seq=?",
        (stream, bytes.fromhex(device), seq),
    )
    return rows[0][0] if rows else None
