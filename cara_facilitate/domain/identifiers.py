"""The identifiers of the work: cohort, participant reference, check word, flag, staff, seat."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from stdnum.iso7064 import mod_37_2

from cara_facilitate.domain.check_words import WORDS
from cara_facilitate.errors import Refusal

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
"""What random parts are drawn from: no vowels, so no words, and no L, which reads as 1."""
SEATS = range(1, 13)
_RANDOM_LENGTH = 4
_UNSPEAKABLE_CHECKS = "*ILOU"
_COHORT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z]{1,2}")
_CHECK = "[0-9A-HJKMNP-TV-Z]"
_REFERENCE = re.compile(rf"([A-Z]{{2}}[0-9]{{2}}[A-Z]{{1,2}})-([{ALPHABET}]{{4}})-({_CHECK})")
_FLAG = re.compile(rf"FL-([{ALPHABET}]{{4}})({_CHECK})")
_STAFF = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9-]{1,16}")
_CHECK_WORD = re.compile(r"[a-z]{4,8}")


def cohort_ok(text: str) -> bool:
    """Whether this is a cohort id: two letters, two digits, one or two letters (``WY26A``)."""
    return _COHORT.fullmatch(text) is not None


def reference_ok(text: str) -> bool:
    """Whether this is a participant reference exactly as issued, its check character included.

    Nothing is forgiven: another case, a space, a look-alike or a full-width letter is no match.
    """
    parts = _REFERENCE.fullmatch(text)
    return parts is not None and mod_37_2.is_valid("".join(parts.groups()))


def reference_cohort(reference: str) -> str:
    """The cohort id that a reference begins with.

    :raises ValueError: if it is not a reference.
    """
    if not reference_ok(reference):
        raise ValueError("not a participant reference")
    return reference.partition("-")[0]


def new_reference(
    cohort: str, random: Callable[[int], int], taken: Collection[str] = frozenset()
) -> str:
    """A fresh participant reference for a cohort.

    :param random: ``random(n)`` gives a whole number from 0 to n - 1 (``secrets.randbelow``).
    :param taken: references already used in the store.
    :raises ValueError: if ``cohort`` is not a cohort id.
    :raises Refusal: if no free reference was found.
    """
    if not cohort_ok(cohort):
        raise ValueError("not a cohort id")

    def draw() -> str:
        part = _part(random)
        check = _speakable(cohort + part)
        return f"{cohort}-{part}-{check}" if check else ""

    return _first_free(draw, taken)


def flag_ok(text: str) -> bool:
    """Whether this is a flag id: ``FL-``, four random characters and their check character."""
    parts = _FLAG.fullmatch(text)
    return parts is not None and mod_37_2.is_valid("FL" + "".join(parts.groups()))


def new_flag(random: Callable[[int], int], taken: Collection[str] = frozenset()) -> str:
    """A fresh flag id; parameters and errors as for :func:`new_reference`."""

    def draw() -> str:
        part = _part(random)
        check = _speakable("FL" + part)
        return f"FL-{part}{check}" if check else ""

    return _first_free(draw, taken)


def staff_ok(text: str) -> bool:
    """Whether this is a staff reference: up to 16 ASCII letters, digits and hyphens."""
    return _STAFF.fullmatch(text) is not None


def check_word_ok(text: str) -> bool:
    """Whether this has a check word's form: 4 to 8 lower-case ASCII letters.

    A cohort made elsewhere may use words that are not on our list.
    """
    return _CHECK_WORD.fullmatch(text) is not None


def new_check_word(random: Callable[[int], int], taken: Collection[str]) -> str:
    """A check word from the shipped list that nobody in the cohort has yet.

    :raises Refusal: if every word is taken.
    """
    free = [word for word in WORDS if word not in taken]
    if not free:
        raise Refusal("Every check word is already taken.", "Use the words of the list once each.")
    return free[random(len(free))]


def note_seat(seat: int) -> str:
    """How notes write a seat: ``P07``.

    :raises ValueError: if there is no such seat.
    """
    if seat not in SEATS:
        raise ValueError("seats are 1 to 12")
    return f"P{seat:02d}"


def _part(random: Callable[[int], int]) -> str:
    return "".join(ALPHABET[random(len(ALPHABET))] for _ in range(_RANDOM_LENGTH))


def _speakable(text: str) -> str:
    check: str = mod_37_2.calc_check_digit(text)
    return "" if check in _UNSPEAKABLE_CHECKS else check


def _first_free(draw: Callable[[], str], taken: Collection[str]) -> str:
    # A stuck source of randomness must end in a sentence, not in a loop.
    for _ in range(10_000):
        drawn = draw()
        if drawn and drawn not in taken:
            return drawn
    raise Refusal("No free identifier was found.", "Close other programs and try again.")
