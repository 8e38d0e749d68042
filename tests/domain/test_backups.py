"""A backup is known from before its first byte until somebody says that it is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

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


def test_only_earlier_ones_that_still_lie_about_hold_what_was_erased() -> None:
    later = ev.BackupBegun("backup-b", UNTIL, "F-LEAD1", AT + timedelta(days=1))
    known = backups([BEGUN, MADE, later])
    assert [one.name for one in still_holding(known, AT)] == ["backup-a"]
    assert [one.name for one in still_holding(known, AT + timedelta(days=2))] == [
        "backup-a",
        "backup-b",
    ]
    assert still_holding(backups([BEGUN, MADE, GONE]), AT) == ()


def test_what_names_no_known_backup_is_passed_over() -> None:
    assert backups([MADE, GONE]) == ()
