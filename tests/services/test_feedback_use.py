"""What the worker may tell afterwards: used, not used or not held, and nothing before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import row_check
from cara_facilitate.domain.sharing import FEWEST_FOR_THEMES
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    brief_plan,
    briefing,
    deliver,
    feedback_import,
    feedback_use,
    prepare,
    safeguard,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.briefing import VOIDING, Briefing
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import PINS, Practice, extract_rows, practice_time
from tests.services.conftest import hold_workshop_one, make_ready

LEAD = next(iter(PINS))
DOORS = practice_time(date(2026, 12, 26), 10, 0)


@pytest.fixture
def taken(practice: Practice) -> Practice:
    """Workshop one held and the extract taken in."""
    hold_workshop_one(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, practice.extract), LEAD)
    return practice


def begin_two(made: Practice) -> None:
    """Open the doors of workshop two on its day, with everybody present."""
    desk, cohort = made.desk, made.plan.cohort
    make_ready(made)
    set_practice_clock(desk.folder, DOORS)
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 2, command(desk.clock.now()))


def close_two(made: Practice) -> None:
    desk, cohort = made.desk, made.plan.cohort
    deliver.do(desk, cohort, 2, cmd.EndWorkshop(desk.clock.now()))


def opened(made: Practice) -> Briefing:
    return briefing.open_briefing(made.desk, made.plan.cohort, PRACTICE_PASSPHRASE, LEAD)


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


def agreed(made: Practice) -> None:
    """Take in an extract in which seat 3 has agreed words, confirmed the day before."""
    rows = extract_rows(made.plan)
    rows[2] |= {"version": "2", "disclosure_level": "L3", "agreed_words": "Exactly this."}
    rows[2] |= {"agreed_words_consented_at": "2026-12-20T10:00:00+00:00"}
    rows[2] |= {"agreed_words_reread": "yes"}
    rows[2] |= {"agreed_words_reconfirmed_at": "2026-12-25T10:00:00+00:00"}
    rows[2]["row_check"] = row_check(rows[2])
    desk, cohort = made.desk, made.plan.cohort
    feedback_import.confirm(desk, feedback_import.preview_rows(desk, cohort, rows), LEAD)


def allow_agreed_words(made: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the site's policy enabled them."""
    policy = made.desk.host.site_policy("west-yorkshire")
    allowed = replace(policy, settings={**policy.settings, "allow_agreed_words": True})
    monkeypatch.setattr(type(made.desk.host), "site_policy", lambda *_: allowed)


def agreed_shown(made: Practice) -> bool:
    pages = {page.seat: page for page in opened(made).seats}
    return any(item.agreed_words for item in pages[made.plan.people[2].seat].items)


def test_agreed_words_need_the_sites_leave_and_no_flag_of_pressure(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    set_practice_clock(taken.desk.folder, practice_time(date(2026, 12, 25), 18, 0))
    assert not agreed_shown(taken), "off unless the site enables them"
    allow_agreed_words(taken, monkeypatch)
    assert agreed_shown(taken)
    raised = (taken.desk, taken.plan.cohort, 1)
    safeguard.raise_flag(*raised, seat=taken.plan.people[4].seat, kind="threat")
    safeguard.raise_flag(*raised, seat=taken.plan.people[2].seat, kind="child")
    assert agreed_shown(taken), "another seat's flag, or one about something else"
    safeguard.raise_flag(*raised, seat=taken.plan.people[2].seat, kind="threat")
    assert not agreed_shown(taken)


@pytest.mark.parametrize("kind", VOIDING)
def test_a_flag_of_pressure_about_nobody_in_particular_voids_everybodys_agreed_words(
    taken: Practice, monkeypatch: pytest.MonkeyPatch, kind: str
):
    agreed(taken)
    set_practice_clock(taken.desk.folder, practice_time(date(2026, 12, 25), 18, 0))
    allow_agreed_words(taken, monkeypatch)
    safeguard.raise_flag(taken.desk, taken.plan.cohort, 2, kind=kind)
    assert not agreed_shown(taken)


def test_agreed_words_end_with_the_day_but_whether_they_were_said_is_still_asked(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    begin_two(taken)
    desk, cohort = taken.desk, taken.plan.cohort
    deliver.do(desk, cohort, 2, cmd.Pause("pause", desk.clock.now()))
    assert agreed_shown(taken)
    deliver.do(desk, cohort, 2, cmd.Resume(desk.clock.now()))
    close_two(taken)
    assert not agreed_shown(taken)
    assert [line.exact for line in opened(taken).uses].count(True) == 1
