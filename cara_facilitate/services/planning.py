"""The cohort planner: dates asked for, the site's own rules, and what this store has booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain.curriculum import VARIANTS
from cara_facilitate.domain.identifiers import SEATS, staff_ok
from cara_facilitate.domain.pairing import Answer, Question, Staff, answered
from cara_facilitate.domain.plan import COHORT_SITE_FIELDS, PERSON_SITE_FIELDS, CohortPlan
from cara_facilitate.domain.policy import PersonFacts, PlacementFacts
from cara_facilitate.domain.rules import CAUTION_DAYS, PAIR_GAP
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.host.registry import Host
    from cara_facilitate.services.desk import Desk

LONGEST_WINDOW = 366
"""Days that one question may be about."""
MOST_PEOPLE = 60
MOST_STAFF = 12
TAKEN_FOR_GRANTED = (
    "Only caution dates are known: planned as if everything else about these people were confirmed."
    " The site's rules ask for it when the cohort is made."
)
NOT_LOOKED = "Bookings of facilitators in your own store were not looked at."
THIS_STORE = "Bookings are those of this store only."
_AS_PERSON, _AS_COHORT = "planned_as_person", "planned_as_cohort"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: who waits, who can deliver, and when workshop one may be.

    ``people`` are as a site's rules see them, numbered by ``seat``; ``only`` names facilitators
    who have said when they are free, and these days. ``fewest`` 0 is everybody, as far as there
    are seats.
    """

    site: str
    variant: str
    first: date
    last: date
    people: tuple[PersonFacts, ...]
    facilitators: tuple[str, ...]
    away: Mapping[str, Collection[date]] = field(default_factory=dict)
    only: Mapping[str, Collection[date]] = field(default_factory=dict)
    closed: Collection[date] = ()
    seats: int = max(SEATS)
    fewest: int = 0
    cohort: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def of_dates(
    host: Host,
    site: str,
    variant: str,
    cautions: Iterable[date],
    *,
    facilitators: Iterable[str],
    first: date,
    last: date | None = None,
) -> Request:
    """A request for people of whom only the date of caution is known.

    Everything else is taken for granted, and the request says so: what every site asks for here,
    what this site alone asks for in its settings ``planned_as_person`` and ``planned_as_cohort``.
    What neither names stays unknown.

    :raises PluginError: if the site's rules are missing.
    """
    settings = host.site_policy(site).settings
    own = _tokens(settings, _AS_PERSON)
    people = tuple(
        _taken_for_granted(number, cautioned, variant, own)
        for number, cautioned in enumerate(cautions, start=1)
    )
    return Request(
        site=site,
        variant=variant,
        first=first,
        last=last or latest_first(people, first),
        people=people,
        facilitators=tuple(facilitators),
        extra=_tokens(settings, _AS_COHORT),
        notes=(TAKEN_FOR_GRANTED,),
    )


def _taken_for_granted(
    number: int, cautioned: date, variant: str, own: Mapping[str, str]
) -> PersonFacts:
    kind, _, sex = variant.rpartition("-")
    return PersonFacts(
        seat=number,
        sex=sex,
        relationship="ex_partner" if kind == "intimate-partner" else "family",
        caution_date=cautioned,
        risk="standard",
        first_time=True,
        disposal="conditional_caution",
        extra=own,
    )


def of_plan(plan: CohortPlan, *, first: date, last: date | None = None) -> Request:
    """A request for the people and facilitators of a cohort file; unknown stays unknown.

    People keep the seats the file gives them if all have one; else they are numbered in order.
    """
    facts = plan.placement()
    people = facts.people
    if not all(person.seat for person in people):
        people = tuple(replace(one, seat=number) for number, one in enumerate(people, start=1))
    return Request(
        site=plan.site,
        variant=plan.variant,
        first=first,
        last=last or latest_first(people, first),
        people=people,
        facilitators=plan.facilitators,
        cohort=plan.cohort,
        extra=plan.extra,
    )


def latest_first(people: Iterable[PersonFacts], first: date) -> date:
    """The last day workshop one can be for the last person cautioned; never before ``first``."""
    dates = [person.caution_date for person in people if person.caution_date is not None]
    return max([first, *(day + CAUTION_DAYS - PAIR_GAP for day in dates)])


def read_waiting(host: Host, path: Path) -> CohortPlan:
    """A cohort file whose ``workshops`` may be left out; their dates are not looked at.

    :raises IntakeError: if the file is refused, with ``file:line:column``.
    """
    from cara_facilitate.intake.cohort_file import read_cohort

    settings = [policy.settings for policy in host.site_policies()]
    return read_cohort(
        path,
        person_fields=PERSON_SITE_FIELDS.union(*(_tokens(s, "asks_person") for s in settings)),
        cohort_fields=COHORT_SITE_FIELDS.union(*(_tokens(s, "asks_cohort") for s in settings)),
        dated=False,
    )


def bookings(desk: Desk, *, but: str = "") -> dict[str, frozenset[date]]:
    """On which days each facilitator delivers a workshop of this store that is still to be held.

    :param but: a cohort whose own dates do not count: it is being planned anew.
    """
    booked: dict[str, set[date]] = {}
    for state in desk.cohorts():
        days = {
            day.date
            for day in state.workshops.values()
            if day.ended_at is None and day.not_held is None
        }
        for who in state.facilitators:
            booked.setdefault(who, set()).update(days if state.cohort != but else ())
    return {who: frozenset(days) for who, days in booked.items()}


def answer(host: Host, request: Request, desk: Desk | None = None) -> Answer:
    """Every pair of dates that is free and that the site's rules do not block, and why not others.

    :param desk: the store whose bookings count; none: nobody is booked.
    :raises Refusal: if the request makes no sense.
    :raises PluginError: if the site's rules are missing or fail; there are no laxer ones.
    """
    _check(request)
    judge = host.site_policy(request.site).check
    booked = bookings(desk, but=request.cohort) if desk is not None else {}
    extra = {name: token for name, token in request.extra.items() if name not in _COMPUTED}
    question = Question(
        first=request.first,
        last=request.last,
        facts=PlacementFacts(
            cohort=request.cohort,
            site=request.site,
            variant=request.variant,
            workshops=(),
            facilitators=(),
            people=(),
            extra=extra | {"phase": "planning"},
        ),
        people=request.people,
        staff=tuple(_staff(request, booked)),
        seats=request.seats,
        fewest=request.fewest or min(len(request.people), request.seats),
        closed=frozenset(request.closed),
    )
    return answered(question, judge)


def _staff(request: Request, booked: Mapping[str, frozenset[date]]) -> Iterator[Staff]:
    """Who can deliver; observers and trainees do not count."""
    observers = request.extra.get("observers", "").split(";")
    for who in request.facilitators:
        if who not in observers:
            yield Staff(
                who,
                away=frozenset(request.away.get(who, ())),
                booked=booked.get(who, frozenset()),
                only=frozenset(request.only[who]) if who in request.only else None,
            )


_COMPUTED = frozenset({"phase", "today", "readiness", "present", "double_booked"})
"""What only the day or the store can say: nobody's file says it of days not yet chosen."""


def notes(request: Request, desk: Desk | None) -> tuple[str, ...]:
    """What must be said beside any answer."""
    return (*request.notes, THIS_STORE if desk is not None else NOT_LOOKED)


def document(request: Request, found: Answer, said: Iterable[str]) -> dict[str, Any]:
    """The answer as plain data, for ``--json``: seats by number, never a reference."""
    return {
        "site": request.site,
        "pairs": [
            {
                "first": pair.first.isoformat(),
                "second": pair.second.isoformat(),
                "days": pair.days,
                "people": list(pair.people),
                "facilitators": list(pair.facilitators),
                "notes": list(pair.notes),
            }
            for pair in found.pairs
        ],
        "refused": [
            {"first": one.first.isoformat(), "reasons": [reason.words for reason in one.reasons]}
            for one in found.refused
        ],
        "notes": list(said),
    }


def _check(request: Request) -> None:
    names = request.facilitators
    people = len(request.people)
    faults = (
        (request.variant not in VARIANTS, "The variant is one of: " + ", ".join(VARIANTS) + "."),
        (not people, "Nobody is waiting: give a caution date for each person."),
        (people > MOST_PEOPLE, f"At most {MOST_PEOPLE} people can be planned for at a time."),
        (request.seats not in SEATS, "A workshop has from 1 to 12 seats."),
        (
            not 0 <= request.fewest <= min(people, request.seats),
            "The fewest people cannot be more than there are, or than there are seats.",
        ),
        (request.last < request.first, "The last day is before the first one."),
        (
            request.last - request.first >= timedelta(days=LONGEST_WINDOW),
            f"At most {LONGEST_WINDOW} days can be looked at in one go.",
        ),
        (not all(map(staff_ok, names)), "A staff reference is letters, digits and hyphens."),
        (len(set(names)) != len(names), "The same facilitator is named twice."),
        (len(names) < 2, "Two facilitators deliver each workshop: name at least two."),
        (len(names) > MOST_STAFF, f"At most {MOST_STAFF} facilitators can be asked about."),
        (
            not {*request.away, *request.only} <= set(names),
            "Days were given for somebody who is not among the facilitators.",
        ),
    )
    for wrong, sentence in faults:
        if wrong:
            raise Refusal(sentence, "Nothing was planned.")


def _tokens(settings: Mapping[str, Any], name: str) -> dict[str, str]:
    found = settings.get(name, {})
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}
