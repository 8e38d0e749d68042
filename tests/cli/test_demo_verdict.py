"""The demo says that it succeeded only if every step happened and the journal agrees."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.cli import launcher
from cara_facilitate.cli.demo import command, play, script
from cara_facilitate.cli.demo.player import Player
from cara_facilitate.errors import CaraError
from cara_facilitate.tui import base, crash

GOOD = play.Facts(
    steps=[],
    events=400,
    observations=90,
    objectives_evidenced=10,
    rows_matched=play.MATCHED,
    rows_held_back=play.HELD_BACK,
    flags_raised=play.FLAGS,
    flags_open=0,
    files=[f"note-{n}" for n in range(8)],
    seconds=1.0,
)
PLAYED = script.Tally(observations=90, objectives={f"O{n:02d}" for n in range(1, 11)})


def test_what_was_played_and_what_was_kept_are_the_same():
    assert play.differs(GOOD, PLAYED) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"observations": 89},
        {"objectives_evidenced": 9},
        {"rows_matched": play.MATCHED + 1},
        {"rows_held_back": 0},
        {"flags_raised": 0},
        {"flags_open": 1},
        {"files": ["only-one"]},
    ],
)
def test_anything_the_journal_has_otherwise_is_a_failure(change: dict[str, object]):
    assert play.differs(replace(GOOD, **change), PLAYED)


def test_a_step_that_does_not_happen_ends_the_play_and_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def nothing_appears(_player: Player) -> None:
        raise CaraError("The screen did not show what was expected.")

    monkeypatch.setattr(script, "unlock", nothing_appears)
    with command.practice_folder() as folder:
        assert play.play(folder, tmp_path / "notes", as_json=True) == 2
    said = capsys.readouterr()
    assert [(one["name"], one["ok"]) for one in json.loads(said.out)["steps"]] == [
        ("unlock", False)
    ]
    assert "The step 'unlock' did not happen." in said.err
    assert not (tmp_path / "notes").exists()


def test_practice_has_a_home_and_settings_of_its_own_and_leaves_none(monkeypatch):
    monkeypatch.setenv("CARA_HOME", "/somewhere/of/the/user")
    monkeypatch.delenv("CARA_CONFIG", raising=False)
    with command.practice_folder() as folder:
        assert os.environ["CARA_HOME"] == str(folder)
        assert Path(os.environ["CARA_CONFIG"]).parent == folder
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "file").touch()
    assert os.environ["CARA_HOME"] == "/somewhere/of/the/user"
    assert "CARA_CONFIG" not in os.environ
    assert not folder.exists()


def test_the_launcher_and_the_app_mean_the_same_by_an_exit_code():
    assert (launcher.LOCKED, launcher.CRASHED) == (base.LOCKED, crash.CRASHED)
