"""Appends through the real writer until killed; prints each id once its commit returned."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cara_facilitate.errors import CaraError
from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.keys import open_keys
from cara_facilitate.journal.store import open_store
from cara_facilitate.journal.writer import Writer


def main(folder: Path, passphrase: str) -> None:
    """Run until killed."""
    store = open_store(folder, open_keys(folder, passphrase))

    def saved(token: object) -> None:
        os.write(1, f"{token}\n".encode())

    def failed(_token: object, error: CaraError) -> None:
        os.write(2, error.sentence().encode())

    writer = Writer(store, saved, failed)
    for number in itertools.count():
        streams = ("WY26A/delivery",) if number % 3 else ("WY26A/delivery", "WY26A/review")
        words = f'{{"n":{number},"pad":"{"x" * (number % 400)}"}}'.encode()
        drafts = [Draft(stream, "F-LEAD1", "test.noted", 1, words) for stream in streams]
        token = _Token()
        token.ids = writer.submit(drafts, token)
        while writer.pending > 8:
            writer.flush(0.01)


class _Token:
    """Shows the ids of its batch, which are known only after it was submitted."""

    ids: Sequence[str] = ()

    def __str__(self) -> str:
        return " ".join(self.ids)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.readline().rstrip("\n"))
