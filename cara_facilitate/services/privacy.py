"""What is held, until when, under what rule, and who read it; legal holds; never what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.domain.backups import still_holding
from cara_facilitate.domain.copies import Plain, plain_extracts
from cara_facilitate.domain.retention import Held
from cara_facilitate.errors import Refusal
from cara_facilitate.services import backup
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.erasing import finish, kept_back
from cara_facilitate.services.feedback_import import finish_undos
from cara_facilitate.services.kept import counted, held_cohorts, log_of, refs_of
from cara_facilitate.services.kept import known as known
from cara_facilitate.services.kept import streams_of as streams_of
from cara_facilitate.services.retaining import standing, words_of
from cara_facilitate.services.whose import SEEN_OPENED, About, Reads, about, named, reads_of

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

PAST_ITS_DATE = (
    "Something this store keeps is past its date.",
    "See what: cara privacy purge --dry-run",
)
_SEEN_UNOPENED = ("risk", "casework")


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class in the report; the counts are None where they are told nowhere."""

    held: Held
    entries: int | None
    participants: int | None
    about: About
    reads: tuple[Reads, ...]


@dataclass(frozen=True, slots=True)
class CohortReport:
    """What is held of one cohort, and what was done with it; no words, no names, no seats."""

    cohort: str
    classes: tuple[ClassLine, ...]
    holds: tuple[ev.LegalHoldSet, ...]
    erased: tuple[ev.ParticipantErased, ...]
    purged: tuple[ev.ClassPurged, ...]
    reads: tuple[Reads, ...]
    handed_over: tuple[ev.HandoverWritten, ...]
    plain: tuple[Plain, ...]
    still_in: Mapping[ev.Event, tuple[str, ...]]
    """The names of the backups that may hold it, for everything erased and purged."""
    kept_back: frozenset[str] = frozenset()

    @property
    def backups_until(self) -> date | None:
        """By when copies of what was erased or purged end in earlier backups; None if nothing."""
        dates = [one.backups_until for one in self.erased]
        return max([*dates, *(one.backups_until for one in self.purged)], default=None)

    @property
    def due(self) -> bool:
        """Whether something is past its date and waits for nothing."""
        return any(line.held.due for line in self.classes)


def report(desk: Desk, cohort: str = "") -> tuple[CohortReport, ...]:
    """What is held of one cohort, or of each.

    :raises Refusal: if this store holds nothing of the one named.
    """
    wanted = (known(desk, cohort),) if cohort else held_cohorts(desk)
    return tuple(_report(desk, name) for name in wanted)


def hold(desk: Desk, cohort: str, ref: str, reason: str) -> None:
    """Set a legal hold: nothing of this participant, or of the cohort, is erased or purged.

    :param ref: empty for the whole cohort.
    :raises Refusal: if there is no such participant, one stands already, or no reason is given.
    """
    _participant(desk, cohort, ref)
    if ref in retention.holds(log_of(desk, cohort)):
        raise Refusal("A legal hold stands already.")
    event = ev.LegalHoldSet(ref, words_of(reason), desk.owner, desk.clock.now())
    desk.record(cohort, [event], wait=True)


def lift(desk: Desk, cohort: str, ref: str, reason: str) -> None:
    """Lift a legal hold: what was to go meanwhile goes; what is past its date is due again.

    :raises Refusal: if none stands on this reference (or, empty, the cohort).
    :raises StoreError: if it was not recorded, or what was to go could not be erased; the next
        opening finishes that.
    """
    _participant(desk, cohort, ref)
    if ref not in retention.holds(log_of(desk, cohort)):
        raise Refusal("No legal hold stands on it.", "See: cara privacy report")
    event = ev.LegalHoldLifted(ref, words_of(reason), desk.owner, desk.clock.now())
    desk.record(cohort, [event], wait=True)
    finish_undos(desk)
    finish(desk)


def warning(desk: Desk) -> str:
    """A sentence for after unlocking if something is past its date, the same whatever it is.

    Another one if a backup is.
    """
    due = any(held.due for cohort in held_cohorts(desk) for held in standing(desk, cohort))
    return " ".join(filter(None, (" ".join(PAST_ITS_DATE) if due else "", backup.warning(desk))))


def _participant(desk: Desk, cohort: str, ref: str) -> None:
    known(desk, cohort)
    if ref and ref not in refs_of(desk, cohort):
        raise Refusal("This cohort has no such participant.", "Type the reference as issued.")


def _report(desk: Desk, cohort: str) -> CohortReport:
    events = log_of(desk, cohort)
    story = desk.in_order((f"{HOUSE}/delivery", f"{cohort}/delivery"))
    gone = [event for event in events if isinstance(event, ev.ParticipantErased | ev.ClassPurged)]
    entries = counted(desk, cohort)
    people = _people(desk, cohort)
    reads = reads_of(events)
    lines = []
    for held in standing(desk, cohort):
        slug, quiet = held.kind.slug, held.kind.quiet
        count = None if quiet else entries[slug]
        read = tuple(one for one in reads if one.view in retention.SHOWN_IN.get(slug, ()))
        lines.append(ClassLine(held, count, people.get(slug), about(desk, cohort, slug), read))
    return CohortReport(
        cohort,
        tuple(lines),
        tuple(retention.holds(events).values()),
        tuple(retention.erased(events).values()),
        tuple(event for event in events if isinstance(event, ev.ClassPurged)),
        reads,
        _handed_over(desk, cohort),
        plain_extracts(events),
        {one: tuple(held.name for held in still_holding(story, (one,))) for one in gone},
        kept_back(desk, cohort),
    )


def _handed_over(desk: Desk, cohort: str) -> tuple[ev.HandoverWritten, ...]:
    """What left for other people's stores: theirs to erase, and somebody has to ask them."""
    events = desk.stream_events(f"{HOUSE}/delivery")
    return tuple(e for e in events if isinstance(e, ev.HandoverWritten) and e.cohort == cohort)


def _people(desk: Desk, cohort: str) -> dict[str, int]:
    """How many participants a class is about, where that may be told."""
    refs = refs_of(desk, cohort)
    found: dict[str, int] = {}
    for compartment in _SEEN_UNOPENED:
        kids = {entry.kid for entry in desk.entries(f"{cohort}/{compartment}")}
        found[compartment] = sum(not kids.isdisjoint(desk.keys_of(ref)) for ref in refs)
    for compartment in SEEN_OPENED:
        found[compartment] = len(named(desk, cohort, compartment) & refs)
    return found
