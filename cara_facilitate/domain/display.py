"""A display copy of somebody else's text in which nothing hides and nothing acts."""

from __future__ import annotations

import re
import unicodedata

MARK = "\u25af"
"""Stands, visibly, where a character was that a screen must not obey or would hide."""
TAB = "    "
MOST_MARKS = 4
"""Combining marks kept on one letter; more would climb over the lines above."""

_JOINERS = "\u200c\u200d"  # Urdu and Persian words need them
_VISIBLE_FORMAT = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PLAIN = re.compile(r"[ -~]*\Z")


def visible(text: str, *, lines: bool = False) -> str:
    """A display copy of ``text`` in which nothing is executed and nothing is hidden.

    Composed (NFC); control characters appear as control pictures; direction, tag, separator and
    other invisible characters as ``▯``; tabs as four spaces; at most four combining marks in a
    row. The stored text stays as it is. Doing it twice is the same as once.

    :param text: anything, from anywhere.
    :param lines: keep line ends (``\\r\\n`` and ``\\r`` become ``\\n``); else they are shown.
    """
    if _PLAIN.match(text):
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
        shown.append(character if lines and character == "\n" else picture(character))
    return "".join(shown)


def picture(character: str) -> str:
    """What stands for one character that is no combining mark: itself, if it can be seen."""
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
