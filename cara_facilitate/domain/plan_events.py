"""What can happen to the plan of a day, to those who deliver it, and to the day as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cara_facilitate.domain.event import Event, stored


@stored("start.delayed")
@dataclass(frozen=True, slots=True)
class StartDelayed(Event):
    """The doors open later than planned: until when (``HH:MM``), and why."""

    workshop: int
    until: str
    reason: str
    at: datetime


@stored("workshop.not_held")
@dataclass(frozen=True, slots=True)
class WorkshopNotHeld(Event):
    """The service did not hold the day: NR for the whole cohort, nobody's absence."""

    workshop: int
    reason: str
    by: str
    at: datetime


@stored("workshop.stopped")
@dataclass(frozen=True, slots=True)
class WorkshopStopped(Event):
    """The service stopped the day before its end: SS for the whole cohort, nobody's absence."""

    workshop: int
    reason: str
    by: str
    at: datetime


@stored("workshop.reopened")
@dataclass(frozen=True, slots=True)
class WorkshopReopened(Event):
    """A day closed, stopped or called off by mistake goes on; what was recorded stands."""

    workshop: int
    reason: str
    by: str
    at: datetime


@stored("plan.shortened")
@dataclass(frozen=True, slots=True)
class PlanShortened(Event):
    """A proposal was accepted: (item, its new length in minutes)."""

    workshop: int
    items: tuple[tuple[str, int], ...]
    at: datetime


@stored("plan.refused")
@dataclass(frozen=True, slots=True)
class ProposalRefused(Event):
    """A proposal was refused when the day was this many minutes behind."""

    workshop: int
    behind: int
    at: datetime


@stored("plan.reordered")
@dataclass(frozen=True, slots=True)
class PlanReordered(Event):
    """The running order of the day, whole, as it stands from now on."""

    workshop: int
    order: tuple[str, ...]
    at: datetime


@stored("plan.left_out")
@dataclass(frozen=True, slots=True)
class ItemLeftOut(Event):
    """An item will not be run (``out``), or will be after all."""

    workshop: int
    item: str
    out: bool
    at: datetime


@stored("lead.taken")
@dataclass(frozen=True, slots=True)
class LeadTaken(Event):
    """Who leads from now on; the other watches and codes."""

    workshop: int
    lead: str
    at: datetime


@stored("staff.covered")
@dataclass(frozen=True, slots=True)
class StaffCovered(Event):
    """Somebody stands in for a facilitator from now on; ``by`` passed the gate with an own PIN."""

    leaves: str
    joins: str
    by: str
    at: datetime


@stored("staff.recorded")
@dataclass(frozen=True, slots=True)
class StaffRecorded(Event):
    """A facilitator's own time: ``what`` is came or left."""

    workshop: int
    facilitator: str
    what: str
    at: datetime
    source: str = ""


@stored("attendance.confirmed")
@dataclass(frozen=True, slots=True)
class AttendanceConfirmed(Event):
    """A facilitator confirmed a workshop's attendance with an own PIN; no proof of identity.

    ``digest`` is of the attendance as read; a later change of it voids the confirmation.
    """

    workshop: int
    facilitator: str
    digest: str
    at: datetime


@stored("attendance.returned")
@dataclass(frozen=True, slots=True)
class AttendanceReturned(Event):
    """The return of a workshop's attendance was written; ``digest`` is of what it was made from."""

    workshop: int
    digest: str
    by: str
    at: datetime


@stored("placement.decided", compartment="placement")
@dataclass(frozen=True, slots=True)
class PlacementDecided(Event):
    """What the manager decided about a rule that referred to them, as somebody recorded it.

    ``who`` is the manager's staff reference; ``digest`` is of the finding decided about, so that
    the decision no longer counts once the finding says something else. The last of a rule stands.
    """

    rule: str
    who: str
    go_ahead: bool
    reason: str = field(repr=False)
    digest: str
    at: datetime
    ref: str = ""
