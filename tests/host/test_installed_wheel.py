"""A plugin written outside the repository, built as a wheel, installed by pip and enabled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "cara-feedback-northshire"
version = "0.3"
dependencies = ["cara-facilitate>=0.1,<1"]

[project.entry-points.cara_facilitate]
northshire = "cara_feedback_northshire"

[tool.hatch.build]
include = ["cara_feedback_northshire.py"]
"""
MODULE = '''\
"""Victim feedback as Northshire's service exports it: one JSON object a line."""

import json

from cara_facilitate.api import FeedbackReader, FileRefused, hookimpl

CARA_API = 1


def read(data):
    for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise FileRefused("This line is not JSON.", number) from None
        yield {name: str(value) for name, value in row.items()}


@hookimpl
def cara_feedback_readers():
    return [FeedbackReader("northshire", "Northshire JSON lines", (".jsonl",), read)]
'''
READ = """
import json, sys
from cara_facilitate.services.bootstrap import open_plugins
host = open_plugins()
print(json.dumps(host.read_feedback("northshire", b'{"summary": "<b>"}')))
print(json.dumps([m for m in sys.modules if "northshire" in m]))
host.close()
"""


@pytest.fixture
def northshire(tmp_path: Path) -> dict[str, str]:
    """The plugin built and installed by pip; the environment in which to run ``cara``."""
    project, site = tmp_path / "project", tmp_path / "site"
    project.mkdir()
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "cara_feedback_northshire.py").write_text(MODULE)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(site)]
    subprocess.run([*pip, *offline, str(project)], check=True, timeout=100, capture_output=True)
    config = tmp_path / "config" / "settings.toml"
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(site), *sys.path]),
        "CARA_CONFIG": str(config),
        "CARA_HOME": str(tmp_path / "home"),
    }


def _cara(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "cara_facilitate.cli.main", "plugins", *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout


def _row(environment: dict[str, str]) -> dict[str, object]:
    _, printed = _cara(environment, "--json")
    row: dict[str, object] = next(r for r in json.loads(printed) if r["name"] == "northshire")
    return row


def test_a_small_plugin_works_once_it_is_installed_and_enabled(northshire: dict[str, str]) -> None:
    assert len((PYPROJECT + MODULE).splitlines()) < 40
    assert _row(northshire)["status"] == "off"

    assert _cara(northshire, "enable", "northshire")[0] == 0
    row = _row(northshire)
    assert (row["status"], row["distribution"], row["version"], row["hooks"]) == (
        "on",
        "cara-feedback-northshire",
        "0.3",
        ["cara_feedback_readers"],
    )
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=northshire,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    rows, imported = done.stdout.splitlines()
    assert json.loads(rows) == [{"summary": "<b>"}]
    assert json.loads(imported) == []

    assert _cara(northshire, "disable", "northshire")[0] == 0
    assert _row(northshire)["reason"] == "not enabled in settings"
