"""The `cara` command: fast where it can be, plain where it refuses, silent about content."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cara_facilitate import __version__
from cara_facilitate.cli import main as command
from cara_facilitate.errors import Refusal

CARA = [sys.executable, "-m", "cara_facilitate.cli.main"]
PASSPHRASE = "four quite unrelated words"
COHORT = """
cohort: WY26A
site: west-yorkshire
curriculum: cara-open
variant: intimate-partner-male
workshops:
  - {date: 2026-11-28, start: "10:00"}
  - {date: 2026-12-26, start: "10:00"}
facilitators: [F-LEAD1, F-CO2]
trained: F-LEAD1;F-CO2
venue_access: "yes"
participants:
  - {ref: WY26A-7K3M-6, check_word: lantern, seat: 7, sex: male, relationship: ex_partner,
     caution_date: 2026-10-30, risk: standard, first_time: true, disposal: conditional_caution}
  - {sex: male, relationship: partner, caution_date: 2026-10-31, risk: standard,
     first_time: true, disposal: conditional_caution}
"""


def cara(
    *arguments: str, home: Path | None = None, passphrase: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the real command without a terminal, the passphrase through a descriptor."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARA_")}
    read, write = os.pipe()
    os.write(write, passphrase.encode() + b"\n")
    os.close(write)
    if home is not None:
        environment |= {"CARA_HOME": str(home), "CARA_CONFIG": str(home.parent / "settings.toml")}
    if passphrase:
        environment["CARA_PASSPHRASE_FD"] = str(read)
    try:
        return subprocess.run(
            [*CARA, *arguments], capture_output=True, text=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL, env=environment, pass_fds=[read],
        )  # fmt: skip
    finally:
        os.close(read)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A store with one cohort, made by the command line alone."""
    home = tmp_path / "store"
    source = tmp_path / "cohort.yaml"
    source.write_text(COHORT, encoding="utf-8")
    ran = cara("cohort", "new", "--from", str(source), "--json", home=home, passphrase=PASSPHRASE)
    assert ran.returncode == 0, ran.stderr
    assert "recovery key" in ran.stderr
    assert json.loads(ran.stdout)["cohort"] == "WY26A"
    return home


def test_the_version_loads_nothing_heavy():
    seen = (
        "import sys; from cara_facilitate.cli.main import main; main(['--version']);"
        "print(sorted({'textual', 'pydantic', 'jinja2', 'nacl', 'yaml'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [f"cara {__version__}", "[]"]


def test_help_names_every_command():
    ran = cara("--help")
    assert ran.returncode == 0
    assert all(name in ran.stdout for name in command.COMMANDS)


@pytest.mark.parametrize("name", sorted(command.COMMANDS))
def test_every_command_has_help(name: str):
    ran = cara(name, "-h")
    assert ran.returncode == 0
    assert f"cara {name}" in ran.stdout


def test_an_unknown_command_is_answered_with_the_nearest():
    ran = cara("cohrot")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Did you mean: cara cohort?" in ran.stderr


def test_without_a_terminal_the_app_says_so_in_one_sentence():
    ran = cara()
    assert ran.returncode == 2
    assert "needs a terminal" in ran.stderr


def test_an_error_in_the_program_shows_a_code_and_no_content(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CARA_HOME", str(tmp_path))

    def broken(first: str, arguments: list[str]) -> int:
        words = "zq-V-P07-K7QX4M"
        raise RuntimeError(words)

    monkeypatch.setattr(command, "_run", broken)
    assert command.main(["cohort"]) == 70
    said = capsys.readouterr()
    assert "stopped by an error in the program" in said.err
    [report] = (tmp_path / "reports").iterdir()
    assert "broken" in report.read_text(encoding="utf-8")
    assert "zq-V" not in said.out + said.err + report.read_text(encoding="utf-8")


def test_a_cohort_shown_as_yaml_makes_the_same_cohort_in_another_store(made: Path, tmp_path: Path):
    shown = cara("cohort", "show", "WY26A", "--yaml", home=made, passphrase=PASSPHRASE)
    assert shown.returncode == 0
    source = tmp_path / "again.yaml"
    source.write_text(shown.stdout, encoding="utf-8")
    other = tmp_path / "elsewhere" / "store"
    other.parent.mkdir()
    first = cara("cohort", "show", "WY26A", "--json", home=made, passphrase=PASSPHRASE)
    ran = cara("cohort", "new", "--from", str(source), home=other, passphrase=PASSPHRASE)
    assert ran.returncode == 0, ran.stderr
    second = cara("cohort", "show", "WY26A", "--json", home=other, passphrase=PASSPHRASE)
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert json.loads(first.stdout)["trained"] == "F-LEAD1;F-CO2"
    people = json.loads(first.stdout)["participants"]
    [named] = [person for person in people if person["ref"] == "WY26A-7K3M-6"]
    assert (named["check_word"], named["seat"]) == ("lantern", 7)
    assert all(person["ref"] and person["check_word"] and person["seat"] for person in people)


def test_the_same_cohort_twice_is_refused(made: Path, tmp_path: Path):
    source = tmp_path / "cohort.yaml"
    ran = cara("cohort", "new", "--from", str(source), home=made, passphrase=PASSPHRASE)
    assert ran.returncode == 2
    assert "never reused" in ran.stderr


@pytest.mark.parametrize(
    ("was", "now"),
    [("curriculum: cara-open", "curriculum: no-such")],
)
def test_a_cohort_needs_a_curriculum_that_is_there(tmp_path: Path, was: str, now: str):
    source = tmp_path / "cohort.yaml"
    source.write_text(COHORT.replace(was, now).replace("sex: male", "sex: female"), "utf-8")
    home = tmp_path / "store"
    ran = cara("cohort", "new", "--from", str(source), home=home, passphrase=PASSPHRASE)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    listed = cara("cohort", "list", "--json", home=home, passphrase=PASSPHRASE)
    assert json.loads(listed.stdout) == []


def test_a_wrong_passphrase_is_one_sentence_and_exit_code_two(made: Path):
    ran = cara("cohort", "list", home=made, passphrase="not the right words")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "does not open this store" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_a_store_or_a_passphrase_it_says_what_to_do(tmp_path: Path, made: Path):
    ran = cara("cohort", "list", home=tmp_path / "none")
    assert ran.returncode == 2
    assert "no store yet" in ran.stderr
    ran = cara("cohort", "list", home=made)
    assert ran.returncode == 2
    assert "CARA_PASSPHRASE_FD" in ran.stderr


def test_feedback_is_checked_against_a_cohort_file_without_a_store(made: Path, tmp_path: Path):
    from cara_facilitate.domain.feedback import COLUMNS, row_check

    shown = cara("cohort", "show", "WY26A", "--yaml", home=made, passphrase=PASSPHRASE)
    plan = tmp_path / "plan.yaml"
    plan.write_text(shown.stdout, encoding="utf-8")
    [other] = [one for one in yaml.safe_load(shown.stdout)["participants"] if one["seat"] != 7]
    row = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": "F-1", "version": "1", "withdrawn": "no", "cohort_id": "WY26A",
        "participant_ref": "WY26A-7K3M-6", "check_word": "lantern", "contact_attempted": "yes",
        "contact_date": "2026-12-05", "disclosure_level": "L1", "safety_cue": "none",
        "escalation_open": "no", "summary": "zq words of a person", "agreed_words_reread": "no",
    }  # fmt: skip
    row["row_check"] = row_check(row)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(",".join(COLUMNS) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    bad.write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    ran = cara("feedback", "check", str(good), "--cohort-file", str(plan), "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "file": "accepted",
        "reason": "",
        "rows": [{"row": 1, "outcome": "matched", "seat": 7, "reason": None}],
        "missing": [other["seat"]],
    }
    ran = cara("feedback", "check", str(good), str(bad), "--cohort-file", str(plan), "--json")
    assert ran.returncode == 2
    assert [one["file"] for one in json.loads(ran.stdout)] == ["accepted", "refused"]
    assert "zq words" not in ran.stdout + ran.stderr


def test_a_note_is_not_written_before_the_day_is_closed(made: Path, tmp_path: Path):
    ran = cara(
        "note", "write", "WY26A", "--workshop", "1", "--out", str(tmp_path / "out"),
        home=made, passphrase=PASSPHRASE,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "not closed yet" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_the_curriculum_listing_has_the_shape_others_rely_on():
    ran = cara("curriculum", "list", "--json")
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout)
    shape = {"curriculum", "variant", "title", "version", "status", "hash", "distribution"}
    assert all(set(row) >= shape for row in rows)
    ours = [row for row in rows if row["curriculum"] == "cara-open"]
    assert [row["variant"] for row in ours] == [
        "intimate-partner-male", "intimate-partner-female", "familial-male", "familial-female",
    ]  # fmt: skip
    assert {row["status"] for row in ours} == {"ready"}
    assert len({row["hash"] for row in ours}) == 4
    assert all(len(row["hash"]) == 64 for row in ours)


def test_curriculum_check_finds_a_fault_with_its_place(tmp_path: Path):
    (tmp_path / "curriculum.yaml").write_text("format: 1\ncurriculum: x\nseting: y\n", "utf-8")
    ran = cara("curriculum", "check", str(tmp_path), "--format", "json")
    assert ran.returncode == 1
    found = json.loads(ran.stdout)
    keys = {"rule", "severity", "file", "line", "column", "message"}
    assert all(set(one) >= keys for one in found)
    assert any(one["file"] == "curriculum.yaml" and one["line"] == 3 for one in found)


def test_a_refusal_in_somebody_elses_words_reaches_the_terminal_cleaned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(first: str, arguments: list[str]) -> int:
        raise Refusal("R1: \x1b]52;c;eA==\x07 \u202e <I will kill you>")

    monkeypatch.setattr(command, "_run", refuse)
    assert command.main(["cohort"]) == 2
    said = capsys.readouterr().err
    assert "<I will kill you>" in said
    assert said.rstrip("\n").isprintable()


def test_a_store_put_back_from_an_older_copy_is_told_of_by_any_command(made: Path) -> None:
    (made / "heads.json").unlink()
    listed = cara("cohort", "list", "--json", home=made, passphrase=PASSPHRASE)
    assert listed.returncode == 0 and json.loads(listed.stdout)
    assert "heads.json is gone" in listed.stderr
    again = cara("cohort", "list", home=made, passphrase=PASSPHRASE)
    assert "heads.json" not in again.stderr
