"""A curriculum made outside the repository: built, installed, offered, edited, and never run."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cara_facilitate.tui.screens.new_cohort import NewCohortScreen
from tests.services import wheels
from tests.tui.screens.driver import Drive, fresh, running

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "cara-curriculum-hills"
version = "1.0.0"
license = "CC-BY-4.0"
dependencies = ["cara-facilitate>=0.1,<2"]

[project.entry-points."cara_facilitate.curricula"]
hills = "cara_curriculum_hills"

[tool.hatch.build.targets.wheel]
packages = ["src/cara_curriculum_hills"]
"""
LARGE = (120, 40)


def build(folder: Path, code: str = "") -> Path:
    """The package's wheel, made as its author would; ``code`` is what its module would do."""
    project = folder / "project"
    home = project / "src" / wheels.PACKAGE
    for name, data in {**wheels.curriculum(), "__init__.py": code.encode()}.items():
        place = home / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (project / "pyproject.toml").write_text(PYPROJECT)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, timeout=100, capture_output=True)
    [made] = folder.glob("*.whl")
    return made


def pip_install(wheel: Path, site: Path) -> None:
    """Install it with pip into another environment: nothing is fetched."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    where = ["--no-index", "--no-deps", "--target", str(site)]
    subprocess.run([*pip, *where, str(wheel)], check=True, timeout=100, capture_output=True)


class There:
    """Another environment: its own settings, and what was installed into its folder."""

    def __init__(self, folder: Path) -> None:
        self.site, self.folder = folder / "site", folder
        self.environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(self.site), *sys.path]),
            "CARA_CONFIG": str(folder / "settings.toml"),
            "CARA_HOME": str(folder / "home"),
        }

    def cara(self, *arguments: object) -> tuple[int, str]:
        """Exit code and output of a curriculum command there."""
        command = [sys.executable, "-m", "cara_facilitate.cli.main", "curriculum"]
        done = subprocess.run(
            [*command, *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=100,
            check=False,
        )
        return done.returncode, done.stdout

    def status(self) -> dict[str, tuple[str, str]]:
        """Status and reason by variant of the third party's curriculum."""
        rows = json.loads(self.cara("list", "--json")[1])
        return {
            r["variant"]: (r["status"], r["reason"])
            for r in rows
            if (r["curriculum"], r["distribution"]) == ("hills", wheels.NAME)
        }


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> There:
    """Another environment; the app in this process has the same settings and folders."""
    made = There(tmp_path)
    monkeypatch.setenv("CARA_CONFIG", made.environment["CARA_CONFIG"])
    monkeypatch.syspath_prepend(str(made.site))
    return made


async def _new_cohort(drive: Drive) -> list[str]:
    importlib.invalidate_caches()
    await drive.press("n")
    screen = drive.app.screen
    assert isinstance(screen, NewCohortScreen)
    return [value for value, _ in screen._what.options if value.startswith("hills ")]


async def test_what_pip_installed_is_offered_without_running_it_and_edits_are_told(
    there: There, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    wheel = build(tmp_path, f"open({str(mark)!r}, 'w').close()\nraise SystemExit('ran')\n")
    pip_install(wheel, there.site)
    assert set(there.status().values()) == {("ready", "")}
    assert len(there.status()) == 4

    fresh(tmp_path / "home").desk.close()
    async with running(tmp_path / "home", LARGE) as drive:
        offered = await _new_cohort(drive)
        assert len(offered) == 4
        loaded = drive.app.desk.library.deliverable(*offered[0].split())
        assert loaded.title == "Hills" and loaded.activity("plan").minutes == 40

    plan = there.site / wheels.PACKAGE / "activities" / "plan.md"
    plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))
    said = ("findings", "Not as installed: activities/plan.md (edited).")
    assert set(there.status().values()) == {said}

    plan.write_bytes(plan.read_bytes().replace(b"minutes: 40", b"minutes: 50"))
    assert {status for status, _ in there.status().values()} == {"broken"}
    async with running(tmp_path / "home", LARGE) as drive:
        assert await _new_cohort(drive) == []
        assert "Not offered: hills from cara-curriculum-hills" in drive.words()
        assert "activities/plan.md:4" in drive.words()
    assert wheels.PACKAGE not in sys.modules
    assert not mark.exists()


async def test_what_new_and_build_made_is_added_without_pip_and_edits_are_told(
    there: There, tmp_path: Path
) -> None:
    assert there.cara("new", "curriculum", "hills", "--into", tmp_path)[0] == 0
    project = tmp_path / wheels.NAME
    assert there.cara("build", "--path", project, "--out", tmp_path)[0] == 0
    [wheel] = tmp_path.glob("*.whl")
    assert there.cara("add", wheel)[0] == 2
    assert not (tmp_path / "curricula").exists()
    code, printed = there.cara("add", wheel, "--yes")
    assert code == 0 and "SHA-256" in printed
    assert set(there.status().values()) == {("ready", "")}

    fresh(tmp_path / "home").desk.close()
    async with running(tmp_path / "home", LARGE) as drive:
        assert len(await _new_cohort(drive)) == 4

    file = min((tmp_path / "curricula").rglob("activities/*.md"))
    file.write_bytes(file.read_bytes() + b"\n")
    said = ("findings", f"Not as installed: activities/{file.name} (edited).")
    assert set(there.status().values()) == {said}
    assert there.cara("remove", "hills")[0] == 0
    assert list((tmp_path / "curricula").iterdir()) == []


def test_code_in_a_package_is_refused_by_add(there: There, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    wheel = build(tmp_path, f"open({str(mark)!r}, 'w').close()\n")
    assert there.cara("add", wheel, "--yes")[0] == 2
    assert there.status() == {}
    assert not mark.exists() and not (tmp_path / "curricula").exists()
