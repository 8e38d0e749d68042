"""Version numbers compared, and whether this toolkit is one that a package asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_VERSION = re.compile(
    r"v?(?P<release>\d{1,9}(?:\.\d{1,9}){0,5})"
    r"(?:[-_.]?(?P<phase>dev|alpha|a|beta|b|preview|pre|rc|c|post|rev|r)[-_.]?(?P<number>\d{0,9}))?"
    r"(?:\+[a-z0-9.]{1,40})?",
    re.IGNORECASE,
)
_PHASES = {"dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "post": 1, "rev": 1, "r": 1}
_CLAUSE = re.compile(r"\s*(~=|===|==|!=|<=|>=|<|>)\s*(\S+?)(\.\*)?\s*")
_LONGEST_RELEASE = 6


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version as it is ordered: its numbers, then whether it comes before or after them."""

    release: tuple[int, ...]
    phase: int = 0
    number: int = 0
    length: int = field(default=0, compare=False)

    @classmethod
    def of(cls, text: str) -> Version:
        """The version a text states, such as ``1.10.0`` or ``2.0rc1``.

        :raises ValueError: if it states none.
        """
        found = _VERSION.fullmatch(text.strip())
        if found is None:
            raise ValueError("not a version")
        parts = [int(part) for part in found["release"].split(".")]
        padded = tuple(parts + [0] * (_LONGEST_RELEASE - len(parts)))
        if not found["phase"]:
            return cls(padded, length=len(parts))
        phase = _PHASES.get(found["phase"].lower(), -1)
        return cls(padded, phase, int(found["number"] or 0), len(parts))


def meets(version: str, wanted: str) -> bool:
    """Whether a version is among those wanted, such as ``>=0.1,<2``; empty wants any.

    :raises ValueError: if either is not understood.
    """
    mine = Version.of(version)
    # Every clause is read before any decides, so that one not understood is never passed over.
    met = [_meets(mine, clause) for clause in wanted.split(",") if clause.strip()]
    return all(met)


def _meets(mine: Version, clause: str) -> bool:
    found = _CLAUSE.fullmatch(clause)
    if found is None:
        raise ValueError("not a requirement")
    sign, theirs = found[1], Version.of(found[2])
    if found[3]:
        if sign not in ("==", "!="):
            raise ValueError("not a requirement")
        return _begins(mine, theirs, theirs.length) is (sign == "==")
    if sign == "~=":
        if theirs.length < 2:
            raise ValueError("not a requirement")
        return mine >= theirs and _begins(mine, theirs, theirs.length - 1)
    if sign == "<" and mine.release == theirs.release and theirs.phase == 0:
        return False  # a version before 2.0 is no early form of 2.0
    return {
        "==": mine == theirs,
        "===": mine == theirs,
        "!=": mine != theirs,
        "<=": mine <= theirs,
        ">=": mine >= theirs,
        "<": mine < theirs,
        ">": mine > theirs,
    }[sign]


def _begins(mine: Version, theirs: Version, length: int) -> bool:
    return mine.release[:length] == theirs.release[:length]
