"""The preview shows the facilitators' own screen and follows what the author saves."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.watching import known_activity, need_watcher, read_draft
from cara_facilitate.tui.live.face import LiveFace
from cara_facilitate.tui.preview.app import PreviewApp
from cara_facilitate.tui.preview.screens import PreviewScreen, WaitingScreen
from cara_facilitate.tui.widgets.script import ScriptPane

SHIPPED = Path(__file__).parents[3] / "curricula" / "cara_curriculum_open"
TODAY = date(2026, 11, 21)
PATIENCE = 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped curriculum that may be edited."""
    place = tmp_path / "curriculum"
    shutil.copytree(SHIPPED, place, ignore=shutil.ignore_patterns("__pycache__"))
    return place


@asynccontextmanager
async def previewing(
    folder: Path,
    activity: str = "time-out-plan",
    variant: str = "",
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[PreviewApp, Pilot[Any]]]:
    app = PreviewApp(folder, activity, variant, TODAY)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def words(app: PreviewApp) -> str:
    """Everything on the screen, as text."""
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


async def until(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Wait for something that follows a save."""
    async with asyncio.timeout(PATIENCE):
        while not seen():
            await pilot.pause(0.02)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problem(app: PreviewApp) -> str:
    place = app.screen.query_one("#problem", Static)
    return str(place.render()) if place.has_class("found") else ""


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_it_is_the_live_face_and_says_that_it_is_a_preview(folder, size):
    async with previewing(folder, variant="familial-female", size=size) as (app, _):
        assert isinstance(app.screen, LiveFace)
        shown = words(app)
        assert "PREVIEW familial-female" in shown
        assert "W1-07" in shown and "14:00" in shown
        assert "Open reference text" in shown, "the label stands as it does in a live day"


async def test_a_save_is_shown_without_a_key(folder):
    async with previewing(folder) as (app, pilot):
        edit(folder, "activities/time-out-plan.md", "title: Time-out plan", "title: A pause plan")
        await until(pilot, lambda: "A pause plan" in words(app))


async def test_a_save_by_rename_is_shown_too(folder):
    async with previewing(folder) as (app, pilot):
        path = folder / "activities" / "time-out-plan.md"
        fresh = path.with_name("time-out-plan.md~")
        fresh.write_text(path.read_text("utf-8").replace("title: Time-out", "title: Slow"), "utf-8")
        fresh.replace(path)
        await until(pilot, lambda: "Slow plan" in words(app))


async def test_an_error_stands_above_the_last_good_version_until_it_is_mended(folder):
    async with previewing(folder) as (app, pilot):
        edit(folder, "activities/time-out-plan.md", "minutes: 30", "minutes: 31")
        await until(pilot, lambda: "CUR-M01" in problem(app))
        assert "activities/time-out-plan.md:4:10" in problem(app)
        assert "Time-out plan" in words(app), "the last good version stays"
        edit(folder, "activities/time-out-plan.md", "minutes: 31", "minutes: 30")
        await until(pilot, lambda: problem(app) == "")


async def test_the_page_is_kept_over_a_save(folder):
    async with previewing(folder) as (app, pilot):
        await pilot.press("space", "space")
        page = app.screen.query_one(ScriptPane).page
        assert page == 2
        edit(folder, "activities/time-out-plan.md", "title: Time-out plan", "title: A pause plan")
        await until(pilot, lambda: "A pause plan" in words(app))
        assert app.screen.query_one(ScriptPane).page == page


async def test_files_that_were_never_good_are_waited_for(folder):
    edit(folder, "curriculum.yaml", "format: 1", "format: 7")
    async with previewing(folder) as (app, pilot):
        assert isinstance(app.screen, WaitingScreen)
        assert "CUR-V01" in words(app) or "format 7" in words(app)
        edit(folder, "curriculum.yaml", "format: 7", "format: 1")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
        await until(pilot, lambda: "Time-out plan" in words(app))


async def test_v_shows_the_same_activity_in_the_next_variant(folder):
    async with previewing(folder) as (app, pilot):
        seen = []
        for _ in range(4):
            await pilot.pause()
            seen.append(app.screen.scene.curriculum.variant)
            await pilot.press("v")
        assert len(set(seen)) == 4
        assert {app.screen.scene.item.id} == {"W1-07"}


async def test_n_and_p_walk_through_the_day_breaks_included(folder):
    async with previewing(folder, "four-week-task") as (app, pilot):
        await pilot.press("n")
        assert "W1-09" in words(app)
        await pilot.press("n")
        assert "W1-09" in words(app), "the day ends there"
        for _ in range(3):
            await pilot.press("p")
        assert "Break" in words(app)


async def test_a_vanished_variant_gives_way_to_one_that_is_there(folder):
    async with previewing(folder, variant="familial-female") as (app, pilot):
        edit(folder, "curriculum.yaml", "reference: true\n",
             "reference: true\nvariants: [familial-male]\n")  # fmt: skip
        await until(pilot, lambda: "PREVIEW familial-male" in words(app))


async def test_a_removed_activity_is_told_and_comes_back(folder):
    path = folder / "activities" / "time-out-plan.md"
    async with previewing(folder) as (app, pilot):
        text = path.read_bytes()
        path.unlink()
        await until(pilot, lambda: problem(app) != "")
        path.write_bytes(text)
        await until(pilot, lambda: problem(app) == "")


async def test_an_optional_activity_can_be_seen(folder):
    async with previewing(folder, "excuses-sort") as (app, _):
        assert "Excuses" in words(app)


async def test_nothing_that_a_file_holds_reaches_the_terminal_raw(folder):
    async with previewing(folder) as (app, pilot):
        edit(folder, "activities/time-out-plan.md", "title: Time-out plan",
             "title: Time \x1b]0;owned\x07 [red]out[/red]")  # fmt: skip
        await until(pilot, lambda: problem(app) != "")
        assert "\x1b]0" not in words(app) and "\x07" not in words(app)
        edit(folder, "activities/time-out-plan.md", "\x1b]0;owned\x07 ", "")
        await until(pilot, lambda: "[red]out[/red]" in words(app))


async def test_q_leaves(folder):
    async with previewing(folder) as (app, pilot):
        await pilot.press("q")
    assert app.return_code == 0


def test_a_misspelt_activity_is_named_with_the_nearest(folder):
    with pytest.raises(ContentError, match='did you mean "time-out-plan"'):
        known_activity(folder, "time-out-plna")


def test_a_draft_never_raises_whatever_the_files_hold(folder):
    (folder / "curriculum.yaml").write_bytes(b"\xff\xfe[[[[")
    assert read_draft(folder, "x").curriculum is None
    assert read_draft(folder / "nowhere", "x").sentence


def test_without_the_authors_extra_it_says_what_to_install_before_it_opens(monkeypatch):
    monkeypatch.setattr("cara_facilitate.services.author.watching.find_spec", lambda name: None)
    with pytest.raises(ContentError, match="needs watchfiles"):
        need_watcher()


async def test_an_activity_no_day_runs_is_told_in_plain_words(folder):
    async with previewing(folder, "excuses-sort") as (app, pilot):
        text = (folder / "curriculum.yaml").read_text("utf-8")
        (folder / "curriculum.yaml").write_text(
            text.replace("optional: [excuses-sort]", "optional: []"), "utf-8"
        )
        await until(pilot, lambda: problem(app) != "")
        assert "excuses-sort is not in any day of intimate-partner-male, " in problem(app)
