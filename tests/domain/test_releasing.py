"""Releasing a row held back: the decision table, and that no release ever misfiles a row."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cara_facilitate.domain.feedback import (
    COLUMNS,
    Outcome,
    Reason,
    RosterEntry,
    match,
    row_check,
)
from cara_facilitate.domain.identifiers import new_check_word, new_reference, reference_ok
from cara_facilitate.domain.pointing import Known
from cara_facilitate.domain.releasing import (
    Bar,
    Judged,
    contradiction,
    corrected,
    judge,
    named,
)

COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
WINDOW = (W1, W2)
PROOF = os.environ.get("CARA_PROOF") == "1"
DRAW = random.Random(11).randrange


def _roster() -> list[RosterEntry]:
    refs: list[str] = []
    words: list[str] = []
    for _ in range(6):
        refs.append(new_reference(COHORT, DRAW, refs))
        words.append(new_check_word(DRAW, words))
    return [RosterEntry(n, *pair) for n, pair in enumerate(zip(refs, words, strict=True), 1)]


ROSTER = _roster()
OWN, OTHER = ROSTER[0], ROSTER[1]
STRANGER = new_reference(COHORT, DRAW, [p.ref for p in ROSTER])
SLIP = OWN.ref[:-1] + next(
    c for c in "0123456789" if c != OWN.ref[-1] and not reference_ok(OWN.ref[:-1] + c)
)


ELSEWHERE = RosterEntry(1, new_reference("WY26C", DRAW), "elsewhere"[:8])
"""Somebody of another cohort that the same store holds."""
KNOWN = Known(
    tuple((one.ref, one.check_word) for one in [*ROSTER, ELSEWHERE]),
    frozenset({"WY26C"}),
    {"fb-others": frozenset({OTHER.ref}), "fb-own": frozenset({OWN.ref})}
    | {"fb-77": frozenset({ELSEWHERE.ref})},
)


def row(person: RosterEntry = OWN, **fields: str) -> dict[str, str]:
    made = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": "fb-1",
        "version": "1",
        "withdrawn": "no",
        "cohort_id": COHORT,
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "contact_attempted": "yes",
        "contact_date": "2026-12-12",
        "disclosure_level": "L1",
        "safety_cue": "none",
        "escalation_open": "no",
        "summary": "some words",
    }
    made |= fields
    return made if "row_check" in fields else made | {"row_check": row_check(made)}


def held(fields: dict[str, str]) -> Reason:
    """Why matching holds this row back."""
    outcome = match([fields], ROSTER, COHORT, W1, W2).rows[0]
    assert outcome.reason is not None, "this row is not held back"
    return outcome.reason


def judged(fields: dict[str, str], person: RosterEntry | None = OWN) -> Judged:
    return judge(fields, held(fields), person, COHORT, WINDOW, KNOWN)


READ = {"read_back": True, "ask_date": False}
DATE = {"read_back": False, "ask_date": True}
BOTH = {"read_back": True, "ask_date": True}


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"participant_ref": SLIP}, READ),
        ({"participant_ref": ""}, READ),
        ({"check_word": OWN.check_word.upper()}, READ),
        ({"check_word": "unknown", "feedback_id": "FB-own"}, READ),
        ({"check_word": "unknown"}, READ),
        ({"check_word": ""}, READ),
        ({"cohort_id": "WY26B"}, READ),
        ({"cohort_id": ""}, READ),
        ({"row_check": ""}, READ),
        ({"row_check": row(OTHER)["row_check"]}, READ),
        ({"contact_date": "2026-05-12"}, DATE),
        ({"contact_date": "12/12/2026"}, DATE),
        ({"contact_date": ""}, DATE),
        ({"contact_date": "2026-05-12", "row_check": ""}, BOTH),
        ({"contact_date": "2026-05-12", "participant_ref": SLIP}, BOTH),
    ],
)
def test_what_must_be_done_before_a_row_goes_to_its_person(
    fields: dict[str, str], asked: dict[str, bool]
) -> None:
    assert judged(row(**fields)) == Judged(person=OWN, **asked)


@pytest.mark.parametrize(
    ("fields", "bar"),
    [
        ({"check_word": OTHER.check_word}, Bar.TWO_PEOPLE),
        ({"check_word": f" {OTHER.check_word.upper()}"}, Bar.TWO_PEOPLE),
        ({"check_word": ELSEWHERE.check_word}, Bar.TWO_PEOPLE),
        ({"participant_ref": SLIP, "check_word": OTHER.check_word}, Bar.TWO_PEOPLE),
        ({"participant_ref": OTHER.ref}, Bar.TWO_PEOPLE),
        ({"participant_ref": OTHER.ref.lower()}, Bar.TWO_PEOPLE),
        ({"participant_ref": OTHER.ref[:-1]}, Bar.TWO_PEOPLE),
        ({"participant_ref": OTHER.ref.replace("-", " ")}, Bar.TWO_PEOPLE),
        ({"participant_ref": ELSEWHERE.ref}, Bar.TWO_PEOPLE),
        ({"feedback_id": "fb-others", "row_check": ""}, Bar.TWO_PEOPLE),
        ({"feedback_id": "FB-Others", "check_word": "unknown"}, Bar.TWO_PEOPLE),
        ({"feedback_id": "FB-77", "check_word": "unknown"}, Bar.ITS_ID),
        ({"feedback_id": "fb-77", "row_check": ""}, Bar.ITS_ID),
        ({"feedback_id": "fb-77", "check_word": OTHER.check_word}, Bar.TWO_PEOPLE),
        ({"cohort_id": "WY26C"}, Bar.TWO_COHORTS),
        ({"cohort_id": " wy26c"}, Bar.TWO_COHORTS),
        ({"participant_ref": OWN.ref.replace(COHORT, "WY26C")}, Bar.TWO_COHORTS),
        ({"participant_ref": STRANGER}, Bar.ANOTHERS),
        ({"participant_ref": new_reference("LE26A", DRAW)}, Bar.ANOTHERS),
        ({"participant_ref": SLIP, "check_word": "unknown"}, Bar.ANOTHERS),
        ({"participant_ref": "", "check_word": ""}, Bar.ANOTHERS),
        ({"contact_attempted": "no"}, Bar.UNTRIED),
        ({"contact_attempted": "no", "row_check": ""}, Bar.UNTRIED),
    ],
)
def test_a_row_that_may_be_somebody_elses_is_never_released(
    fields: dict[str, str], bar: Bar
) -> None:
    assert judged(row(**fields)) == Judged(bar)


def test_every_bar_says_what_to_do() -> None:
    assert all(bar.advice for bar in Bar)


def test_a_feedback_id_of_two_cohorts_is_no_slip_where_one_of_them_fits() -> None:
    both = replace(KNOWN, bound={"fb-1": frozenset({OWN.ref, ELSEWHERE.ref})})
    assert contradiction(row(check_word="unknown"), Reason.CHECK_WORD, both) is None


def test_a_contradiction_is_never_released() -> None:
    found = judge(row(), Reason.DUPLICATE, OWN, COHORT, WINDOW, KNOWN)
    assert found == Judged(Bar.CONTRADICTS)


@pytest.mark.parametrize("typed", [*ROSTER[:3]])
def test_whoever_is_typed_a_row_of_two_people_says_so_and_gives_nobody_away(
    typed: RosterEntry,
) -> None:
    two = row(check_word=OTHER.check_word)
    assert judged(two, typed) == Judged(Bar.TWO_PEOPLE)
    assert contradiction(row(check_word="unknown"), Reason.CHECK_WORD, KNOWN) is None


@pytest.mark.parametrize(
    ("reference", "word"),
    [
        (OWN.ref, OTHER.check_word),
        (OTHER.ref, OWN.check_word),
        (OWN.ref, ""),
        ("", OWN.check_word),
        ("", ""),
        (OWN.ref.lower(), OWN.check_word),
        (OWN.ref, OWN.check_word.upper()),
        (OWN.ref + " ", OWN.check_word),
        (STRANGER, OWN.check_word),
    ],
)
def test_both_identifiers_name_one_person_exactly_or_nobody(reference: str, word: str) -> None:
    assert named(reference, word, ROSTER) is None
    assert judged(row(row_check=""), named(reference, word, ROSTER)) == Judged(Bar.UNNAMED)
    assert named(OWN.ref, OWN.check_word, ROSTER) == OWN


def _slipped(person: RosterEntry, at: int) -> str:
    """A person's reference with two neighbours changed about."""
    ref = person.ref
    return ref[:at] + ref[at : at + 2][::-1] + ref[at + 2 :]


_slips = st.fixed_dictionaries(
    {},
    optional={
        "participant_ref": st.sampled_from([SLIP, STRANGER, "", *(p.ref for p in ROSTER)])
        | st.builds(_slipped, st.sampled_from([*ROSTER, ELSEWHERE]), st.integers(0, 12))
        | st.text("0123456789BCDFGHJKMNPQRSTVWXYZ-", max_size=13),
        "check_word": st.sampled_from(
            ["", "unknown", *(p.check_word for p in [*ROSTER, ELSEWHERE])]
        ),
        "feedback_id": st.sampled_from(["fb-1", "fb-own", "fb-others", "fb-77"]),
        "cohort_id": st.sampled_from([COHORT, "WY26B", "WY26C", ""]),
        "contact_attempted": st.sampled_from(["yes", "no"]),
        "contact_date": st.sampled_from(["", "2026-12-12", "2026-05-12", "2026-12-26", "x"]),
        "row_check": st.sampled_from(["", "RAAAAAAAA"]),
    },
)


@settings(max_examples=100_000 if PROOF else 400, deadline=None)
@given(_slips, st.sampled_from(ROSTER), st.sampled_from(ROSTER))
def test_a_released_row_belongs_to_the_person_typed_and_pointed_at_nobody_else(
    fields: dict[str, str], worker_meant: RosterEntry, typed: RosterEntry
) -> None:
    damaged = row(worker_meant, **fields)
    outcome = match([damaged], ROSTER, COHORT, W1, W2).rows[0]
    assume(outcome.reason is not None)
    assert outcome.reason is not None
    found = judge(damaged, outcome.reason, typed, COHORT, WINDOW, KNOWN)
    if found.person is None:
        return
    assert found.person == typed
    for person in [*ROSTER, ELSEWHERE]:
        if person != typed:
            assert damaged["check_word"] != person.check_word
            assert sorted(damaged["participant_ref"]) != sorted(person.ref)
            assert person.ref not in KNOWN.bound.get(damaged["feedback_id"], frozenset())
    assert damaged["cohort_id"] != "WY26C"
    assert typed.ref == damaged["participant_ref"] or not reference_ok(damaged["participant_ref"])
    assert typed.ref == damaged["participant_ref"] or typed.check_word == damaged["check_word"]
    told = "2026-12-05" if found.ask_date else ""
    whole = corrected(damaged, typed, COHORT, told)
    matched = match([whole], ROSTER, COHORT, W1, W2).rows[0]
    assert (matched.outcome, matched.seat) == (Outcome.MATCHED, typed.seat)
    identity = {"participant_ref", "check_word", "cohort_id", "contact_date", "row_check"}
    untouched = [column for column in COLUMNS if column not in identity]
    assert all(whole[column] == damaged[column] for column in untouched)
    # Without being asked anything, only a row that is whole but for its date may pass.
    if not found.read_back:
        assert row_check(damaged) == damaged["row_check"]
        assert (damaged["participant_ref"], damaged["check_word"]) == (typed.ref, typed.check_word)


@given(st.sampled_from(ROSTER), st.sampled_from(ROSTER))
def test_words_that_a_spreadsheet_moved_are_always_read_back(
    person: RosterEntry, source: RosterEntry
) -> None:
    moved = row(person) | {"summary": f"words about seat {source.seat}"}
    assert judged(moved, person) == Judged(person=person, read_back=True)
    assert replace(judged(moved, person), person=None).bar is None
