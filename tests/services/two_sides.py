"""A worker's and a manager's practice store, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import caseload, casework
from cara_facilitate.services.bootstrap import (
    PRACTICE_PASSPHRASE,
    feedback_key,
    make_store,
    open_desk,
)
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import practice_time

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

COHORT, REF, OTHER = "WY26A", "WY26A-7K3M-6", "WY26A-4MXV-B"
FIRST, SECOND = date(2026, 11, 28), date(2026, 12, 26)
CALL = practice_time(date(2026, 12, 5), 15, 0)


@contextmanager
def store(folder: Path, owner: str, role: str) -> Iterator[Desk]:
    """A practice store of one role, at the time of :data:`CALL`."""
    folder.mkdir(mode=0o700)
    set_practice_clock(folder, CALL)
    desk, _ = make_store(folder, PRACTICE_PASSPHRASE, owner, roles=(role,), practice=True)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def worker_store(folder: Path, refs: tuple[str, ...]) -> Iterator[Desk]:
    """A victim-contact worker's, told of the cohort."""
    with store(folder, "V-1", "victim_worker") as desk:
        tell(desk, refs)
        yield desk


def tell(desk: Desk, refs: tuple[str, ...]) -> None:
    """Give the worker the cohort's roster."""
    caseload.receive(
        desk,
        ev.CaseloadReceived(
            COHORT,
            "west-yorkshire",
            "intimate-partner-male",
            ((1, FIRST, "10:00"), (2, SECOND, "10:00")),
            refs,
            ("F-LEAD1", "F-CO2"),
            "M-1",
            desk.clock.now(),
        ),
    )


def reopened(desk: Desk) -> Desk:
    """The store closed and unlocked again."""
    desk.close()
    return open_desk(desk.folder, PRACTICE_PASSPHRASE)


def key_of(desk: Desk) -> TierKey:
    """The feedback key of a practice store."""
    return feedback_key(desk.folder, PRACTICE_PASSPHRASE)


def heard(desk: Desk, ref: str, at: datetime, **fields: object) -> CaseRecord:
    """A first version after a conversation, sealed (L0), with these fields."""
    blank = casework.blank_record(desk, COHORT, ref)
    filled = replace(
        blank,
        outcome="completed",
        attempts=(Attempt(at, "telephone", "spoken"),),
        safe_contact=SafeContact(how=Protected("by day"), last_checked=at.date()),
        incident="none",
    )
    return replace(filled, **fields)  # type: ignore[arg-type]


def save(desk: Desk, record: CaseRecord) -> tuple[str, ...]:
    """Save a version; the escalations it raised."""
    with casework.open_casework(desk, COHORT, key_of(desk)) as work:
        return casework.save(desk, work, record)
