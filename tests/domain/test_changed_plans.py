"""Days that change under way: shortened, reordered, left out, delayed, stopped, led in turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.leading import coder, lead, led
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.note_changes import OTHER_REASON, changes
from cara_facilitate.domain.runsheet import RunSheet, run_sheet
from cara_facilitate.domain.undoing import takable
from cara_facilitate.errors import Refusal
from tests.domain.day_story import Story


def sheet(story: Story) -> RunSheet:
    return run_sheet(story.curriculum.day(story.workshop), story.day, Moment(story.now))


def at_the_doors(minutes_late: int = 0) -> Story:
    return Story().pass_time(minutes=minutes_late).open_doors()


def test_a_day_that_opens_late_is_proposed_the_curriculums_order_and_ends_on_time():
    story = at_the_doors(20)
    proposal = sheet(story).proposal
    assert proposal is not None
    assert [(cut.item, cut.minutes) for cut in proposal.cuts] == [("W1-02", 15), ("W1-03", 5)]
    cuts = tuple((cut.item, cut.minutes) for cut in proposal.cuts)
    story.do(cmd.Shorten(cuts, story.now))
    assert sheet(story).drift == 0
    assert sheet(story).proposal is None
    assert {row.item.id: row.minutes for row in sheet(story).rows}["W1-02"] == 25


def test_minutes_left_are_those_of_the_agreed_length():
    story = at_the_doors(20)
    story.do(cmd.Shorten((("W1-02", 15),), story.now)).pass_time(minutes=25)
    story.do(cmd.NextItem(story.now)).pass_time(minutes=5)
    assert sheet(story).left == 20 * 60


@pytest.mark.parametrize(
    "cuts", [(("W1-02", 16),), (("BR1", 1),), (("W1-99", 1),), (), (("W1-01", 0),)]
)
def test_no_floor_no_break_and_nothing_unknown_gives_time_back(cuts):
    story = at_the_doors(20)
    with pytest.raises(Refusal):
        story.do(cmd.Shorten(cuts, story.now))


def test_what_is_over_gives_no_time_back():
    story = at_the_doors(20).pass_time(minutes=25)
    story.do(cmd.NextItem(story.now))
    with pytest.raises(Refusal):
        story.do(cmd.Shorten((("W1-01", 5),), story.now))


def test_shortened_twice_adds_up_and_never_below_the_floor():
    story = at_the_doors(20)
    story.do(cmd.Shorten((("W1-02", 10),), story.now))
    with pytest.raises(Refusal):
        story.do(cmd.Shorten((("W1-02", 10),), story.now))
    story.do(cmd.Shorten((("W1-02", 5),), story.now))
    assert story.day.shortened["W1-02"] == 25


def test_a_break_moved_keeps_its_length_and_the_finish_stays():
    story = at_the_doors()
    before = sheet(story).rows[-1].end
    story.do(cmd.MoveItem("BR1", -1, story.now))
    assert [row.item.id for row in sheet(story).rows] == ["W1-01", "BR1", "W1-02", "W1-03"]
    assert sheet(story).rows[-1].end == before
    assert sheet(story).drift == 0
    story.pass_time(minutes=25).do(cmd.NextItem(story.now))
    assert story.day.present_item == "BR1"


def test_what_has_begun_keeps_its_place():
    story = at_the_doors()
    with pytest.raises(Refusal):
        story.do(cmd.MoveItem("W1-01", 1, story.now))
    with pytest.raises(Refusal):
        story.do(cmd.MoveItem("W1-02", -1, story.now))


def test_left_out_takes_no_time_and_next_passes_it():
    story = at_the_doors()
    story.do(cmd.LeaveOut("W1-02", True, story.now))
    assert sheet(story).drift == -40 * 60
    story.do(cmd.NextItem(story.now))
    assert story.day.present_item == "BR1"
    with pytest.raises(Refusal):
        story.do(cmd.LeaveOut("BR1", True, story.now))


def test_pressing_next_by_mistake_and_then_back_costs_only_the_minute():
    story = at_the_doors().pass_time(minutes=10)
    story.do(cmd.NextItem(story.now)).pass_time(minutes=1)
    story.do(cmd.PreviousItem(story.now))
    assert sheet(story).left == 15 * 60
    assert sheet(story).drift == 0


def test_delays_show_before_the_doors_and_the_last_one_counts():
    story = Story()
    story.do(cmd.DelayStart("10:10", "facilitator not here", story.now))
    assert sheet(story).drift == 10 * 60
    story.do(cmd.DelayStart("10:25", "facilitator not here", story.now))
    assert sheet(story).drift == 25 * 60


def test_waiting_past_the_planned_start_shows_as_lateness_on_the_day_only():
    story = Story().pass_time(minutes=7)
    assert sheet(story).drift == 7 * 60
    story.pass_time(days=-1)
    assert sheet(story).drift == 0


def test_a_day_not_held_is_nobodys_absence_and_cannot_be_started():
    story = Story()
    story.do(cmd.NotHeld("venue not usable", "F-LEAD1", story.now))
    assert story.day.service == "NR"
    assert not story.day.attendance
    with pytest.raises(Refusal):
        story.open_doors()


def test_workshop_two_does_not_follow_a_workshop_one_that_was_not_held():
    story = Story()
    story.do(cmd.NotHeld("venue not usable", "F-LEAD1", story.now))
    story.workshop = 2
    with pytest.raises(Refusal, match="not held"):
        story.open_doors()


def test_only_on_the_same_day_does_an_ended_day_go_on():
    story = at_the_doors().pass_time(minutes=30)
    story.do(cmd.StopWorkshop("fire alarm or evacuation", "F-LEAD1", story.now))
    assert story.day.service == "SS"
    story.pass_time(minutes=20).do(cmd.Reopen("came back in", "F-LEAD1", story.now))
    assert story.day.live
    assert story.day.present_item == "W1-01"
    story.do(cmd.EndWorkshop(story.now)).pass_time(days=1)
    with pytest.raises(Refusal):
        story.do(cmd.Reopen("by mistake", "F-LEAD1", story.now))


def test_who_led_for_how_long_adds_up_to_the_day():
    story = at_the_doors()
    assert (lead(story.state, story.day), coder(story.state, story.day)) == ("F-LEAD1", "F-CO2")
    story.pass_time(minutes=40).do(cmd.TakeLead("F-CO2", story.now)).pass_time(minutes=65)
    assert led(story.state, story.day, story.now) == {
        "F-LEAD1": timedelta(minutes=40),
        "F-CO2": timedelta(minutes=65),
    }
    with pytest.raises(Refusal):
        story.do(cmd.TakeLead("F-CO2", story.now))
    with pytest.raises(Refusal):
        story.do(cmd.TakeLead("F-ELSE", story.now))


def test_the_note_tells_every_change_and_no_typed_reason():
    story = Story()
    story.do(cmd.DelayStart("10:10", "their car broke down", story.now)).pass_time(minutes=10)
    story.open_doors().do(cmd.Shorten((("W1-02", 10),), story.now))
    story.do(cmd.MoveItem("BR1", 1, story.now)).do(cmd.Undo(story.now))
    story.do(cmd.TakeLead("F-CO2", story.now))
    story.do(cmd.StopWorkshop("not safe to go on", "F-LEAD1", story.now))
    told = [what for _, what in changes(story.state, 1)]
    assert told == [
        f"Start delayed until 10:10, {OTHER_REASON}.",
        "Agreed to shorten W1-02 to 30 minutes.",
        "F-CO2 took the lead.",
        "Stopped by the service, not safe to go on.",
    ]


STEPS = st.one_of(
    st.tuples(st.just("next"), st.integers(0, 2400)),
    st.tuples(st.just("back"), st.integers(0, 600)),
    st.tuples(st.just("shorten"), st.integers(1, 20)),
    st.tuples(st.just("refuse"), st.integers(3, 60)),
    st.tuples(st.just("move"), st.sampled_from([-1, 1])),
    st.tuples(st.just("out"), st.booleans()),
    st.tuples(st.just("lead"), st.sampled_from(["F-LEAD1", "F-CO2"])),
    st.tuples(st.just("undo"), st.just(0)),
    st.tuples(st.just("redo"), st.just(0)),
)


def command(story: Story, name: str, value: int) -> cmd.Command:
    now, item = story.now, "W1-02" if value == 1 else "BR1"
    return {
        "next": lambda: cmd.NextItem(now),
        "back": lambda: cmd.PreviousItem(now),
        "shorten": lambda: cmd.Shorten((("W1-03", value),), now),
        "refuse": lambda: cmd.RefuseProposal(value, now),
        "move": lambda: cmd.MoveItem(item, value, now),
        "out": lambda: cmd.LeaveOut(item, bool(value), now),
        "lead": lambda: cmd.TakeLead(str(value), now),
        "undo": lambda: cmd.Undo(now),
        "redo": lambda: cmd.Redo(now),
    }[name]()  # type: ignore[no-untyped-call]


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_whatever_is_done_and_undone_the_sheet_is_whole_and_refolds_the_same(steps):
    story = at_the_doors(11)
    for name, value in steps:
        try:
            story.do(command(story, name, value))
        except Refusal:
            continue
        story.pass_time(seconds=value if name in ("next", "back") else 17)
    rows = sheet(story).rows
    assert sorted(row.item.id for row in rows) == sorted(
        item.id for item in story.curriculum.day(1).run
    )
    breaks = [row for row in rows if row.item.is_break and not row.left_out and row.spent is None]
    assert all(row.end - row.start in (0, row.item.minutes * 60) for row in breaks)
    for row in rows:
        assert row.minutes >= row.item.floor
    assert fold(story.log) == story.state


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=12), st.integers(0, 30))
def test_taking_any_entry_back_equals_a_day_without_it(steps, which):
    story = at_the_doors(11)
    for name, value in steps:
        if name in ("undo", "redo"):
            continue
        try:
            story.do(command(story, name, value))
        except Refusal:
            continue
    can = takable(the_setting(story))
    if not can:
        return
    chosen = can[which % len(can)]
    without = fold(record for record in story.log if record.id != chosen.id)
    story.do(cmd.TakeBack((chosen.id,), story.now))
    assert story.day == without.workshops[1]


def the_setting(story: Story):
    from cara_facilitate.domain.setting import Setting

    return Setting(story.state, story.workshop, story.curriculum)


def test_what_was_left_out_and_is_begun_all_the_same_has_its_length():
    story = at_the_doors()
    story.do(cmd.LeaveOut("W1-02", True, story.now))
    story.pass_time(minutes=25).do(cmd.GoTo("W1-02", story.now))
    assert sheet(story).left == 40 * 60
    assert sheet(story).drift == 0
    story.do(cmd.NextItem(story.now)).do(cmd.PreviousItem(story.now))
    assert story.day.present_item == "W1-02"


def test_redo_puts_back_nothing_of_the_other_workshop():
    from cara_facilitate.domain import events as ev

    story = at_the_doors()
    story.do(cmd.Observe((4,), "m", story.now)).do(cmd.Undo(story.now))
    story.do(cmd.EndWorkshop(story.now))
    story.workshop = 2
    story.pass_time(days=28)
    story.happen(
        ev.ReadinessRefreshed("VW-1", "none", "F-LEAD1", story.now),
        ev.ManagerCalled("M-1", True, "", "F-LEAD1", story.now),
    )
    story.open_doors()
    with pytest.raises(Refusal, match="nothing to redo"):
        story.do(cmd.Redo(story.now))
    assert not story.state.workshops[1].observations


def test_the_hour_between_a_stop_and_going_on_belongs_to_no_activity():
    story = at_the_doors().pass_time(minutes=10)
    story.do(cmd.StopWorkshop("fire alarm or evacuation", "F-LEAD1", story.now))
    story.pass_time(minutes=60).do(cmd.Reopen("all clear", "F-LEAD1", story.now))
    story.pass_time(minutes=5)
    assert sheet(story).left == 10 * 60
    assert sheet(story).drift == 60 * 60


def test_who_is_out_of_the_room_goes_by_the_times_not_by_the_order_of_entering():
    from cara_facilitate.domain.leading import out_of_room

    story = at_the_doors().pass_time(minutes=30)
    back = story.now
    story.do(cmd.RecordStaff("F-CO2", "came", back, "paper"))
    story.do(cmd.RecordStaff("F-CO2", "left", back - timedelta(minutes=10), "paper"))
    assert out_of_room(story.day) == {}
