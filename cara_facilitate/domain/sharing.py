"""What of a person's feedback may be shown to whom on the day: levels after every rule applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cara_facilitate.domain.audience import NO_WORDS, Audience, view
from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.protected import Protected

FEWEST_FOR_THEMES = 4
"""With fewer people in the room a theme could be traced to the person who raised it."""
RECONFIRMED_WITHIN = timedelta(hours=72)
UNSAFE_CUE = "call_manager_first"
"""The cue that leaves it to the manager whether this person may be spoken to at all."""


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """What bears on sharing one seat's feedback.

    :ivar attending: people present at workshop two (or expected, before it).
    :ivar planned_activities: slugs of the activities already planned for workshop two.
    :ivar site_allows_l3: whether the site's policy enables agreed words.
    :ivar flags_retaliation: whether the participant is flagged for retaliation or pressure.
    :ivar now: the present moment; it and the two ends of workshop two carry an offset.
    """

    attending: int
    planned_activities: Collection[str]
    site_allows_l3: bool
    flags_retaliation: bool
    now: datetime
    w2_start: datetime
    w2_end: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """What the private briefing may show of one record to one of this seat's facilitators.

    ``agreed`` says that agreed words exist; the words themselves are for whoever says them.
    """

    level: Level
    cue: str
    summary: Protected
    themes: tuple[str, ...]
    agreed: bool
    agreed_words: Protected


def usable_themes(extract: Extract, facts: SharingFacts) -> tuple[str, ...]:
    """The activities that may be strengthened for everyone, or none.

    None unless at least four attend and every one of them is planned anyway.
    """
    if facts.attending < FEWEST_FOR_THEMES:
        return ()
    if any(theme not in facts.planned_activities for theme in extract.themes):
        return ()
    return extract.themes


def effective_level(extract: Extract, facts: SharingFacts) -> Level:
    """The level that holds for one record now; never above the one stated.

    Agreed words are void without the site's leave, consent, reading back and a confirmation
    in the 72 hours before workshop two; after its end; and with a flag for retaliation or
    pressure, an open escalation, or the cue to ring the manager first, which is all an extract
    says of unsafe contact or high risk. The record is then treated as L2, and L2 without a
    usable theme as L1.
    """
    level = Level.L0 if extract.withdrawn else extract.level
    if level is Level.L3 and not _agreed_words_hold(extract, facts):
        level = Level.L2
    if level is Level.L2 and not usable_themes(extract, facts):
        level = Level.L1
    return level


def strictest(extracts: Iterable[Extract]) -> Level:
    """The strictest level stated by several people harmed by one participant; L0 for nobody.

    A withdrawn record counts as L0: another person's words must not show that it is gone.
    """
    levels = (Level.L0 if extract.withdrawn else extract.level for extract in extracts)
    return min(levels, default=Level.L0)


def seat_level(extracts: Iterable[Extract], facts: SharingFacts) -> Level:
    """The level that governs a seat now: the strictest effective one; L0 if there is no record."""
    return min((effective_level(extract, facts) for extract in extracts), default=Level.L0)


def shared(extract: Extract, level: Level, facts: SharingFacts, *, says: bool = False) -> Shared:
    """What may be shown of a record when ``level`` governs its seat.

    :param says: whoever reads is the one named to say its agreed words to the participant.
    """
    level = min(level, effective_level(extract, facts))
    seen = view(extract, level, Audience.FACILITATORS)
    to_say = view(extract, level, Audience.PARTICIPANT)
    return Shared(
        level=level,
        cue=seen.cue,
        summary=seen.summary,
        themes=usable_themes(extract, facts) if seen.themes else (),
        agreed=seen.agreed,
        agreed_words=to_say.agreed_words if says else NO_WORDS,
    )


def _agreed_words_hold(extract: Extract, facts: SharingFacts) -> bool:
    consented = extract.agreed_words_consented_at
    confirmed = extract.agreed_words_reconfirmed_at
    if not extract.agreed_words or not extract.agreed_words_reread:
        return False
    if consented is None or confirmed is None:
        return False
    return (
        facts.site_allows_l3
        and not facts.flags_retaliation
        and not extract.escalation_open
        and extract.cue != UNSAFE_CUE
        and consented <= confirmed <= facts.now <= facts.w2_end
        and facts.w2_start - RECONFIRMED_WITHIN <= confirmed
    )
