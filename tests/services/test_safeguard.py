"""Handing over takes a role and a time that was; closing takes two people, each by an own PIN."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cara_facilitate.domain.flags import FlagStatus
from cara_facilitate.errors import Refusal
from cara_facilitate.services import cohorts, debrief, safeguard
from cara_facilitate.services.rehearse import PINS, Practice, practice_time

LEAD, CO = "F-LEAD1", "F-CO2"
COHORT = "WY26A"


@pytest.fixture
def flag(practice: Practice) -> str:
    """A flag that nobody was told of."""
    return safeguard.raise_flag(practice.desk, COHORT, 1, seat=4, kind="child")


def hand_over(practice: Practice, flag: str, *, to: str = "Manager on call", ago: int = 0) -> None:
    told = practice.desk.clock.now() - timedelta(minutes=ago)
    safeguard.hand_over(practice.desk, COHORT, flag, to=to, reference="", told_at=told, by=LEAD)


def close(practice: Practice, flag: str, who: str, pin: str, second: str, other: str) -> None:
    safeguard.close_flag(
        practice.desk, COHORT, flag, by=who, by_pin=pin, second=second, second_pin=other
    )


def status(practice: Practice, flag: str) -> FlagStatus:
    return practice.desk.state(COHORT).flags[flag].status


def test_somebody_was_told_and_the_reference_says_none_given(practice: Practice, flag: str) -> None:
    hand_over(practice, flag, ago=4)
    (told,) = practice.desk.state(COHORT).flags[flag].hand_overs
    assert told.reference == "none given"
    assert practice.desk.clock.now() - told.told_at >= timedelta(minutes=4)


def test_nobody_was_told_of_a_flag_long_before_it_was_raised(practice: Practice, flag: str) -> None:
    with pytest.raises(Refusal, match="The flag was raised at"):
        hand_over(practice, flag, ago=12)
    assert status(practice, flag) is FlagStatus.OPEN


def test_a_clock_set_back_never_keeps_a_flag_from_being_handed_over(
    practice: Practice, flag: str
) -> None:
    from cara_facilitate.services.clock import set_practice_clock

    desk = practice.desk
    set_practice_clock(desk.folder, desk.clock.now() - timedelta(hours=1))
    hand_over(practice, flag)
    assert status(practice, flag) is FlagStatus.HANDED_OVER


def test_nobody_is_told_in_the_future_or_by_nobodys_role(practice: Practice, flag: str) -> None:
    with pytest.raises(Refusal):
        hand_over(practice, flag, ago=-5)
    with pytest.raises(Refusal):
        hand_over(practice, flag, to="  ")
    assert status(practice, flag) is FlagStatus.OPEN


@pytest.mark.parametrize(
    ("who", "pin", "second", "other"),
    [
        (LEAD, PINS[LEAD], LEAD, PINS[LEAD]),
        (LEAD, PINS[LEAD], " f-lead1", PINS[LEAD]),
        (LEAD, PINS[LEAD], CO, PINS[LEAD]),
        (LEAD, PINS[CO], CO, PINS[CO]),
        (LEAD, PINS[LEAD], CO, ""),
        (LEAD, PINS[LEAD], "F-OTHER", PINS[CO]),
        ("", "", CO, PINS[CO]),
    ],
)
def test_one_person_cannot_close_a_flag(
    practice: Practice, flag: str, who: str, pin: str, second: str, other: str
) -> None:
    hand_over(practice, flag)
    with pytest.raises(Refusal):
        close(practice, flag, who, pin, second, other)
    assert status(practice, flag) is FlagStatus.HANDED_OVER


def test_two_people_can(practice: Practice, flag: str) -> None:
    hand_over(practice, flag)
    close(practice, flag, LEAD, PINS[LEAD], CO, PINS[CO])
    assert status(practice, flag) is FlagStatus.CLOSED
    assert set(practice.desk.state(COHORT).flags[flag].closed_by) == {LEAD, CO}


def test_a_flag_nobody_was_told_of_cannot_be_closed(practice: Practice, flag: str) -> None:
    with pytest.raises(Refusal, match="Nobody was told of this flag"):
        close(practice, flag, LEAD, PINS[LEAD], CO, PINS[CO])


def test_nobody_chooses_a_pin_for_a_second_person_to_be(practice: Practice, flag: str) -> None:
    hand_over(practice, flag)
    for who in (CO, "F-OTHER"):
        with pytest.raises(Refusal):
            cohorts.set_pin(practice.desk, COHORT, who, "999999")


def test_open_flags_are_those_of_the_whole_store_oldest_first(
    practice: Practice, flag: str
) -> None:
    later = safeguard.raise_flag(practice.desk, COHORT, 2)
    assert [(c, f.id) for c, f in safeguard.open_flags(practice.desk)] == [
        (COHORT, flag), (COHORT, later),
    ]  # fmt: skip
    hand_over(practice, flag)
    assert [f.id for _, f in safeguard.open_flags(practice.desk)] == [later]


def test_what_is_slower_than_a_flag_is_added_to_the_debrief(practice: Practice) -> None:
    desk = practice.desk
    safeguard.for_supervision(desk, COHORT, 1, "P04: quiet\nafter  lunch")
    safeguard.for_supervision(desk, COHORT, 1, "P07: left the room twice")
    given = desk.state(COHORT).workshops[1].answers[(safeguard.FOR_SUPERVISION, 0)]
    assert given.value == "P04: quiet after lunch; P07: left the room twice"
    assert safeguard.FOR_SUPERVISION in [name for name, _, _ in debrief.questions(desk, COHORT, 1)]
    assert not desk.state(COHORT).flags


def test_no_concern_is_cut_off_or_overwritten(practice: Practice) -> None:
    for _ in range(2):
        safeguard.for_supervision(practice.desk, COHORT, 1, "a" * 240)
    with pytest.raises(Refusal):
        safeguard.for_supervision(practice.desk, COHORT, 1, "b" * 60)
    given = practice.desk.state(COHORT).workshops[1].answers[(safeguard.FOR_SUPERVISION, 0)]
    assert given.value == "; ".join(["a" * 240] * 2)


def test_times_are_told_apart_across_midnight(practice: Practice) -> None:
    from cara_facilitate.services.clock import set_practice_clock

    desk = practice.desk
    set_practice_clock(desk.folder, practice_time(practice_day := desk.clock.now().date(), 23, 30))
    flag = safeguard.raise_flag(desk, COHORT, 1)
    next_day = practice_day + timedelta(days=1)
    set_practice_clock(desk.folder, practice_time(next_day, 0, 20))
    told = safeguard.told_time(desk, desk.state(COHORT).flags[flag], "23:40")
    assert told is not None
    assert told.date() == practice_day
    assert "overdue" in safeguard.waiting(desk, desk.state(COHORT).flags[flag])
    raised = desk.state(COHORT).flags[flag].raised_at
    assert safeguard.deadline(desk, "same_day", raised) == "overdue since 23:59 yesterday"
