"""The machine's own zone knows when its clocks change."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.flags import due
from cara_facilitate.services.zone import ZONE, plain, zoned

LONDON = ZoneInfo("Europe/London")
pytestmark = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system cannot change its zone for a test"
)


@pytest.fixture(scope="module", autouse=True)
def in_london() -> Iterator[None]:
    """The machine stands in London."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/London"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@given(st.datetimes(datetime(2000, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))
def test_every_instant_is_as_the_zone_has_it_and_comes_back(instant: datetime) -> None:
    local = instant.astimezone(ZONE)
    there = instant.astimezone(LONDON)
    assert (local.replace(tzinfo=None), local.utcoffset(), local.fold) == (
        there.replace(tzinfo=None), there.utcoffset(), there.fold,
    )  # fmt: skip
    assert plain(zoned(instant.astimezone())) == instant


def test_a_time_with_a_bare_offset_gets_the_deadline_of_its_wall_clock() -> None:
    raised = datetime(2026, 10, 25, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    by = due("same_day", zoned(raised))
    assert (by.hour, by.minute, by.utcoffset()) == (23, 59, timedelta(0))


def test_a_time_of_another_place_keeps_its_own_offset() -> None:
    elsewhere = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=9)))
    assert zoned(elsewhere) is elsewhere
    assert plain(elsewhere) is elsewhere
