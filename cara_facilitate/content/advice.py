"""What the check says of texts and stops nothing for: long talk, two renderings, lost headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from cara_facilitate.content.findings import Finding
from cara_facilitate.content.grammar import Part
from cara_facilitate.content.package import Package
from cara_facilitate.content.source import Source
from cara_facilitate.content.variants import Resolved
from cara_facilitate.domain.curriculum import SectionKind

WORDS_A_MINUTE = 130

_WORD = re.compile(r"\w[\w'\u2019-]*")
_LONGEST_COMPARED = 20_000
# A line of words and terms, perhaps some of them bold, as a paragraph or an item; a row of cells.
_C = r"[^*_<>\[\]`\\&|#~{}\n]"
_TERM = r"\{[\w.]*\}"
_SHUT = r"(?<=[^\W_])\1(?=[.,;:?!)])|(?<=[^\W_]|[.,:?!])\1(?= |$)"
_BOLD = rf"(?<![\w*])(\*\*?)(?=[^\W_])(?:{_C}++|{_TERM})*+(?:{_SHUT})"
_STARTS = r"(?=[^\W_]|[\"'(*{.\u2018\u201c])(?![0-9]+[.)](?: |$))"
_PLAIN = re.compile(
    rf" *(?:(?:-|[0-9]{{1,2}}\.) )?{_STARTS}(?:{_C}++|{_TERM}|{_BOLD})+|\|(?:(?:{_C}|{_TERM})*\|)+|"
)
_CARRIED_ON = re.compile(r"(?<=[^\n|])\n *(?=[^\W\d_])")
_TWO_BLANKS = re.compile(r"\n[ ]*\n[ ]*\n")


def advise_talk(resolved: Resolved) -> Iterator[Finding]:
    """Steps whose words to say take longer than the step has (M05), in one variant."""
    for step, stage in zip(resolved.activity.steps, resolved.stages, strict=True):
        said = sum(_words(s.body) for s in step.sections if s.kind is SectionKind.SAY)
        needed = -(-said // WORDS_A_MINUTE)
        if needed > step.minutes and stage.minutes is not None:
            message = f"the words to say take about {needed} min; the step has {step.minutes}"
            spoken = [part for part in stage.parts if part.kind is SectionKind.SAY]
            related = [(part.file, part.line) for part in spoken]
            related += [(part.file, _longest(part)) for part in spoken]
            source = resolved.authored.source
            found = source.at(
                "M05", stage.line, 4, message, severity="note", related=tuple(related)
            )
            yield replace(found, cause=f"talk {source.name} {stage.line}")


def advise_text(package: Package) -> Iterator[Finding]:
    """Sections and hand-outs that do not read the same twice (D14) or seem to have lost a heading
    (D15); files with an error in their Markdown are left alone until it is mended.
    """
    unsound = {one.file for one in package.findings if one.rule[0] in "DX"}
    imported = package.manifest is not None and package.manifest.imported
    written: dict[str, tuple[Source, list[tuple[str, int, int]]]] = {}
    staged = [(one.source, one.stages) for one in package.activities.values()]
    staged += [(one.source, one.stages) for one in package.overlays]
    for source, stages in staged:
        parts = [(part.body, part.line, part.first) for stage in stages for part in stage.parts]
        written[source.name] = (source, parts)
    for sheet in package.sheets.values():
        pieces = [(piece.text, piece.line, piece.first) for piece in sheet.pieces]
        written[sheet.source.name] = (sheet.source, pieces)
    for name, (source, texts) in written.items():
        for body, line, first in texts if name not in unsound else ():
            yield from _doubtful(source, body, line)
            if not imported:
                yield from _two_blanks(source, body, first)


def _doubtful(source: Source, body: str, line: int) -> Iterator[Finding]:
    if len(body) < _LONGEST_COMPARED and not alike(body):
        message = "this section does not read the same on screen and on paper"
        yield source.at("D14", line, 1, message, severity="warning")


def _two_blanks(source: Source, body: str, first: int) -> Iterator[Finding]:
    for match in _TWO_BLANKS.finditer(body) if "\n\n\n" in body else ():
        line = first + body.count("\n", 0, match.start()) + 1
        message = "two blank lines; has a heading been lost between them?"
        yield source.at("D15", line, 1, message, severity="note")


def alike(body: str) -> bool:
    """Whether screen and paper show the same words; plain text does, and is not rendered."""
    if is_plain(body):
        return True
    from cara_facilitate.content.markdown import reads_alike

    return reads_alike(body)


@lru_cache(maxsize=4096)
def is_plain(body: str) -> bool:
    """Whether every line is nothing but words, perhaps marked bold, as a paragraph, an item or a
    row of cells: in text that breaks no rule of the dialect these read alike.
    """
    return all(map(_PLAIN.fullmatch, _CARRIED_ON.sub(" ", body).split("\n")))


@lru_cache(maxsize=4096)
def _words(body: str) -> int:
    return len(_WORD.findall(body))


def _longest(part: Part) -> int:
    """The line of a section in which most words stand."""
    lines = part.body.split("\n")
    return part.first + max(range(len(lines)), key=lambda number: len(lines[number]))
