"""`cara handover` and `cara receive`: from store to store without a word on the screen."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.check_words import WORDS
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.plan import CohortPlan
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import receiving
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import practice_time
from tests.services.circle import BETWEEN, SHARED, circle, heard, meet
from tests.services.handing import forged

CANARY = "Canary: calmer since the first Saturday"
CARA = (sys.executable, "-m", "cara_facilitate.cli.main")
TABLE_HEAD = ["ROW", "SEAT", "OUTCOME", "REASON"]


@dataclass(frozen=True)
class Said:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it is."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def cohort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CohortPlan]:
    """Four closed stores; the worker knows the roster and one person's words."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made:
        made.clocks(practice_time(BETWEEN, 12, 0))
        made.tell_the_worker()
        heard(made.worker, made.cohort, made.refs[2], summary=Protected(CANARY), **SHARED)
    yield made.plan


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in one of the stores, its passphrase given by descriptor."""

    def call(whose: str, *arguments: str) -> Said:
        read, write = os.pipe()
        os.write(write, f"{PRACTICE_PASSPHRASE}\n".encode())
        os.close(write)
        monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
        monkeypatch.setenv("CARA_HOME", str(tmp_path / whose))
        try:
            code = main(list(arguments))
        finally:
            os.close(read)
        said = capfd.readouterr()
        assert CANARY not in said.out + said.err
        return Said(code, said.out, said.err)

    return call


def written(run: Run, plan: CohortPlan, whose: str, to: str, out: Path, *more: str) -> str:
    said = run(whose, "handover", plan.cohort, "--to", to, "--out", str(out), "--json", *more)
    assert said.code == 0, said.err
    return str(said.json["file"])


def opened(tmp_path: Path, name: str) -> Desk:
    return open_desk(tmp_path / name, PRACTICE_PASSPHRASE)


def test_the_worker_writes_an_extract_and_is_told_where(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    said = run("worker", "handover", cohort.cohort, "--to", "F-LEAD1", "--out", str(tmp_path / "o"))
    assert said.code == 0
    (path,) = (tmp_path / "o").iterdir()
    assert str(path) in said.out and "Only for:" in said.out and "feedback extract" in said.out


def test_rows_are_shown_as_check_shows_them_and_nothing_is_stored_unasked(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    path = written(run, cohort, "worker", "F-LEAD1", tmp_path)
    said = run("lead", "receive", path)
    assert said.code == 2
    assert (
        "12 rows for 12 people: 12 matched, 0 held back" in said.out
        and said.out.count("matched") == 13
    )
    assert TABLE_HEAD in [line.split() for line in said.out.splitlines()]
    assert "Nothing was taken in" in said.err and "--yes" in said.err
    document = run("lead", "receive", path, "--json")
    assert document.code == 2 and document.json["taken_in"] is False
    desk = opened(tmp_path, "lead")
    assert not desk.state(cohort.cohort).imports
    desk.close()
    assert {frozenset(row) for row in document.json["rows"]} == {
        frozenset({"row", "seat", "outcome", "reason"})
    }


def test_yes_takes_the_rows_in_once(cohort: CohortPlan, run: Run, tmp_path: Path) -> None:
    path = written(run, cohort, "worker", "F-LEAD1", tmp_path)
    said = run("lead", "receive", path, "--yes", "--json")
    assert said.code == 0 and said.json["taken_in"] is True
    assert said.json["parts"] == ["extract"] and said.json["sender"] == "V-1"
    assert [row["outcome"] for row in said.json["rows"]] == ["matched"] * 12
    desk = opened(tmp_path, "lead")
    assert len(desk.state(cohort.cohort).imports) == 1
    desk.close()
    again = run("lead", "receive", path, "--yes")
    assert again.code == 2 and "taken in already" in again.err and not again.out


def test_a_row_that_is_held_back_makes_it_one(cohort: CohortPlan, run: Run, tmp_path: Path) -> None:
    from cara_facilitate.services import casework

    desk = opened(tmp_path, "worker")
    first, known = cohort.people[0], {person.check_word for person in cohort.people}
    other = next(word for word in WORDS if word not in known)  # misheard on the telephone
    casework.set_check_word(desk, cohort.cohort, first.ref, other)
    desk.close()
    path = written(run, cohort, "worker", "F-LEAD1", tmp_path)
    said = run("lead", "receive", path, "--yes", "--json")
    assert said.code == 1 and said.json["taken_in"] is True
    (held,) = [row for row in said.json["rows"] if row["outcome"] == "held_back"]
    assert held["reason"] == "check_word" and held["seat"] is None
    assert said.json["missing"] == [first.seat]
    table = run("lead", "receive", written(run, cohort, "worker", "F-LEAD1", tmp_path))
    assert f"1 person on the list has no row that matched: seat {first.seat}." in table.out


def test_on_a_terminal_a_person_is_asked(cohort: CohortPlan, run: Run, tmp_path: Path) -> None:
    path = written(run, cohort, "worker", "F-LEAD1", tmp_path)
    environment = {**os.environ, "CARA_HOME": str(tmp_path / "lead")}
    environment.pop("CARA_PASSPHRASE_FD")
    for answer, imports in (("no", 0), ("yes", 1)):
        with Terminal(command=[*CARA, "receive", path], environment=environment) as screen:
            screen.wait_for("Passphrase")
            screen.type(PRACTICE_PASSPHRASE + "\r")
            screen.wait_for("Take it in?", 30)
            assert "12 matched, 0 held back" in screen.text() and CANARY not in screen.text()
            screen.type(answer + "\r")
            assert screen.wait_exit(30) == (0 if imports else 1)
        desk = opened(tmp_path, "lead")
        assert len(desk.state(cohort.cohort).imports) == imports
        desk.close()


def test_figures_come_to_the_supervisor_and_can_be_written_again(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    path = written(run, cohort, "worker", "S-1", tmp_path)
    said = run("supervisor", "receive", path, "--out", str(tmp_path / "here"), "--json")
    assert said.code == 0
    (file,) = said.json["files"]
    assert re.search(r"References on the roster +12\n", Path(file).read_text())
    assert re.search(r"No contact recorded +11\n", Path(file).read_text())
    assert re.search(r"Heard: something was told +1\n", Path(file).read_text())
    assert run("supervisor", "receive", "--kept", cohort.cohort, "--out", str(tmp_path)).code == 0
    assert (tmp_path / Path(file).name).read_text() == Path(file).read_text()
    assert run("supervisor", "receive", "--kept", "WY26ZZ", "--out", str(tmp_path)).code == 2


def test_a_folder_that_cannot_be_used_takes_nothing_in(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    path = written(run, cohort, "worker", "S-1", tmp_path)
    (tmp_path / "file").write_text("")
    assert run("supervisor", "receive", path, "--out", str(tmp_path / "file")).code == 2
    assert run("supervisor", "receive", path).code == 0
    said = run("supervisor", "feedback", "coverage", "--cohort", cohort.cohort)
    assert said.code == 2 and f"cara receive --kept {cohort.cohort}" in said.err


def test_a_pin_is_reset_by_the_managers_hand_over(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    path = written(run, cohort, "manager", "F-LEAD1", tmp_path, "--reset-pin", "F-CO2")
    said = run("lead", "receive", path)
    assert said.code == 0 and "the reset of a PIN" in said.out
    desk = opened(tmp_path, "lead")
    assert not desk.state(cohort.cohort).pins["F-CO2"]
    desk.close()


def test_the_manager_reads_the_whole_finding_and_the_facilitators_do_not(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    desk = opened(tmp_path, "lead")
    referred = ev.PlacementRecorded(
        cohort.people[0].ref, "male", "partner", cohort.people[0].caution_date, "medium", True,
        "conditional_caution", (("issuer", "WYP"), ("referrer", "WYP")),
    )  # fmt: skip
    desk.record(cohort.cohort, [referred], wait=True)
    desk.close()
    run("manager", "receive", written(run, cohort, "lead", "M-1", tmp_path))
    theirs = run("manager", "site", "check", cohort.cohort, "--json").json
    ours = run("lead", "site", "check", cohort.cohort, "--json").json
    assert {row["rule"] for row in theirs} == {row["rule"] for row in ours}
    noted = {row["rule"] for row in theirs if row.get("manager_note")}
    assert noted and not any("manager_note" in row for row in ours)
    shown = run("manager", "site", "check", cohort.cohort).out
    first = next(row["manager_note"] for row in theirs if row.get("manager_note"))
    assert first.split()[0] in shown


@pytest.mark.parametrize(
    ("whose", "arguments", "words"),
    [
        ("lead", ["handover", "WY26A", "--to", "NOBODY"], "Nobody of that staff reference"),
        ("lead", ["handover", "../WY26A", "--to", "V-1"], "not a cohort id"),
        ("lead", ["handover", "WY26ZZ", "--to", "V-1"], "nothing of WY26ZZ"),
        ("supervisor", ["handover", "WY26A", "--to", "V-1"], "hands nothing"),
        ("lead", ["receive", "/nowhere.handover"], "no file"),
        ("lead", ["receive", "/dev/null"], "not an ordinary file"),
    ],
    ids=str,
)
def test_a_refusal_is_one_sentence_and_two(
    cohort: CohortPlan, run: Run, whose: str, arguments: list[str], words: str
) -> None:
    said = run(whose, *arguments)
    assert said.code == 2 and not said.out
    assert words in said.err and said.err.startswith("cara: ") and said.err.count("\n") == 1


def test_open_escalations_that_are_left_out_are_told_of(
    cohort: CohortPlan, run: Run, tmp_path: Path
) -> None:
    both, _ = make_store(
        tmp_path / "both", PRACTICE_PASSPHRASE, "F-CO2", roles=("facilitator", "manager"),
        practice=True,
    )  # fmt: skip
    worker = opened(tmp_path, "worker")
    meet(worker, both)
    heard(worker, cohort.cohort, cohort.people[4].ref, dash="high")
    both.close()
    worker.close()
    said = run("worker", "handover", cohort.cohort, "--to", "F-CO2", "--out", str(tmp_path))
    assert said.code == 1 and "Open escalations were left out" in said.err
    assert "open escalations" not in said.out


def test_documents_that_come_with_feedback_are_written_out_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setattr(receiving, "may_carry", lambda *_: tuple(Part))
    with circle(tmp_path) as made:
        made.clocks(practice_time(BETWEEN, 12, 0))
        made.tell_the_worker()
        rows = dict(made.open(made.worker, made.lead).parts)
        note = inside.Notes((inside.NoteDocuments(1, "note-x", "text", "<p>text</p>"),))
        path = forged(made, made.worker, made.lead, note, parts=rows | {Part.NOTE: note})
    out = tmp_path / "out"
    unasked = run("lead", "receive", str(path), "--out", str(out), "--json")
    assert unasked.code == 2 and not out.exists()
    said = run("lead", "receive", str(path), "--out", str(out), "--yes", "--json")
    assert said.code == 0, said.err
    assert {Path(name).name for name in said.json["files"]} == {"note-x.txt", "note-x.html"}
    assert (out / "note-x.txt").read_text() == "text"
