"""Authored Markdown as a small tree for the terminal and as safe HTML for paper."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

    ``depth`` is the number of lists and quotes around it (for a heading, its level);
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

    # Instances, not names: a name makes the library search every installed distribution.
    names = ("markdown.extensions.tables", "markdown.extensions.sane_lists", "pymdownx.betterem")
    parser = Markdown(extensions=[import_module(name).makeExtension() for name in names])
    for name, parts in _PAPER_OFF.items():
        registry = parser.parser.blockprocessors if name == "blockprocessors" else None
        for part in parts:
            (registry or getattr(parser, name)).deregister(part, strict=False)
    return parser


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    depth = 0
    markers: list[str] = []
    fresh = False
    quotes = 0
    rows: list[list[tuple[Span, ...]]] = []
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("list_item_open", "blockquote_open"):
            depth += 1
            is_item = kind == "list_item_open"
            markers.append((f"{token.info}." if token.info else "-") if is_item else "")
            quotes += not is_item
            fresh = is_item
        elif kind in ("list_item_close", "blockquote_close"):
            if fresh and kind == "list_item_close":
                yield _item(depth, markers[-1], ())
            fresh = False
            depth -= 1
            quotes -= kind == "blockquote_close"
            markers.pop()
        elif kind == "table_open":
            rows = []
        elif kind == "table_close":
            cells = tuple(tuple(row) for row in rows)
            yield Block("table", depth, "", (), cells)
            fresh = False
        elif kind == "tr_open":
            rows.append([])
        elif kind in ("inline", "code_block"):
            before = tokens[place - 1].type
            spans = _spans(token)
            if before in ("th_open", "td_open"):
                rows[-1].append(spans)
            elif before == "heading_open":
                yield Block("heading", int(tokens[place - 1].tag[1:]), "", spans)
            elif fresh:
                yield _item(depth, markers[-1], spans)
            else:
                yield Block("quote" if quotes else "paragraph", depth, "", spans)
            fresh = False


def _item(depth: int, marker: str, spans: tuple[Span, ...]) -> Block:
    return Block("bullet" if marker == "-" else "numbered", depth - 1, marker, spans)


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
