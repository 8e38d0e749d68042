"""A whole copy of an open store, under the store's own keys: written, then opened and verified."""

from __future__ import annotations

import os
from pathlib import Path

from cara_facilitate.errors import StoreError
from cara_facilitate.journal import rows, verify
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.files import (
    STORE_FILE,
    create_private,
    read_private,
    sync_file,
    sync_folder,
    write_private,
)
from cara_facilitate.journal.held import TIERS, OpenKeys
from cara_facilitate.journal.keys import KEYS_FILE
from cara_facilitate.journal.marks import Heads, Marks
from cara_facilitate.journal.rollback import COPY
from cara_facilitate.journal.sealing import Seals

_LIMIT = 64 * 1024


def write(database: Database, folder: Path, name: str) -> Heads:
    """Write the store's pages, log and all, into a new file of this folder (0600).

    The file holds no free page, so nothing of what was blanked before.

    :param name: of the backup; the copy gives it when it is opened as a store.
    :return: how far every chain has come in it.
    :raises StoreError: if it cannot be written.
    """
    path = folder / STORE_FILE
    try:
        # SQLite would make the file readable to all; it takes an empty one as it is.
        os.close(create_private(path))
    except OSError as error:
        raise StoreError(f"{STORE_FILE} cannot be made: {os.strerror(error.errno or 0)}.") from None
    with database.still():
        database.copy_into(path)
        return rows.heads(database)


def write_beside(source: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Copy the key file and other small files of a store, those there are.

    :raises StoreError: if one cannot be read or written, or there is no key file.
    """
    for name in (KEYS_FILE, *names):
        try:
            data = read_private(source / name, _LIMIT)
        except FileNotFoundError:
            if name == KEYS_FILE:
                raise StoreError("There is no key file to copy.") from None
            continue
        write_private(folder / name, data)


def prove(folder: Path, keys: OpenKeys, heads: Heads, name: str) -> None:
    """Open a copy, compare and verify it whole, and give it its mark; certain when it returns.

    :param keys: as the copy's own key file gave them. :param heads: how far each chain must reach.
    :raises StoreError: if anything is missing or does not add up.
    """
    path = folder / STORE_FILE
    database = Database(path, keys.data_key, log=False)
    try:
        with database.transaction() as tx:
            tx.execute("INSERT INTO meta VALUES (?, ?)", (COPY, name))
        seals = Seals(database)
        for tier in TIERS:
            seals.opener(keys.tier(tier))
        found = verify.damage(database)
        if found or rows.heads(database) != heads:
            raise StoreError(found[0] if found else "Entries are missing in the copy.")
    finally:
        database.close()
    Marks(folder, keys.data_key).write(heads, durable=True)
    try:
        sync_file(path)
        sync_folder(folder)
    except OSError as error:
        raise StoreError(f"The disk refused: {os.strerror(error.errno or 0)}.") from None
