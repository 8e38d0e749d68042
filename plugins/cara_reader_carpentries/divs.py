"""An episode's lines as a tree of its fenced divs, however well or badly they are fenced."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cara_reader_carpentries.report import Report

TAUGHT = frozenset({"objectives", "questions", "keypoints"})
KNOWN = TAUGHT | {
    *("callout", "caution", "challenge", "checklist", "discussion", "group-tab", "hint"),
    *("instructor", "prereq", "solution", "spoiler", "tab", "testimonial"),
}
"""Every kind of div a lesson may use."""
DEEPEST = 8

_DIV = re.compile(r" {0,3}(:{3,})(.*)")
_CLASS = re.compile(r"(?:^|[{ ]\.?)([A-Za-z][A-Za-z0-9_-]*)")
_CODE = re.compile(r"[> ]*(`{3,}|~{3,})(.*)")
_QUOTE = re.compile(r" {0,3}> ?")
_ATTRIBUTES = re.compile(r" {0,3}\{:[^{}]*\} *")
_LIQUID = re.compile(r" *\{%[^%]*%\} *")
_HEADING = re.compile(r" {0,3}#{1,2} +\S")


@dataclass(slots=True)
class Text:
    """Lines outside of any further div; ``line`` is the first one's number."""

    line: int
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Div:
    """A fenced part: its kind in small letters and what stands in it."""

    kind: str
    line: int
    parts: list[Text | Div] = field(default_factory=list)


def tree(file: str, lines: list[str], first: int, report: Report, depth: int = 0) -> Div:
    """The lines as the parts of a div without a kind.

    :param first: the number of the first line.
    :param depth: how many quotes these lines were taken out of.
    """
    scan = _Scan(file, lines, first, report, depth)
    number = 0
    while number < len(lines):
        number = scan.take(number)
    for div in scan.open[1:]:
        report.add(file, div.line, "div never closed, read up to the end", div.kind)
    return scan.open[0]


class _Scan:
    """Where the reading stands: the divs that are open, outermost first."""

    def __init__(self, file: str, lines: list[str], first: int, report: Report, depth: int) -> None:
        self.file, self.lines, self.first, self.depth = file, lines, first, depth
        self.report = report
        self.open = [Div("", first)]
        self._endless: dict[str, int] = {}
        self._comments_end = True

    def take(self, number: int) -> int:
        """Take the line with this index, and all that belongs to it; the next index."""
        line = self.lines[number]
        end = self._code_end(number) or self._comment_end(number)
        if end:
            self._keep(number, end)
            return end
        fence = _DIV.fullmatch(line)
        if fence is not None:
            self._fence(fence.group(2), number)
        elif _ATTRIBUTES.fullmatch(line):
            self._attributes(line, number)
        elif _LIQUID.fullmatch(line):
            self._note(number, "template command left out", line)
        else:
            if self.open[-1].kind in TAUGHT and _HEADING.match(line):
                self._close_unclosed(1, number)
            self._keep(number, number + 1)
        return number + 1

    def _keep(self, number: int, end: int) -> None:
        parts = self.open[-1].parts
        text = parts[-1] if parts else None
        place = self.first + number
        if not isinstance(text, Text) or text.line + len(text.lines) != place:
            text = Text(place)
            parts.append(text)
        text.lines += self.lines[number:end]

    def _fence(self, words: str, number: int) -> None:
        named = words.strip().rstrip(":").strip()
        if not named:
            if len(self.open) > 1:
                self.open.pop()
            else:
                self._note(number, "closing fence without an open div, left out")
            return
        match = _CLASS.search(named)
        kind = match[1].lower() if match is not None else named.lower()
        self._close_before(kind, number)
        div = Div(kind, self.first + number)
        self.open[-1].parts.append(div)
        if len(self.open) < 4 * DEEPEST:
            self.open.append(div)

    def _close_before(self, kind: str, number: int) -> None:
        """A div that cannot stand in one still open shows that its end was forgotten."""
        kinds = [div.kind for div in self.open]
        if kind in TAUGHT:
            self._close_unclosed(len(self.open) - 1, number)
        elif kind in KNOWN and kind in kinds:
            self._close_unclosed(len(kinds) - kinds.index(kind), number)
        elif kinds[-1] in TAUGHT:
            self._close_unclosed(1, number)

    def _close_unclosed(self, count: int, number: int) -> None:
        for _ in range(count):
            div = self.open.pop()
            self.report.add(self.file, div.line, "div never closed, read up to the next", div.kind)

    def _attributes(self, line: str, number: int) -> None:
        """Old-style ``{: .challenge}`` under a quote makes the quote a div."""
        kinds = [name.lower() for name in re.findall(r"\.([A-Za-z-]+)", line)]
        kind = next((name for name in kinds if name in KNOWN), "")
        parts = self.open[-1].parts
        text = parts[-1] if parts else None
        if not kind or not isinstance(text, Text) or self.depth >= DEEPEST:
            self._note(number, "attributes left out", line)
            return
        start = len(text.lines)
        while start and _QUOTE.match(text.lines[start - 1]):
            start -= 1
        inner = [_QUOTE.sub("", each, count=1) for each in text.lines[start:]]
        if not inner:
            self._note(number, "attributes left out", line)
            return
        place = text.line + start
        del text.lines[start:]
        parsed = tree(self.file, inner, place, self.report, self.depth + 1)
        parts.append(Div(kind, place, parsed.parts))
        self._note(number, "old-style quote read as a div", kind)

    def _code_end(self, number: int) -> int:
        """The index after a code block that opens here, or 0; one that never ends is none."""
        fence = _CODE.match(self.lines[number])
        if fence is None or ("`" in fence[2] and fence[1][0] == "`"):
            return 0
        mark, least = fence[1][0], len(fence[1])
        if least >= self._endless.get(mark, 1_000_000_000):
            return 0
        closing = re.compile(rf"[> ]*{re.escape(mark)}{{{min(least, 999)},}} *")
        for end in range(number + 1, len(self.lines)):
            if closing.fullmatch(self.lines[end]):
                return end + 1
        self._endless[mark] = least
        self._note(number, "code block never closed")
        return 0

    def _comment_end(self, number: int) -> int:
        """The index after a comment of several lines that opens here, or 0."""
        line = self.lines[number]
        start = line.rfind("<!--")
        if start < 0 or "-->" in line[start:] or line.count("`", 0, start) % 2:
            return 0
        if not self._comments_end:
            return 0
        for end in range(number + 1, len(self.lines)):
            if "-->" in self.lines[end]:
                self._comment_out(number, end, start)
                return end + 1
        self._comments_end = False
        return 0

    def _comment_out(self, number: int, end: int, start: int) -> None:
        self._note(number, "comment left out")
        self.lines[number] = self.lines[number][:start]
        self.lines[end] = self.lines[end].partition("-->")[2]
        self.lines[number + 1 : end] = [""] * (end - number - 1)

    def _note(self, number: int, what: str, detail: str = "") -> None:
        self.report.add(self.file, self.first + number, what, detail)
