"""The plan of a cohort before anything has happened: dates, staff, seats and what was referred."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cara_facilitate.domain.feedback import RosterEntry
from cara_facilitate.domain.identifiers import SEATS, new_check_word, new_reference
from cara_facilitate.domain.policy import PersonFacts, PlacementFacts

SEXES = ("male", "female", "queried", "unknown")
"""As recorded by the referrer and the manager; queried and unknown are theirs to decide."""
RELATIONSHIPS: Mapping[str, str] = {
    said: kept
    for kept, words in {
        "partner": "partner spouse husband wife boyfriend girlfriend",
        "ex_partner": "ex_partner ex_spouse ex_husband ex_wife ex_boyfriend ex_girlfriend",
        "parent": "parent mother father step_parent",
        "child": "child son daughter step_child",
        "sibling": "sibling brother sister step_sibling",
        "grandparent": "grandparent grandmother grandfather",
        "grandchild": "grandchild grandson granddaughter",
        "other_relative": "other_relative aunt uncle niece nephew cousin in_law",
        "family": "family",
        "unknown": "unknown",
    }.items()
    for said in words.split()
}
"""What the person harmed can be to the participant: as a file may say it -> as it is kept.

The words kept are those that the placement rules know.
"""
RISKS = ("standard", "medium", "high", "unknown")
DISPOSALS = (
    *("conditional_caution", "simple_caution", "diversionary_caution", "community_caution"),
    *("community_resolution", "other", "unknown"),
)
PERSON_SITE_FIELDS = frozenset(
    {
        "conflict",
        "group_queried",
        "issuer",
        "last_violence",
        "offence",
        "police_extension",
        "referrer",
        "risk_tool",
        "victim_consent_attendance",
        "victim_consent_caution",
        "victim_consent_date",
        "violence_last_two_years",
    }
)
"""What only some sites' rules ask about a participant (``domain.md`` (e))."""
COHORT_SITE_FIELDS = frozenset(
    {
        "access_need_unmet",
        "conflict",
        "day_adjustment",
        "district",
        "issuer",
        "notes_overdue",
        "observers",
        "referrer",
        "trained",
        "venue",
        "venue_access",
        "venue_covid",
        "venue_transport",
        "voluntary_route",
    }
)
"""What only some sites' rules ask about a cohort."""


@dataclass(frozen=True, slots=True)
class PlannedWorkshop:
    """One day of the pair; ``start`` is local wall clock ``HH:MM``."""

    date: date
    start: str


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """One participant as referred; a missing value is unknown.

    ``ref`` and ``check_word`` are empty and ``seat`` is 0 until :func:`completed` fills them.
    ``extra`` holds what only a site's policy asks for, as short plain tokens.
    """

    ref: str = ""
    check_word: str = ""
    seat: int = 0
    sex: str = ""
    relationship: str = ""
    caution_date: date | None = None
    risk: str = ""
    first_time: bool | None = None
    disposal: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A cohort as planned: exactly two workshops and one to twelve people."""

    cohort: str
    site: str
    curriculum: str
    variant: str
    workshops: tuple[PlannedWorkshop, ...]
    facilitators: tuple[str, ...]
    people: tuple[PlannedPerson, ...]
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether everybody has a reference, a check word and a seat."""
        return all(person.ref and person.check_word and person.seat for person in self.people)

    def roster(self) -> tuple[RosterEntry, ...]:
        """Who a feedback row may belong to, by seat.

        :raises ValueError: if the plan is not complete.
        """
        if not self.complete:
            raise ValueError("the plan has people without reference, check word or seat")
        entries = (RosterEntry(p.seat, p.ref, p.check_word, p.relationship) for p in self.people)
        return tuple(sorted(entries, key=lambda entry: entry.seat))

    def placement(self) -> PlacementFacts:
        """The plan as a site's rules see it."""
        people = tuple(
            PersonFacts(
                seat=p.seat,
                sex=p.sex,
                relationship=p.relationship,
                caution_date=p.caution_date,
                risk=p.risk,
                first_time=p.first_time,
                disposal=p.disposal,
                extra=p.extra,
            )
            for p in self.people
        )
        return PlacementFacts(
            cohort=self.cohort,
            site=self.site,
            variant=self.variant,
            workshops=tuple(workshop.date for workshop in self.workshops),
            facilitators=self.facilitators,
            people=people,
            extra=self.extra,
        )


def completed(
    plan: CohortPlan, random: Callable[[int], int], taken: Collection[str] = frozenset()
) -> CohortPlan:
    """The plan with every missing reference, check word and seat drawn at random.

    :param random: ``random(n)`` gives a whole number from 0 to n - 1 (``secrets.randbelow``).
    :param taken: references already used in the store.
    """
    references = {*taken, *(person.ref for person in plan.people)}
    words = {person.check_word for person in plan.people}
    free = sorted(set(SEATS) - {person.seat for person in plan.people})
    people = []
    for person in plan.people:
        ref = person.ref or new_reference(plan.cohort, random, references)
        word = person.check_word or new_check_word(random, words)
        seat = person.seat or free.pop(random(len(free)))
        references.add(ref)
        words.add(word)
        people.append(replace(person, ref=ref, check_word=word, seat=seat))
    return replace(plan, people=tuple(people))
