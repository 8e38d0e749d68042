"""A duty to protect before the sharing level: on what grounds, to which agency, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.casework import NONE
from cara_facilitate.domain.protected import Protected

MOST_SHARED = 400
MOST_REASON = 280
REMINDER = "If somebody must act on this, raise an escalation and tell them today."
"""Goes with every override: telling an agency is not yet knowing that they have it."""


class Ground(StrEnum):
    """What alone comes before what the person harmed chose, at every level."""

    CHILD = "child"
    LIFE = "life"
    SERIOUS_CRIME = "serious_crime"


class Agency(StrEnum):
    """Whom it may go to, and nobody else.

    Facilitators, participants, practice supervisors, managers and writers of curricula are not
    here, so that there is no way to write down an override to one of them.
    """

    POLICE = "police"
    CHILDREN = "childrens_social_care"
    ADULTS = "adult_social_care"
    EMERGENCY = "emergency_services"
    MARAC = "marac"
    IDVA = "idva_service"
    CRISIS_TEAM = "nhs_crisis_team"


class ToldFirst(StrEnum):
    """Whether the person harmed was told before it went."""

    YES = "yes"
    UNSAFE = "no_unsafe"
    NO_TIME = "no_no_time"


GROUND_WORDS: Mapping[Ground, str] = {
    Ground.CHILD: "to protect a child",
    Ground.LIFE: "to protect somebody's life",
    Ground.SERIOUS_CRIME: "to prevent or report a serious crime",
}
AGENCY_WORDS: Mapping[Agency, str] = {
    Agency.POLICE: "the police",
    Agency.CHILDREN: "children's social care",
    Agency.ADULTS: "adult social care",
    Agency.EMERGENCY: "emergency services (999)",
    Agency.MARAC: "MARAC",
    Agency.IDVA: "the IDVA service",
    Agency.CRISIS_TEAM: "the NHS crisis team",
}
TOLD_WORDS: Mapping[ToldFirst, str] = {
    ToldFirst.YES: "yes, they were told first",
    ToldFirst.UNSAFE: "no: telling them first was not safe",
    ToldFirst.NO_TIME: "no: there was no time",
}


@dataclass(frozen=True, slots=True)
class Override:
    """What goes to an agency: the least that will do. ``reason`` is why they were not told first.

    ``feedback_id`` is empty where it rests on no record.
    """

    ref: str
    ground: Ground
    agency: Agency
    shared: Protected
    told_first: ToldFirst
    reason: Protected = NONE
    feedback_id: str = ""


def fault(override: Override) -> str:
    """What keeps an override from being recorded, in one sentence; or empty."""
    if not override.shared.reveal().strip():
        return "Write down what was shared: the least that would do."
    if len(override.shared.reveal()) > MOST_SHARED:
        return f"What is shared has at most {MOST_SHARED} characters: the least that will do."
    if override.told_first is not ToldFirst.YES and not override.reason.reveal().strip():
        return "Say why the person was not told first."
    if len(override.reason.reveal()) > MOST_REASON:
        return f"The reason has at most {MOST_REASON} characters."
    return ""
