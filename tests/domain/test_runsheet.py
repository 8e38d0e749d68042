"""The run sheet of a day as it really goes: pauses, turning back, running over."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.runsheet import clock_of, run_sheet, seconds_of
from cara_facilitate.domain.schedule import Phase
from cara_facilitate.errors import Refusal
from tests.domain.day_story import Story


def sheet(story: Story):
    return run_sheet(story.curriculum.day(story.workshop), story.day, Moment(story.now))


def test_before_the_doors_open_the_sheet_is_the_plan():
    rows = sheet(Story()).rows
    assert [clock_of(row.start) for row in rows] == ["10:00", "10:25", "11:05", "11:15"]
    assert sheet(Story()).drift == 0


def test_minutes_left_count_down_and_running_over_counts_up():
    story = Story().open_doors().pass_time(minutes=20)
    assert sheet(story).left == 5 * 60
    story.pass_time(minutes=7)
    assert sheet(story).left == -2 * 60
    assert sheet(story).present.phase is Phase.OVER
    assert sheet(story).drift == 2 * 60


def test_a_pause_stops_the_item_and_shows_up_as_drift():
    story = Story().open_doors().pass_time(minutes=10)
    story.do(cmd.Pause("pause", story.now)).pass_time(minutes=6)
    assert sheet(story).left == 15 * 60
    story.do(cmd.Resume(story.now))
    assert sheet(story).left == 15 * 60
    assert sheet(story).drift == 6 * 60


def test_going_back_gives_the_time_that_was_left():
    story = Story().open_doors().pass_time(minutes=10)
    story.do(cmd.NextItem(story.now)).pass_time(minutes=4)
    story.do(cmd.PreviousItem(story.now))
    assert sheet(story).left == 15 * 60


def test_a_skipped_item_is_marked_as_passed_over():
    story = Story().open_doors().pass_time(minutes=25)
    story.do(cmd.GoTo("W1-03", story.now))
    rows = {row.item.id: row for row in sheet(story).rows}
    assert rows["W1-02"].passed_over
    assert sheet(story).following is None


def test_seconds_and_clock_are_inverse_on_whole_minutes():
    assert clock_of(seconds_of("09:05")) == "09:05"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["next", "back", "pause", "resume"]), st.integers(0, 3000)),
        max_size=20,
    )
)
def test_what_was_spent_and_what_stood_still_add_up_to_the_day(steps):
    story = Story().open_doors()
    begun = story.now
    for name, seconds in steps:
        command = {
            "next": cmd.NextItem,
            "back": cmd.PreviousItem,
            "resume": cmd.Resume,
        }.get(name)
        with suppress(Refusal):
            story.do(command(story.now) if command else cmd.Pause("pause", story.now))
        story.pass_time(seconds=seconds)
    spent = sum(row.spent or 0 for row in sheet(story).rows)
    stood = sum(
        int(((pause.end or story.now) - pause.start).total_seconds()) for pause in story.day.pauses
    )
    assert spent + stood == int((story.now - begun).total_seconds())
