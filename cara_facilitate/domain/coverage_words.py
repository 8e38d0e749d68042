"""Coverage figures in words, with small counts told to nobody outside Hampton Trust."""

from __future__ import annotations

from collections.abc import Mapping

SMALL = 3
"""A count below it may stand for one person whom somebody knows (``domain.md`` (c))."""
FEW = f"fewer than {SMALL}"
LEFT_OUT = "not shown, so that no small number can be worked out"
WORDS: Mapping[str, str] = {
    "rostered": "References on the roster",
    "attempted": "Tried between the workshops",
    "spoken": "Spoken to between the workshops",
    "heard": "Heard: something was told",
    "declined": "Did not wish to speak",
    "unsafe": "Not safe to speak",
    "unreachable": "Not reached",
    "not_attempted": "Not tried, with a reason",
    "never_contacted": "No contact recorded",
    "L0": "Records sealed (L0)",
    "L1": "Records for planning only (L1)",
    "L2": "Records with themes for all (L2)",
    "L3": "Records with agreed words (L3)",
}
_SUMS = (
    ("heard", "declined", "unsafe", "unreachable", "not_attempted", "never_contacted"),
    ("L0", "L1", "L2", "L3"),
)
"""Counts that add up to one that is shown, or nearly: what is hidden is found by taking away."""
_PARTS = (("rostered", "attempted"), ("rostered", "spoken"), ("attempted", "spoken"))
"""A count and one among it: what is left may be few."""
WIDTH = 34


def coverage_lines(text: str, *, whole: bool) -> tuple[str, ...]:
    """The figures as they were taken in, in words.

    :param text: a heading, then ``name: count`` a line, as this app keeps them.
    :param whole: whether small counts may be shown.
    """
    head, counts = _read(text)
    shown = {name: str(count) for name, count in counts.items()}
    if not whole:
        shown |= _hidden(counts)
    lines = [f"{WORDS.get(name, name):<{WIDTH}} {words}" for name, words in shown.items()]
    return (*head, "", *lines)


def _read(text: str) -> tuple[list[str], dict[str, int]]:
    head: list[str] = []
    counts: dict[str, int] = {}
    for line in text.splitlines():
        name, _, count = line.rpartition(":")
        name = name.replace(" ", "_")
        if name in WORDS and count.strip().isdecimal():
            counts[name] = int(count)
        elif line.strip() and not counts:
            head.append(line)
    return head, counts


def _hidden(counts: Mapping[str, int]) -> dict[str, str]:
    """What stands in place of each count that is small or would give a small one away."""
    few = {name: FEW for name, count in counts.items() if count < SMALL}
    for whole, part in _PARTS:
        rest = counts.get(whole, 0) - counts.get(part, 0)
        if 0 < rest < SMALL:
            few.setdefault(part, LEFT_OUT)
    for group in _SUMS:
        few |= _beside([(counts[name], name) for name in group if name in counts], few)
    return few


def _beside(group: list[tuple[int, str]], few: Mapping[str, str]) -> dict[str, str]:
    """Which others of a sum are left out, until what is hidden is neither one nor few."""
    hidden = [count for count, name in group if name in few]
    left = sorted(one for one in group if one[1] not in few)
    more: dict[str, str] = {}
    while left and hidden and (len(hidden) == 1 or sum(hidden) < SMALL):
        count, name = left.pop(0)
        hidden.append(count)
        more[name] = LEFT_OUT
    return more
