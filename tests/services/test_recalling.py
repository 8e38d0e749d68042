"""Every extract that leaves is on record, and a correction names the copies it makes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.cli.privacy_report import show
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import CaseRecord, withdrawal
from cara_facilitate.domain.copies import STAYS, copies
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, StoreError
from cara_facilitate.services import casework, extracting, privacy
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.recalling import recall
from tests.domain.case_records import COHORT, NOW, REFS, sound
from tests.services.worker import opened, worker_store

WORDS: dict[str, object] = {"level": Level.L1, "summary": Protected("Calmer.")}


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A worker's store that knows every check word."""
    made = worker_store(home)
    yield made
    made.close()


def first(desk: Desk, work: casework.Casework, **fields: object) -> CaseRecord:
    """A saved record of the first reference."""
    made = sound(REFS[0], feedback_id=casework.first_id(desk, REFS[0]), **(WORDS | fields))
    casework.save(desk, work, made)
    return made


def corrected(desk: Desk, work: casework.Casework, record: CaseRecord) -> str:
    """Save a next version; what the worker is told of copies."""
    casework.save(desk, work, record)
    return recall(desk, work, [record])


def next_of(record: CaseRecord, **fields: object) -> CaseRecord:
    return replace(record, version=record.version + 1, **fields)  # type: ignore[arg-type]


def test_a_plain_extract_is_on_record_and_in_the_report(desk: Desk, tmp_path: Path) -> None:
    with opened(desk) as work:
        first(desk, work)
        left = extracting.leave_plain(desk, work, tmp_path / "out" / "x.csv")
    assert (len(left.rows), left.people, left.lowered) == (len(REFS), len(REFS), 0)
    assert "Calmer" not in repr(left)
    [told] = privacy.report(desk)
    [kept] = told.plain
    assert (kept.written, kept.rows, kept.by) == (True, len(REFS), "V-1")


def test_a_file_that_cannot_be_recorded_is_not_left(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.record

    def full(cohort: str, events: list[ev.Event], *, wait: bool = False) -> object:
        if any(isinstance(event, ev.ExtractWritten) for event in events):
            raise StoreError("NOT SAVED.")
        return real(cohort, events, wait=wait)

    monkeypatch.setattr(desk, "record", full)
    with opened(desk) as work, pytest.raises(CaraError):
        extracting.leave_plain(desk, work, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()
    [told] = privacy.report(desk)
    assert told.plain == (), "no file lies there, so none is told of"


def test_nothing_is_written_before_it_is_on_record(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    with opened(desk) as work:
        record = first(desk, work)
        with monkeypatch.context() as patch, pytest.raises(SystemExit):
            patch.setattr(extracting, "write_csv", killed)
            extracting.leave_plain(desk, work, tmp_path / "x.csv")
        [told] = privacy.report(desk)
        assert [one.written for one in told.plain] == [False]
        show([told], (), NOW.date(), NOW.date())
        shown = capsys.readouterr().out
        assert "begun, not known to be written" in shown
        assert max(map(len, shown.splitlines())) <= 80
        out = corrected(desk, work, next_of(record, summary=Protected("Not calmer.")))
    assert "(not known to be written) holds the earlier version" in out


def test_a_file_that_is_there_already_is_left_and_no_extract_is_told_of(
    desk: Desk, tmp_path: Path
) -> None:
    there = tmp_path / "x.csv"
    there.write_text("somebody else's")
    with opened(desk) as work, pytest.raises(CaraError, match="already there"):
        extracting.leave_plain(desk, work, there)
    assert there.read_text() == "somebody else's"
    [told] = privacy.report(desk)
    assert told.plain == ()


def test_a_clock_set_back_hides_no_copy_of_an_earlier_version(desk: Desk, tmp_path: Path) -> None:
    with opened(desk) as work:
        record = first(desk, work)
        set_practice_clock(desk.folder, NOW - timedelta(days=2))
        extracting.leave_plain(desk, work, tmp_path / "x.csv")
        told = corrected(desk, work, next_of(record, summary=Protected("Not calmer.")))
    assert told.startswith("An extract of ") and "holds the earlier version" in told


def test_a_correction_names_the_copies_that_hold_the_earlier_version(
    desk: Desk, tmp_path: Path
) -> None:
    with opened(desk) as work:
        record = first(desk, work)
        assert recall(desk, work, [record]) == ""
        record = next_of(record, summary=Protected("Never sent."))
        assert corrected(desk, work, record) == ""
        extracting.leave_plain(desk, work, tmp_path / "x.csv")
        parts = ("extract", "coverage")
        handed = ev.HandoverWritten("1", COHORT, "F-LEAD1", parts, desk.clock.now())
        other = ev.HandoverWritten("2", COHORT, "S-1", ("coverage",), desk.clock.now())
        desk.record(HOUSE, [handed, other], wait=True)
        assert [one.to for one in copies(work.in_order(desk), COHORT)] == ["", "F-LEAD1"]
        record = next_of(record, dash_rationale=Protected("Of no concern to the laptop."))
        assert corrected(desk, work, record) == ""
        record = next_of(record, summary=Protected("Not calmer."))
        told = corrected(desk, work, record)
        assert told.startswith("An extract of ") and " and a hand-over of " in told
        assert "to F-LEAD1 hold the earlier version" in told and "S-1" not in told
        assert "calmer" not in told.lower()


def test_a_withdrawal_says_that_the_laptop_keeps_the_words_too(desk: Desk, tmp_path: Path) -> None:
    with opened(desk) as work:
        record = first(desk, work)
        extracting.leave_plain(desk, work, tmp_path / "x.csv")
        told = corrected(desk, work, withdrawal(record))
    assert told.startswith(STAYS) and "holds the earlier version" in told


def test_what_leaves_lower_than_it_was_recorded_is_counted(desk: Desk, tmp_path: Path) -> None:
    with opened(desk) as work:
        first(desk, work, level=Level.L3, with_person=True, themes=("impact",), dash="high",
              agreed_words=Protected("Thank you."), agreed_words_reread=True,
              agreed_words_consented_at=NOW - timedelta(days=1))  # fmt: skip
        assert extracting.lower_now(desk, work) == 1
        left = extracting.leave_plain(desk, work, tmp_path / "x.csv")
    assert left.lowered == 1
    assert next(row["disclosure_level"] for row in left.rows) == "L2"
