"""The backups made of a store: which are whole, which lie about, and when each must be gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cara_facilitate.domain.event import Event
from cara_facilitate.domain.privacy_events import (
    BackupBegun,
    BackupDeleted,
    BackupMade,
    LegalHoldLifted,
    LegalHoldSet,
    ParticipantErased,
)


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


def still_holding(story: Sequence[Event], gone: Iterable[Event]) -> tuple[Backup, ...]:
    """Those not deleted that were begun before all of this was surely gone, the oldest first.

    The place in the journal tells what was before what: a clock may have been set back since.

    :param story: the store's own events and the cohort's, in the journal's order.
    :param gone: that somebody was erased, or a class purged; events of the story.
    """
    end = max((_gone_by(story, one) for one in gone), default=0)
    begun = {event.name for event in story[:end] if isinstance(event, BackupBegun)}
    return tuple(one for one in backups(story) if one.deleted_at is None and one.name in begun)


def _gone_by(story: Sequence[Event], gone: Event) -> int:
    """The place up to which a copy may hold it; 0 if the story does not tell of it.

    Under a hold on somebody else, what is about both stays until the hold is lifted.
    """
    held: set[str] = set()
    by, waits = 0, False
    for place, event in enumerate(story, 1):
        if isinstance(event, LegalHoldSet):
            held.add(event.ref)
        elif isinstance(event, LegalHoldLifted):
            held.discard(event.ref)
        if event == gone:
            by, waits = place, isinstance(gone, ParticipantErased) and bool(held)
        elif waits:
            by, waits = place, bool(held)
    return by
