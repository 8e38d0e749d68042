"""The restricted Markdown that looks the same on screen and on paper, and what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from cara_facilitate.content.findings import Finding
from cara_facilitate.content.source import Source

INDENT = 4
DEEPEST_LIST = 3

_ITEM = re.compile(r"( *)(-|\d{1,3}\.)( +)(?=\S)")
_BLANK_END = re.compile(r"(?<=\S)(?: {2,}|\\)$")
_OPENS = r"(?:[#>|]|[-+*](?: |$)|\d{1,9}[.)](?: |$)|(?:-+|=+)$)"
# Patterns are compiled when a line first needs them: most lines are plain words.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("D12", r"<{7}|={7}$|>{7}", "this line was left behind by a merge; keep one of the two texts"),
    ("D03", r" *#(?= |$)", "level 1 headings are not used here"),
    ("D12", r" *#", "only ## and ### headings are used here, with a space after"),
    ("D12", r" *(?:`{3,}|~{3,})", "code blocks are not used here"),
    ("D12", r" *[*+] +(?=\S)", "lists start with - or 1. here"),
    ("D12", r" *\d{1,9}\) +(?=\S)", "numbered lists are written 1. here"),
    ("D12", rf" *(?:-|\d{{1,3}}\.) +{_OPENS}", "a list item starts with plain words"),
    ("D12", r" *(?:[-+*]|\d{1,9}[.)])$", "this list item is empty"),
    ("D12", rf" *> ?(?: {{4}}| *{_OPENS})", "a quote holds plain paragraphs"),
    ("D12", r" *\[[^\]]*\]:", "link definitions are not used here"),
)
_INLINE: tuple[tuple[str, str, str], ...] = (
    ("D09", r"<[A-Za-z/!?]", "HTML is shown as plain text here"),
    ("D12", r"!?\[[^\[\]]*\][(\[]", "links and images are not used here"),
    ("D12", r"`", "code marks (`) are not used here"),
    ("D12", r"\\", "backslashes are not used here"),
    ("D12", r"\*{3}", "words are marked with * or ** here, not with more"),
    ("D12", r"(?<![\w_])_+[^\s_]", "words are marked with * here, not with _"),
)
_OPENERS = frozenset("<=#`~*+->[0123456789")
_STARS = re.compile(r"\*++(?=\S)|(?<=[^\s*])\*++")
_MARKS = re.compile(r"[<\[`\\*_]")
# A line of words, perhaps in a list, that no rule about single lines can be about.
_ORDINARY = re.compile(r"(?:(?:-|\d{1,3}\.) )?[\"'(]?[^\W\d_][^<\[`\\*_]*(?<! )")
# Paragraphs and flat lists of plain words, which break no rule: most passages are nothing else.
_LINE = r"[\"'({\u2018\u201c]?[^\W\d_][^<\[`\\*_\n|]*+(?<! )"
_PARAGRAPH = rf"{_LINE}(?:\n{_LINE})*+"
_BULLETS = rf"- {_LINE}(?:\n(?:- | {{2,4}}){_LINE})*+"
_NUMBERS = rf"[1-9]\. {_LINE}(?:\n(?:[1-9]\. | {{3,4}}){_LINE})*+"
_BLOCK = rf"(?:{_PARAGRAPH}|{_BULLETS}|{_NUMBERS})"
_SIMPLE = re.compile(rf"{_BLOCK}(?:\n\n{_BLOCK})*+")
_UNDERLINE = re.compile(r" *(?:-+|=+)")
_BREAK = re.compile(r" *(?:-(?: *-){2,}|\*(?: *\*){2,}|_(?: *_){2,})")
_QUOTE = re.compile(r" {0,3}>")
_ROW = re.compile(r" *\|")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r" *\|(?: *:?-+:? *\|)+")

# Rule, line and column from 1, message.
_Wrong = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """The text between two headings without blank edges; ``first`` is its first line's number."""

    text: str
    first: int

    @classmethod
    def of(cls, lines: Sequence[str], first: int, last: int) -> Passage:
        """Lines ``first`` to ``last``, counted from 1, trimmed of blank lines at both ends."""
        while first <= last and not lines[first - 1].strip():
            first += 1
        while last >= first and not lines[last - 1].strip():
            last -= 1
        return cls("\n".join(line.rstrip() for line in lines[first - 1 : last]), first)


def check(source: Source, passage: Passage, *, tables: bool) -> list[Finding]:
    """What in this passage is outside the dialect, at most one finding a line.

    :param tables: whether tables may stand here.
    """
    if not passage.text or is_simple(source, passage):
        return []
    findings = list(_findings(source, passage, tables))
    return findings or (list(_unclosed(source, passage)) if "*" in passage.text else [])


def is_simple(source: Source, passage: Passage) -> bool:
    """Whether this is paragraphs and flat lists of plain words, without spaces at a line's end."""
    last = passage.first + passage.text.count("\n")
    written = "\n".join(source.lines[passage.first - 1 : last])
    return written == passage.text and _SIMPLE.fullmatch(written) is not None


def _unclosed(source: Source, passage: Passage) -> Iterator[Finding]:
    """Paragraphs and items in which a mark for bold or italic words is opened and not closed."""
    number, opened, marks = passage.first, passage.first, 0
    for line in [*passage.text.split("\n"), ""]:
        if not line or _ITEM.match(line) or line.startswith("|"):
            if marks % 2:
                message = "a * or ** is opened here and not closed"
                yield source.at("D12", opened, 1, message)
            marks = 0
        found = len(_STARS.findall(line))
        opened = number if found and marks % 2 == 0 else opened
        marks += found
        number += 1


def _findings(source: Source, passage: Passage, tables: bool) -> Iterator[Finding]:
    reading = _Reading(tables)
    for number in range(passage.first, passage.first + passage.text.count("\n") + 1):
        line = source.lines[number - 1]
        ordinary = _ORDINARY.fullmatch(line) is not None
        if ordinary and reading.goes_on(line):
            continue
        text = line.rstrip()
        wrong = None if ordinary else _single(line, number)
        wrong = wrong or reading.wrong(text, number)
        if wrong is not None:
            rule, at, column, message = wrong
            yield source.at(rule, at, column, message)
        reading.advance(text)


@dataclass(slots=True)
class _Reading:
    """Where in a passage the check stands: the line before, the lists open, the table open.

    ``own`` says that the paragraph being read began on a list item's own line.
    """

    tables: bool
    before: str = ""
    markers: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    opened: int = 0
    own: bool = False

    def goes_on(self, line: str) -> bool:
        """Step over a line of words that carries a paragraph on, if this is one."""
        if self.opened or not (line[0].isalpha() and self.before[:1].isalpha()):
            return False
        self.before = line
        return True

    def wrong(self, text: str, number: int) -> _Wrong | None:
        """What is wrong with this line because of the lines before it."""
        if _UNDERLINE.fullmatch(text) and self.before:
            mark = text.strip()[:3]
            message = f"this line became a heading because of the {mark} under it"
            return "D02", number - 1, 1, message
        if _BREAK.fullmatch(text):
            message = "lines across the page are not used here; for a blank to fill in use dots"
            return "D12", number, 1, message
        if self.before and text and _indent(text) < self.opened:
            return "D10", number, 1, "a blank line is needed here, to leave the list item above"
        item = _ITEM.match(text)
        found = self._item(item) if item is not None else self._plain(text)
        return None if found is None else (found[0], number, *found[1:])

    def advance(self, text: str) -> None:
        """Step over this line."""
        item = _ITEM.match(text)
        if item is not None:
            depth = min(len(item.group(1)) // INDENT, len(self.markers))
            self.markers[depth:] = [item.group(2)[-1]]
        elif text and not self.before and not text.startswith(" "):
            self.markers.clear()
        if not self.before:
            self.opened = _indent(text)
        if item is not None or not self.before:
            self.own = item is not None
        self.rows = self.rows + 1 if _ROW.match(text) else 0
        self.columns = (self.columns or _cells(text)) if self.rows else 0
        self.before = text

    def _item(self, item: re.Match[str]) -> tuple[str, int, str] | None:
        indent = len(item.group(1))
        depth = indent // INDENT
        if indent % INDENT or depth > len(self.markers):
            return "D11", 1, "lists nest by four spaces here"
        if depth >= DEEPEST_LIST:
            return "D11", 1, f"lists nest at most {DEEPEST_LIST} deep"
        if len(item.group(3)) > 1:
            return "D11", item.end(2) + 1, "one space follows - or 1. here"
        joins = depth < len(self.markers) and self.markers[depth] != item.group(2)[-1]
        if self.before and (not self.markers or joins or not self.own):
            return "D10", indent + 1, "a list needs a blank line before it"
        opens = self.before and depth == len(self.markers)
        if opens and item.group(2)[-1] == "." and int(item.group(2)[:-1]) != 1:
            return "D10", indent + 1, "a list that does not begin with 1. needs a blank line first"
        return None

    def _plain(self, text: str) -> tuple[str, int, str] | None:
        if not text:
            return None
        indent = _indent(text)
        if self.before and _shape(text) != _shape(self.before):
            return "D10", indent + 1, "a quote or table needs a blank line before and after it"
        if not self.before and (indent % INDENT or indent > INDENT * len(self.markers)):
            return "D11", 1, "indent by four spaces to stay in a list item, or not at all"
        return self._row(text) if _ROW.match(text) else None

    def _row(self, text: str) -> tuple[str, int, str] | None:
        if not self.tables:
            return "D13", 1, "tables stand only under Show and in handouts"
        if not text.endswith("|"):
            return "D13", len(text), "a table row ends with |"
        if self.rows == 1 and not _DELIMITER.fullmatch(text):
            return "D13", 1, "under the first row of a table stands |---| for each cell"
        if self.rows and _cells(text) != self.columns:
            return "D13", 1, f"this row has {_cells(text)} cells; the first row has {self.columns}"
        return None


def _single(line: str, number: int) -> _Wrong | None:
    """What is wrong with this line whatever stands around it."""
    ending = _BLANK_END.search(line)
    if ending is not None:
        message = "two spaces or a \\ at line end make an invisible line break"
        return "D08", number, ending.start() + 1, message
    text = line.rstrip()
    for rule, pattern, message in _RULES if text.lstrip()[:1] in _OPENERS else ():
        found = _compiled(pattern).match(text)
        if found is not None:
            return rule, number, 1, message
    for rule, pattern, message in _INLINE if _MARKS.search(line) else ():
        found = _compiled(pattern).search(line)
        if found is not None:
            return rule, number, found.start() + 1, message
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _shape(text: str) -> str:
    return "quote" if _QUOTE.match(text) else "table" if _ROW.match(text) else "words"


def _cells(text: str) -> int:
    return len(_PIPE.findall(text)) - 1
