"""Cards survive any route or are refused; digits tell apart; nothing goes to a role unforeseen."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import (
    CARD_START,
    CARRIES,
    ROLE_WORDS,
    Part,
    Person,
    Role,
    find_card,
    may_carry,
    people_after,
    read_card,
    same_digits,
)
from cara_facilitate.errors import IntakeError

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
STAFF = st.from_regex(r"[A-Z][A-Z0-9-]{0,14}[0-9]", fullmatch=True)
ROLES = st.sets(st.sampled_from([role.value for role in Role]), min_size=1).map(sorted).map(tuple)
KEYS = st.binary(min_size=32, max_size=32)
PEOPLE = st.builds(Person, STAFF, ROLES, KEYS, KEYS)
SOMEBODY = Person("V-1", ("victim_worker",), bytes(range(32)), bytes(range(32, 64)))


@given(PEOPLE)
def test_a_card_gives_the_person_back(person: Person) -> None:
    assert read_card(person.card()) == person
    assert "\n" not in person.card()


@given(PEOPLE, st.data())
@settings(max_examples=300)
def test_a_card_with_any_one_character_changed_is_refused_or_reads_as_other_digits(
    person: Person, data: st.DataObject
) -> None:
    """The five check characters find slips; the digits over the telephone find everything."""
    card = person.card()
    at = data.draw(st.integers(0, len(card) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = card[:at] + other + card[at + 1 :]
    if changed == card:
        return
    try:
        read = read_card(changed)
    except IntakeError as refused:
        assert refused.hint
    else:
        assert read.fingerprint() != person.fingerprint()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        SOMEBODY.card() + " more",
        SOMEBODY.card()[:-1],
        SOMEBODY.card().lower(),
        SOMEBODY.card().replace("victim_worker", "emperor"),
        SOMEBODY.card().replace("V-1", "V 1"),
        Person("V-1", ("manager", "manager"), b"v" * 32, b"s" * 32).card(),
        Person("V-1", (), b"v" * 32, b"s" * 32).card(),
        Person("V-1", ("manager",), b"v" * 31, b"s" * 32).card(),
        Person("V-1", ("manager",), b"v" * 32, b"s" * 33).card(),
        Person("not a reference", ("manager",), b"v" * 32, b"s" * 32).card(),
        f"{CARD_START} V-1 manager \uff21\uff21 00000",
    ],
)
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(IntakeError):
        read_card(text)


@pytest.mark.parametrize(
    "letter",
    [
        "Dear all,\n\n  {}\n\nBest wishes",
        "> {}\r\n> more of the letter",
        "My card: {} (keep it)",
        "\ufeff{}",
    ],
)
def test_a_card_is_found_in_the_letter_it_came_with(letter: str) -> None:
    assert read_card(find_card(letter.format(SOMEBODY.card()))) == SOMEBODY


@pytest.mark.parametrize("width", [35, 60, 72, 80])
def test_a_card_that_mail_broke_over_lines_and_quoted_is_found(width: int) -> None:
    card = SOMEBODY.card()
    lines = [card[at : at + width] for at in range(0, len(card), width)]
    for start in ("", "> ", ">> ", "  "):
        letter = "\n".join(start + line for line in ("Hello,", "", *lines, "", "Bye"))
        assert read_card(find_card(letter)) == SOMEBODY


def test_a_card_broken_between_its_words_is_found() -> None:
    assert read_card(find_card(SOMEBODY.card().replace(" ", "\n  "))) == SOMEBODY


@pytest.mark.parametrize("text", ["", "no card", f"{SOMEBODY.card()}\n{SOMEBODY.card()}"])
def test_a_letter_with_no_card_or_with_two_is_refused(text: str) -> None:
    with pytest.raises(IntakeError):
        find_card(text)


@given(PEOPLE)
def test_digits_are_six_groups_of_five(person: Person) -> None:
    groups = person.fingerprint().split(" ")
    assert [len(group) for group in groups] == [5] * 6
    assert all(group.isascii() and group.isdigit() for group in groups)


@pytest.mark.parametrize(
    "other",
    [
        Person("V-2", SOMEBODY.roles, SOMEBODY.verify, SOMEBODY.seal),
        Person(SOMEBODY.staff, ("manager",), SOMEBODY.verify, SOMEBODY.seal),
        Person(SOMEBODY.staff, SOMEBODY.roles, b"v" * 32, SOMEBODY.seal),
        Person(SOMEBODY.staff, SOMEBODY.roles, SOMEBODY.verify, b"s" * 32),
        Person(SOMEBODY.staff, SOMEBODY.roles, SOMEBODY.seal, SOMEBODY.verify),
    ],
)
def test_whatever_differs_in_a_person_differs_in_the_digits(other: Person) -> None:
    assert other.fingerprint() != SOMEBODY.fingerprint()


def test_the_order_of_roles_changes_nothing() -> None:
    one, two = (
        Person("V-1", roles, b"v" * 32, b"s" * 32)
        for roles in (("manager", "trainer"), ("trainer", "manager"))
    )
    assert (one.card(), one.fingerprint()) == (two.card(), two.fingerprint())


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("12345 67890", True),
        ("1234567890", True),
        (" 1 2345\t6789 0\n", True),
        ("12345-67890", False),
        ("1234567809", False),
        ("123456789", False),
        ("", False),
        ("y", False),
    ],
)
def test_digits_agree_however_they_are_spaced_and_not_otherwise(typed: str, same: bool) -> None:
    assert same_digits(typed, "12345 67890") is same


def test_the_card_and_the_digits_of_a_person_never_change_from_one_version_to_the_next() -> None:
    """Stores that already exchanged cards must go on agreeing."""
    assert SOMEBODY.fingerprint() == "93122 45248 85695 92245 07564 74883"
    assert SOMEBODY.card().endswith(" ac793")


def test_only_the_victim_contact_worker_gives_an_extract_and_only_a_facilitator_gets_it() -> None:
    pairs = {pair for pair, parts in CARRIES.items() if Part.EXTRACT in parts}
    assert pairs == {(Role.VICTIM_WORKER, Role.FACILITATOR)}


@pytest.mark.parametrize(
    ("sender", "receiver"),
    [
        pair
        for pair in itertools.product(Role, Role)
        if pair not in CARRIES or Role.TRAINER in pair or pair[0] == pair[1]
    ],
)
def test_where_nothing_is_foreseen_nothing_goes(sender: Role, receiver: Role) -> None:
    assert may_carry([sender], [receiver]) == ()


def test_who_has_several_roles_may_carry_what_each_may_once() -> None:
    parts = may_carry(["facilitator", "manager"], ["victim_worker"])
    assert parts == (Part.ROSTER, Part.OUTCOMES, Part.ACKNOWLEDGED)


def test_every_role_has_plain_words() -> None:
    assert set(ROLE_WORDS) == set(Role)


def trusted(person: Person) -> ev.PersonTrusted:
    return ev.PersonTrusted(person.staff, person.roles, person.verify.hex(), person.seal.hex(), AT)


@given(st.lists(st.tuples(PEOPLE, st.booleans()), max_size=12))
def test_who_is_trusted_is_what_was_said_of_them_last(story: list[tuple[Person, bool]]) -> None:
    events: list[ev.Event] = []
    last: dict[str, Person | None] = {}
    for person, stays in story:
        events.append(trusted(person) if stays else ev.PersonDistrusted(person.staff, AT))
        last[person.staff] = person if stays else None
    known = {one.staff: one for one in people_after(events)}
    assert known == {staff: one for staff, one in last.items() if one is not None}


def test_a_store_of_before_there_were_people_trusts_nobody() -> None:
    assert people_after([ev.StoreMade("F-LEAD1", ("facilitator",), False, AT)]) == ()
