"""Leicestershire's rules, asked through the same record the host uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import cara_site_leicestershire as site
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import Finding, PersonFacts, PlacementFacts, Result, SitePolicy
from cara_facilitate.api.testing import offers, problems, sample_placement

CAUTION = date(2026, 10, 30)
TWO_YEARS_BEFORE = date(2024, 10, 30)
ANSWERS = {
    "offence": "criminal damage",
    "violence_last_two_years": "no",
    "victim_consent_caution": "yes",
    "victim_consent_attendance": "yes",
    "risk_tool": "DASH",
}
GOOD = sample_placement(
    people=[replace(person, extra=ANSWERS) for person in sample_placement().people],
    site="leicestershire",
    cohort="LE26A",
    extra={**sample_placement().extra, "voluntary_route": "yes", "site_cohorts": "3"},
)
SEALED = "Eligibility not confirmed: ask the manager"


def policy() -> SitePolicy:
    (record,) = offers(site, "cara_site_policies")
    assert isinstance(record, SitePolicy)
    return record


def of_rule(facts: PlacementFacts, rule: str) -> Finding:
    (found,) = [finding for finding in policy().check(facts) if finding.rule == rule]
    return found


def result(facts: PlacementFacts, rule: str) -> Result:
    return of_rule(facts, rule).result


def answers(**changes: str) -> PlacementFacts:
    """The good cohort with one person's answers changed; an empty one was not given."""
    kept = {name: said for name, said in (ANSWERS | changes).items() if said}
    return one_differs(extra=kept)


def one_differs(**changes: Any) -> PlacementFacts:
    first, *rest = GOOD.people
    return replace(GOOD, people=(replace(first, **changes), *rest))


def with_extra(**extra: str) -> PlacementFacts:
    return replace(GOOD, extra={**GOOD.extra, **extra})


def public(facts: PlacementFacts) -> list[Finding]:
    return [replace(finding, manager_note="") for finding in policy().check(facts)]


def test_the_plugin_keeps_to_the_contract_and_names_its_site() -> None:
    assert problems(site) == []
    assert (policy().id, policy().title) == ("leicestershire", "Leicestershire")


def test_a_good_cohort_passes_every_rule_and_each_rule_speaks() -> None:
    found = list(policy().check(GOOD))
    assert {f.result for f in found} == {Result.PASS}
    general, own = {f"CARA-{n}" for n in range(1, 7)}, {f"LE-{n}" for n in range(1, 8)}
    assert {f.rule for f in found} == general | own | {"CONFLICT", "DISTRICT"}


def test_every_finding_but_sealed_ones_rests_on_a_sentence() -> None:
    without = {f.rule for f in policy().check(GOOD) if not f.source}
    assert without == {"LE-1", "LE-2", "LE-7", "CONFLICT", "DISTRICT"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"violence_last_two_years": "no"}, Result.PASS),
        ({"violence_last_two_years": "yes"}, Result.BLOCK),
        ({"violence_last_two_years": ""}, Result.BLOCK),
        ({"violence_last_two_years": "unknown"}, Result.BLOCK),
        ({"violence_last_two_years": "", "last_violence": "2024-10-29"}, Result.PASS),
        ({"violence_last_two_years": "", "last_violence": "2024-10-30"}, Result.BLOCK),
        ({"violence_last_two_years": "", "last_violence": "2026-10-29"}, Result.BLOCK),
        ({"violence_last_two_years": "no", "last_violence": "2025-01-01"}, Result.BLOCK),
        ({"violence_last_two_years": "yes", "last_violence": "2001-01-01"}, Result.BLOCK),
        ({"violence_last_two_years": "no", "last_violence": "once"}, Result.BLOCK),
    ],
)
def test_no_violence_in_the_two_years_before_the_caution(
    changes: dict[str, str], expected: Result
) -> None:
    assert result(answers(**changes), "LE-1") is expected


def test_two_years_are_counted_from_the_caution_and_never_without_it() -> None:
    assert result(one_differs(caution_date=None), "LE-1") is Result.BLOCK
    facts = one_differs(
        caution_date=date(2028, 2, 29), extra={**ANSWERS, "last_violence": "2026-02-28"}
    )
    assert result(facts, "LE-1") is Result.BLOCK
    day_before = {**ANSWERS, "last_violence": "2026-02-27"}
    facts = one_differs(caution_date=date(2028, 2, 29), extra=day_before)
    assert result(facts, "LE-1") is Result.PASS


@given(st.dates(TWO_YEARS_BEFORE - timedelta(days=900), CAUTION + timedelta(days=900)))
def test_only_violence_before_the_two_years_passes(day: date) -> None:
    facts = answers(violence_last_two_years="", last_violence=day.isoformat())
    assert (result(facts, "LE-1") is Result.PASS) == (day < TWO_YEARS_BEFORE)


@given(st.sampled_from(["", "yes", "no", "unknown"]), st.sampled_from(["", "yes", "no", "x"]))
def test_consent_to_both_or_it_blocks(caution: str, attendance: str) -> None:
    facts = answers(victim_consent_caution=caution, victim_consent_attendance=attendance)
    both = (caution, attendance) == ("yes", "yes")
    assert result(facts, "LE-2") is (Result.PASS if both else Result.BLOCK)


FAILING = [
    answers(violence_last_two_years="yes"),
    answers(violence_last_two_years=""),
    answers(victim_consent_caution="no"),
    answers(victim_consent_attendance="no"),
    answers(victim_consent_attendance=""),
    answers(victim_consent_caution="no", violence_last_two_years="yes"),
]


@given(st.sampled_from(FAILING), st.sampled_from(FAILING))
def test_nobody_can_tell_refused_consent_from_any_other_reason(
    one: PlacementFacts, other: PlacementFacts
) -> None:
    assert public(one) == public(other)


@pytest.mark.parametrize("facts", FAILING)
def test_eligibility_says_only_to_ask_the_manager(facts: PlacementFacts) -> None:
    for rule in ("LE-1", "LE-2"):
        found = of_rule(facts, rule)
        assert (found.result, found.message, found.source) == (Result.BLOCK, SEALED, "")
        assert found.manager_note


def test_the_manager_is_told_which_of_the_two_it_was() -> None:
    facts = answers(victim_consent_caution="no")
    assert "Seat 1" in of_rule(facts, "LE-2").manager_note
    assert of_rule(facts, "LE-1").manager_note == "LE-1 itself passes."


@pytest.mark.parametrize(
    ("offence", "expected"),
    [
        ("criminal_damage", Result.PASS),
        ("Criminal damage", Result.PASS),
        ("harassment", Result.PASS),
        ("threatening-behaviour", Result.PASS),
        ("theft", Result.REFER),
        ("", Result.REFER),
    ],
)
def test_other_offences_than_the_three_go_to_the_manager(offence: str, expected: Result) -> None:
    found = of_rule(answers(offence=offence), "LE-3")
    assert found.result is expected
    assert "theft" not in found.message


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [
        ("partner", Result.PASS),
        ("ex_partner", Result.PASS),
        ("sibling", Result.BLOCK),
        ("other_relative", Result.BLOCK),
        ("", Result.BLOCK),
    ],
)
def test_present_or_past_intimate_partners_only(relationship: str, expected: Result) -> None:
    assert result(one_differs(relationship=relationship), "LE-4") is expected


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("intimate-partner-male", Result.PASS),
        ("intimate-partner-female", Result.PASS),
        ("familial-male", Result.BLOCK),
        ("familial-female", Result.BLOCK),
        ("", Result.BLOCK),
    ],
)
def test_only_the_variants_for_intimate_partners(variant: str, expected: Result) -> None:
    assert result(replace(GOOD, variant=variant), "LE-4") is expected


def test_the_pilots_cohorts_are_counted_and_are_information_alone() -> None:
    assert "3 in this store, of at least 20" in of_rule(GOOD, "LE-5").message
    for facts in (with_extra(site_cohorts=""), replace(GOOD, workshops=())):
        assert result(facts, "LE-5") is Result.PASS


def test_the_voluntary_route_warns_until_it_is_offered_and_always_says_verify() -> None:
    silent = with_extra(voluntary_route="", signposts="respect-phoneline;samaritans")
    assert result(silent, "LE-6") is Result.WARN
    assert result(with_extra(voluntary_route="no"), "LE-6") is Result.WARN
    on_the_sheet = with_extra(voluntary_route="", signposts="jenkins-centre;samaritans")
    assert result(on_the_sheet, "LE-6") is Result.PASS
    for facts in (GOOD, silent, on_the_sheet):
        assert "verify" in of_rule(facts, "LE-6").message.lower()
        assert "2016" in of_rule(facts, "LE-6").message


@pytest.mark.parametrize(
    ("risk", "expected"),
    [
        ("standard", Result.PASS),
        ("medium", Result.REFER),
        ("unknown", Result.REFER),
        ("", Result.REFER),
        ("Standard", Result.REFER),
        ("high", Result.BLOCK),
    ],
)
def test_risk_by_dash_or_another_tool(risk: str, expected: Result) -> None:
    found = of_rule(one_differs(risk=risk), "LE-7")
    assert found.result is expected
    assert expected is Result.PASS or (found.message, found.source) == (SEALED, "")


def test_a_risk_level_without_any_tool_is_referred_and_another_tool_will_do() -> None:
    assert result(answers(risk_tool="none"), "LE-7") is Result.REFER
    assert result(answers(risk_tool="other"), "LE-7") is Result.PASS


def test_any_day_of_the_week_will_do() -> None:
    for days in range(7):
        moved = tuple(day + timedelta(days=days) for day in GOOD.workshops)
        found = policy().check(replace(GOOD, workshops=moved))
        assert {f.result for f in found} == {Result.PASS}


@pytest.mark.parametrize(
    ("days", "expected"), [(112, Result.WARN), (113, Result.WARN), (77, Result.PASS)]
)
def test_past_sixteen_weeks_warns_because_the_source_is_silent(days: int, expected: Result) -> None:
    facts = one_differs(caution_date=GOOD.workshops[1] - timedelta(days=days))
    assert result(facts, "CARA-5") is expected


def test_readiness_rests_on_this_sites_own_sentence() -> None:
    assert of_rule(GOOD, "CARA-6").source == "they will be engaged with throughout the process"


def test_no_district_is_invented_but_one_must_be_recorded() -> None:
    assert policy().settings["districts"] == []
    assert result(with_extra(district="anywhere"), "DISTRICT") is Result.PASS
    assert result(with_extra(district=""), "DISTRICT") is Result.WARN


def test_settings_say_that_late_is_refused_and_what_to_ask() -> None:
    settings = policy().settings
    assert settings["allow_late"] is False and settings["late_minutes"] == 0
    assert settings["allow_agreed_words"] is False and settings["on_call"] == {}
    assert set(settings["return_words"]) == {"LA", "LR", "EL", "RM"}
    assert set(ANSWERS) <= set(settings["asks_person"])
    assert "voluntary_route" in settings["asks_cohort"]


def _unsaid(name: str) -> st.SearchStrategy[tuple[str, str]]:
    """A person's answer that is missing or unknown."""
    return st.tuples(st.just(name), st.sampled_from(["", "unknown", "not known", "?", "YES"]))


BLOCKING = ("violence_last_two_years", "victim_consent_caution", "victim_consent_attendance")


@given(st.sampled_from(BLOCKING).flatmap(_unsaid), st.integers(0, 5))
def test_what_is_not_known_of_anybody_never_passes(unsaid: tuple[str, str], seat: int) -> None:
    name, said = unsaid
    people = list(GOOD.people)
    kept = {**ANSWERS, name: said}
    people[seat] = replace(people[seat], extra={k: v for k, v in kept.items() if v})
    blocked = {f.rule for f in policy().check(replace(GOOD, people=tuple(people)))
               if f.result is Result.BLOCK}  # fmt: skip
    assert {"LE-1", "LE-2"} <= blocked


@given(
    st.lists(
        st.builds(
            PersonFacts,
            seat=st.integers(1, 12),
            relationship=st.sampled_from(["", "partner", "sibling", "?"]),
            caution_date=st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 1)),
            risk=st.sampled_from(["", "standard", "medium", "high", "?"]),
            extra=st.dictionaries(
                st.sampled_from(sorted(ANSWERS)), st.sampled_from(["yes", "no", "?", ""])
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_rule_speaks_about_anybody_and_unknown_never_passes(
    people: list[PersonFacts],
) -> None:
    found = list(policy().check(replace(GOOD, people=tuple(people))))
    passed = {f.rule for f in found if f.result is Result.PASS}
    assert {f"LE-{n}" for n in range(1, 8)} <= {f.rule for f in found}
    if any(p.caution_date is None for p in people):
        assert not passed & {"LE-1", "CARA-5"}
    if any(p.relationship not in ("partner", "ex_partner") for p in people):
        assert not passed & {"LE-4", "CARA-3"}
    if any(p.risk != "standard" for p in people):
        assert "LE-7" not in passed
    if any(p.extra.get("victim_consent_caution") != "yes" for p in people):
        assert not passed & {"LE-1", "LE-2"}
