"""Somebody stands in for a facilitator: from then on, and never for a day that is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.attendance_record import unconfirmed
from cara_facilitate.domain.note_changes import changes
from cara_facilitate.errors import Refusal
from cara_facilitate.services import cohorts, deliver, prepare
from cara_facilitate.services.rehearse import Practice


def held(practice: Practice) -> None:
    """Workshop one prepared, begun and closed."""
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))


def test_a_day_that_is_over_stays_with_whoever_delivered_it(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    held(practice)
    cohorts.cover(desk, cohort, "F-CO2", "F-COVER3", "F-LEAD1")
    state = desk.state(cohort)
    assert state.facilitators == ("F-LEAD1", "F-COVER3")
    assert state.staff(1) == ("F-LEAD1", "F-CO2")
    assert state.staff(2) == ("F-LEAD1", "F-COVER3")
    assert state.everybody == ("F-LEAD1", "F-COVER3", "F-CO2")
    assert unconfirmed(state, 1) == ("F-LEAD1", "F-CO2")
    assert "F-COVER3 stood in for F-CO2." in [what for _, what in changes(state, 2)]
    assert "F-COVER3 stood in for F-CO2." not in [what for _, what in changes(state, 1)]


def test_on_a_day_under_way_whoever_joins_answers_for_it(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    cohorts.cover(desk, cohort, "F-CO2", "F-COVER3", "F-LEAD1")
    assert desk.state(cohort).staff(1) == ("F-LEAD1", "F-COVER3")
    deliver.do(desk, cohort, 1, cmd.TakeLead("F-COVER3", desk.clock.now()))


def test_whoever_joins_chooses_a_pin_and_has_everything_still_to_read(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    cohorts.cover(desk, cohort, "F-CO2", "F-COVER3", "F-LEAD1")
    with pytest.raises(Refusal):
        desk.verify_pin(cohort, "F-COVER3", "222222")
    cohorts.set_pin(desk, cohort, "F-COVER3", "345678")
    desk.verify_pin(cohort, "F-COVER3", "345678")
    assert not desk.state(cohort).briefed


@pytest.mark.parametrize(
    ("leaves", "joins"),
    [("F-CO2", "F-LEAD1"), ("F-ELSE", "F-3"),
     ("F-CO2", "two words"), ("F-CO2", ""), ("F-CO2", "F-CO2")],
)  # fmt: skip
def test_a_name_a_stranger_and_a_double_are_refused(
    practice: Practice, leaves: str, joins: str
) -> None:
    with pytest.raises(Refusal):
        cohorts.cover(practice.desk, practice.plan.cohort, leaves, joins, "F-LEAD1")


def test_nobody_stands_in_who_delivers_another_cohort_that_day(practice: Practice) -> None:
    from dataclasses import replace

    desk, plan = practice.desk, practice.plan
    later = tuple(
        replace(workshop, date=workshop.date + timedelta(days=7)) for workshop in plan.workshops
    )
    people = tuple(replace(person, ref="", check_word="") for person in plan.people)
    other = replace(
        plan, cohort="WY26Q", facilitators=("F-3", "F-4"), workshops=later, people=people
    )
    cohorts.new(desk, other, {})
    cohorts.cover(desk, plan.cohort, "F-CO2", "F-3", "F-LEAD1")
    with pytest.raises(Refusal, match="that day"):
        same = replace(plan, cohort="WY26R", facilitators=("F-5", "F-6"), people=people)
        cohorts.new(desk, same, {})
        cohorts.cover(desk, "WY26R", "F-5", "F-LEAD1", "F-6")
