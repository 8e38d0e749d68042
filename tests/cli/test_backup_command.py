"""``cara backup``: made, listed, named by an erasure, crossed off; refused beside a window."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from tests.cli.test_privacy_command import NAME, home, later, ref_of
from tests.services.test_privacy import SECOND

__all__ = ["home"]


def run(*arguments: str) -> int:
    """One command, with the passphrase on a descriptor of its own."""
    reading, writing = os.pipe()
    os.write(writing, f"{PRACTICE_PASSPHRASE}\n".encode())
    os.close(writing)
    os.environ["CARA_PASSPHRASE_FD"] = str(reading)
    try:
        return main(list(arguments))
    finally:
        os.close(reading)
        del os.environ["CARA_PASSPHRASE_FD"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    place = tmp_path / "drive"
    place.mkdir()
    return place


def test_from_the_backup_to_its_end(
    home: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later(home, 1)
    assert run("backup", "--out", str(out), "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert Path(made["folder"]) == (out / made["name"]).resolve()
    assert made["delete_by"] == str(SECOND + timedelta(days=31))

    ref = ref_of(home, 1)
    assert run("privacy", "erase", "WY26A", ref, "--reason", "asked", "--yes") == 0
    assert f"Still in {made['name']}: delete it by {made['delete_by']}" in capsys.readouterr().out

    assert run("privacy", "report") == 0
    shown = capsys.readouterr().out
    assert f"delete by {made['delete_by']}" in shown and "PAST: delete now" not in shown
    assert max(map(len, shown.splitlines())) <= 80 and NAME not in shown

    later(home, 32)
    run("privacy", "purge", "--yes")
    capsys.readouterr()
    assert run("privacy", "report") == 1, "the backup alone is past its date"
    both = capsys.readouterr()
    assert "PAST: delete now" in both.out and "A backup of this store is past" in both.err
    run("privacy", "report", "--json")
    told = json.loads(capsys.readouterr().out)
    [copy] = told["backups"]
    assert copy["delete_now"] and copy["whole"] and copy["name"] == made["name"]
    assert told["cohorts"][0]["erased"][0]["still_in"] == [made["name"]]

    assert run("backup", "--deleted", made["name"]) == 0
    assert run("privacy", "report") == 0
    assert "Backups of this whole store: none known" in capsys.readouterr().out
    assert run("backup", "--deleted", made["name"]) == 2


def test_while_a_window_has_the_store_open_it_is_refused_plainly(
    home: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert run("backup", "--out", str(out)) == 2
        assert "already open in another window" in capsys.readouterr().err
        assert list(out.iterdir()) == []
    finally:
        desk.close()
    assert run("backup", "--out", str(out)) == 0
    assert "cara backup --deleted backup-" in capsys.readouterr().out


def test_a_place_in_the_store_or_no_place_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", "--out", str(home)) == 2
    assert "inside the store" in capsys.readouterr().err
    assert run("backup", "--out", str(home.parent / "nowhere")) == 2
    with pytest.raises(SystemExit):
        main(["backup"])
