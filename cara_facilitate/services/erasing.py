"""Erase a participant, purge what is past its date, and finish what stopped half-way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.services import backup, holding
from cara_facilitate.services.holding import to_purge
from cara_facilitate.services.kept import held_cohorts, known, log_of, refs_of, state_of, streams_of
from cara_facilitate.services.retaining import open_escalations, standing, words_of
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Due:
    """A class of a cohort whose date has come and which waits for nothing."""

    cohort: str
    held: retention.Held


def erase(desk: Desk, cohort: str, ref: str, reason: str) -> ev.ParticipantErased:
    """Erase one participant for good: their keys, and what names them; certain when it returns.

    Gone are the words about and from them that were sealed (flags, feedback, casework), the
    name, adjustments and check word, eligibility, and whose which record was; in a manager's
    store also which seat was theirs. What stays under the seat's number until its own date:
    attendance, codes, ratings, the debrief. What a hold on somebody else keeps (:func:`kept_back`)
    goes once it is lifted.

    :raises Refusal: unknown or erased already, under a legal hold, or something about this
        participant is open: safety goes first, so there is no way round it.
    :raises StoreError: if it was not finished; the next opening finishes it.
    """
    _may_erase(desk, cohort, ref)
    words = words_of(reason)
    if not desk.flush(WAIT_SECONDS):
        raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
    frames, seated = _without_seat(desk, cohort, ref)
    entries = tuple(sorted(holding.entries_of(desk, cohort, ref) | seated))
    gone = ev.ParticipantErased(
        *(ref, words, desk.owner, backup.all_gone_by(desk), desk.clock.now()),
        entries=entries,
    )
    desk.record(cohort, [*frames, gone], wait=True)
    _carry_out(desk, cohort, gone)
    return gone


def _may_erase(desk: Desk, cohort: str, ref: str) -> None:
    known(desk, cohort)
    if not ref or ref not in refs_of(desk, cohort):
        raise Refusal("This cohort has no such participant.", "Type the reference as issued.")
    events = log_of(desk, cohort)
    if ref in retention.erased(events):
        raise Refusal("This participant was erased already.", "See: cara privacy report")
    if holding.on_hold(desk, cohort, ref):
        raise Refusal("A legal hold stands on it.", "It is lifted first: cara privacy lift")
    state = state_of(desk, cohort)
    if state is not None and state.live_workshop is not None:
        raise Refusal("A workshop is under way.", "Erase once the day is closed.")
    if _still_open(desk, cohort, ref):
        raise Refusal(
            "A flag or an escalation that may be about this participant is not closed.",
            "Close it first: what keeps people safe goes before erasing.",
        )


def _still_open(desk: Desk, cohort: str, ref: str) -> bool:
    state = state_of(desk, cohort)
    if state is not None:
        about = details(desk, cohort)
        for flag in state.unclosed_flags:
            described = about.get(flag.id)
            if described is None or described.ref == ref:
                return True
    # Which escalation is whose is sealed to the feedback key: any open one counts if this
    # participant has ever had one.
    described_of = desk.entries(f"{cohort}/casework")
    own = desk.keys_of(ref)
    had = any(one.kid in own for one in described_of if one.type == ev.EscalationDescribed.TYPE)
    return had and open_escalations(desk, cohort)


def _without_seat(
    desk: Desk, cohort: str, ref: str
) -> tuple[list[ev.PlacementReceived], frozenset[str]]:
    """What a manager was handed, written anew without this seat, and the ids of the old ones.

    Only the last stands, so only the last is written anew.
    """
    frames = [
        (one.id, one.event)
        for one in desk.sealed_records(cohort, "placement")
        if isinstance(one.event, ev.PlacementReceived)
    ]
    old = frozenset(id_ for id_, frame in frames if ref in dict(frame.seats).values())
    if not frames or frames[-1][0] not in old:
        return [], old
    last = frames[-1][1]
    # What the rules said may name the seat: it goes too.
    left = tuple(one for one in last.seats if one[1] != ref)
    return [replace(last, seats=left, findings=())], old


def kept_back(desk: Desk, cohort: str) -> frozenset[str]:
    """Whoever was erased while a hold on somebody else keeps an earlier placement with their seat.

    It is shown nowhere and goes once the hold is lifted.
    """
    here = {entry.id for entry in desk.entries(f"{cohort}/placement")}
    every = retention.erased(log_of(desk, cohort))
    return frozenset(ref for ref, gone in every.items() if not here.isdisjoint(gone.entries))


def _carry_out(desk: Desk, cohort: str, gone: ev.ParticipantErased) -> None:
    # The keys last: that they are destroyed shows that the rest was done.
    desk.blank_all(streams_of(desk, cohort), gone.entries)
    desk.erase(gone.ref)


def finish(desk: Desk) -> None:
    """Carry out every erasure that was recorded and then stopped by the program or the disk.

    What a hold set since keeps stays until it is lifted.

    :raises StoreError: if it cannot be done now either.
    """
    for cohort in held_cohorts(desk):
        for gone in retention.erased(log_of(desk, cohort)).values():
            if not holding.on_hold(desk, cohort, gone.ref) and _left(desk, cohort, gone):
                _carry_out(desk, cohort, gone)


def _left(desk: Desk, cohort: str, gone: ev.ParticipantErased) -> bool:
    """Whether anything of an erasure is still to be done."""
    if not desk.erased(gone.ref):
        return True
    here = {entry.id for stream in streams_of(desk, cohort) for entry in desk.entries(stream)}
    return bool(holding.may_go(desk, cohort, here.intersection(gone.entries)))


def due(desk: Desk, cohort: str = "") -> tuple[Due, ...]:
    """What is past its date and waits for nothing, in one cohort or in all.

    :raises Refusal: if this store holds nothing of the one named.
    """
    wanted = (known(desk, cohort),) if cohort else held_cohorts(desk)
    return tuple(Due(name, held) for name in wanted for held in standing(desk, name) if held.due)


def purge(desk: Desk, what: Collection[Due]) -> tuple[ev.ClassPurged, ...]:
    """Erase what these classes hold, but for what a legal hold keeps; certain when it returns.

    :raises Refusal: if one of them is not due any more.
    :raises StoreError: if it was not finished; it is due again then.
    """
    if not desk.flush(WAIT_SECONDS):
        raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
    done: list[ev.ClassPurged] = []
    for cohort in dict.fromkeys(one.cohort for one in what):
        slugs = [one.held.kind.slug for one in what if one.cohort == cohort]
        now_due = {one.held.kind.slug for one in due(desk, cohort)}
        if not now_due.issuperset(slugs):
            raise Refusal("Something changed meanwhile.", "See: cara privacy report")
        done += _purge(desk, cohort, slugs)
    desk.reread()
    return tuple(done)


def _purge(desk: Desk, cohort: str, slugs: Collection[str]) -> list[ev.ClassPurged]:
    ids = to_purge(desk, cohort, slugs)
    desk.blank_all(streams_of(desk, cohort), (id_ for own in ids.values() for id_ in own))
    until, at = backup.all_gone_by(desk), desk.clock.now()
    events = [ev.ClassPurged(slug, len(ids[slug]), until, desk.owner, at) for slug in slugs]
    desk.record(cohort, events, wait=True)
    return events
