"""A safeguarding flag cannot be lost: not unread, not half written, not when the disk fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cara_site_west_yorkshire import SETTINGS
from textual.app import App
from textual.pilot import Pilot

from cara_facilitate.domain.flags import BANNER, KINDS, SEVERITIES, FlagStatus
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.services import safeguard
from cara_facilitate.tui.live.flag_draft import NOT_DESCRIBED
from cara_facilitate.tui.live.flag_prompt import FlagPrompt, Step
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.screen import LiveScreen

Read = Callable[[App[Any]], list[str]]
WRITTEN = ["exclamation_mark", "y", "1", "1", "s", "a", "i", "d", "enter", "2"]
"""A flag about a child, in immediate danger, in a few words; the manager was told."""


async def settle(pilot: Pilot[Any]) -> None:
    """Wait for the save and what it draws."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def prompt(app: App[Any]) -> FlagPrompt:
    screen = app.screen
    assert isinstance(screen, FlagPrompt)
    return screen


@pytest.mark.parametrize("key", ["enter", "escape", "space", "n", "1", "q", "backspace", "tab"])
async def test_no_stray_key_gets_past_the_reading(app: Any, room: Room, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("exclamation_mark", key)
        assert prompt(app).step in (Step.READ, Step.KEEP)
        await pilot.press("enter", "n", "space")
        assert isinstance(app.screen, FlagPrompt)
    assert not room.state.flags


async def test_a_flag_shows_its_id_only_after_the_commit(app: Any, room: Room, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN)
        assert not room.state.flags
        await pilot.press("enter")
        await settle(pilot)
        (flag,) = room.state.flags
        assert f"Saved as {flag}." in "\n".join(read(app))
    (told,) = safeguard.details(app.desk, room.cohort).values()
    assert (told.seat, told.kind, told.severity) == (4, "child", "immediate")
    assert (told.words, told.action) == ("said", "Told the manager")


async def test_the_banner_is_one_fixed_wording_until_the_flag_is_handed_over(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN, "enter")
        await settle(pilot)
        await pilot.press("enter")
        shown = read(app)
        assert shown[3].strip() == BANNER
        (flag,) = room.state.flags
        assert flag not in "\n".join(shown)
        await pilot.press("h", "1", "A", "7", "enter", "enter")
        await settle(pilot)
        await pilot.press("enter")
        assert BANNER not in "\n".join(read(app))
    (handed,) = room.state.flags[flag].hand_overs
    assert (handed.to, handed.reference) == ("Manager on call", "A7")


async def test_hand_over_takes_a_typed_role_and_says_none_given(app: Any, room: Room) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN, "enter")
        await settle(pilot)
        await pilot.press("h", "t", "G", "P", "enter", "enter", "enter")
        await settle(pilot)
    (flag,) = room.state.flags.values()
    assert flag.status is FlagStatus.HANDED_OVER
    assert (flag.hand_overs[0].to, flag.hand_overs[0].reference) == ("GP", safeguard.NONE_GIVEN)


async def test_hand_over_names_flags_by_id_and_time_and_nothing_else(
    app: Any, room: Room, read: Read
) -> None:
    for seat in (4, 7):
        safeguard.raise_flag(app.desk, room.cohort, 1, seat=seat, kind="self", words="zq-word")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        box = [line[2:-2] for line in read(app) if "│" in line]
        shown = "\n".join(box)
        for flag in room.state.flags:
            assert f"{flag}, raised 10:00" in shown
        assert "zq-word" not in shown
        assert "Seat" not in shown
        assert not any(kind in shown for kind in KINDS.values())
        await pilot.press("2")
        screen = app.screen
        assert isinstance(screen, HandOverDialog)
        assert list(room.state.flags)[1] in "\n".join(read(app))


@pytest.mark.parametrize("steps", range(1, 9))
async def test_a_flag_begun_is_kept_wherever_it_was_stopped(
    app: Any, room: Room, steps: int
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN[:steps])
        await pilot.press("escape")
        assert prompt(app).step is Step.KEEP
        await pilot.press("escape", "enter", "n")
        assert prompt(app).step is Step.KEEP
        await pilot.press("k")
        await settle(pilot)
        assert prompt(app).step is Step.SAVED
    (told,) = safeguard.details(app.desk, room.cohort).values()
    assert told.seat == 4
    assert told.kind == ("child" if steps > 3 else "other")
    assert told.words == (NOT_DESCRIBED if steps < 5 else "said"[: steps - 4])


async def test_stopping_can_be_thought_better_of(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "y", "2", "escape", "b")
        assert prompt(app).step is Step.KIND
        assert prompt(app).draft.severity == "same_day"


async def test_a_failed_save_stays_open_says_paper_and_never_doubles(
    app: Any, room: Room, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = safeguard.raise_flag

    def recorded_but_not_saved(*args: Any, **kwargs: Any) -> str:
        real(*args, **kwargs)
        raise StoreError("NOT SAVED.", "The disk is full.")

    monkeypatch.setattr(safeguard, "raise_flag", recorded_but_not_saved)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN, "enter")
        await settle(pilot)
        shown = " ".join("\n".join(read(app)).replace("│", " ").split())
        assert "NOT SAVED." in shown
        assert "Write it on paper now" in shown
        assert "Saved as" not in shown
        await pilot.press("escape", "enter", "space")
        assert prompt(app).step is Step.FAILED
        await pilot.press("r")
        await settle(pilot)
        assert "Saved as FL-" in "\n".join(read(app))
    assert len(room.state.flags) == 1


async def test_a_flag_that_was_never_recorded_is_recorded_by_trying_again(
    app: Any, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = safeguard.raise_flag, [Refusal("Not now.")]

    def once_refused(*args: Any, **kwargs: Any) -> str:
        if refused:
            raise refused.pop()
        return real(*args, **kwargs)

    monkeypatch.setattr(safeguard, "raise_flag", once_refused)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *WRITTEN, "enter")
        await settle(pilot)
        assert prompt(app).step is Step.FAILED
        await pilot.press("r")
        await settle(pilot)
        assert prompt(app).step is Step.SAVED
    assert len(room.state.flags) == 1


async def test_two_seats_keyed_before_the_flag_make_one_flag_each(app: Any, room: Room) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "7", *WRITTEN, "enter")
        await settle(pilot)
    told = safeguard.details(app.desk, room.cohort).values()
    assert sorted(t.seat for t in told) == [4, 7]


async def test_without_a_seat_the_prompt_asks_and_takes_the_group(app: Any, room: Room) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("exclamation_mark", "y", "2", "enter", "8", "enter", "enter")
        await settle(pilot)
        await pilot.press("enter")
        assert isinstance(app.screen, LiveScreen)
    (told,) = safeguard.details(app.desk, room.cohort).values()
    assert (told.seat, told.kind, told.severity) == (0, "other", "same_day")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_every_step_fits_the_window_with_its_keys(
    app: Any, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("4")
        for key in WRITTEN:
            await pilot.press(key)
            shown = "\n".join(read(app))
            assert "Esc Stop here" in shown
            assert "? Keys" in shown
    assert set(SEVERITIES) == {"immediate", "same_day"}


async def test_the_sites_own_number_stands_where_it_is_needed(
    app: Any, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "on_call", "duty manager 0113 496 0000, [/] \u202e")
    card = "Manager on call  0113 496 0000 "
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark")
        assert card in "\n".join(read(app))
        assert "I have read this" in "\n".join(read(app))
        await pilot.press(*WRITTEN[1:], "enter")
        await settle(pilot)
        assert card in "\n".join(read(app))
        await pilot.press("h")
        await settle(pilot)
        assert card in "\n".join(read(app))


async def test_without_a_number_999_stands_and_it_is_said_what_is_missing(
    app: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("exclamation_mark")
        shown = "\n".join(read(app))
        assert "Emergency  999" in shown
        assert "No number recorded: Manager on call, Safeguarding lead" in shown
