"""Steps and sections of an activity, and parts of a handout, out of an authored file's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from cara_facilitate.content.axes import Tag, tags
from cara_facilitate.content.dialect import Passage, check
from cara_facilitate.content.findings import Finding, did_you_mean, shown
from cara_facilitate.content.source import Source
from cara_facilitate.domain.curriculum import SectionKind

_HEADING = re.compile(r"(#{2,3}) +(\S.*)")
_TAGS = re.compile(r"\[([^\[\]]*)\]$")
_MINUTES = re.compile(r"\(([^()]*)\)$")
_COUNT = re.compile(r"([1-9]\d{0,2}) min")
_LOOSE = SectionKind.NOTE
_KINDS = {kind.value: kind for kind in SectionKind}


@dataclass(frozen=True, slots=True)
class Heading:
    """A ``##`` or ``###`` line taken apart; ``timed`` is what stood in round brackets."""

    level: int
    title: str
    timed: str
    tags: tuple[Tag, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section as written, for the variants its tags name; terms are not filled in yet.

    ``line`` is its heading's, ``first`` that of its first words, both in ``file``.
    """

    kind: SectionKind
    tags: tuple[Tag, ...]
    body: str
    line: int
    file: str = ""
    first: int = 0

    @property
    def last(self) -> int:
        """The line of its last words, or its heading's if it is empty."""
        return self.first + self.body.count("\n") if self.body else self.line


@dataclass(frozen=True, slots=True)
class Stage:
    """A step as written; ``minutes`` is None where the heading gives none that can be read."""

    title: str
    minutes: int | None
    tags: tuple[Tag, ...]
    parts: tuple[Part, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A handout's text under one heading (or before the first), that heading included.

    ``text`` is without the heading and starts on line ``first``.
    """

    tags: tuple[Tag, ...]
    body: str
    line: int
    text: str = ""
    first: int = 0


@dataclass(slots=True)
class _Draft:
    """The step being read; parts are gathered until the next ``##``."""

    heading: Heading
    parts: list[Part] = field(default_factory=list)


@lru_cache(maxsize=512)
def steps(
    source: Source, first: int, *, overlay: bool = False, imported: bool = False
) -> tuple[str, tuple[Stage, ...], tuple[Finding, ...]]:
    """The aim, the steps and the findings of a body that starts on line ``first``.

    In an overlay an empty section empties the one below it and minutes may be left out.
    In text imported from elsewhere they may be, too, and words directly under a step are a note.
    """
    aim = ""
    drafts: list[_Draft] = []
    findings: list[Finding] = []
    for heading, passage in _passages(source, first):
        findings += check(source, passage, tables=_shows(heading))
        if heading is None:
            aim = passage.text
            findings += _introduced(source, passage, overlay)
        elif heading.level == 2 and not (heading.title in _KINDS and drafts):
            drafts.append(_Draft(heading))
            findings += _step(source, heading, timed=not overlay and not imported)
            if passage.text and imported:
                loose = Part(_LOOSE, (), passage.text, heading.line, source.name, passage.first)
                drafts[-1].parts.append(loose)
            elif passage.text and not passage.text.startswith("#"):
                message = "text directly under a step; put it under ### Say or another section"
                findings.append(source.at("D07", passage.first, 1, message))
        else:
            findings += _section(source, heading, passage, drafts, overlay)
    return aim, tuple(_stage(draft) for draft in drafts), tuple(findings)


@lru_cache(maxsize=512)
def pieces(source: Source, first: int) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """A handout's parts in order; the tags of a ``##`` also hold for every ``###`` under it."""
    found: list[Piece] = []
    findings: list[Finding] = []
    outer: tuple[Tag, ...] = ()
    for heading, passage in _passages(source, first):
        findings += check(source, passage, tables=True)
        if heading is None:
            found.append(Piece((), passage.text, passage.first, passage.text, passage.first))
            continue
        if heading.level == 2:
            outer = heading.tags
        own = heading.tags if heading.level == 2 else (*outer, *heading.tags)
        title = f"{'#' * heading.level} {heading.title}"
        title += f" ({heading.timed})" if heading.timed else ""
        body = f"{title}\n\n{passage.text}".rstrip()
        found.append(Piece(own, body, heading.line, passage.text, passage.first))
    return tuple(piece for piece in found if piece.body), tuple(findings)


def _passages(source: Source, first: int) -> Iterator[tuple[Heading | None, Passage]]:
    heading: Heading | None = None
    start = first
    for number in range(first, len(source.lines) + 1):
        line = source.lines[number - 1]
        match = _HEADING.fullmatch(line.rstrip()) if line.startswith("##") else None
        if match is not None:
            yield heading, Passage.of(source.lines, start, number - 1)
            heading = _heading(match, number)
            start = number + 1
    yield heading, Passage.of(source.lines, start, len(source.lines))


def _heading(match: re.Match[str], line: int) -> Heading:
    level, rest = len(match.group(1)), match.group(2).rstrip()
    found: tuple[Tag, ...] = ()
    timed = ""
    for _ in range(2):
        tagged = _TAGS.search(rest)
        if tagged is not None and not found:
            found = tags(tagged.group(1), line, match.start(2) + tagged.start(1) + 1)
            rest = rest[: tagged.start()].rstrip()
        minutes = _MINUTES.search(rest)
        if minutes is not None and not timed:
            timed = minutes.group(1).strip()
            rest = rest[: minutes.start()].rstrip()
    return Heading(level, rest, timed, found, line)


def _shows(heading: Heading | None) -> bool:
    return heading is not None and heading.title == SectionKind.SHOW


def _introduced(source: Source, passage: Passage, overlay: bool) -> list[Finding]:
    if overlay and passage.text:
        message = "text before the first step; variant text stands under a step and a ### heading"
        return [source.at("D07", passage.first, 1, message)]
    if not overlay and not passage.text:
        message = "say in one paragraph, before the first step, what this activity is for"
        line = min(passage.first, len(source.lines))
        return [source.at("D01", line, 1, message, severity="warning")]
    return []


def _step(source: Source, heading: Heading, *, timed: bool) -> list[Finding]:
    if _COUNT.fullmatch(heading.timed) is not None or not (heading.timed or timed):
        return []
    found = f', found "({shown(heading.timed)})"' if heading.timed else ""
    message = f'step "{shown(heading.title)}" has no minutes{found}'
    hint = "end the heading with (10 min)"
    return [source.at("M02", heading.line, 4, message, hint=hint)]


def _section(
    source: Source, heading: Heading, passage: Passage, drafts: list[_Draft], overlay: bool
) -> list[Finding]:
    title = shown(heading.title)
    kind = _KINDS.get(heading.title)
    if kind is None:
        near = did_you_mean(heading.title, _KINDS)
        hint = f"expected {', '.join(_KINDS)}"
        message = f'"{title}" is not a kind of section{near}'
        return [source.at("D04", heading.line, 5, message, hint=hint)]
    if not drafts:
        message = f'"{title}" comes before the first step'
        # Every section before the first step has this one cause: a lost step heading.
        cause = f"early {source.name}"
        return [replace(source.at("D05", heading.line, 5, message), cause=cause)]
    findings = []
    if heading.level == 2:
        message = f'"{title}" is a section, not a step; write it with ###'
        findings.append(source.at("D04", heading.line, 4, message))
    elif heading.timed:
        message = f'minutes stand on steps, not on "{title}"'
        findings.append(source.at("D04", heading.line, 5, message))
    if not passage.text and not overlay:
        findings.append(source.at("D06", heading.line, 5, f'"{title}" is empty'))
    part = Part(kind, heading.tags, passage.text, heading.line, source.name, passage.first)
    drafts[-1].parts.append(part)
    return findings


def _stage(draft: _Draft) -> Stage:
    heading = draft.heading
    count = _COUNT.fullmatch(heading.timed)
    minutes = int(count.group(1)) if count else None
    return Stage(heading.title, minutes, heading.tags, tuple(draft.parts), heading.line)


def every_tag(stages: Sequence[Stage]) -> Iterator[Tag]:
    """All tags of these steps and their sections."""
    for stage in stages:
        yield from stage.tags
        for part in stage.parts:
            yield from part.tags
