"""The deadline is where it may be, the on-call card where it is needed, and slower is a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.flags import BANNER, SLOWER
from cara_facilitate.domain.oncall import ROLES
from cara_facilitate.errors import Refusal
from cara_facilitate.services import safeguard
from cara_facilitate.tui.live.flag_prompt import FlagPrompt, Step
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.on_call import OnCallDialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.screen import LiveScreen
from tests.tui.live.conftest import HandClock

Read = Callable[[App[Any]], list[str]]
SITE = "west-yorkshire"


async def settle(pilot: Pilot[Any]) -> None:
    """Wait for the save and what it draws."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def words(lines: list[str]) -> str:
    """What a box says, without its frame."""
    return " ".join("\n".join(lines).replace("│", " ").split())


def step(app: App[Any]) -> Step:
    assert isinstance(app.screen, FlagPrompt)
    return app.screen.step


@pytest.mark.parametrize(
    ("key", "now", "later"),
    [
        ("1", "Due now, raised 0 min ago.", "Due now, raised 1 h 5 min ago."),
        ("2", "Due by 23:59 today, 13 h 59 min left.", "Due by 23:59 today, 12 h 54 min left."),
    ],
)
async def test_the_prompt_ends_with_a_deadline_that_runs(
    app: Any, clock: HandClock, read: Read, key: str, now: str, later: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "y", key, "1", "enter", "enter")
        await settle(pilot)
        assert now in words(read(app))
        clock.move(65 * 60)
        app.screen._tick()
        await pilot.pause()
        assert later in words(read(app))


async def test_handing_over_looks_the_same_however_grave_it_is(
    app: Any, room: Room, clock: HandClock, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(safeguard, "new_flag", lambda *_: f"FL-{len(room.state.flags):04d}")
    async with app.run_test(size=(80, 24)) as pilot:
        for severity, kind in (("immediate", "threat"), ("same_day", "child")):
            flag = safeguard.raise_flag(
                app.desk, room.cohort, 1, severity=severity, kind=kind, seat=len(seen) + 1
            )
            clock.move(34 * 60)
            await pilot.press("h")
            await pilot.pause()
            shown = words(read(app))
            raised = room.state.flags[flag].raised_at
            assert f"{flag}, raised {raised:%H:%M}, 34 min ago" in shown
            assert "due" not in shown.lower()
            box = [line for line in read(app) if line.lstrip().startswith(("│", "╭", "╰"))]
            seen.append("\n".join(box).replace(flag, "FL").replace(f"{raised:%H:%M}", "HH:MM"))
            await pilot.press("1", "enter", "enter")
            await settle(pilot)
            await pilot.press("enter")
    assert seen[0] == seen[1]


async def test_from_the_next_day_on_every_flag_is_overdue(
    app: Any, room: Room, clock: HandClock, read: Read
) -> None:
    safeguard.raise_flag(app.desk, room.cohort, 1, severity="immediate")
    clock.move(15 * 3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        assert "raised 10:00 yesterday, 15 h 0 min ago: overdue" in words(read(app))


async def test_yesterdays_time_can_be_given_after_midnight(
    app: Any, room: Room, clock: HandClock, read: Read
) -> None:
    flag = safeguard.raise_flag(app.desk, room.cohort, 1)
    clock.move(14.5 * 3600)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "1", "enter", *["backspace"] * 5, *"23:40", "enter")
        await settle(pilot)
        told = "Manager on call was told at 23:40 yesterday, reference: none given."
        assert told in words(read(app))
    assert room.state.flags[flag].hand_overs[0].told_at.day == clock.now().day - 1


async def test_a_time_to_come_is_asked_again(app: Any, room: Room, read: Read) -> None:
    flag = safeguard.raise_flag(app.desk, room.cohort, 1)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "1", "enter", *["backspace"] * 5, *"23:40", "enter")
        await settle(pilot)
        assert "not later than now" in words(read(app))
        assert isinstance(app.screen, HandOverDialog)
    assert not room.state.flags[flag].hand_overs


async def test_a_time_before_the_flag_is_asked_again(app: Any, room: Room, read: Read) -> None:
    flag = safeguard.raise_flag(app.desk, room.cohort, 1)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "1", "enter", *["backspace"] * 5, *"9:12", "enter")
        await settle(pilot)
        assert "The flag was raised at 10:00" in words(read(app))
        assert isinstance(app.screen, HandOverDialog)
    assert not room.state.flags[flag].hand_overs


async def test_what_is_slower_is_a_note_only_after_a_question(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "y")
        assert SLOWER in words(read(app))
        await pilot.press("n")
        assert step(app) is Step.SLOWER
        await pilot.press("n", "enter", "space", "1")
        assert step(app) is Step.SLOWER
        await pilot.press("b")
        assert step(app) is Step.SEVERITY
        await pilot.press("n", "y", *"quiet", "enter")
        assert step(app) is Step.NOTED
        assert "No flag was raised" in words(read(app))
        await pilot.press("enter")
        assert isinstance(app.screen, LiveScreen)
    assert not room.state.flags
    given = room.day.answers[(safeguard.FOR_SUPERVISION, 0)]
    assert (given.value, given.by) == ("P04: quiet", "F-LEAD1")


@pytest.mark.parametrize("keys", [("n",), ("n", "y"), ("n", "y", *"told")])
async def test_until_it_is_kept_as_a_note_it_is_a_flag_begun(
    app: Any, room: Room, keys: tuple[str, ...]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "y", *keys, "escape")
        assert step(app) is Step.KEEP
        await pilot.press("escape", "enter", "k")
        await settle(pilot)
    (told,) = safeguard.details(app.desk, room.cohort).values()
    assert told.seat == 4
    assert told.words == ("told" if "t" in keys else "Not described.")


async def test_locking_while_a_note_is_written_keeps_the_note(app: Any, room: Room) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "y", "n")
        app.screen.keep_begun()
        assert len(room.state.flags) == 1
        app.screen.step = Step.SEVERITY
        await pilot.press("n", "y", *"quiet")
        app.screen.keep_begun()
    assert len(room.state.flags) == 1
    assert room.day.answers[(safeguard.FOR_SUPERVISION, 0)].value == "P04: quiet"


async def test_a_note_that_does_not_fit_is_not_lost(
    app: Any, room: Room, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Refusal("Please keep this to 500 characters; it has 501.")

    monkeypatch.setattr(safeguard, "for_supervision", full)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("exclamation_mark", "y", "n", "y", *"quiet", "enter")
        assert step(app) is Step.NOTE
        assert "500 characters" in words(read(app))
        assert app.screen.typed == "quiet"


async def test_the_card_shows_every_role_and_what_is_missing(
    app: Any, room: Room, read: Read
) -> None:
    app.desk.settings = replace(
        app.desk.settings, on_call={SITE: {"manager": "0113 496 0000 ext 12"}}
    )
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(OnCallDialog(room))
        await pilot.pause()
        shown = words(read(app))
        assert "Emergency 999" in shown
        assert "Manager on call 0113 496 0000 ext 12" in shown
        assert all(role in shown for role in ROLES.values())
        assert shown.count("no number recorded") == len(ROLES) - 1
        await pilot.press("escape")
        assert isinstance(app.screen, LiveScreen)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_with_every_number_the_prompt_can_be_read_to_its_end(
    app: Any, read: Read, size: tuple[int, int]
) -> None:
    numbers = dict.fromkeys(ROLES, "+44 0113 496 0000 ext 123456")
    app.desk.settings = replace(app.desk.settings, on_call={SITE: numbers})
    async with app.run_test(size=size) as pilot:
        await pilot.press("4", "exclamation_mark")
        if size == (60, 20):
            await pilot.press("pagedown")
            await pilot.pause()
        assert "I have read this" in words(read(app))
        assert "ext 123456" in words(read(app))
        await pilot.press("y", "1", "1", "enter", "enter")
        await settle(pilot)
        await pilot.press("h")
        assert isinstance(app.screen, HandOverDialog)
        if size == (80, 24):
            assert "Not now" in words(read(app))


async def test_a_stopped_day_keeps_its_flag_and_its_banner(
    app: Any, room: Room, do: Callable[[cmd.Command], None], clock: HandClock, read: Read
) -> None:
    safeguard.raise_flag(app.desk, room.cohort, 1)
    with pytest.raises(Refusal):
        do(cmd.EndWorkshop(clock.now()))
    do(cmd.StopWorkshop("fire alarm", "F-LEAD1", clock.now()))
    assert len(room.state.open_flags) == 1
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert BANNER in words(read(app))
        await pilot.press("h", "1", "enter", "enter")
        await settle(pilot)
    assert not room.state.open_flags
