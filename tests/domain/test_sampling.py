"""Who has a second rater is settled beforehand and cannot be chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.sampling import USUAL, every_of, sampled

COHORTS = [f"{site}{year}{letter}" for site in ("WY", "LE") for year in range(26, 46)
           for letter in "ABCDEFGHIJ"]  # fmt: skip


def test_the_sample_is_the_same_on_every_machine() -> None:
    names = ("WY26A", "WY26B", "WY26C", "WY26D")
    drawn = [(name, number) for name in names for number in (1, 2) if sampled(name, number, 3)]
    assert drawn == [("WY26B", 2), ("WY26D", 2)]


@pytest.mark.parametrize("every", [2, 3, 5, 10])
def test_about_one_workshop_in_so_many_is_sampled(every: int) -> None:
    taken = sum(sampled(name, number, every) for name in COHORTS for number in (1, 2))
    assert 0.8 < taken * every / (2 * len(COHORTS)) < 1.2


def test_the_two_days_of_a_pair_are_drawn_apart() -> None:
    drawn = {(sampled(name, 1, 3), sampled(name, 2, 3)) for name in COHORTS}
    assert drawn == {(False, False), (False, True), (True, False), (True, True)}


@given(st.text(), st.sampled_from([1, 2]))
def test_one_is_always_and_nought_is_never(cohort: str, number: int) -> None:
    assert sampled(cohort, number, 1)
    assert not sampled(cohort, number, 0)


@given(st.one_of(st.integers(), st.booleans(), st.none(), st.text(), st.floats(), st.just([3])))
def test_whatever_a_site_sets_there_is_a_number(setting: object) -> None:
    found = every_of(setting)
    assert type(found) is int
    assert found >= 0
    if type(setting) is int and setting >= 0:
        assert found == setting
    else:
        assert found == USUAL
