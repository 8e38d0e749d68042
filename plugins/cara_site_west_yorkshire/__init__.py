"""West Yorkshire's delivery rules WY-1 to WY-7, on top of the general ones."""

from __future__ import annotations

from cara_facilitate.api import (
    Finding,
    PersonFacts,
    PlacementFacts,
    Result,
    SitePolicy,
    district_and_venue,
    eligibility,
    general_rules,
    hookimpl,
)

CARA_API = 1

SATURDAY = 5
POLICE = frozenset({"WYP"})
VARIANTS = (
    "intimate-partner-male",
    "intimate-partner-female",
    "familial-male",
    "familial-female",
)
DISTRICTS = ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield")
SETTINGS = {
    # Late arrivals: admitted at all (LA, else LR), and until how many minutes after the start.
    "allow_late": True,
    "late_minutes": 30,
    # Leaving so many minutes early still counts towards a complete pair.
    "early_minutes": 0,
    # In one workshop of so many both facilitators rate every seat, apart.
    "second_rater_every": 3,
    # A supervision note is overdue so many days after its workshop was closed.
    "note_due_days": 7,
    # Sharing level L3, words agreed with the person harmed.
    "allow_agreed_words": False,
    "covid_check": False,
    # Role -> telephone number, the service's own; empty until somebody has typed them in.
    "on_call": {},
    # Our reading until the manager confirms it; "confirm": the manager says each time.
    "return_words": {
        "LA": "attended",
        "LR": "did not attend",
        "EL": "confirm",
        "RM": "confirm",
    },
    "districts": list(DISTRICTS),
    # What `cara plan` takes for granted of people of whom only the caution date is known.
    "planned_as_person": {"issuer": "WYP", "referrer": "WYP"},
    "asks_person": {
        "issuer": "Which police force issued the caution? (WYP)",
        "referrer": "Who made the referral? (WYP)",
        "police_extension": "Have the police recorded a longer time? (yes, no)",
    },
    "asks_cohort": {
        "district": "In which district? (Bradford, Calderdale, Kirklees, Leeds, Wakefield)",
        "venue": "Which venue? (a reference such as VEN-3, no address)",
        "trained": "Who has a Hampton Trust training date? (F-LEAD1;F-CO2)",
        "conflict": "Is anybody linked to another seat or to a facilitator? (yes, no)",
        "day_adjustment": "Is another day than Saturday agreed as an adjustment? (yes, no)",
        "venue_transport": "Does public transport reach the venue? (yes, no)",
        "venue_access": "Is the venue accessible? (yes, no)",
        "access_need_unmet": "Is an access need not met? (yes, no)",
    },
}
"""Plain values the app reads; ``asks_...`` name the fields this policy asks for beyond the
cohort file's own."""


def check(facts: PlacementFacts) -> list[Finding]:
    """Every general rule and every rule of this site; at least one finding for each."""
    return [
        *general_rules(facts),
        saturdays(facts),
        first_time_and_risk(facts),
        caution_and_referral(facts),
        variants(facts),
        *venue(facts),
        *district_and_venue(facts, DISTRICTS),
        supervision_note(facts),
        Finding(
            "WY-7",
            Result.PASS,
            "Several workshops may run on one day with different facilitators.",
            "several workshops can be run simultaneously",
        ),
    ]


def saturdays(facts: PlacementFacts) -> Finding:
    """WY-1: every workshop on a Saturday; an agreed adjustment goes to the manager."""
    source = "Workshops in West Yorkshire will all be held on Saturdays"
    other = [day.isoformat() for day in facts.workshops if day.weekday() != SATURDAY]
    if not facts.workshops:
        return Finding("WY-1", Result.BLOCK, "No day is planned.", source)
    if not other:
        return Finding("WY-1", Result.PASS, "Held on Saturdays.", source)
    agreed = facts.extra.get("day_adjustment") == "yes"
    result = Result.REFER if agreed else Result.BLOCK
    return Finding("WY-1", result, f"Not a Saturday: {', '.join(other)}.", source)


def first_time_and_risk(facts: PlacementFacts) -> Finding:
    """WY-2: first time and standard risk; medium goes to the manager; says no more than that."""
    return eligibility("WY-2", [_first_time_and_risk(person) for person in facts.people])


def _first_time_and_risk(person: PersonFacts) -> tuple[int, Result, str]:
    if person.first_time is not True:
        return person.seat, Result.BLOCK, "first time not confirmed"
    if person.risk == "standard":
        return person.seat, Result.PASS, ""
    if person.risk == "medium":
        return person.seat, Result.REFER, "risk recorded as medium"
    return person.seat, Result.BLOCK, "risk high or not known"


def caution_and_referral(facts: PlacementFacts) -> Finding:
    """WY-3: a conditional caution issued and referred by WYP.

    Another issuer blocks; what is not recorded never passes: the manager confirms it, as with
    another referrer.
    """
    source = "all referrals/bookings will be made directly by WYP"
    wrong, unclear = [], []
    for person in facts.people:
        issuer, referrer = (_force(person, facts, name) for name in ("issuer", "referrer"))
        if person.disposal != "conditional_caution" or (issuer and issuer not in POLICE):
            wrong.append(str(person.seat))
        elif not issuer or referrer not in POLICE:
            unclear.append(str(person.seat))
    if wrong:
        message = f"Conditional caution by West Yorkshire Police not confirmed: {_seats(wrong)}."
        return Finding("WY-3", Result.BLOCK, message, source)
    if unclear:
        message = (
            f"Issued and referred by West Yorkshire Police is not recorded: {_seats(unclear)}."
        )
        return Finding("WY-3", Result.REFER, message, source)
    return Finding("WY-3", Result.PASS, "Conditional cautions referred by WYP.", source)


def _seats(seats: list[str]) -> str:
    return f"seat {', '.join(seats)}"


def _force(person: PersonFacts, facts: PlacementFacts, name: str) -> str:
    return person.extra.get(name, facts.extra.get(name, "")).strip().upper()


def variants(facts: PlacementFacts) -> Finding:
    """WY-4: all four variants may be delivered."""
    known = facts.variant in VARIANTS
    message = "The variant may be delivered." if known else "The variant is none of the four."
    source = (
        "Separate workshops are run for male and female offenders, and for intimate/ex intimate "
        "partner and non-intimate partner familial"
    )
    return Finding("WY-4", Result.PASS if known else Result.WARN, message, source)


def venue(facts: PlacementFacts) -> list[Finding]:
    """WY-5: the venue's checklist warns; an access need that is not met goes to the manager."""
    source = "good public transport links and meet accessibility and Covid-19 regulations"
    asked = {"venue_transport": "transport", "venue_access": "access"}
    if SETTINGS["covid_check"]:
        asked["venue_covid"] = "Covid-19 rules"
    unmet = facts.extra.get("access_need_unmet") == "yes"
    found = []
    if unmet:
        found.append(Finding("WY-5", Result.REFER, "An access need is not met.", source))
    missing = [what for name, what in asked.items() if facts.extra.get(name) != "yes"]
    if missing:
        message = f"Venue not confirmed for: {', '.join(missing)}."
        found.append(Finding("WY-5", Result.WARN, message, source))
    return found or [Finding("WY-5", Result.PASS, "Venue confirmed.", source)]


def supervision_note(facts: PlacementFacts) -> Finding:
    """WY-6: a supervision note is due to Hampton Trust after each workshop."""
    source = "will provide practice supervision throughout"
    if facts.extra.get("notes_overdue") == "yes":
        message = "A supervision note is overdue: tell the manager."
        return Finding("WY-6", Result.WARN, message, source)
    return Finding("WY-6", Result.PASS, "A note is due to Hampton Trust after each day.", source)


@hookimpl
def cara_site_policies() -> list[SitePolicy]:
    """Offer West Yorkshire's policy."""
    return [SitePolicy("west-yorkshire", "West Yorkshire", check, SETTINGS)]
