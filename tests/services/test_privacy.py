"""What is held until when, legal holds, purging; and that everything still opens afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.retention import SUPERVISION, WAITS, Held
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.services import (
    attendance,
    briefing,
    cohorts,
    erasing,
    feedback_import,
    note,
    placement,
    privacy,
    readiness_check,
    reading,
    register,
    safeguard,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import Practice, practice_time
from tests.services.conftest import hold_workshop_one

SECOND = date(2026, 12, 26)
LATE = date(2027, 9, 1)


def imported(made: Practice) -> None:
    """Workshop one held, and the practice extract taken in."""
    hold_workshop_one(made)
    seen = feedback_import.preview(made.desk, made.plan.cohort, made.extract)
    feedback_import.confirm(made.desk, seen, "F-LEAD1")


def pair_over(made: Practice, *, notes: bool = True) -> None:
    """The whole pair held, a name in the register, codes by seat; notes written if asked."""
    imported(made)
    desk, cohort = made.desk, made.plan.cohort
    at = practice_time(SECOND, 10, 0)
    register.enter(desk, cohort, 3, "Somebody Known", "a chair by the door")
    events: list[ev.Event] = [ev.WorkshopStarted(2, at)]
    events += [ev.AttendanceRecorded(2, seat, "P", at) for seat in range(1, 13)]
    events += [ev.ObservationRecorded(2, "W2-01", seat, "c", at) for seat in (3, 4, 5)]
    events += [ev.RatingRecorded(2, 3, 2, "F-LEAD1", "close", at)]
    events += [ev.DebriefAnswered(2, "seats.observation", "Listened.", "F-LEAD1", at, seat=3)]
    events += [ev.WorkshopEnded(2, practice_time(SECOND, 16, 0))]
    if notes:
        events += [ev.NoteWritten(n, f"N-{n}", ("txt",), "00", "F-LEAD1", at) for n in (1, 2)]
    desk.record(cohort, events, wait=True)


def closed_flag(made: Practice, seat: int) -> str:
    """A flag about one seat, handed over and closed by two people."""
    flag = safeguard.raise_flag(made.desk, made.plan.cohort, 1, seat=seat, words="overheard")
    close(made, flag)
    return flag


def close(made: Practice, flag: str) -> None:
    desk, cohort = made.desk, made.plan.cohort
    safeguard.hand_over(
        desk, cohort, flag, to="manager", reference="", told_at=desk.clock.now(), by="F-LEAD1"
    )
    safeguard.close_flag(
        desk, cohort, flag, by="F-LEAD1", by_pin="111111", second="F-CO2", second_pin="222222"
    )


def on(made: Practice, day: date) -> None:
    set_practice_clock(made.desk.folder, practice_time(day, 9, 0))


def due(made: Practice) -> set[str]:
    return {one.held.kind.slug for one in erasing.due(made.desk, made.plan.cohort)}


def line(made: Practice, slug: str) -> privacy.ClassLine:
    [told] = privacy.report(made.desk, made.plan.cohort)
    return next(one for one in told.classes if one.held.kind.slug == slug)


def held(made: Practice, slug: str) -> Held:
    return line(made, slug).held


def everything_opens(desk: Desk, cohort: str) -> None:
    """Whatever screens and notes are computed from can be computed."""
    register.entries(desk, cohort)
    readiness_check.labels(desk, cohort)
    readiness_check.flag_labels(desk, cohort)
    cohorts.plan_of(desk, cohort)
    attendance.dates(desk, cohort)
    placement.findings(desk, cohorts.plan_of(desk, cohort))
    for workshop in (1, 2):
        if desk.state(cohort).workshops[workshop].ended_at:
            assert note.preview(desk, cohort, workshop).text
    if desk.state(cohort).current_import and desk.state(cohort).live_workshop is None:
        with briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-LEAD1") as pages:
            assert len(pages.seats) == 12
    privacy.report(desk)
    assert desk._store.verify() == []


# --- what is held ---------------------------------------------------------------------------


def test_the_report_has_a_line_for_every_class_and_tells_how_much_but_of_feedback(
    practice: Practice,
) -> None:
    pair_over(practice)
    assert (line(practice, "register").entries, line(practice, "register").participants) == (13, 12)
    assert line(practice, "codes").entries == 4
    assert line(practice, "placement").participants == 12
    for slug in ("feedback", "feedback_index"):
        assert (line(practice, slug).entries, line(practice, slug).participants) == (None, None)
    assert held(practice, "feedback").until == SECOND + timedelta(days=28)


def test_a_cohort_with_feedback_and_one_without_have_the_same_classes_in_the_report(
    practice: Practice,
) -> None:
    hold_workshop_one(practice)

    def told() -> list[tuple[object, ...]]:
        [report] = privacy.report(practice.desk, practice.plan.cohort)
        return [(one.held, one.entries, one.participants) for one in report.classes]

    assert practice.desk.flush(10)
    before = told()
    seen = feedback_import.preview(practice.desk, practice.plan.cohort, practice.extract)
    feedback_import.confirm(practice.desk, seen, "F-LEAD1")
    assert told() == before


def test_who_read_what_is_counted_with_the_last_time(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    for _ in range(3):
        reading.note_read(desk, cohort, "register", "F-CO2")
    reading.note_read(desk, cohort, "flags", "F-LEAD1")
    assert desk.flush(10)
    [told] = privacy.report(desk, cohort)
    assert [(one.view, one.facilitator, one.times) for one in told.reads] == [
        ("flags", "F-LEAD1", 1),
        ("register", "F-CO2", 3),
    ]


def test_nothing_is_due_while_a_note_is_unwritten_or_a_flag_stands(practice: Practice) -> None:
    pair_over(practice, notes=False)
    on(practice, LATE)
    assert due(practice) == set()
    assert WAITS[SUPERVISION] in held(practice, "feedback").waits_for
    desk, cohort = practice.desk, practice.plan.cohort
    at = desk.clock.now()
    desk.record(cohort, [ev.DebriefAnswered(2, "supervisor.date", "2027-01-05", "F-LEAD1", at)])
    assert desk.flush(10)
    assert due(practice) == {"feedback", "feedback_index"}
    safeguard.raise_flag(desk, cohort, 2, words="heard later")
    assert due(practice) == set()


def test_a_pair_given_up_has_dates_too(practice: Practice) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    at = practice_time(SECOND, 9, 0)
    desk.record(cohort, [ev.WorkshopNotHeld(2, "snow", "F-LEAD1", at)], wait=True)
    assert held(practice, "feedback").until == SECOND + timedelta(days=28)


# --- purging --------------------------------------------------------------------------------


def test_purging_takes_what_is_due_and_nothing_else_and_all_opens_afterwards(
    practice: Practice, home: Path
) -> None:
    pair_over(practice)
    on(practice, SECOND + timedelta(days=30))
    desk, cohort = practice.desk, practice.plan.cohort
    assert due(practice) == {"feedback", "feedback_index"}
    done = erasing.purge(desk, erasing.due(desk))
    assert {one.kind for one in done} == {"feedback", "feedback_index"}
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    assert desk.sealed(cohort, "feedback", key) == []
    assert register.entries(desk, cohort)[3].name == "Somebody Known"
    assert due(practice) == set()
    everything_opens(desk, cohort)
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert again.warnings == ()
        everything_opens(again, cohort)
    finally:
        again.close()


def test_after_six_months_names_codes_and_eligibility_go_and_attendance_stays(
    practice: Practice, home: Path
) -> None:
    pair_over(practice)
    on(practice, LATE)
    desk, cohort = practice.desk, practice.plan.cohort
    erasing.purge(desk, erasing.due(desk))
    assert not any(one.name or one.check_word for one in register.entries(desk, cohort).values())
    day = desk.state(cohort).workshops[2]
    assert (day.observations, day.ratings) == ((), ())
    assert len(day.attendance) == 12
    assert line(practice, "placement").entries == 0
    assert line(practice, "attendance").entries is not None
    everything_opens(desk, cohort)
    with pytest.raises(Refusal, match="were purged"):
        feedback_import.preview(desk, cohort, practice.extract)
    with pytest.raises(Refusal, match="rests on was purged"):
        note.write(desk, cohort, 2, home / "notes", ("txt",), "F-LEAD1")
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert again.state(cohort).workshops[2].observations == ()
        everything_opens(again, cohort)
    finally:
        again.close()


def test_a_service_sets_its_own_days(practice: Practice, home: Path) -> None:
    import os

    Path(os.environ["CARA_CONFIG"]).write_text(
        "[retention]\nfeedback = 14\nnotes = 20\nrisk = 20\nreads = 20\nbackups_days = 7\n",
        encoding="utf-8",
    )
    pair_over(practice)
    cohort = practice.plan.cohort
    flag = closed_flag(practice, seat=4)
    reading.note_read(practice.desk, cohort, "flags", "F-LEAD1")
    practice.desk.close()
    set_practice_clock(home, practice_time(SECOND + timedelta(days=21), 9, 0))
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        due_now = {one.held.kind.slug for one in erasing.due(desk)}
        assert due_now == {"feedback", "notes", "risk", "reads"}
        [first, *_] = erasing.purge(desk, erasing.due(desk))
        assert first.backups_until == SECOND + timedelta(days=28)
        assert desk.state(cohort).workshops[2].answers == {}
        assert desk.state(cohort).workshops[2].note is not None
        assert flag in desk.state(cohort).flags and not safeguard.details(desk, cohort)
        assert privacy.report(desk, cohort)[0].reads == ()
        everything_opens(desk, cohort)
    finally:
        desk.close()


def test_at_unlock_one_sentence_says_that_something_is_past_its_date_and_not_what(
    practice: Practice, home: Path
) -> None:
    pair_over(practice)
    practice.desk.close()
    set_practice_clock(home, practice_time(SECOND + timedelta(days=29), 9, 0))
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert desk.warnings == (" ".join(privacy.PAST_ITS_DATE),)
        assert "feedback" not in desk.warnings[0]
    finally:
        desk.close()


def test_a_purge_that_the_disk_stopped_is_due_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair_over(practice)
    on(practice, SECOND + timedelta(days=30))
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "blank_all", _full)
        with pytest.raises(StoreError):
            erasing.purge(practice.desk, erasing.due(practice.desk))
    assert due(practice) == {"feedback", "feedback_index"}


def _full(*_: object) -> int:
    raise StoreError("The disk is full.")


# --- legal hold -----------------------------------------------------------------------------


def test_a_hold_on_the_cohort_keeps_everything_past_its_date(practice: Practice) -> None:
    pair_over(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    privacy.hold(desk, cohort, "", "a complaint")
    on(practice, LATE)
    assert due(practice) == set()
    assert held(practice, "codes").waits_for == ("a legal hold",)
    with pytest.raises(Refusal, match="legal hold"):
        erasing.erase(desk, cohort, practice.plan.people[0].ref, "asked")
    privacy.lift(desk, cohort, "", "settled")
    assert "codes" in due(practice)


def test_a_hold_on_one_participant_keeps_theirs_and_lets_the_others_go(practice: Practice) -> None:
    pair_over(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    kept = desk.state(cohort).seats[3]
    privacy.hold(desk, cohort, kept, "a court asked")
    on(practice, LATE)
    erasing.purge(desk, erasing.due(desk))
    entries = register.entries(desk, cohort)
    assert entries[3].name == "Somebody Known" and entries[3].check_word
    assert not any(one.check_word for seat, one in entries.items() if seat != 3)
    day = desk.state(cohort).workshops[2]
    assert {one.seat for one in day.observations} == {3}
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    rows = desk.sealed(cohort, "feedback", key)
    assert {getattr(row, "ref", "") for row in rows} <= {kept} and rows
    assert due(practice) == set()
    with pytest.raises(Refusal, match="legal hold"):
        erasing.erase(desk, cohort, kept, "asked")
    privacy.lift(desk, cohort, kept, "settled")
    erasing.purge(desk, erasing.due(desk))
    assert desk.sealed(cohort, "feedback", key) == []
    assert not register.entries(desk, cohort)[3].name


def test_holds_are_set_once_with_a_reason_and_lifted_once(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    ref = practice.plan.people[0].ref
    for reason in ("", "   ", "x" * 121, "two\x1blines"):
        with pytest.raises(Refusal, match="reason"):
            privacy.hold(desk, cohort, ref, reason)
    with pytest.raises(Refusal, match="No legal hold"):
        privacy.lift(desk, cohort, ref, "settled")
    privacy.hold(desk, cohort, ref, "a complaint")
    with pytest.raises(Refusal, match="stands already"):
        privacy.hold(desk, cohort, ref, "a complaint")
    with pytest.raises(Refusal, match="no such participant"):
        privacy.hold(desk, cohort, "WY26A-0000-0", "a complaint")


# --- erasing --------------------------------------------------------------------------------


def test_with_one_participant_erased_everything_still_opens(practice: Practice, home: Path) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    register.enter(desk, cohort, 3, "Somebody Known", "")
    gone = desk.state(cohort).seats[3]
    erasing.erase(desk, cohort, gone, "asked in writing")
    everything_opens(desk, cohort)
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        everything_opens(again, cohort)
        entry = register.entries(again, cohort)[3]
        assert (entry.name, entry.adjustments, entry.check_word) == ("", "", "")
        assert gone not in {one.ref for one in cohorts.plan_of(again, cohort).people}
        with pytest.raises(StoreError, match="was erased"):
            register.enter(again, cohort, 3, "Somebody Known", "")
    finally:
        again.close()


def test_a_new_extract_is_taken_in_and_the_erased_participants_rows_belong_to_nobody(
    practice: Practice,
) -> None:
    hold_workshop_one(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    gone = practice.plan.people[2]
    erasing.erase(desk, cohort, gone.ref, "asked in writing")
    seen = feedback_import.preview(desk, cohort, practice.extract)
    reasons = {row.row: str(row.reason) for row in seen.outcome.held_back}
    assert reasons[3] == "unknown_reference"
    assert gone.seat not in seen.outcome.missing
    feedback_import.confirm(desk, seen, "F-LEAD1")
    everything_opens(desk, cohort)


def test_safety_goes_first_an_open_flag_holds_the_erasure_back(practice: Practice) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    refs = desk.state(cohort).seats
    safeguard.raise_flag(desk, cohort, 1, seat=4, kind="threat", words="overheard")
    with pytest.raises(Refusal, match="not closed"):
        erasing.erase(desk, cohort, refs[4], "asked")
    erasing.erase(desk, cohort, refs[5], "asked")
    flag = closed_flag(practice, seat=4)
    with pytest.raises(Refusal, match="not closed"):
        erasing.erase(desk, cohort, refs[4], "asked")
    close(practice, next(one.id for one in desk.state(cohort).unclosed_flags))
    erasing.erase(desk, cohort, refs[4], "asked")
    assert flag not in safeguard.details(desk, cohort)
    assert flag in desk.state(cohort).flags, "that there was a flag stays on record"
    everything_opens(desk, cohort)


def test_a_flag_about_an_erased_participants_seat_can_still_be_raised(practice: Practice) -> None:
    hold_workshop_one(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    erasing.erase(desk, cohort, desk.state(cohort).seats[4], "asked")
    flag = safeguard.raise_flag(desk, cohort, 1, seat=4, words="came back angry")
    assert safeguard.details(desk, cohort)[flag].words == "came back angry"
    assert safeguard.details(desk, cohort)[flag].seat == 4


def test_nobody_is_erased_while_a_workshop_is_under_way(practice: Practice) -> None:
    from cara_facilitate.domain import commands as cmd
    from cara_facilitate.services import deliver, prepare

    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    assert desk.flush(10)
    with pytest.raises(Refusal, match="under way"):
        erasing.erase(desk, cohort, practice.plan.people[0].ref, "asked")
