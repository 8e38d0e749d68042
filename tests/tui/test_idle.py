"""The curtain and the lock come by the clock, and sleep counts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.services.clock import machine_seconds
from cara_facilitate.tui.base import LOCKED, GuardedApp
from cara_facilitate.tui.idle import Action, IdlePolicy, IdleWatch, Phase

POLICY = IdlePolicy()
MINUTE = 60.0


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _idle(watch: IdleWatch, clock: Clock, phase: Phase, seconds: float) -> list[Action]:
    """What is said over a stretch in which nobody presses a key, looking each second."""
    said = []
    for _ in range(int(seconds)):
        clock.now += 1
        said.append(watch.look(phase))
    return said


def test_in_a_live_day_the_curtain_falls_at_three_minutes_and_the_lock_at_twenty() -> None:
    clock = Clock()
    watch = IdleWatch(POLICY, clock)
    said = _idle(watch, clock, Phase.LIVE, 20 * MINUTE)
    assert said.index(Action.CURTAIN) + 1 == 3 * MINUTE
    assert said.index(Action.LOCK) + 1 == 20 * MINUTE


def test_at_any_other_time_the_lock_comes_at_three_minutes() -> None:
    clock = Clock()
    said = _idle(IdleWatch(POLICY, clock), clock, Phase.OTHER, 3 * MINUTE)
    assert said.count(Action.NONE) == 3 * MINUTE - 1
    assert said[-1] is Action.LOCK


def test_lunch_locks_once_when_it_begins_and_lets_somebody_back_in() -> None:
    clock = Clock()
    watch = IdleWatch(POLICY, clock)
    _idle(watch, clock, Phase.LIVE, 10)
    assert watch.look(Phase.LUNCH) is Action.LOCK
    afresh = IdleWatch(POLICY, clock)
    assert _idle(afresh, clock, Phase.LUNCH, 60) == [Action.NONE] * 60


def test_the_unlock_screen_is_left_alone() -> None:
    clock = Clock()
    said = _idle(IdleWatch(POLICY, clock), clock, Phase.CLOSED, 3600)
    assert set(said) == {Action.NONE}


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.LUNCH, Phase.OTHER])
def test_a_sleep_locks_at_the_first_look_after_it(phase: Phase) -> None:
    clock = Clock()
    watch = IdleWatch(POLICY, clock)
    watch.look(phase)
    clock.now += 5 * MINUTE
    watch.touch()  # the key that woke the machine does not forgive the sleep
    assert watch.look(phase) is Action.LOCK


@given(st.sampled_from(Phase), st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 9))
def test_longer_idleness_never_does_less(phase: Phase, one: float, two: float, gap: float) -> None:
    order = [Action.NONE, Action.CURTAIN, Action.LOCK]
    less, more = sorted((one, two))
    assert order.index(POLICY.decide(phase, phase, less, gap)) <= order.index(
        POLICY.decide(phase, phase, more, gap)
    )


def test_any_key_starts_the_time_again() -> None:
    clock = Clock()
    watch = IdleWatch(POLICY, clock)
    _idle(watch, clock, Phase.OTHER, 170)
    watch.touch()
    assert set(_idle(watch, clock, Phase.OTHER, 170)) == {Action.NONE}


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="a clock of Linux")
def test_the_clock_is_the_one_that_counts_sleep() -> None:
    assert abs(machine_seconds() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1


class Sample(GuardedApp):
    """In the phase given."""

    phase = Phase.LIVE

    def compose(self) -> ComposeResult:
        yield Static("words")

    def idle_phase(self) -> Phase:
        return self.phase


async def test_a_jump_of_the_clock_locks_the_app_within_a_second() -> None:
    clock = Clock()
    app = Sample(clock=clock)
    async with app.run_test() as pilot:
        await pilot.pause(0.6)
        assert app.return_code is None
        clock.now += 3600
        await pilot.pause(1.0)
    assert app.return_code == LOCKED


async def test_the_key_that_follows_a_sleep_is_not_obeyed() -> None:
    clock = Clock()
    app = Sample(clock=clock)
    async with app.run_test() as pilot:
        app.look_at_clock()
        clock.now += 3600
        await pilot.press("ctrl+q")
    assert app.return_code == LOCKED


async def test_an_idle_live_day_is_curtained_and_goes_on_when_lifted() -> None:
    clock = Clock()
    app = Sample(clock=clock)
    async with app.run_test() as pilot:
        for _ in range(31):
            clock.now += 6
            app.look_at_clock()
        await pilot.pause()
        assert app.curtained
        await pilot.press("enter")
        await pilot.pause()
        assert not app.curtained
        assert app.return_code is None
