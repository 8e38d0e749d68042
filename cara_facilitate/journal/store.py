"""The journal of one person on one machine: made, opened, appended to, read, blanked, checked."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cara_facilitate.errors import StoreError
from cara_facilitate.journal import chain, rollback, rows, verify
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.envelope import (
    SEALED_COMPARTMENTS,
    Draft,
    StoredEvent,
    compartment_of,
)
from cara_facilitate.journal.files import STORE_FILE, private_folder, private_mode
from cara_facilitate.journal.founding import build
from cara_facilitate.journal.held import OpenKeys
from cara_facilitate.journal.hlc import HybridClock
from cara_facilitate.journal.keys import wall_ms
from cara_facilitate.journal.lock import StoreLock
from cara_facilitate.journal.marks import Heads, Marks
from cara_facilitate.journal.migrations import migrate
from cara_facilitate.journal.rollback import StoreWarning
from cara_facilitate.journal.sealing import Seals
from cara_facilitate.journal.uuid7 import uuid7

__all__ = ["Store", "StoreWarning", "create", "has_store", "open_store"]

MARK_EVERY = 16
"""Appends between two high-water marks; the writer marks whenever it has nothing else to do."""


def has_store(folder: Path) -> bool:
    """Whether there is a store to open, so that one is not made over it."""
    return (folder / STORE_FILE).exists()


def create(
    folder: Path,
    keys: OpenKeys,
    *,
    now_ms: Callable[[], int] = wall_ms,
    random: Callable[[int], bytes] = os.urandom,
) -> Store:
    """Make an empty store and open it; a crash on the way leaves none.

    :raises StoreError: if there is one already, or it cannot be written.
    :raises StoreBusy: if somebody is at it.
    """
    private_folder(folder)
    lock = StoreLock(folder)
    try:
        if has_store(folder):
            raise StoreError("There is a store in this folder already.", "Open it.")
        build(folder, keys, random)
        return _open(folder, keys, lock, now_ms, random)
    except BaseException:
        lock.release()
        raise


def open_store(
    folder: Path,
    keys: OpenKeys,
    *,
    now_ms: Callable[[], int] = wall_ms,
    random: Callable[[int], bytes] = os.urandom,
) -> Store:
    """Open the store of this folder for this process alone; look at its ``warnings``.

    :raises StoreBusy: if it is open already.
    :raises StoreError: if there is none, or it is damaged, cut short, newer than the program, or
        not these keys' own.
    """
    if not has_store(folder):
        raise StoreError("There is no store in this folder.", "Name another folder, or make one.")
    if (folder / STORE_FILE).is_symlink():
        raise StoreError("The store's file is a link.", "Name the folder it really lies in.")
    private_folder(folder)
    lock = StoreLock(folder)
    try:
        return _open(folder, keys, lock, now_ms, random)
    except BaseException:
        lock.release()
        raise


def _open(
    folder: Path,
    keys: OpenKeys,
    lock: StoreLock,
    now_ms: Callable[[], int],
    random: Callable[[int], bytes],
) -> Store:
    path = folder / STORE_FILE
    if path.stat().st_size == 0:
        # SQLite would take an empty file for a new database and so hide the loss of everything.
        raise StoreError("The store's file is empty.", "Restore the store from a backup.")
    private_mode(path, 0o600)
    database = Database(path, keys.data_key)
    try:
        if not database.pragma("user_version"):
            raise StoreError("The store holds no tables.", "Restore the store from a backup.")
        migrate(database)
        left = _finish_sweep(database)
        store = Store(database, lock, Marks(folder, keys.data_key), now_ms, random)
        store.warnings += left
        return store
    except BaseException:
        database.close()
        raise


class Store:
    """An open store. Reading, preparing and committing may happen on different threads."""

    def __init__(
        self,
        database: Database,
        lock: StoreLock,
        marks: Marks,
        now_ms: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        """Use :func:`create` or :func:`open_store`, which see to lock, tables and keys."""
        self._database, self._lock, self._marks = database, lock, marks
        self._now_ms, self._random = now_ms, random
        self._order = threading.RLock()
        self._unsaved = 0
        self._since_mark = 0
        self._closed = False
        self.warnings = rollback.check(database, marks, now_ms, random)
        """What opening found that a person should hear of."""
        self.device: str = database.rows("SELECT v FROM meta WHERE k='device'")[0][0]
        """This machine's 16 bytes in hex; a new one after an older copy was put back."""
        self.seals = Seals(database)
        """The key pairs of the sealed compartments."""
        self._clock = HybridClock(now_ms, rows.latest_stamp(database))
        self._tails = self._own_tails()

    def read(self, stream: str) -> list[StoredEvent]:
        """A stream's committed events in the order that counts: (hlc, device, seq)."""
        return rows.in_order(self._database, stream)

    def streams(self) -> list[str]:
        """The names of all streams with something in them, sorted."""
        return sorted({stream for stream, _ in rows.chains(self._database)})

    def head(self) -> Heads:
        """How far every chain has come: (stream, device) -> (seq, hash)."""
        return rows.heads(self._database)

    def name(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts with the ids they are to have; to be chained and committed in this order.

        From now on nothing may be appended past them.
        :raises StoreError: if one cannot be stored; then none is named.
        """
        for draft in drafts:
            _payload_text(draft)
        with self._order:
            self._unsaved += len(drafts)
        return [d if d.id else replace(d, id=self._new_id().hex()) for d in drafts]

    def chain(self, drafts: Sequence[Draft]) -> list[StoredEvent]:
        """Named drafts with device, seq, hlc and hash; once only, in the order of naming."""
        with self._order:
            return [self._link(draft, _payload_text(draft)) for draft in drafts]

    def prepare(self, drafts: Sequence[Draft]) -> list[StoredEvent]:
        """Give the drafts id, device, seq, hlc and hash, without touching the disk.

        What is prepared must be committed, in the order of preparing; the writer does that.
        :raises StoreError: if one cannot be stored; then none is prepared.
        """
        payloads = [_payload_text(draft) for draft in drafts]
        with self._order:
            events = [self._link(d, text) for d, text in zip(drafts, payloads, strict=True)]
            self._unsaved += len(events)
        return events

    def commit(self, events: Sequence[StoredEvent], *, again: bool = False) -> list[StoredEvent]:
        """Write prepared events in one transaction; on return the disk has them.

        :param again: this was tried before, so skip what is there after all.
        :return: the same events with their ``pos``, which stays 0 for one that was there.
        :raises StoreError: if none of them was written.
        """
        if len(events) == 1 and not again:
            pos = self._database.insert(rows.INSERT, rows.to_row(events[0]))
            saved = [replace(events[0], pos=pos)]
        else:
            saved = self._commit_all(events, again)
        with self._order:
            self._unsaved -= len(events)
        self._since_mark += 1
        return saved

    def _commit_all(self, events: Sequence[StoredEvent], again: bool) -> list[StoredEvent]:
        saved = []
        with self._database.transaction() as tx:
            for event in events:
                if again and _is_there(tx, event):
                    saved.append(event)
                else:
                    pos = tx.execute(rows.INSERT, rows.to_row(event)).lastrowid
                    saved.append(replace(event, pos=pos))
        return saved

    def make_room(self) -> None:
        """Let the log grow now to the size it has in use, as the writer does at first."""
        self._database.make_room()

    def append(self, drafts: Sequence[Draft]) -> list[StoredEvent]:
        """Prepare and commit in one transaction: all are on the disk on return, or none is.

        :raises StoreError: if none is; also while a writer has entries waiting, which come first.
        """
        with self._order:
            if self._unsaved:
                raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
            events = self.prepare(drafts)
            try:
                saved = self.commit(events)
            except BaseException:
                self._unsaved = 0
                self._tails = self._own_tails()
                raise
        if self.mark_is_due:
            self.mark()
        return saved

    def blank(self, ids: Iterable[str]) -> int:
        """Erase the payloads of these events, in the file and its log; the chain stays whole.

        :param ids: event ids in hex; one that is blank already counts too.
        :return: how many.
        :raises StoreError: if one is not in the store; then none is blanked.
        """
        count = 0
        with self._database.transaction() as tx:
            for id_ in ids:
                sql = "UPDATE event SET payload=NULL, salt=NULL WHERE id=?"
                if tx.execute(sql, (bytes.fromhex(id_),)).rowcount != 1:
                    raise StoreError(
                        "An entry to be blanked is not in the store.", "Wait until it is saved."
                    )
                count += 1
            self._database.mark_for_sweep(tx)
        self._database.sweep()
        return count

    def copy_to(self, folder: Path, name: str) -> Heads:
        """Put a whole copy of the store's file into a folder; see :mod:`~.copying`.

        :return: how far every chain has come in it.
        :raises StoreError: if it cannot be written; what there is of it stays there.
        """
        from cara_facilitate.journal import copying

        return copying.write(self._database, folder, name)

    def verify(self) -> list[str]:
        """Everything about the store that does not add up, a sentence each; empty is good.

        Reads every page and every entry: about a second for 100,000 entries.
        """
        return verify.problems(self._database)

    def pragma(self, name: str) -> object:
        """A setting of the writing connection as the engine reports it, for self-checks."""
        return self._database.pragma(name)

    @property
    def mark_is_due(self) -> bool:
        """Whether so much was appended since the last mark that the next one cannot wait."""
        return self._since_mark >= MARK_EVERY

    def mark(self) -> None:
        """Set the high-water mark without waiting for the disk, if it can be set."""
        # The entries are safe without it; an old mark only notices less.
        with contextlib.suppress(StoreError):
            self._marks.write(self.head(), durable=False)
            self._since_mark = 0

    def checkpoint(self) -> None:
        """Empty the write-ahead log and set the mark for good: at a break, say.

        :raises StoreError: if the disk refuses; nothing is lost then.
        """
        self._database.checkpoint()
        self._marks.write(self.head(), durable=True)
        self._since_mark = 0

    def close(self) -> None:
        """Set the mark, close the file and let the next one in. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        try:
            # The entries are safe without it; an old mark only notices less.
            with contextlib.suppress(StoreError):
                self._marks.write(self.head(), durable=True)
        finally:
            self._database.close()
            self._lock.release()

    def _link(self, draft: Draft, payload: str) -> StoredEvent:
        seq, prev = self._tails.get(draft.stream, (0, chain.GENESIS))
        seq, salt = seq + 1, self._random(chain.SALT_BYTES)
        hlc = self._clock.tick()
        id_ = bytes.fromhex(draft.id) if draft.id else self._new_id()
        phash = chain.payload_hash(salt, draft.payload)
        names = (draft.stream, draft.actor, draft.type)
        origin = (bytes.fromhex(self.device), id_)
        digest = chain.event_hash(prev, origin, (seq, hlc, draft.ver), names, phash)
        self._tails[draft.stream] = (seq, digest)
        return StoredEvent(
            pos=0,
            stream=draft.stream,
            device=self.device,
            seq=seq,
            id=id_.hex(),
            hlc=hlc,
            actor=draft.actor,
            type=draft.type,
            ver=draft.ver,
            payload=payload,
            salt=salt,
            phash=phash,
            hash=digest,
            kid=draft.kid,
        )

    def new_id(self) -> str:
        """An id for an entry that another entry is to name: 32 hex digits."""
        return self._new_id().hex()

    def _new_id(self) -> bytes:
        return uuid7(self._now_ms(), self._random)

    def _own_tails(self) -> dict[str, tuple[int, bytes]]:
        heads = rows.heads(self._database)
        return {stream: end for (stream, device), end in heads.items() if device == self.device}


def _finish_sweep(database: Database) -> tuple[StoreWarning, ...]:
    """Clear the old pages of what was erased just before the program or the disk stopped."""
    if not database.sweep_is_due:
        return ()
    try:
        database.sweep()
    except StoreError as error:  # a full disk must not keep the store shut
        said = f"Old pages of what was erased are not cleared yet. {error.message}"
        return (StoreWarning("old_pages", said, "The next opening tries again."),)
    return ()


def _payload_text(draft: Draft) -> str:
    if draft.kid is None and compartment_of(draft.stream) in SEALED_COMPARTMENTS:
        raise StoreError("An entry for a sealed compartment came unsealed.", "Report this fault.")
    for name in (draft.stream, draft.actor, draft.type):
        if not name.isprintable() or not name:
            raise StoreError("An entry has no proper stream, actor or type.", "Report this fault.")
    try:
        return draft.payload.decode()
    except UnicodeDecodeError:
        raise StoreError("An entry is not proper text.", "Report this fault.") from None


def _is_there(tx: Any, event: StoredEvent) -> bool:
    row = tx.execute("SELECT hash FROM event WHERE id=?", (bytes.fromhex(event.id),)).fetchone()
    if row is not None and row[0] != event.hash:
        raise StoreError("Another entry has this entry's name.", "Report this fault.")
    return row is not None
