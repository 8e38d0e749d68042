"""``cara backup``: a verified, encrypted copy of the whole store, with the day it must be gone."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cara_facilitate.cli.opening import opened_desk, passphrase, show_json

_ABOUT = (
    "Copy the whole store, still encrypted under its passphrase, into a new folder inside DIR, "
    "open the copy and verify it. The folder's name tells nothing but the day. Not in it: "
    "settings, curricula you added yourself, notes and other files you wrote. Each backup is "
    "listed in `cara privacy report` with the day by which it must be deleted."
)


def run(argv: Sequence[str]) -> int:
    """Make one backup, or take note that one was deleted; 0 done.

    :raises CaraError: if it is refused or fails (exit code 2 or more); no backup is left then.
    """
    parser = argparse.ArgumentParser(prog="cara backup", description=_ABOUT)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="a folder on another drive")
    what.add_argument("--deleted", metavar="NAME", help="this backup, every copy of it, is gone")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.deleted is not None:
        return _deleted(options)
    return _made(options)


def _made(options: argparse.Namespace) -> int:
    from cara_facilitate.services import backup

    word = passphrase()
    with opened_desk(word=word) as desk:
        made = backup.make(desk, word, options.out)
    if options.json:
        show_json({"name": made.name, "folder": str(made.folder), "delete_by": made.until})
        return 0
    print(f"Backup made, opened and verified: {made.name}")
    print(f"  in {options.out}")
    print(f"Delete it by {made.until}, with every copy of it; then say so:")
    print(f"  cara backup --deleted {made.name}")
    print("It opens with the passphrase as it is today, or the recovery key, and nothing else.")
    return 0


def _deleted(options: argparse.Namespace) -> int:
    from cara_facilitate.services import backup

    with opened_desk() as desk:
        backup.deleted(desk, options.deleted)
    if options.json:
        show_json({"name": options.deleted, "deleted": True})
    else:
        print("Noted: this backup is gone.")
    return 0
