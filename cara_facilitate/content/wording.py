"""Words that must not be read out or handed out (T04, T06, S02), from lists anybody can edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.axes import Axes, Tag
from cara_facilitate.content.fields import Path as Names
from cara_facilitate.content.findings import Finding, Severity, did_you_mean, shown
from cara_facilitate.content.grammar import Part
from cara_facilitate.content.header import Tree, compose, typed
from cara_facilitate.content.package import Package
from cara_facilitate.content.shapes import WordingEntry, WordingTable
from cara_facilitate.content.source import Source
from cara_facilitate.domain.curriculum import SectionKind

if TYPE_CHECKING:
    from cara_facilitate.content.shapes import Manifest

READ_OUT = frozenset({SectionKind.SAY, SectionKind.ASK, SectionKind.SHOW, SectionKind.SIGNPOST})
"""The kinds of section whose words reach the group."""
MAY_BE_ALLOWED = ("T04", "T06", "S02")
OURS = Path(__file__).with_name("wording.yaml")
MOST_WORDS = 12
MOST_GAPS = 3

# Possessive, so that no text can make the search try the same words again and again.
_BETWEEN = r"[\s,]++"
_GAP = r"(?:[\s,;:\"()]++(?:\{[\w.]*\}|[\w'\u2019-]++)){0,4}?"
_PIECE = re.compile(r"\.\.\.|<[a-z_]+>|\{[\w.]*\*?\}|[\w'\u2019/&-]+\*?")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One entry of a list, ready to look."""

    entry: WordingEntry
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    named: re.Pattern[str] | None

    def found(self, text: str, *, some: bool) -> Iterator[re.Match[str]]:
        """Every place where the words stand and may not.

        :param some: whether the text is for some variants only.
        """
        fine = None
        for match in self.words.finditer(text):
            if fine is None:
                fine = [one.span() for one in self.unless.finditer(text)] if self.unless else []
            known = some and self.named is not None and self.named.search(_paragraph(text, match))
            if not known and not any(a < match.end() and match.start() < b for a, b in fine):
                yield match


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
    rules: Sequence[_Rule],
    axes: Axes,
    offered: tuple[str, ...],
) -> Iterator[Finding]:
    for text in texts:
        for rule in rules:
            heard = _heard(text.variants, rule.entry.fine_for, axes)
            some = len(text.variants) < len(offered)
            for match in rule.found(text.body, some=some) if heard else ():
                yield _told(source, text, rule.entry, match, heard, offered)


def _heard(variants: Sequence[str], fine: Sequence[str], axes: Axes) -> Sequence[str]:
    """The variants of a text in which the words may not stand."""
    others = [[one for one in variants if name not in axes.layers(one)] for name in fine]
    if not others or len(others) == 1:
        return others[0] if others else variants
    return variants if all(others) else ()


def _told(
    source: Source,
    text: _Text,
    entry: WordingEntry,
    match: re.Match[str],
    heard: Sequence[str],
    offered: Sequence[str],
) -> Finding:
    line = text.first + text.body.count("\n", 0, match.start())
    begun = match.start() - text.body.rfind("\n", 0, match.start()) - 1
    written, sought = source.lines[line - 1], match.group().split("\n")[0]
    column = 1 + max(written.find(sought, begun), 0)
    words = shown(match.group())
    where = "all variants" if len(heard) == len(offered) else ", ".join(heard)
    message = entry.message.replace("{words}", words).replace("{where}", where)
    hint = "" if "{words}" in entry.message else f'found "{words}"'
    severity: Severity = entry.severity  # type: ignore[assignment]
    return source.at(entry.rule, line, column, message, severity=severity, hint=hint)


def _rules(package: Package) -> tuple[Sequence[_Rule], list[Finding]]:
    """Our rules and the curriculum's own, and what is wrong with the latter."""
    ours = _ours()
    own, source = package.wording, package.wording_source
    if own is None or source is None:
        return ours, []
    findings = list(_strict(source, package.wording_tree, own, package.axes))
    if findings:
        return ours, findings
    lists = {**_our_table().lists, **own.lists}
    return [*ours, *(_compiled(entry, lists) for entry in own.rules)], []


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
        if not _plain(phrase, lists):
            wanted = "plain words; * may end a word, ... may stand between words"
            message = f"{path[-2]}: should be {wanted}, found '{shown(phrase)}'"
            yield source.at("F04", *tree.place(*path), message)


def _plain(phrase: str, lists: frozenset[str]) -> bool:
    pieces = phrase.split()
    named = [piece[1:-1] for piece in pieces if piece.startswith("<")]
    return (
        len(pieces) <= MOST_WORDS
        and all(_PIECE.fullmatch(piece) for piece in pieces)
        and pieces.count("...") <= (MOST_GAPS if lists else 0)
        and pieces[0] != "..." != pieces[-1]
        and not any(a == b == "..." for a, b in pairwise(pieces))
        and all(name in lists for name in named)
    )


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
def _ours() -> tuple[_Rule, ...]:
    table = _our_table()
    return tuple(_compiled(entry, table.lists) for entry in table.rules)


def _compiled(entry: WordingEntry, lists: Mapping[str, Sequence[str]]) -> _Rule:
    unless = _pattern(entry.unless, lists) if entry.unless else None
    named = _pattern(entry.named, lists) if entry.named else None
    return _Rule(entry, _pattern(entry.words, lists), unless, named)


def _paragraph(text: str, match: re.Match[str]) -> str:
    start = text.rfind("\n\n", 0, match.start()) + 1
    end = text.find("\n\n", match.end())
    return text[start : end if end >= 0 else len(text)]


def _pattern(phrases: Iterable[str], lists: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    ways = "|".join(_phrase(phrase, lists) for phrase in phrases)
    return re.compile(rf"(?<![\w{{/])(?:{ways})(?![\w])", re.IGNORECASE)


def _phrase(phrase: str, lists: Mapping[str, Sequence[str]]) -> str:
    made = ""
    for piece in phrase.split():
        if piece == "...":
            made += _GAP
            continue
        made += _BETWEEN if made else ""
        if piece.startswith("<"):
            made += f"(?:{'|'.join(_phrase(one, lists) for one in lists[piece[1:-1]])})"
        elif piece.startswith("{"):
            made += re.escape(piece).replace(r"\*", r"[\w.]*")
        else:
            made += re.escape(piece.rstrip("*")) + (r"[\w'\u2019-]*" if piece[-1] == "*" else "")
    return made
