"""Whether words that are the facilitators' alone stand on a sheet for participants."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from cara_facilitate.domain.curriculum import (
    PARTICIPANT_VISIBLE,
    Curriculum,
    Handout,
    Section,
    SectionKind,
)

NEVER_SEEN = frozenset(
    {
        SectionKind.LISTEN_FOR,
        SectionKind.WATCH_FOR,
        SectionKind.NOTE,
        SectionKind.IF_SHORT,
    }
)
"""What is not even said aloud."""
HEARD = frozenset({SectionKind.SAY, SectionKind.ASK, SectionKind.DO}) | PARTICIPANT_VISIBLE
"""What a sheet may well repeat: these read it out, or lead through it."""
FEWEST_WORDS = 5
"""A shorter sentence is anybody's."""
RUN = 8
"""So many words one after the other are known again, wherever in a sentence they stand."""

_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_PART = re.compile(r"\n[ >]*\n|\n(?=[ >]*(?:[-#|]|\d{1,3}[.)]) )")
_MARK = re.compile(r"\A[ \n>]*(?:-|#+|\||\d{1,3}[.)])?[ >]*(?:O\d\d: )?")
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = re.compile("[*\u00ad\u200b-\u200d\u2060\ufeff\ufffd]")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """A facilitators' sentence, or words of one, on a hand-out, and where it was written."""

    handout: str
    activity: str
    step: str
    kind: SectionKind
    sentence: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A section's words in order, and where in them each sentence of its own begins and ends."""

    words: Words
    sentences: tuple[tuple[int, int], ...]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Whole short sentences, and every run of words; longer sentences are such runs."""
        yield from (one for one in self.sentences if FEWEST_WORDS <= one[1] - one[0] < RUN)
        yield from ((start, start + RUN) for start in range(len(self.words) - RUN + 1))


def leaks(curriculum: Curriculum) -> tuple[Leak, ...]:
    """Every sentence, and every row of eight words, of a section no participant may see that
    stands in a hand-out or its title.

    What is said aloud elsewhere in this curriculum is no secret, so it is none. The time taken
    grows as the texts do, and no faster.
    """
    theirs = [(*one, _told(one[2].body)) for one in _sections(curriculum, NEVER_SEEN)]
    sought = {told.words[start:end] for *_, told in theirs for start, end in told.spans()}
    for _, _, section in _sections(curriculum, HEARD):
        sought.difference_update(_runs(_told(section.body).words))
    where = _where(curriculum.handouts, sought)
    if not where:
        return ()
    return tuple(
        Leak(name, activity, step, section.kind, " ".join(told.words[start:end]))
        for activity, step, section, told in theirs
        for name, start, end in _found(told, where)
    )


def sentences(body: str) -> Iterator[str]:
    """The sentences of a section that have enough words to be known again."""
    for sentence in _sentences(body):
        if len(_WORD.findall(sentence)) >= FEWEST_WORDS:
            yield sentence


def _sentences(body: str) -> Iterator[str]:
    """Every sentence as it is read: without marks, entities and what nobody sees."""
    shown = unicodedata.normalize("NFKC", unescape(body))
    for part in _PART.split(_UNSEEN.sub("", shown)):
        yield from _END.split(_MARK.sub("", part))


def _told(body: str) -> _Told:
    words: list[str] = []
    ends: list[tuple[int, int]] = []
    for sentence in _sentences(body):
        start = len(words)
        words += _WORD.findall(sentence.casefold())
        ends.append((start, len(words)))
    return _Told(tuple(words), tuple(ends))


def _runs(words: Words) -> Iterator[Words]:
    """Every row of words that is as long as what is looked for."""
    for length in range(FEWEST_WORDS, RUN + 1):
        yield from zip(*(words[first:] for first in range(length)), strict=False)


def _where(handouts: Iterable[Handout], sought: Collection[Words]) -> Mapping[Words, set[str]]:
    """The hand-outs in which each of these rows of words stands."""
    found: defaultdict[Words, set[str]] = defaultdict(set)
    for one in handouts:
        words = (*_told(one.title).words, *_told(one.body).words)
        for run in _runs(words):
            if run in sought:
                found[run].add(one.id)
    return found


def _found(told: _Told, where: Mapping[Words, set[str]]) -> Iterator[tuple[str, int, int]]:
    """The hand-outs in which words of this section stand, and which words."""
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in sorted(told.spans()):
        for name in where.get(told.words[start:end], ()):
            spans[name].append((start, end))
    for name, all_of_it in sorted(spans.items()):
        yield from ((name, start, end) for start, end in _merged(all_of_it))


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _sections(
    curriculum: Curriculum, kinds: Collection[SectionKind]
) -> Iterator[tuple[str, str, Section]]:
    """Sections of these kinds with the activity and step they stand in."""
    for activity in curriculum.activities:
        for step in activity.steps:
            for section in step.sections:
                if section.kind in kinds:
                    yield activity.id, step.title, section
