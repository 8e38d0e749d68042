"""The files of an imported curriculum: manifest, activities, sheets and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cara_reader_carpentries import timing
from cara_reader_carpentries.divs import Div
from cara_reader_carpentries.header import Fields
from cara_reader_carpentries.markdown import Node, Reader
from cara_reader_carpentries.report import Report
from cara_reader_carpentries.steps import Section
from cara_reader_carpentries.words import quoted, slug, title, wrapped
from cara_reader_carpentries.writing import Writer

if TYPE_CHECKING:
    from cara_reader_carpentries.lesson import Taught

OPENS_AT = 9 * 60
LARGEST_PAGE = 900_000
LONGEST_AIM = 300
_REPOSITORY = re.compile(r"https?://[^/\s]+/[^/\s]+/([^/\s]+?)(?:\.git)?/?")
_LAST_MARK = re.compile(r"#+$")
_BRACKETS = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lesson says of itself."""

    id: str
    title: str
    licence: str
    source: str


def facts(config: Fields, taught: Sequence[Taught]) -> Facts:
    """Name, licence and source, with words of our own where the lesson has none."""
    named = title(config.texts.get("title", ""), "Imported lesson")
    source = config.texts.get("source", "").strip()
    repository = _REPOSITORY.fullmatch(source)
    plain = slug(repository[1] if repository else named, slug(named, "imported-lesson"))
    licence = title(config.texts.get("license", ""), "not stated")
    return Facts(plain, named, licence, source)


def curriculum(facts: Facts, taught: Sequence[Taught], report: Report) -> dict[str, str]:
    """The manifest and every activity, by name.

    :raises OverflowError: if the lesson does not fit into nine days.
    """
    slugs = _slugs(taught)
    texts = {"curriculum.yaml": "\n".join(_manifest(facts, taught, slugs, report)) + "\n"}
    for one in taught:
        if one.id:
            _shorten(one, report)
            claimed = [each for each, _ in slugs.get(one.id, [])]
            texts[f"activities/{one.id}.md"] = "\n".join(_activity(one, claimed)) + "\n"
    return texts


def handout(page: str, named: str, file: str, text: str) -> str:
    """A sheet for participants."""
    head = ["---", f"id: {page}", f"title: {quoted(named)}", "audience: participant"]
    head += ["status: draft", f"source: {quoted(f'Carpentries Workbench lesson, {file}')}", "---"]
    return "\n".join(head) + f"\n\n{text}\n"


def sheet(reader: Reader, whole: Div, report: Report) -> str:
    """A learners' page as one text, empty if it has only headings; what is for instructors is
    left out of it.
    """
    writer = Writer(reader.file, report, tables=True)
    texts: list[str] = []
    size = 0
    for node in _nodes(reader, whole, report):
        if node.kind == "heading":
            marks = "#" * min(max(node.level, 2), 3)
            words = node.text.translate(_BRACKETS)
            words = _LAST_MARK.sub(lambda match: "&#35;" * len(match.group()), words)
            passages = [f"{marks} {' '.join(words.split())[:2_000]}"]
        else:
            passages = [passage.text for passage in writer.passages([node])]
        size += sum(map(len, passages))
        if size > LARGEST_PAGE // 4:
            report.add(reader.file, node.line, "page too long, its rest left out")
            break
        texts += passages
    says = any(not text.startswith("#") for text in texts)
    return "\n\n".join(texts) if says else ""


def sources(facts: Facts, dropped: Sequence[str]) -> str:
    """For the author: where the text comes from, under which licence, and what is missing."""
    lines = ["# Sources", "", f"Imported from a Carpentries Workbench lesson: {facts.title}."]
    lines += [f"Source: {title(facts.source, 'not stated')}.", f"Licence: {facts.licence}."]
    lines += ["", "## Left out or changed", ""]
    lines += [f"- {each}" for each in dropped] or ["Nothing."]
    return "\n".join(lines) + "\n"


def _nodes(reader: Reader, div: Div, report: Report) -> Iterator[Node]:
    for part in div.parts:
        if not isinstance(part, Div):
            yield from reader.nodes(part.lines, part.line)
        elif part.kind == "instructor":
            report.add(reader.file, part.line, "words for instructors left out of a sheet")
        else:
            yield from _nodes(reader, part, report)


def _slugs(taught: Sequence[Taught]) -> dict[str, list[tuple[str, str]]]:
    """Each activity's objectives as slug and words."""
    return {
        one.id: [(f"{one.id}-{number}", aim) for number, aim in enumerate(one.objectives, start=1)]
        for one in taught
        if one.objectives
    }


def _manifest(
    facts: Facts,
    taught: Sequence[Taught],
    slugs: dict[str, list[tuple[str, str]]],
    report: Report,
) -> Iterator[str]:
    yield "format: 1"
    yield f"curriculum: {facts.id}"
    yield f"title: {quoted(facts.title)}"
    yield "version: 1.0.0"
    yield f"licence: {quoted(facts.licence)}"
    yield "imported: yes"
    yield "axes:"
    yield "  lesson: [all]"
    aims = [pair for pairs in slugs.values() for pair in pairs]
    yield "objectives:" if aims else "objectives: []"
    for number, (name, aim) in enumerate(aims, start=1):
        words = aim if len(aim) <= LONGEST_AIM else f"{aim[: LONGEST_AIM - 3]}..."
        yield f"  - {{id: O{number:02}, slug: {name}, text: {quoted(words)}}}"
    yield "days:"
    yield from _days(taught, report)


def _days(taught: Sequence[Taught], report: Report) -> Iterator[str]:
    running = [one for one in taught if one.minutes.whole]
    if not running:
        # A run sheet has at least one row: the first episode, for the least time there is.
        running = [one for one in taught if one.id][:1]
    extra = [one for one in taught if one.id and one not in running]
    for one in extra:
        report.add(one.file, 1, "no minutes: an optional activity, outside of the running order")
    lengths = [max(one.minutes.whole, 1) for one in running]
    place = 0
    for number, count in enumerate(timing.days(lengths), start=1):
        today = running[place : place + count]
        end = OPENS_AT + sum(lengths[place : place + count])
        place += count
        yield f"  - workshop: {number}"
        yield f'    start: "{OPENS_AT // 60:02}:00"'
        yield f'    end: "{end // 60:02}:{end % 60:02}"'
        yield "    run:"
        for one in today:
            if one.id:
                yield f"      - {{activity: {one.id}}}"
            if one.minutes.rest:
                label = one.title if not one.id else "Break"
                yield f"      - {{break: {one.minutes.rest}, label: {quoted(label)}}}"
        if extra and number == 1:
            yield f"    optional: [{', '.join(one.id for one in extra)}]"


def _activity(one: Taught, claimed: Sequence[str]) -> Iterator[str]:
    spent = max(one.minutes.activity, 1)
    yield "---"
    yield f"id: {one.id}"
    yield f"title: {quoted(one.title)}"
    yield f"minutes: {spent}"
    yield f"shortest: {spent}"
    yield f"objectives: [{', '.join(claimed)}]"
    yield f"setting: {'mixed' if any(step.exercise for step in one.steps) else 'plenary'}"
    yield "intensity: low"
    yield "status: draft"
    yield f"source: {quoted(f'Carpentries Workbench lesson, {one.file}')}"
    yield "---"
    yield ""
    told = f"Imported from a Carpentries lesson: {one.minutes.teaching} minutes of teaching, "
    yield wrapped(told + f"{one.minutes.exercises} of exercises.")
    for step in one.steps:
        yield f"\n## {step.title} ({step.minutes} min)"
        for section in step.sections:
            yield f"\n### {section.kind}\n"
            yield section.body


def _shorten(one: Taught, report: Report) -> None:
    """Keep a page below the size of a file, its longest sections giving way first."""
    sections: list[Section] = [section for step in one.steps for section in step.sections]
    sizes = [len(section.body.encode("utf-8", "replace")) for section in sections]
    while sum(sizes) > LARGEST_PAGE:
        at = max(range(len(sizes)), key=sizes.__getitem__)
        report.add(one.file, 1, "section too long, left out", sections[at].kind)
        sections[at].bodies = ["Left out: too long to carry over."]
        sizes[at] = len(sections[at].body)
