"""How long each class of what is held is kept, under what rule, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cara_facilitate.domain.event import Event
from cara_facilitate.domain.privacy_events import (
    ClassPurged,
    LegalHoldLifted,
    LegalHoldSet,
    ParticipantErased,
)

BACKUPS_DAYS = 30
"""Days after which copies in backups are to be gone, unless the service sets another number."""
MOST_DAYS = 36500
SUPERVISION = "supervision"
NOTES = "notes"
FLAGS = "flags"
ESCALATIONS = "escalations"
WAITS: Mapping[str, str] = {
    SUPERVISION: "the note of workshop two, or supervision recorded",
    NOTES: "the notes of the days held",
    FLAGS: "a flag that is not closed",
    ESCALATIONS: "an escalation that is not closed",
}
"""What a class may wait for, in words; none of them tells about whom."""
NOT_OVER = "workshop two is not over"
UNKNOWN_DAYS = "this store does not know the workshops' days"
FROM_HANDING_OVER = (
    "counted from the day something was last handed over, as the days of the workshops are not"
    " known here: our proposal"
)
_CONTROLLER = "the controller decides"


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of what a cohort's streams hold.

    :ivar days: after workshop two; None where nobody has set a number.
    :ivar why: why there is no number, where there is none.
    :ivar waits: what must be closed first, of :data:`WAITS`.
    :ivar quiet: about feedback, at least in part: how much there is, or any, is told nowhere.
    :ivar purged_apart: False where it goes with the whole store alone.
    """

    slug: str
    what: str
    rule: str
    days: int | None = None
    why: str = ""
    waits: tuple[str, ...] = ()
    quiet: bool = False
    purged_apart: bool = True


KINDS: tuple[Kind, ...] = (
    Kind(
        "feedback",
        "victim feedback: the words on this laptop",
        f"28 days after workshop two, once supervision and escalations close; {_CONTROLLER}",
        28,
        waits=(SUPERVISION, FLAGS, ESCALATIONS),
        quiet=True,
    ),
    Kind(
        "feedback_index",
        "victim feedback: whose each record was, what was held back, released or used",
        f"with the words of the feedback; {_CONTROLLER}",
        28,
        waits=(SUPERVISION, FLAGS, ESCALATIONS),
        quiet=True,
    ),
    Kind(
        "register",
        "the register: names, agreed adjustments, check words (the key to the seats)",
        f"six months after workshop two; {_CONTROLLER}",
        183,
        waits=(NOTES, FLAGS),
    ),
    Kind(
        "placement",
        "placement: eligibility, consent and risk as referred, the manager's decisions",
        f"our proposal, no source states one: as the register; {_CONTROLLER}",
        183,
        waits=(NOTES, FLAGS, ESCALATIONS),
    ),
    Kind(
        "codes",
        "codes, ratings and objectives, by seat",
        f"six months after workshop two; {_CONTROLLER}",
        183,
        waits=(NOTES, FLAGS),
    ),
    Kind(
        "risk",
        "flags: what each is about",
        "the service's safeguarding policy",
        why="the safeguarding policy sets it",
        waits=(FLAGS,),
    ),
    Kind(
        "notes",
        "notes: what was typed in the debrief",
        "the contract with the supervising organisation",
        why="set by contract",
        waits=(NOTES,),
    ),
    Kind(
        "documents",
        "documents that somebody handed over",
        "as the notes: the contract",
        why="set by contract",
    ),
    Kind(
        "reads",
        "who opened which private view, and when",
        "no source states one; it shows who read what",
        why="the service sets it",
    ),
    Kind(
        "casework",
        "the victim-contact worker's full records",
        "no source states one; the victim service's own policy",
        why="the victim service sets it",
        waits=(ESCALATIONS,),
    ),
    Kind(
        "attendance",
        "attendance, its confirmations and returns",
        "the return to the police rests on it",
        why="kept with the store",
        purged_apart=False,
    ),
    Kind(
        "record",
        "the cohort's own record: dates, seats, staff, times, flags' and escalations' course",
        "kept with the store",
        why="goes with the whole store",
        quiet=True,
        purged_apart=False,
    ),
)
SETTABLE = tuple(kind.slug for kind in KINDS if kind.purged_apart)
"""The classes for which a service may set days."""

_BY_COMPARTMENT = {
    "feedback": "feedback",
    "placement": "placement",
    "risk": "risk",
    "casework": "casework",
}
_BY_TYPE = {
    "feedback.indexed": "feedback_index",
    "feedback.missing": "feedback_index",
    "feedback.held_back": "feedback_index",
    "feedback.released": "feedback_index",
    "feedback.used": "feedback_index",
    "feedback.speaker": "feedback_index",
    "register.check_word": "register",
    "register.entered": "register",
    "document.received": "documents",
    "observation.recorded": "codes",
    "rating.recorded": "codes",
    "objective.evidenced": "codes",
    "private_view.opened": "reads",
    "debrief.answered": "notes",
    "linter.released": "notes",
}


SHOWN_IN: Mapping[str, tuple[str, ...]] = {
    "feedback": ("briefing", "import", "readback"),
    "feedback_index": ("import", "readback", "readiness", "briefing"),
    "register": ("register", "attendance", "import", "readiness", "flags"),
    "placement": ("received",),
    "codes": ("debrief", "note"),
    "risk": ("flags", "readiness"),
    "notes": ("debrief", "note"),
    "documents": ("received",),
    "casework": ("casework",),
    "attendance": ("attendance",),
    "record": ("cover",),
}
"""The private views in which each class stands, or may; what no view shows is opened by none."""


def kind_of(stored_name: str, compartment: str) -> str:
    """The class an entry belongs to, by its event's stored name and its compartment.

    What nobody has placed in the register's stream counts as the register: it has a date.
    """
    if compartment in _BY_COMPARTMENT:
        return _BY_COMPARTMENT[compartment]
    if stored_name.startswith("attendance."):
        return "attendance"
    return _BY_TYPE.get(stored_name, "register" if compartment == "register" else "record")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dates of one cohort follow from; nothing in it is about any one seat.

    :ivar over_on: the day workshop two ended, or the pair was given up; None before.
    :ivar undated: why there is no such day.
    :ivar handed_on: the day from which to count where the workshops' days are not known here:
        when somebody last handed over anything of the cohort.
    :ivar open_things: what is not closed or written yet, of :data:`WAITS`.
    :ivar held_whole: a legal hold stands on the whole cohort.
    :ivar purged: when each class was purged, unless it holds something to purge again: what came
        later, or what a hold kept that was lifted since.
    """

    over_on: date | None
    open_things: frozenset[str] = frozenset()
    held_whole: bool = False
    purged: Mapping[str, datetime] = field(default_factory=dict)
    undated: str = NOT_OVER
    handed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One class of one cohort: until when it is kept, and why not longer or shorter.

    ``until`` is None where there is no date; ``why`` then says why.
    """

    kind: Kind
    rule: str
    until: date | None
    why: str
    waits_for: tuple[str, ...]
    purged_at: datetime | None
    due: bool


def classes(facts: Facts, chosen: Mapping[str, int], today: date) -> tuple[Held, ...]:
    """Every class as it stands today.

    :param chosen: the service's own days by class, in place of ours.
    """
    return tuple(_held(kind, facts, chosen.get(kind.slug), today) for kind in KINDS)


def _held(kind: Kind, facts: Facts, own: int | None, today: date) -> Held:
    days = kind.days if own is None else own
    rule = kind.rule if own is None else f"{own} days after workshop two: set by your service"
    if not kind.purged_apart:
        return Held(kind, kind.rule, None, kind.why, (), None, due=False)
    until, why = None, kind.why
    if days is not None:
        start = facts.over_on or facts.handed_on
        until = None if start is None else start + timedelta(days=days)
        why = "" if until is not None else facts.undated
        if facts.over_on is None and until is not None:
            rule = f"{_days_of(kind, own)}, {FROM_HANDING_OVER}"
    waits = tuple(WAITS[one] for one in kind.waits if one in facts.open_things)
    if facts.held_whole:
        waits = (*waits, "a legal hold")
    purged = facts.purged.get(kind.slug)
    reached = until is not None and until <= today
    return Held(kind, rule, until, why, waits, purged, reached and not waits and purged is None)


def _days_of(kind: Kind, own: int | None) -> str:
    return f"{kind.days} days" if own is None else f"{own} days, set by your service"


def erased(events: Iterable[Event]) -> Mapping[str, ParticipantErased]:
    """Whoever was erased, by reference."""
    return {event.ref: event for event in events if isinstance(event, ParticipantErased)}


def holds(events: Iterable[Event]) -> Mapping[str, LegalHoldSet]:
    """The legal holds that stand, by reference; the empty one is on the whole cohort."""
    standing: dict[str, LegalHoldSet] = {}
    for event in events:
        if isinstance(event, LegalHoldSet):
            standing[event.ref] = event
        elif isinstance(event, LegalHoldLifted):
            standing.pop(event.ref, None)
    return standing


def purged(events: Iterable[Event]) -> Mapping[str, datetime]:
    """When each class was purged last; a hold lifted since leaves something to purge again."""
    done: dict[str, datetime] = {}
    for event in events:
        if isinstance(event, ClassPurged):
            done[event.kind] = event.at
        elif isinstance(event, LegalHoldLifted):
            done.clear()
    return done
