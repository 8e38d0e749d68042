"""How a subcommand opens the user's store: the passphrase from a descriptor, or asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cara_facilitate.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from cara_facilitate.services.casework import TierKey
    from cara_facilitate.services.desk import Desk


@contextmanager
def opened_desk(maker: str = "", *, word: str = "") -> Iterator[Desk]:
    """The unlocked store of ``CARA_HOME`` or the user's own; closed again at the end.

    :param maker: a staff reference; if there is no store yet, one is made for this person.
    :param word: the passphrase, where it is known already.
    :raises StoreError: if there is none, or no passphrase can be had.
    """
    from cara_facilitate.domain.display import visible
    from cara_facilitate.services.bootstrap import open_desk, store_exists
    from cara_facilitate.settings.paths import store_folder

    folder = store_folder()
    if store_exists(folder):
        desk = open_desk(folder, word or passphrase())
    elif maker:
        desk = new_desk(folder, maker)
    else:
        raise StoreError(
            "There is no store yet.", "Start `cara` once to make it, or use `cara id new`."
        )
    # A warning is given once: opening sets the mark it was about, so the app would not see it.
    for warning in desk.warnings:
        print(visible(f"cara: {warning}"), file=sys.stderr)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def opened_with_key() -> Iterator[tuple[Desk, TierKey]]:
    """The unlocked store and the feedback key, for which the passphrase is asked just once.

    :raises StoreError: if there is no store, or no passphrase can be had.
    """
    from cara_facilitate.services.bootstrap import feedback_key

    word = passphrase()
    with opened_desk(word=word) as desk:
        yield desk, feedback_key(desk.folder, word)


def new_desk(folder: Path, maker: str, roles: Iterable[str] = ("facilitator",)) -> Desk:
    """Make a store and print its recovery key on standard error, this once.

    The passphrase "practice" makes a practice store.

    :param roles: what its owner does, of :class:`~cara_facilitate.domain.people.Role`.
    :raises StoreError: if there is one already, or it cannot be made.
    """
    from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store, store_exists

    if store_exists(folder):
        raise StoreError(
            "There is a store already.", "Another one needs a folder of its own: CARA_HOME."
        )
    chosen = _chosen_passphrase()
    practice = chosen == PRACTICE_PASSPHRASE
    desk, recovery = make_store(folder, chosen, maker, roles=roles, practice=practice)
    print(
        f"A new store was made for {maker}. Its recovery key is shown this once; write it down:\n"
        f"  {recovery}",
        file=sys.stderr,
    )
    return desk


def _chosen_passphrase() -> str:
    first = passphrase()
    if not sys.stdin.isatty() or os.environ.get("CARA_PASSPHRASE_FD"):
        return first
    from getpass import getpass

    if getpass("The same again: ") != first:
        raise StoreError("The two passphrases differ: nothing was made.", "Start again.")
    return first


def passphrase() -> str:
    """From ``CARA_PASSPHRASE_FD``, or typed without echo on a terminal.

    :raises StoreError: if neither is possible.
    """
    from cara_facilitate.services.bootstrap import read_passphrase_fd

    given = read_passphrase_fd()
    if given:
        return given
    if not sys.stdin.isatty():
        raise StoreError(
            "This needs the store's passphrase.",
            "Run it in a terminal, or hand it over through CARA_PASSPHRASE_FD.",
        )
    from getpass import getpass

    return getpass("Passphrase: ")


def show_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns, every cell cleaned of control characters."""
    from cara_facilitate.domain.display import visible

    clean = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in clean) for i in range(len(clean[0]))] if clean else []
    for row in clean:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def show_json(value: object) -> None:
    """Print one JSON document on standard output."""
    import json

    print(json.dumps(value, indent=2, ensure_ascii=True, default=str))
