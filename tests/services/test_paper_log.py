"""A batch from paper goes into a real store in one commit with its own times, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.errors import Refusal
from cara_facilitate.services import deliver, note, paper_log, prepare, safeguard
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import Practice
from tests.services.conftest import SATURDAY, hold_workshop_one

DAY = """10:00 open
10:00 all here
10:25 W1-02
10:31 4 7 m
11:20 BR1
11:25 5 EL health
11:30 W1-04
12:10 a4
14:58 end"""


def evening(made: Practice, on: date = SATURDAY) -> None:
    """Nine in the evening of the day: the laptop is back."""
    set_practice_clock(made.desk.folder, datetime.combine(on, time(21), timezone(timedelta(0))))


def begun(made: Practice) -> tuple[Practice, str]:
    prepare.prepare(made.desk, made.plan.cohort, 1, prepare.CHECKS)
    evening(made)
    return made, made.plan.cohort


def paper_events(made: Practice, cohort: str) -> list[ev.Event]:
    stream = made.desk.stream_events(f"{cohort}/delivery")
    return [event for event in stream if getattr(event, "source", "") == ev.PAPER]


def test_a_whole_day_is_recorded_with_its_own_times_and_survives(practice: Practice, home: Path):
    made, cohort = begun(practice)
    checked = paper_log.check(made.desk, cohort, 1, DAY)
    assert checked.ready
    assert dict(checked.lines)[4] == "10:31 seats 4 and 7, code m, in W1-02"
    assert dict(checked.lines)[8] == "12:10 O04 met by the group, in W1-04"
    ids = paper_log.record(made.desk, cohort, 1, DAY)
    assert len(ids) == checked.entries == 2 + 12 + 1 + 2 + 1 + 1 + 1 + 1 + 1
    state = made.desk.state(cohort)
    made.desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        day = again.state(cohort).workshops[1]
        assert day == state.workshops[1]
        assert (f"{day.started_at:%H:%M}", f"{day.ended_at:%H:%M}") == ("10:00", "14:58")
        assert day.started_at.date() == SATURDAY
        assert [record.id for record in again.state(cohort).log if record.id in ids] == list(ids)
        preview = note.preview(again, cohort, 1)
        assert f"Entered from paper: 10:00 to 14:58, {len(ids)} entries." in preview.text
    finally:
        again.close()


def test_a_batch_is_one_commit(practice: Practice, monkeypatch: pytest.MonkeyPatch):
    from cara_facilitate.journal.store import Store

    made, cohort = begun(practice)
    assert made.desk.flush(10)
    sizes = []
    real = Store.commit

    def commit(store: Store, drafts: object, *more: object, **named: object) -> object:
        sizes.append(len(list(drafts)))  # type: ignore[call-overload]
        return real(store, drafts, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "commit", commit)
    ids = paper_log.record(made.desk, cohort, 1, DAY)
    assert made.desk.flush(10)
    assert sizes == [len(ids)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10:00 open\n10:05 99m", "Line 2, column 7: expected seats from 1 to 12"),
        ("10:00 open\n10:05 4m", "Line 2: Seat 4 is not marked present."),
        ("10:00 all here", "Line 1: the day has not begun"),
        ("", "Nothing is written"),
        ("\n \n", "Nothing is written"),
    ],
)
def test_one_wrong_line_and_nothing_at_all_is_recorded(practice: Practice, text: str, said: str):
    made, cohort = begun(practice)
    before = made.desk.state(cohort)
    with pytest.raises(Refusal) as refused:
        paper_log.record(made.desk, cohort, 1, text)
    assert said in refused.value.sentence()
    assert made.desk.state(cohort) == before
    assert made.desk.flush(10)
    assert paper_events(made, cohort) == []


def test_what_is_still_to_come_cannot_have_been_kept_on_paper(practice: Practice):
    made, cohort = practice, practice.plan.cohort
    prepare.prepare(made.desk, cohort, 1, prepare.CHECKS)
    set_practice_clock(made.desk.folder, datetime.combine(SATURDAY, time(11), UTC))
    checked = paper_log.check(made.desk, cohort, 1, "10:00 open\n11:01 W1-02")
    assert [fault.sentence() for fault in checked.faults] == [
        "Line 2, column 1: Sat 28 Nov, 11:01 is still to come."
    ]


def test_an_unprepared_day_cannot_be_entered(practice: Practice):
    evening(practice)
    with pytest.raises(Refusal, match="not prepared"):
        paper_log.record(practice.desk, practice.plan.cohort, 1, "10:00 open")


def test_workshop_two_from_paper_keeps_the_rules_of_readiness(practice: Practice):
    made, cohort = practice, practice.plan.cohort
    prepare.prepare(made.desk, cohort, 2, prepare.CHECKS)
    second = made.desk.state(cohort).workshops[2].date
    evening(made, second)
    with pytest.raises(Refusal, match="Workshop one is not closed"):
        paper_log.record(made.desk, cohort, 2, "10:00 open")
    evening(made)
    hold_workshop_one(made)
    evening(made, second)
    with pytest.raises(Refusal, match="readiness check"):
        paper_log.record(made.desk, cohort, 2, "10:00 open")


def test_an_open_flag_keeps_the_day_from_being_closed_from_paper(practice: Practice):
    made, cohort = begun(practice)
    paper_log.record(made.desk, cohort, 1, "10:00 open\n10:00 all here")
    safeguard.raise_flag(made.desk, cohort, 1, seat=4, kind="threat", words="w", action="a")
    with pytest.raises(Refusal, match="flag is open"):
        paper_log.record(made.desk, cohort, 1, "14:58 end")


def test_a_dead_hour_is_put_into_a_day_recorded_live_in_its_seconds(practice: Practice):
    made, cohort = practice, practice.plan.cohort
    prepare.prepare(made.desk, cohort, 1, prepare.CHECKS)
    doors = datetime.combine(SATURDAY, time(10, 0, 37), timezone(timedelta(0)))
    deliver.do(made.desk, cohort, 1, cmd.StartWorkshop(doors))
    set_practice_clock(made.desk.folder, doors + timedelta(hours=2))
    paper_log.record(made.desk, cohort, 1, "10:00 all here\n10:25 W1-02\n10:40 3c")
    day = made.desk.state(cohort).workshops[1]
    assert day.seat(3).arrival is not None
    assert day.seat(3).arrival.at == doors
    assert [(s.item, s.at.minute) for s in day.starts] == [("W1-01", 0), ("W1-02", 25)]
    assert day.observations[0].item == "W1-02"


def test_taking_a_batch_back_leaves_the_day_as_it_was(practice: Practice):
    made, cohort = begun(practice)
    before = made.desk.state(cohort).workshops
    ids = paper_log.record(made.desk, cohort, 1, DAY)
    assert paper_log.take_back(made.desk, cohort, 1, ids) == (len(ids), 0)
    assert made.desk.state(cohort).workshops == before
    with pytest.raises(Refusal):
        paper_log.take_back(made.desk, cohort, 1, ids)
    paper_log.record(made.desk, cohort, 1, DAY)
    assert made.desk.state(cohort).workshops[1].ended_at is not None
