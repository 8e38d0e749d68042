"""What is held, until when, under what rule, and who read it; legal holds; never what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.domain.escalations import escalations, received
from cara_facilitate.domain.identifiers import cohort_ok
from cara_facilitate.domain.retention import Facts, Held
from cara_facilitate.errors import Refusal
from cara_facilitate.services import backup
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState, WorkshopState
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.services.whose import About, Reads

MOST_REASON = 120
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
    plain: tuple[ev.ExtractWritten, ...]

    @property
    def backups_until(self) -> date | None:
        """By when copies of what was erased or purged end in earlier backups; None if nothing."""
        dates = [one.backups_until for one in self.erased]
        return max([*dates, *(one.backups_until for one in self.purged)], default=None)

    @property
    def due(self) -> bool:
        """Whether something is past its date and waits for nothing."""
        return any(line.held.due for line in self.classes)


def held_cohorts(desk: Desk) -> tuple[str, ...]:
    """Every cohort of which this store holds anything, whoever's store it is."""
    names = {stream.partition("/")[0] for stream in desk.streams()}
    return tuple(sorted(name for name in names if cohort_ok(name)))


def known(desk: Desk, cohort: str) -> str:
    """The cohort, if this store holds anything of it.

    :raises Refusal: if it does not.
    """
    if cohort not in held_cohorts(desk):
        raise Refusal("This store holds nothing of such a cohort.", "See: cara privacy report")
    return cohort


def log_of(desk: Desk, cohort: str) -> list[ev.Event]:
    """The events of a cohort's open streams; a worker's too, who delivers no cohort."""
    state = state_of(desk, cohort)
    if state is not None:
        return [record.event for record in state.log]
    return desk.stream_events(f"{cohort}/delivery")


def state_of(desk: Desk, cohort: str) -> CohortState | None:
    """The cohort's state if it was made in this store, else None."""
    return next((one for one in desk.cohorts() if one.cohort == cohort), None)


def refs_of(desk: Desk, cohort: str) -> frozenset[str]:
    """Everybody's reference whom this store was ever told of in a cohort, erased or not."""
    refs: set[str] = set()
    for event in log_of(desk, cohort):
        if isinstance(event, ev.CohortCreated):
            refs.update(ref for _, ref in event.seats)
        elif isinstance(event, ev.CaseloadReceived):
            refs.update(event.refs)
    placed = desk.sealed(cohort, "placement")
    return frozenset(refs.union(e.ref for e in placed if isinstance(e, ev.PlacementRecorded)))


def standing(desk: Desk, cohort: str) -> tuple[Held, ...]:
    """Every class of a cohort as it stands today, the same ones for each that is delivered here.

    Of a cohort that others deliver, the worker's say, only what there is anything of.
    """
    chosen = desk.settings.retention
    every = retention.classes(_facts(desk, cohort), chosen, desk.clock.now().date())
    if state_of(desk, cohort) is not None:
        return every
    counted = _counted(desk, cohort)
    return tuple(held for held in every if counted[held.kind.slug])


def report(desk: Desk, cohort: str = "") -> tuple[CohortReport, ...]:
    """What is held of one cohort, or of each.

    :raises Refusal: if this store holds nothing of the one named.
    """
    wanted = (known(desk, cohort),) if cohort else held_cohorts(desk)
    return tuple(_report(desk, name) for name in wanted)


def backups_until(desk: Desk) -> date:
    """By when every copy in a backup made so far is to be gone, known to this store or not."""
    standing = [one.until for one in backup.known(desk) if one.deleted_at is None]
    return max([backup.until(desk), *standing])


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
    _catch_up(desk)


def _catch_up(desk: Desk) -> None:
    from cara_facilitate.services.erasing import finish  # it builds on this module
    from cara_facilitate.services.feedback_import import finish_undos

    finish_undos(desk)
    finish(desk)


def words_of(reason: str) -> str:
    """A reason as it is kept: one line.

    :raises Refusal: if it is empty, too long or holds anything unprintable.
    """
    words = " ".join(reason.split())
    if not words or len(words) > MOST_REASON or not words.isprintable():
        raise Refusal(f"The reason is 1 to {MOST_REASON} letters on one line.", "No names.")
    return words


def warning(desk: Desk) -> str:
    """A sentence for after unlocking if something is past its date, the same whatever it is.

    Another one if a backup is.
    """
    due = any(held.due for cohort in held_cohorts(desk) for held in standing(desk, cohort))
    return " ".join(filter(None, (" ".join(PAST_ITS_DATE) if due else "", backup.warning(desk))))


def open_escalations(desk: Desk, cohort: str) -> bool:
    """Whether an escalation of this cohort stands, the worker's own or one the manager got."""
    events = log_of(desk, cohort)
    own = any(one.standing for one in escalations(events))
    return own or any(one.acknowledged_at is None for one in received(events))


def _participant(desk: Desk, cohort: str, ref: str) -> None:
    known(desk, cohort)
    if ref and ref not in refs_of(desk, cohort):
        raise Refusal("This cohort has no such participant.", "Type the reference as issued.")


def _facts(desk: Desk, cohort: str) -> Facts:
    events = log_of(desk, cohort)
    state = state_of(desk, cohort)
    over, undated = (None, retention.NOT_OVER) if state else _told(desk, cohort, events)
    waits = {retention.ESCALATIONS} if open_escalations(desk, cohort) else set()
    if state is not None:
        over = _over_on(state)
        waits |= _not_closed(state)
    return Facts(
        over,
        frozenset(waits),
        "" in retention.holds(events),
        _purged(desk, cohort, events),
        undated,
        _handed_on(desk, cohort) if undated == retention.UNKNOWN_DAYS else None,
    )


def _purged(desk: Desk, cohort: str, events: Iterable[ev.Event]) -> dict[str, datetime]:
    """When each class was purged last; not what has come since and is to be purged as well."""
    from cara_facilitate.services.erasing import to_purge  # it builds on this module

    done = retention.purged(events)
    again = to_purge(desk, cohort, done) if done else {}
    return {slug: at for slug, at in done.items() if not again[slug]}


def _told(desk: Desk, cohort: str, events: Iterable[ev.Event]) -> tuple[date | None, str]:
    """The day of workshop two as a worker or a manager was told of it, once it has passed."""
    every = (*events, *desk.sealed(cohort, "placement"))
    told = [one for one in every if isinstance(one, ev.CaseloadReceived | ev.PlacementReceived)]
    if not told or not told[-1].workshops:
        return None, retention.UNKNOWN_DAYS
    last = max(day for _, day, _ in told[-1].workshops)
    return (last if last < desk.clock.now().date() else None), retention.NOT_OVER


def _handed_on(desk: Desk, cohort: str) -> date | None:
    """When somebody last handed anything of a cohort to this store."""
    events = desk.stream_events(f"{HOUSE}/delivery")
    found = [e.at for e in events if isinstance(e, ev.HandoverReceived) and e.cohort == cohort]
    return max((at.astimezone().date() for at in found), default=None)


def _over_on(state: CohortState) -> date | None:
    days = [_done_on(day) for _, day in sorted(state.workshops.items())]
    if not days or days[-1] is None:
        return None
    return max(day for day in days if day is not None)


def _done_on(day: WorkshopState) -> date | None:
    given_up = day.not_held or day.stopped
    moment = day.ended_at or (given_up.at if given_up else None)
    return None if moment is None else moment.astimezone().date()


def _not_closed(state: CohortState) -> set[str]:
    found = {retention.FLAGS} if state.unclosed_flags else set()
    held = [day for day in state.workshops.values() if day.ended_at and not day.not_held]
    if any(day.note is None for day in held):
        found.add(retention.NOTES)
    second = state.workshops.get(2)
    if second in held and second.note is None and not _supervised(second):
        found.add(retention.SUPERVISION)
    return found


def _supervised(day: WorkshopState) -> bool:
    given = day.answers.get(("supervisor.date", 0))
    return given is not None and bool(given.value.strip())


def _report(desk: Desk, cohort: str) -> CohortReport:
    from cara_facilitate.services.whose import about, reads_of  # it builds on this module

    events = log_of(desk, cohort)
    entries = _counted(desk, cohort)
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
        tuple(event for event in events if isinstance(event, ev.ExtractWritten)),
    )


def _handed_over(desk: Desk, cohort: str) -> tuple[ev.HandoverWritten, ...]:
    """What left for other people's stores: theirs to erase, and somebody has to ask them."""
    events = desk.stream_events(f"{HOUSE}/delivery")
    return tuple(e for e in events if isinstance(e, ev.HandoverWritten) and e.cohort == cohort)


def _counted(desk: Desk, cohort: str) -> Counter[str]:
    return Counter(
        retention.kind_of(entry.type, stream.partition("/")[2])
        for stream in streams_of(desk, cohort)
        for entry in desk.entries(stream)
    )


def streams_of(desk: Desk, cohort: str) -> tuple[str, ...]:
    """The names of a cohort's streams."""
    return tuple(one for one in desk.streams() if one.partition("/")[0] == cohort)


def _people(desk: Desk, cohort: str) -> dict[str, int]:
    """How many participants a class is about, where that may be told."""
    from cara_facilitate.services.whose import SEEN_OPENED, named

    refs = refs_of(desk, cohort)
    found: dict[str, int] = {}
    for compartment in _SEEN_UNOPENED:
        kids = {entry.kid for entry in desk.entries(f"{cohort}/{compartment}")}
        found[compartment] = sum(not kids.isdisjoint(desk.keys_of(ref)) for ref in refs)
    for compartment in SEEN_OPENED:
        found[compartment] = len(named(desk, cohort, compartment) & refs)
    return found
