"""The backups made of a store: which are whole, which lie about, and when each must be gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from cara_facilitate.domain.event import Event
from cara_facilitate.domain.privacy_events import BackupBegun, BackupDeleted, BackupMade


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, by the name of its folder; where it lies is known to whoever made it alone.

    :ivar whole: it was opened and verified; else it stopped on the way and may lie there in part.
    :ivar deleted_at: when somebody said that it is gone, every copy of it; None before.
    """

    name: str
    begun_at: datetime
    until: date
    by: str
    whole: bool = False
    deleted_at: datetime | None = None

    def past(self, today: date) -> bool:
        """Whether it is to be deleted now."""
        return self.deleted_at is None and self.until <= today


def backups(events: Iterable[Event]) -> tuple[Backup, ...]:
    """Every backup ever begun, oldest first."""
    found: dict[str, Backup] = {}
    for event in events:
        match event:
            case BackupBegun():
                found[event.name] = Backup(event.name, event.at, event.until, event.by)
            case BackupMade() if event.name in found:
                found[event.name] = replace(found[event.name], whole=True)
            case BackupDeleted() if event.name in found:
                found[event.name] = replace(found[event.name], deleted_at=event.at)
            case _:
                pass
    return tuple(found.values())


def still_holding(made: Iterable[Backup], at: datetime) -> tuple[Backup, ...]:
    """Those not deleted that were begun before something was erased at this time."""
    return tuple(one for one in made if one.deleted_at is None and one.begun_at <= at)
