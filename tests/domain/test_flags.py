"""A flag's deadline runs by the wall clock, and what is said of it gives away what it may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.flags import (
    BANNER,
    SEVERITIES,
    between,
    day_words,
    deadline_words,
    due,
    length_words,
    told_time,
    waiting_words,
)

LONDON = ZoneInfo("Europe/London")
SATURDAY = datetime(2026, 11, 28, 10, 12, tzinfo=UTC)
MOMENTS = st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.sampled_from([LONDON, UTC])
)


def said(severity: str, raised: datetime, now: datetime) -> str:
    return deadline_words(severity, raised, due(severity, raised), now)


def test_immediate_is_due_at_once_and_the_same_day_by_its_last_minute() -> None:
    assert due("immediate", SATURDAY) == SATURDAY
    assert due("same_day", SATURDAY) == datetime(2026, 11, 28, 23, 59, tzinfo=UTC)


def test_a_severity_nobody_knows_is_taken_as_the_strictest() -> None:
    assert due("later", SATURDAY) == SATURDAY
    assert said("", SATURDAY, SATURDAY) == "due now, raised 0 min ago"


@given(MOMENTS)
def test_the_deadline_is_never_after_the_day_it_was_raised_on(raised: datetime) -> None:
    for severity in SEVERITIES:
        assert due(severity, raised).date() == raised.date()
    assert due("immediate", raised) <= due("same_day", raised) + timedelta(minutes=1)


@pytest.mark.parametrize("day", range(21, 30))
def test_weekends_are_days_like_others(day: int) -> None:
    raised = SATURDAY.replace(day=day)
    assert due("same_day", raised).day == day


@pytest.mark.parametrize(
    ("night", "hours"), [(datetime(2026, 10, 25), 25), (datetime(2026, 3, 29), 23)]
)
def test_a_clock_change_moves_no_deadline_and_the_hours_left_are_the_real_ones(
    night: datetime, hours: int
) -> None:
    raised = night.replace(minute=1, tzinfo=LONDON)
    by = due("same_day", raised)
    assert (by.hour, by.minute, by.date()) == (23, 59, raised.date())
    assert between(raised, by) == timedelta(hours=hours) - timedelta(minutes=2)
    assert said("same_day", raised, raised).endswith(f"{hours - 1} h 58 min left")


def test_the_words_of_a_deadline() -> None:
    def later(**parts: int) -> datetime:
        return SATURDAY + timedelta(**parts)

    assert said("immediate", SATURDAY, later(minutes=12)) == "due now, raised 12 min ago"
    assert said("immediate", SATURDAY, later(hours=2)) == "due now, raised 2 h 0 min ago"
    assert said("same_day", SATURDAY, later(hours=7, minutes=35)) == (
        "due by 23:59 today, 6 h 12 min left"
    )
    assert said("same_day", SATURDAY, later(days=1)) == "overdue since 23:59 yesterday"
    assert said("same_day", SATURDAY, later(days=3)) == "overdue since 23:59 Sat 28 Nov"


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_overdue_is_said_exactly_from_the_deadline_on(raised: datetime, after: timedelta) -> None:
    now = (raised.astimezone(UTC) + after).astimezone(raised.tzinfo)
    late = between(due("same_day", raised), now) >= timedelta(0)
    assert said("same_day", raised, now).startswith("overdue" if late else "due by 23:59 today")


@given(MOMENTS, st.timedeltas(timedelta(days=-2), timedelta(days=40)))
def test_what_an_ordinary_screen_says_of_the_time_knows_no_severity(
    raised: datetime, after: timedelta
) -> None:
    words = waiting_words(raised, raised + after)
    assert words.startswith("raised ")
    assert "due by" not in words
    assert "due now" not in words
    assert "-" not in words


def test_once_its_day_is_over_every_flag_is_overdue() -> None:
    assert waiting_words(SATURDAY, SATURDAY + timedelta(minutes=34)) == "raised 10:12, 34 min ago"
    assert waiting_words(SATURDAY, SATURDAY + timedelta(days=1)) == (
        "raised 10:12 yesterday, 24 h 0 min ago: overdue"
    )


def test_a_clock_set_back_makes_no_time_less_than_none() -> None:
    assert length_words(timedelta(minutes=-5)) == "0 min"
    assert length_words(timedelta(days=2, hours=3)) == "2 days 3 h"
    assert day_words(date(2026, 11, 30), date(2026, 11, 28)) == "Mon 30 Nov"


def test_the_banner_names_nothing() -> None:
    assert BANNER == "Safeguarding: a flag is open. Tell somebody today."


NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
PAST_MIDNIGHT = datetime(2026, 11, 29, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "now", "told"),
    [
        ("10:15", NOON, "2026-11-28 10:15"),
        (" 9.05 ", NOON, "2026-11-28 09:05"),
        ("12:00", NOON, "2026-11-28 12:00"),
        ("12:01", NOON, ""),
        ("y 23:40", NOON, "2026-11-27 23:40"),
        ("yesterday 23:40", NOON, "2026-11-27 23:40"),
        ("23:40", PAST_MIDNIGHT, "2026-11-28 23:40"),
        ("00:10", PAST_MIDNIGHT, "2026-11-29 00:10"),
        ("28/11 09:15", PAST_MIDNIGHT, "2026-11-28 09:15"),
        ("30/12 09:15", datetime(2027, 1, 2, 8, 0, tzinfo=UTC), "2026-12-30 09:15"),
        ("30/12 09:15", NOON, ""),
        ("31/11 09:15", NOON, ""),
        ("25:00", NOON, ""),
        ("now", NOON, ""),
        ("", NOON, ""),
        ("10:15 by Jo", NOON, ""),
    ],
)
def test_when_somebody_was_told(typed: str, now: datetime, told: str) -> None:
    found = told_time(typed, now, SATURDAY)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else "") == told


def test_a_time_still_to_come_is_no_slip_back_into_yesterday_on_the_day_itself() -> None:
    raised_today = NOON - timedelta(minutes=5)
    assert told_time("21:10", NOON, raised_today) is None


@given(st.text(max_size=16) | st.from_regex(r"(y )?[0-2]?\d[:.][0-5]\d", fullmatch=True), MOMENTS)
def test_nobody_was_ever_told_in_the_future(typed: str, now: datetime) -> None:
    found = told_time(typed, now, now - timedelta(hours=30))
    assert found is None or timedelta(0) <= between(found, now) < timedelta(days=3)


def test_told_in_the_night_the_clocks_go_back() -> None:
    raised = datetime(2026, 10, 24, 22, 0, tzinfo=LONDON)
    now = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)
    assert told_time("1:45", now, raised) == datetime(2026, 10, 25, 1, 45, tzinfo=LONDON)
    assert told_time("23:30", now, raised) == datetime(2026, 10, 24, 23, 30, tzinfo=LONDON)
