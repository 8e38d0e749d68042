"""The general placement rules CARA-1 to CARA-6, shared by every site's policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from cara_facilitate.domain.policy import Finding, PersonFacts, PlacementFacts, Result

LARGEST_GROUP = 12
SMALLEST_GROUP = 6
"""Fewer than this and a theme could be traced to one person: source protection."""
PAIR_GAP = timedelta(days=28)
LONGEST_GAP = timedelta(days=35)
CAUTION_DAYS = timedelta(days=112)
REPEAT_AFTER = timedelta(days=7)
"""The earliest a repeat pair is taken to begin after workshop two: the next week."""
SEXES = frozenset({"male", "female"})
INTIMATE = frozenset({"partner", "ex_partner"})
FAMILIAL = frozenset(
    {"parent", "child", "sibling", "grandparent", "grandchild", "other_relative", "family"}
)
ELIGIBILITY = "Eligibility not confirmed: ask the manager"
"""All that a finding about eligibility, consent or risk says outside the placement compartment."""

ORDER = (Result.PASS, Result.WARN, Result.REFER, Result.BLOCK)
"""Results from the mildest to the most severe."""

SIZE = "each cohort of up to 12 single-sex perpetrators"
PAIR = "two 1-day workshops 4 weeks apart"
VARIANT = (
    "Separate workshops are run for male and female offenders, and for intimate/ex intimate "
    "partner and non-intimate partner familial"
)
STAFF = "Two facilitators deliver each workshop"
WEEKS = "time period of 16 weeks for conditional cautions to be completed"
BEFORE_TWO = "provided to the facilitators prior to the second workshop"

_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,16}")


def general_rules(
    facts: PlacementFacts, *, over_time: Result = Result.BLOCK, before_two: str = BEFORE_TWO
) -> list[Finding]:
    """CARA-1 to CARA-6 and the conflict check; at least one finding for each.

    :param over_time: what CARA-5 finds past sixteen weeks; a site whose source is silent on
        the limit passes WARN.
    :param before_two: the sentence CARA-6 rests on; a site may have one of its own.
    """
    return [
        *cohort_size_and_group(facts),
        *pair_of_workshops(facts),
        *one_variant(facts),
        *two_facilitators(facts),
        *sixteen_weeks(facts, over_time=over_time),
        *readiness_before_two(facts, source=before_two),
        *conflicts(facts),
    ]


def cohort_size_and_group(facts: PlacementFacts) -> list[Finding]:
    """CARA-1: one to twelve people of one group, as recorded by referrer and manager.

    Fewer than six, planned or present on the day (``present``), warns.
    """
    found, count = [], len(facts.people)
    if not 1 <= count <= LARGEST_GROUP:
        found.append(_cara(1, Result.BLOCK, f"{count} people: a cohort is 1 to 12.", SIZE))
    elif count < SMALLEST_GROUP:
        message = f"Group of {count}: under {SMALLEST_GROUP}, it is easier to guess who said what."
        found.append(_cara(1, Result.WARN, message, SIZE))
    elif (present := _number(facts, "present")) is not None and present < SMALLEST_GROUP:
        message = f"{present} present: under {SMALLEST_GROUP}, it is easier to guess who said what."
        found.append(_cara(1, Result.WARN, message, SIZE))
    unsure = [p.seat for p in facts.people if _sex(p) not in SEXES]
    if len({_sex(p) for p in facts.people} & SEXES) > 1:
        found.append(_cara(1, Result.BLOCK, "The cohort is not of one group.", SIZE))
    if unsure:
        found.append(_cara(1, Result.REFER, f"{_seats(unsure)}: group to be confirmed.", SIZE))
    return found or [_cara(1, Result.PASS, f"{count} people of one group.", SIZE)]


def pair_of_workshops(facts: PlacementFacts) -> list[Finding]:
    """CARA-2: two workshops 28 days apart; 29 to 35 warns; else blocked, or referred if stopped."""
    severe = Result.REFER if facts.extra.get("phase") == "stopped" else Result.BLOCK
    if len(facts.workshops) != 2:
        return [_cara(2, severe, f"{len(facts.workshops)} workshops: a pair is two.", PAIR)]
    gap = facts.workshops[1] - facts.workshops[0]
    message = f"The workshops are {gap.days} days apart."
    if gap == PAIR_GAP:
        return [_cara(2, Result.PASS, message, PAIR)]
    if PAIR_GAP < gap <= LONGEST_GAP:
        return [_cara(2, Result.WARN, message, PAIR)]
    return [_cara(2, severe, message, PAIR)]


def one_variant(facts: PlacementFacts) -> list[Finding]:
    """CARA-3: everybody's group and relationship are those of the variant delivered."""
    kind, _, sex = facts.variant.rpartition("-")
    family = {"intimate-partner": INTIMATE, "familial": FAMILIAL}.get(kind)
    if family is None or sex not in SEXES:
        return [_cara(3, Result.BLOCK, "The curriculum's variant is not one of the four.", VARIANT)]
    known = INTIMATE | FAMILIAL
    unsure = [p.seat for p in facts.people if _sex(p) not in SEXES or p.relationship not in known]
    wrong = [
        p.seat for p in facts.people if _sex(p) in SEXES - {sex} or p.relationship in known - family
    ]
    found = []
    if wrong:
        message = f"{_seats(wrong)}: another variant's workshop is needed."
        found.append(_cara(3, Result.BLOCK, message, VARIANT))
    if unsure:
        message = f"{_seats(unsure)}: group or relationship to be confirmed."
        found.append(_cara(3, Result.REFER, message, VARIANT))
    return found or [_cara(3, Result.PASS, "Everybody fits the variant.", VARIANT)]


def two_facilitators(facts: PlacementFacts) -> list[Finding]:
    """CARA-4: two facilitators, trained, not booked twice; observers and trainees do not count.

    Blocks in planning. On the day, and after one that was not held or was stopped, the manager
    decides: the start is delayed, or the workshop is recorded as not held.
    """
    on_the_day = facts.extra.get("phase") in ("day", "stopped")
    severe = Result.REFER if on_the_day else Result.BLOCK
    named, watching = set(facts.facilitators), _listed(facts, "observers")
    staff, found = sorted(named - watching), []
    people = {who.upper() for who in named}  # two spellings are one person
    if not len(staff) == len(people) == len(facts.facilitators) == 2:
        count = len({who.upper() for who in staff})
        message = f"{count} facilitator{'' if count == 1 else 's'}: two deliver."
        if named & watching:
            who = ", ".join(sorted(named & watching))
            message += f" Not counted as observer or trainee: {who}."
        if on_the_day:
            message += " Delay the start, or record the workshop as not held (NR)."
        found.append(_cara(4, severe, message, STAFF))
    twice = sorted(set(staff) & _listed(facts, "double_booked"))
    if twice:
        message = f"{', '.join(twice)}: booked twice that day, as far as this store knows."
        found.append(_cara(4, severe, message, STAFF))
    untrained = sorted(set(staff) - _listed(facts, "trained"))
    if untrained:
        message = f"{', '.join(untrained)}: no Hampton Trust training date recorded."
        found.append(_cara(4, Result.REFER, message, STAFF))
    passed = "Two facilitators. Double booking is looked for in this store only."
    return found or [_cara(4, Result.PASS, passed, STAFF)]


def sixteen_weeks(facts: PlacementFacts, *, over_time: Result = Result.BLOCK) -> list[Finding]:
    """CARA-5: workshop two within 112 days of the caution; warns if no repeat pair would fit."""
    if not facts.workshops:
        return [_cara(5, over_time, "No workshop dates to count sixteen weeks to.", WEEKS)]
    first, last = min(facts.workshops), max(facts.workshops)
    over: list[int] = []
    extended: list[int] = []
    tight: list[int] = []
    wrong: list[int] = []
    for person in facts.people:
        cautioned = person.caution_date
        if cautioned is None or cautioned > first:
            wrong.append(person.seat)
        elif last > cautioned + CAUTION_DAYS:
            (extended if _yes(person, "police_extension") else over).append(person.seat)
        elif not _repeat_fits(last, cautioned):
            tight.append(person.seat)
    rows = (
        (wrong, over_time, "caution date missing, or after workshop one."),
        (over, over_time, "workshop two is past sixteen weeks from the caution."),
        (extended, Result.REFER, "past sixteen weeks, with a recorded police extension."),
        (tight, Result.WARN, "no repeat pair would fit in the sixteen weeks."),
    )
    found = [_cara(5, how, f"{_seats(seats)}: {why}", WEEKS) for seats, how, why in rows if seats]
    return found or [_cara(5, Result.PASS, "Workshop two is within sixteen weeks.", WEEKS)]


def readiness_before_two(facts: PlacementFacts, *, source: str = BEFORE_TWO) -> list[Finding]:
    """CARA-6: nothing is open before workshop two; the words are the same whatever is.

    Blocks on the day of workshop two, warns before; not due until workshop one is closed. What
    is no answer at all counts as open.
    """
    said = facts.extra.get("readiness", "")
    on_the_day = facts.extra.get("today") == "2"
    if said == "ready":
        return [_cara(6, Result.PASS, "The preparation for workshop two is done.", source)]
    if not said and not on_the_day:
        due = "The preparation for workshop two is due once workshop one is closed."
        return [_cara(6, Result.PASS, due, source)]
    # Only here: it brings all the events with it, and every plugin's child imports this module.
    from cara_facilitate.domain.readiness import HOME_WORDS

    result = Result.BLOCK if on_the_day else Result.WARN
    return [_cara(6, result, f"{HOME_WORDS.capitalize()}.", source)]


def conflicts(facts: PlacementFacts) -> list[Finding]:
    """The conflict check: linked seats, or a facilitator who knows somebody; no reason is given.

    Seats linked by household, incident or person harmed; a facilitator who knows or has supported
    any of them, in any service. A check that nobody has recorded warns.
    """
    linked = [p.seat for p in facts.people if p.extra.get("conflict", "") not in ("", "no")]
    said = facts.extra.get("conflict", "")
    if linked or said not in ("", "no"):
        note = _seats(linked) if linked else "A facilitator and the cohort."
        message = "A possible conflict is recorded: ask the manager"
        return [Finding("CONFLICT", Result.REFER, message, "", note)]
    if said == "no":
        return [Finding("CONFLICT", Result.PASS, "Checked: no conflict is recorded.")]
    return [Finding("CONFLICT", Result.WARN, "The check for conflicts is not recorded.")]


def district_and_venue(facts: PlacementFacts, districts: Collection[str] = ()) -> list[Finding]:
    """Where the workshops are held: the district, and a reference (never an address) of the venue.

    Warns; what was typed is never repeated.

    :param districts: the site's own; any district will do where a site has listed none.
    """
    district, venue = (facts.extra.get(name, "").strip() for name in ("district", "venue"))
    known = {name.casefold() for name in districts}
    said = []
    if not district:
        said.append("The district is not recorded.")
    elif known and district.casefold() not in known:
        said.append("The district is not one of this site's.")
    if not venue:
        said.append("The venue is not recorded.")
    elif not _REFERENCE.fullmatch(venue):
        said.append("The venue is not a reference such as VEN-3.")
    if said:
        return [Finding("DISTRICT", Result.WARN, " ".join(said))]
    return [Finding("DISTRICT", Result.PASS, "District and venue are recorded.")]


def eligibility(rule: str, rows: Iterable[tuple[int, Result, str]]) -> Finding:
    """One finding for a rule about eligibility, consent or risk: the worst of all seats.

    Outside the placement compartment it names no seat, no reason and no source. Nobody at all
    blocks: what was not asked of anybody is confirmed of nobody.

    :param rows: seat, result and the reason for the manager, for every seat.
    """
    every = list(rows)
    failing = [row for row in every if row[1] is not Result.PASS]
    if every and not failing:
        return Finding(rule, Result.PASS, "Eligibility confirmed.")
    worst = max((row[1] for row in failing), key=ORDER.index, default=Result.BLOCK)
    note = " ".join(f"Seat {seat}: {result} ({reason})." for seat, result, reason in failing)
    return Finding(rule, worst, ELIGIBILITY, "", note or "Nobody is recorded.")


def as_one(findings: Iterable[Finding]) -> list[Finding]:
    """Eligibility findings that nobody may tell apart: each takes the worst result of them all.

    Which rule it was stands for the manager alone, so that a finding about a victim's consent
    looks like any other.
    """
    every = list(findings)
    worst = max((one.result for one in every), key=ORDER.index, default=Result.PASS)
    if worst is Result.PASS:
        return every
    return [
        Finding(one.rule, worst, ELIGIBILITY, "", one.manager_note or f"{one.rule} itself passes.")
        for one in every
    ]


def _cara(number: int, result: Result, message: str, source: str = "") -> Finding:
    return Finding(f"CARA-{number}", result, message, source)


def _sex(person: PersonFacts) -> str:
    return "" if _yes(person, "group_queried") else person.sex


def _yes(person: PersonFacts, name: str) -> bool:
    return person.extra.get(name) == "yes"


def _listed(facts: PlacementFacts, name: str) -> frozenset[str]:
    return frozenset(filter(None, facts.extra.get(name, "").split(";")))


def _number(facts: PlacementFacts, name: str) -> int | None:
    text = facts.extra.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else None


def _repeat_fits(last: date, cautioned: date) -> bool:
    return last + REPEAT_AFTER + PAIR_GAP <= cautioned + CAUTION_DAYS


def _seats(seats: Iterable[int]) -> str:
    numbers = sorted(seats)
    word = "Seat" if len(numbers) == 1 else "Seats"
    return f"{word} {', '.join(str(number) for number in numbers)}"
