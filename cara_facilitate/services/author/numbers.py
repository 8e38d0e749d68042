"""Services' numbers on participants' sheets: printed when checked, else a line to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cara_facilitate.content.markdown import blocks
from cara_facilitate.domain.curriculum import Handout, Signpost
from cara_facilitate.domain.signposts import ON_SHEETS, may_print
from cara_facilitate.notes.cleaning import for_markdown
from cara_facilitate.services.author.written import contacts, unsure

DOTS = "." * 40
SHEET = "signposts"
"""The id of the sheet made for a curriculum whose own hand-outs name no service."""

_LINE = re.compile(r"( *(?:- )?)([^:]{1,80}): *\.{5,}")
_NEAR = 60
"""Characters that may stand between a service's name and the dots for its number."""
_DIALLED = re.compile(r"\d[\d ]*\d")
_SHORTEST = 5
"""Digits from which a number is a service's own; 999 and its like stand in law."""
_SHORTEST_SURE, _SHORTEST_STALE = 3, 4


@dataclass(frozen=True, slots=True)
class Withheld:
    """A number or address that was written out in a hand-out and prints as dots.

    ``handout`` is its id, or empty where it stood in the curriculum's own title.
    """

    handout: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Hand-outs with the numbers that may print; ``by_hand`` names services left to fill in."""

    handouts: tuple[Handout, ...]
    by_hand: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()


def with_numbers(
    handouts: Sequence[Handout], signposts: Sequence[Signpost], today: date
) -> Numbers:
    """Fill in every line such as ``- Samaritans, any time: ......`` that names a service.

    Only a number checked within the last half year prints; any other that is written out in a
    hand-out or its title becomes dots, whoever's it is. Services for participants that no
    line names follow at the end of the sheet with the most such lines, or on their own.
    """
    known = _checked(signposts, today)
    ours = [one for one in signposts if one.audience in ON_SHEETS]
    sheets: list[Handout] = []
    named: list[frozenset[str]] = []
    withheld: list[Withheld] = []
    for handout in handouts:
        title, from_title = _dotted(handout.title, *known)
        body, from_body = _dotted(handout.body, *known)
        withheld += [Withheld(handout.id, text) for text in (*from_title, *from_body)]
        safe = replace(handout, title=title, body=body)
        filled, names = _filled(safe, ours, today)
        sheets.append(filled)
        named.append(names)
    most = max(range(len(sheets)), key=lambda place: len(named[place]), default=None)
    sheet = sheets[most] if most is not None and named[most] else None
    listed = frozenset[str]().union(*named, _told(sheets, ours, today))
    rest = [one for one in ours if one.id not in listed and not _stands(one, sheet)]
    if rest and sheet is not None and most is not None:
        body = f"{sheet.body}\n\n## Other services\n\n{_lines(rest, today)}"
        sheets[most] = replace(sheet, body=body)
    elif rest:
        sheets.append(Handout(_free(sheets), "Where help is", _lines(rest, today)))
    asked = listed.union(one.id for one in rest)
    left = (one.name for one in ours if one.id in asked and not may_print(one, today))
    return Numbers(tuple(sheets), tuple(left), tuple(withheld))


def _told(sheets: Sequence[Handout], ours: Sequence[Signpost], today: date) -> frozenset[str]:
    """Ids of services that a sentence names together with their number, or with dots for it."""
    lines = [line for sheet in sheets for line in _plain(sheet.body)]
    return frozenset(
        one.id for one in ours for line in lines if _tells(line, one, may_print(one, today))
    )


def _plain(body: str) -> Iterator[str]:
    """The words of each paragraph, list item and row of a table."""
    for block in blocks(body):
        yield block.text
        yield from (" ".join(span.text for cell in row for span in cell) for row in block.rows)


def _tells(line: str, service: Signpost, printed: bool) -> bool:
    name = rf"(?<!\w){re.escape(service.name.casefold())}(?!\w)"
    if not printed:
        return re.search(rf"{name}[^.]{{0,{_NEAR}}}\.{{5,}}", line.casefold()) is not None
    if re.search(name, line.casefold()) is None:
        return False
    return not contacts(line, _SHORTEST).isdisjoint(contacts(service.contact, _SHORTEST))


def _filled(
    handout: Handout, ours: Sequence[Signpost], today: date
) -> tuple[Handout, frozenset[str]]:
    """The hand-out with the numbers that may print, and the ids of services its lines name."""
    named: set[str] = set()
    lines = handout.body.split("\n")
    for place, line in enumerate(lines):
        match = _LINE.fullmatch(line)
        service = _service(match.group(2), ours) if match else None
        if match is None or service is None:
            continue
        named.add(service.id)
        if may_print(service, today):
            lines[place] = f"{match.group(1)}{match.group(2)}: {_said(service)}"
    return replace(handout, body="\n".join(lines)), frozenset(named)


def _service(label: str, ours: Sequence[Signpost]) -> Signpost | None:
    """The one service a label names: by its whole name, or by the words before a comma."""
    words = label.replace("*", "").strip().casefold()
    head = words.partition(",")[0].strip()
    whole = [one for one in ours if one.name.casefold() in (words, head)]
    found = whole or [one for one in ours if one.name.casefold().startswith(f"{head} ")]
    return found[0] if len(found) == 1 else None


def _lines(services: Sequence[Signpost], today: date) -> str:
    known = _checked(services, today)
    return "\n".join(
        f"- {for_markdown(_dotted(one.name, *known)[0])}:"
        f" {_said(one) if may_print(one, today) else DOTS}"
        for one in services
    )


def _said(service: Signpost) -> str:
    """Number, hours and when it was checked, as Markdown that can only be words."""
    on = date.fromisoformat(service.verified_on)
    contact = for_markdown(service.contact)
    if _DIALLED.fullmatch(service.contact):
        contact = f"**{contact}**"
    hours = f", {for_markdown(service.hours)}" if service.hours.strip() else ""
    return f"{contact}{hours} (checked {on.day} {on:%B %Y})"


def without_unsure(
    text: str, signposts: Sequence[Signpost], today: date
) -> tuple[str, tuple[str, ...]]:
    """The text with dots for numbers and addresses nobody has checked of late, and those."""
    sure, stale = _checked(signposts, today)
    return _dotted(text, sure, stale)


def _checked(signposts: Sequence[Signpost], today: date) -> tuple[set[str], set[str]]:
    """What may be written out, and what may not whatever it looks like."""
    may = [one for one in signposts if may_print(one, today)]
    sure = set[str]().union(*(contacts(one.contact, _SHORTEST_SURE) for one in may))
    every = set[str]().union(*(contacts(one.contact, _SHORTEST_STALE) for one in signposts))
    return sure, every - sure


def _dotted(text: str, sure: set[str], stale: set[str]) -> tuple[str, tuple[str, ...]]:
    parts, gone, last = [], [], 0
    for start, end in unsure(text, sure, stale):
        if start < last:
            continue
        parts += [text[last:start], DOTS[:20]]
        gone.append(text[start:end])
        last = end
    return "".join([*parts, text[last:]]), tuple(gone)


def _stands(service: Signpost, sheet: Handout | None) -> bool:
    """Whether a short number that stands in law, such as 999, is in the sheet's text already."""
    digits = re.sub(r"\D", "", service.contact)
    if sheet is None or not 0 < len(digits) < _SHORTEST:
        return False
    return re.search(rf"(?<!\d){digits}(?!\d)", sheet.body) is not None


def _free(handouts: Sequence[Handout]) -> str:
    """An id that no hand-out has."""
    taken, name = {one.id for one in handouts}, SHEET
    while name in taken:
        name += "-more"
    return name
