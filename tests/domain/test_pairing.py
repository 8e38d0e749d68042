"""Pairs of dates: what the site's rules allow is offered, everything else is refused aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import cara_site_leicestershire as leicestershire
import cara_site_west_yorkshire as west_yorkshire
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.api.testing import sample_placement
from cara_facilitate.domain.pair_words import common_notes, grouped, said, seat_words
from cara_facilitate.domain.pairing import (
    Judge,
    Pair,
    Question,
    Staff,
    answered,
    weekday_rules,
)
from cara_facilitate.domain.policy import Finding, PersonFacts, PlacementFacts, Result

START = date(2026, 11, 23)
"""A Monday."""
DAYS = st.integers(0, 75).map(lambda n: START + timedelta(days=n))
CAUTIONS = st.integers(-100, 40).map(lambda n: START + timedelta(days=n))
WY: Judge = west_yorkshire.check
LE: Judge = leicestershire.check


def person(seat: int, cautioned: date | None) -> PersonFacts:
    """Somebody whom both sites' rules let pass but for the dates."""
    return PersonFacts(
        seat=seat,
        sex="male",
        relationship="ex_partner",
        caution_date=cautioned,
        risk="standard",
        first_time=True,
        disposal="conditional_caution",
        extra={
            "issuer": "WYP",
            "referrer": "WYP",
            "violence_last_two_years": "no",
            "victim_consent_caution": "yes",
            "victim_consent_attendance": "yes",
        },
    )


def question(
    *cautions: date | None,
    staff: tuple[Staff, ...] = (Staff("F-LEAD1"), Staff("F-CO2")),
    days: int = 42,
    **changes: object,
) -> Question:
    people = tuple(person(seat, day) for seat, day in enumerate(cautions, start=1))
    asked = Question(
        first=START,
        last=START + timedelta(days=days - 1),
        facts=replace(sample_placement(), workshops=(), facilitators=(), people=()),
        people=people,
        staff=staff,
        seats=12,
        fewest=min(len(people), 12),
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


def reasons(asked: Question, judge: Judge, day: date) -> str:
    found = next(one for one in answered(asked, judge).refused if one.first == day)
    return "; ".join(reason.words for reason in found.reasons)


QUESTIONS = st.builds(
    lambda cautions, away, booked, closed, third, days: question(
        *cautions,
        staff=(
            Staff("F-LEAD1", booked=booked),
            Staff("F-CO2", away=away),
            *((Staff("F-3", only=third),) if third is not None else ()),
        ),
        days=days,
        closed=closed,
    ),
    st.lists(CAUTIONS, min_size=1, max_size=6),
    st.frozensets(DAYS, max_size=12),
    st.frozensets(DAYS, max_size=12),
    st.frozensets(DAYS, max_size=4),
    st.none() | st.frozensets(DAYS, max_size=20),
    st.integers(1, 25),
)


@settings(max_examples=60, deadline=None)
@given(QUESTIONS, st.sampled_from((WY, LE)))
def test_every_pair_offered_passes_the_sites_own_check(asked: Question, judge: Judge):
    for pair in answered(asked, judge).pairs:
        facts = replace(
            asked.facts,
            workshops=(pair.first, pair.second),
            facilitators=pair.facilitators,
            people=tuple(p for p in asked.people if p.seat in pair.people),
        )
        assert [f for f in judge(facts) if f.result is Result.BLOCK] == []


@settings(max_examples=60, deadline=None)
@given(QUESTIONS, st.sampled_from((WY, LE)))
def test_every_day_of_the_window_is_offered_or_refused_with_a_reason(asked: Question, judge: Judge):
    found = answered(asked, judge)
    offered = {pair.first for pair in found.pairs}
    refused = [one.first for one in found.refused]
    assert sorted([*offered, *refused]) == list(asked.days())
    assert all(reason.words for one in found.refused for reason in one.reasons)
    assert all(one.reasons for one in found.refused)


@settings(max_examples=60, deadline=None)
@given(QUESTIONS)
def test_west_yorkshires_pairs_are_those_a_plain_search_finds(asked: Question):
    free = {one.ref: [d for d in _all_days(asked) if not one.hindered(d)] for one in asked.staff}
    expected = set()
    for first in asked.days():
        for gap in range(28, 36):
            second = first + timedelta(days=gap)
            if {first.weekday(), second.weekday()} != {5} or {first, second} & asked.closed:
                continue
            if sum(first in days and second in days for days in free.values()) < 2:
                continue
            cautions = [p.caution_date for p in asked.people if p.caution_date]
            if all(c <= first and second <= c + timedelta(days=112) for c in cautions):
                expected.add((first, second))
    assert {(pair.first, pair.second) for pair in answered(asked, WY).pairs} == expected


def _all_days(asked: Question) -> list[date]:
    return [asked.first + timedelta(days=n) for n in range((asked.last - asked.first).days + 36)]


@settings(max_examples=40, deadline=None)
@given(QUESTIONS, st.sampled_from((WY, LE)))
def test_an_exact_pair_that_leaves_room_for_a_repeat_comes_first(asked: Question, judge: Judge):
    pairs = answered(asked, judge).pairs
    order = [(len(p.late), p.days != 28, bool(p.tight), p.first, p.days) for p in pairs]
    assert order == sorted(order)


def test_twenty_nine_to_thirty_five_days_are_offered_with_a_warning():
    pairs = answered(question(date(2026, 11, 20), days=6), WY).pairs
    assert [pair.days for pair in pairs] == [28, 35]
    assert any(note.startswith("WARN CARA-2") for note in pairs[1].notes)
    assert not any("CARA-2" in note for note in pairs[0].notes)


def test_the_reasons_name_who_is_away_and_whose_weeks_end():
    saturday = date(2026, 12, 5)
    asked = question(
        date(2026, 11, 20),
        date(2026, 8, 30),
        staff=(Staff("F-LEAD1"), Staff("F-CO2", away=frozenset({saturday}))),
    )
    said_of_it = reasons(asked, WY, saturday)
    assert "F-CO2 is away" in said_of_it
    assert "seat 2's sixteen weeks end on Sun 20 Dec 2026" in said_of_it
    assert "seat 1" not in said_of_it


def test_what_hinders_only_workshop_two_is_said_with_its_date():
    second = date(2026, 12, 26)
    staff = (Staff("F-LEAD1", booked=frozenset({second})), Staff("F-CO2"))
    asked = question(date(2026, 11, 20), staff=staff, days=6, closed=frozenset({date(2027, 1, 2)}))
    said_of_it = reasons(asked, WY, date(2026, 11, 28))
    assert "F-LEAD1 is booked already on Sat 26 Dec 2026" in said_of_it
    assert "35 days later: the venue is closed on Sat 2 Jan 2027" in said_of_it


def test_days_that_are_never_allowed_are_said_in_one_line():
    found = answered(question(date(2026, 11, 20)), WY)
    lines = [words for _, words in grouped(found.refused)]
    assert "36 days are not Saturdays (WY-1)." in lines
    assert len(lines) < 4


def test_a_rule_about_weekdays_is_known_by_what_it_does():
    asked = question(date(2026, 11, 20))
    assert weekday_rules(asked, WY) == {"WY-1": frozenset({5})}
    assert weekday_rules(asked, LE) == {}


def test_a_rule_that_lets_two_weekdays_pass_is_said_with_both():
    def check(facts: PlacementFacts) -> list[Finding]:
        wrong = any(day.weekday() not in (1, 3) for day in facts.workshops)
        return [Finding("X-1", Result.BLOCK if wrong else Result.PASS, "No.")]

    found = answered(question(date(2026, 11, 20), days=14), check)
    assert {pair.first.weekday() for pair in found.pairs} == {1, 3}
    words = [words for _, words in grouped(found.refused)]
    assert words == ["10 days are not Tuesdays or Thursdays (X-1)."]


def test_a_longer_time_recorded_by_the_police_is_left_to_the_manager():
    late = person(1, date(2026, 8, 1))
    extended = replace(late, extra={**late.extra, "police_extension": "yes"})
    asked = replace(question(date(2026, 8, 1)), people=(extended,))
    pairs = answered(asked, WY).pairs
    assert pairs
    assert all(pair.late == (1,) for pair in pairs)
    assert all(any(note.startswith("REFER CARA-5") for note in pair.notes) for pair in pairs)


def test_where_the_site_only_warns_of_sixteen_weeks_a_late_pair_comes_last():
    asked = question(date(2026, 9, 10), days=14)
    pairs = answered(asked, LE).pairs
    late = [bool(pair.late) for pair in pairs]
    assert True in late
    assert False in late
    assert late == sorted(late)


def test_a_missing_caution_date_is_never_in_time():
    asked = question(None, date(2026, 11, 20))
    assert answered(asked, WY).pairs == ()
    assert "seat 1 has no caution date" in reasons(asked, WY, date(2026, 11, 28))


def test_nobody_is_given_a_workshop_before_the_caution():
    asked = question(date(2026, 12, 1), date(2026, 11, 20))
    words = reasons(asked, LE, date(2026, 11, 28))
    assert words == "seat 1's caution is of Tue 1 Dec 2026, after that day"


def test_with_more_people_than_seats_the_most_pressing_are_given_them():
    asked = question(
        *(date(2026, 10, 30) - timedelta(days=n) for n in range(15)), seats=12, fewest=12
    )
    best = answered(asked, WY).pairs[0]
    assert best.people == tuple(range(4, 16))
    assert "Not in this pair: seat 1, for want of a seat." in best.notes


def test_fewer_people_will_do_only_if_that_was_asked_for():
    asked = question(date(2026, 8, 20), date(2026, 11, 20))
    assert answered(asked, WY).pairs == ()
    best = answered(replace(asked, fewest=1), WY).pairs[0]
    assert best.people == (2,)
    assert "Not in this pair: seat 1's sixteen weeks end on Thu 10 Dec 2026." in best.notes


def test_what_is_not_confirmed_refuses_every_day_in_public_words_alone():
    asked = question(date(2026, 11, 20), date(2026, 11, 20))
    unsure = replace(asked.people[1], first_time=None, risk="high")
    found = answered(replace(asked, people=(asked.people[0], unsure)), WY)
    assert found.pairs == ()
    words = " ".join(words for _, words in grouped(found.refused))
    assert "WY-2: Eligibility not confirmed: ask the manager" in words
    assert not any(hidden in words for hidden in ("high", "first time", "risk", "Seat 2"))


def test_a_check_that_fails_stops_everything():
    def check(facts: PlacementFacts) -> list[Finding]:
        raise RuntimeError(facts.site)

    with pytest.raises(RuntimeError):
        answered(question(date(2026, 11, 20)), check)


def test_notes_of_every_pair_are_said_once():
    pair = Pair(START, START, (1,), ("A", "B"), ("same", "own"))
    other = replace(pair, notes=("same",))
    assert common_notes((pair, other)) == ("same",)
    assert common_notes((pair,)) == ()


@pytest.mark.parametrize(
    ("seats", "words"), [((3,), "seat 3"), ((1, 2, 3, 7), "seats 1-3, 7"), ((1, 9), "seats 1, 9")]
)
def test_seats_are_said_in_few_words(seats: tuple[int, ...], words: str):
    assert seat_words(seats) == words


def test_a_day_is_said_as_people_say_it():
    assert said(date(2026, 12, 5)) == "Sat 5 Dec 2026"
