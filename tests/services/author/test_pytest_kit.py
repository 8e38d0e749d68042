"""Any curriculum's folder is a set of tests, without test code and without cost for others."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

MANIFEST = """\
format: 1
curriculum: kit
title: Kit
version: 1.0.0
licence: CC0
axes:
  group: [male, female]
objectives:
  - {id: O01, slug: aim, text: To aim}
days:
  - start: "10:00"
    end: "10:10"
    run:
      - {activity: one}
  - start: "10:00"
    end: "10:15"
    run:
      - {activity: two}
      - {break: 5}
"""
ACTIVITY = """\
---
id: NAME
title: Name
minutes: 10
shortest: 5
objectives: [aim]
setting: plenary
intensity: low
---

An aim.

## Begin (10 min)

### Say

Words.

### Listen for

- A word
"""
SHEET = "---\nid: sheet\ntitle: Sheet\naudience: participant\n---\n\nWords.\n"
OVERLAY = "---\noverlays: one\nbase: 0\n---\n\n## Begin (10 min)\n\n### Say\n\nOther words.\n"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curriculum of two activities, a sheet and an overlay, without an error."""
    place = tmp_path / "kit"
    texts = {
        "curriculum.yaml": MANIFEST,
        "activities/one.md": ACTIVITY.replace("NAME", "one"),
        "activities/two.md": ACTIVITY.replace("NAME", "two"),
        "handouts/sheet.md": SHEET,
        "variants/female/one.md": OVERLAY,
    }
    for name, text in texts.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    return place


@pytest.fixture
def pytest_on(tmp_path: Path) -> Run:
    """Run pytest as an author would, in a process and a folder of its own, with the kit alone."""

    def start(*arguments: str) -> subprocess.CompletedProcess[str]:
        kit = ["-p", "cara_facilitate.services.author.pytest_kit", "-p", "no:cacheprovider"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *kit, "-W", "error", *arguments],
            capture_output=True,
            check=False,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            timeout=100,
        )

    return start


def test_every_file_variant_and_day_is_a_test(folder: Path, pytest_on: Run) -> None:
    ended = pytest_on(str(folder), "--collect-only", "-q")
    names = [line.partition("::")[2] for line in ended.stdout.splitlines() if "::" in line]
    assert names == [
        "curriculum.yaml::check",
        "activities/one.md::check",
        "activities/two.md::check",
        "handouts/sheet.md::check",
        "variants/female/one.md::check",
        "other files::check",
        *(
            f"{variant}::{what}"
            for variant in ("male", "female")
            for what in ("load", "coverage", "day 1 timing", "day 2 timing")
        ),
    ]


def test_a_sound_curriculum_passes_and_warnings_fail_nothing(folder: Path, pytest_on: Run) -> None:
    ended = pytest_on(str(folder), "-q", "-rP")
    assert ended.returncode == 0 and "14 passed" in ended.stdout
    assert "CUR-A05" in ended.stdout  # the overlay's stale base, kept for the report


@pytest.mark.parametrize(
    ("file", "old", "new", "failing", "words"),
    [
        (
            "activities/one.md", "minutes: 10", "minutes: 12",
            ["activities/one.md::check", "female::load", "male::load"], "CUR-M01",
        ),
        (
            "activities/two.md", "### Say", "### Sey",
            ["activities/two.md::check", "female::load", "male::load"], 'did you mean "Say"',
        ),
        (
            "curriculum.yaml", 'end: "10:15"', 'end: "10:12"',
            ["female::day 2 timing", "female::load", "male::day 2 timing", "male::load"],
            "CUR-M08",
        ),
        (
            "curriculum.yaml", "- {activity: two}", "- {activity: two, only: [male]}", [], "",
        ),
        (
            "curriculum.yaml", "slug: aim, text: To aim}",
            "slug: aim, text: To aim}\n  - {id: O02, slug: other, text: To be}",
            ["female::coverage", "female::load", "male::coverage", "male::load"], "CUR-C03",
        ),
        (
            "handouts/sheet.md", "Words.", "<b>Words</b>",
            ["female::load", "handouts/sheet.md::check", "male::load"], "CUR-D09",
        ),
        (
            "variants/female/one.md", "## Begin", "## Began",
            ["female::load", "male::load", "variants/female/one.md::check"], "CUR-A04",
        ),
        ("curriculum.yaml", "format: 1", "format: [", ["curriculum.yaml::check"], "CUR-F02"),
    ],
)  # fmt: skip
def test_a_fault_fails_the_tests_it_concerns_in_the_checks_own_words(
    file: str, old: str, new: str, failing: list[str], words: str, folder: Path, pytest_on: Run
) -> None:
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    ended = pytest_on(str(folder), "-q")
    failed = [line for line in ended.stdout.splitlines() if line.startswith("FAILED")]
    names = sorted(line.partition("::")[2].partition(" - ")[0] for line in failed)
    assert names == failing
    assert words in ended.stdout and "Traceback" not in ended.stdout
    assert "pytest_kit.py" not in ended.stdout


def test_a_folder_that_cannot_be_read_is_told_in_one_sentence(folder: Path, pytest_on: Run) -> None:
    (folder / "media").mkdir()
    (folder / "media" / "film").write_bytes(b"x" * (9 * 1024 * 1024))
    ended = pytest_on(str(folder), "-q")
    assert ended.returncode != 0 and "more than a curriculum does" in ended.stdout
    assert "Traceback" not in ended.stdout


def test_where_no_curriculum_is_collected_nothing_of_the_toolkit_is_loaded(
    tmp_path: Path, pytest_on: Run
) -> None:
    (tmp_path / "test_plain.py").write_text(
        "import sys\n\n\ndef test_nothing():\n"
        "    loaded = {n for n in sys.modules if n.startswith('cara_facilitate.')}\n"
        "    services = 'cara_facilitate.services'\n"
        "    kit = {services, f'{services}.author', f'{services}.author.pytest_kit'}\n"
        "    assert loaded <= kit and 'pydantic' not in sys.modules\n"
    )
    ended = pytest_on("-q", "test_plain.py")
    assert ended.returncode == 0, ended.stdout


def test_the_kit_is_what_the_package_declares_to_pytest() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    [kit] = project["entry-points"]["pytest11"].values()
    assert kit == "cara_facilitate.services.author.pytest_kit"
