"""Site rules: the facts a placement is judged by and what a rule may find (``domain.md`` (e))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Result(StrEnum):
    """What a rule says; REFER leaves the decision to the manager."""

    PASS = "PASS"
    WARN = "WARN"
    REFER = "REFER"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's result with its reason; ``source`` is the sentence it rests on, where showable.

    ``message`` and ``source`` are safe on any screen of this store. What belongs to the
    ``placement`` compartment (eligibility, consent, risk) stands in ``manager_note`` alone and is
    shown to nobody but the manager: a finding must never tell what the person harmed chose.
    """

    rule: str
    result: Result
    message: str
    source: str = ""
    manager_note: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a rule may know of one seat; missing is unknown and never passes a BLOCK rule."""

    seat: int
    sex: str = ""
    relationship: str = ""
    caution_date: date | None = None
    risk: str = ""
    first_time: bool | None = None
    disposal: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """A cohort as a rule sees it; dates are local, ``facilitators`` are staff references.

    ``extra`` holds, as short tokens, what a policy asks for beyond the fields. The app computes
    and the general rules read ``phase`` (``planning``; ``day`` on the day itself; ``stopped``
    after a workshop was not held or was stopped by the service), ``today`` (the number of the
    workshop whose day it is, or empty), ``readiness`` (``ready``, ``open``, empty while not due),
    ``present`` (how many are present), ``double_booked`` (staff references separated by ``;``
    with another cohort on one of the days), ``notes_overdue`` (yes, no), ``site_cohorts`` (how
    many cohorts of the site this store holds) and ``signposts`` (ids of the services on the
    participants' sheet, separated by ``;``). Asked of people: ``trained`` and ``observers`` (staff
    references), ``conflict``, ``district`` and ``venue`` (a reference, never an address).
    """

    cohort: str
    site: str
    variant: str
    workshops: tuple[date, ...]
    facilitators: tuple[str, ...]
    people: tuple[PersonFacts, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
