"""A facilitator's, a worker's, a manager's and a supervisor's store, and what passes between."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import casework, deliver, handover, people, prepare, receiving
from cara_facilitate.services.bootstrap import (
    PRACTICE_PASSPHRASE,
    feedback_key,
    make_store,
    open_desk,
)
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import make_practice, practice_time

if TYPE_CHECKING:
    from cara_facilitate.domain.handover import Received
    from cara_facilitate.domain.plan import CohortPlan
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

FIRST = date(2026, 11, 28)
BETWEEN = date(2026, 12, 10)
SECOND = FIRST + timedelta(days=28)
OWNERS = {
    "lead": ("F-LEAD1", "facilitator"),
    "worker": ("V-1", "victim_worker"),
    "manager": ("M-1", "manager"),
    "supervisor": ("S-1", "supervisor"),
}
"""Whose each store is, and what they do; the first is the practice store with the cohort."""


@dataclass(slots=True)
class Circle:
    """Four open practice stores in folders beside one another, all at one time of day."""

    folder: Path
    plan: CohortPlan
    lead: Desk
    worker: Desk
    manager: Desk
    supervisor: Desk

    @property
    def cohort(self) -> str:
        """The one cohort there is."""
        return self.plan.cohort

    @property
    def refs(self) -> tuple[str, ...]:
        """Every reference, by seat."""
        return tuple(person.ref for person in self.plan.people)

    def everybody(self) -> tuple[Desk, ...]:
        """All four stores."""
        return self.lead, self.worker, self.manager, self.supervisor

    def clocks(self, at: datetime) -> None:
        """Every store's clock."""
        for desk in self.everybody():
            set_practice_clock(desk.folder, at)

    def write(self, sender: Desk, to: Desk, **more: str) -> handover.Written:
        """A hand-over, with the feedback key where it is needed."""
        key = key_of(sender) if handover.needs_key(sender, to.owner) else None
        return handover.write(
            sender, self.cohort, to.owner, self.folder / "carried", key=key, **more
        )

    def open(self, sender: Desk, to: Desk, **more: str) -> Received:
        """Written by one, opened by the other; not taken in."""
        return receiving.open_file(to, self.write(sender, to, **more).path)

    def hand(self, sender: Desk, to: Desk, **more: str) -> Received:
        """Written by one and taken in by the other."""
        received = self.open(sender, to, **more)
        receiving.take_in(to, received)
        return received

    def tell_the_worker(self) -> None:
        """The roster by hand-over, the check words by voice."""
        self.hand(self.lead, self.worker)
        for person in self.plan.people:
            casework.set_check_word(self.worker, self.cohort, person.ref, person.check_word)

    def hold_workshop_one(self) -> None:
        """Everybody present, from start to close."""
        prepare.prepare(self.lead, self.cohort, 1, prepare.CHECKS)
        for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
            deliver.do(self.lead, self.cohort, 1, command(self.lead.clock.now()))


@contextmanager
def circle(folder: Path) -> Iterator[Circle]:
    """The four, who have compared their digits with one another by voice; workshop one is near."""
    template, plan = _template()
    for name in OWNERS:
        shutil.copytree(template / name, folder / name)
    desks = [open_desk(folder / name, PRACTICE_PASSPHRASE) for name in OWNERS]
    whole = Circle(folder, plan, *desks)
    whole.clocks(practice_time(FIRST, 9, 40))
    try:
        yield whole
    finally:
        for desk in whole.everybody():
            desk.close()


@cache
def _template() -> tuple[Path, CohortPlan]:
    """The four stores as they are made, once: copying a folder takes a quarter of the time."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in OWNERS:
        (folder / name).mkdir(mode=0o700)
    made = make_practice(folder / "lead", FIRST)
    desks = [made.desk]
    for name, (staff, role) in list(OWNERS.items())[1:]:
        set_practice_clock(folder / name, practice_time(FIRST, 9, 40))
        desks.append(
            make_store(folder / name, PRACTICE_PASSPHRASE, staff, roles=(role,), practice=True)[0]
        )
    for one in desks:
        for other in desks:
            if one is not other:
                meet(one, other)
    for desk in desks:
        desk.close()
    return folder, made.plan


def meet(one: Desk, other: Desk) -> None:
    """One trusts the other's card, the digits having been read out."""
    theirs = people.me(other)
    people.trust(one, theirs.card(), theirs.fingerprint())


def key_of(desk: Desk) -> TierKey:
    """The feedback key of a practice store."""
    return feedback_key(desk.folder, PRACTICE_PASSPHRASE)


def heard(desk: Desk, cohort: str, ref: str, **fields: object) -> CaseRecord:
    """A next version after a conversation on the day between, with these fields."""
    at = practice_time(BETWEEN, 11, 0)
    with casework.open_casework(desk, cohort, key_of(desk)) as work:
        earlier = work.of(ref)
        made = casework.blank_record(desk, cohort, ref)
        if earlier:
            made = replace(earlier[-1], version=earlier[-1].version + 1)
        filled = replace(
            made,
            outcome="completed",
            attempts=(Attempt(at, "telephone", "spoken"),),
            safe_contact=SafeContact(how=Protected("by day"), last_checked=BETWEEN),
            incident="none",
        )
        filled = replace(filled, **fields)  # type: ignore[arg-type]
        casework.save(desk, work, filled)
        return filled


SHARED: dict[str, object] = {"level": Level.L1, "with_person": True}
"""What a record needs so that its summary may be read by the facilitators."""
