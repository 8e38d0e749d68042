"""The one gateway through which any text that is not ours reaches the screen."""

from __future__ import annotations

import re
import unicodedata

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

MARK = "\u25af"
"""Stands, visibly, where a character was that a screen must not obey or would hide."""

TAB = "    "
MOST_MARKS = 4
"""Combining marks kept on one letter; more would climb over the lines above."""

_JOINERS = "\u200c\u200d"  # Urdu and Persian words need them
_VISIBLE_FORMAT = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_NEVER = (
    "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_NEVER_PATTERN = re.compile(f"[{_NEVER}]")
_PLAIN_PATTERN = re.compile(r"[ -~]*\Z")


def clean(text: str, *, lines: bool = False) -> str:
    """A display copy of ``text`` in which nothing is executed and nothing is hidden.

    Composed (NFC); control characters appear as control pictures; direction, tag, separator and
    other invisible characters as ``▯``; tabs as four spaces; at most four combining marks in a
    row. The stored text stays as it is.

    :param text: anything, from anywhere.
    :param lines: keep line ends (``\\r\\n`` and ``\\r`` become ``\\n``); else they are shown.
    """
    if _PLAIN_PATTERN.match(text):
        return text
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown: list[str] = []
    run = 0
    for character in unicodedata.normalize("NFC", text):
        if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
            run += 1
            if run <= MOST_MARKS:
                shown.append(MARK if _is_invisible_mark(character) else character)
            elif run == MOST_MARKS + 1:
                shown.append(MARK)
            continue
        run = 0
        shown.append(character if lines and character == "\n" else _visible(character))
    return "".join(shown)


def show(text: str) -> Content:
    """One line of foreign text, ready for any widget; never parsed as markup."""
    return Content(clean(text))


def show_lines(text: str) -> Content:
    """Foreign text of several lines, ready for any widget; never parsed as markup."""
    return Content(clean(text, lines=True))


def paint(*parts: str | Content | tuple[str, str], lines: bool = False) -> Content:
    """Several pieces of text put together, each one cleaned.

    :param parts: plain text, ready content, or (text, style), where the style is ours.
    :param lines: keep line ends inside the parts.
    """
    return Content.assemble(
        *(
            part
            if isinstance(part, Content)
            else clean(part, lines=lines)
            if isinstance(part, str)
            else (clean(part[0], lines=lines), part[1])
            for part in parts
        )
    )


class LastGate(LineFilter):
    """Guards the way to the terminal: no control or direction character passes in any segment.

    What a person pastes into a field, and what a library draws by itself, does not come through
    :func:`clean`; this is the second door for those.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments with each forbidden character replaced by a visible one."""
        del background
        if not any(_NEVER_PATTERN.search(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(_NEVER_PATTERN.sub(_replacement, segment.text), segment.style)
            for segment in segments
        ]


def _replacement(match: re.Match[str]) -> str:
    return _visible(match.group()) if match.group() != "\t" else " "


def _visible(character: str) -> str:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return character
    if character == "\t":
        return TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character in _VISIBLE_FORMAT:
        return character
    hidden = unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _FILLERS
    return MARK if hidden or (code & 0xFFFE) == 0xFFFE else character


def _is_invisible_mark(character: str) -> bool:
    code = ord(character)
    return character in _FILLERS or 0x180B <= code <= 0x180F or 0xE0100 <= code <= 0xE01EF
