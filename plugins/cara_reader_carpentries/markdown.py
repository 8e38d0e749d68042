"""A lesson's Markdown as blocks of words, lists, quotes, code and tables, ready to write anew."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from cara_reader_carpentries.report import Report
from cara_reader_carpentries.words import BOLD, ITALIC, cleaned, code_line, escaped, paragraphs

Kind = Literal["words", "heading", "picture", "list", "item", "quote", "code", "table"]

_DEFINITION = re.compile(r" {0,3}\[([^\[\]]{1,200})\]: *<?([^ <>]{1,2000})>?")
_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"<\s*([A-Za-z][A-Za-z0-9]*)")
_UNSEEN = re.compile(r"<(script|style|iframe|svg|object)\b", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{[:.#]|\{ ?[A-Za-z][A-Za-z-]{0,30}=")
_ATTRIBUTES_REACH = 8
_TRAILING = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_LANGUAGE = re.compile(r"[{ .]*([A-Za-z][A-Za-z0-9+-]{0,30})")
_OPENS, _CLOSES = re.compile(r"[\s(\"'\u2018\u201c]"), re.compile(r"[\s.,;:!?)\"'\u2019\u201d]")


@dataclass(frozen=True, slots=True)
class Node:
    """One block; ``text`` is its words escaped, ``name`` the same plain, or a code's language.

    ``level`` is a heading's level or a numbered list's first number, 0 for bullets.
    ``rows`` are a table's escaped cells, or a code block's lines as rows of one.
    """

    kind: Kind
    line: int
    text: str = ""
    name: str = ""
    level: int = 0
    nodes: tuple[Node, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Inline:
    """Runs of plain text with their style, and the pictures among them."""

    runs: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def add(self, text: str, style: str = "") -> None:
        if text:
            self.runs.append((text, style))


def definitions(lines: Sequence[str]) -> dict[str, dict[str, str]]:
    """Link definitions anywhere in a file: they hold for every part of it."""
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        match = _DEFINITION.match(line)
        if match is not None:
            place = {"title": "", "href": match[2]}
            found.setdefault(normalizeReference(match[1]), place)
    return found


class Reader:
    """Reads the Markdown of one file.

    :param references: the link definitions that hold in it.
    """

    def __init__(self, file: str, report: Report, references: dict[str, Any]) -> None:
        self.file, self.report = file, report
        self._references = references

    def nodes(self, lines: Sequence[str], first: int) -> tuple[Node, ...]:
        """The blocks of these lines, the first of which has the number ``first``."""
        tokens = _parser().parse("\n".join(lines), {"references": dict(self._references)})
        found, _ = self._blocks(tokens, 0, first)
        return tuple(found)

    def plain(self, text: str) -> str:
        """A line's words without any marks."""
        token = _parser().parseInline(text, {"references": dict(self._references)})[0]
        return "".join(run for run, _ in self._inline(token, 0, quiet=True).runs)

    def _blocks(self, tokens: Sequence[Token], place: int, first: int) -> tuple[list[Node], int]:
        """The blocks from a place up to the end of what holds them, and the place after it."""
        found: list[Node] = []
        while place < len(tokens):
            token = tokens[place]
            line = first + (token.map[0] if token.map else 0)
            if token.nesting < 0:
                return found, place + 1
            if token.nesting > 0 and token.type in ("paragraph_open", "heading_open"):
                found += self._words(token, tokens[place + 1], line)
                place += 3
            elif token.type == "table_open":
                node, place = self._table(tokens, place, line)
                found.append(node)
            elif token.nesting > 0:
                inner, after = self._blocks(tokens, place + 1, first)
                found.append(self._holding(token, inner, line))
                place = after
            else:
                found += self._single(token, line)
                place += 1
        return found, place

    def _holding(self, token: Token, inner: list[Node], line: int) -> Node:
        if token.type == "ordered_list_open":
            return Node("list", line, level=int(token.attrs.get("start", 1)) or 1, nodes=(*inner,))
        kind: Kind = "list" if token.type == "bullet_list_open" else "quote"
        kind = "item" if token.type == "list_item_open" else kind
        return Node(kind, line, nodes=tuple(inner))

    def _single(self, token: Token, line: int) -> list[Node]:
        if token.type in ("fence", "code_block"):
            return self._code(token, line)
        if token.type == "html_block":
            return self._html(token.content, line)
        if token.type == "hr":
            self.report.add(self.file, line, "line across the page left out")
        return []

    def _words(self, opened: Token, token: Token, line: int) -> list[Node]:
        inline = self._inline(token, line)
        text = self._joined(inline.runs, line)
        pictures = [Node("picture", line, escaped(f"Picture: {alt}")) for alt in inline.pictures]
        plain = _flat("".join(run for run, _ in inline.runs))
        if opened.type == "paragraph_open":
            return ([Node("words", line, text, plain)] if text else []) + pictures
        name = _TRAILING.sub("", plain).strip()
        if not name:
            return pictures
        level = int(opened.tag[1:])
        return [Node("heading", line, escaped(name), name, level), *pictures]

    def _code(self, token: Token, line: int) -> list[Node]:
        info = cleaned(token.info.strip())
        language = _LANGUAGE.match(info)
        name = language[1] if language is not None else "text"
        if info.startswith("{"):
            options = info.replace(" ", "").lower()
            if "include=false" in options or "echo=false" in options:
                self.report.add(self.file, line, "code that learners do not see left out", info)
                return []
            self.report.add(self.file, line, "code to be run: shown, its output is missing", info)
        lines = token.content.split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        start = next((at for at, each in enumerate(lines) if each.strip()), 0)
        rows = tuple((code_line(each),) for each in lines[start:])
        return [Node("code", line, name=name, rows=rows)] if rows else []

    def _html(self, content: str, line: int) -> list[Node]:
        text = self._without_comments(content, line)
        unseen = _UNSEEN.search(text)
        if unseen is not None:
            self.report.add(self.file, line, "HTML left out with what is in it", unseen.group())
            closing = f"</{unseen[1].lower()}"
            while unseen is not None:
                end = text.lower().find(closing, unseen.start())
                text = text[: unseen.start()] + (text[end:] if end >= 0 else "")
                unseen = _UNSEEN.search(text)
        nodes = [self._picture(tag, line) for tag in _TAG.findall(text) if _named(tag) == "img"]
        if _TAG.search(text):
            names = sorted({name for tag in _TAG.findall(text) if (name := _named(tag))})
            told = ", ".join(f"<{name}>" for name in names)
            self.report.add(self.file, line, "HTML tag taken away, its words kept", told)
        for part in paragraphs(_TAG.sub(" ", text)):
            words = escaped(_flat(html.unescape(part)))
            if words:
                nodes.append(Node("words", line, words))
        return nodes

    def _without_comments(self, text: str, line: int) -> str:
        kept, at = [], 0
        while (start := text.find("<!--", at)) >= 0:
            end = text.find("-->", start)
            kept.append(text[at:start])
            self.report.add(self.file, line + text.count("\n", 0, start), "comment left out")
            at = len(text) if end < 0 else end + 3
        return "".join([*kept, text[at:]])

    def _picture(self, tag: str, line: int) -> Node:
        alt = _ALT.search(tag)
        words = html.unescape((alt[1] or alt[2] or "") if alt is not None else "")
        self.report.add(self.file, line, "picture left out", words or tag)
        told = _flat(words) or "no description"
        return Node("picture", line, escaped(f"Picture: {told}"))

    def _table(self, tokens: Sequence[Token], place: int, line: int) -> tuple[Node, int]:
        rows: list[list[str]] = []
        while tokens[place].type != "table_close":
            token = tokens[place]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._cell(token, line + (len(rows) if len(rows) > 1 else 0)))
            place += 1
        width = max(map(len, rows), default=0)
        even = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
        return Node("table", line, rows=even), place + 1

    def _cell(self, token: Token, line: int) -> str:
        inline = self._inline(token, line)
        words = self._joined(inline.runs, line)
        return " ".join([words, *(escaped(f"(picture: {alt})") for alt in inline.pictures)]).strip()

    def _joined(self, runs: Sequence[tuple[str, str]], line: int) -> str:
        """Runs as one escaped text; emphasis stays where both renderings are sure to see it."""
        merged: list[tuple[str, str]] = []
        for text, style in runs:
            if merged and merged[-1][1] == style:
                merged[-1] = (merged[-1][0] + text, style)
            else:
                merged.append((text, style))
        whole = ""
        for number, (text, style) in enumerate(merged):
            after = merged[number + 1][0][:1] if number + 1 < len(merged) else ""
            core = text.strip()
            lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            before, follows = (whole + lead)[-1:], tail[:1] or after
            sure = (not before or _OPENS.match(before)) and (not follows or _CLOSES.match(follows))
            if not (style and core):
                whole += text
            elif sure:
                whole += f"{lead}{style}{core}{style}{tail}"
            else:
                self.report.add(self.file, line, "emphasis taken away")
                whole += text
        return escaped(" ".join(whole.split()))

    def _inline(self, token: Token, line: int, *, quiet: bool = False) -> _Inline:
        """The words of one paragraph; what they lose is reported unless ``quiet``."""
        found = _Inline()
        report = Report() if quiet else self.report
        bold = italic = 0
        children = _unattributed(token.children or ())
        for child in children:
            style = BOLD if bold > 0 else ITALIC if italic > 0 else ""
            kind, text = child.type, cleaned(child.content)
            if kind in ("strong_open", "strong_close"):
                bold += child.nesting
            elif kind in ("em_open", "em_close"):
                italic += child.nesting
            elif kind == "softbreak":
                line += 1
                found.add(" ", style)
            elif kind == "hardbreak":
                report.add(self.file, line, "line break inside a paragraph became a space")
                line += 1
                found.add(" ", style)
            elif kind == "code_inline":
                report.add(self.file, line, "code marks became quotation marks")
                found.add(f"\u2018{text}\u2019", style)
            elif kind == "image":
                source = str(child.attrs.get("src", ""))
                report.add(self.file, line, "picture left out", source)
                found.pictures.append(_flat(text) or source.rpartition("/")[2] or "no description")
            elif kind == "html_inline":
                self._tag(child.content, line, report, found, style)
            elif kind == "link_open":
                self._link(child, line, report)
            else:
                found.add(text, style)
        return found

    def _link(self, child: Token, line: int, report: Report) -> None:
        address = str(child.attrs.get("href", ""))
        if child.info != "auto":
            report.add(self.file, line, "link flattened to its words", address)

    def _tag(self, tag: str, line: int, report: Report, found: _Inline, style: str) -> None:
        if tag.startswith("<!--"):
            report.add(self.file, line, "comment left out")
        elif _named(tag) == "img":
            found.pictures.append(self._picture(tag, line).text.removeprefix("Picture: "))
        elif not tag.startswith("</"):
            report.add(self.file, line, "HTML tag taken away, its words kept", f"<{_named(tag)}>")
        if _named(tag) == "br":
            found.add(" ", style)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table")


def _unattributed(children: Sequence[Token]) -> Iterator[Token]:
    """The parts of a paragraph without the ``{alt='...'}`` behind pictures and links."""
    behind = inside = False
    for number, child in enumerate(children):
        if child.type != "text":
            if child.type != "softbreak":
                behind, inside = child.type in ("image", "link_close"), False
            yield child
            continue
        if behind and _ATTRIBUTES.match(child.content):
            near = children[number : number + _ATTRIBUTES_REACH]
            inside = any("}" in one.content for one in near if one.type == "text")
        behind, text = False, child.content
        if inside:
            _, end, text = text.partition("}")
            inside = not end
        yield child.copy(content=text)


def _named(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1].lower() if match is not None else ""


def _flat(text: str) -> str:
    return " ".join(cleaned(text).split())
