"""Makes the file of a new store: built under another name, renamed when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.files import STORE_FILE, create_private, sync_folder
from cara_facilitate.journal.held import OpenKeys
from cara_facilitate.journal.marks import Marks
from cara_facilitate.journal.migrations import migrate
from cara_facilitate.journal.sealing import found

DEVICE_BYTES = 16


def build(folder: Path, keys: OpenKeys, random: Callable[[int], bytes]) -> None:
    """Put a whole, empty store into ``folder``, or leave none; the caller holds the lock.

    :raises StoreError: if it cannot be written.
    """
    fresh = folder / f"{STORE_FILE}.new"
    for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
        leftover.unlink(missing_ok=True)
    try:
        # SQLite would make the file readable to all; its log and index copy this file's mode.
        os.close(create_private(fresh))
        database = Database(fresh, keys.data_key)
        try:
            migrate(database)
            with database.transaction() as tx:
                meta = [("store", random(16).hex()), ("device", random(DEVICE_BYTES).hex())]
                tx.executemany("INSERT INTO meta VALUES (?, ?)", meta)
                found(keys, tx, random(32))
            database.checkpoint()
        finally:
            database.close()
        Marks(folder, keys.data_key).write({}, durable=True)
        fresh.replace(folder / STORE_FILE)
        sync_folder(folder)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "unknown reason"
        raise StoreError(
            f"The store cannot be made: {reason}.", "Check the disk's space and permissions."
        ) from None
