"""The demo's way of playing where there is no pty: the real app, headless, in this process."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.cli.demo import script
from cara_facilitate.cli.demo.player import Done, Player
from cara_facilitate.errors import CaraError
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.rehearse import make_practice


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made = tmp_path / "store"
    made.mkdir(mode=0o700)
    make_practice(made, date(2026, 11, 28)).desk.close()
    return made


def test_the_same_script_plays_without_a_pty_through_a_lock_and_to_the_end(folder: Path):
    told: list[Done] = []
    player = Player(folder, told.append, in_process=True)
    script.at_doors(player, date(2026, 11, 28))
    with player.step("unlock"):
        script.unlock(player)
    with player.step("prepare"):
        script.prepare(player)
    with player.step("attendance"):
        script.arrive(player, late=False)
    with player.step("lock and come back"):
        player.press("3", "o", "f10")
        player.see("Locked.")
        player.type(PRACTICE_PASSPHRASE)
        player.press("enter")
        player.see("Back in W1-01")
    with player.step("quit"):
        script.leave(player)
    assert [step.ok for step in told] == [True] * 5
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    [state] = desk.cohorts()
    assert [(o.seat, o.code) for o in state.workshops[1].observations] == [(3, "o")]
    desk.close()


def test_a_step_that_does_not_happen_is_a_failure_with_its_name(folder: Path, monkeypatch):
    monkeypatch.setattr("cara_facilitate.cli.demo.player.PATIENCE", 0.5)
    told: list[Done] = []
    player = Player(folder, told.append, in_process=True)
    with pytest.raises(CaraError, match="The step 'wait' did not happen"), player.step("wait"):
        player.see("words that never come")
    player.close()
    assert [step.ok for step in told] == [False]
