"""Which coverage counts may leave the worker's store: none that is small or gives one away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

SMALL = 3
"""A count below it may stand for one person whom somebody knows (``domain.md`` (c))."""
ROSTERED, ATTEMPTED, SPOKEN, NEVER = "rostered", "attempted", "spoken", "never_contacted"
CAME = ("heard", "declined", "unsafe", "unreachable", "not_attempted", NEVER)
"""How far each came, the furthest first; they add up to the roster."""
LEVELS = ("L0", "L1", "L2", "L3")
_WANTED = (5, 4, 2, 1, 3)
"""Between which outcomes a cut is tried first: never contacted, tried, spoken to, heard."""


def may_leave(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts that may be told to somebody else, in their order; the others are left out.

    The outcomes stand in a row and are told apart only where at least :data:`SMALL` stand on
    either side of a cut, up to the next cut: no count that is told, and no difference of two of
    them, is small. What is left out is not told as nothing either. Doing it twice leaves out
    nothing more.

    :param counts: whole figures, or what is left of them.
    """
    if not counts.keys() >= {ROSTERED, ATTEMPTED, SPOKEN, *CAME, *LEVELS}:
        return {name: count for name, count in counts.items() if count >= SMALL}
    if counts[ROSTERED] < SMALL:
        return {}
    row = [counts[name] for name in CAME]
    cuts = _cuts(row, _WANTED)
    shown = {ROSTERED: counts[ROSTERED]} | _between(CAME, row, cuts)
    before = [0, *accumulate(row)]
    if 4 in cuts and counts[ATTEMPTED] == before[4]:
        shown[ATTEMPTED] = counts[ATTEMPTED]
    if counts[SPOKEN] in [before[at] for at in (2, 3) if at in cuts]:
        shown[SPOKEN] = counts[SPOKEN]
    if NEVER in shown:
        shown |= _levels(counts, shown)
    return {name: shown[name] for name in counts if name in shown}


def _levels(counts: Mapping[str, int], shown: Mapping[str, int]) -> dict[str, int]:
    """The levels, of which the sum is known as soon as it is known how many have no record."""
    row = [counts[name] for name in LEVELS]
    told = _between(LEVELS, row, _cuts(row, (1, 2, 3)))
    others = [shown[name] for name in ("heard", SPOKEN, ATTEMPTED) if name in shown]
    return {} if any(0 < abs(one - sum(row[1:])) < SMALL for one in others) else told


def _cuts(row: Sequence[int], wanted: Sequence[int]) -> Collection[int]:
    """Where a row may be cut, its two ends included; ``wanted`` in order of preference."""
    before = [0, *accumulate(row)]
    cuts = [0, len(row)]
    for at in wanted:
        down, up = max(one for one in cuts if one < at), min(one for one in cuts if one > at)
        if min(before[at] - before[down], before[up] - before[at]) >= SMALL:
            cuts.append(at)
    return cuts


def _between(names: Sequence[str], row: Sequence[int], cuts: Collection[int]) -> dict[str, int]:
    """The counts that have a cut on both sides."""
    return {
        name: row[at]
        for at, name in enumerate(names)
        if row[at] >= SMALL and {at, at + 1} <= set(cuts)
    }
