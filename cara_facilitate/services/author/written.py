"""Numbers and addresses written out in a text, found however they are spaced or disguised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import pairwise

IN_LAW = frozenset({"999", "101", "111", "112"})
"""Numbers that nobody needs to check."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_PIECE = re.compile(rf"{_ENTITY.pattern}| +|[a-z]+|.", re.DOTALL)

_WRAP = r" ?\n[ >]{0,6}"
_WIDE = rf"(?:(?:[^\w\n]|_){{0,5}}|{_WRAP})"
_NARROW = rf"(?:[ ()_/-]{{0,3}}|\.|{_WRAP})"
_FROM_NOUGHT = re.compile(rf"(?<!\d)\(?(?:\+|0){_WIDE}\d(?:{_WIDE}\d){{5,}}")
_CLOSE = re.compile(rf"\+?\(?\d(?:{_NARROW}\d)*")
_RUN = re.compile(rf"\(?\d(?:{_WIDE}\d)*")
_GROUP = re.compile(r"\d+")
_CUE = re.compile(
    r"(?<![^\W_])(?:ring|call|text|phone|telephone|dial|tel|sms|whatsapp|mobile|number(?! of)|fax"
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
    rf"|{_DAY}[./-](?:0?[1-9]|1[0-2])[./-]\d\d"
    rf"|{_DAY}(?:st|nd|rd|th)? {_MONTH}(?: (?:19|20)\d\d)?|{_MONTH} (?:19|20)\d\d"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = (
    rf"{_HOUR}[.:][0-5]\d(?: ?[ap]\.?m)?|{_HOUR} ?[ap]\.?m\b"
    rf"|{_HOUR}[0-5][05]-{_HOUR}[0-5][05]"
)
_YEARS = r"(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)"
_OUT_OF = r"(?:10|\d)/(?:5|10)|0-(?:5|10|100)"
_TIME = rf"(?:{_DATE}|{_CLOCK}|{_YEARS}|{_OUT_OF})"
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
_ABROAD = ("44", "0044", "440", "00440")
"""What may stand in the place of a number's nought."""

_TOKEN = re.compile(r"[\w.@+:/?=&#%~-]+")
_PARTED = re.compile(r"[?=&#%~:+/]+|\.{2,}")
_ENDINGS = frozenset({"uk", "org", "com", "net", "info", "ie", "eu", "scot", "wales", "cymru"})
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
            left, right = written[max(0, first - 3) : first], written[last : last + 3]
            before = len(left) - len(left.rstrip("*"))
            after = len(right) - len(right.lstrip("*"))
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
    taken = list(_addresses(shown, barred))
    found = [span for span in taken if _bare(shown[slice(*span)]) not in known]
    shown = _masked(shown, taken)
    runs = _CLOSE.finditer(shown)
    shown = _masked(shown, (one.span() for one in runs if national(one.group()) in known))
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


def _addresses(
    text: str, barred: Collection[str] = (), *, loose: bool = False
) -> Iterator[tuple[int, int]]:
    """Where mail and web addresses stand; ``loose`` takes ``Stop.Think`` for one."""
    for found in _TOKEN.finditer(text):
        token = found.group().strip(_EDGES)
        if ("." in token or "@" in token) and (_is_address(token, loose) or _bare(token) in barred):
            start = found.start() + found.group().index(token)
            yield start, start + len(token)


def _is_address(token: str, loose: bool) -> bool:
    if "://" in token or "www." in token.casefold() or re.search(r"\w@\w", token):
        return True
    parts = [one.strip("-.") for one in _PARTED.split(token)]
    return any(_is_host(one, loose or "/" in token) for one in parts)


def _is_host(name: str, loose: bool) -> bool:
    """Whether it is a host's name, and neither ``e.g.`` nor a sentence begun without a space."""
    *labels, last = name.split(".")
    if not labels or not all(labels) or len(last) < 2:
        return False
    if not (last.isalpha() or last.startswith("xn--")) or not any(map(_has_letter, labels)):
        return False
    return loose or last.islower() or last.casefold() in _ENDINGS


def _has_letter(label: str) -> bool:
    return any(map(str.isalpha, label))


def _bare(address: str) -> str:
    """An address as it is compared: small letters, no scheme, no ``www.``."""
    return re.sub(r"^(?:\w+://)?(?:www\.)?", "", address.casefold()).rstrip("/")


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text as long as before, with letters in the place of what has been dealt with."""
    parts, last = [], 0
    for start, end in sorted(spans):
        parts += [text[last:start], "x" * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def _stale(text: str, barred: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where any of these numbers stands, as some or all of a row of digits."""
    dialled = {f"{lead}{one[1:]}" for one in barred if one[0] == "0" for lead in _ABROAD}
    dialled |= {one for one in barred if one.isdecimal()}
    longest = max(map(len, dialled), default=0)
    for run in _RUN.finditer(text) if dialled else ():
        groups = list(_GROUP.finditer(text, *run.span()))
        place = 0
        while place < len(groups):
            last = _joined(groups, place, dialled, longest)
            if last is not None:
                start = groups[place].start()
                yield start - (text[start - 1 : start] in ("(", "+")), groups[last].end()
            place = place + 1 if last is None else last + 1


def _joined(
    groups: Sequence[re.Match[str]], first: int, barred: Collection[str], longest: int
) -> int | None:
    """The last group up to which the digits from the first on are one of these numbers."""
    digits, found = "", None
    for place in range(first, len(groups)):
        digits += groups[place].group()
        if len(digits) > longest:
            break
        if digits in barred:
            found = place
    return found


def _scale(text: str) -> bool:
    """Whether it counts up or down in even steps, once or anew, such as 0 1 2 3."""
    written = _GROUP.findall(text)
    if max(map(len, written)) > len(str(_HIGHEST)):
        return False
    groups = [int(one) for one in written]
    if max(groups) > _HIGHEST or any(len(one) > 1 and one[0] == "0" for one in written):
        return False
    runs: list[list[int]] = []
    for before, group in pairwise([None, *groups]):
        if before is None or group is None:
            runs.append([group or 0])
        elif len(runs[-1]) == 1 or group - before == runs[-1][1] - runs[-1][0]:
            runs[-1].append(group)
        else:
            runs.append([group])
    return all(len(run) >= _FEWEST_STEPS and abs(run[1] - run[0]) in _STEPS for run in runs)


def _long(text: str) -> bool:
    digits = len(re.sub(r"\D", "", text))
    return digits >= _FULL or (digits >= _LONG and re.match(r"\(?(?:0\d|\+)", text) is not None)


def _bare_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Rows of digits too long for anything else, and shorter ones after ``ring`` and its like."""
    for run in _CLOSE.finditer(text):
        lengths = list(map(len, _GROUP.findall(run.group())))
        if sum(lengths) >= _BARE:
            yield run.span()
        elif sum(lengths) >= _CUED_SPLIT or max(lengths) >= _CUED:
            before = text[max(0, run.start() - _CUE_REACH) : run.start()]
            if _CUE.search(_GROUP.sub("x", before)):
                yield run.span()
