"""The victim-contact worker's full record of one person harmed: its fields and closed lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cara_facilitate.domain.contact_window import Windows
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected

NONE = Protected("")

METHODS = ("telephone", "text", "email", "in_person", "video", "other")
ATTEMPT_OUTCOMES = (
    *("spoken", "no_answer", "wrong_number", "unsafe_ended", "declined", "message_left"),
)
WHY_OUTSIDE = ("they_rang", "they_asked", "emergency")
"""Why an attempt was made outside the agreed days and hours; without one it is refused."""
CONTACT_OUTCOMES = (
    *("completed", "partial", "declined", "unreachable", "unsafe", "not_attempted"),
)
HEARD = ("completed", "partial")
"""The outcomes under which anything was said: only then may changes be coded."""
POSITIVE = (
    *("calm", "listening", "time_out", "parenting", "help_seeking", "substances"),
    "contact_respect",
)
NEGATIVE = (
    *("intimidation", "control", "monitoring", "money", "verbal", "physical", "child_related"),
    *("pressure_about_workshop", "retaliation"),
)
NOTHING_CODED = ("none", "unknown")
"""May stand alone in place of coded changes, never beside one."""
INCIDENTS = ("none", "yes_reported", "yes_unreported", "unsure")
DASH = ("not_done", "standard", "medium", "high")
CONCERN = ("none", "no_concern", "concern", "immediate")
NEEDS = (
    *("idva", "refuge", "housing", "legal", "health", "child", "immigration"),
    "specialist_by_and_for",
)
CUES = ("none", "do_not_be_alone", "watch_departure", "call_manager_first")
OBSERVED = (
    *("immediate_danger", "threat_to_kill", "weapon", "strangulation", "stalking"),
    *("separation_with_control", "escalating_violence", "professional_concern"),
    *("honour_based", "forced_marriage", "participant_suicidality", "no_contact_breach"),
    "rearrest",
)
"""What the worker ticks because the coded fields do not say it (``domain.md`` (d), W48)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach the person harmed; ``at`` is aware local time.

    ``why`` is one of :data:`WHY_OUTSIDE`, or empty.
    """

    at: datetime
    method: str
    outcome: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How the person said they can be reached safely. It never leaves the worker's store.

    ``how`` may hold a number or an address. Voicemail and text are off unless they said yes.
    ``windows`` are the days and hours that were agreed at ``agreed_at`` (aware); ``days`` and
    ``times`` are words about them: what fits into no window, and how old records say all of it.
    """

    how: Protected = NONE
    days: Protected = NONE
    times: Protected = NONE
    code_word: bool = False
    voicemail: bool = False
    text: bool = False
    interpreter: bool = False
    last_checked: date | None = None
    windows: Windows = ()
    agreed_at: datetime | None = None

    @property
    def note(self) -> Protected:
        """What is said in words about the days and times."""
        return Protected("; ".join(one.reveal() for one in (self.days, self.times) if one))

    def with_note(self, words: str) -> SafeContact:
        """With these words about days and times; as it was if they are the same."""
        if words == self.note.reveal():
            return self
        return replace(self, days=NONE, times=Protected(words))

    def with_windows(
        self, windows: Windows, agreed_at: datetime | None, now: datetime
    ) -> SafeContact:
        """With these days and hours; agreed now if they are others and no other time is told."""
        told = agreed_at is not None and agreed_at != self.agreed_at
        if windows == self.windows:
            agreed_at = agreed_at if told else self.agreed_at
        elif not told:
            agreed_at = now
        return replace(self, windows=windows, agreed_at=agreed_at)


@dataclass(frozen=True, slots=True)
class Referral:
    """One need, whether a referral was offered, and whether it was accepted."""

    need: str
    offered: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One version of the whole record of one person harmed by one participant.

    ``feedback_id`` is opaque and fixed; a correction is a higher ``version``. ``level`` is the
    sharing level the person chose, ``with_person`` that they were there as it was chosen.
    ``dash_before`` is the level before this contact. Free words are protected.
    """

    feedback_id: str
    version: int
    cohort: str
    ref: str
    worker: str
    withdrawn: bool = False
    safe_contact: SafeContact = field(default_factory=SafeContact)
    attempts: tuple[Attempt, ...] = ()
    outcome: str = "not_attempted"
    not_attempted_reason: str = ""
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    incident: str = ""
    dash: str = "not_done"
    dash_before: str = "not_done"
    dash_rationale: Protected = NONE
    children: str = ""
    adult_at_risk: str = ""
    observed: tuple[str, ...] = ()
    referrals: tuple[Referral, ...] = ()
    level: Level = Level.L0
    with_person: bool = False
    summary: Protected = NONE
    themes: tuple[str, ...] = ()
    agreed_words: Protected = NONE
    agreed_words_consented_at: datetime | None = None
    agreed_words_reread: bool = False
    agreed_words_reconfirmed_at: datetime | None = None
    cue: str = "none"


def withdrawal(record: CaseRecord) -> CaseRecord:
    """The next version of a record whose feedback is no longer to be used: it carries no words."""
    return replace(
        record,
        version=record.version + 1,
        withdrawn=True,
        level=Level.L0,
        with_person=False,
        summary=NONE,
        themes=(),
        agreed_words=NONE,
        agreed_words_consented_at=None,
        agreed_words_reread=False,
        agreed_words_reconfirmed_at=None,
    )


WORDS: Mapping[str, str] = {
    "idva": "IDVA (independent domestic violence adviser)",
    "specialist_by_and_for": "a specialist service run by and for the community",
    "time_out": "uses time-out",
    "help_seeking": "seeks help",
    "contact_respect": "respects contact arrangements",
    "child_related": "about or through a child",
    "pressure_about_workshop": "pressure about the workshop or this contact",
    "yes_reported": "yes, reported to police",
    "yes_unreported": "yes, not reported",
    "professional_concern": "serious professional concern",
    "separation_with_control": "separation with control and violence",
    "participant_suicidality": "the participant speaks of suicide",
    "no_contact_breach": "a no-contact condition was broken",
    "rearrest": "the participant was arrested again",
    "not_attempted": "not attempted",
    "they_rang": "they rang themselves",
    "they_asked": "they asked for this time",
    "emergency": "an emergency",
}


def words(value: str) -> str:
    """A value of one of the closed lists, in plain words."""
    return WORDS.get(value, value.replace("_", " "))
