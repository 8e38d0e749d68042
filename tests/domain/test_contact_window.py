"""Agreed days and hours: typed by people, shown to read back, judged by the clock."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import WHY_OUTSIDE, Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.casework_events import CaseRecorded
from cara_facilitate.domain.casework_rules import WORDS_ONLY, cautions, faults
from cara_facilitate.domain.contact_window import (
    ALWAYS,
    DAYS,
    ContactWindow,
    covers,
    outside,
    parse,
    runs_on,
    show,
)
from cara_facilitate.domain.protected import Protected
from cara_facilitate.journal import codec
from tests.domain.case_records import NOW, W1, W2, W2_START, at, sound
from tests.journal.test_codec import AN_EVENT, as_stored

MONDAY = at(7)
WORKDAYS = DAYS[:5]


def hours(*clock: str) -> tuple[tuple[int, int], ...]:
    """Ranges from ``10:00-12:00``."""
    window = ContactWindow(DAYS, ())
    parsed = parse(f"daily {' '.join(clock)}")
    assert parsed is not None
    return replace(window, hours=parsed[0].hours).hours


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ()),
        ("  any ", (ALWAYS,)),
        ("mon tue thu 10:00-12:00 18:00-19:30",
         (ContactWindow(("mon", "tue", "thu"), ((600, 720), (1080, 1170))),)),
        ("Monday, Tuesday 9-11", (ContactWindow(("mon", "tue"), ((540, 660),)),)),
        ("mon\u2013fri 9.30 \u2013 24", (ContactWindow(WORKDAYS, ((570, 1440),)),)),
        ("sat-mon 9-10", (ContactWindow(("mon", "sat", "sun"), ((540, 600),)),)),
        ("daily 9-10; sun 0:00-1:00;",
         (ContactWindow(DAYS, ((540, 600),)), ContactWindow(("sun",), ((0, 60),)))),
    ],
)  # fmt: skip
def test_days_and_hours_are_read_as_people_type_them(
    typed: str, found: tuple[ContactWindow, ...]
) -> None:
    assert parse(typed) == found


@pytest.mark.parametrize(
    "typed",
    ["mon", "10:00-12:00", "mon 12-10", "mon 10-10", "mon 22:00-02:00", "mon 10:60-11", "mon 10",
     "mon 23-25", "someday 9-10", "mo 9-10", "when he is at work", "mon 9-10 any", "; ;",
     "mon 24:30-24:40", "mon 9-10;" * 8],
)  # fmt: skip
def test_what_says_no_days_and_hours_is_none(typed: str) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["mon 10-12, tue 14-16", "mon 10-12 tue 14-16", "mon 10-12\ntue 14-16", "mon 9-17 sat 22-23",
     "10-12 mon", "sun 9-10; mon 9-17 sat 22-23", "Mon 9 - 17, Tue"],
)  # fmt: skip
def test_days_after_hours_are_refused_and_never_given_the_hours_of_other_days(typed: str) -> None:
    assert parse(typed) is None
    assert runs_on(typed)


def test_a_semicolon_gives_each_day_its_own_hours_and_commas_stay_within_one() -> None:
    apart = parse("mon 10-12; tue 14-16")
    assert apart is not None
    assert [(one.days, one.hours) for one in apart] == [
        (("mon",), ((600, 720),)),
        (("tue",), ((840, 960),)),
    ]
    both = "mon, tue 10-12, 14-16"
    assert parse(both) == (ContactWindow(("mon", "tue"), ((600, 720), (840, 960))),)
    assert not any(runs_on(text) for text in (both, "mon 10-12; tue 14-16", "someday 9-10", ""))


window = st.builds(
    lambda days, ranges: ContactWindow(
        tuple(day for day in DAYS if day in days), tuple(sorted(ranges))
    ),
    st.sets(st.sampled_from(DAYS), min_size=1),
    st.sets(
        st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda r: r[0] < r[1]),
        min_size=1,
        max_size=3,
    ),
)


@given(st.lists(window, max_size=7).map(tuple))
def test_what_is_shown_reads_back_as_it_was(windows: tuple[ContactWindow, ...]) -> None:
    assert parse(show(windows)) == windows


@given(st.lists(window, max_size=3).map(tuple), st.integers(0, 7 * 1440 - 1))
def test_a_moment_is_covered_as_its_day_and_minute_say(
    windows: tuple[ContactWindow, ...], minute: int
) -> None:
    moment = MONDAY.replace(hour=0) + timedelta(minutes=minute)
    day, of_day = divmod(minute, 1440)
    said = any(
        DAYS[day] in one.days and any(of_day in range(a, b + 1) for a, b in one.hours)
        for one in windows
    )
    assert covers(windows, moment) == said


def test_the_clock_of_the_place_judges_and_not_that_of_greenwich() -> None:
    summer = timezone(timedelta(hours=1))
    assert covers(parse("mon 10-12") or (), datetime(2026, 6, 1, 11, 30, tzinfo=summer))
    assert not covers(parse("mon 10-12") or (), datetime(2026, 6, 1, 12, 30, tzinfo=summer))


def test_nothing_is_judged_by_what_was_agreed_in_that_call_or_later() -> None:
    mornings = parse("mon 9-10") or ()
    assert not outside([(MONDAY, mornings)], MONDAY)
    assert not outside([(MONDAY, mornings)], MONDAY - timedelta(days=1))
    assert not outside([], MONDAY)
    assert outside([(MONDAY, mornings)], MONDAY + timedelta(minutes=1))


def test_what_stood_then_judges_and_what_was_taken_back_judges_nothing() -> None:
    mornings, evenings = parse("daily 9-10") or (), parse("daily 18-19") or ()
    agreed = [(at(1), mornings), (at(8), evenings), (at(15), ())]
    assert not outside(agreed, at(4, 9))
    assert outside(agreed, at(4, 18))
    assert outside(agreed, at(10, 9))
    assert not outside(agreed, at(10, 18))
    assert not outside(agreed, at(20, 3))
    # A slip put right with the same moment: the later one stands.
    assert not outside([(at(1), mornings), (at(1), evenings)], at(4, 18))


# The rule of the record.

CALL = Attempt(at(5), "telephone", "spoken")
SAFE = SafeContact(
    last_checked=at(5).date(), windows=parse("mon-thu 10:00-12:00") or (), agreed_at=at(5)
)
WITHIN, LATE = (
    Attempt(at(8, 11), "telephone", "no_answer"),
    Attempt(at(8, 20), "telephone", "no_answer"),
)


def found(
    record: CaseRecord,
    earlier: CaseRecord | None = None,
    agreed: tuple[SafeContact, ...] = (),
) -> list[str]:
    judged = faults(record, facilitators=(), earlier=earlier, now=NOW, agreed=agreed)
    return [f"{fault.field}: {fault.sentence}" for fault in judged]


def test_an_attempt_outside_what_was_agreed_is_refused_by_field() -> None:
    record = sound(safe_contact=SAFE, attempts=(CALL, WITHIN, LATE))
    [said] = found(record)
    assert said.startswith("attempts: Attempt 3 was outside the agreed days and hours")
    assert found(replace(record, attempts=(CALL, WITHIN))) == []


@pytest.mark.parametrize("why", WHY_OUTSIDE)
def test_a_reason_of_the_list_lets_it_stand_and_no_other_does(why: str) -> None:
    record = sound(safe_contact=SAFE, attempts=(CALL, replace(LATE, why=why)))
    assert found(record) == []
    unheard = sound(safe_contact=SAFE, attempts=(CALL, replace(LATE, why="it suited me")))
    assert found(unheard) == ["attempts: Attempt 2: choose the reason of the list."]


def test_what_was_agreed_first_judges_an_attempt_noted_after_it_was_changed() -> None:
    first = sound(safe_contact=SAFE, attempts=(CALL,))
    evenings = replace(SAFE, windows=parse("daily 18-21") or (), agreed_at=at(12))
    second = replace(first, version=2, safe_contact=evenings)
    both = (first.safe_contact, second.safe_contact)
    third = replace(second, version=3, attempts=(CALL, WITHIN))
    assert found(third, second, both) == []
    assert len(found(replace(third, attempts=(CALL, LATE)), second, both)) == 1
    assert found(replace(third, attempts=(CALL, replace(LATE, at=at(14, 20)))), second, both) == []


def test_what_was_kept_once_stays_though_the_window_is_dated_back() -> None:
    first = sound(safe_contact=SafeContact(last_checked=at(5).date()), attempts=(CALL, LATE))
    second = replace(first, version=2, safe_contact=SAFE)
    assert found(first) == found(second, first) == []


def test_a_window_says_when_it_was_agreed_and_that_is_no_later_than_now() -> None:
    for wrong in (None, at(25), datetime(2026, 12, 5)):
        [said] = found(sound(safe_contact=replace(SAFE, agreed_at=wrong)))
        assert said.startswith("safe_contact.agreed_at: ")
    broken = replace(SAFE, windows=(ContactWindow(("mon",), ((700, 600),)),))
    assert found(sound(safe_contact=broken))[0].startswith("safe_contact.windows: ")


def test_words_alone_are_asked_to_be_completed_and_keep_nobody_from_saving() -> None:
    words = SafeContact(days=Protected("weekdays"), times=Protected("mornings"),
                        last_checked=at(5).date())  # fmt: skip
    record = sound(safe_contact=words)
    assert found(record) == []
    told = [one.sentence for one in cautions(record, w1=W1, w2=W2, w2_start=W2_START, now=NOW)]
    assert told == [WORDS_ONLY]
    complete = replace(record, safe_contact=replace(words, windows=SAFE.windows, agreed_at=at(5)))
    assert cautions(complete, w1=W1, w2=W2, w2_start=W2_START, now=NOW) == ()


def test_another_window_is_agreed_now_unless_somebody_says_when() -> None:
    evenings = parse("daily 18-21") or ()
    assert SAFE.with_windows(SAFE.windows, None, NOW) == SAFE
    assert SAFE.with_windows(evenings, SAFE.agreed_at, NOW).agreed_at == NOW
    assert SAFE.with_windows(evenings, at(9), NOW).agreed_at == at(9)
    assert SAFE.with_windows(SAFE.windows, at(9), NOW).agreed_at == at(9)


def test_a_record_of_the_program_before_is_read_with_its_words_and_no_window() -> None:
    attempt = replace(CALL, why="they_rang")
    words = SafeContact(how=Protected("by the neighbour"), days=Protected("weekdays"))
    event = CaseRecorded(sound(attempts=(attempt,), safe_contact=words), "V-1", NOW)
    sent = json.loads(codec._to_json(event))
    for name in ("windows", "agreed_at"):
        del sent["record"]["safe_contact"][name]
    del sent["record"]["attempts"][0]["why"]
    old = as_stored(AN_EVENT, type="casework.recorded", ver=1, payload=json.dumps(sent))
    read = codec.decode(old)
    assert isinstance(read, CaseRecorded)
    assert read.record.attempts == (CALL,)
    assert read.record.safe_contact == words
    assert read.record.safe_contact.note.reveal() == "weekdays"


def test_a_run_of_blanks_is_not_gone_through_from_each_of_its_places() -> None:
    def seconds(length: int) -> float:
        before = time.thread_time()
        assert parse(f"mon{' ' * length}10-12") is not None
        return time.thread_time() - before

    assert min(seconds(32_000) for _ in range(3)) < 30 * seconds(4_000) + 0.002
