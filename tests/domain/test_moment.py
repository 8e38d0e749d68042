"""Lengths by a clock that never goes back, whatever the wall clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.decisions import decide
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.runsheet import run_sheet, spent_seconds
from cara_facilitate.domain.setting import Setting
from tests.domain.day_story import Story

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
jumps = st.integers(-86_400, 86_400)


@given(st.floats(0, 100_000), st.floats(0, 30_000), jumps)
def test_within_one_start_of_the_machine_the_wall_clock_does_not_matter(tick, length, jump):
    first = Moment(NOON, ("a1", tick))
    then = Moment(NOON + timedelta(seconds=jump), ("a1", tick + length))
    assert abs(then.since(first) - length) < 1e-3


def test_across_a_restart_the_wall_clock_counts():
    first = Moment(NOON, ("a1", 500.0))
    assert Moment(NOON + timedelta(minutes=9), ("b2", 3.0)).since(first) == 540
    assert Moment(NOON + timedelta(minutes=9)).since(first) == 540


def test_no_length_is_ever_negative():
    first = Moment(NOON, ("a1", 500.0))
    assert Moment(NOON - timedelta(hours=1), ("b2", 3.0)).since(first) == 0
    assert Moment(NOON, ("a1", 499.0)).since(first) == 0


def test_the_night_the_clocks_go_back_makes_no_activity_an_hour_longer():
    london = ZoneInfo("Europe/London")
    before = datetime(2026, 10, 25, 1, 50, tzinfo=london).astimezone(UTC).astimezone(london)
    after = (before.astimezone(UTC) + timedelta(minutes=20)).astimezone(london)
    assert (after.hour, after.minute) == (1, 10)
    fixed = [Moment(datetime.fromisoformat(at.isoformat())) for at in (before, after)]
    assert fixed[1].since(fixed[0]) == 20 * 60


class Machine:
    """A wall clock that can be set, and a steady one that cannot."""

    def __init__(self) -> None:
        self.story = Story()
        self.tick = 100.0

    def pass_time(self, minutes: float) -> None:
        self.story.pass_time(minutes=minutes)
        self.tick += minutes * 60

    def set_clock(self, minutes: float) -> None:
        self.story.pass_time(minutes=minutes)

    def do(self, command: cmd.Command) -> None:
        story = self.story
        reading = ("b00t", self.tick)
        setting = Setting(story.state, story.workshop, story.curriculum, reading)
        story.happen(*decide(setting, command))

    @property
    def now(self) -> Moment:
        return Moment(self.story.now, ("b00t", self.tick))


def begun() -> Machine:
    machine = Machine()
    machine.story.open_doors()
    machine.do(cmd.NextItem(machine.story.now))
    return machine


def test_a_clock_set_back_by_an_hour_changes_no_minutes():
    machine = begun()
    machine.pass_time(12)
    machine.set_clock(-60)
    machine.pass_time(3)
    day = machine.story.day
    assert spent_seconds(day, "W1-02", machine.now) == 15 * 60
    sheet = run_sheet(machine.story.curriculum.day(1), day, machine.now)
    assert sheet.left == 25 * 60
    assert sheet.present is not None
    assert sheet.present.item.id == "W1-02"


def test_a_pause_across_a_changed_clock_takes_its_own_length_off():
    machine = begun()
    machine.pass_time(5)
    machine.do(cmd.Pause("pause", machine.story.now))
    machine.set_clock(60)
    machine.pass_time(7)
    machine.do(cmd.Resume(machine.story.now))
    machine.pass_time(4)
    assert spent_seconds(machine.story.day, "W1-02", machine.now) == 9 * 60


def test_items_stay_in_the_order_of_the_keys_though_the_clock_went_back():
    machine = begun()
    machine.pass_time(5)
    machine.set_clock(-120)
    machine.do(cmd.NextItem(machine.story.now))
    assert [start.item for start in machine.story.day.starts][-2:] == ["W1-02", "BR1"]
    assert machine.story.day.present_item == "BR1"
