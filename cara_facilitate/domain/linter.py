"""The export linter: what must not leave in a note, found by rule and place and never quoted."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain import linter_words as words
from cara_facilitate.domain.linter_folding import folded, name_parts
from cara_facilitate.domain.linter_numbers import emails, phones, postcodes


class Rule(StrEnum):
    """What the linter looks for (``domain.md`` (c))."""

    NAME = "name"
    PHONE = "phone"
    POSTCODE = "postcode"
    EMAIL = "email"
    PLACE = "relationship and place"
    QUOTATION = "quotation"
    SPEECH = "reported speech"


ADVICE: Mapping[Rule, str] = {
    Rule.NAME: "Write the seat instead, or release it with a reason if it is not that person.",
    Rule.PHONE: "Take the telephone number out; numbers never go into a note.",
    Rule.POSTCODE: "Take the postcode out; addresses never go into a note.",
    Rule.EMAIL: "Take the e-mail address or account name out.",
    Rule.PLACE: "Take out where somebody close to a participant lives, works or stays.",
    Rule.QUOTATION: "Describe what was done instead of quoting it.",
    Rule.SPEECH: "Write what was seen in the room, not what somebody said outside or about it.",
}
"""What to do about each rule's finding, one plain sentence."""

RELEASABLE = frozenset({Rule.NAME})
"""A name may also be an ordinary word; contact details and reported speech never are."""
SEATS_SECTION = 4


@dataclass(frozen=True, slots=True)
class TypedText:
    """One text a person typed: the note's section 1-10, the field, and its seat or empty."""

    section: int
    field: str
    seat: str
    text: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding; never the text. ``place`` is what a release names.

    The place holds a short digest of the text, so that a release lapses when the text is changed
    and never covers another word that came to stand where the released one was.
    """

    rule: Rule
    section: int
    field: str
    seat: str
    place: str
    releasable: bool

    def sentence(self) -> str:
        """What was found and where, and what to do, in words that may be shown anywhere."""
        seat = f", {self.seat}" if self.seat else ""
        kind = self.rule.value.capitalize()
        return f"{kind} in section {self.section} ({self.field}{seat}). {ADVICE[self.rule]}"


def lint(
    fields: Iterable[TypedText], names: Iterable[str], releases: Mapping[str, str]
) -> list[Hit]:
    """Everything that stops these texts from leaving, in order of section and place.

    Hidden characters are taken away and look-alikes read as what they look like first.

    :param names: the register's names; each part counts by itself.
    :param releases: reasons by :attr:`Hit.place`; one without a reason releases nothing.
    """
    register = name_parts(names)
    hits: list[Hit] = []
    for typed in fields:
        text = folded(typed.text)
        for rule, at in _findings(typed.section, text, register):
            hit = _hit(typed, rule, at)
            if not (hit.releasable and releases.get(hit.place, "").strip()):
                hits.append(hit)
    return sorted(hits, key=lambda hit: hit.section)


def _hit(typed: TypedText, rule: Rule, at: int) -> Hit:
    mark = hashlib.sha256(typed.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    place = f"{rule.value}/{typed.section}/{typed.field}/{typed.seat}/{at}/{mark}"
    return Hit(rule, typed.section, typed.field, typed.seat, place, rule in RELEASABLE)


def _findings(section: int, text: str, register: frozenset[str]) -> Iterator[tuple[Rule, int]]:
    for rule, find in _FINDERS.items():
        found = sorted(set(find(text)))
        yield from ((rule, at) for at in found[:1])
    if section == SEATS_SECTION:
        yield from ((Rule.QUOTATION, at) for at in list(_quotations(text))[:1])
    # Names are released one by one, so every one of them is a finding of its own.
    yield from ((Rule.NAME, at) for at in _named(text, register))


_WORD = re.compile(r"[^\W\d_]+")


def _named(text: str, register: frozenset[str]) -> Iterator[int]:
    for word in _WORD.finditer(text):
        first = word.group()[0]
        capital = first.isupper() or first.istitle() or first.lower() == first.upper()
        if capital and word.group().casefold() in register:
            yield word.start()


_RELATION = r"(?:" + "|".join(words.RELATIONS) + r")"
_RELATION_WORD = re.compile(rf"\b{_RELATION}\b(?:'s)?", re.I)
_WHO = rf"(?:{_RELATION}|{'|'.join(words.PRONOUNS)})"
_GAP = rf"(?:[,\s]+(?:{words.SMALL_WORDS}))*"
_VERB = rf"(?:{'|'.join(words.TOLD)})"
_SPEECH: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # "she told us", "his wife has also said", "they'd mentioned"
        rf"\b{_WHO}(?:'(?:s|d|ve|ll|re))?{_GAP}[,\s]+{_VERB}\b",
        # "his wife in the next town told us": up to eight words between
        rf"\b{_WHO}\b(?:[,\s]+(?!and\b|but\b|when\b|while\b)[\w'-]+){{0,8}}[,\s]+"
        r"(?:told|tells|asked|asks|informed|informs|rang|phoned|texted|emailed|messaged|contacted)"
        r"\s+(?:us|me)\b",
        # "we were told by his partner", "according to her", "we heard from mum"
        r"\b(?:told by|heard from|hearing from|learned from|learnt from|word from|feedback from"
        r"|information from|message from|call from|according to|reported by|disclosed by)\s+"
        rf"(?:(?:his|her|their|the|a|an|one|some|p\d\d'?s?)\s+)*(?:{_RELATION}|her|him|them)\b",
        # "the feedback says", "the victim's feedback", "partner account"
        r"\bfeedback\s+(?:says|said|mentions|mentioned|tells|told|reveals|revealed|states|stated)\b",
        rf"\b{_RELATION}(?:'s|s')?\s+(?:feedback|account|statement|disclosure|version|words)\b",
    )
)


def _speech(text: str) -> Iterator[int]:
    for pattern in _SPEECH:
        yield from (found.start() for found in pattern.finditer(text))


_NEAR = 80
"""Characters between a relation and a place for the one to be taken as the other's."""
_PREPOSITIONS = "in|at|near|from|outside|around|to|behind|opposite|towards"
_CAPITAL_PLACE = re.compile(rf"\b(?:{_PREPOSITIONS})\s+(?:the\s+)?([A-Z][a-z]+)\b")
_SURE_PLACES = (
    re.compile(rf"\b(?:{words.TOWNS})\b", re.I),
    re.compile(rf"\b(?:{words.PLACE_NOUNS})\b", re.I),
    re.compile(rf"\b[A-Z][A-Za-z']+\s+(?:(?i:{words.STREETS})|{words.CAPITAL_STREETS})\b"),
    re.compile(rf"\b\d+[a-z]?,?\s+(?:[A-Za-z']+\s+){{1,3}}(?:{words.STREETS})\b", re.I),
)


def _places(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _SURE_PLACES:
        yield from (found.span() for found in pattern.finditer(text))
    for found in _CAPITAL_PLACE.finditer(text):
        if found.group(1).lower() not in words.NOT_PLACES:
            yield found.span(1)


def _placed(text: str) -> Iterator[int]:
    places = list(_places(text))
    if not places:
        return
    for relation in _RELATION_WORD.finditer(text):
        for start, end in places:
            apart = max(start - relation.end(), relation.start() - end)
            inside = start <= relation.start() < end
            if apart <= _NEAR and not inside:
                yield relation.start()


_DOUBLE = re.compile(r'"')
_SINGLE_OPEN = re.compile(r"(?:(?<=^)|(?<=[\s(\[{:;,\u2013\u2014-]))'(?=\S)", re.M)
_SINGLE_CLOSE = re.compile(r"(?<=[^\s'])'(?=$|[\s.,;:!?)\]}\u2013\u2014-])", re.M)


def _quotations(text: str) -> Iterator[int]:
    yield from (found.start() for found in _DOUBLE.finditer(text))
    for opened in _SINGLE_OPEN.finditer(text):
        after = _WORD.match(text, opened.end())
        if after is None and text[opened.end() : opened.end() + 1].isdigit():
            continue
        if after is not None and after.group().lower() in words.ELISIONS:
            continue
        if _SINGLE_CLOSE.search(text, opened.end()):
            yield opened.start()


_FINDERS: Mapping[Rule, Callable[[str], Iterator[int]]] = {
    Rule.PHONE: phones,
    Rule.POSTCODE: postcodes,
    Rule.EMAIL: emails,
    Rule.PLACE: _placed,
    Rule.SPEECH: _speech,
}
