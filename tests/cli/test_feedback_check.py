"""`cara feedback check`: the same answer whatever the format, with a store and without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.domain.feedback import COLUMNS, RosterEntry, row_check
from cara_facilitate.domain.people import Role
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store
from cara_facilitate.services.cohorts import plan_of
from cara_facilitate.services.rehearse import make_practice
from tests.intake.extracts import SECRET, as_csv, as_jsonl, as_xlsx
from tests.services.conftest import SATURDAY

WRITE = {"csv": as_csv, "jsonl": as_jsonl, "xlsx": as_xlsx}


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[RosterEntry]]:
    """The people of a practice cohort, whose store commands find and may open."""
    home = tmp_path / "store"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(home))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    desk = make_practice(home, SATURDAY).desk
    people = list(plan_of(desk, desk.cohorts()[0].cohort).roster())
    desk.close()
    read, write = os.pipe()
    os.write(write, f"{PRACTICE_PASSPHRASE}\n".encode() * 3)
    os.close(write)
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
    yield people
    os.close(read)


def _table(roster: list[RosterEntry]) -> list[list[str]]:
    """A sound row for everybody; the second has another person's check word."""
    rows = []
    for number, person in enumerate(roster):
        row = dict.fromkeys(COLUMNS, "") | {
            "feedback_id": f"fb-{number}",
            "version": "1",
            "withdrawn": "no",
            "cohort_id": person.ref[:5],
            "participant_ref": person.ref,
            "check_word": roster[0 if number == 1 else number].check_word,
            "contact_attempted": "no",
            "disclosure_level": "L1",
            "safety_cue": "none",
            "escalation_open": "no",
            "summary": SECRET,
        }
        rows.append(row | {"row_check": row_check(row)})
    return [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)]


def _expected(roster: list[RosterEntry]) -> list[dict[str, object]]:
    matched = [
        {"row": number, "outcome": "matched", "seat": person.seat, "reason": None}
        for number, person in enumerate(roster, 1)
    ]
    matched[1] = {"row": 2, "outcome": "held_back", "seat": None, "reason": "check_word"}
    return matched


@pytest.mark.parametrize("kind", WRITE)
def test_every_format_gives_the_same_answer_from_the_store(
    kind: str, roster: list[RosterEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"extract.{kind}"
    path.write_bytes(WRITE[kind](_table(roster)))
    cohort = roster[0].ref[:5]
    assert main(["feedback", "check", str(path), "--cohort", cohort, "--json"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {
        "file": "accepted",
        "reason": "",
        "rows": _expected(roster),
        "missing": [roster[1].seat],
    }
    assert SECRET not in printed.out + printed.err


def test_several_formats_are_checked_at_once_without_a_store(
    roster: list[RosterEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = roster[0].ref[:5]
    assert main(["cohort", "show", cohort, "--yaml"]) == 0
    plan = tmp_path / "cohort.yaml"
    plan.write_text(capsys.readouterr().out, encoding="utf-8")
    paths = []
    for kind, write in WRITE.items():
        paths.append(tmp_path / f"extract.{kind}")
        paths[-1].write_bytes(write(_table(roster)))
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    arguments = [*map(str, paths), str(bad), "--cohort-file", str(plan), "--json"]
    assert main(["feedback", "check", *arguments]) == 2
    *sound, refused = json.loads(capsys.readouterr().out)
    assert [one["rows"] for one in sound] == [_expected(roster)] * 3
    assert (refused["file"], refused["rows"]) == ("refused", [])
    assert "not an Excel workbook" in refused["reason"]


def test_the_text_says_in_sentences_why_and_how_many_and_who_is_missing(
    roster: list[RosterEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "extract.csv"
    table = _table(roster)
    path.write_bytes(as_csv([*table[:-2], table[-1]]))
    assert main(["feedback", "check", str(path), "--cohort", roster[0].ref[:5]]) == 1
    said = capsys.readouterr().out
    left, seats = len(roster) - 1, sorted((roster[1].seat, roster[-2].seat))
    assert f"{left} rows for {left} people: {left - 1} matched, 1 held back" in said
    assert "2    -     held back  The check word is not the one that goes with" in said
    assert f"2 people on the list have no row that matched: seats {seats[0]}, {seats[1]}." in said


def test_a_second_record_of_one_person_shows_in_the_number_of_rows(
    roster: list[RosterEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "extract.csv"
    table = _table(roster)
    again = dict(zip(table[0], table[1], strict=True)) | {"feedback_id": "fb-second"}
    again["row_check"] = row_check(again)
    path.write_bytes(as_csv([*table, list(again.values())]))
    assert main(["feedback", "check", str(path), "--cohort", roster[0].ref[:5]]) == 1
    count = len(roster)
    assert f"{count + 1} rows for {count} people: " in capsys.readouterr().out


def test_a_refused_file_needs_neither_store_nor_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("CARA_PASSPHRASE_FD", raising=False)
    broken, unknown, bad = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    broken.write_bytes(b'"')
    unknown.write_bytes(as_csv([[*COLUMNS, SECRET], [*dict.fromkeys(COLUMNS, ""), "x"]]))
    bad.write_bytes(as_csv([list(COLUMNS), list(COLUMNS)]))
    asked = ["feedback", "check", str(broken), str(unknown), str(bad), "--cohort", "WY26A"]
    assert main([*asked, "--json"]) == 2
    printed = capsys.readouterr()
    assert [one["file"] for one in json.loads(printed.out)] == ["refused"] * 3
    assert printed.err == "" and SECRET not in printed.out


def test_a_worker_s_store_says_whose_it_is(
    roster: list[RosterEntry],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, home = tmp_path / "extract.csv", tmp_path / "worker"
    path.write_bytes(as_csv(_table(roster)))
    home.mkdir(mode=0o700)
    desk, _ = make_store(
        home, PRACTICE_PASSPHRASE, "V-1", roles=[Role.VICTIM_WORKER], practice=True
    )
    desk.close()
    monkeypatch.setenv("CARA_HOME", str(home))
    assert main(["feedback", "check", str(path), "--cohort", "WY26A", "--json"]) == 2
    printed = capsys.readouterr()
    assert "This is the store of a victim-contact worker" in printed.err
    assert "--cohort-file" in printed.err and printed.out == ""
