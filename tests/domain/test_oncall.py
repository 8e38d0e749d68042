"""The on-call card: 999 always first, numbers only, and no name ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.oncall import (
    EMERGENCY_NUMBER,
    LONGEST,
    MISSING,
    ROLES,
    card_of,
    number_of,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROLES, "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0113 496 0000", "0113 496 0000"),
        ("  +44 113  496 0000 ", "+44 113 496 0000"),
        ("101", "101"),
        ("0113 496 0000 x12", "0113 496 0000 ext 12"),
        ("0113 496 0000 EXT. 1234", "0113 496 0000 ext 1234"),
        ("0113 496 0000#7", "0113 496 0000 ext 7"),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize(
    "written",
    ["", "Jo 0113 496 0000", "0113 496 0000 Jo", "12", "0113+496", "+", "0" * (LONGEST + 1),
     "0113 496 0000 ext", "0113 496 0000 ext 1234567", "٠١١٣ ٤٩٦", "0113\n496", "0113-496"],
)  # fmt: skip
def test_whatever_else_is_refused(written: str) -> None:
    assert number_of(written) is None


@given(st.text(max_size=40))
def test_no_letters_get_onto_a_card(text: str) -> None:
    number = number_of(text)
    assert number is None or set(number.replace(" ext ", "")) <= set("+0123456789 ")
    assert number is None or number_of(number) == number


@given(st.lists(ANYTHING, max_size=3))
def test_a_card_always_has_999_first_and_every_role(sources: list[object]) -> None:
    card = card_of(*sources)
    assert card.lines[0].number == EMERGENCY_NUMBER
    assert [line.role for line in card.lines[1:]] == list(ROLES.values())
    assert all(line.number == "" or number_of(line.number) for line in card.lines)
    assert len(card.known) + len(card.missing) == len(card.lines)


def test_what_is_missing_is_said() -> None:
    card = card_of({"manager": "0113 496 0000", "children": "not yet"})
    assert card.missing == tuple(ROLES[slug] for slug in ROLES if slug != "manager")
    assert [line.words for line in card.lines[:3]] == ["999", "0113 496 0000", MISSING]


def test_a_later_source_stands_over_an_earlier_one_role_by_role() -> None:
    site = {"manager": "0113 496 0000", "adults": "0113 496 0004"}
    numbers = {line.slug: line.number for line in card_of(site, {"manager": "0113 496 1111"}).lines}
    assert (numbers["manager"], numbers["adults"]) == ("0113 496 1111", "0113 496 0004")


def test_a_plain_text_is_the_managers_number_without_its_words() -> None:
    card = card_of("duty manager 0113 496 0000, [/] \u202e")
    assert [(line.slug, line.number) for line in card.known[1:]] == [("manager", "0113 496 0000")]
