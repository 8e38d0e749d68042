"""The plugins of this repository come in through the same door as anyone's."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.api import FileRefused, Result
from cara_facilitate.api.testing import sample_placement
from cara_facilitate.host.discovery import GROUP, Consent, Found
from cara_facilitate.host.kinds import KINDS
from cara_facilitate.host.limits import MEBIBYTE, READING
from cara_facilitate.host.registry import Host
from tests.intake.extracts import as_xlsx

ROOT = Path(__file__).parents[2]
POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]


@pytest.fixture
def host() -> Iterator[Host]:
    """A host over the entry points that pyproject.toml declares, whether installed or not."""
    found = [
        Found(name, module, "cara-facilitate", "0.1.0", location=str(ROOT / "plugins"), ours=True)
        for name, module in POINTS.items()
    ]
    opened = Host(found, Consent())
    yield opened
    opened.close()


def test_every_plugin_of_ours_is_on_without_a_warning(host: Host) -> None:
    assert [(row.name, row.status, row.reason) for row in host.listing()] == [
        (name, "on", "") for name in POINTS
    ]


def test_they_offer_a_curriculum_two_policies_four_readers_and_a_note(host: Host) -> None:
    hooks = {row.name: row.hooks for row in host.listing()}
    assert hooks == {
        "curriculum_packages": ("cara_curricula",),
        "feedback_csv": ("cara_feedback_readers",),
        "feedback_jsonl": ("cara_feedback_readers",),
        "feedback_xlsx": ("cara_feedback_readers",),
        "note_supervision": ("cara_note_writers",),
        "reader_carpentries": ("cara_curriculum_readers",),
        "site_leicestershire": ("cara_site_policies",),
        "site_west_yorkshire": ("cara_site_policies",),
    }


def test_the_policy_answers_through_the_host(host: Host) -> None:
    found = list(host.site_policy("west-yorkshire").check(sample_placement()))
    assert {finding.result for finding in found} == {Result.PASS}


def test_the_csv_reader_runs_in_the_limited_child_and_says_where_it_refuses(host: Host) -> None:
    with pytest.raises(FileRefused) as raised:
        host.read_feedback("csv", b"feedback_id,feedback_id\n1,2\n")
    assert raised.value.message
    with pytest.raises(FileRefused):
        host.read_feedback("csv", b'feedback_id,version\n"x,1\n')


def test_every_feedback_reader_runs_in_a_child_that_may_use_256_mebibytes(host: Host) -> None:
    table = [["feedback_id", "version"], ["fb-1", "1"]]
    files = {
        "csv": b"feedback_id,version\nfb-1,1\n",
        "jsonl": b'{"feedback_id": "fb-1", "version": "1"}\n',
        "xlsx": as_xlsx(table),
    }
    assert [reader.id for reader in host.feedback_readers()] == list(files)
    for reader_id, data in files.items():
        assert host.read_feedback(reader_id, data) == [{"feedback_id": "fb-1", "version": "1"}]
    assert KINDS["cara_feedback_readers"].memory == READING == 256 * MEBIBYTE


def test_the_lesson_reader_runs_in_the_limited_child(host: Host) -> None:
    loaded = set(sys.modules)  # another test of this process may have read a lesson itself
    [reader] = host.curriculum_readers()
    text = b"---\ntitle: One\nteaching: 5\nexercises: 0\n---\n\nWords.\n"
    [lesson] = reader.read({"config.yaml": b"title: A lesson\n", "episodes/one.md": text})
    assert lesson.source.id == "a-lesson" and "activities/one.md" in lesson.source.files
    with pytest.raises(FileRefused):
        reader.read({"config.yaml": b""})
    # The parser is loaded where the lesson is read, never here.
    assert "cara_reader_carpentries.lesson" not in set(sys.modules) - loaded


def test_plugins_of_ours_import_nothing_but_the_api_and_python() -> None:
    wrong = [
        (path.name, name)
        for path in (ROOT / "plugins").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.startswith("cara_facilitate") and not name.startswith("cara_facilitate.api")
    ]
    assert wrong == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
