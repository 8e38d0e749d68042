"""The whole pair of workshops through the services, over a real encrypted store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.api import NoteWriter
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Reason, row_check
from cara_facilitate.errors import (
    CaraError,
    IntakeError,
    LinterBlocked,
    Refusal,
    StoreBusy,
    StoreError,
    WrongPassphrase,
)
from cara_facilitate.services import (
    briefing,
    cohorts,
    debrief,
    deliver,
    feedback_import,
    note,
    prepare,
    readiness_check,
    register,
    safeguard,
)
from cara_facilitate.services import (
    home as home_page,
)
from cara_facilitate.services.bootstrap import (
    PRACTICE_PASSPHRASE,
    feedback_key,
    make_store,
    open_desk,
    recover_desk,
)
from cara_facilitate.services.rehearse import (
    PINS,
    Practice,
    extract_rows,
    practice_plan,
    write_extract,
)
from tests.services.conftest import SATURDAY, hold_workshop_one, make_ready


def test_everything_recorded_is_there_after_closing_and_opening(practice: Practice, home: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    before = desk.state(cohort)
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert again.state(cohort) == before
        assert again.owner == "F-LEAD1"
        assert again.practice
    finally:
        again.close()


def test_a_second_window_is_refused_kindly(practice: Practice, home: Path):
    with pytest.raises(StoreBusy, match="open"):
        open_desk(home, PRACTICE_PASSPHRASE)


def test_a_wrong_passphrase_is_one_plain_sentence(practice: Practice, home: Path):
    practice.desk.close()
    with pytest.raises(WrongPassphrase, match="does not open this store"):
        open_desk(home, "not the passphrase")


def test_the_recovery_key_opens_the_store_and_sets_a_new_passphrase(home: Path):
    desk, recovery = make_store(home, "four quite unrelated words", "F-LEAD1")
    desk.close()
    recover_desk(home, recovery, "another four plain words").close()
    open_desk(home, "another four plain words").close()


@pytest.mark.parametrize(
    ("passphrase", "owner"), [("short", "F-LEAD1"), ("a long enough passphrase", "not a ref!")]
)
def test_a_store_is_not_made_with_a_weak_passphrase_or_a_name(home, passphrase, owner):
    with pytest.raises(StoreError):
        make_store(home, passphrase, owner)
    assert not list(home.iterdir())


def test_the_planned_rows_are_held_back_and_the_rest_belong_to_their_seats(practice: Practice):
    hold_workshop_one(practice)
    seen = feedback_import.preview(practice.desk, practice.plan.cohort, practice.extract)
    assert (seen.matched, seen.held_back) == (10, 3)
    assert [str(row.reason) for row in seen.outcome.held_back] == [
        "check_character", "check_word", "row_check",
    ]  # fmt: skip
    assert seen.outcome.missing == (2, 7, 10)


def test_workshop_two_waits_until_both_have_read_and_the_manager_was_rung(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    seen = feedback_import.preview(desk, cohort, practice.extract)
    feedback_import.confirm(desk, seen, "F-LEAD1")
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    with pytest.raises(Refusal, match="reparation for workshop two open"):
        deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
    assert home_page.attention(desk.state(cohort))[0] == "preparation for workshop two open"
    make_ready(practice)
    deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
    assert desk.state(cohort).workshops[2].live


def test_an_undone_import_blanks_the_words_and_reopens_the_check(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    make_ready(practice)
    feedback_import.undo(desk, cohort, "F-LEAD1")
    assert readiness_check.check(desk, cohort).no_import
    with pytest.raises(Refusal, match="No feedback was taken in"):
        briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-LEAD1")
    assert desk._store.verify() == []


def _words(events: list[ev.Event]) -> list[str]:
    return [e.extract.summary.reveal() for e in events if isinstance(e, ev.FeedbackRowStored)]


def test_an_older_file_cannot_undo_a_withdrawal(practice: Practice, tmp_path: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    rows = extract_rows(practice.plan)
    taken_back = rows[2] | dict.fromkeys(("summary", "themes"), "")
    taken_back |= {"version": "2", "withdrawn": "yes", "disclosure_level": "L0"}
    taken_back["row_check"] = row_check(taken_back)
    newer = tmp_path / "newer.csv"
    write_extract(newer, [*rows[:2], taken_back, *rows[3:]])
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, newer), "F-LEAD1")
    older = feedback_import.preview(desk, cohort, practice.extract)
    [third] = [row for row in older.outcome.rows if row.row == 3]
    assert (third.seat, third.reason) == (None, Reason.DUPLICATE)
    feedback_import.confirm(desk, older, "F-LEAD1")
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    assert rows[2]["summary"] not in _words(desk.sealed(cohort, "feedback", key))


def test_a_withdrawal_erases_the_words_of_earlier_imports(practice: Practice, tmp_path: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    rows = extract_rows(practice.plan)
    gone = rows[2]["summary"]
    rows[2] |= {"version": "2", "withdrawn": "yes", "disclosure_level": "L0"}
    rows[2] |= {"summary": "", "themes": ""}
    rows[2]["row_check"] = row_check(rows[2])
    newer = tmp_path / "newer.csv"
    write_extract(newer, rows)
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, newer), "F-LEAD1")
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    left = _words(desk.sealed(cohort, "feedback", key))
    assert gone
    assert gone not in left
    assert any(left)
    assert desk._store.verify() == []


def test_the_same_version_with_other_words_is_held_back(practice: Practice, tmp_path: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    rows = extract_rows(practice.plan)
    rows[2]["summary"] = "Something else altogether"
    rows[2]["row_check"] = row_check(rows[2])
    other = tmp_path / "other.csv"
    write_extract(other, rows)
    seen = feedback_import.preview(desk, cohort, other)
    assert (3, "duplicate") in [(row.row, str(row.reason)) for row in seen.outcome.held_back]


def test_the_briefing_has_a_page_for_every_seat_and_words_only_where_allowed(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    with briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-CO2") as opened:
        pages = {page.seat: page for page in opened.seats}
        assert sorted(pages) == list(range(1, 13))
        assert not pages[2].recorded
        assert len(pages[5].items) == 2
        truth = {row["participant_ref"]: row for row in extract_rows(practice.plan)}
        for seat, page in pages.items():
            ref = desk.state(cohort).seats[seat]
            for item in page.items:
                words = item.summary.reveal()
                assert words == (truth[ref]["summary"] if words else "")
    assert opened.seats == ()
    with pytest.raises(WrongPassphrase):
        briefing.open_briefing(desk, cohort, "wrong", "F-CO2")


def test_the_briefing_stays_shut_while_an_activity_runs(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    make_ready(practice)
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
    with pytest.raises(Refusal, match="break or pause"):
        briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-CO2")
    deliver.do(desk, cohort, 2, cmd.Pause("pause", desk.clock.now()))
    briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-CO2").close()


def test_a_flag_is_on_the_disk_when_its_id_comes_back(practice: Practice, home: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    flag = safeguard.raise_flag(
        desk, cohort, 1, seat=3, kind="child", severity="same_day", words="a child was named"
    )
    assert safeguard.details(desk, cohort)[flag].words == "a child was named"
    assert "a child was named" not in repr(desk.state(cohort))
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    assert [f.id for f in again.state(cohort).open_flags] == [flag]
    again.close()


def test_closing_a_flag_needs_a_hand_over_and_two_people(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    flag = safeguard.raise_flag(desk, cohort, 1)
    both = {"by": "F-LEAD1", "by_pin": "111111", "second": "F-CO2", "second_pin": "222222"}
    with pytest.raises(Refusal, match="Nobody was told of this flag"):
        safeguard.close_flag(desk, cohort, flag, **both)
    now = desk.clock.now()
    safeguard.hand_over(
        desk, cohort, flag, to="safeguarding lead", reference="", told_at=now, by="F-LEAD1"
    )
    assert desk.state(cohort).flags[flag].hand_overs[0].reference == "none given"
    with pytest.raises(Refusal, match="second person"):
        safeguard.close_flag(desk, cohort, flag, **(both | {"second": "F-LEAD1"}))
    with pytest.raises(Refusal, match="not this facilitator's PIN"):
        safeguard.close_flag(desk, cohort, flag, **(both | {"second_pin": "333333"}))
    safeguard.close_flag(desk, cohort, flag, **both)
    assert desk.state(cohort).flags[flag].closed_by == ("F-LEAD1", "F-CO2")


def test_five_wrong_pins_and_even_the_right_one_waits(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    for _ in range(5):
        with pytest.raises(Refusal, match="not this facilitator's PIN"):
            desk.verify_pin(cohort, "F-CO2", "000000")
    with pytest.raises(Refusal, match="Too many wrong PINs"):
        desk.verify_pin(cohort, "F-CO2", PINS["F-CO2"])
    desk.verify_pin(cohort, "F-LEAD1", PINS["F-LEAD1"])


def test_the_note_is_written_and_holds_no_victim_words(practice: Practice, tmp_path: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    paths = note.write(desk, cohort, 1, tmp_path / "out", note.FORMATS, "F-LEAD1")
    assert sorted(path.suffix for path in paths) == [".html", ".md", ".txt"]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert "Made-up words" not in text
        assert all(ref not in text for ref in desk.state(cohort).seats.values())
        assert path.stat().st_mode & 0o777 == 0o600
    assert home_page.attention(desk.state(cohort)) == ("preparation for workshop two open",)


def test_a_plugin_may_replace_the_layout_of_the_note(practice: Practice, monkeypatch):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    own = NoteWriter(
        "short", "Short", {"txt": "{{ day }}: [URGENT] {{ seats }}"},
        lambda facts: {"day": facts["header"]["date"], "seats": len(facts["seats"]["rows"])},
    )  # fmt: skip
    ours = desk.host.note_writer("supervision")
    monkeypatch.setattr(desk.host, "note_writer", {"short": own, "supervision": ours}.__getitem__)
    assert "SUPERVISION NOTE" in note.preview(desk, cohort, 1).text
    desk.settings = replace(desk.settings, note_writer="short")
    assert note.preview(desk, cohort, 1).text.strip() == "2026-11-28: [URGENT] 12"


def test_the_linter_holds_a_note_with_a_registered_name(practice: Practice, tmp_path: Path):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    register.enter(desk, cohort, 4, "Zebedee Quill", "")
    debrief.answer(desk, cohort, 1, "seat.behaviour", 4, "Zebedee helped somebody else.", "F-LEAD1")
    with pytest.raises(LinterBlocked) as held:
        note.write(desk, cohort, 1, tmp_path / "out", ("txt",), "F-LEAD1")
    assert "Zebedee" not in held.value.sentence()
    [hit] = note.preview(desk, cohort, 1).hits
    note.release(desk, cohort, 1, hit.place, "a donkey in a story", "F-LEAD1")
    assert note.write(desk, cohort, 1, tmp_path / "out", ("txt",), "F-LEAD1")


def test_a_phone_number_can_never_be_released(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    debrief.answer(
        desk, cohort, 1, "climate.turning_point", 0, "Ring 07700 900123 tomorrow", "F-LEAD1"
    )
    [hit] = note.preview(desk, cohort, 1).hits
    with pytest.raises(Refusal, match="never be released"):
        note.release(desk, cohort, 1, hit.place, "please", "F-LEAD1")


def test_an_unapproved_wording_is_not_prepared_outside_practice(home: Path):
    desk, _recovery = make_store(home, "four quite unrelated words", "F-LEAD1")
    try:
        plan = cohorts.new(desk, practice_plan(SATURDAY), {})
        with pytest.raises(Refusal, match="not approved"):
            prepare.prepare(desk, plan.cohort, 1, prepare.CHECKS)
        with pytest.raises(Refusal, match="staff reference"):
            prepare.approve(desk, plan.cohort, "A Name With Spaces", "manager", SATURDAY)
        with pytest.raises(Refusal, match="role"):
            prepare.approve(desk, plan.cohort, "M-1", " ", SATURDAY)
        prepare.approve(desk, plan.cohort, "M-1", "manager", SATURDAY)
        [approval] = desk.state(plan.cohort).approvals
        assert (approval.who, approval.role, approval.site, approval.on) == (
            "M-1", "manager", "west-yorkshire", SATURDAY,
        )  # fmt: skip
        assert approval.content_hash == desk.curriculum(plan.cohort).hash
        with pytest.raises(Refusal, match="Not ticked"):
            prepare.prepare(desk, plan.cohort, 1, prepare.CHECKS[1:])
        prepare.prepare(desk, plan.cohort, 1, prepare.CHECKS)
        assert cohorts.stage(desk, plan.cohort, 1) == "prepared"
    finally:
        desk.close()


def test_a_facilitator_without_a_pin_chooses_one_once(home: Path):
    desk, _recovery = make_store(home, "four quite unrelated words", "F-LEAD1")
    try:
        cohort = cohorts.new(desk, practice_plan(SATURDAY), {}).cohort
        with pytest.raises(Refusal, match="has no PIN yet"):
            desk.verify_pin(cohort, "F-CO2", "222222")
        with pytest.raises(Refusal, match="6 to 12 digits"):
            cohorts.set_pin(desk, cohort, "F-CO2", "12345")
        cohorts.set_pin(desk, cohort, "F-CO2", "654321")
        desk.verify_pin(cohort, "F-CO2", "654321")
        with pytest.raises(Refusal, match="has a PIN already"):
            cohorts.set_pin(desk, cohort, "F-CO2", "222222")
    finally:
        desk.close()


def test_a_cohort_that_the_site_blocks_is_not_made(practice: Practice):
    wrong = replace(
        practice.plan,
        cohort="WY26B",
        people=tuple(replace(p, ref="", check_word="", sex="female") for p in practice.plan.people),
    )
    with pytest.raises(CaraError, match="CARA-3"):
        cohorts.new(practice.desk, wrong, PINS)
    assert len(practice.desk.cohorts()) == 1


def test_a_file_with_an_unknown_column_is_refused_whole(practice: Practice, tmp_path: Path):
    rows = practice.extract.read_text(encoding="utf-8").splitlines()
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join([rows[0] + ",address", *(r + ",x" for r in rows[1:])]), "utf-8")
    with pytest.raises(IntakeError) as refused:
        feedback_import.preview(practice.desk, practice.plan.cohort, bad)
    assert "address" in refused.value.sentence()
    assert practice.desk.state(practice.plan.cohort).imports == ()
