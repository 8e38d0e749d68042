"""Canary sentences: one for each class, field and participant, new in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from cara_facilitate.domain.check_words import WORDS

CLASSES = {
    "V": "a victim's words",
    "I": "who or where a victim is",
    "D": "what a participant told",
    "F": "what a flag is about",
    "N": "a facilitator's note",
    "K": "a key or a passphrase",
}
_SIGNS = "BCDFGHJKMNPQRSTVWXZ"  # digits among them could read as a postcode


@dataclass(frozen=True, slots=True)
class Mark:
    """One canary: ``sign`` is the token, ``phrase`` three words that survive being cut short."""

    kind: str
    field: str
    seat: int
    sign: str
    phrase: str

    @property
    def text(self) -> str:
        """What is planted: the token, then the phrase."""
        return f"{self.sign} {self.phrase}"


class Marks:
    """Makes marks and remembers them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._made: list[Mark] = []
        self._phrases: set[str] = set()

    def new(self, kind: str, field: str, seat: int = 0) -> Mark:
        """A mark that no other of this run is like."""
        if kind not in CLASSES:
            raise ValueError("no such class of canary")
        token = "".join(self._random.choice(_SIGNS) for _ in range(6))
        phrase = " ".join(self._random.sample(WORDS, 3))
        while phrase in self._phrases:
            phrase = " ".join(self._random.sample(WORDS, 3))
        self._phrases.add(phrase)
        made = Mark(kind, field, seat, f"zq-{kind}-P{seat:02d}-{token}", phrase)
        self._made.append(made)
        return made

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._made)

    def of(self, kinds: str) -> tuple[Mark, ...]:
        """Every mark of these classes."""
        return tuple(mark for mark in self._made if mark.kind in kinds)
