"""`cara site check`: one line a rule, nothing of the manager's, and an exit code to act on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import cara_site_west_yorkshire as west_yorkshire
import pytest

from cara_facilitate.cli import site
from cara_facilitate.cli.main import main
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.services import placement
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.rehearse import Practice, make_practice
from tests.services.conftest import SATURDAY


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice store that commands find and may open."""
    home = tmp_path / "store"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(home))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made = make_practice(home, SATURDAY)
    made.desk.close()
    read, write = os.pipe()
    os.write(write, f"{PRACTICE_PASSPHRASE}\n".encode())
    os.close(write)
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
    yield made
    os.close(read)


def only(monkeypatch: pytest.MonkeyPatch, *results: Result) -> None:
    """West Yorkshire's policy says just these."""
    found = [Finding("WY-9", one, "Said.", "why", "the manager's alone") for one in results]
    monkeypatch.setattr(west_yorkshire, "general_rules", lambda facts: found)
    for name in ("saturdays", "first_time_and_risk", "caution_and_referral", "variants",
                 "supervision_note"):  # fmt: skip
        monkeypatch.setattr(west_yorkshire, name, lambda facts: Finding("X", Result.PASS, "."))
    for name in ("venue", "district_and_venue"):
        monkeypatch.setattr(west_yorkshire, name, lambda *facts: [])


def test_json_has_a_row_for_every_rule_with_four_fields(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.run(["check", practice.plan.cohort, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {frozenset(row) for row in rows} == {frozenset({"rule", "result", "message", "source"})}
    rules = {row["rule"] for row in rows}
    assert rules >= {f"CARA-{n}" for n in range(1, 7)} | {f"WY-{n}" for n in range(1, 8)}
    assert {row["result"] for row in rows} <= {"PASS", "WARN", "REFER", "BLOCK"}
    eligibility = next(row for row in rows if row["rule"] == "WY-2")
    assert eligibility["source"] == ""


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ((Result.PASS,), 0),
        ((Result.WARN, Result.PASS), 0),
        ((Result.REFER,), 1),
        ((Result.WARN, Result.BLOCK), 1),
    ],
)
def test_a_block_or_a_referral_needs_attention_and_a_warning_alone_does_not(
    practice: Practice,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    results: tuple[Result, ...],
    code: int,
) -> None:
    only(monkeypatch, *results)
    assert site.run(["check", practice.plan.cohort]) == code
    printed = capsys.readouterr().out
    assert 'Rests on: "why"' in printed
    assert "manager's" not in printed


def test_the_managers_note_is_in_no_form_of_the_answer(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only(monkeypatch, Result.REFER)
    site.run(["check", practice.plan.cohort, "--json"])
    assert "manager's" not in capsys.readouterr().out


def test_what_blocks_stands_first_and_a_policys_words_are_cleaned(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only(monkeypatch, Result.PASS, Result.BLOCK)
    hostile = Finding("WY-8", Result.WARN, "\x1b]52;c;eA==\x07 \u202esaid")
    monkeypatch.setattr(west_yorkshire, "venue", lambda facts: [hostile])
    site.run(["check", practice.plan.cohort])
    head, first, *_ = printed = capsys.readouterr().out.splitlines()
    assert "RULE" in head and "BLOCK" in first
    assert all(len(line) <= 80 for line in printed)
    assert "".join(printed).isprintable()


def test_a_missing_policy_is_refused_in_one_sentence(
    practice: Practice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("[plugins.enabled]\nsite_west_yorkshire = false\n")
    assert main(["site", "check", practice.plan.cohort, "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no site policy named 'west-yorkshire'" in printed.err


def test_a_policy_that_fails_is_refused_too(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(west_yorkshire, "variants", lambda facts: 1 / 0)
    assert main(["site", "check", practice.plan.cohort]) == 2
    assert "failed" in capsys.readouterr().err


def test_a_cohort_that_is_not_here_is_refused(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", "check", "WY99Z"]) == 2
    assert "no such cohort" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("go_ahead", "code", "words"), [(True, 0, "go ahead"), (False, 1, "not to go ahead")]
)
def test_what_the_manager_decided_stands_beside_the_rule_without_its_reason(
    practice: Practice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    go_ahead: bool,
    code: int,
    words: str,
) -> None:
    only(monkeypatch, Result.REFER, Result.WARN)
    cohort = practice.plan.cohort
    desk = open_desk(tmp_path / "store", PRACTICE_PASSPHRASE)
    (made,) = placement.decide(desk, cohort, "WY-9", "M-DUTY1", go_ahead, "zq reason")
    desk.close()
    assert site.run(["check", cohort]) == code
    printed = capsys.readouterr().out
    assert f"REFER   decided by M-DUTY1 on {made.at:%d %b}: {words}\n" in printed
    assert "zq" not in printed and all(len(line) <= 80 for line in printed.splitlines())


def test_json_says_who_decided_only_where_somebody_has(
    practice: Practice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    only(monkeypatch, Result.REFER, Result.WARN)
    cohort = practice.plan.cohort
    desk = open_desk(tmp_path / "store", PRACTICE_PASSPHRASE)
    (made,) = placement.decide(desk, cohort, "WY-9", "M-DUTY1", True, "zq reason")
    desk.close()
    assert site.run(["check", cohort, "--json"]) == 0
    rows = {row["result"]: row for row in json.loads(capsys.readouterr().out)}
    extra = set(rows["REFER"]) - set(rows["WARN"])
    assert extra == {"decided_by", "decided_at", "go_ahead"}
    assert rows["REFER"]["decided_by"] == "M-DUTY1" and rows["REFER"]["go_ahead"] is True
    assert datetime.fromisoformat(rows["REFER"]["decided_at"]) == made.at.replace(microsecond=0)
    assert "zq" not in str(rows)
