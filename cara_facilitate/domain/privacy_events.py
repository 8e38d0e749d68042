"""What can happen to what is held: legal hold, erasure, purges, backups; never what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cara_facilitate.domain.event import Event, stored


@stored("privacy.held")
@dataclass(frozen=True, slots=True)
class LegalHoldSet(Event):
    """Nothing of a participant (or, with an empty ``ref``, of the cohort) may be erased."""

    ref: str
    reason: str
    by: str
    at: datetime


@stored("privacy.hold_lifted")
@dataclass(frozen=True, slots=True)
class LegalHoldLifted(Event):
    """The legal hold on this reference (or, empty, on the cohort) no longer stands."""

    ref: str
    reason: str
    by: str
    at: datetime


@stored("privacy.erased")
@dataclass(frozen=True, slots=True)
class ParticipantErased(Event):
    """A participant's keys were destroyed; copies in earlier backups end by ``backups_until``.

    ``entries`` are the ids of the entries to be blanked, so that it can be finished by any
    later opening.
    """

    ref: str
    reason: str
    by: str
    backups_until: date
    at: datetime
    entries: tuple[str, ...] = ()


@stored("privacy.purged")
@dataclass(frozen=True, slots=True)
class ClassPurged(Event):
    """What a retention class held was erased because its date had come."""

    kind: str
    entries: int
    backups_until: date
    by: str
    at: datetime


@stored("privacy.backup_begun")
@dataclass(frozen=True, slots=True)
class BackupBegun(Event):
    """A copy of the whole store is being made under this name; it is to be gone by ``until``."""

    name: str
    until: date
    by: str
    at: datetime


@stored("privacy.backup_made")
@dataclass(frozen=True, slots=True)
class BackupMade(Event):
    """The backup of this name was opened and verified, and is whole."""

    name: str
    at: datetime


@stored("privacy.backup_deleted")
@dataclass(frozen=True, slots=True)
class BackupDeleted(Event):
    """The backup of this name is gone: somebody deleted it and said so, or it was never whole."""

    name: str
    by: str
    at: datetime
