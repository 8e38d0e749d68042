"""``cara curriculum check``, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cara_facilitate.cli.curriculum import run
from cara_facilitate.cli.main import main

SHIPPED = Path(__file__).parents[2] / "curricula" / "cara_curriculum_open"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped curriculum, to be spoilt."""
    for path in SHIPPED.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = tmp_path / "mine" / path.relative_to(SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return tmp_path / "mine"


def _spoil(folder: Path, old: str, new: str, name: str = "activities/time-out-plan.md") -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_curriculum_without_errors_ends_with_nought(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(folder)]) == 0
    assert "error[" not in capsys.readouterr().out


def test_every_form_says_the_same_and_an_error_ends_with_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder, "\nminutes: ", "\nminutes: 2")
    said = {}
    for form in ("text", "terse", "github", "json"):
        assert run(["check", str(folder), "--format", form]) == 1
        said[form] = capsys.readouterr().out
    [found] = [one for one in json.loads(said["json"]) if one["severity"] == "error"]
    assert (found["rule"], found["file"], found["line"]) == (
        "M01",
        "activities/time-out-plan.md",
        4,
    )
    assert found["related"] and set(found["related"][0]) == {"file", "line"}
    assert f"error[CUR-M01] {found['message']}" in said["text"]
    assert said["text"].count("\n ::: ") <= 3 * len(json.loads(said["json"]))
    assert "activities/time-out-plan.md:4:10: error[M01] minutes is 2" in said["terse"]
    place = f"{folder.as_posix()}/activities/time-out-plan.md"
    assert f"::error file={place},line=4,col=10,title=CUR-M01::" in said["github"]


def test_a_number_checked_long_ago_is_a_warning_by_today_s_date(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder, 'verified_on: ""', "verified_on: 2020-01-31", "signposts.yaml")
    assert run(["check", str(folder), "--format", "terse"]) == 0
    assert "warning[S04]" in capsys.readouterr().out


def test_what_a_file_holds_reaches_no_terminal_raw(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder, "\ntitle: ", "\ntitle: \x1b]0;mine\x07\u202e")
    (folder / "a\x1b[31m\nb.txt").write_text("x")
    for form in ("text", "terse", "github", "json"):
        assert run(["check", str(folder), "--format", form]) == 1
        out = capsys.readouterr().out
        assert not set(out) & {"\x1b", "\x07", "\u202e"}


def test_a_rule_is_explained_without_any_curriculum(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["curriculum", "check", "--explain", "cur-m01"]) == 0
    assert capsys.readouterr().out.startswith("CUR-M01, an error: ")
    assert main(["curriculum", "check", "--explain", "all"]) == 0
    assert "CUR-X02" in capsys.readouterr().out
    assert main(["curriculum", "check", "--explain", "MO1"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_what_cannot_be_read_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curriculum", "check", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("cara: ")
