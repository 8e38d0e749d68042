"""The general placement rules: what blocks, what goes to the manager, what warns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api.testing import sample_placement
from cara_facilitate.domain import rules
from cara_facilitate.domain.policy import Finding, PersonFacts, PlacementFacts, Result

Rule = Callable[[PlacementFacts], list[Finding]]
GOOD = sample_placement()
W1, W2 = GOOD.workshops


def results(found: list[Finding]) -> list[Result]:
    return [finding.result for finding in found]


def people(count: int, **changes: Any) -> tuple[PersonFacts, ...]:
    return tuple(replace(GOOD.people[0], seat=n + 1, **changes) for n in range(count))


def one_differs(**changes: Any) -> PlacementFacts:
    first, *rest = GOOD.people
    return replace(GOOD, people=(replace(first, **changes), *rest))


def with_extra(**extra: str) -> PlacementFacts:
    return replace(GOOD, extra={**GOOD.extra, **extra})


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, [Result.BLOCK]),
        (1, [Result.WARN]),
        (5, [Result.WARN]),
        (6, [Result.PASS]),
        (12, [Result.PASS]),
        (13, [Result.BLOCK]),
    ],
)
def test_a_cohort_is_one_to_twelve_and_small_ones_warn(count: int, expected: list[Result]) -> None:
    facts = replace(GOOD, people=people(count))
    assert results(rules.cohort_size_and_group(facts)) == expected


@pytest.mark.parametrize(
    ("present", "expected"),
    [("5", Result.WARN), ("6", Result.PASS), ("0", Result.WARN), ("", Result.PASS)],
)
def test_fewer_than_six_in_the_room_warn_on_the_day(present: str, expected: Result) -> None:
    facts = with_extra(present=present)
    assert results(rules.cohort_size_and_group(facts)) == [expected]


def test_a_mixed_cohort_is_blocked() -> None:
    assert results(rules.cohort_size_and_group(one_differs(sex="female"))) == [Result.BLOCK]


@pytest.mark.parametrize("changes", [{"sex": ""}, {"extra": {"group_queried": "yes"}}])
def test_an_unknown_or_queried_group_goes_to_the_manager_without_a_reason(
    changes: dict[str, Any],
) -> None:
    facts = one_differs(**changes)
    for found in (rules.cohort_size_and_group(facts), rules.one_variant(facts)):
        assert results(found) == [Result.REFER]
        assert "queried" not in found[0].message and "Seat 1" in found[0].message
        assert found[0].source in (rules.SIZE, rules.VARIANT)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (27, Result.BLOCK),
        (28, Result.PASS),
        (29, Result.WARN),
        (35, Result.WARN),
        (36, Result.BLOCK),
        (-28, Result.BLOCK),
    ],
)
def test_a_pair_is_28_days_apart(days: int, expected: Result) -> None:
    facts = replace(GOOD, workshops=(W1, W1 + timedelta(days=days)))
    assert results(rules.pair_of_workshops(facts)) == [expected]


@pytest.mark.parametrize("workshops", [(), (W1,), (W1, W2, W2)])
def test_a_pair_is_exactly_two(workshops: tuple[date, ...]) -> None:
    facts = replace(GOOD, workshops=workshops)
    assert results(rules.pair_of_workshops(facts)) == [Result.BLOCK]


def test_after_a_stopped_workshop_the_gap_is_the_managers_decision() -> None:
    facts = replace(with_extra(phase="stopped"), workshops=(W1, W1 + timedelta(days=60)))
    assert results(rules.pair_of_workshops(facts)) == [Result.REFER]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"relationship": "sibling"}, [Result.BLOCK]),
        ({"sex": "female"}, [Result.BLOCK]),
        ({"relationship": ""}, [Result.REFER]),
        ({"relationship": "something"}, [Result.REFER]),
        ({"relationship": "partner"}, [Result.PASS]),
    ],
)
def test_everybody_fits_the_variant(changes: dict[str, str], expected: list[Result]) -> None:
    assert results(rules.one_variant(one_differs(**changes))) == expected


def test_a_variant_that_does_not_exist_is_blocked() -> None:
    for variant in ("", "male", "intimate-partner", "intimate-partner-other", "x-male"):
        assert results(rules.one_variant(replace(GOOD, variant=variant))) == [Result.BLOCK]


@pytest.mark.parametrize("staff", [(), ("F-LEAD1",), ("F-LEAD1", "F-LEAD1"), ("A", "B", "C")])
def test_two_facilitators_deliver(staff: tuple[str, ...]) -> None:
    facts = replace(GOOD, facilitators=staff)
    assert Result.BLOCK in results(rules.two_facilitators(facts))
    on_the_day = replace(with_extra(phase="day"), facilitators=staff)
    assert Result.BLOCK not in results(rules.two_facilitators(on_the_day))
    assert Result.REFER in results(rules.two_facilitators(on_the_day))


def test_an_observer_or_trainee_is_not_one_of_the_two() -> None:
    (found,) = rules.two_facilitators(with_extra(observers="F-CO2"))
    assert found.result is Result.BLOCK
    assert "1 facilitator:" in found.message and "F-CO2" in found.message
    assert results(rules.two_facilitators(with_extra(observers="F-NEW"))) == [Result.PASS]


def test_on_the_day_one_facilitator_alone_means_a_delay_or_not_held() -> None:
    facts = replace(with_extra(phase="day"), facilitators=("F-LEAD1",))
    (found,) = rules.two_facilitators(facts)
    assert found.result is Result.REFER
    assert "Delay the start" in found.message and "NR" in found.message


def test_double_booking_blocks_and_a_missing_training_date_is_referred() -> None:
    booked = rules.two_facilitators(with_extra(double_booked="F-CO2;F-OTHER"))
    assert results(booked) == [Result.BLOCK] and "F-OTHER" not in booked[0].message
    untrained = rules.two_facilitators(with_extra(trained="F-CO2"))
    assert results(untrained) == [Result.REFER] and "F-LEAD1" in untrained[0].message


def test_the_pass_says_that_double_booking_sees_this_store_only() -> None:
    assert "this store only" in rules.two_facilitators(GOOD)[0].message


@pytest.mark.parametrize(
    ("days_before_w2", "expected"),
    [(112, Result.WARN), (113, Result.BLOCK), (77, Result.PASS), (78, Result.WARN)],
)
def test_sixteen_weeks_from_the_caution(days_before_w2: int, expected: Result) -> None:
    facts = one_differs(caution_date=W2 - timedelta(days=days_before_w2))
    assert results(rules.sixteen_weeks(facts)) == [expected]


def test_a_caution_that_is_unknown_or_after_workshop_one_never_passes() -> None:
    for cautioned in (None, W1 + timedelta(days=1)):
        found = rules.sixteen_weeks(one_differs(caution_date=cautioned))
        assert results(found) == [Result.BLOCK]
    assert results(rules.sixteen_weeks(replace(GOOD, workshops=()))) == [Result.BLOCK]


def test_a_recorded_police_extension_is_referred() -> None:
    facts = one_differs(caution_date=W2 - timedelta(days=120), extra={"police_extension": "yes"})
    assert results(rules.sixteen_weeks(facts)) == [Result.REFER]


def test_a_site_whose_source_is_silent_only_warns() -> None:
    facts = one_differs(caution_date=W2 - timedelta(days=120))
    assert results(rules.sixteen_weeks(facts, over_time=Result.WARN)) == [Result.WARN]


def test_a_conflict_is_referred_and_its_seats_are_for_the_manager() -> None:
    (found,) = rules.conflicts(one_differs(extra={"conflict": "yes"}))
    assert found.result is Result.REFER
    assert "1" not in found.message and found.manager_note == "Seat 1"


def test_the_same_words_whether_seats_are_linked_or_a_facilitator_knows_somebody() -> None:
    (seats,) = rules.conflicts(one_differs(extra={"conflict": "yes"}))
    (staff,) = rules.conflicts(with_extra(conflict="yes"))
    assert replace(seats, manager_note="") == replace(staff, manager_note="")


def test_a_conflict_check_passes_when_recorded_and_warns_when_nobody_did_it() -> None:
    assert results(rules.conflicts(GOOD)) == [Result.PASS]
    assert results(rules.conflicts(with_extra(conflict=""))) == [Result.WARN]
    assert results(rules.conflicts(with_extra(conflict="perhaps"))) == [Result.REFER]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, Result.PASS),
        ({"readiness": "ready"}, Result.PASS),
        ({"readiness": "ready", "phase": "day", "today": "2"}, Result.PASS),
        ({"readiness": "open"}, Result.WARN),
        ({"readiness": "open", "phase": "day", "today": "1"}, Result.WARN),
        ({"readiness": "open", "phase": "day", "today": "2"}, Result.BLOCK),
        ({"readiness": "open", "phase": "stopped", "today": "2"}, Result.BLOCK),
        ({"readiness": "", "phase": "day", "today": "1"}, Result.PASS),
        ({"readiness": "", "phase": "day", "today": "2"}, Result.BLOCK),
        ({"readiness": "what?", "today": "2"}, Result.BLOCK),
    ],
)
def test_readiness_blocks_on_the_day_of_workshop_two_and_warns_before(
    extra: dict[str, str], expected: Result
) -> None:
    (found,) = rules.readiness_before_two(with_extra(**extra))
    assert (found.rule, found.result) == ("CARA-6", expected)
    assert found.source == "provided to the facilitators prior to the second workshop"
    if expected in (Result.WARN, Result.BLOCK):
        assert found.message == "Preparation for workshop two open."


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"district": ""}, "The district is not recorded."),
        ({"district": "Elsewhere"}, "The district is not one of this site's."),
        ({"venue": ""}, "The venue is not recorded."),
        ({"venue": "12 Some Street"}, "The venue is not a reference such as VEN-3."),
    ],
)
def test_a_district_or_venue_that_is_missing_or_strange_warns_and_is_not_repeated(
    extra: dict[str, str], said: str
) -> None:
    (found,) = rules.district_and_venue(with_extra(**extra), ["Leeds"])
    assert (found.result, found.message) == (Result.WARN, said)


def test_a_recorded_district_passes_where_it_is_the_sites_or_the_site_has_listed_none() -> None:
    for districts in (["Leeds"], ["LEEDS", "Bradford"], []):
        assert results(rules.district_and_venue(GOOD, districts)) == [Result.PASS]


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(Result), st.sampled_from(["high", "lived"])),
        max_size=12,
    )
)
def test_an_eligibility_finding_never_says_who_or_why(
    rows: list[tuple[int, Result, str]],
) -> None:
    found = rules.eligibility("WY-2", rows)
    failing = [row for row in rows if row[1] is not Result.PASS]
    assert found.source == ""
    if failing or not rows:
        assert found.message == "Eligibility not confirmed: ask the manager"
        assert all(str(seat) in found.manager_note for seat, _, _ in failing)
        worst = any(r is Result.BLOCK for _, r, _ in rows) or not rows
        assert (found.result is Result.BLOCK) == worst
    else:
        assert found.result is Result.PASS and found.manager_note == ""


@given(
    st.lists(
        st.tuples(st.sampled_from(["LE-1", "LE-2"]), st.sampled_from(Result), st.text(max_size=9)),
        max_size=4,
    )
)
def test_findings_told_as_one_never_show_which_of_them_failed(
    rows: list[tuple[str, Result, str]],
) -> None:
    told = rules.as_one(rules.eligibility(rule, [(1, how, why)]) for rule, how, why in rows)
    assert [one.rule for one in told] == [rule for rule, _, _ in rows]
    assert len({(one.result, one.message, one.source) for one in told}) <= 1
    if told:
        worst = max((how for _, how, _ in rows), key=rules.ORDER.index)
        assert told[0].result is worst


unknown = st.builds(
    PersonFacts,
    seat=st.integers(1, 12),
    sex=st.sampled_from(["", "male", "female", "?"]),
    relationship=st.sampled_from(["", "partner", "sibling", "x"]),
    caution_date=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    risk=st.sampled_from(["", "standard", "medium", "high"]),
    first_time=st.none() | st.booleans(),
    disposal=st.sampled_from(["", "conditional_caution", "charge"]),
)


@given(
    st.lists(unknown, max_size=14),
    st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=3),
    st.lists(st.sampled_from(["F-1", "F-2", "F-3"]), max_size=3),
)
def test_every_rule_speaks_about_any_cohort_and_unknown_never_passes(
    everybody: list[PersonFacts], workshops: list[date], staff: list[str]
) -> None:
    facts = replace(
        GOOD,
        people=tuple(everybody),
        workshops=tuple(workshops),
        facilitators=tuple(staff),
        extra={},
    )
    found = rules.general_rules(facts)
    assert {f.rule for f in found} == {*(f"CARA-{n}" for n in range(1, 7)), "CONFLICT"}
    passed = {f.rule for f in found if f.result is Result.PASS}
    if any(p.sex not in ("male", "female") for p in everybody):
        assert not passed & {"CARA-1", "CARA-3"}
    if any(p.caution_date is None for p in everybody):
        assert "CARA-5" not in passed
    assert "CARA-4" not in passed
