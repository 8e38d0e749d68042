"""What a check of authored files found, and how it is shown with the line it is about."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "note"]

SHOWN_LENGTH = 60
EXCERPT_LENGTH = 400
MARGIN = 60
# Typos in one name repeat over many files: these are told once for the whole curriculum.
_TOLD_ONCE = frozenset({"C01", "I02"})
_PLACES_NAMED = 3
_SUGGESTION_LENGTH = 80
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
    ``related`` are other places, as file and line, where the fault may as well be.
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
    if not finding.source_line:
        return head + (f"\n  = {visible(finding.hint)}" if finding.hint else "")
    start = max(0, finding.column - 1 - MARGIN)
    excerpt = visible(finding.source_line.replace("\t", " "))[start : start + 2 * MARGIN]
    offset = finding.column - 1 - start
    found = _UNDERLINED.match(excerpt, offset)
    width = max(1, len(found.group()) if found else 1)
    number = str(finding.line)
    gutter = " " * len(number)
    under = f"{' ' * offset}{'^' * width} {visible(finding.hint)}".rstrip()
    return f"{head}\n{gutter} |\n{number} | {excerpt.rstrip()}\n{gutter} | {under}"


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in file order, those with the same cause told once with their other places."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (one.file, one.line, one.column, one.rule)):
        file = "" if finding.rule in _TOLD_ONCE else finding.file
        groups.setdefault((finding.rule, file, finding.message), []).append(finding)
    return [_merged(group) for group in groups.values()]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that stop a curriculum from being used."""
    return [finding for finding in findings if finding.severity == "error"]


def _merged(group: Sequence[Finding]) -> Finding:
    first, others = group[0], group[1:]
    places = list(
        dict.fromkeys(
            f"line {other.line}" if other.file == first.file else f"{other.file}:{other.line}"
            for other in others
            if (other.file, other.line) != (first.file, first.line)
        )
    )
    if not places:
        return first
    rest = len(places) - _PLACES_NAMED
    named = ", ".join(places[:_PLACES_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    hint = f"{first.hint}; also {named}" if first.hint else f"also {named}"
    return replace(first, hint=hint)


def _mark(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < ord(" ") else "\ufffd"
