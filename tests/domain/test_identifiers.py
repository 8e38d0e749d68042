"""Identifiers: slips are noticed, nothing is forgiven, and nothing speaks for itself."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.check_words import WORDS
from cara_facilitate.domain.identifiers import (
    ALPHABET,
    check_word_ok,
    cohort_ok,
    flag_ok,
    new_check_word,
    new_flag,
    new_reference,
    note_seat,
    reference_cohort,
    reference_ok,
    staff_ok,
)
from cara_facilitate.errors import Refusal

cohorts = st.from_regex(r"[A-Z]{2}[0-9]{2}[A-Z]{1,2}", fullmatch=True)
seeds = st.integers(0, 2**32)


def test_the_reference_printed_in_the_contracts_is_one() -> None:
    assert reference_ok("WY26A-7K3M-6")
    assert reference_cohort("WY26A-7K3M-6") == "WY26A"


@given(cohorts, seeds)
def test_a_new_reference_is_always_one_of_its_cohort(cohort: str, seed: int) -> None:
    reference = new_reference(cohort, random.Random(seed).randrange)
    assert reference_ok(reference)
    assert reference_cohort(reference) == cohort
    assert set(reference.split("-")[1]) <= set(ALPHABET)
    assert reference[-1] not in "*ILOU"


@given(cohorts, seeds, st.data())
def test_one_mistyped_character_is_always_noticed(
    cohort: str, seed: int, data: st.DataObject
) -> None:
    reference = new_reference(cohort, random.Random(seed).randrange)
    at = data.draw(st.integers(0, len(reference) - 1))
    wrong = data.draw(st.sampled_from(string.printable).filter(lambda c: c != reference[at]))
    assert not reference_ok(reference[:at] + wrong + reference[at + 1 :])


@given(cohorts, seeds)
def test_two_neighbours_changing_places_are_always_noticed(cohort: str, seed: int) -> None:
    reference = new_reference(cohort, random.Random(seed).randrange)
    for at in range(len(reference) - 1):
        swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
        assert swapped == reference or not reference_ok(swapped)


@pytest.mark.parametrize(
    "near",
    [
        "wy26a-7k3m-6",
        " WY26A-7K3M-6",
        "WY26A-7K3M-6\n",
        "WY26A7K3M6",
        "WY26A\u20117K3M\u20116",
        "\uff37Y26A-7K3M-6",
        "WY26\u0410-7K3M-6",
        "WY26A-7\u212a3M-6",
        "WY2\u0666A-7K3M-6",
        "WY26A-7K3M-6\u200b",
        "",
    ],
)
def test_what_only_looks_like_a_reference_is_none(near: str) -> None:
    assert not reference_ok(near)


def test_a_taken_reference_is_never_given_again() -> None:
    draw = random.Random(1).randrange
    taken: list[str] = []
    for _ in range(3_000):
        taken.append(new_reference("WY26A", draw, taken[-50:]))
    assert len(set(taken[-50:])) == 50
    same = random.Random(1)
    with pytest.raises(Refusal):
        new_reference("WY26A", lambda n: 0, {new_reference("WY26A", lambda n: 0)})
    assert new_reference("WY26A", same.randrange, taken[:1]) != taken[0]


def test_a_cohort_id_is_letters_digits_letters_and_nothing_else() -> None:
    assert cohort_ok("WY26A") and cohort_ok("LE27AB")
    assert not any(
        map(cohort_ok, ["wy26A", "WY26", "WY26ABC", "WY26A ", "W26A", "WY\u0662\u0666A"])
    )
    with pytest.raises(ValueError):
        new_reference("WY26", random.Random(1).randrange)


@given(seeds)
def test_a_flag_id_notices_a_mistyped_character(seed: int) -> None:
    flag = new_flag(random.Random(seed).randrange)
    assert flag_ok(flag) and flag.startswith("FL-") and len(flag) == 8
    for at in range(3, 8):
        others = (set(ALPHABET) | set(string.ascii_letters)) - {flag[at]}
        assert not any(flag_ok(flag[:at] + other + flag[at + 1 :]) for other in others)


def test_a_staff_reference_is_short_and_plain() -> None:
    assert all(map(staff_ok, ["F-LEAD1", "F-CO2", "x", "A" * 16]))
    assert not any(map(staff_ok, ["", "---", "A" * 17, "F LEAD", "F_LEAD", "\u00c9-1", "F-1\n"]))


def test_notes_write_seats_with_two_digits() -> None:
    assert [note_seat(seat) for seat in (1, 7, 12)] == ["P01", "P07", "P12"]
    with pytest.raises(ValueError):
        note_seat(13)


def _slips(word: str) -> Iterator[str]:
    letters = string.ascii_lowercase
    for at in range(len(word) + 1):
        yield word[:at] + word[at + 1 :]
        yield from (word[:at] + letter + word[at:] for letter in letters)
        yield from (word[:at] + letter + word[at + 1 :] for letter in letters)
        yield word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def test_there_are_at_least_a_thousand_distinct_check_words() -> None:
    assert len(WORDS) >= 1_000
    assert list(WORDS) == sorted(set(WORDS))
    assert all(map(check_word_ok, WORDS))
    assert "lantern" in WORDS


def test_no_slip_of_one_letter_turns_a_check_word_into_another() -> None:
    known = set(WORDS)
    slips = ((word, slip) for word in WORDS for slip in _slips(word) if slip != word)
    assert not {(word, slip) for word, slip in slips if slip in known}


def test_nobody_in_a_cohort_shares_a_check_word() -> None:
    draw = random.Random(3).randrange
    taken: set[str] = set()
    for _ in range(len(WORDS)):
        taken.add(new_check_word(draw, taken))
    assert taken == set(WORDS)
    with pytest.raises(Refusal):
        new_check_word(draw, taken)
