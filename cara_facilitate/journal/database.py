"""One SQLCipher file: its raw key, the settings that make a commit safe, its errors in words."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from cara_facilitate.errors import StoreError

LOG_PAGES = 700
"""Pages of the write-ahead log after which they are moved into the main file: some 230 appends."""

PRAGMAS = (
    "temp_store=MEMORY",
    "synchronous=FULL",  # NORMAL loses acknowledged entries at a power cut
    "fullfsync=1",
    "checkpoint_fullfsync=1",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "recursive_triggers=ON",  # else INSERT OR REPLACE would delete past the triggers
    "busy_timeout=5000",
    # A log that is written over again is flushed sooner than one that grows.
    f"wal_autocheckpoint={LOG_PAGES}",
)

_FILL = f"INSERT INTO meta VALUES ('room', hex(zeroblob({LOG_PAGES * 2000})))"

_SWEEP_DUE = "INSERT OR REPLACE INTO meta VALUES ('sweep', 'due')"

_SENTENCES = (
    ("not a database", "The store cannot be read: wrong key or damaged file.", "restore"),
    ("malformed", "The store is damaged.", "restore"),
    ("full", "The disk is full.", "paper"),
    ("readonly", "The store's folder is read-only.", "paper"),
    ("disk i/o", "The disk refused to write or read.", "paper"),
    ("unable to open", "The store's file cannot be opened.", "disk"),
    ("locked", "Another program is using the store's file.", "again"),
    ("append only", "The journal takes additions only.", "again"),
    ("gapless", "An entry does not follow the one before it.", "restore"),
)
_HINTS = {
    "restore": "Restore the store from a backup.",
    "paper": "Write it on paper now; free some space or mend the disk, then try again.",
    "disk": "Check the folder and its permissions.",
    "again": "Close the other program and try again.",
    "": "Close the program and open it again.",
}


def store_error(error: Exception) -> StoreError:
    """The driver's error as a sentence. The driver's own text is dropped: it may name values."""
    text = str(error).lower()
    for part, sentence, hint in _SENTENCES:
        if part in text:
            return StoreError(sentence, _HINTS[hint])
    return StoreError("The store refused an entry.", _HINTS[""])


class Database:
    """Two connections to one encrypted file: one writes, one reads while the other waits for disk.

    Both may be used from any thread; each has its own lock.
    """

    def __init__(self, path: Path, key: bytes, *, log: bool = True) -> None:
        """:param key: 32 bytes, used raw. :param log: without, as for a backup on any disk, no
            write-ahead log is used, and no other file is left beside the one.

        :raises StoreError: if the driver does not encrypt, the key is wrong, or the file unusable.
        """
        self._write_lock = threading.RLock()
        self._read_lock = threading.Lock()
        self._writer = _connect(path, key, log)
        try:
            self._reader = _connect(path, key, log)
            self._reader.execute("PRAGMA query_only=ON")
        except BaseException:
            self._writer.close()
            raise

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a question; sees what was committed before it was asked."""
        with self._read_lock:
            try:
                return list(self._reader.execute(sql, args))
            except dbapi2.Error as error:
                raise store_error(error) from None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Any]:
        """All or nothing: the block's changes are on the disk when it ends, or none are.

        :raises StoreError: if they are not; the cause is a plain sentence.
        """
        with self._write_lock:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                self._writer.execute("COMMIT")
            except dbapi2.Error as error:
                self._roll_back()
                raise store_error(error) from None
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """Nothing is written meanwhile by anybody else."""
        with self._write_lock:
            yield

    def insert(self, sql: str, args: Sequence[Any]) -> int:
        """One row, on the disk on return: a statement by itself is a transaction of its own.

        :return: its rowid. :raises StoreError: if it was not written.
        """
        with self._write_lock:
            try:
                return int(self._writer.execute(sql, args).lastrowid)
            except dbapi2.Error as error:
                self._roll_back()
                raise store_error(error) from None

    def make_room(self) -> None:
        """Let the write-ahead log have its usual size before it is needed, if the disk has room.

        A transaction too big for memory goes into the log, and there is taken back.
        """
        with self._write_lock, contextlib.suppress(dbapi2.Error):
            size = self._writer.execute("PRAGMA cache_size").fetchone()[0]
            self._writer.execute("PRAGMA cache_size=16")
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                self._writer.execute(_FILL)
            finally:
                self._roll_back()
                self._writer.execute(f"PRAGMA cache_size={size}")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the main file and empty it, so old pages are gone."""
        with self._write_lock, self._read_lock:
            try:
                busy = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except dbapi2.Error as error:
                raise store_error(error) from None
        if busy:
            raise StoreError("Another program is using the store's file.", _HINTS["again"])

    def copy_into(self, path: Path) -> None:
        """Write every page anew into an empty file, under the same key, as of this moment.

        :raises StoreError: if it cannot be written; what was written until then stays there.
        """
        with self._write_lock:
            try:
                self._writer.execute("VACUUM INTO ?", (str(path),))
            except dbapi2.Error as error:
                raise store_error(error) from None

    def mark_for_sweep(self, tx: Any) -> None:
        """Note, in the transaction that erases something, that :meth:`sweep` is still to come."""
        tx.execute(_SWEEP_DUE)

    def sweep(self) -> None:
        """Write every page anew and empty the log, so that no old copy of anything is left.

        ``secure_delete`` zeroes what is overwritten in place; it promises nothing of the copies
        that moving entries between pages may leave. A file written anew has none.
        :raises StoreError: if there is no room; the mark stays, and opening tries again.
        """
        with self._write_lock:
            try:
                self._writer.execute("VACUUM")
            except dbapi2.Error as error:
                raise store_error(error) from None
            self.checkpoint()
            self.insert("DELETE FROM meta WHERE k='sweep'", ())
            self.checkpoint()

    @property
    def sweep_is_due(self) -> bool:
        """Whether something was erased whose old pages were not cleared yet."""
        return bool(self.rows("SELECT 1 FROM meta WHERE k='sweep'"))

    def pragma(self, name: str) -> Any:
        """A setting of the writing connection, as the engine reports it."""
        with self._write_lock:
            row = self._writer.execute(f"PRAGMA {name}").fetchone()
        return None if row is None else row[0]

    def damaged_pages(self) -> list[str]:
        """What SQLCipher's own check of every page's authentication finds; empty is good."""
        with self._write_lock:
            try:
                found = self._writer.execute("PRAGMA cipher_integrity_check").fetchall()
            except dbapi2.Error as error:
                return [store_error(error).message]
        return [str(row[0]) for row in found]

    def close(self) -> None:
        """Close both connections; the last one empties the write-ahead log."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()

    def _roll_back(self) -> None:
        # A rollback that fails as well leaves nothing committed either: the log has no commit mark.
        with contextlib.suppress(dbapi2.Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")


def _connect(path: Path, key: bytes, log: bool) -> Any:
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    except dbapi2.Error as error:
        raise store_error(error) from None
    try:
        if connection.execute("PRAGMA cipher_version").fetchone() is None:
            raise StoreError(
                "The database driver does not encrypt, so the store stays shut.",
                "Install sqlcipher3 again; plain sqlite3 would write readable files.",
            )
        # A wrong key would otherwise print log lines over the screen.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        wanted = "wal" if log else "delete"
        mode = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
        if mode != wanted:
            raise StoreError(
                "The store's disk does not allow safe writing.",
                "Keep the store on a local disk, not on a share or in a synchronised folder.",
            )
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.Error as error:
        connection.close()
        raise store_error(error) from None
    except BaseException:
        connection.close()
        raise
    return connection
