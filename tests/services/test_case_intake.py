"""A filled-in table: each row the record it says, or a place and a sentence and nothing stored."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.domain.case_table import GUIDE
from cara_facilitate.domain.casework import Attempt, withdrawal
from cara_facilitate.domain.contact_window import NEXT_DAYS, parse
from cara_facilitate.domain.feedback import Level
from cara_facilitate.services import case_intake, casework
from cara_facilitate.services.desk import Desk
from tests.domain.case_records import REFS, at
from tests.services.worker import opened, worker_store

CANARY = "walnut harbour lantern"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A worker's store that knows every check word."""
    made = worker_store(home)
    yield made
    made.close()


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A worker's store for tests in which nothing is ever stored."""
    folder = tmp_path_factory.mktemp("unused") / "store"
    folder.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARA_CONFIG", str(folder.parent / "settings.toml"))
        made = worker_store(folder)
    yield made
    made.close()


def table(**cells: str) -> dict[str, str]:
    """A row of the template with these cells filled in."""
    return dict.fromkeys(GUIDE, "") | {"participant_ref": REFS[0]} | cells


CALL = {
    "attempts": "2026-12-01T10:00+00:00 telephone no_answer; 2026-12-05 10:00Z telephone spoken",
    "outcome": "completed",
    "incident_since_w1": "none",
    "safe_last_checked": "2026-12-05",
}


def test_a_table_is_taken_in_as_the_records_it_says(desk: Desk):
    work = opened(desk)
    rows = [
        table(**CALL, safe_how="by the neighbour", safe_voicemail="yes", summary="Calmer.",
              disclosure_level="L2", themes="impact; listening", changes_positive="calm;time_out",
              referral_needs="idva offered; housing accepted; legal", observed="rearrest",
              safety_cue="watch_departure"),
        table(participant_ref=REFS[1]),
        table(participant_ref=REFS[2], outcome="not_attempted", not_attempted_reason="no number"),
        table(feedback_id="another", **CALL),
    ]  # fmt: skip
    read = case_intake.read_table(desk, work, rows)
    assert (read.misread, len(read.records), read.empty, read.corrections) == ((), 3, 1, 0)
    assert len(case_intake.take_in(desk, work, read)) == 1
    first = work.records[casework.first_id(desk, REFS[0])]
    assert first.attempts == (
        Attempt(at(1), "telephone", "no_answer"), Attempt(at(5), "telephone", "spoken"),
    )  # fmt: skip
    assert first.safe_contact.how.reveal() == "by the neighbour"
    assert (first.level, first.themes) == (Level.L2, ("impact", "listening"))
    assert [(one.need, one.offered, one.accepted) for one in first.referrals] == [
        ("idva", True, False), ("housing", True, True), ("legal", False, False),
    ]  # fmt: skip
    assert len(work.of(REFS[0])) == 2
    later = table(**CALL, feedback_id=first.feedback_id, withdrawn="yes")
    read = case_intake.read_table(desk, work, [later])
    assert (read.misread, read.corrections) == ((), 1)
    case_intake.take_in(desk, work, read)
    assert work.records[first.feedback_id].withdrawn


@pytest.mark.parametrize(
    ("where", "cells"),
    [
        ("1:participant_ref", {"participant_ref": "WY26A-7K3M-6"}),
        ("1:feedback_id", {"feedback_id": "nobody"}),
        ("1:feedback_id", {"feedback_id": "another"}),
        ("1:attempts", {"attempts": f"{CANARY}"}),
        ("1:attempts", {"attempts": "2026-13-01T10:00 telephone spoken"}),
        ("1:attempts", {"attempts": "2026-12-01T10:00 pigeon spoken"}),
        ("1:outcome", {"outcome": CANARY}),
        ("1:changes_positive", {"changes_positive": f"calm;{CANARY}"}),
        ("1:incident_since_w1", {"incident_since_w1": CANARY}),
        ("1:disclosure_level", {"disclosure_level": "L4"}),
        ("1:withdrawn", {"withdrawn": "Y"}),
        ("1:safe_last_checked", {"safe_last_checked": "5/12/2026"}),
        ("1:agreed_words_consented_at", {"agreed_words_consented_at": CANARY}),
        ("1:referral_needs", {"referral_needs": "idva refused"}),
        ("1:summary", {"summary": f"{CANARY} 07700 900123", "disclosure_level": "L1"}),
        ("1:dash_level", {"observed": "strangulation"}),
        ("1:safe_window", {"safe_window": CANARY}),
        ("1:safe_window_agreed_at", {"safe_window": "any", "safe_window_agreed_at": CANARY}),
        ("1:attempts", {"attempts": f"2026-12-05T10:00Z telephone spoken {CANARY}"}),
        (
            "1:attempts",
            {"safe_window": "daily 18-20", "safe_window_agreed_at": "2026-12-01T12:00+00:00"},
        ),
    ],
)
def test_a_field_that_cannot_be_is_named_by_row_and_column_and_never_quoted(
    unused: Desk, where: str, cells: dict[str, str]
):
    work = opened(unused)
    read = case_intake.read_table(unused, work, [table(**(CALL | cells))])
    assert [fault.where for fault in read.misread] == [where]
    assert CANARY not in repr(read) + read.misread[0].sentence
    with pytest.raises(ValueError, match="not taken in"):
        case_intake.take_in(unused, work, read)
    assert opened(unused).records == {}


def test_a_first_record_is_not_silently_made_twice(unused: Desk):
    work = opened(unused)
    read = case_intake.read_table(unused, work, [table(**CALL), table(**CALL)])
    assert [fault.where for fault in read.misread] == ["2:feedback_id"]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([], "header"),
        ([{"a": "b"}], "header"),
        ([table() | {"phone": "1"}], "header"),
        ([{name: "" for name in GUIDE if name != "summary"}], "header:summary"),
        ([table()] * 101, "header"),
        ([table() | {"safe_times": "mornings"}], "header:safe_times"),
    ],
)
def test_a_table_that_is_no_template_is_refused(
    unused: Desk, rows: list[dict[str, str]], where: str
):
    read = case_intake.read_table(unused, opened(unused), rows)
    assert [fault.where for fault in read.misread] == [where]


def test_a_table_says_days_and_hours_words_beside_them_and_why_outside(desk: Desk):
    work = opened(desk)
    cells = CALL | {
        "attempts": "2026-12-05T10:00Z telephone spoken; 2026-12-07T21:00Z telephone no_answer "
        "they_asked; 2026-12-08T18:30Z telephone no_answer",
        "safe_window": "daily 18-20", "safe_window_agreed_at": "2026-12-05T10:00+00:00",
        "safe_note": "not on pay day",
    }  # fmt: skip
    read = case_intake.read_table(desk, work, [table(**cells)])
    assert read.misread == ()
    case_intake.take_in(desk, work, read)
    [record] = work.records.values()
    assert record.safe_contact.windows == parse("daily 18:00-20:00")
    assert record.safe_contact.agreed_at == at(5)
    assert record.safe_contact.note.reveal() == "not on pay day"
    assert [one.why for one in record.attempts] == ["", "they_asked", ""]
    # A correction that says the same keeps the moment; other hours without one are agreed now.
    again = cells | {"feedback_id": record.feedback_id, "safe_window_agreed_at": ""}
    [same] = case_intake.read_table(desk, work, [table(**again)]).records
    assert same.safe_contact.agreed_at == at(5)
    [other] = case_intake.read_table(
        desk, work, [table(**(again | {"safe_window": "any"}))]
    ).records
    assert other.safe_contact.agreed_at is not None
    assert other.safe_contact.agreed_at > at(8)


def test_a_correction_that_is_silent_about_the_window_takes_nothing_back(desk: Desk):
    work = opened(desk)
    cells = CALL | {"safe_window": "daily 9-20", "safe_window_agreed_at": "2026-12-05T10:00+00:00"}
    case_intake.take_in(desk, work, case_intake.read_table(desk, work, [table(**cells)]))
    [record] = work.records.values()
    again = CALL | {"feedback_id": record.feedback_id}
    [silent] = case_intake.read_table(desk, work, [table(**again)]).records
    assert silent.safe_contact.windows == parse("daily 9-20")
    assert silent.safe_contact.agreed_at == at(5)
    [none] = case_intake.read_table(desk, work, [table(**again, safe_window="none")]).records
    assert none.safe_contact.windows == ()
    assert none.safe_contact.agreed_at is not None
    assert none.safe_contact.agreed_at > at(8)


def test_days_after_hours_in_a_cell_are_told_where_the_semicolon_goes(unused: Desk):
    row = table(**CALL, safe_window="mon 10-12, tue 14-16")
    [fault] = case_intake.read_table(unused, opened(unused), [row]).misread
    assert (fault.where, fault.sentence) == ("1:safe_window", NEXT_DAYS)


def test_a_table_is_read_only_in_the_limited_child(unused: Desk, tmp_path: Path):
    source = tmp_path / "filled.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(GUIDE))
        writer.writeheader()
        writer.writerows([table(**CALL, summary="One, two.", disclosure_level="L1")])
    read = case_intake.read_file(unused, opened(unused), source)
    assert [record.summary.reveal() for record in read.records] == ["One, two."]


def test_a_withdrawal_needs_the_reference_the_id_and_a_yes_alone(desk: Desk):
    work = opened(desk)
    first = table(**CALL, safe_how="by the neighbour", summary="Calmer.", disclosure_level="L1")
    case_intake.take_in(desk, work, case_intake.read_table(desk, work, [first]))
    [kept] = work.of(REFS[0])
    alone = table(feedback_id=kept.feedback_id, withdrawn="yes")
    read = case_intake.read_table(desk, work, [alone])
    assert (read.misread, read.corrections) == ((), 1)
    case_intake.take_in(desk, work, read)
    [withdrawn] = work.of(REFS[0])
    assert withdrawn == withdrawal(kept)
    assert (withdrawn.attempts, withdrawn.safe_contact) == (kept.attempts, kept.safe_contact)
    assert not withdrawn.summary
    read = case_intake.read_table(desk, work, [alone])
    assert [fault.where for fault in read.misread] == ["1:withdrawn"]


def test_what_was_never_recorded_cannot_be_withdrawn(unused: Desk):
    read = case_intake.read_table(unused, opened(unused), [table(withdrawn="yes")])
    assert [fault.where for fault in read.misread] == ["1:feedback_id"]
