"""Finds phrases in text by their words, as a practice lead writes them; never by regexes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_WORDS = 12
MOST_GAPS = 3
LONGEST_GAP = 4

_PIECE = re.compile(r"\.\.\.|<[a-z_]+>|\{[\w.]*\*?\}|\w+(?:['\u2019&-]\w+)*-?\*?")
# A word, a term in its braces, or (as the group that is empty for words) the end of a sentence.
_WORD = re.compile(r"\{[\w.]*\}|\w+(?:['\u2019&-]\w+)*|[.!?]|\n *(?=\n|-|\d{1,3}\.)")
_NEAR = MOST_WORDS + LONGEST_GAP
_ENDS = frozenset(".!?\n")

Way = tuple[str, ...]


def is_phrase(text: str, lists: Iterable[str]) -> bool:
    """Whether the text is words, gaps (``...``), names of lists and nothing else."""
    pieces, known = text.split(), frozenset(lists)
    gaps = [number for number, piece in enumerate(pieces) if piece == "..."]
    return (
        0 < len(pieces) <= MOST_WORDS
        and all(_PIECE.fullmatch(piece) for piece in pieces)
        and len(gaps) <= MOST_GAPS
        and not any(number in (0, len(pieces) - 1) or number + 1 in gaps for number in gaps)
        and all(piece[1:-1] in known for piece in pieces if piece.startswith("<"))
    )


class Words:
    """A text as words: lower case, terms in their braces, sentences' ends as they are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all: list[str] = _WORD.findall(text.lower().replace("\u2019", "'"))
        self.set = frozenset(self.all)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words from the ``first`` up to, not with, the ``last`` stand."""
        spans = [match.span() for match in _WORD.finditer(self.text)]
        return spans[first][0], spans[last - 1][1]


class _Node:
    """One step in a tree of ways to say something: by exact word, or by a word's beginning."""

    __slots__ = ("ends", "exact", "links", "open")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.open: list[tuple[str, _Node]] = []
        self.links: list[_Node] = []
        self.ends = False

    def add(self, way: Sequence[str], link: _Node | None = None) -> None:
        """Add a way to say something; after it, if there is a link, whatever that says."""
        if not way:
            self.ends = self.ends or link is None
            self.links += [] if link is None else [link]
            return
        word = way[0].lower()
        if "*" in word:
            start = word.partition("*")[0]
            node = next((node for known, node in self.open if known == start), None)
            if node is None:
                node = _Node()
                self.open.append((start, node))
        else:
            node = self.exact.setdefault(word, _Node())
        node.add(way[1:], link)

    def stops(self, words: Sequence[str], at: int) -> bool:
        """Whether plainly nothing is said from here: after the first word another must follow."""
        node = None if self.open else self.exact.get(words[at])
        if node is None or node.ends or node.links or node.open:
            return False
        return at + 1 >= len(words) or words[at + 1] not in node.exact

    def reached(self, words: Sequence[str], at: int) -> list[int]:
        """Places after each way that is said from here on."""
        found = [at] if self.ends else []
        for link in self.links:
            found += link.reached(words, at)
        if at < len(words):
            word = words[at]
            node = self.exact.get(word)
            if node is not None:
                found += node.reached(words, at + 1)
            for start, node in self.open:
                if word.startswith(start) and word[0] not in _ENDS:
                    found += node.reached(words, at + 1)
        return found


@dataclass(frozen=True, slots=True)
class _Chain:
    """A phrase of the set ``which``: trees of words, with None for a gap; a bit for each tree."""

    which: int
    nodes: Sequence[_Node | None]
    bits: tuple[int, ...]
    all: int


class Finder:
    """Looks for many sets of phrases at once."""

    def __init__(self) -> None:
        self._chains: list[_Chain] = []
        self._sets = 0
        self._bits = 0
        self._exact: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._seen: set[str] = set()
        self._parts: dict[str, int] = {}

    def add(self, phrases: Iterable[str], lists: Mapping[str, Sequence[str]]) -> None:
        """Add a set of phrases; sets are numbered from 0."""
        plain = _Node()
        named = {name: _any(ways) for name, ways in lists.items()}
        for phrase in phrases:
            words = phrase.split()
            if "..." in words or "<" in "".join(words[:-1]) or phrase[0] == "<":
                self._chain(_nodes(words, named))
            elif words[-1][0] == "<":
                plain.add(words[:-1], named[words[-1][1:-1]])
            else:
                plain.add(words)
        self._chain([plain])
        self._sets += 1

    def _chain(self, nodes: Sequence[_Node | None]) -> None:
        bits = []
        for node in filter(None, nodes):
            bit = 1 << self._bits
            self._bits += 1
            bits.append(bit)
            for word in node.exact:
                self._exact[word] = self._exact.get(word, 0) | bit
            for start, _ in node.open:
                self._open[start] = self._open.get(start, 0) | bit
        self._chains.append(_Chain(self._sets, nodes, tuple(bits), sum(bits)))

    def find(self, words: Words) -> dict[int, list[tuple[int, int]]]:
        """For each set found the places, as first word and the one after the last, in order."""
        if not words.set <= self._seen:
            self._learn(words.set - self._seen)
        known = words.set & self._parts.keys()
        said = 0
        for word in known:
            said |= self._parts[word]
        found: dict[int, set[tuple[int, int]]] = {}
        for chain in self._chains:
            if said & chain.all == chain.all != 0:
                begin = [{w for w in known if self._parts[w] & bit} for bit in chain.bits[:2]]
                for place in _places(chain.nodes, begin, words.all):
                    found.setdefault(chain.which, set()).add(place)
        return {which: sorted(places) for which, places in found.items()}

    def _learn(self, words: Iterable[str]) -> None:
        """Remember which parts of which phrases each of these words may begin."""
        lengths = sorted({len(start) for start in self._open})
        for word in words:
            bits = self._exact.get(word, 0)
            for length in lengths:
                bits |= self._open.get(word[:length], 0)
            if bits:
                self._parts[word] = bits
            self._seen.add(word)


def _places(
    nodes: Sequence[_Node | None], begin: Sequence[set[str]], words: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Every place of a phrase.

    :param begin: for its first and second part, the words at hand that may begin it.
    """
    alone = nodes[0] if len(nodes) == 1 else None
    second = [at for at, word in enumerate(words) if word in begin[1]] if len(begin) > 1 else []
    for at in [at for at, word in enumerate(words) if word in begin[0]]:
        if len(begin) > 1:
            # The next part is near, or the whole cannot be said from here on.
            after = bisect_right(second, at)
            if after == len(second) or second[after] > at + _NEAR:
                continue
        if alone is not None and alone.stops(words, at):
            continue
        ends = _said(nodes, words, at)
        if ends:
            yield at, max(ends)


def _any(ways: Iterable[str]) -> _Node:
    node = _Node()
    for way in ways:
        node.add(way.split())
    return node


def _nodes(pieces: Iterable[str], named: Mapping[str, _Node]) -> list[_Node | None]:
    """A phrase as trees of words one after the other, with None for a gap."""
    return [
        None if piece == "..." else named[piece[1:-1]] if piece[0] == "<" else _any([piece])
        for piece in pieces
    ]


def _said(chain: Sequence[_Node | None], words: Sequence[str], at: int) -> set[int]:
    """Places after the whole chain, said from here on."""
    if not chain:
        return {at}
    first, rest = chain[0], chain[1:]
    if first is not None:
        after = set(first.reached(words, at))
        return after if not rest else set().union(*(_said(rest, words, one) for one in after))
    found: set[int] = set()
    for skipped in range(LONGEST_GAP + 1):
        found |= _said(rest, words, at + skipped)
        if at + skipped >= len(words) or words[at + skipped][:1] in _ENDS:
            break
    return found
