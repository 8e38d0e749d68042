"""What can happen on the way to a workshop and during it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from cara_facilitate.domain.event import Event, stored
from cara_facilitate.domain.moment import UNKNOWN, Steady

PAPER = "paper"
"""The ``source`` of what was kept on paper and entered afterwards, with its own time."""


@stored("store.made")
@dataclass(frozen=True, slots=True)
class StoreMade(Event):
    """Whose store this is, in which roles, and whether it is for practice only."""

    owner: str
    roles: tuple[str, ...]
    practice: bool
    at: datetime


@stored("wording.kept")
@dataclass(frozen=True, slots=True)
class WordingKept(Event):
    """The whole wording behind a content hash, so an old record shows what was delivered.

    ``body`` is the curriculum in the content room's compiled form.
    """

    content_hash: str
    curriculum: str
    variant: str
    body: str


@stored("cohort.created")
@dataclass(frozen=True, slots=True)
class CohortCreated(Event):
    """A cohort was planned; ``workshops`` are (number, date, ``HH:MM``), ``seats`` (seat, ref)."""

    cohort: str
    site: str
    curriculum: str
    variant: str
    workshops: tuple[tuple[int, date, str], ...]
    facilitators: tuple[str, ...]
    seats: tuple[tuple[int, str], ...]
    practice: bool
    at: datetime


@stored("pin.set")
@dataclass(frozen=True, slots=True)
class PinSet(Event):
    """A facilitator chose a PIN; ``hash`` is Argon2id. It confirms, it proves nothing."""

    facilitator: str
    hash: str = field(repr=False)
    at: datetime


@stored("placement.recorded", compartment="placement")
@dataclass(frozen=True, slots=True)
class PlacementRecorded(Event):
    """Eligibility facts of one participant, as given; None or empty is unknown."""

    ref: str
    sex: str
    relationship: str
    caution_date: date | None
    risk: str
    first_time: bool | None
    disposal: str
    extra: tuple[tuple[str, str], ...]


@stored("placement.cohort", compartment="placement")
@dataclass(frozen=True, slots=True)
class CohortFactsRecorded(Event):
    """What only a site's rules ask about a whole cohort, as given: (field, short token)."""

    extra: tuple[tuple[str, str], ...]


@stored("register.check_word", compartment="register")
@dataclass(frozen=True, slots=True)
class CheckWordSet(Event):
    """The second identifier of one participant."""

    ref: str
    word: str = field(repr=False)


@stored("register.entered", compartment="register")
@dataclass(frozen=True, slots=True)
class RegisterEntered(Event):
    """A name and agreed adjustments for one participant; the last entry stands."""

    ref: str
    name: str = field(repr=False)
    adjustments: str = field(repr=False)
    at: datetime


@stored("curriculum.approved")
@dataclass(frozen=True, slots=True)
class CurriculumApproved(Event):
    """Somebody with the right to approved this wording for this site."""

    curriculum: str
    variant: str
    content_hash: str
    who: str
    role: str
    site: str
    on: date
    at: datetime


@stored("workshop.prepared")
@dataclass(frozen=True, slots=True)
class WorkshopPrepared(Event):
    """A workshop was prepared: the content hash is pinned and the checks ticked."""

    workshop: int
    content_hash: str
    checks: tuple[str, ...]
    at: datetime


@stored("workshop.started", version=2)
@dataclass(frozen=True, slots=True)
class WorkshopStarted(Event):
    """Doors open: the day's clock runs. ``note`` says what was started over, if anything."""

    workshop: int
    at: datetime
    note: str = ""
    steady: Steady = UNKNOWN
    source: str = ""


@stored("workshop.ended", version=2)
@dataclass(frozen=True, slots=True)
class WorkshopEnded(Event):
    """The day is closed."""

    workshop: int
    at: datetime
    steady: Steady = UNKNOWN
    source: str = ""


@stored("item.started", version=2)
@dataclass(frozen=True, slots=True)
class ItemStarted(Event):
    """A run item (activity or break) became the present one; ends the one before."""

    workshop: int
    item: str
    at: datetime
    steady: Steady = UNKNOWN
    source: str = ""


@stored("clock.paused", version=2)
@dataclass(frozen=True, slots=True)
class Paused(Event):
    """The present item stands still; ``kind`` is pause or break (an unplanned one)."""

    workshop: int
    kind: str
    at: datetime
    steady: Steady = UNKNOWN


@stored("clock.resumed", version=2)
@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The present item goes on."""

    workshop: int
    at: datetime
    steady: Steady = UNKNOWN


@stored("item.reason_given")
@dataclass(frozen=True, slots=True)
class ItemReasonGiven(Event):
    """Why an activity was skipped or ran below its floor (``domain.md`` (c) 2)."""

    workshop: int
    item: str
    reason: str


@stored("attendance.recorded", version=2)
@dataclass(frozen=True, slots=True)
class AttendanceRecorded(Event):
    """One seat's attendance: a code of ``domain.md`` (b), when, and why; the last one stands."""

    workshop: int
    seat: int
    code: str
    at: datetime
    reason: str = ""
    replaces: str = ""
    source: str = ""


@stored("observation.recorded", version=2)
@dataclass(frozen=True, slots=True)
class ObservationRecorded(Event):
    """One act seen or heard: one code against one seat. ``at`` is when the seat key was pressed."""

    workshop: int
    item: str
    seat: int
    code: str
    at: datetime
    source: str = ""


@stored("objective.evidenced", version=2)
@dataclass(frozen=True, slots=True)
class ObjectiveEvidenced(Event):
    """An objective was seen to be met, by these seats or (none named) by the group."""

    workshop: int
    item: str
    objective: str
    seats: tuple[int, ...]
    at: datetime
    source: str = ""


@stored("rating.recorded", version=2)
@dataclass(frozen=True, slots=True)
class RatingRecorded(Event):
    """A seat rating 0-4 by one rater (``domain.md`` (b)); ``moment`` is break or close."""

    workshop: int
    seat: int
    rating: int
    rater: str
    moment: str
    at: datetime
    source: str = ""


@stored("event.undone")
@dataclass(frozen=True, slots=True)
class Undone(Event):
    """An earlier event no longer counts. Undoing an ``Undone`` is redo."""

    target: str
    at: datetime
