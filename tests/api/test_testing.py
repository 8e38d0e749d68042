"""What ``cara_facilitate.api.testing`` tells a plugin's author."""

from __future__ import annotations

from types import ModuleType

import pytest

from cara_facilitate.api import PracticeScenario, Result, general_rules, hookimpl
from cara_facilitate.api.testing import offers, problems, sample_placement


def _module(**contents: object) -> ModuleType:
    module = ModuleType("plug")
    vars(module).update(contents)
    return module


def _scenarios() -> list[PracticeScenario]:
    return [PracticeScenario("s", "S", "familial-male", 10, {})]


def _unmarked() -> list[PracticeScenario]:
    return []


def test_a_good_module_has_no_problems_and_its_offers_are_seen() -> None:
    module = _module(CARA_API=1, cara_practice_scenarios=hookimpl(_scenarios))
    assert problems(module) == []
    assert [record.id for record in offers(module, "cara_practice_scenarios")] == ["s"]


def test_problems_are_those_the_host_gives() -> None:
    assert problems(_module()) == ["does not state CARA_API, this is API 1"]
    unmarked = _module(CARA_API=1, cara_curricula=_unmarked)
    assert problems(unmarked) == ["cara_curricula is not marked with @hookimpl"]
    with pytest.raises(ValueError, match="made for API 7"):
        offers(_module(CARA_API=7), "cara_curricula")


def test_the_sample_cohort_passes_every_general_rule() -> None:
    assert {finding.result for finding in general_rules(sample_placement())} == {Result.PASS}
