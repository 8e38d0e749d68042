"""What the worker may tell afterwards: used, not used or not held, and nothing before."""

from __future__ import annotations

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.sharing import FEWEST_FOR_THEMES
from cara_facilitate.errors import Refusal
from cara_facilitate.services import brief_plan, deliver, feedback_import, feedback_use
from cara_facilitate.services.briefing import Briefing
from cara_facilitate.services.rehearse import Practice
from tests.services.conftest import hold_workshop_one, make_ready
from tests.services.second_day import LEAD, begin_two, close_two, opened


@pytest.fixture
def taken(practice: Practice) -> Practice:
    """Workshop one held and the extract taken in."""
    hold_workshop_one(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, practice.extract), LEAD)
    return practice


def outcomes(made: Practice) -> dict[str, str]:
    return feedback_use.outcomes(made.desk, made.plan.cohort)


def test_nothing_is_told_or_recorded_before_workshop_two_is_over(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    item = desk.state(cohort).current_import.items[0]
    for go_on in (lambda: None, lambda: begin_two(taken)):
        go_on()
        assert outcomes(taken) == {}
        with pytest.raises(Refusal, match="Workshop two is not over"):
            feedback_use.record(desk, cohort, [item], LEAD)


def test_what_was_used_is_told_by_feedback_id_and_the_last_word_counts(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    begin_two(taken)
    close_two(taken)
    assert outcomes(taken) == {}, "nobody has said anything yet"
    uses = opened(taken).uses
    assert uses and not any(line.exact for line in uses)
    feedback_use.record(desk, cohort, [line.item for line in uses], LEAD)
    feedback_use.record(desk, cohort, [uses[0].item], LEAD)
    told = outcomes(taken)
    assert sorted(told.values()) == ["not_used"] * 9 + ["used"]
    [used] = [name for name, became in told.items() if became == "used"]
    index = {one.feedback_id: one.item for one in feedback_use.items(desk, cohort)}
    assert index[used] == uses[0].item
    stored = [e for e in desk.sealed(cohort, "register") if isinstance(e, ev.FeedbackUsed)]
    assert len(stored) == 20, "as many entries each time, whatever was used"


def test_an_unknown_record_is_not_recorded(taken: Practice):
    begin_two(taken)
    close_two(taken)
    with pytest.raises(Refusal, match="nothing here to record"):
        feedback_use.record(taken.desk, taken.plan.cohort, ["0123456789abcdef"], LEAD)


def test_a_workshop_that_was_not_held_makes_every_record_not_held(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    make_ready(taken)
    deliver.do(desk, cohort, 2, cmd.NotHeld("venue not usable", LEAD, desk.clock.now()))
    assert set(outcomes(taken).values()) == {"not_held"}
    assert len(outcomes(taken)) == 10


def test_in_a_workshop_that_was_stopped_only_what_was_used_is_used(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    begin_two(taken)
    deliver.do(desk, cohort, 2, cmd.StopWorkshop("not safe to go on", LEAD, desk.clock.now()))
    assert desk.state(cohort).workshops[2].ended_at is not None
    assert set(outcomes(taken).values()) == {"not_held"}
    feedback_use.record(desk, cohort, [opened(taken).uses[0].item], LEAD)
    assert sorted(outcomes(taken).values()) == ["not_held"] * 9 + ["used"]


def test_the_plan_is_for_the_whole_group_in_the_curriculums_own_words(taken: Practice):
    plan = opened(taken).plan
    assert [one.title for one in plan] == ["Saying and hearing", "Rehearse and repair"]
    assert all(one.floor <= one.minutes for one in plan)
    curriculum = taken.desk.curriculum(taken.plan.cohort, 2)
    bodies = " ".join(
        " ".join(section.body.split())
        for activity in curriculum.activities
        for step in activity.steps
        for section in step.sections
    )
    for one in plan:
        assert one.ask
        assert all(line in bodies.replace("- ", "") for line in (*one.ask, *one.watch))
    assert not any(ref in str(plan) for ref in taken.desk.state(taken.plan.cohort).seats.values())


def test_what_has_begun_is_no_longer_on_the_plan(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    themes = {"saying-hearing", "rehearse-time-out"}
    both = brief_plan.group_plan(desk, cohort, themes)
    begin_two(taken)
    for _ in desk.curriculum(cohort, 2).day(2).run:
        if desk.state(cohort).workshops[2].present_item == both[0].id:
            break
        deliver.do(desk, cohort, 2, cmd.NextItem(desk.clock.now()))
    assert brief_plan.group_plan(desk, cohort, themes) == both[1:]
    assert brief_plan.group_plan(desk, cohort, ()) == ()


def test_with_fewer_than_four_the_curriculum_is_delivered_as_planned(taken: Practice):
    desk, cohort = taken.desk, taken.plan.cohort
    begin_two(taken)
    assert opened_at_a_pause(taken).plan
    for seat in range(FEWEST_FOR_THEMES, 13):
        deliver.do(desk, cohort, 2, cmd.Attend(seat, "EL", desk.clock.now(), "work"))
    few = opened_at_a_pause(taken)
    assert few.plan == ()
    assert not any(item.themes for page in few.seats for item in page.items)


def opened_at_a_pause(made: Practice) -> Briefing:
    desk, cohort = made.desk, made.plan.cohort
    deliver.do(desk, cohort, 2, cmd.Pause("pause", desk.clock.now()))
    found = opened(made)
    deliver.do(desk, cohort, 2, cmd.Resume(desk.clock.now()))
    return found
