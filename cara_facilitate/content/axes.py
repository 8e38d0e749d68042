"""The axes a curriculum varies along, and which tagged text a variant includes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cara_facilitate.content.findings import did_you_mean, shown

_SEPARATOR = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Tag:
    """One word of ``[familial, !male]``; ``column`` counts from 1 in its line."""

    name: str
    negated: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Axes:
    """Axis values in the manifest's order; a variant is one value of each, joined by hyphens."""

    values: tuple[tuple[str, ...], ...]

    def variants(self) -> tuple[str, ...]:
        """Every combination, in the manifest's order."""
        return tuple("-".join(combination) for combination in itertools.product(*self.values))

    def layers(self, variant: str) -> tuple[str, ...]:
        """The overlay folders that apply: first axis, second axis, exact variant."""
        return _layers(self.values, variant)

    def names(self) -> frozenset[str]:
        """Everything a tag, an overlay folder or a term's wording may be for."""
        return frozenset(itertools.chain(*self.values, self.variants()))

    def includes(self, tags: Iterable[Tag], variant: str) -> bool:
        """Whether text with these tags belongs to the variant.

        Tags of one axis are alternatives; different axes, and every ``!``, must all hold.
        """
        mine = _layers(self.values, variant)
        wanted: dict[int, bool] = {}
        for tag in tags:
            if tag.negated:
                if tag.name in mine:
                    return False
                continue
            axis = self._axis(tag.name)
            wanted[axis] = wanted.get(axis, False) or tag.name in mine
        return all(wanted.values())

    def unknown(self, name: str) -> str:
        """Why ``name`` is neither, as the message of rule A01, or empty."""
        if name in self.names():
            return ""
        near = did_you_mean(name, self.names())
        return f"[{shown(name)}] is not a variant or axis value{near}"

    def _axis(self, name: str) -> int:
        for number, values in enumerate(self.values):
            if name in values:
                return number
        return len(self.values)


@lru_cache(maxsize=1024)
def _layers(values: tuple[tuple[str, ...], ...], variant: str) -> tuple[str, ...]:
    for combination in itertools.product(*values):
        if "-".join(combination) == variant:
            return tuple(dict.fromkeys((*combination, variant)))
    return (variant,)


def tags(text: str, line: int, column: int) -> tuple[Tag, ...]:
    """The tags between square brackets; ``column`` is that of the first character of ``text``."""
    found = []
    at = 0
    for word in _SEPARATOR.split(text):
        at = text.index(word, at)
        if word:
            name = word.removeprefix("!")
            found.append(Tag(name, name != word, line, column + at))
        at += len(word)
    return tuple(found)
