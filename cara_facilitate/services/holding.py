"""The one gate before anything is destroyed: what a legal hold keeps stays, whoever asks.

Under a hold on one participant only what is surely about somebody else goes; under one on the
cohort, nothing. What was to go meanwhile (a withdrawal, an import taken back, a form's draft)
stays sealed and is shown nowhere, and goes once the hold is lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.errors import Refusal
from cara_facilitate.services.kept import held_cohorts, log_of, refs_of, state_of, streams_of

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

OWN_KEY = ("risk", "feedback", "casework")
"""The compartments in which every participant has a key of their own."""
BY_REFERENCE = ("register", "placement")


def may_go(desk: Desk, cohort: str, ids: Iterable[str]) -> frozenset[str]:
    """Those of these entries of a cohort that no legal hold keeps."""
    wanted = frozenset(ids)
    held = frozenset(retention.holds(log_of(desk, cohort)))
    if not held:
        return wanted
    if "" in held:
        return frozenset()
    whose = _whose(desk, cohort)
    return frozenset(id_ for id_ in wanted if id_ in whose and held.isdisjoint(whose[id_]))


def to_purge(desk: Desk, cohort: str, slugs: Collection[str]) -> dict[str, list[str]]:
    """Ids of what these classes hold, but for what a legal hold keeps, by class."""
    found: dict[str, list[str]] = {slug: [] for slug in slugs}
    for stream in streams_of(desk, cohort):
        for entry in desk.entries(stream):
            slug = retention.kind_of(entry.type, stream.partition("/")[2])
            if slug in found:
                found[slug].append(entry.id)
    free = may_go(desk, cohort, (id_ for own in found.values() for id_ in own))
    return {slug: [id_ for id_ in own if id_ in free] for slug, own in found.items()}


def on_hold(desk: Desk, cohort: str, ref: str) -> bool:
    """Whether a legal hold stands on this participant, or on the whole cohort."""
    return not {"", ref}.isdisjoint(retention.holds(log_of(desk, cohort)))


def refuse_keys_on_hold(desk: Desk, ref: str) -> None:
    """Stop before a participant's keys are destroyed, if a hold stands in any cohort of theirs.

    :raises Refusal: if one does.
    """
    for cohort in held_cohorts(desk):
        if ref in refs_of(desk, cohort) and on_hold(desk, cohort, ref):
            raise Refusal("A legal hold stands on it.", "It is lifted first: cara privacy lift")


def feedback_ids(records: Collection[ev.Recorded], ref: str) -> frozenset[str]:
    """The ids of the feedback records that are one participant's."""
    return frozenset(
        one.event.feedback_id
        for one in records
        if isinstance(one.event, ev.FeedbackIndexed) and one.event.ref == ref
    )


def entries_of(desk: Desk, cohort: str, ref: str) -> frozenset[str]:
    """Ids of every sealed entry that is about this participant."""
    records = [one for name in BY_REFERENCE for one in desk.sealed_records(cohort, name)]
    theirs = feedback_ids(records, ref)
    return _sealed_to(desk, cohort, ref) | {
        one.id
        for one in records
        if getattr(one.event, "ref", "") == ref
        or (isinstance(one.event, ev.FeedbackUsed) and one.event.feedback_id in theirs)
    }


def _sealed_to(desk: Desk, cohort: str, ref: str) -> frozenset[str]:
    own = desk.keys_of(ref)
    return frozenset(
        entry.id
        for compartment in OWN_KEY
        for entry in desk.entries(f"{cohort}/{compartment}")
        if entry.kid in own
    )


def _whose(desk: Desk, cohort: str) -> Mapping[str, frozenset[str]]:
    """Entry id -> everybody it is about, for every entry of which that is known."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for ref in refs_of(desk, cohort):
        for id_ in entries_of(desk, cohort, ref):
            found[id_].add(ref)
    for id_, ref in _by_seat(desk, cohort).items():
        found[id_].add(ref)
    return {id_: frozenset(refs) for id_, refs in found.items()}


def _by_seat(desk: Desk, cohort: str) -> dict[str, str]:
    state = state_of(desk, cohort)
    if state is None:
        return {}
    return {
        record.id: state.seats[seat]
        for record in state.log
        if (seat := getattr(record.event, "seat", 0)) in state.seats
    }
