"""Words that must not be read out or handed out (T04, T06, S02), from lists anybody can edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.axes import Axes, Tag
from cara_facilitate.content.fields import Path as Names
from cara_facilitate.content.findings import Finding, Severity, did_you_mean, shown
from cara_facilitate.content.grammar import Part
from cara_facilitate.content.header import Tree, compose, typed
from cara_facilitate.content.package import Package
from cara_facilitate.content.phrases import Finder, Words, is_phrase
from cara_facilitate.content.shapes import WordingEntry, WordingTable
from cara_facilitate.content.source import Source
from cara_facilitate.domain.curriculum import SectionKind

if TYPE_CHECKING:
    from cara_facilitate.content.shapes import Manifest

READ_OUT = frozenset({SectionKind.SAY, SectionKind.ASK, SectionKind.SHOW, SectionKind.SIGNPOST})
"""The kinds of section whose words reach the group."""
MAY_BE_ALLOWED = ("T04", "T06", "S02")
OURS = Path(__file__).with_name("wording.yaml")
_MOST_KEPT = 4_096


class _Rules:
    """Entries of lists, ready to look."""

    def __init__(self, entries: Sequence[tuple[WordingEntry, Mapping[str, Sequence[str]]]]) -> None:
        self.entries = [entry for entry, _ in entries]
        self._words, self._unless, self._named = Finder(), Finder(), Finder()
        # The same text is asked about again when one file of many has changed.
        self._met: dict[tuple[str, bool], tuple[tuple[WordingEntry, int, int], ...]] = {}
        for entry, lists in entries:
            self._words.add(entry.words, lists)
            self._unless.add(entry.unless, lists)
            self._named.add(entry.named, lists)

    def found(self, text: str, *, some: bool) -> Iterator[tuple[WordingEntry, int, int]]:
        """Every entry that is met, with start and end in the text.

        :param some: whether the text is for some variants only.
        """
        kept = self._met.get((text, some))
        if kept is None:
            kept = self._met[(text, some)] = tuple(self._found(text, some=some))
            if len(self._met) > _MOST_KEPT:
                self._met.clear()
        yield from kept

    def _found(self, text: str, *, some: bool) -> Iterator[tuple[WordingEntry, int, int]]:
        words = Words(text)
        for number, places in self._words.find(words).items():
            fine = self._unless.find(words).get(number, ())
            for first, last in places:
                if any(start < last and first < end for start, end in fine):
                    continue
                start, end = words.span(first, last)
                near = Words(_paragraph(text, start, end)) if some else None
                if near is None or number not in self._named.find(near):
                    yield self.entries[number], start, end


@dataclass(frozen=True, slots=True)
class _Text:
    """Words that reach the group, from line ``first`` of a file on, in these variants."""

    body: str
    first: int
    variants: tuple[str, ...]


def check_wording(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """What is read out, shown or handed out and should not be, unless its file allows it."""
    rules, wrong = _rules(package)
    yield from wrong
    offered = package.declared()
    for source, tree, allow, texts in _files(package, offered):
        needless = set(allow)
        for finding in _looked(source, texts, rules, package.axes, offered):
            if finding.rule in allow:
                needless.discard(finding.rule)
            elif manifest.imported:
                yield replace(finding, severity="note" if finding.rule == "T04" else "warning")
            else:
                yield finding
        for name in allow:
            place = tree.keys.get(("allow", name), (1, 1))
            if name not in MAY_BE_ALLOWED:
                near = did_you_mean(name, MAY_BE_ALLOWED)
                message = f'allow: should name {", ".join(MAY_BE_ALLOWED)}, found "{shown(name)}"'
                yield source.at("F04", *place, message + near)
            elif name in needless:
                message = f"nothing here needs to be allowed by {name}"
                yield source.at("T07", *place, message, severity="warning")


def _files(
    package: Package, offered: tuple[str, ...]
) -> Iterator[tuple[Source, Tree, Mapping[str, str], list[_Text]]]:
    """Each file with what it allows and the texts in it that reach the group."""
    axes = package.axes

    def meant(tags: Iterable[Tag], among: Sequence[str] = offered) -> tuple[str, ...]:
        return tuple(variant for variant in among if axes.includes(tags, variant))

    def said(parts: Iterable[tuple[tuple[Tag, ...], Part]], among: Sequence[str]) -> list[_Text]:
        return [
            _Text(part.body, part.first, meant((*outer, *part.tags), among))
            for outer, part in parts
            if part.kind in READ_OUT and part.body
        ]

    for one in package.activities.values():
        parts = [(stage.tags, part) for stage in one.stages for part in stage.parts]
        yield one.source, one.tree, one.header.allow, said(parts, offered)
    for over in package.overlays:
        parts = [(stage.tags, part) for stage in over.stages for part in stage.parts]
        among = tuple(one for one in offered if over.layer in axes.layers(one))
        yield over.source, over.tree, over.header.allow, said(parts, among)
    for sheet in package.sheets.values():
        line = sheet.tree.place("title")[0]
        texts = [_Text(piece.text, piece.first, meant(piece.tags)) for piece in sheet.pieces]
        headings = [_Text(p.body.partition("\n")[0], p.line, meant(p.tags)) for p in sheet.pieces]
        title = _Text(sheet.header.title, line, offered)
        texts += [one for one in headings if one.body.startswith("#")]
        yield sheet.source, sheet.tree, sheet.header.allow, [title, *texts]
    if package.terms_source is not None:
        yield package.terms_source, package.terms_tree, {}, list(_wordings(package, offered))


def _wordings(package: Package, offered: tuple[str, ...]) -> Iterator[_Text]:
    for name, ways in package.table.items():
        for way, wording in ways.items():
            layers = package.axes.layers
            among = tuple(v for v in offered if way == "any" or way in layers(v))
            yield _Text(wording, package.terms_tree.place("terms", name, way)[0], among)


def _looked(
    source: Source,
    texts: Iterable[_Text],
    rules: _Rules,
    axes: Axes,
    offered: tuple[str, ...],
) -> Iterator[Finding]:
    for text in texts:
        some = len(text.variants) < len(offered)
        for entry, start, end in rules.found(text.body, some=some):
            if heard := _heard(text.variants, entry.fine_for, axes):
                yield _told(source, text, entry, (start, end), heard, offered)


def _heard(variants: Sequence[str], fine: Sequence[str], axes: Axes) -> Sequence[str]:
    """The variants of a text if the words may not stand in it."""
    only = any(all(name in axes.layers(one) for one in variants) for name in fine)
    return () if only else variants


def _told(
    source: Source,
    text: _Text,
    entry: WordingEntry,
    span: tuple[int, int],
    heard: Sequence[str],
    offered: Sequence[str],
) -> Finding:
    start, end = span
    line = text.first + text.body.count("\n", 0, start)
    begun = start - text.body.rfind("\n", 0, start) - 1
    written, said = source.lines[line - 1], text.body[start:end]
    column = 1 + max(written.find(said.split("\n")[0], begun), 0)
    where = "all variants" if len(heard) == len(offered) else ", ".join(heard)
    message = entry.message.replace("{words}", shown(said)).replace("{where}", where)
    hint = "" if "{words}" in entry.message else f'found "{shown(said)}"'
    severity: Severity = entry.severity  # type: ignore[assignment]
    found = source.at(entry.rule, line, column, message, severity=severity, hint=hint)
    return replace(found, cause=f"words {source.name} {line} {entry.rule}")


def _rules(package: Package) -> tuple[_Rules, list[Finding]]:
    """Our rules and the curriculum's own, and what is wrong with the latter."""
    ours = _ours()
    own, source = package.wording, package.wording_source
    if own is None or source is None:
        return ours, []
    findings = list(_strict(source, package.wording_tree, own, package.axes))
    if findings:
        return ours, findings
    table = _our_table()
    lists = {**table.lists, **own.lists}
    both = [(entry, table.lists) for entry in table.rules] + [(one, lists) for one in own.rules]
    return _Rules(both), []


def _strict(source: Source, tree: Tree, table: WordingTable, axes: Axes) -> Iterator[Finding]:
    """What in a list is more than plain words (F04)."""
    known = {*_our_table().lists, *table.lists}
    phrases: list[tuple[Names, str, frozenset[str]]] = [
        (("lists", name, number), phrase, frozenset())
        for name, entries in table.lists.items()
        for number, phrase in enumerate(entries)
    ]
    for index, entry in enumerate(table.rules):
        for number, word in enumerate(entry.fine_for):
            if message := axes.unknown(word):
                yield source.at("A01", *tree.place("rules", index, "fine_for", number), message)
        for field in ("words", "unless", "named"):
            for number, phrase in enumerate(getattr(entry, field)):
                phrases.append((("rules", index, field, number), phrase, frozenset(known)))
    for path, phrase, lists in phrases:
        if not is_phrase(phrase, lists) or (not lists and "..." in phrase):
            wanted = "plain words; * may end a word, ... may stand between words"
            message = f"{path[-2]}: should be {wanted}, found '{shown(phrase)}'"
            yield source.at("F04", *tree.place(*path), message)


@lru_cache(maxsize=1)
def _our_table() -> WordingTable:
    source = Source(OURS.name, tuple(OURS.read_text(encoding="utf-8").split("\n")))
    tree, wrong = compose(source, 1, len(source.lines))
    table, faults = typed(source, tree or Tree(), WordingTable)
    if table is None or wrong or faults:
        # A list of ours that cannot be read must not pass as one that found nothing.
        raise ValueError("; ".join(f"{one.where} {one.message}" for one in [*wrong, *faults]))
    return table


@lru_cache(maxsize=1)
def _ours() -> _Rules:
    table = _our_table()
    return _Rules([(entry, table.lists) for entry in table.rules])


def _paragraph(text: str, start: int, end: int) -> str:
    begun = text.rfind("\n\n", 0, start) + 1
    close = text.find("\n\n", end)
    return text[begun : close if close >= 0 else len(text)]
