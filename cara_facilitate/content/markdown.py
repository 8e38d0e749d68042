"""Authored Markdown as a small tree for the terminal and as safe HTML for paper."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from cara_facilitate.content.findings import visible

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal["paragraph", "bullet", "numbered", "quote", "table", "heading"]

# What a curriculum never needs stays plain text in both renderings, so that nothing vanishes.
_SCREEN_OFF = ["link", "image", "autolink", "backticks", "reference", "fence", "hr"]
_PAPER_OFF = {
    "inlinePatterns": (
        "backtick",
        "reference",
        "link",
        "image_link",
        "image_reference",
        "short_reference",
        "short_image_ref",
        "autolink",
        "automail",
        "html",
    ),
    "preprocessors": ("html_block",),
    "blockprocessors": ("reference", "hr"),
}
_TAGS = {
    *("p", "ul", "ol", "li", "strong", "em", "blockquote", "br", "hr", "pre", "code"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_TAG = re.compile(r"<[^>]*>")
_INLINE_TAG = re.compile(r"</?(?:strong|em)>")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like part of a text.

    ``depth`` is the number of lists and quotes around it, so 1 for an outermost list item
    and for a further paragraph of it; for a heading it is the level.
    ``marker`` is ``-`` or the number with its dot, empty for all but list items.
    ``rows`` are a table's cells, its heading row first; other blocks have ``spans``.
    """

    kind: Kind
    depth: int
    marker: str
    spans: tuple[Span, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()

    @property
    def text(self) -> str:
        """All words of the block, cells separated by spaces."""
        cells = [cell for row in self.rows for cell in row] or [self.spans]
        return " ".join("".join(span.text for span in cell) for cell in cells)


def blocks(body: str) -> tuple[Block, ...]:
    """Parse the restricted dialect for the terminal.

    Nothing is executed and nothing vanishes: links, HTML and code are shown as written, and
    hidden characters as a visible mark.
    """
    return tuple(_blocks(_screen().parse(_cleaned(body))))


def html(body: str) -> str:
    """Render the restricted dialect as HTML: a fragment of an allow-list of plain elements."""
    import nh3

    text = _cleaned(body)
    try:
        rendered = _paper().convert(text)
    except RecursionError:
        rendered = f"<p>{entities.escape(text)}</p>"
    return nh3.clean(rendered, tags=_TAGS, attributes={"ol": {"start"}}, link_rel=None)


def plain(body: str) -> str:
    """The words of the text as the terminal shows them, separated by single spaces."""
    return " ".join(" ".join(block.text for block in blocks(body)).split())


def printed(body: str) -> str:
    """The words of the text as paper shows them, separated by single spaces."""
    unbroken = _INLINE_TAG.sub("", html(body))
    return " ".join(entities.unescape(_TAG.sub(" ", unbroken)).split())


@lru_cache(maxsize=4096)
def reads_alike(body: str) -> bool:
    """Whether screen and paper show the same words; remembered, as variants share most texts."""
    return plain(body) == printed(body)


def _cleaned(body: str) -> str:
    return visible(body.replace("\r\n", "\n").replace("\t", "    "))


@cache
def _screen() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(_SCREEN_OFF)


def _paper() -> Markdown:
    from markdown import Markdown

    # Made anew for each text: a parser that failed half way through keeps what it had read.
    # Not fenced_code: code is outside the dialect, and fences stay plain text on both sides.
    # Instances, not names: a name makes the library search every installed distribution.
    names = ("markdown.extensions.tables", "markdown.extensions.sane_lists", "pymdownx.betterem")
    parser = Markdown(extensions=[import_module(name).makeExtension() for name in names])
    for name, parts in _PAPER_OFF.items():
        registry = parser.parser.blockprocessors if name == "blockprocessors" else None
        for part in parts:
            (registry or getattr(parser, name)).deregister(part, strict=False)
    return parser


@dataclass(slots=True)
class _Reading:
    """Where in the parser's flat tokens the walk stands: lists, quotes and table around it.

    ``around`` has a marker for each list item and an empty text for each quote; ``fresh`` says
    that a list item was opened and its first paragraph is still to come.
    """

    around: list[str] = field(default_factory=list)
    fresh: bool = False
    rows: list[list[tuple[Span, ...]]] = field(default_factory=list)

    def step(self, token: Token, before: str) -> Iterator[Block]:
        """Take one token; ``before`` is the tag of the token before it."""
        kind = token.type
        if kind in ("list_item_open", "blockquote_open"):
            self.fresh = kind == "list_item_open"
            marker = f"{token.info}." if token.info else "-"
            self.around.append(marker if self.fresh else "")
        elif kind in ("list_item_close", "blockquote_close"):
            if self.fresh:
                yield self._words(())
            self.around.pop()
        elif kind == "table_open":
            self.rows, self.fresh = [], False
        elif kind == "tr_open":
            self.rows.append([])
        elif kind == "table_close":
            yield Block("table", len(self.around), "", (), tuple(map(tuple, self.rows)))
        elif kind in ("inline", "code_block"):
            spans = _spans(token)
            if before in ("th", "td"):
                self.rows[-1].append(spans)
            elif before[:1] == "h" and kind == "inline":
                self.fresh = False
                yield Block("heading", int(before[1:]), "", spans)
            else:
                yield self._words(spans)

    def _words(self, spans: tuple[Span, ...]) -> Block:
        depth = len(self.around)
        if self.fresh:
            self.fresh = False
            marker = self.around[-1]
            return Block("bullet" if marker == "-" else "numbered", depth, marker, spans)
        return Block("quote" if "" in self.around else "paragraph", depth, "", spans)


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    reading = _Reading()
    for token, before in zip(tokens, [None, *tokens], strict=False):
        yield from reading.step(token, before.tag if before is not None else "")


def _spans(token: Token) -> tuple[Span, ...]:
    if token.type == "code_block":
        return (Span(token.content.rstrip("\n")),)
    found: list[Span] = []
    bold = italic = 0
    for child in token.children or ():
        kind = child.type
        if kind in ("strong_open", "strong_close"):
            bold += 1 if kind == "strong_open" else -1
        elif kind in ("em_open", "em_close"):
            italic += 1 if kind == "em_open" else -1
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(kind, child.content)
            if found and (found[-1].bold, found[-1].italic) == (bold > 0, italic > 0):
                found[-1] = Span(found[-1].text + text, bold > 0, italic > 0)
            elif text:
                found.append(Span(text, bold > 0, italic > 0))
    return tuple(found)
