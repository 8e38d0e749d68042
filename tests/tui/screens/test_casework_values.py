"""What a form shows of a record says the same record again, and times are read as people type."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    CONCERN,
    CUES,
    DASH,
    HEARD,
    INCIDENTS,
    METHODS,
    NEEDS,
    NEGATIVE,
    NONE,
    OBSERVED,
    POSITIVE,
    WHY_OUTSIDE,
    Attempt,
    CaseRecord,
    Referral,
    SafeContact,
)
from cara_facilitate.domain.contact_window import ALWAYS, parse
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.tui.screens.casework_fields import SECTIONS
from cara_facilitate.tui.screens.casework_values import (
    day,
    moment,
    record_of,
    taken_up,
    values_of,
)
from tests.tui.screens.casework_driver import COHORT, NOW, REFS

TODAY = NOW.date()
BLANK = CaseRecord("f1", 1, COHORT, REFS[0], "V-WORK1")


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of a closed list, in its order."""
    return st.sets(st.sampled_from(values)).map(
        lambda chosen: tuple(value for value in values if value in chosen)
    )


words = st.text("abc .,", max_size=20).map(lambda text: Protected(text.strip()))
past = st.timedeltas(timedelta(), timedelta(days=40)).map(lambda ago: NOW - ago)
referral = st.builds(
    lambda need, how: Referral(need, how > 0, how > 1), st.sampled_from(NEEDS), st.integers(0, 2)
)


def in_order(given_: list[Referral]) -> tuple[Referral, ...]:
    return tuple(sorted(given_, key=lambda one: NEEDS.index(one.need)))


records = st.builds(
    replace,
    st.just(BLANK),
    safe_contact=st.builds(
        SafeContact,
        words,
        words,
        words,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.none() | st.dates(date(2026, 11, 1), TODAY),
        st.sampled_from([(), (ALWAYS,), parse("mon tue thu 10-12; sat 9:30-11")]),
        st.none() | past,
    ),
    attempts=st.lists(
        st.builds(
            Attempt,
            past,
            st.sampled_from(METHODS),
            st.sampled_from(ATTEMPT_OUTCOMES),
            st.sampled_from(("", *WHY_OUTSIDE)),
        ),
        max_size=3,
    ).map(tuple),
    outcome=st.sampled_from(HEARD),
    positive=some(POSITIVE),
    negative=some(NEGATIVE),
    incident=st.sampled_from(INCIDENTS),
    dash_before=st.sampled_from(DASH),
    dash=st.sampled_from(DASH),
    dash_rationale=words,
    children=st.sampled_from(CONCERN),
    adult_at_risk=st.sampled_from(CONCERN),
    observed=some(OBSERVED),
    referrals=st.lists(referral, unique_by=lambda one: one.need).map(in_order),
    level=st.just(Level.L3),
    with_person=st.booleans(),
    summary=words,
    themes=some(("saying-hearing", "rehearse-time-out")),
    agreed_words=words,
    agreed_words_consented_at=st.none() | past,
    agreed_words_reread=st.booleans(),
    agreed_words_reconfirmed_at=st.none() | past,
    cue=st.sampled_from(CUES),
)


@given(records)
def test_a_record_shown_and_saved_untouched_is_the_same_record(record: CaseRecord) -> None:
    again, faults = record_of(record, values_of(record), record.attempts, NOW)
    assert faults == ()
    assert again == record


@given(records, st.sampled_from([Level.L0, Level.L1, Level.L2]))
def test_nothing_above_the_level_is_kept(record: CaseRecord, level: Level) -> None:
    kept, _ = record_of(record, values_of(record) | {"level": level.value}, (), NOW)
    assert kept.agreed_words == NONE
    assert kept.agreed_words_consented_at is None
    assert not kept.agreed_words_reread
    if level < Level.L2:
        assert kept.themes == ()
    if level < Level.L1:
        assert kept.summary == NONE


def test_a_draft_of_the_program_before_loses_none_of_its_words() -> None:
    before = {"how": "by day", "days": "weekdays", "times": "mornings"}
    assert taken_up(before)["safe_note"] == "weekdays; mornings"
    assert taken_up({"safe_note": "as it is"}) == {"safe_note": "as it is"}
    values = values_of(BLANK) | {"safe_note": "weekdays; mornings"}
    assert record_of(BLANK, values, (), NOW)[0].safe_contact.note.reveal() == "weekdays; mornings"


def test_every_value_of_a_record_has_its_field() -> None:
    asked = {item.key for section in SECTIONS for item in section.items}
    assert asked == set(values_of(BLANK))


def test_the_form_asks_for_safe_contact_before_anything_else() -> None:
    assert SECTIONS[0].title == "Safe contact"
    assert [section.title for section in SECTIONS[1:3]] == ["Attempts", "Outcome"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("10:12", NOW.replace(hour=10, minute=12, second=0)),
        ("9.05", NOW.replace(hour=9, minute=5)),
        ("y 23:40", (NOW - timedelta(days=1)).replace(hour=23, minute=40)),
        ("t 08:00", NOW.replace(hour=8, minute=0)),
        ("5/12 10:12", NOW.replace(day=5, hour=10, minute=12)),
        ("2026-12-05 10:12", NOW.replace(day=5, hour=10, minute=12)),
        ("31/12 10:12", NOW.replace(year=2025, day=31, hour=10, minute=12)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, at: datetime) -> None:
    assert moment(typed, NOW) == at


@pytest.mark.parametrize(
    "typed", ["", "14:31", "24:00", "10:60", "10", "soon", "2027-01-01 10:00", "30/2 10:00",
              "2026-02-30 10:00", "5/12", "x 10:00"],
)  # fmt: skip
def test_what_is_no_time_or_still_to_come_is_none(typed: str) -> None:
    assert moment(typed, NOW) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [("t", TODAY), ("Today", TODAY), ("y", TODAY - timedelta(days=1)),
     ("1/12", TODAY.replace(day=1)), ("9/12", date(2025, 12, 9)), ("2026-12-08", TODAY),
     ("2026-12-09", None), ("29/2", None),
     ("20261208", None), ("", None)],
)  # fmt: skip
def test_a_day_is_read_as_people_type_it(typed: str, found: date | None) -> None:
    assert day(typed, TODAY) == found


def test_a_time_that_is_none_is_a_fault_of_its_own_field() -> None:
    values = values_of(replace(BLANK, level=Level.L3)) | {
        "method": "telephone", "when": "14:31", "last_checked": "tomorrow", "consented_at": "soon",
    }  # fmt: skip
    _, faults = record_of(BLANK, values, (), NOW)
    assert {fault.field for fault in faults} == {"when", "last_checked", "consented_at"}
    assert not any("soon" in fault.sentence for fault in faults)


def test_an_attempt_filled_in_but_not_added_counts() -> None:
    values = values_of(BLANK) | {"method": "telephone", "came_of_it": "declined", "when": ""}
    record, faults = record_of(BLANK, values, (), NOW)
    assert faults == ()
    assert record.attempts == (Attempt(NOW, "telephone", "declined"),)
    _, faults = record_of(BLANK, values | {"method": "", "when": "10:00"}, (), NOW)
    assert [fault.field for fault in faults] == ["method"]
