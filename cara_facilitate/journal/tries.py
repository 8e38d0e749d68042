"""Wrong passphrases slow the next try: the count survives a restart and the wait has an end."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from cara_facilitate.errors import StoreError, WrongPassphrase
from cara_facilitate.journal.files import read_private, write_private

TRIES_FILE = "tries.json"
FREE_TRIES = 3
LONGEST_WAIT_MS = 60_000
_LIMIT = 1024


class TooSoon(WrongPassphrase):
    """Too many wrong tries: this one was not looked at. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(
            "Too many wrong passphrases one after the other.",
            f"Wait {seconds} {unit}, then try again.",
        )
        self.seconds = seconds


def wait_after(wrong: int) -> int:
    """Milliseconds to wait after so many wrong tries: none for three, then 2 s, 4 s ... 60 s."""
    if wrong < FREE_TRIES:
        return 0
    return min(1000 << min(wrong - FREE_TRIES + 1, 16), LONGEST_WAIT_MS)


class Tries:
    """The count of one store's wrong tries in a row.

    It slows a person at the keyboard. Somebody who has copied the files can remove it; against
    them stands only the cost of the key derivation.
    """

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self._path = folder / TRIES_FILE
        self._now_ms = now_ms
        kept = self._load()
        self._wrong, self._at = kept or (FREE_TRIES, now_ms())
        if kept is None and not self._save():
            # A wait counted from each reading anew would lock the owner out for good.
            self._at = 0

    def check(self) -> None:
        """:raises TooSoon: if the wait after the last wrong try is not over."""
        now = self._now_ms()
        if now < self._at:
            # The clock was set back: count the wait from now, or it would last until it caught up.
            self._at = now
            self._save()
        left = self._at + wait_after(self._wrong) - now
        if left > 0:
            raise TooSoon(-(-left // 1000))

    def wrong(self) -> None:
        """Note one more wrong try."""
        self._wrong += 1
        self._at = self._now_ms()
        self._save()

    def right(self) -> None:
        """Forget the wrong ones."""
        if self._wrong:
            self._wrong = 0
            self._save()

    def _load(self) -> tuple[int, int] | None:
        """The count and when it last grew; None if it cannot be read, so that waiting starts."""
        try:
            kept = json.loads(read_private(self._path, _LIMIT))
            wrong, at = kept["wrong"], kept["at"]
        except FileNotFoundError:
            return 0, 0
        except (StoreError, ValueError, TypeError, KeyError):
            return None
        if type(wrong) is not int or type(at) is not int or wrong < 0:
            return None
        return wrong, at

    def _save(self) -> bool:
        # A full or read-only disk must not keep the owner from reading what is there.
        with contextlib.suppress(StoreError):
            write_private(self._path, json.dumps({"wrong": self._wrong, "at": self._at}).encode())
            return True
        return False
