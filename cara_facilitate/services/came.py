"""What of a cohort ever came to this store by hand-over, whether or not it is still kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import CARRIES, Part
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from collections.abc import Collection

    from cara_facilitate.services.desk import Desk


def came(desk: Desk, cohort: str) -> frozenset[Part]:
    """Every part of a hand-over about a cohort that was taken in here.

    What was purged since counts, and so does what a crash kept from being settled.
    """
    settled = (
        Part(part)
        for event in desk.stream_events(f"{HOUSE}/delivery")
        if isinstance(event, ev.HandoverReceived) and event.cohort == cohort
        for part in event.parts
    )
    return frozenset(settled) | _kept(desk, cohort)


def seats_known(desk: Desk, cohort: str) -> bool:
    """Whether this store knows, or ever knew, who sits where in a cohort."""
    made_here = any(state.cohort == cohort for state in desk.cohorts())
    return made_here or Part.PLACEMENT in came(desk, cohort)


def opens_for(roles: Collection[str]) -> frozenset[Part]:
    """The parts that anybody may hand to somebody with these roles: no other is opened for them."""
    return frozenset(
        part for (_, theirs), parts in CARRIES.items() if theirs in roles for part in parts
    )


def _kept(desk: Desk, cohort: str) -> frozenset[Part]:
    events = (
        *desk.stream_events(f"{cohort}/delivery"),
        *desk.sealed(cohort, "placement"),
        *desk.sealed(cohort, "register"),
    )
    found: set[Part] = set()
    for event in events:
        match event:
            case ev.EscalationReceived():
                found.add(Part.ESCALATIONS)
            case ev.PlacementReceived():
                found.add(Part.PLACEMENT)
            case ev.DocumentReceived():
                found.add(Part(event.kind))
    return frozenset(found)
