"""What must be passed on at once from a victim-contact record, to whom, by when, and how not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.casework import CaseRecord

TIMINGS = "Timings are general knowledge, not a rule of this site: your site's policy prevails."
"""Goes wherever a clock is shown (``domain.md`` (d): timings [GK])."""


class Clock(StrEnum):
    """By when somebody must have been told, counted from when it was heard."""

    NOW = "now"
    SAME_DAY = "same_day"
    DAY = "24_hours"


CLOCK_WORDS: Mapping[Clock, str] = {
    Clock.NOW: "now",
    Clock.SAME_DAY: "the same day, weekends included",
    Clock.DAY: "within 24 hours",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One duty to act.

    :ivar route: roles and services in the order to tell them.
    :ivar all_of_them: whether every one on the route must be told; otherwise the first that can
        act is enough.
    :ivar never: what not to do, and what to take care of.
    """

    slug: str
    words: str
    route: tuple[str, ...]
    clock: Clock
    never: str
    all_of_them: bool = True

    @property
    def tell(self) -> int:
        """How many different roles must be told before it counts as handed over."""
        return len(self.route) if self.all_of_them else 1


EMERGENCY = "999"
MANAGER = "Manager on call"
SAFEGUARDING = "Safeguarding lead"
POLICE = "Police"
CHILDREN = "Children's social care"
ADULTS = "Adult social care"
MARAC = "MARAC co-ordinator"
IDVA = "IDVA service"
RISK_REVIEW = "Risk review"

_PRESSURE = (
    "The manager tells the police the same day; where no manager answers, you do. Do not ask the "
    "participant about it, and tell nobody who delivers the workshop. No agreed words are used."
)
_OFFENCE = (
    "Go by the person's own wishes; police all the same if the risk is serious or a child is "
    "concerned. Do not question the participant."
)

_ALL = (
    Trigger(
        "immediate_danger",
        "Danger now, threat to kill, or weapon",
        (EMERGENCY, MANAGER),
        Clock.NOW,
        "Do not wait for anybody's leave before 999. If they are on site, the session is stopped. "
        "Do not tell the participant what you know.",
    ),
    Trigger(
        "child_immediate",
        "A child in immediate danger",
        (EMERGENCY, CHILDREN, SAFEGUARDING),
        Clock.NOW,
        "999, or children's social care where nobody is in danger this minute; out of hours the "
        "emergency duty team. Child protection comes before privacy. Do not question the child.",
        all_of_them=False,
    ),
    Trigger(
        "child_concern",
        "A concern about a child",
        (SAFEGUARDING,),
        Clock.SAME_DAY,
        "Do not investigate, and do not decide alone that it is nothing. Child protection comes "
        "before privacy.",
    ),
    Trigger(
        "adult_immediate",
        "An adult at risk in immediate danger",
        (EMERGENCY, ADULTS, SAFEGUARDING),
        Clock.NOW,
        "999, or adult social care where nobody is in danger this minute; out of hours the "
        "emergency duty team. Do not ask the adult in front of others.",
        all_of_them=False,
    ),
    Trigger(
        "adult_concern",
        "A concern about an adult at risk",
        (SAFEGUARDING, ADULTS),
        Clock.SAME_DAY,
        "Ask what the adult wants where it is safe to ask. Do not investigate.",
        all_of_them=False,
    ),
    Trigger(
        "high_risk",
        "High risk: DASH or a factor says high",
        (MARAC, IDVA),
        Clock.SAME_DAY,
        "Weekends included: out of hours the emergency duty team. Their agreement to MARAC is "
        "asked for but not needed. Do not lower the level because the count is low.",
    ),
    Trigger(
        "unreported_offence",
        "A new offence, not reported",
        (RISK_REVIEW,),
        Clock.DAY,
        _OFFENCE,
    ),
    Trigger(
        "unsure_offence",
        "A new offence, perhaps: not sure",
        (RISK_REVIEW,),
        Clock.DAY,
        _OFFENCE,
    ),
    Trigger(
        "reported_offence",
        "A new offence, reported to police",
        (RISK_REVIEW,),
        Clock.DAY,
        "Do not take it that the police have linked it to this caution: the risk review asks.",
    ),
    Trigger(
        "honour_based",
        "Honour-based abuse or forced marriage",
        ("Specialist lead", MANAGER),
        Clock.SAME_DAY,
        "NO contact with family or community, not even through an interpreter or a leader. "
        "Several relatives may be involved. Never mediate.",
        all_of_them=False,
    ),
    Trigger(
        "participant_suicidality",
        "The participant speaks of suicide",
        ("Crisis route (999, or the NHS crisis team)", MANAGER),
        Clock.NOW,
        "Do not leave them alone while they are with you. It is a risk to the person harmed as "
        "well: the risk to others is reviewed. Do not say where you heard it.",
    ),
    Trigger(
        "pressure",
        "Pressure over this, or retaliation",
        (MANAGER, POLICE),
        Clock.SAME_DAY,
        _PRESSURE,
        all_of_them=False,
    ),
    Trigger(
        "no_contact_breach",
        "A no-contact condition was broken",
        (MANAGER, POLICE),
        Clock.SAME_DAY,
        _PRESSURE,
        all_of_them=False,
    ),
    Trigger(
        "rearrest",
        "The participant was arrested again",
        (MANAGER, POLICE),
        Clock.SAME_DAY,
        _PRESSURE,
        all_of_them=False,
    ),
)
TRIGGERS: Mapping[str, Trigger] = {trigger.slug: trigger for trigger in _ALL}
"""Every duty by its slug. A missed workshop is none: attendance goes to police by its own road."""

UNREADABLE = Trigger(
    "",
    "What it is about cannot be read here",
    (MANAGER,),
    Clock.NOW,
    "It still stands. Find out what it was about before anything else.",
)
"""Stands in where the description was erased: the duty itself is never lost."""

DANGER = ("immediate_danger", "threat_to_kill", "weapon")
RAISES_RISK = (
    *("professional_concern", "separation_with_control", "strangulation", "stalking"),
    *("threat_to_kill", "escalating_violence", "honour_based", "forced_marriage"),
)
"""What makes the risk high whatever the DASH count says (``domain.md``, W48)."""
_OBSERVED: Mapping[str, tuple[str, ...]] = {
    "immediate_danger": DANGER,
    "high_risk": RAISES_RISK,
    "honour_based": ("honour_based", "forced_marriage"),
    "participant_suicidality": ("participant_suicidality",),
    "no_contact_breach": ("no_contact_breach",),
    "rearrest": ("rearrest",),
}
_PRESSED = ("pressure_about_workshop", "retaliation")
_CODED = {
    "incident": {
        "yes_unreported": "unreported_offence",
        "unsure": "unsure_offence",
        "yes_reported": "reported_offence",
    },
    "children": {"concern": "child_concern", "immediate": "child_immediate"},
    "adult_at_risk": {"concern": "adult_concern", "immediate": "adult_immediate"},
    "dash": {"high": "high_risk"},
}


def grounds(record: CaseRecord | None) -> frozenset[tuple[str, str]]:
    """What a version says that is a duty: (trigger, the value of the record that says it).

    Nothing for no version. A withdrawn one counts like any other: the person takes back what may
    be shared, not that somebody is in danger.
    """
    if record is None:
        return frozenset()
    found = {
        (trigger, value)
        for trigger, values in _OBSERVED.items()
        for value in values
        if value in record.observed
    }
    found |= {("pressure", value) for value in _PRESSED if value in record.negative}
    for name, by_value in _CODED.items():
        value = getattr(record, name)
        if value in by_value:
            found.add((by_value[value], f"{name}: {value}"))
    return frozenset(found)


def triggered(record: CaseRecord, earlier: CaseRecord | None) -> tuple[str, ...]:
    """The triggers that this version says and the version before it did not, in their order.

    A version that says less raises nothing and withdraws nothing. A trigger counts as new when
    anything behind it is new: strangulation after stalking is told again.
    """
    new = {trigger for trigger, _ in grounds(record) - grounds(earlier)}
    return tuple(slug for slug in TRIGGERS if slug in new)
