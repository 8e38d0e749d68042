"""A private view that closed by itself: what is still being typed reaches nothing behind it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from cara_facilitate.tui.idle import Action
from cara_facilitate.tui.screens.casework_gate import CaseworkGate
from cara_facilitate.tui.screens.closed import CLOSED, PRESS, SINCE, STILL, ClosedScreen
from cara_facilitate.tui.screens.cohort import CohortScreen
from cara_facilitate.tui.screens.curtain import SENTENCE
from cara_facilitate.tui.screens.gate import GateScreen
from cara_facilitate.tui.screens.private import PrivateMenu, PrivatePage
from cara_facilitate.tui.screens.views import VIEWS
from tests.tui.screens.casework_driver import worker_store
from tests.tui.screens.driver import LEAD, SMALL, Drive, fresh, on_cohort, running, store

SPOKEN = "lantern brook seven mill"
ANY_KEY = (
    *"abcdefghijklmnopqrstuvwxyz0123456789!?.,-=",
    "enter", "space", "tab", "up", "down", "left", "right", "backspace", "ctrl+q", "f1", "f2",
    "f3", "f5", "f8", "question_mark", "pagedown",
    "escape", "alt+d",
)  # fmt: skip
"""Everything a hand may press that is neither curtain nor lock."""


ROUNDS = 15


def journal(drive: Drive) -> list[int]:
    """How many events each cohort has."""
    return [len(state.log) for state in drive.app.desk.cohorts()]


def stack(drive: Drive) -> list[object]:
    return [screen for screen in drive.app.screen_stack if not isinstance(screen, ClosedScreen)]


async def time_out(drive: Drive) -> None:
    """Nobody pressed a key for as long as this view waits."""
    page = drive.app.screen
    assert isinstance(page, PrivatePage)
    drive.seconds.at += page.IDLE + 1
    page.look()
    await drive.settle()
    assert isinstance(drive.app.screen, ClosedScreen)


async def go_on(drive: Drive) -> None:
    """Stop typing, then press Esc."""
    drive.seconds.at += STILL
    await drive.press("escape")


async def straddle(drive: Drive, keys: list[str], closes_after: int) -> None:
    """Press keys without waiting for any; after some of them the view's time is over."""
    page = drive.app.screen
    assert isinstance(page, PrivatePage)
    for number, key in enumerate(keys):
        if number == closes_after:
            drive.seconds.at += page.IDLE + 1
            page.look()
        drive.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await drive.settle()


async def test_a_burst_of_keys_across_the_closing_reaches_nothing_behind(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        before, recorded = stack(drive), journal(drive)
        for seed in range(ROUNDS):
            dice = random.Random(seed)
            await drive.press("f2")
            assert isinstance(drive.app.screen, GateScreen)
            await drive.press("enter")
            keys = [*LEAD[:3], *(dice.choice(ANY_KEY) for _ in range(25)), "enter"]
            await straddle(drive, keys, closes_after=dice.randrange(0, 4))
            assert isinstance(drive.app.screen, ClosedScreen), seed
            assert stack(drive) == before, seed
            assert drive.app.room_mode
            assert journal(drive) == recorded
            await go_on(drive)
            assert drive.app.screen_stack == before
        assert isinstance(drive.app.screen, CohortScreen)


async def test_a_passphrase_typed_on_is_shown_nowhere_and_starts_nothing(folder: Path) -> None:
    worker_store(folder)
    async with running(folder) as drive:
        await drive.press("enter")
        assert isinstance(drive.app.screen, CaseworkGate)
        before = stack(drive)[:-1]
        await drive.press(*SPOKEN[:7])
        await time_out(drive)
        shown = drive.text()
        await drive.press(*(key if key != " " else "space" for key in SPOKEN[7:]), "enter")
        drive.app.post_message(events.Paste(SPOKEN))
        await drive.settle()
        assert drive.text() == shown
        await go_on(drive)
        assert stack(drive) == before
        assert not any(word in drive.text() for word in SPOKEN.split())


@pytest.mark.parametrize("size", [SMALL, (60, 20)])
async def test_the_notice_is_the_same_whichever_view_closed_and_whatever_it_held(
    folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    seen = set()
    for place, feedback in ((folder, True), (tmp_path / "without", False)):
        store(place, feedback=feedback)
        async with on_cohort(place, size) as drive:
            for view in ("register", "briefing"):
                await drive.private(VIEWS[view][0])
                await time_out(drive)
                seen.add(drive.still())
                assert all(words in drive.words() for words in (CLOSED, SINCE, PRESS))
                await go_on(drive)
    assert len(seen) == 1


async def test_an_answer_kept_by_esc_and_typed_on_is_no_command(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("d")
        await drive.press("down", "down", "down", "enter", *"they tal")
        await time_out(drive)
        before, recorded = stack(drive), journal(drive)
        for key in (*"ked", "escape", "down", "enter", *"and then", "escape", "q", "escape"):
            drive.seconds.at += STILL / 3
            await drive.press(key)
        assert isinstance(drive.app.screen, ClosedScreen)
        assert (stack(drive), journal(drive)) == (before, recorded)
        drive.seconds.at += STILL
        await drive.press("escape")
        assert drive.app.screen_stack == before


async def test_esc_pressed_too_early_does_not_put_off_the_next_one(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        before = stack(drive)
        await drive.private("a")
        await time_out(drive)
        for at, stands in ((0.0, True), (STILL / 2, True), (STILL / 2, False)):
            drive.seconds.at += at
            await drive.press("escape")
            assert isinstance(drive.app.screen, ClosedScreen) is stands
        assert drive.app.screen_stack == before


@pytest.mark.parametrize("letter", [letter for letter, _, _ in VIEWS.values()])
async def test_each_view_stays_as_long_as_it_says_whatever_lies_beneath_or_over_it(
    folder: Path, letter: str
) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private(letter)
        page = drive.app.screen
        assert isinstance(page, PrivatePage)
        assert not isinstance(page, PrivateMenu)
        await drive.press("f1")
        for seconds, stands in ((page.IDLE - 1, True), (2.0, False)):
            drive.seconds.at += seconds
            for screen in stack(drive):
                if isinstance(screen, PrivatePage):
                    screen.look()
            await drive.settle()
            assert (page in drive.app.screen_stack) is stands
        assert isinstance(drive.app.screen, ClosedScreen)


async def by_the_clock(drive: Drive) -> None:
    drive.app.nobody_there()


async def by_hand(drive: Drive) -> None:
    await drive.press("f9")


@pytest.mark.parametrize(("falls", "stands"), [(by_the_clock, True), (by_hand, False)])
async def test_under_a_curtain_that_fell_by_itself_the_notice_stands(
    folder: Path, falls: Callable[[Drive], Awaitable[None]], stands: bool
) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        before = stack(drive)
        await drive.private("a")
        await falls(drive)
        await drive.settle()
        assert drive.words().split(" ", 1)[1] == SENTENCE
        await drive.press(*"words of a form", "enter")
        assert isinstance(drive.app.screen, ClosedScreen) is stands
        await drive.press(*"npq" if stands else "")
        assert stack(drive) == before
        if stands:
            await go_on(drive)
        assert drive.app.screen_stack == before


async def test_curtain_and_lock_work_over_the_notice_and_it_is_still_there_afterwards(
    folder: Path,
) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("f2")
        await time_out(drive)
        await drive.press("f9")
        assert drive.words().split(" ", 1)[1] == SENTENCE
        await drive.press("enter")
        assert isinstance(drive.app.screen, ClosedScreen)
        await drive.press("f10")
    assert not drive.app.is_open


async def test_one_key_gives_the_live_session_its_quick_keys_back(folder: Path) -> None:
    from cara_facilitate.services import prepare

    made = fresh(folder)
    prepare.prepare(made.desk, made.plan.cohort, 1, prepare.CHECKS)
    made.desk.close()
    async with running(folder) as drive:
        drive.app.open_live("WY26A", 1)
        await drive.settle()
        await drive.press("enter")
        live = drive.app.screen
        await drive.press("f2")
        await time_out(drive)
        item = drive.app.desk.state("WY26A").workshops[1].present_item
        await drive.press("n", "n", "enter")
        assert drive.app.desk.state("WY26A").workshops[1].present_item == item
        await go_on(drive)
        await drive.press("n")
        assert drive.app.screen is live
        assert drive.app.desk.state("WY26A").workshops[1].present_item != item


async def test_a_pin_found_right_after_the_gate_closed_opens_nothing(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("f2")
        gate = drive.app.screen
        assert isinstance(gate, GateScreen)
        await time_out(drive)
        gate._pass("F-LEAD1")
        await drive.settle()
        assert drive.app.room_mode
        assert isinstance(drive.app.screen, ClosedScreen)


async def test_a_view_closed_on_purpose_leaves_no_notice(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        before = stack(drive)
        await drive.private("a")
        await drive.press("escape")
        assert drive.app.screen_stack == before
        drive.app.private_timed_out()
        await drive.settle()
        assert drive.app.screen_stack == before, "with nothing private open there is nothing to say"
        assert drive.app.look_at_clock() is Action.NONE
