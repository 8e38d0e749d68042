"""A backup is known from before its first byte until somebody says that it is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.backups import backups, still_holding

AT = datetime(2026, 12, 27, 9, tzinfo=UTC)
UNTIL = date(2027, 1, 26)
BEGUN = ev.BackupBegun("backup-a", UNTIL, "F-LEAD1", AT)
MADE = ev.BackupMade("backup-a", AT)
GONE = ev.BackupDeleted("backup-a", "F-LEAD1", AT + timedelta(days=3))


def test_a_backup_that_stopped_on_the_way_is_known_and_not_called_whole() -> None:
    [one] = backups([BEGUN])
    assert (one.name, one.whole, one.deleted_at) == ("backup-a", False, None)
    [one] = backups([BEGUN, MADE])
    assert one.whole


def test_it_is_past_from_its_day_on_until_it_is_deleted() -> None:
    [one] = backups([BEGUN, MADE])
    assert not one.past(UNTIL - timedelta(days=1))
    assert one.past(UNTIL) and one.past(UNTIL + timedelta(days=99))
    [gone] = backups([BEGUN, MADE, GONE])
    assert not gone.past(UNTIL + timedelta(days=99))


LATER = ev.BackupBegun("backup-b", UNTIL, "F-LEAD1", AT + timedelta(days=1))
PURGED = ev.ClassPurged("feedback", 1, UNTIL, "F-LEAD1", AT)
ERASED = ev.ParticipantErased("WY26A-0001-7", "asked", "F-LEAD1", UNTIL, AT)
HELD = ev.LegalHoldSet("WY26A-0002-5", "a court asked", "F-LEAD1", AT)
LIFTED = ev.LegalHoldLifted("WY26A-0002-5", "settled", "F-LEAD1", AT)


def named(story: list[ev.Event], *gone: ev.Event) -> list[str]:
    return [one.name for one in still_holding(story, gone)]


def test_only_earlier_ones_that_still_lie_about_hold_what_was_erased() -> None:
    assert named([BEGUN, MADE, PURGED, LATER], PURGED) == ["backup-a"]
    assert named([BEGUN, MADE, LATER, ERASED], ERASED) == ["backup-a", "backup-b"]
    assert named([BEGUN, MADE, GONE, ERASED], ERASED) == []
    assert named([BEGUN, MADE, ERASED, GONE], ERASED) == []
    assert named([BEGUN, PURGED, LATER, ERASED], PURGED, ERASED) == ["backup-a", "backup-b"]
    assert named([BEGUN, MADE], PURGED) == []


@given(st.integers(-1000, 1000))
def test_a_clock_that_was_set_changes_nothing_in_what_a_backup_holds(hours: int) -> None:
    gone = replace(PURGED, at=AT + timedelta(hours=hours))
    assert named([BEGUN, MADE, gone, LATER], gone) == ["backup-a"]


def test_under_a_hold_on_somebody_else_backups_made_until_it_is_lifted_may_hold_it() -> None:
    last = replace(BEGUN, name="backup-c")
    assert named([HELD, BEGUN, ERASED, LATER], ERASED) == ["backup-a", "backup-b"]
    assert named([HELD, BEGUN, ERASED, LATER, LIFTED, last], ERASED) == ["backup-a", "backup-b"]
    assert named([HELD, LIFTED, BEGUN, ERASED, LATER], ERASED) == ["backup-a"]
    assert named([BEGUN, ERASED, HELD, LATER, LIFTED, last], ERASED) == ["backup-a"]


def test_what_names_no_known_backup_is_passed_over() -> None:
    assert backups([MADE, GONE]) == ()
