"""Whether words that are the facilitators' alone stand on a sheet for participants."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cara_facilitate.content.markdown import blocks
from cara_facilitate.domain.curriculum import (
    PARTICIPANT_VISIBLE,
    Curriculum,
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

_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_AIM = re.compile(r"O\d\d: ")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A facilitators' sentence on a hand-out, and where it was written."""

    handout: str
    activity: str
    step: str
    kind: SectionKind
    sentence: str


def leaks(curriculum: Curriculum) -> tuple[Leak, ...]:
    """Every sentence of a section no participant may see that stands in a hand-out.

    One that is said aloud elsewhere in this curriculum is no secret, so it is none.
    """
    sheets = {one.id: _folded(one.body) for one in curriculum.handouts}
    heard = [_folded(section.body) for _, _, section in _sections(curriculum, HEARD)]
    found = []
    for activity, step, section in _sections(curriculum, NEVER_SEEN):
        for sentence in sentences(section.body):
            words = f" {' '.join(_words(sentence))} "
            names = [name for name, text in sheets.items() if words in text]
            if names and not any(words in text for text in heard):
                found += [Leak(name, activity, step, section.kind, sentence) for name in names]
    return tuple(found)


def sentences(body: str) -> Iterator[str]:
    """The sentences of a section that have enough words to be known again."""
    for block in blocks(body):
        for sentence in _END.split(_AIM.sub("", block.text)):
            if len(_words(sentence)) >= FEWEST_WORDS:
                yield sentence


def _sections(
    curriculum: Curriculum, kinds: Collection[SectionKind]
) -> Iterator[tuple[str, str, Section]]:
    """Sections of these kinds with the activity and step they stand in."""
    for activity in curriculum.activities:
        for step in activity.steps:
            for section in step.sections:
                if section.kind in kinds:
                    yield activity.id, step.title, section


def _folded(body: str) -> str:
    return f" {' '.join(word for block in blocks(body) for word in _words(block.text))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
