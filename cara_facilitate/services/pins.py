"""Each facilitator's own PIN: it confirms that somebody meant it, and proves no identity."""

from __future__ import annotations

from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from cara_facilitate.errors import Refusal

TRIES = 5
WAIT_SECONDS = 60.0


def pin_fault(pin: str) -> str:
    """Why this cannot be a PIN, as one plain sentence; empty if it can."""
    fits = pin.isascii() and pin.isdigit() and 6 <= len(pin) <= 12
    return "" if fits else "A PIN is 6 to 12 digits."


def hash_pin(pin: str, *, light: bool = False) -> str:
    """The Argon2id string kept in the journal.

    :param light: for practice stores, whose PINs are on the screen anyway.
    :raises Refusal: if the PIN is not 6 to 12 digits.
    """
    fault = pin_fault(pin)
    if fault:
        raise Refusal(fault)
    ops, mem = (1, 8 * 1024 * 1024) if light else (3, 64 * 1024 * 1024)
    return argon2id.str(pin.encode(), opslimit=ops, memlimit=mem).decode()


@dataclass(slots=True)
class PinTries:
    """Counts wrong tries a facilitator, in memory: five, then a minute.

    The lock of the app is what keeps a stranger out; this keeps a colleague from guessing.
    """

    wrong: dict[str, int] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)

    def verify(self, who: str, pin: str, stored: str, now: float) -> None:
        """Accept the PIN or refuse.

        :param now: seconds on a clock that only runs forward.
        :raises Refusal: wrong PIN, none set, or too many tries just now.
        """
        if not stored:
            raise Refusal(f"{who} has no PIN yet.", "Its owner chooses one behind F2.")
        wait = self.until.get(who, 0.0) - now
        if wait > 0:
            raise Refusal("Too many wrong PINs.", f"Try again in {int(wait) + 1} seconds.")
        try:
            argon2id.verify(stored.encode(), pin.encode())
        except CryptoError:
            self._count(who, now)
            raise Refusal("That is not this facilitator's PIN.", "Try again.") from None
        self.wrong.pop(who, None)

    def _count(self, who: str, now: float) -> None:
        self.wrong[who] = self.wrong.get(who, 0) + 1
        if self.wrong[who] >= TRIES:
            self.wrong[who] = 0
            self.until[who] = now + WAIT_SECONDS
