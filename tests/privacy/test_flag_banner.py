"""While a flag is open every screen says so, in one line that tells nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from cara_facilitate.domain.flags import BANNER, KINDS, SEVERITIES
from cara_facilitate.services import cohorts, safeguard
from cara_facilitate.services.bootstrap import open_desk
from cara_facilitate.services.desk import SaveState
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.on_call import OnCallDialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.screen import LiveScreen
from cara_facilitate.tui.screens.curtain import CurtainScreen
from cara_facilitate.tui.screens.views import VIEWS
from tests.privacy.test_private_views import PLACES, open_view, visit
from tests.tui.live.conftest import HandClock, app, clock, desk, do, plan, read, room
from tests.tui.screens.driver import Drive, on_cohort, store

__all__ = ["app", "clock", "desk", "do", "read", "room"]

SIZES = ((80, 24), (60, 20))
FLAGS: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"seat": 4, "kind": "child", "severity": "immediate", "words": "zq-word"},),
    (
        {"seat": 0, "kind": "self", "severity": "same_day"},
        {"seat": 9, "kind": "honour", "severity": "immediate", "words": "zq-word"},
        {"seat": 9, "kind": "threat", "severity": "same_day"},
    ),
)
"""One flag, and three others that have nothing in common with it."""
LIVE_DIALOGS = "tgvorlde"
"""Keys that open something over the live screen."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store goes."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "store"


def flagged(folder: Path, flags: tuple[dict[str, Any], ...]) -> None:
    store(folder, feedback=True)
    opened = open_desk(folder, "practice")
    for flag in flags:
        safeguard.raise_flag(opened, "WY26A", 1, **flag)
    opened.close()


def banner_lines(text: str) -> list[str]:
    return [line.strip(" ╭╮╰╯─") for line in text.splitlines() if "afeguarding:" in line]


async def walk(folder: Path, size: tuple[int, int]) -> dict[str, str]:
    grids = {}
    async with on_cohort(folder, size) as drive:
        for place, keys in PLACES.items():
            await visit(drive, keys)
            assert BANNER in banner_lines(drive.text()), place
            grids[place] = drive.still()
    return grids


@pytest.mark.parametrize("size", SIZES)
async def test_every_ordinary_screen_has_the_same_line_whatever_the_flags_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    seen = []
    for number, flags in enumerate(FLAGS):
        flagged(tmp_path / f"store-{number}", flags)
        seen.append(await walk(tmp_path / f"store-{number}", size))
    assert seen[0] == seen[1]
    shown = "".join(seen[0].values())
    assert "zq-word" not in shown
    assert "FL-" not in shown
    assert not any(words in shown for words in (*KINDS.values(), *SEVERITIES.values()))


async def test_private_views_have_it_too(folder: Path) -> None:
    flagged(folder, FLAGS[0])
    async with on_cohort(folder) as drive:
        for view in VIEWS:
            await open_view(drive, view)
            assert BANNER in banner_lines(drive.text()), view
            await drive.press("escape")


async def test_a_failed_save_does_not_push_it_away(folder: Path) -> None:
    flagged(folder, FLAGS[0])
    async with on_cohort(folder, (60, 20)) as drive:
        drive.app.desk.save_state = SaveState(failure="NOT SAVED. The disk is full.")
        drive.app.tell_status()
        await drive.settle()
        assert "NOT SAVED." in drive.text()
        assert BANNER in banner_lines(drive.text())


async def test_it_goes_when_the_last_flag_is_handed_over_and_not_before(folder: Path) -> None:
    flagged(folder, FLAGS[1])

    async def hand_over(drive: Drive) -> None:
        desk = drive.app.desk
        _, flag = safeguard.open_flags(desk)[0]
        safeguard.hand_over(
            desk, "WY26A", flag.id, to="Manager on call", reference="",
            told_at=desk.clock.now() - timedelta(minutes=1), by="F-LEAD1",
        )  # fmt: skip
        drive.app.tell_status()
        await drive.settle()

    async with on_cohort(folder) as drive:
        for left in (2, 1, 0):
            await hand_over(drive)
            assert len(safeguard.open_flags(drive.app.desk)) == left
            assert (BANNER in drive.text()) is bool(left)


async def test_the_curtain_stays_as_neutral_as_it_is(folder: Path) -> None:
    flagged(folder, FLAGS[0])
    async with on_cohort(folder) as drive:
        await drive.press("f9")
        assert isinstance(drive.app.screen, CurtainScreen)
        assert "afeguarding" not in drive.text()
        await drive.press("enter")
        assert BANNER in drive.text()


@pytest.mark.parametrize("size", SIZES)
async def test_what_opens_over_the_live_screen_has_it_on_its_edge(
    app: Any, room: Room, read: Callable[[App[Any]], list[str]], size: tuple[int, int]
) -> None:
    safeguard.raise_flag(app.desk, room.cohort, 1, **FLAGS[0][0])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert BANNER in banner_lines("\n".join(read(app)))
        for key in LIVE_DIALOGS:
            await pilot.press(key)
            await pilot.pause()
            assert not isinstance(app.screen, LiveScreen), key
            assert BANNER in banner_lines("\n".join(read(app))), key
            while not isinstance(app.screen, LiveScreen):
                await pilot.press("escape")
        for dialog in (OnCallDialog(room), HandOverDialog(room)):
            app.push_screen(dialog)
            await pilot.pause()
            assert BANNER in banner_lines("\n".join(read(app)))
            await pilot.press("escape")
        await pilot.press("question_mark")
        assert BANNER in banner_lines("\n".join(read(app)))


async def test_a_flag_of_another_cohort_shows_and_can_be_handed_over_from_here(
    app: Any, room: Room, clock: HandClock, read: Callable[[App[Any]], list[str]]
) -> None:
    other = replace(plan(), cohort="WY26B", facilitators=("F-OTHER1", "F-OTHER2"))
    cohorts.new(app.desk, other, {})
    flag = safeguard.raise_flag(app.desk, "WY26B", 1, **FLAGS[0][0])
    clock.move(120)
    assert not room.state.open_flags
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert BANNER in banner_lines("\n".join(read(app)))
        await pilot.press("h")
        assert f"{flag}, WY26B, raised 10:00, 2 min ago" in "\n".join(read(app))
        await pilot.press("1", "enter", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Saved. Manager on call was told" in "\n".join(read(app))
        await pilot.press("enter")
        assert BANNER not in "\n".join(read(app))
    assert app.desk.state("WY26B").flags[flag].hand_overs
