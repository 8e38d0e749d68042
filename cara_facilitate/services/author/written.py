"""Numbers and addresses written out in a text, found however they are spaced or disguised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import pairwise

IN_LAW = frozenset({"999", "101", "111", "112"})
"""Numbers that nobody needs to check."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_PIECE = re.compile(rf"{_ENTITY.pattern}| +|[a-z]+|.", re.DOTALL)

_WRAP = r" ?\n[ >]{0,6}"
_WIDE = rf"(?:(?:[^\w\n]|_){{0,5}}|{_WRAP})"
_NARROW = rf"(?:[ ()._/-]{{0,3}}|{_WRAP})"
_FROM_NOUGHT = re.compile(rf"(?<!\d)\(?(?:\+|0){_WIDE}\d(?:{_WIDE}\d){{5,}}")
_CLOSE = re.compile(rf"\+?\(?\d(?:{_NARROW}\d)*")
_RUN = re.compile(rf"\(?\d(?:{_WIDE}\d)*")
_GROUP = re.compile(r"\d+")
_CUE = re.compile(
    r"(?<![^\W_])(?:ring|call|text|phone|telephone|dial|tel|sms|whatsapp|mobile|number|fax"
    r"|helpline|hotline|(?:ring|call|text|phon|dial)(?:s|ed|ing))(?![^\W_])"
    r"(?:(?![!?]|[^\W\d][.](?!\w)|\n[ >]*\n)\D){0,60}\Z",
    re.IGNORECASE,
)
_CUE_REACH = 80

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"{_DAY}[ ./-](?:0?[1-9]|1[0-2])[ ./-](?:19|20)\d\d"
    rf"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)? {_MONTH}(?: (?:19|20)\d\d)?|{_MONTH} (?:19|20)\d\d"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = (
    rf"{_HOUR}[.:][0-5]\d(?: ?[ap]\.?m)?|{_HOUR} ?[ap]\.?m\b"
    rf"|{_HOUR}[0-5][05]-{_HOUR}[0-5][05]"
)
_YEARS = r"(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)"
_TIME = rf"(?:{_DATE}|{_CLOCK}|{_YEARS})"
_UNIT = (
    r"(?:%|per cent|(?:second|sec|minute|min|hour|day|night|week|month|year|people|person|time"
    r"|pound|metre|mile|step|word|page|adult|child|children)s?\b)"
)
# Each stands apart from other digits, or it may be the middle of a number.
_ALONE = r"(?<!\d)(?<!\d[ ()._/:+-])(?<![+(])"
_INNOCENT = re.compile(
    rf"{_ALONE}(?:{_TIME}(?:[ ,/-]{{1,3}}{_TIME})*(?![ ()._/:-]{{0,3}}\d{{3}}|[.:/-]?\d)"
    rf"|[1-9]\d{{0,2}}(?:,\d{{3}})+(?![\d,]\d)|\d{{1,5}} ?-?{_UNIT}"
    rf"|(?:{'|'.join(sorted(IN_LAW))})(?![ ()_-]{{0,3}}\d|[./]\d))"
    rf"|[£$€] ?\d+(?:[.,]\d+)*(?! ?\d)"
    rf"|(?<=\bin |\bby )(?:19|20)\d\d(?![ ()._/-]{{0,3}}\d)",
    re.IGNORECASE,
)
_STEPS = frozenset({1, 2, 5, 10, 20, 25})
_FEWEST_STEPS = 4
_HIGHEST = 100
_LONG, _FULL = 7, 9
"""Digits from which ``0..`` is a number: in a group of its own or digit by digit."""
_BARE = 6
"""Digits from which any run is a number; a shorter one is a year, a sum or a day."""
_CUED, _CUED_SPLIT = 3, 5
_MOST = 15

_TOKEN = re.compile(r"[\w.@+:/?=&#%~-]+")
_PARTED = re.compile(r"[?=&#%~:+/]+|\.{2,}")
_ENDINGS = frozenset("uk org com net info ie eu scot wales cymru london io co me app".split())
_EDGES = ".:/?=&#%~+-"


class Folded:
    """A text as its reader makes it out, that knows where each character was written.

    Entities, full-width and other digits are plain digits; marks nobody sees, asterisks and
    further spaces are gone; every dash is a hyphen.
    """

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, written: str) -> None:
        text: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        for found in _PIECE.finditer(written):
            piece, start = found.group(), found.start()
            if piece.isascii() and piece.isalpha():
                text.append(piece)
                self._starts += range(start, found.end())
                self._ends += range(start + 1, found.end() + 1)
                continue
            shown = " " if piece[0] == " " else "".join(map(_shown, unescape(piece)))
            if shown == " " and text and text[-1] == " ":
                self._ends[-1] = found.end()
                continue
            text.append(shown)
            self._starts += [start] * len(shown)
            self._ends += [found.end()] * len(shown)
        self.text = "".join(text)

    def place(self, written: str, start: int, end: int) -> tuple[int, int]:
        """Where this part was written, with the asterisks that belong to those in it."""
        first, last = self._starts[start], self._ends[end - 1]
        if len(re.findall(r"\*+", written[first:last])) % 2:
            before = len(written[:first]) - len(written[:first].rstrip("*"))
            after = len(written[last:]) - len(written[last:].lstrip("*"))
            return (first - before, last) if before else (first, last + after)
        return first, last


@cache
def _shown(char: str) -> str:
    """The characters a reader takes one for; none for what cannot be seen."""
    if char in "*\r":
        return ""
    if char == "\t":
        return " "
    found = []
    for one in unicodedata.normalize("NFKC", char):
        kind = unicodedata.category(one)
        if kind == "Nd":
            found.append(str(unicodedata.decimal(one)))
        elif kind == "Pd" or one == "\u2212":
            found.append("-")
        elif kind in ("Zs", "Zl", "Zp"):
            found.append(" ")
        elif one == "\n" or kind not in ("Cf", "Cc", "Mn", "Me", "Cs"):
            found.append(one)
    return "".join(found)


def national(number: str) -> str:
    """The digits alone, as they are dialled within the country: ``+44 (0)20`` is ``020``."""
    digits = re.sub(r"\D", "", number)
    if number.lstrip("(*_ ").startswith("+44"):
        digits = digits.removeprefix("44")
    elif digits.startswith("0044"):
        digits = digits.removeprefix("0044")
    else:
        return digits
    return f"0{digits.lstrip('0')}"


def contacts(text: str, fewest: int) -> set[str]:
    """The numbers of so many digits or more, and the addresses, that a text gives.

    Numbers are as :func:`national` gives them, addresses as :func:`unsure` compares them.
    """
    shown = Folded(text).text
    found = {national(one.group()) for one in _CLOSE.finditer(shown)}
    found = {one for one in found if len(one) >= fewest}
    return found | {_bare(shown[slice(*span)]) for span in _addresses(shown, loose=True)}


def unsure(text: str, sure: Collection[str], stale: Collection[str] = ()) -> list[tuple[int, int]]:
    """Numbers and addresses in a text that may not stand there, as starts and ends in order.

    :param sure: those that may, as :func:`contacts` gives them.
    :param stale: those that may not, however short they are.
    """
    folded = Folded(text)
    known, barred = frozenset(sure), frozenset(stale)
    shown = folded.text
    found = [
        span
        for span in _addresses(shown, barred)
        if _bare(shown[slice(*span)]) not in known
    ]
    for span in _addresses(shown, barred):
        shown = _masked(shown, [span])
    shown = _masked(shown, (one.span() for one in _CLOSE.finditer(shown) if _is(one, known)))
    taken = list(_stale(shown, barred))
    found += taken
    shown = _masked(shown, taken)
    shown = _masked(shown, (one.span() for one in _INNOCENT.finditer(shown)))
    shown = _masked(shown, (one.span() for one in _RUN.finditer(shown) if _scale(one.group())))
    taken = [one.span() for one in _FROM_NOUGHT.finditer(shown) if _long(one.group())]
    found += taken
    shown = _masked(shown, taken)
    found += _bare_numbers(shown)
    return sorted(folded.place(text, *span) for span in found)
