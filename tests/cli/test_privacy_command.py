"""``cara privacy``: reports without words or names, and erases only what a person confirmed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.domain.retention import KINDS
from cara_facilitate.services import register
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import make_practice, practice_time
from tests.services.test_privacy import SECOND, pair_over

NAME = "Somebody Known"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A practice store whose pair is over, closed again; every command unlocks it by itself."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("CARA_HOME", str(folder))
    made = make_practice(folder, date(2026, 11, 28))
    pair_over(made)
    register.enter(made.desk, made.plan.cohort, 1, NAME, "")
    made.desk.close()
    yield folder


def run(*arguments: str) -> int:
    """One command, with the passphrase on a descriptor of its own."""
    reading, writing = os.pipe()
    os.write(writing, f"{PRACTICE_PASSPHRASE}\n".encode())
    os.close(writing)
    os.environ["CARA_PASSPHRASE_FD"] = str(reading)
    try:
        return main(["privacy", *arguments])
    finally:
        os.close(reading)
        del os.environ["CARA_PASSPHRASE_FD"]


def ref_of(home: Path, seat: int) -> str:
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        return desk.state("WY26A").seats[seat]
    finally:
        desk.close()


def later(home: Path, days: int) -> None:
    set_practice_clock(home, practice_time(SECOND + timedelta(days=days), 9, 0))


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    run("report", "--json")
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_report_names_every_class_its_rule_and_date_and_nobody(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report") == 0
    shown = capsys.readouterr().out
    words = " ".join(shown.split())
    for kind in KINDS:
        assert f"{kind.slug}: {kind.what}; {kind.rule}." in words
    assert max(map(len, shown.splitlines())) <= 80
    assert str(SECOND + timedelta(days=28)) in shown
    assert NAME not in shown and "Made-up words" not in shown and "chair by the door" not in shown


def test_the_report_as_json_is_one_document_and_tells_nothing_of_feedback(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [cohort] = document(capsys)["cohorts"]  # type: ignore[misc]
    classes = {one["class"]: one for one in cohort["classes"]}
    assert list(classes) == [kind.slug for kind in KINDS]
    assert classes["feedback"]["entries"] is None
    assert classes["feedback"]["until"] == str(SECOND + timedelta(days=28))
    assert classes["notes"]["no_date_because"] == "set by contract"
    assert classes["register"]["participants"] == 12
    assert (cohort["holds"], cohort["erased"], cohort["purged"]) == ([], [], [])


def test_what_is_past_its_date_makes_the_exit_code_one_and_a_dry_run_only_lists_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later(home, 30)
    assert run("report") == 1
    assert run("purge", "--dry-run") == 1
    shown = capsys.readouterr()
    assert "victim feedback: the words on this laptop" in shown.out
    assert "past its date" in shown.err
    assert run("purge", "--dry-run") == 1, "it is all still there"


def test_a_purge_asks_unless_it_is_told_yes(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(home, 30)
    assert run("purge") == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    assert run("purge") == 2
    monkeypatch.setattr("builtins.input", lambda _question: "purge")
    assert run("purge") == 0
    assert str(SECOND + timedelta(days=60)) in capsys.readouterr().out
    [cohort] = document(capsys)["cohorts"]  # type: ignore[misc]
    assert {one["class"] for one in cohort["purged"]} == {"feedback", "feedback_index"}
    assert run("purge", "--yes") == 0
    assert "Nothing is past its date" in capsys.readouterr().out


def test_erasing_asks_for_the_reference_again(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ref_of(home, 1)
    assert run("erase", "WY26A", ref, "--reason", "asked in writing") == 2
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: ref_of_another(ref))
    assert run("erase", "WY26A", ref, "--reason", "asked in writing") == 2
    assert "Nothing was erased" in capsys.readouterr().err
    monkeypatch.setattr("builtins.input", lambda _question: ref)
    assert run("erase", "WY26A", ref, "--reason", "asked in writing") == 0
    [cohort] = document(capsys)["cohorts"]  # type: ignore[misc]
    [erased] = cohort["erased"]
    assert erased["ref"] == ref and cohort["earlier_backups_end_by"] == erased["backups_until"]
    assert run("erase", "WY26A", ref, "--reason", "again", "--yes") == 2


def ref_of_another(ref: str) -> str:
    return ref[:-1] + ("2" if ref[-1] != "2" else "3")


def test_a_hold_is_set_shown_and_lifted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ref = ref_of(home, 2)
    assert run("hold", "WY26A", ref, "--reason", "a court asked") == 0
    assert run("hold", "WY26A", "--reason", "a complaint") == 0
    later(home, 400)
    capsys.readouterr()
    assert run("purge", "--yes") == 0
    assert "Nothing is past its date" in capsys.readouterr().out
    [cohort] = document(capsys)["cohorts"]  # type: ignore[misc]
    assert {one["ref"] for one in cohort["holds"]} == {ref, ""}
    assert "a court asked" not in json.dumps(cohort), "a reason may hold anything: it stays inside"
    assert run("erase", "WY26A", ref, "--reason", "asked", "--yes") == 2
    assert run("lift", "WY26A", "--reason", "settled") == 0
    assert run("lift", "WY26A", ref, "--reason", "settled") == 0
    assert run("erase", "WY26A", ref, "--reason", "asked", "--yes") == 0


def test_a_slip_is_refused_in_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "--cohort", "LE26B") == 2
    assert run("erase", "WY26A", "WY26A-0000-0", "--reason", "asked", "--yes") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "no such participant" in shown.err


def test_a_folder_without_a_store_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARA_HOME", str(tmp_path / "none"))
    assert run("report") == 2
    assert "no store" in capsys.readouterr().err
