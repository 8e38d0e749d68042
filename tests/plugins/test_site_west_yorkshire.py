"""West Yorkshire's rules, asked through the same record the host uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import cara_site_west_yorkshire as site
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import Finding, PersonFacts, PlacementFacts, Result, SitePolicy
from cara_facilitate.api.testing import offers, problems, sample_placement

GOOD = sample_placement()


def policy() -> SitePolicy:
    (record,) = offers(site, "cara_site_policies")
    assert isinstance(record, SitePolicy)
    return record


def of_rule(facts: PlacementFacts, rule: str) -> list[Finding]:
    return [finding for finding in policy().check(facts) if finding.rule == rule]


def result(facts: PlacementFacts, rule: str) -> Result:
    (finding,) = of_rule(facts, rule)
    return finding.result


def one_differs(**changes: Any) -> PlacementFacts:
    first, *rest = GOOD.people
    return replace(GOOD, people=(replace(first, **changes), *rest))


def with_extra(**extra: str) -> PlacementFacts:
    return replace(GOOD, extra={**GOOD.extra, **extra})


def test_the_plugin_keeps_to_the_contract_and_names_its_site() -> None:
    assert problems(site) == []
    assert (policy().id, policy().title) == ("west-yorkshire", "West Yorkshire")


def test_a_good_cohort_passes_every_rule_and_each_rule_speaks() -> None:
    found = list(policy().check(GOOD))
    assert {f.result for f in found} == {Result.PASS}
    general, own = {f"CARA-{n}" for n in range(1, 7)}, {f"WY-{n}" for n in range(1, 8)}
    assert {f.rule for f in found} == general | own | {"CONFLICT", "DISTRICT"}


def test_every_finding_but_sealed_ones_rests_on_a_sentence() -> None:
    without = {f.rule for f in policy().check(GOOD) if not f.source}
    assert without == {"WY-2", "CONFLICT", "DISTRICT"}


def test_workshops_are_on_saturdays_unless_an_adjustment_is_agreed() -> None:
    friday = tuple(day - timedelta(days=1) for day in GOOD.workshops)
    assert result(replace(GOOD, workshops=friday), "WY-1") is Result.BLOCK
    assert result(replace(GOOD, workshops=()), "WY-1") is Result.BLOCK
    agreed = replace(with_extra(day_adjustment="yes"), workshops=friday)
    assert result(agreed, "WY-1") is Result.REFER


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"risk": "medium"}, Result.REFER),
        ({"risk": "high"}, Result.BLOCK),
        ({"risk": ""}, Result.BLOCK),
        ({"risk": "Standard"}, Result.BLOCK),
        ({"first_time": False}, Result.BLOCK),
        ({"first_time": None}, Result.BLOCK),
    ],
)
def test_eligibility_says_only_to_ask_the_manager(
    changes: dict[str, Any], expected: Result
) -> None:
    (finding,) = of_rule(one_differs(**changes), "WY-2")
    assert finding.result is expected
    assert finding.message == "Eligibility not confirmed: ask the manager"
    assert finding.source == "" and "Seat 1" in finding.manager_note


@given(st.sampled_from(["high", "", "unknown", "Standard", "standard"]), st.none() | st.just(False))
def test_whatever_the_reason_a_blocked_placement_reads_the_same(
    risk: str, first_time: bool | None
) -> None:
    said = {
        replace(of_rule(facts, "WY-2")[0], manager_note="")
        for facts in (one_differs(risk=risk, first_time=first_time), one_differs(risk="high"))
    }
    assert len(said) == 1


def test_one_high_among_mediums_blocks() -> None:
    first, second, *rest = GOOD.people
    mixed = (replace(first, risk="medium"), replace(second, risk="high"), *rest)
    assert result(replace(GOOD, people=mixed), "WY-2") is Result.BLOCK


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"disposal": "charge"}, Result.BLOCK),
        ({"disposal": ""}, Result.BLOCK),
        ({"extra": {}}, Result.REFER),
        ({"extra": {"issuer": "WYP"}}, Result.REFER),
        ({"extra": {"issuer": "elsewhere", "referrer": "WYP"}}, Result.BLOCK),
        ({"extra": {"issuer": "WYP", "referrer": "probation"}}, Result.REFER),
        ({"extra": {"issuer": "wyp", "referrer": " WYP"}}, Result.PASS),
    ],
)
def test_cautions_are_issued_and_referred_by_west_yorkshire_police(
    changes: dict[str, Any], expected: Result
) -> None:
    assert result(one_differs(**changes), "WY-3") is expected


def test_issuer_and_referrer_may_be_said_once_for_the_cohort() -> None:
    people = tuple(replace(person, extra={}) for person in GOOD.people)
    facts = replace(with_extra(issuer="WYP", referrer="WYP"), people=people)
    assert result(facts, "WY-3") is Result.PASS


def test_the_venue_warns_and_an_unmet_access_need_is_referred() -> None:
    (warned,) = of_rule(replace(GOOD, extra={"trained": "F-LEAD1;F-CO2"}), "WY-5")
    assert (
        "not one of this site's" in of_rule(with_extra(district="Rutland"), "DISTRICT")[0].message
    )
    assert all(result(with_extra(district=d), "DISTRICT") is Result.PASS for d in site.DISTRICTS)
    assert warned.result is Result.WARN and "transport, access" in warned.message
    found = of_rule(with_extra(access_need_unmet="yes", venue_access="no"), "WY-5")
    assert [finding.result for finding in found] == [Result.REFER, Result.WARN]


def test_an_overdue_note_warns_and_variants_and_concurrency_inform() -> None:
    assert result(with_extra(notes_overdue="yes"), "WY-6") is Result.WARN
    for variant in site.VARIANTS:
        assert result(replace(GOOD, variant=variant), "WY-4") is Result.PASS
    assert result(replace(GOOD, variant="other"), "WY-4") is Result.WARN
    assert result(GOOD, "WY-7") is Result.PASS


def test_settings_are_plain_and_say_what_to_ask() -> None:
    settings = policy().settings
    assert settings["allow_late"] is True and settings["late_minutes"] > 0
    assert settings["allow_agreed_words"] is False
    asked = {**settings["asks_person"], **settings["asks_cohort"]}
    assert {"issuer", "referrer", "day_adjustment", "venue_access"} <= set(asked)
    assert {"district", "venue", "trained", "conflict"} <= set(asked)
    assert settings["on_call"] == {} and settings["note_due_days"] == 7
    assert settings["second_rater_every"] == 3 and settings["early_minutes"] == 0
    assert set(settings["return_words"]) == {"LA", "LR", "EL", "RM"}
    assert all(question.rstrip(")").strip() for question in asked.values())


@given(
    st.lists(
        st.builds(
            PersonFacts,
            seat=st.integers(1, 12),
            sex=st.sampled_from(["", "male", "?"]),
            relationship=st.sampled_from(["", "partner", "?"]),
            risk=st.sampled_from(["", "standard", "medium", "?"]),
            first_time=st.none() | st.booleans(),
            disposal=st.sampled_from(["", "conditional_caution", "unknown"]),
            extra=st.dictionaries(
                st.sampled_from(["issuer", "referrer"]), st.sampled_from(["", "WYP", "unknown"])
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
    assert {f"WY-{n}" for n in range(1, 8)} <= {f.rule for f in found}
    if any(p.first_time is not True or p.risk != "standard" for p in people):
        assert "WY-2" not in passed
    if any(p.disposal != "conditional_caution" for p in people):
        assert "WY-3" not in passed
    if any({p.extra.get("issuer"), p.extra.get("referrer")} != {"WYP"} for p in people):
        assert "WY-3" not in passed
    if any(p.sex != "male" for p in people):
        assert not passed & {"CARA-1", "CARA-3"}
    if any(p.caution_date is None for p in people):
        assert "CARA-5" not in passed
