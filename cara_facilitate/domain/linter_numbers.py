"""Contact details in folded text: British telephone numbers, postcodes and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cara_facilitate.domain.linter_words import AREAS, NUMBER_WORDS

_DATE = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:20[12]\d)\b"
    r"|\b20[12]\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"
)
_BETWEEN = r"[\s.\-()/,_*]{0,3}"
# The letter O may stand for the first nought, unless it ends a word.
_RUN = re.compile(rf"[+(]*(?:\d|(?<![A-Za-z])[Oo](?={_BETWEEN}\d))(?:{_BETWEEN}[\dOolI])*")
_GROUP = re.compile(r"[\dOolI]+")
_AS_DIGITS = str.maketrans("OoIl", "0011")
_SPOKEN = re.compile(rf"\b(?:(?:{NUMBER_WORDS})\b[\s,.-]*){{8,}}", re.I)
_NATIONAL = re.compile(r"0[1-9]\d{8}")
_COUNTRY = re.compile(r"(?:00)?440?[1-37-9]\d{8}")
_MOBILE = re.compile(r"7\d{9}\Z")
_FEWEST_TRUE_DIGITS = 7
_FEWEST_ABROAD = 8
_LONGEST = 70
"""Characters within which a number with all its separators ends."""


def phones(text: str) -> Iterator[int]:
    """Where telephone numbers begin: national, ``+44``, bare mobiles, abroad with ``+``, spoken."""
    plain = _DATE.sub(lambda date: "x" * len(date.group()), text)
    for run in _RUN.finditer(plain):
        if _is_phone(run.group()):
            yield run.start()
    yield from (spoken.start() for spoken in _SPOKEN.finditer(text))


def _is_phone(run: str) -> bool:
    if sum(char.isdigit() for char in run) < _FEWEST_TRUE_DIGITS:
        return False
    # A number may follow others ("3 07700 900123"), so each group may be where it begins.
    for group in _GROUP.finditer(run):
        near = run[group.start() : group.start() + _LONGEST]
        rest = "".join(_GROUP.findall(near)).translate(_AS_DIGITS)
        if _NATIONAL.match(rest) or _MOBILE.match(rest):
            return True
        plus = run[max(0, group.start() - 4) : group.start()].rstrip(" (").endswith("+")
        if plus and len(rest) >= _FEWEST_ABROAD:
            return True
        if _COUNTRY.match(rest) and len(rest) >= len("44") + 9:
            return True
    return False


_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})([0-9][0-9A-Za-z]?)[\s.,\-/]{0,3}([0-9O])"
    r"([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
_ORDINALS = frozenset({"st", "nd", "rd", "th"})


def postcodes(text: str) -> Iterator[int]:
    """Where British postcodes begin, in any case, with or without their space."""
    for found in _POSTCODE.finditer(text):
        area, district, _digit, unit = found.groups()
        # "W2 2nd break" counts breaks; "w2 2nd" and "W2 2ND" are how a postcode is typed.
        ordinal = unit in _ORDINALS and area.isupper()
        if area.upper() in AREAS and not ordinal and not district.endswith("O"):
            yield found.start()


_AT = r"(?:@|\s{0,2}[(\[{]\s?at\s?[)\]}]\s{0,2})"
_DOT = r"\s{0,2}(?:\.|[(\[{]\s?dot\s?[)\]}]|\bdot\b)\s{0,2}"
_EMAILS = (
    re.compile(rf"[\w.+%'-]{{1,64}}{_AT}[\w-]+", re.I),
    re.compile(rf"[\w.+%'-]{{1,64}}\s{{0,2}}@\s{{0,2}}[\w-]*[a-z][\w-]*{_DOT}[a-z]", re.I),
    re.compile(r"[\w.+%'-]{1,64}\s+at\s+[\w-]+\s+dot\s+[\w-]+", re.I),
    re.compile(r"(?<!\w)@[A-Za-z_][\w.]{2,}"),
)


def emails(text: str) -> Iterator[int]:
    """Where e-mail addresses and account names begin, also with the signs spelt out."""
    for pattern in _EMAILS:
        yield from (found.start() for found in pattern.finditer(text))
