"""Typed words made safe for one kind of document, so that they are read exactly as typed."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata

from cara_facilitate.domain.display import visible

_BACKSLASHED = frozenset("\\`*_{}[]#")
# Both Markdown families leave a numeric entity alone; not both let these be backslashed.
_AS_ENTITY = frozenset('<>&|~^$"')
_BLOCK_START = re.compile(r"[-+=:!]|\d+(?=[.)](?:\s|$))")


def for_html(text: str) -> str:
    """Typed words inside an HTML element or a quoted attribute; line ends stay."""
    return html.escape(visible(text, lines=True), quote=True)


def for_markdown(text: str) -> str:
    """Typed words inside a Markdown paragraph, list item or table cell, never parsed.

    Lines become one line with a visible mark between them, since a line end could start a
    heading, a list or a table row.
    """
    shown = visible(text.strip().replace("\r\n", "\n").replace("\n", " \u23ce "))
    start = _BLOCK_START.match(shown)
    body = "".join(_markdown(char) for char in shown)
    if start is None:
        return body
    first = start.group()
    if first.isdigit():
        return f"{first}\\{body[len(first) :]}"
    return f"&#{ord(first)};{body[1:]}"


def _markdown(char: str) -> str:
    if char in _BACKSLASHED:
        return f"\\{char}"
    return f"&#{ord(char)};" if char in _AS_ENTITY else char


def for_text(text: str) -> str:
    """Typed words in plain text: nothing a terminal would obey; line ends stay."""
    return visible(text, lines=True)


def columns(text: str) -> int:
    """How many columns a line takes on a terminal or in fixed-width print."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """The text on one line, filled up with spaces to ``width`` columns."""
    shown = visible(text)
    return shown + " " * max(0, width - columns(shown))


def cut(text: str, width: int) -> str:
    """The text on one line of at most ``width`` columns, with a mark where it was cut."""
    shown = visible(text)
    if columns(shown) <= width:
        return shown
    while shown and columns(shown) > width - 1:
        shown = shown[:-1]
    return shown.rstrip() + "\u2026"


def filled(text: str, width: int, indent: int = 0, *, hanging: bool = False) -> str:
    """The text in lines of at most ``width`` columns, long words broken; line ends stay.

    :param indent: spaces before every line; with ``hanging``, before every line but the first.
    """
    before = " " * indent
    lines: list[str] = []
    for number, line in enumerate(visible(text, lines=True).split("\n")):
        lead = "" if hanging and number == 0 else before
        lines.extend(
            textwrap.wrap(line, width, initial_indent=lead, subsequent_indent=before) or [""]
        )
    return "\n".join(lines)
