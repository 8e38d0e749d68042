"""What of a cohort this store keeps: its streams, its open log, its state, and who is in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.domain.identifiers import cohort_ok
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.services.desk import Desk


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


def streams_of(desk: Desk, cohort: str) -> tuple[str, ...]:
    """The names of a cohort's streams."""
    return tuple(one for one in desk.streams() if one.partition("/")[0] == cohort)


def counted(desk: Desk, cohort: str) -> Counter[str]:
    """How many entries there are of each class; not for every screen, see ``retention.Kind``."""
    return Counter(
        retention.kind_of(entry.type, stream.partition("/")[2])
        for stream in streams_of(desk, cohort)
        for entry in desk.entries(stream)
    )
