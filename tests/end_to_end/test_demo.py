"""The whole pair through the real app by real key presses, as `make demo` plays it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "cara_facilitate.cli.main", "demo", "--auto", "--json"]


@pytest.mark.timeout(300)
def test_the_demo_plays_everything_and_says_so_in_json(tmp_path: Path):
    out, temp = tmp_path / "out", tmp_path / "temp"
    temp.mkdir()
    played = subprocess.run(
        [*COMMAND, "--out", str(out)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env=os.environ | {"TMPDIR": str(temp)},
    )
    assert played.returncode == 0, played.stderr
    facts = json.loads(played.stdout)
    assert all(step["ok"] and step["seconds"] >= 0 for step in facts["steps"])
    assert len(facts["steps"]) == 19
    assert facts["observations"] > 60
    assert facts["events"] > facts["observations"]
    assert facts["objectives_evidenced"] == 10
    assert (facts["rows_matched"], facts["rows_held_back"]) == (10, 3)
    assert (facts["flags_raised"], facts["flags_open"]) == (1, 0)
    assert sorted(path.name for path in out.iterdir()) == sorted(facts["files"])
    assert not list(temp.iterdir()), "the practice store is thrown away"
    assert played.stderr.count(" ok ") == 19
    _the_notes_hold(out)


def _the_notes_hold(out: Path) -> None:
    for path in out.glob("note-*"):
        text = path.read_text(encoding="utf-8")
        assert "Made-up words" not in text, "victim words never reach a note"
        assert "practice" in text.lower(), "a practice note is watermarked"
        assert path.stat().st_mode & 0o777 == 0o600
    [second] = out.glob("*-w2-*.txt")
    text = second.read_text(encoding="utf-8")
    for number in range(1, 11):
        assert f"\n{number}  " in text, f"section {number}"
    assert "Rows held back: 3" in text
    assert "Seats for which nothing came: 3" in text
    [first] = out.glob("*-w1-*.txt")
    text = first.read_text(encoding="utf-8")
    for fact in ("1 late, admitted", "1 absent, no contact", "1 left early"):
        assert fact in text.replace("\n", " ")
