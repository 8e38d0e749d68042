"""Finds telephone numbers, e-mail addresses and postcodes, however they are spelt or spaced."""

from __future__ import annotations

import re
import unicodedata

_GAP = r"[\s().,/_-]{0,4}"
_DIGITS = rf"(?:{_GAP}[0-9])"
_PHONE = (
    rf"(?:(?:\+|00){_GAP}[1-9]{_DIGITS}{{7,13}}"  # with a country's number, +44 or another
    rf"|44{_DIGITS}{{9,11}}"
    rf"|0{_DIGITS}{{8,11}}"
    rf"|7{_DIGITS}{{9}})"
)
_POSTCODE = r"[a-z]{1,2}[0-9][a-z0-9]?[\s.-]{0,4}[0-9][abd-hjlnp-uw-z]{2}"
_SHOUTED_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?[\s.-]{0,4}[0-9][A-Z]{2}\b")
# One character before the sign is enough, so no long word is gone through from each of its letters.
_EMAIL = r"[^\s@]\s?@\s?[^\s@]+\s?\.\s?[^\s@]"
# "W1 2nd call", "since W2 4th July": workshop one or two, and an ordinal or a length of time. A
# postcode is written in capitals (W2 4TH) or without them throughout, and ends otherwise.
_WORKSHOP = re.compile(r"(?<![A-Za-z0-9])[Ww][12][\s.-]{1,4}(?:1st|2nd|3rd|[04-9]th|[1-9][hy]r)\b")
_IN_WORDS = re.compile(
    rf"{_EMAIL}|(?<![0-9])\(?{_PHONE}(?![0-9])|(?<![a-z0-9]){_POSTCODE}(?![a-z0-9])"
)
_IN_ID = re.compile(rf"{_EMAIL}|(?<![a-z0-9])(?:{_PHONE}|{_POSTCODE})(?![a-z0-9])")
_DATE = re.compile(
    r"(?<![0-9])(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?![0-9])"
)
_AT = re.compile(r"\s?[(\[]\s?at\s?[)\]]\s?")


def folded(text: str) -> str:
    """The text as it is searched: width, digits, dashes and blanks folded to plain ASCII ones."""
    out = []
    for one in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(one)
        if kind == "Nd":
            out.append(str(unicodedata.decimal(one)))
        elif kind == "Pd" or one in "\u2212\u00b7\u2022\u2219\u22c5":
            out.append("-")
        elif kind != "Cf":  # what nobody sees keeps nothing apart
            out.append(" " if one.isspace() else one)
    return "".join(out)


def in_words(text: str) -> bool:
    """Whether these words seem to hold a telephone number, e-mail address or postcode."""
    plain = _WORKSHOP.sub(" on a day ", _DATE.sub(" on a day ", folded(text)))
    lower = _AT.sub("@", plain.casefold())
    return _SHOUTED_POSTCODE.search(plain) is not None or _IN_WORDS.search(lower) is not None


def in_id(text: str) -> bool:
    """Whether an opaque id is none: a telephone number stands in it, or it is a postcode.

    Digits between letters are left alone, as they come about by chance in a random id.
    """
    return _IN_ID.search(folded(text).casefold()) is not None
