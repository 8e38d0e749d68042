"""What a check of authored files found, and how it is shown with the line it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "note"]

SHOWN_LENGTH = 60
EXCERPT_LENGTH = 400
MARGIN = 60
MOST_RELATED = 3
RELATED_KEPT = 200
_PLACES_NAMED = 3
_SUGGESTION_LENGTH = 80
_GRAVEST: tuple[Severity, ...] = ("error", "warning", "note")
_CAUSES = frozenset({"I06", "I03"})
_UNDERLINED = re.compile(r'"[^"]*"|\'[^\']*\'|\{[^{}]*\}|[\w\'.:-]+|\S+')
# Line ends, escapes, direction marks, invisible spaces and tags; joiners stay, for Urdu, Persian.
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an author should know; ``line`` and ``column`` count from 1.

    ``hint`` says what stands at the other end of a contradiction or what to do next;
    ``source_line`` is the author's line, or empty where it would be too long to show;
    ``related`` are other places, as file and line, where the fault may as well be;
    findings with the same ``cause``, if it is not empty, are told as one.
    """

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    message: str
    source_line: str = ""
    hint: str = ""
    related: tuple[tuple[str, int], ...] = ()
    cause: str = ""

    @property
    def where(self) -> str:
        """``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}"


def visible(text: str) -> str:
    """The text with every hidden character replaced, one for one, by a mark that can be seen."""
    return HIDDEN.sub(_mark, text)


def shown(text: str) -> str:
    """An author's text made short, single-line and harmless, for use inside a message."""
    flat = " ".join(visible(text[: 4 * SHOWN_LENGTH]).split())
    return flat if len(flat) <= SHOWN_LENGTH else flat[: SHOWN_LENGTH - 3] + "..."


def nearest(name: str, options: Iterable[str]) -> str:
    """The option most like ``name``, or empty when none is near."""
    if len(name) > _SUGGESTION_LENGTH:
        return ""
    import difflib

    folded = {option.casefold(): option for option in options}
    near = difflib.get_close_matches(name.casefold(), folded, n=1)
    return folded[near[0]] if near else ""


def did_you_mean(name: str, options: Iterable[str]) -> str:
    """The end of a message naming the nearest option: ``' - did you mean "x"?'``, or empty."""
    near = nearest(name, options)
    return f' - did you mean "{near}"?' if near else ""


def caret(finding: Finding) -> str:
    """The finding as text for a terminal, with the line and a caret under the place."""
    head = (
        f"{finding.severity}[CUR-{finding.rule}] {visible(finding.message)}\n"
        f" --> {visible(finding.where)}"
    )
    places = _places(finding)
    if not finding.source_line:
        return head + (f"\n  = {visible(finding.hint)}" if finding.hint else "") + places
    start = max(0, finding.column - 1 - MARGIN)
    excerpt = visible(finding.source_line.replace("\t", " "))[start : start + 2 * MARGIN]
    offset = finding.column - 1 - start
    found = _UNDERLINED.match(excerpt, offset)
    width = max(1, len(found.group()) if found else 1)
    number = str(finding.line)
    gutter = " " * len(number)
    under = f"{' ' * offset}{'^' * width} {visible(finding.hint)}".rstrip()
    return f"{head}\n{gutter} |\n{number} | {excerpt.rstrip()}\n{gutter} | {under}{places}"


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in file order, those with the same cause told once with their other places."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (one.file, one.line, one.column, one.rule)):
        alike = (finding.rule, finding.file, finding.message)
        groups.setdefault((finding.cause,) if finding.cause else alike, []).append(finding)
    told = [_merged(group) for group in groups.values()]
    return sorted(told, key=lambda one: (one.file, one.line, one.column, one.rule))


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that stop a curriculum from being used."""
    return [finding for finding in findings if finding.severity == "error"]


def _merged(group: Sequence[Finding]) -> Finding:
    """The gravest of them, with the others' places and what they say."""
    first = min(group, key=lambda one: (_GRAVEST.index(one.severity), one.rule not in _CAUSES))
    others = [one for one in group if one is not first]
    if not others:
        return first
    said: dict[str, None] = {}
    places: dict[str, None] = {}
    for one in others:
        if (one.rule, one.message) != (first.rule, first.message):
            said[f"{one.message} ({one.where})"] = None
        elif (one.file, one.line) != (first.file, first.line):
            name = f"line {one.line}" if one.file == first.file else f"{one.file}:{one.line}"
            places[name] = None
    more = [first.hint, _few("also ", ", ", list(places)), _few("", "; ", list(said))]
    hint = "; ".join(filter(None, more))
    related = (*first.related, *((one.file, one.line) for one in others))
    related += tuple(place for one in others for place in one.related)
    kept = dict.fromkeys(place for place in related if place != (first.file, first.line))
    return replace(first, hint=hint, related=tuple(kept)[:RELATED_KEPT])


def _few(before: str, between: str, texts: Sequence[str]) -> str:
    rest = len(texts) - _PLACES_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return f"{before}{between.join(texts[:_PLACES_NAMED])}{more}" if texts else ""


def _places(finding: Finding) -> str:
    """The first of the related places that the hint does not name, a line each."""
    named = set(re.split(r"[ ,;()]+", finding.hint))
    lines = set(re.findall(r"line (\d+)", finding.hint))
    others = [
        f"\n ::: {visible(file)}:{line}"
        for file, line in finding.related
        if f"{file}:{line}" not in named and not (file == finding.file and str(line) in lines)
    ]
    return "".join(others[:MOST_RELATED])


def _mark(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < ord(" ") else "\ufffd"
