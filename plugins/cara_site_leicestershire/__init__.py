"""Leicestershire's delivery rules LE-1 to LE-7, on top of the general ones."""

from __future__ import annotations

from datetime import date

from cara_facilitate.api import (
    Finding,
    PersonFacts,
    PlacementFacts,
    Result,
    SitePolicy,
    as_one,
    district_and_venue,
    eligibility,
    general_rules,
    hookimpl,
)

CARA_API = 1

YEARS_WITHOUT_VIOLENCE = 2
OFFENCES = frozenset({"criminal_damage", "harassment", "threatening_behaviour"})
INTIMATE = frozenset({"partner", "ex_partner"})
VARIANTS = frozenset({"intimate-partner-male", "intimate-partner-female"})
PILOT_COHORTS = 20
DISTRICTS: tuple[str, ...] = ()
"""The founding documents name none: the list is the site's to give. Until then any will do, as
long as one is recorded."""
JENKINS_CENTRE = "jenkins-centre"
"""The id that the site's own signposts give the local voluntary programme."""
BEFORE_TWO = "they will be engaged with throughout the process"
NO_TOOL = frozenset({"none", "no"})

SETTINGS = {
    # Late arrivals: the attendee page says that late is refused (LR).
    "allow_late": False,
    "late_minutes": 0,
    # Leaving so many minutes early still counts towards a complete pair.
    "early_minutes": 0,
    # In one workshop of so many both facilitators rate every seat, apart.
    "second_rater_every": 3,
    # A supervision note is overdue so many days after its workshop was closed.
    "note_due_days": 7,
    # Sharing level L3, words agreed with the person harmed.
    "allow_agreed_words": False,
    # Role -> telephone number, the service's own; empty until somebody has typed them in.
    "on_call": {},
    # Our reading until the manager confirms it; "confirm": the manager says each time.
    "return_words": {
        "LA": "confirm",
        "LR": "did not attend",
        "EL": "confirm",
        "RM": "confirm",
    },
    "districts": list(DISTRICTS),
    # What `cara plan` takes for granted of people of whom only the caution date is known.
    "planned_as_person": {
        "violence_last_two_years": "no",
        "victim_consent_caution": "yes",
        "victim_consent_attendance": "yes",
    },
    "asks_person": {
        "offence": "Offence? (criminal damage, harassment, threatening behaviour, other)",
        "violence_last_two_years": "Violence in the two years before the caution? (yes, no)",
        "last_violence": "Last conviction or caution for violence? (YYYY-MM-DD, or nothing)",
        "victim_consent_caution": "Consent to the conditional caution recorded? (yes, no)",
        "victim_consent_attendance": "Consent to attendance recorded? (yes, no)",
        "risk_tool": "Which tool gave the risk level? (DASH)",
        "police_extension": "Have the police recorded a longer time? (yes, no)",
    },
    "asks_cohort": {
        "district": "In which district?",
        "venue": "Which venue? (a reference such as VEN-3, no address)",
        "trained": "Who has a Hampton Trust training date? (F-LEAD1;F-CO2)",
        "conflict": "Is anybody linked to another seat or to a facilitator? (yes, no)",
        "voluntary_route": "Does W2-09 offer the voluntary Jenkins Centre route? (yes, no)",
    },
}
"""Plain values the app reads; ``asks_...`` name the fields this policy asks for beyond the
cohort file's own."""


def check(facts: PlacementFacts) -> list[Finding]:
    """Every general rule and every rule of this site; at least one finding for each.

    LE-1 and LE-2 always read alike: a finding must never tell what the person harmed chose.
    """
    return [
        *general_rules(facts, over_time=Result.WARN, before_two=BEFORE_TWO),
        *as_one((no_recent_violence(facts), consent(facts))),
        offences(facts),
        intimate_only(facts),
        pilot(facts),
        voluntary_route(facts),
        risk(facts),
        *district_and_venue(facts, DISTRICTS),
    ]


def no_recent_violence(facts: PlacementFacts) -> Finding:
    """LE-1: no conviction or caution for violence in the two years before the caution.

    Counting from the caution is our reading of the source. The day itself two years before still
    counts as within them.
    """
    return eligibility("LE-1", [_violence(person) for person in facts.people])


def _violence(person: PersonFacts) -> tuple[int, Result, str]:
    said = person.extra.get("violence_last_two_years", "").strip()
    last = person.extra.get("last_violence", "").strip()
    if person.caution_date is None:
        return person.seat, Result.BLOCK, "no caution date to count two years from"
    if said not in ("", "no") or not (said or last):
        return person.seat, Result.BLOCK, "two years without violence not confirmed"
    if last:
        day = _day(last)
        if day is None:
            return person.seat, Result.BLOCK, "date of the last violence cannot be read"
        if day >= _years_before(person.caution_date, YEARS_WITHOUT_VIOLENCE):
            return person.seat, Result.BLOCK, "violence within the two years"
    return person.seat, Result.PASS, ""


def consent(facts: PlacementFacts) -> Finding:
    """LE-2: consent to the caution and to attendance, both recorded as yes."""
    return eligibility("LE-2", [_consent(person) for person in facts.people])


def _consent(person: PersonFacts) -> tuple[int, Result, str]:
    asked = ("victim_consent_caution", "victim_consent_attendance")
    if all(person.extra.get(name) == "yes" for name in asked):
        return person.seat, Result.PASS, ""
    return person.seat, Result.BLOCK, "consent to both not recorded as yes"


def offences(facts: PlacementFacts) -> Finding:
    """LE-3: one of the three offences named; any other goes to the manager."""
    source = (
        "the offence falls within a specified group of minor DV offence such as criminal damage, "
        "harassment and threatening behaviour"
    )
    other = [p.seat for p in facts.people if _offence(p) not in OFFENCES]
    if other:
        message = f"{_seats(other)}: not one of the three offences named, or not recorded."
        return Finding("LE-3", Result.REFER, message, source)
    return Finding("LE-3", Result.PASS, "Every offence is one of the three named.", source)


def _offence(person: PersonFacts) -> str:
    return person.extra.get("offence", "").strip().lower().replace(" ", "_").replace("-", "_")


def intimate_only(facts: PlacementFacts) -> Finding:
    """LE-4: present or past intimate partners, and only the variants for them."""
    source = (
        "The relationship between the perpetrator and victim must be present or past intimate "
        "partners only"
    )
    if facts.variant not in VARIANTS:
        message = "Only the variants for intimate partners are delivered here."
        return Finding("LE-4", Result.BLOCK, message, source)
    other = [p.seat for p in facts.people if p.relationship not in INTIMATE]
    if other:
        message = f"{_seats(other)}: present or past intimate partner not recorded."
        return Finding("LE-4", Result.BLOCK, message, source)
    return Finding("LE-4", Result.PASS, "Present or past intimate partners only.", source)


def pilot(facts: PlacementFacts) -> Finding:
    """LE-5: how many cohorts of the pilot there are, two sessions each: information alone."""
    count = facts.extra.get("site_cohorts", "")
    counted = f"{count} in this store" if count else "not counted here"
    message = f"Cohorts of the pilot: {counted}, of at least {PILOT_COHORTS}; 2 sessions each."
    source = (
        "a minimum of 20 OOCB cohorts would be required in Leicestershire, with each cohort "
        "requiring 2 sessions"
    )
    return Finding("LE-5", Result.PASS, message, source)


def voluntary_route(facts: PlacementFacts) -> Finding:
    """LE-6: W2-09 offers the voluntary route; the source is of 2016, so it always says verify."""
    source = "more intensive voluntary programme (delivered locally by the Jenkins Centre)"
    signposts = facts.extra.get("signposts", "").split(";")
    if facts.extra.get("voluntary_route") == "yes" or JENKINS_CENTRE in signposts:
        message = "W2-09 offers the voluntary route. Source of 2016: verify that it is open."
        return Finding("LE-6", Result.PASS, message, source)
    message = "W2-09 does not offer the voluntary Jenkins Centre route yet. Verify: source of 2016."
    return Finding("LE-6", Result.WARN, message, source)


def risk(facts: PlacementFacts) -> Finding:
    """LE-7: standard risk by DASH or another tool; medium or unknown is referred, high blocks.

    There is no rule about the day of the week. Says no more than other findings of eligibility.
    """
    return eligibility("LE-7", [_risk(person) for person in facts.people])


def _risk(person: PersonFacts) -> tuple[int, Result, str]:
    if person.risk == "high":
        return person.seat, Result.BLOCK, "risk recorded as high"
    if person.risk != "standard":
        return person.seat, Result.REFER, "risk medium or not known"
    if person.extra.get("risk_tool", "").strip().lower() in NO_TOOL:
        return person.seat, Result.REFER, "risk level without a tool"
    return person.seat, Result.PASS, ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of 29 February, the 28th where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _seats(seats: list[int]) -> str:
    numbers = ", ".join(str(seat) for seat in sorted(seats))
    return f"Seat {numbers}" if len(seats) == 1 else f"Seats {numbers}"


@hookimpl
def cara_site_policies() -> list[SitePolicy]:
    """Offer Leicestershire's policy."""
    return [SitePolicy("leicestershire", "Leicestershire", check, SETTINGS)]
