"""A broken or changed curriculum on the screens: said where it matters, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cara_facilitate.services import cohorts, own_curricula, prepare
from cara_facilitate.services.author.adding import add, look_at
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.settings.paths import curricula_folder, site_folder
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.new_cohort import NewCohortScreen
from cara_facilitate.tui.screens.prepare import PrepareScreen
from tests.services import wheels
from tests.tui.screens.driver import SIZES, SMALL, fresh, no_line_too_long, running

COHORT = "WY26H"


@pytest.fixture
def plan(folder: Path, tmp_path: Path) -> Path:
    """A file of an added curriculum, with a cohort planned on it in a closed store."""
    made = fresh(folder)
    made.desk.close()
    place = curricula_folder()
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    wheel = wheels.built(tmp_path, wheels.members(wheels.curriculum()))
    add(look_at(wheel, desk.library, place), place)
    desk.close()
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    changes = {"cohort": COHORT, "curriculum": "hills", "people": made.plan.people[:1]}
    changes["facilitators"] = ("F-LEAD3", "F-CO4")
    fields = {name: getattr(made.plan, name) for name in made.plan.__slots__}
    cohorts.new(desk, made.plan.__class__(**{**fields, **changes}), {})
    desk.close()
    [own] = own_curricula.owned(place)
    return place / own.folder / own.package / "activities" / "plan.md"


def _break(plan: Path) -> None:
    plan.write_bytes(plan.read_bytes().replace(b"minutes: 40", b"minutes: 50"))


def _edit(plan: Path) -> None:
    plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_cohort_says_why_a_curriculum_is_not_offered(
    folder: Path, plan: Path, size: tuple[int, int]
) -> None:
    _break(plan)
    async with running(folder, size) as drive:
        await drive.press("n")
        screen = drive.app.screen
        assert isinstance(screen, NewCohortScreen)
        assert {value.partition(" ")[0] for value, _ in screen._what.options} == {"cara-open"}
        assert "Not offered: hills from cara-curriculum-hills" in drive.words()
        assert "activities/plan.md:4" in drive.words()
        assert no_line_too_long(drive.text(), size[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [(_edit, "Not as installed: activities/plan.md (edited)."), (_break, "not offered")],
)
async def test_prepare_says_what_is_wrong_with_the_installed_files(
    folder: Path, plan: Path, change: Callable[[Path], None], said: str
) -> None:
    change(plan)
    async with running(folder, SMALL) as drive:
        drive.app.cohort, drive.app.workshop = COHORT, 1
        await drive.app.push_screen(PrepareScreen())
        await drive.until(said)
        assert no_line_too_long(drive.text(), SMALL[0])


@pytest.mark.parametrize("pinned", [False, True])
async def test_the_app_opens_and_shows_the_cohort_of_a_broken_curriculum(
    folder: Path, plan: Path, pinned: bool
) -> None:
    if pinned:
        desk = open_desk(folder, PRACTICE_PASSPHRASE)
        prepare.prepare(desk, COHORT, 1, prepare.CHECKS)
        desk.close()
    _break(plan)
    async with running(folder, SMALL) as drive:
        assert isinstance(drive.app.screen, HomeScreen)
        assert COHORT in drive.text()
        drive.app.cohort, drive.app.workshop = COHORT, 1
        await drive.app.push_screen(PrepareScreen())
        await drive.settle()
        if pinned:
            assert "Hills 1.0.0" in drive.words() and "not offered" not in drive.words()
        else:
            await drive.until("not offered")
            await drive.press("w", "s")
            assert not drive.app.desk.state(COHORT).workshops[1].content_hash


async def test_a_new_cohort_says_which_layer_of_the_site_cannot_be_used(
    folder: Path, plan: Path
) -> None:
    own = site_folder() / "cara-open"
    own.mkdir(parents=True)
    (own / "signposts.yaml").write_bytes(b"x" * (9 << 20))
    async with running(folder, SMALL) as drive:
        await drive.press("n")
        screen = drive.app.screen
        assert isinstance(screen, NewCohortScreen)
        assert {value.partition(" ")[0] for value, _ in screen._what.options} == {"hills"}
        assert "Not offered: cara-open from cara-facilitate: site/signposts.yaml" in drive.words()
        drive.app.cohort, drive.app.workshop = COHORT, 1
        await drive.app.push_screen(PrepareScreen())
        await drive.until("Hills 1.0.0")


async def test_a_new_cohort_says_that_a_plugin_of_curricula_failed(
    folder: Path, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cara_curriculum_packages._order", lambda point: 1 / 0)
    async with running(folder, SMALL) as drive:
        await drive.press("n")
        assert isinstance(drive.app.screen, NewCohortScreen)
        assert "is failed: ZeroDivisionError in cara_curricula" in drive.words()
