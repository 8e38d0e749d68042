"""The state of one cohort as its events tell it: frozen records, changed only by the fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cara_facilitate.domain.attendance import SeatAttendance
from cara_facilitate.domain.events import (
    CurriculumApproved,
    NoteWritten,
    ReadinessRefreshed,
    Recorded,
)
from cara_facilitate.domain.flags import Flag, FlagStatus
from cara_facilitate.domain.moment import UNKNOWN, Moment, Steady
from cara_facilitate.domain.plan_events import AttendanceConfirmed, StaffRecorded, StartDelayed

LocalDate = date
"""A day by the local calendar; a workshop's own field is called ``date``."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One code against one seat; ``event`` is the id of its event, ``source`` paper or empty."""

    event: str
    item: str
    seat: int
    code: str
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An objective seen to be met; no seats means the group."""

    event: str
    item: str
    objective: str
    seats: tuple[int, ...]
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """A seat rating 0-4 by one rater."""

    seat: int
    rating: int
    rater: str
    moment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemStart:
    """That a run item became the present one; ``source`` is paper or empty."""

    event: str
    item: str
    at: datetime
    steady: Steady = UNKNOWN
    source: str = ""

    @property
    def moment(self) -> Moment:
        """When it began, by both clocks."""
        return Moment(self.at, self.steady)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time the day stood still; ``end`` None while it does. ``kind`` is pause or break.

    ``during`` is the event of the item start that it belongs to: beginning an item ends it.
    """

    kind: str
    start: datetime
    end: datetime | None = None
    during: str = ""
    steady: Steady = UNKNOWN
    steady_end: Steady = UNKNOWN

    def seconds(self, now: Moment) -> float:
        """How long it lasted, or has lasted so far."""
        end = now if self.end is None else Moment(self.end, self.steady_end)
        return end.since(Moment(self.start, self.steady))


@dataclass(frozen=True, slots=True)
class Called:
    """The service did not hold a day, or stopped it: nobody's absence."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """Who led from when; the other coded."""

    facilitator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One debrief answer that stands."""

    value: str = field(repr=False)
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkshopState:
    """One workshop: planned date and start, and all that was recorded of it."""

    number: int
    date: date
    start: str
    content_hash: str = ""
    prepared_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    starts: tuple[ItemStart, ...] = ()
    pauses: tuple[Pause, ...] = ()
    attendance: Mapping[int, SeatAttendance] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ratings: tuple[Rating, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
    releases: Mapping[str, str] = field(default_factory=dict)
    note: NoteWritten | None = None
    ended_steady: Steady = UNKNOWN
    delays: tuple[StartDelayed, ...] = ()
    not_held: Called | None = None
    stopped: Called | None = None
    shortened: Mapping[str, int] = field(default_factory=dict)
    """New lengths in minutes of activities that gave time back by agreement."""
    refused: int = 0
    """Minutes behind at which a proposal was refused; 0 for none."""
    order: tuple[str, ...] = ()
    """The running order where it was changed; empty as planned."""
    left_out: frozenset[str] = frozenset()
    leads: tuple[Lead, ...] = ()
    delivered_by: tuple[str, ...] = ()
    """Who delivered the day: the facilitators as it began, or as covered while it ran."""
    relieved: tuple[str, ...] = ()
    """Who delivered it until somebody stood in for them while it ran."""
    staff: tuple[StaffRecorded, ...] = ()
    confirmed: Mapping[str, AttendanceConfirmed] = field(default_factory=dict)
    """By facilitator, the latest confirmation of the attendance."""

    @property
    def present_item(self) -> str:
        """The id of the item under way, or empty."""
        return self.starts[-1].item if self.starts and not self.ended_at else ""

    @property
    def paused(self) -> Pause | None:
        """The pause under way, if any."""
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and last.end is None else None

    @property
    def service(self) -> str:
        """NR where the service did not hold the day, SS where it stopped it, else empty."""
        return "NR" if self.not_held else "SS" if self.stopped else ""

    @property
    def held_on(self) -> LocalDate:
        """The day on which it really began; the planned one until then."""
        return self.started_at.date() if self.started_at else self.date

    @property
    def not_run(self) -> frozenset[str]:
        """What is left out for good: an item that was begun all the same is run."""
        return self.left_out - {start.item for start in self.starts}

    @property
    def live(self) -> bool:
        """Whether the day is under way."""
        return self.started_at is not None and self.ended_at is None

    def seat(self, seat: int) -> SeatAttendance:
        """How one seat came and went."""
        return self.attendance.get(seat, SeatAttendance())


@dataclass(frozen=True, slots=True)
class Import:
    """A feedback import that stands: opaque item ids only, never a seat or a word."""

    id: str
    items: tuple[str, ...]
    missing: tuple[str, ...]
    held_back: int
    by: str
    at: datetime
    released: int = 0
    made_at: datetime | None = None
    """When the hand-over it came in was written; None for a plain file."""


@dataclass(frozen=True, slots=True)
class ManagerCall:
    """A telephone call to the manager about what is missing."""

    manager: str
    answered: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CohortState:
    """Everything the ordinary screens may know of one cohort."""

    cohort: str = ""
    site: str = ""
    curriculum: str = ""
    variant: str = ""
    practice: bool = False
    created_at: datetime | None = None
    facilitators: tuple[str, ...] = ()
    seats: Mapping[int, str] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)
    approvals: tuple[CurriculumApproved, ...] = ()
    workshops: Mapping[int, WorkshopState] = field(default_factory=dict)
    flags: Mapping[str, Flag] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()
    held_back: int = 0
    """Rows held back that are in question.

    A row that may concern a seat counts until it is settled there, though its import was taken
    back. One that points at nobody (seat 0) counts while the import that brought it stands: no
    later row can settle it, so the next file ends it, and taking that file back revives it.
    """
    calls_before: int = 0
    """Calls to the manager that stood when feedback last changed: about what went before."""
    briefed: frozenset[str] = frozenset()
    """Who opened the briefing since feedback last changed."""
    acknowledged: Mapping[str, frozenset[str]] = field(default_factory=dict)
    manager_calls: tuple[ManagerCall, ...] = ()
    refreshes: tuple[ReadinessRefreshed, ...] = ()
    """When the victim-contact worker was asked for changes, oldest first."""
    refreshes_before: int = 0
    """How many of them stood when feedback last changed: about what went before."""
    log: tuple[Recorded, ...] = ()

    def staff(self, workshop: int) -> tuple[str, ...]:
        """Who answers for a workshop: whoever delivered it; before that, the facilitators."""
        day = self.workshops.get(workshop)
        return (day.delivered_by if day else ()) or self.facilitators

    @property
    def everybody(self) -> tuple[str, ...]:
        """The facilitators, and whoever delivered a day before somebody stood in for them."""
        days = (who for day in self.workshops.values() for who in day.delivered_by)
        return tuple(dict.fromkeys((*self.facilitators, *days)))

    def delivers(self, staff: str) -> bool:
        """Whether this staff reference, in whatever case, is one of :attr:`everybody`."""
        return staff.strip().casefold() in {who.casefold() for who in self.everybody}

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Flags not yet handed over, oldest first."""
        return tuple(f for f in self.flags.values() if f.status is FlagStatus.OPEN)

    @property
    def unclosed_flags(self) -> tuple[Flag, ...]:
        """Flags not yet closed by two people, oldest first."""
        return tuple(f for f in self.flags.values() if f.status is not FlagStatus.CLOSED)

    @property
    def current_import(self) -> Import | None:
        """The feedback import that stands, or None."""
        return self.imports[-1] if self.imports else None

    @property
    def live_workshop(self) -> WorkshopState | None:
        """The workshop under way, or None."""
        return next((w for w in self.workshops.values() if w.live), None)
