"""What changed between two texts as short passages to be read, not as a programmer's difference."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from cara_facilitate.services.author.lock import Replaced

AROUND = 1
"""Unchanged sentences or list items shown on either side of what changed."""
CUT = "..."
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"')])\s+")
_BLOCK = re.compile(r"\s*(?:[-*+>|]|\d{1,3}[.)])(?:\s|$)|\s*\|")


@dataclass(frozen=True, slots=True)
class Passage:
    """One place that changed: ``was`` and ``now`` are its paragraphs, without line ends.

    Either is empty where nothing stood, or stands now; both are where only line breaks changed.
    """

    place: str
    was: tuple[str, ...]
    now: tuple[str, ...]


_Unit = tuple[int, str]
"""A sentence, list item or row of a table, with the number of the paragraph it is in."""


def passages(
    before: Sequence[Replaced], now: Sequence[Replaced], tags: Sequence[str]
) -> tuple[Passage, ...]:
    """Where two states of what an overlay replaces are not the same.

    :param tags: for each text of ``now`` what its heading carries, such as ``[familial]``.
    """
    titles = list(zip(now, tags, strict=True))
    found: list[Passage] = []
    keys = dict.fromkeys((title, kind) for title, kind, _ in (*now, *before))
    for key in keys:
        old = [body for title, kind, body in before if (title, kind) == key]
        new = [(text[2], tag) for text, tag in titles if text[:2] == key]
        places = dict(new)
        bodies = [body for body, _ in new]
        same = list((Counter(old) & Counter(bodies)).elements())
        for was, is_now in zip_longest(_without(old, same), _without(bodies, same)):
            place = placed(*key, places.get(is_now or "", ""))
            found += _compared(place, key[1], was, is_now)
    return tuple(found)


def whole(now: Sequence[Replaced], tags: Sequence[str]) -> tuple[Passage, ...]:
    """All of the present text, where what was there before is not known."""
    return tuple(
        Passage(placed(title, kind, tag), (), tuple(_paragraphs(_said(kind, body))))
        for (title, kind, body), tag in zip(now, tags, strict=True)
    )


def placed(title: str, kind: str, tag: str) -> str:
    """A section of a step as it is named to an author."""
    return f'Step "{title}", {kind or "minutes"}{f" {tag}" if tag else ""}'


def _without(bodies: Sequence[str], same: Sequence[str]) -> list[str]:
    left = list(bodies)
    for body in same:
        if body in left:
            left.remove(body)
    return left


def _compared(place: str, kind: str, was: str | None, now: str | None) -> Iterator[Passage]:
    if was is None or now is None or not kind:
        yield Passage(
            place,
            tuple(_paragraphs(_said(kind, was or ""))),
            tuple(_paragraphs(_said(kind, now or ""))),
        )
        return
    old, new = list(_units(was)), list(_units(now))
    matcher = difflib.SequenceMatcher(
        None, [text for _, text in old], [text for _, text in new], autojunk=False
    )
    alone = True
    for hunk in matcher.get_grouped_opcodes(AROUND):
        alone = False
        first, last = hunk[0], hunk[-1]
        yield Passage(
            place,
            tuple(_shown(old, first[1], last[2])),
            tuple(_shown(new, first[3], last[4])),
        )
    if alone:
        yield Passage(place, (), ())


def _said(kind: str, body: str) -> str:
    return body if kind or not body else f"{body} min"


def _paragraphs(body: str) -> Iterator[str]:
    units = list(_units(body))
    yield from _shown(units, 0, len(units))


def _units(body: str) -> Iterator[_Unit]:
    for number, block in enumerate(_blocks(body)):
        if _BLOCK.match(block):
            yield number, block
        else:
            yield from ((number, sentence) for sentence in _SENTENCE.split(block) if sentence)


def _blocks(body: str) -> Iterator[str]:
    """Paragraphs, list items and rows, each on one line however it was broken."""
    held = ""
    for line in body.split("\n"):
        if held and line.strip() and not _BLOCK.match(line):
            held += f" {line.strip()}"
            continue
        if held:
            yield held
        held = line.rstrip()
    if held:
        yield held


def _shown(units: Sequence[_Unit], first: int, last: int) -> Iterator[str]:
    """Units as paragraphs again, with dots where a paragraph goes on beyond them."""
    held: list[str] = []
    for place in range(first, last):
        block, text = units[place]
        if held and units[place - 1][0] != block:
            yield " ".join(held)
            held = []
        if not held and place and place == first and units[place - 1][0] == block:
            held.append(CUT)
        held.append(text)
    if held:
        if last < len(units) and units[last][0] == units[last - 1][0]:
            held.append(CUT)
        yield " ".join(held)
