"""Numbers and addresses written out in a text, found however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

_BETWEEN = r"(?:[ \u00a0().*_\u2010-\u2015-]{0,3}|[ ]?\n {0,4})"
_PHONE = re.compile(rf"(?<![\w+.,])[(*_]{{0,3}}(?:\+|0){_BETWEEN}\d(?:{_BETWEEN}\d){{6,14}}(?!\w)")
_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./?=&#%~+-]*\w"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:uk|org|com|net|info|ie)\b(?:/[\w./?=&#%~+-]*\w)?)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d\d(?!\d)")
_FEWEST = 9
"""Digits of a national number; a shorter one is a year, a sum or a day."""
_FEWEST_STEPS = 4


def numbers(text: str) -> list[tuple[int, int]]:
    """Where something that can be dialled stands, as start and end."""
    return [found.span() for found in _PHONE.finditer(text) if _dialled(found.group())]


def addresses(text: str) -> list[tuple[int, int]]:
    """Where a mail or web address stands, as start and end."""
    return [found.span() for found in _ADDRESS.finditer(text)]


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


def unsure(text: str, sure: Collection[str]) -> list[tuple[int, int]]:
    """Numbers and addresses in a text that are none of these, as starts and ends in order.

    :param sure: numbers as :func:`national` gives them, and addresses in small letters.
    """
    found = [span for span in numbers(text) if national(text[slice(*span)]) not in sure]
    found += [span for span in addresses(text) if text[slice(*span)].casefold() not in sure]
    return sorted(found)


def _dialled(text: str) -> bool:
    """Whether it is as long as a number, and neither a date nor a scale such as 0 1 2 3."""
    groups = [int(one) for one in re.findall(r"\d+", text)]
    steps = {later - earlier for earlier, later in pairwise(groups)}
    counted = len(groups) >= _FEWEST_STEPS and len(steps) == 1 and steps != {0}
    digits = len(re.sub(r"\D", "", text))
    return digits >= _FEWEST and not counted and not _DATED.match(text.lstrip("(*_"))
