"""`cara cohort`: PINs reach their owners or nobody, and a person reads no participant's row."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli import cohort
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.cohorts import plan_of
from cara_facilitate.services.rehearse import Practice, make_practice
from tests.services.conftest import SATURDAY

COHORT = """
cohort: WY26B
site: west-yorkshire
curriculum: cara-open
variant: intimate-partner-male
workshops:
  - {date: 2026-12-05, start: "10:00"}
  - {date: 2027-01-02, start: "10:00"}
facilitators: [F-LEAD1, F-CO2]
notes_overdue: no
participants:
  - {sex: male, relationship: partner, caution_date: 2026-10-31, risk: standard,
     first_time: true, disposal: conditional_caution}
"""


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """A practice store that commands find, closed so that they may open it."""
    home = tmp_path / "store"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(home))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made = make_practice(home, SATURDAY)
    made.desk.close()
    return made


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The practice passphrase, handed over through a descriptor."""
    descriptor = _holding(PRACTICE_PASSPHRASE + "\n")
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(descriptor))
    yield
    os.close(descriptor)


def _holding(text: str) -> int:
    read, write = os.pipe()
    os.write(write, text.encode())
    os.close(write)
    return read


def _make(folder: Path, pins: int) -> None:
    source = folder / "cohort.yaml"
    source.write_text(COHORT, encoding="utf-8")
    assert cohort.run(["new", "--from", str(source), "--pins-fd", str(pins)]) == 0


def test_pins_are_read_line_by_line_from_a_descriptor(
    practice: Practice, passphrase: None, tmp_path: Path
):
    _make(tmp_path, _holding("F-LEAD1 111111\n\nF-CO2 222222\n"))
    desk = open_desk(practice.desk.folder, PRACTICE_PASSPHRASE)
    try:
        desk.verify_pin("WY26B", "F-LEAD1", "111111")
        desk.verify_pin("WY26B", "F-CO2", "222222")
        with pytest.raises(Refusal, match="not this facilitator's PIN"):
            desk.verify_pin("WY26B", "F-CO2", "111111")
    finally:
        desk.close()


def test_the_cohort_file_of_the_front_page_makes_the_cohort_it_names(
    practice: Practice, passphrase: None, tmp_path: Path
):
    page = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    told = re.search(r"```yaml\n(cohort: (\w+)\n.*?)```", page, re.DOTALL)
    assert told is not None
    source = tmp_path / "cohort.yaml"
    source.write_text(told[1], encoding="utf-8")
    pins = _holding("F-LEAD1 111111\nF-CO2 222222\n")
    assert cohort.run(["new", "--from", str(source), "--pins-fd", str(pins)]) == 0
    desk = open_desk(practice.desk.folder, PRACTICE_PASSPHRASE)
    try:
        made = desk.state(told[2])
        assert len(made.seats) == told[1].count("sex:")
        assert [day.date.isoformat() for day in made.workshops.values()] == re.findall(
            r"date: ([\d-]+), start", told[1]
        )
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("lines", "where"),
    [("F-LEAD1\n", "1"), ("F-LEAD1 111111\nF-C02 222222\n", "2"), ("F-LEAD1 1 2\n", "1")],
)
def test_a_pin_for_nobody_is_refused_by_its_line_and_never_quoted(
    practice: Practice, passphrase: None, tmp_path: Path, lines: str, where: str
):
    with pytest.raises(Refusal) as refused:
        _make(tmp_path, _holding(lines))
    assert refused.value.where == where
    assert "222222" not in refused.value.sentence()


def test_a_descriptor_that_is_not_there_is_one_plain_sentence(
    practice: Practice, passphrase: None, tmp_path: Path
):
    gone = _holding("")
    os.close(gone)
    with pytest.raises(Refusal, match="nothing that can be read"):
        _make(tmp_path, gone)


def test_a_cohort_is_shown_without_anybodys_row(
    practice: Practice, passphrase: None, capsys: pytest.CaptureFixture[str]
):
    assert cohort.run(["show", practice.plan.cohort]) == 0
    shown = capsys.readouterr().out
    assert "2026-11-28 10:00, planned" in shown
    assert "F-LEAD1, F-CO2" in shown
    for person in practice.plan.people:
        assert person.ref not in shown
        assert person.check_word not in shown.split()
    assert "standard" not in shown


def test_a_site_policys_words_reach_the_terminal_cleaned(
    practice: Practice,
    passphrase: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "\x1b]52;c;eA==\x07 \u202e[@click=x] <I will kill you>"
    found = (Finding("R1", Result.WARN, said),)
    monkeypatch.setattr("cara_facilitate.services.cohorts.findings", lambda desk, plan: found)
    source = tmp_path / "hostile.yaml"
    source.write_text(COHORT)
    pins = _holding("")
    try:
        cohort.run(["new", "--from", str(source), "--pins-fd", str(pins)])
    finally:
        with contextlib.suppress(OSError):
            os.close(pins)
    printed = capsys.readouterr().err
    assert "[@click=x] <I will kill you>" in printed
    assert printed.replace("\n", "").isprintable()


def test_what_the_site_s_rules_ask_of_a_cohort_is_taken_and_kept(
    practice: Practice, passphrase: None, tmp_path: Path
):
    _make(tmp_path, _holding("F-LEAD1 111111\n"))
    desk = open_desk(practice.desk.folder, PRACTICE_PASSPHRASE)
    try:
        assert plan_of(desk, "WY26B").extra == {"notes_overdue": "no"}
    finally:
        desk.close()
