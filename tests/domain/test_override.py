"""A duty to protect reaches agencies only, says why, and says the least that will do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.override import (
    AGENCY_WORDS,
    GROUND_WORDS,
    TOLD_WORDS,
    Agency,
    Ground,
    Override,
    ToldFirst,
    fault,
)
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.protected import Protected

GIVEN = Override(
    "WY26A-7K3M-6",
    Ground.LIFE,
    Agency.POLICE,
    Protected("what is needed"),
    ToldFirst.NO_TIME,
    Protected("they had gone to work"),
)


def test_the_list_of_agencies_is_closed_and_holds_nobody_of_the_programme() -> None:
    assert {agency.value for agency in Agency} == {
        *("police", "childrens_social_care", "adult_social_care", "emergency_services"),
        *("marac", "idva_service", "nhs_crisis_team"),
    }
    for nobody in (*Role, "participant", "group", "curriculum author", "plugin", "hampton trust"):
        with pytest.raises(ValueError, match="is not a valid Agency"):
            Agency(nobody)


def test_only_a_child_a_life_or_a_serious_crime_comes_before_the_level() -> None:
    assert {ground.value for ground in Ground} == {"child", "life", "serious_crime"}


def test_everything_that_can_be_chosen_has_its_words() -> None:
    assert set(AGENCY_WORDS) == set(Agency)
    assert set(GROUND_WORDS) == set(Ground)
    assert set(TOLD_WORDS) == set(ToldFirst)


def test_it_needs_what_was_shared_and_a_reason_unless_they_were_told() -> None:
    assert fault(GIVEN) == ""
    assert "what was shared" in fault(replace(GIVEN, shared=Protected("  ")))
    assert "not told first" in fault(replace(GIVEN, reason=Protected("")))
    assert fault(replace(GIVEN, told_first=ToldFirst.YES, reason=Protected(""))) == ""


def test_it_is_the_least_that_will_do() -> None:
    assert fault(replace(GIVEN, shared=Protected("x" * 400))) == ""
    assert "400" in fault(replace(GIVEN, shared=Protected("x" * 401)))


def test_it_lies_sealed_and_shows_no_words() -> None:
    assert ev.CaseOverridden.COMPARTMENT == "casework"
    assert "what is needed" not in repr(GIVEN)
    assert "gone to work" not in repr(GIVEN)
