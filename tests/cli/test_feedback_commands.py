"""`cara feedback`: records in from a table, a filtered extract out, and no word on the screen."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli import launcher
from cara_facilitate.cli.main import main
from cara_facilitate.domain.case_table import GUIDE
from cara_facilitate.domain.feedback import COLUMNS, match
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store
from tests.domain.case_records import CHECK_WORDS, COHORT, REFS, ROSTER, W1, W2
from tests.services.worker import worker_store

CANARY = "walnut harbour lantern"
HERE = ("--cohort", COHORT)
XLSX = importlib.util.find_spec("xlsxwriter") and importlib.util.find_spec("python_calamine")

Cara = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worker's store's folder; commands run beside it, away from any terminal."""
    home = tmp_path / "store"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(home))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture
def cara(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cara]:
    """Runs one feedback command, the passphrase handed over through a descriptor."""
    worker_store(folder).close()
    given: list[int] = []

    def run(*arguments: str) -> int:
        read, write = os.pipe()
        os.write(write, PRACTICE_PASSPHRASE.encode() + b"\n")
        os.close(write)
        given.append(read)
        monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
        return main(["feedback", *arguments])

    yield run
    for descriptor in given:
        os.close(descriptor)


def rows_in(path: str) -> list[dict[str, str]]:
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(path: str, *changes: dict[str, str]) -> None:
    """Fill in a template's first rows."""
    rows = rows_in(path)
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


CALL = {
    "attempts": "2026-12-05T10:00+00:00 telephone spoken",
    "outcome": "completed",
    "incident_since_w1": "yes_unreported",
    "safe_last_checked": "2026-12-05",
    "disclosure_level": "L1",
    "summary": CANARY,
}


def test_from_the_empty_table_to_the_extract_without_a_word_shown(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    assert cara("template", "--csv", "--out", "t.csv", *HERE) == 0
    assert [row["participant_ref"] for row in rows_in("t.csv")] == list(REFS)
    fill("t.csv", CALL)
    assert cara("new", "--from", "t.csv", *HERE) == 0
    assert "rows left empty: 5" in capsys.readouterr().err
    assert cara("extract", "--out", "x.csv", "--json", *HERE) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {
        "file": "x.csv", "rows": 6, "people": 6, "lowered": 0,
        "levels": {"L0": 5, "L1": 1, "L2": 0, "L3": 0},
    }  # fmt: skip
    assert "not encrypted" in shown.err and "6 rows for 6 people" in shown.err
    assert "lower level" not in shown.err
    assert CANARY not in shown.out + shown.err
    assert stat.S_IMODE(Path("x.csv").stat().st_mode) == 0o600
    rows = rows_in("x.csv")
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["summary"] == CANARY
    assert match(rows, ROSTER, COHORT, W1, W2).held_back == ()


def test_an_extract_never_writes_over_another_file(cara: Cara, capsys: pytest.CaptureFixture[str]):
    Path("x.csv").write_text("mine", encoding="utf-8")
    assert cara("extract", "--out", "x.csv", *HERE) == 2
    assert capsys.readouterr().err.startswith("cara: x.csv: A file or link of this extract's name")
    assert Path("x.csv").read_text(encoding="utf-8") == "mine"
    assert cara("extract", "--out", "x.xlsx", *HERE) == 2
    assert not Path("x.xlsx").exists()


def test_a_table_goes_in_whole_or_not_at_all_and_every_fault_has_its_place(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    cara("template", "--csv", "--out", "t.csv", *HERE)
    fill("t.csv", CALL, CALL | {"outcome": CANARY, "incident_since_w1": ""})
    capsys.readouterr()
    assert cara("new", "--from", "t.csv", *HERE) == 2
    told = capsys.readouterr()
    assert "2:outcome: " in told.err and "Nothing was saved." in told.err
    assert CANARY not in told.out + told.err
    assert cara("coverage", "--json", "--whole", *HERE) == 0
    assert json.loads(capsys.readouterr().out)["never_contacted"] == 6


def test_escalations_that_a_table_raises_are_said(cara: Cara, capsys: pytest.CaptureFixture[str]):
    cara("template", "--csv", "--out", "t.csv", *HERE)
    fill("t.csv", CALL)
    capsys.readouterr()
    assert cara("new", "--from", "t.csv", "--json", *HERE) == 0
    told = capsys.readouterr()
    counts = json.loads(told.out)
    assert (counts["records"], counts["corrections"], counts["left_out"]) == (1, 0, 5)
    assert len(counts["escalations"]) == 1
    assert "tell people now" in told.err


def test_a_withdrawal_by_table_names_the_copies_that_are_out(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    cara("template", "--csv", "--out", "t.csv", *HERE)
    fill("t.csv", CALL)
    cara("new", "--from", "t.csv", *HERE)
    cara("extract", "--out", "x.csv", *HERE)
    id_ = rows_in("x.csv")[0]["feedback_id"]
    fill("t.csv", dict.fromkeys(CALL, "") | {"feedback_id": id_, "withdrawn": "yes"})
    capsys.readouterr()
    assert cara("new", "--from", "t.csv", *HERE) == 0
    told = capsys.readouterr().err
    assert "The session laptop keeps the words it has" in told
    assert re.search(r"An extract of \d\d \w+ \d\d:\d\d holds the earlier version", told)
    assert cara("extract", "--out", "y.csv", *HERE) == 0
    assert (rows_in("y.csv")[0]["withdrawn"], rows_in("y.csv")[0]["summary"]) == ("yes", "")


@pytest.mark.parametrize("command", [["coverage"], ["extract", "--out", "x.csv"]])
def test_another_role_s_store_says_that_it_is_no_worker_s(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: list[str],
):  # fmt: skip
    make_store(folder, PRACTICE_PASSPHRASE, "F-LEAD1", practice=True)[0].close()
    read, write = os.pipe()
    os.write(write, PRACTICE_PASSPHRASE.encode() + b"\n")
    os.close(write)
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
    assert main(["feedback", *command, *HERE]) == 2
    os.close(read)
    told = capsys.readouterr().err
    assert "no victim-contact worker's store: its owner is a facilitator" in told
    assert "cara receive" not in told


def test_an_empty_table_saves_nothing(cara: Cara, capsys: pytest.CaptureFixture[str]):
    cara("template", "--csv", "--out", "t.csv", *HERE)
    assert cara("new", "--from", "t.csv", *HERE) == 2
    assert "No row of the table is filled in." in capsys.readouterr().err


def test_coverage_is_counts_alone(cara: Cara, capsys: pytest.CaptureFixture[str]):
    assert cara("coverage", "--whole", *HERE) == 0
    shown = capsys.readouterr().out
    assert re.search(r"No contact recorded +6\n", shown) and "For you alone" in shown
    assert "Themes: none." in shown and "Agreed words held by the worker" in shown
    assert "REFER  COV-1  No contact is recorded for 6 of 6." in shown
    for ref in REFS:
        assert ref not in shown


def test_themes_and_the_fact_of_use_are_for_the_practice_supervisor_alone(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    assert cara("coverage", "--json", "--whole", *HERE) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["themes"] == []
    assert told["agreed_words"] == {"records": 0, "said": 0, "not_said": 0, "not_held": 0}
    assert cara("coverage", "--json", *HERE) == 0
    assert not {"themes", "agreed_words"} & json.loads(capsys.readouterr().out).keys()
    assert cara("coverage", *HERE) == 0
    shown = capsys.readouterr().out
    assert "heme" not in shown.replace("Records with themes for all", "") and "  said" not in shown


def test_coverage_that_may_be_passed_on_hides_small_counts(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    assert cara("coverage", *HERE) == 0
    shown = capsys.readouterr().out
    assert re.search(r"Not safe to speak +not shown\n", shown) and "fewer than 3" in shown
    assert cara("coverage", "--json", *HERE) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rostered"], told["unsafe"], told["heard"]) == (6, None, None)
    for ref in REFS:
        assert ref not in shown


def test_the_template_needs_no_store_and_says_what_each_column_takes(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["feedback", "template", "--csv", "--out", "t.csv"]) == 0
    with Path("t.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [list(GUIDE)]
    shown = capsys.readouterr()
    assert all(column in shown.out for column in GUIDE)
    assert "in the clear" in shown.err
    assert main(["feedback", "template", "--csv", "--out", "t.ods"]) == 2


@pytest.mark.skipif(not XLSX, reason="the spreadsheet extra is not installed")
def test_the_template_comes_as_a_spreadsheet_too_and_is_taken_in(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    from cara_facilitate.notes.sheet import write_xlsx

    assert cara("template", "--xlsx", "--out", "t.xlsx", *HERE) == 0
    row = dict.fromkeys(GUIDE, "") | {"participant_ref": REFS[0]} | CALL
    write_xlsx(list(GUIDE), [list(row.values())], Path("filled.xlsx"))
    capsys.readouterr()
    assert cara("new", "--from", "filled.xlsx", "--json", *HERE) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 1


def test_the_card_needs_no_store_and_says_what_it_must(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["feedback", "card"]) == 0
    text = capsys.readouterr().out
    for said in ("You can say nothing at all", "change your mind", "does not mean that somebody",
                 "child", "is not told that I rang", "ring 999"):  # fmt: skip
        assert said in text
    sentences = [part for line in text.splitlines() for part in line.split(". ")]
    assert max(len(sentence.split()) for sentence in sentences) <= 20
    assert main(["feedback", "card", "--out", "cards"]) == 0
    page = Path("cards/before-we-talk.html").read_text(encoding="utf-8")
    assert Path("cards/before-we-talk.txt").read_text(encoding="utf-8") == text
    assert "http" not in page and "<script" not in page


def test_the_form_opens_in_the_app_at_its_reference(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    started: list[list[str]] = []
    monkeypatch.setattr(launcher, "launch", lambda argv: started.append(argv) or 0)
    assert main(["feedback", "new", *HERE]) == 0
    assert main(["feedback", "new", *HERE, "--ref", REFS[0]]) == 0
    assert started == [[f"--casework={COHORT}"], [f"--casework={COHORT}/{REFS[0]}"]]
    assert main(["feedback", "new", "--cohort", "x y"]) == 2
    assert main(["feedback", "new", "--cohort", "WY26B", "--ref", REFS[0]]) == 2
    assert len(started) == 2


def test_a_store_that_was_not_told_of_the_cohort_says_so(
    cara: Cara, capsys: pytest.CaptureFixture[str]
):
    for command in (["extract", "--out", "x.csv"], ["coverage"], ["new", "--from", "t.csv"]):
        assert cara(*command, "--cohort", "WY26Z") == 2
        assert "not told of that cohort" in capsys.readouterr().err


COHORT_FILE = f"""
cohort: {COHORT}
site: west-yorkshire
curriculum: cara-open
variant: intimate-partner-male
workshops:
  - {{date: {W1}, start: "10:00"}}
  - {{date: {W2}, start: "10:00"}}
facilitators: [F-LEAD1, F-CO2]
participants:
""" + "".join(
    f"  - {{ref: {ref}, check_word: {word}, seat: {seat}}}\n"
    for seat, (ref, word) in enumerate(CHECK_WORDS.items(), start=1)
)


def test_a_cohort_file_is_a_caseload_in_the_workers_store(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    make_store(folder, PRACTICE_PASSPHRASE, "V-1", roles=("victim_worker",), practice=True)[
        0
    ].close()
    Path("cohort.yaml").write_text(COHORT_FILE, encoding="utf-8")

    def run(*arguments: str) -> int:
        read, write = os.pipe()
        os.write(write, PRACTICE_PASSPHRASE.encode() + b"\n")
        os.close(write)
        monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
        try:
            return main(list(arguments))
        finally:
            os.close(read)

    assert run("cohort", "new", "--from", "cohort.yaml", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["references"] == list(REFS)
    assert run("feedback", "extract", *HERE, "--out", "x.csv") == 0
    assert [row["check_word"] for row in rows_in("x.csv")] == list(CHECK_WORDS.values())
    capsys.readouterr()
    assert run("cohort", "list", "--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == []
    assert f"victim-contact worker of {COHORT}" in shown.err and "caseload" in shown.err
    assert not any(word in shown.out + shown.err for word in CHECK_WORDS.values())
