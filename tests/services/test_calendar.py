"""The calendar file: both days by the clock on the wall, nobody in it, and the same entry again."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from cara_facilitate.errors import Refusal
from cara_facilitate.services.calendar import calendar_file, day_length, write_calendar
from cara_facilitate.services.rehearse import Practice, make_practice
from tests.services.conftest import SATURDAY

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def autumn(home: Path) -> Iterator[Practice]:
    """A cohort with the October clock change between its days."""
    made = make_practice(home, date(2026, 10, 3))
    yield made
    made.desk.close()


def entries(text: str) -> list[dict[str, object]]:
    """Each entry's fields, read back by the library."""
    return [
        {
            name: getattr(entry.get(name), "dt", entry.get(name))
            for name in ("UID", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "SEQUENCE", "STATUS")
        }
        for entry in Calendar.from_ical(text).walk("VEVENT")
    ]


def test_both_days_run_from_half_an_hour_before_to_the_end_of_the_debrief(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    found = entries(calendar_file(desk, cohort))
    assert [entry["SUMMARY"] for entry in found] == [
        "Workshop 1 of 2, WY26A",
        "Workshop 2 of 2, WY26A",
    ]
    for entry, day in zip(found, (SATURDAY, SATURDAY + timedelta(days=28)), strict=True):
        assert entry["DTSTART"] == datetime.combine(day, time(9, 30), LONDON)
        assert entry["DTEND"] == datetime.combine(day, time(15, 45), LONDON)
        assert "Doors 10:00, end 15:00." in str(entry["DESCRIPTION"])


def test_ten_oclock_stays_ten_oclock_when_the_clocks_go_back(autumn: Practice):
    first, second = entries(calendar_file(autumn.desk, autumn.plan.cohort))
    starts = [entry["DTSTART"] for entry in (first, second)]
    assert [s.strftime("%H:%M") for s in starts] == ["09:30", "09:30"]  # type: ignore[attr-defined]
    assert [s.utcoffset() for s in starts] == [timedelta(hours=1), timedelta(0)]  # type: ignore[attr-defined]


def test_the_file_brings_the_zone_it_names_and_agrees_with_it(autumn: Practice):
    text = calendar_file(autumn.desk, autumn.plan.cohort)
    calendar = Calendar.from_ical(text)
    zones = calendar.walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/London"]
    own = zones[0].to_tz(lookup_tzid=False)
    for day, hours in ((date(2026, 10, 3), 1), (date(2026, 10, 31), 0)):
        at = datetime.combine(day, time(9, 30), own)
        assert at.utcoffset() == timedelta(hours=hours)
    assert text.count("DTSTART;TZID=Europe/London:") == 2


def test_lines_end_as_the_standard_asks_and_none_is_too_long(practice: Practice):
    data = calendar_file(practice.desk, practice.plan.cohort).encode()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n")[:-1]:
        assert re.match(rb"[ \t]|[A-Z][A-Z-]*[;:]", line), line


def test_nothing_in_it_says_what_the_days_are_about_or_who_comes(practice: Practice):
    text = calendar_file(practice.desk, practice.plan.cohort)
    unfolded = text.replace("\r\n ", "")
    assert not re.search(r"\bcara\b|abuse|caution|domestic|perpetrator", unfolded, re.IGNORECASE)
    assert not any(ref in unfolded for ref in practice.desk.state("WY26A").seats.values())
    assert not any(who in unfolded for who in practice.plan.facilitators)
    assert "ATTENDEE" not in unfolded
    assert "CLASS:CONFIDENTIAL" in unfolded


def test_the_same_cohort_gives_the_same_entries_and_another_one_others(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    once, again = (entries(calendar_file(desk, cohort)) for _ in range(2))
    assert [entry["UID"] for entry in once] == [entry["UID"] for entry in again]
    assert [entry["SEQUENCE"] for entry in once] == [0, 0]
    assert len({entry["UID"] for entry in once}) == 2


def test_a_day_not_held_is_called_off_under_its_own_entry(practice: Practice):
    from cara_facilitate.domain.plan_events import WorkshopNotHeld

    desk, cohort = practice.desk, practice.plan.cohort
    before = entries(calendar_file(desk, cohort))
    called = WorkshopNotHeld(1, "venue shut", "F-LEAD1", desk.clock.now())
    desk.record(cohort, [called], wait=True)
    after = entries(calendar_file(desk, cohort))
    assert [entry["STATUS"] for entry in after] == ["CANCELLED", "CONFIRMED"]
    assert after[0]["UID"] == before[0]["UID"]
    assert int(str(after[0]["SEQUENCE"])) > int(str(before[0]["SEQUENCE"]))


def test_the_file_is_for_its_owner_alone_and_takes_an_earlier_ones_place(
    practice: Practice, tmp_path: Path
):
    out = tmp_path / "out"
    (first,) = write_calendar(practice.desk, "WY26A", out)
    (second,) = write_calendar(practice.desk, "WY26A", out)
    assert first == second == out / "WY26A.ics"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert first.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert [path.name for path in out.iterdir()] == ["WY26A.ics"]


def test_a_cohort_that_is_not_there_is_refused(practice: Practice):
    with pytest.raises(Refusal):
        calendar_file(practice.desk, "WY99Z")


def test_a_days_length_is_that_of_the_plan(practice: Practice):
    day = practice.desk.curriculum("WY26A").day(1)
    assert day_length(day) == timedelta(hours=5)
    assert day_length(replace(day, start="09:15", end="12:00")) == timedelta(hours=2, minutes=45)
