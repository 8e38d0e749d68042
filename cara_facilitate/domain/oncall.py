"""The site's on-call card: whom to ring about somebody's safety, by role, never by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

ROLES = {
    "manager": "Manager on call",
    "safeguarding": "Safeguarding lead",
    "children": "Children's social care duty team",
    "adults": "Adult social care duty team",
    "out_of_hours": "Emergency duty team (nights, weekends)",
}
"""The roles whose numbers belong to a site, by the short name they have in settings."""
EMERGENCY_ROLE, EMERGENCY_NUMBER = "Emergency", "999"
UNKNOWN = "no number recorded"
MISSING = f"{UNKNOWN}: write it here"
"""What stands for a number nobody recorded, on a screen and on paper."""
LONGEST = 20
"""Characters of a number without its extension."""
NUMBER_RULE = (
    "A number is digits, spaces and perhaps a + at the front, 20 characters at most, "
    "with an extension as: 0113 496 0000 ext 12"
)
_NUMBER = re.compile(r"(\+?[0-9 ]+?)(?: *(?:ext\.?|x|#) *([0-9]{1,6}))?", re.ASCII | re.IGNORECASE)
_WITHIN = re.compile(r"\+?[0-9](?: ?[0-9]){4,15}", re.ASCII)
LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class OnCallLine:
    """One line: a role or a service, and its number; an empty number was never recorded.

    ``slug`` is the role's short name in settings, empty for 999, which no setting changes.
    """

    role: str
    number: str
    slug: str = ""

    @property
    def words(self) -> str:
        """The number, or that there is none, for paper."""
        return self.number or MISSING


@dataclass(frozen=True, slots=True)
class OnCallCard:
    """The card's lines in the order to think of them; 999 is the first of every card."""

    lines: tuple[OnCallLine, ...]

    @property
    def known(self) -> tuple[OnCallLine, ...]:
        """The lines that have a number."""
        return tuple(line for line in self.lines if line.number)

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles without a number."""
        return tuple(line.role for line in self.lines if not line.number)


def number_of(text: str) -> str | None:
    """A telephone number as the card writes it, or None if this is none.

    Letters are refused, so that nobody's name gets onto a card: the word before an extension
    (``ext``, ``x`` or ``#``) is all that may stand among the digits.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number = " ".join(found[1].split())
    if len(number) > LONGEST or sum(c.isdigit() for c in number) < LEAST_DIGITS:
        return None
    return f"{number} ext {found[2]}" if found[2] else number


def card_of(*sources: object) -> OnCallCard:
    """The card from what settings say, a later source over an earlier one, role by role.

    :param sources: each a mapping of short role name to number, or one text whose number is the
        manager's. Anything else, and anything that is no number, counts as not recorded.
    """
    numbers: dict[str, str] = {}
    for source in sources:
        numbers |= _numbers(source)
    return OnCallCard(
        (
            OnCallLine(EMERGENCY_ROLE, EMERGENCY_NUMBER),
            *(OnCallLine(role, numbers.get(slug, ""), slug) for slug, role in ROLES.items()),
        )
    )


def _numbers(source: object) -> dict[str, str]:
    if isinstance(source, str):
        whole = number_of(source)
        found = _WITHIN.search(source)
        number = whole or (number_of(found[0]) if found else None)
        return {"manager": number} if number else {}
    if not isinstance(source, Mapping):
        return {}
    read = {slug: source.get(slug) for slug in ROLES}
    found_numbers = {s: number_of(n) for s, n in read.items() if isinstance(n, str)}
    return {slug: number for slug, number in found_numbers.items() if number}
