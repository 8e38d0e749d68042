"""What one hand-over can hold, part by part, as one person's store gives it to another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cara_facilitate.domain.coverage_supervision import AgreedUse, Themes
from cara_facilitate.domain.people import Part, Person
from cara_facilitate.domain.policy import Finding

FORMAT = "cara.handover.1"
OUTCOMES = ("used", "not_used", "not_held")
"""What becomes of a record on the day, as the victim-contact worker is told."""
PART_WORDS: Mapping[Part, str] = {
    Part.ROSTER: "the roster (references and dates)",
    Part.OUTCOMES: "what became of the feedback",
    Part.EXTRACT: "the feedback extract",
    Part.COVERAGE: "the coverage figures",
    Part.ESCALATIONS: "open escalations",
    Part.ACKNOWLEDGED: "acknowledged escalations",
    Part.NOTE: "the supervision note",
    Part.PLACEMENT: "what the site's rules ask, for the manager",
    Part.PIN_RESET: "the reset of a PIN",
    Part.DECISIONS: "what the manager decided",
}
"""Each part in plain words, for messages."""


@dataclass(frozen=True, slots=True)
class Named:
    """One end of a hand-over: a staff reference and the fingerprint of that person's card."""

    staff: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom the worker is to reach: references and dates; no seats, names or check words.

    ``workshops`` are (number, date, ``HH:MM``).
    """

    site: str
    curriculum: str
    variant: str
    workshops: tuple[tuple[int, date, str], ...]
    refs: tuple[str, ...]
    facilitators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record, of :data:`OUTCOMES`."""

    ref: str
    feedback_id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of every record that was taken in."""

    records: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ExtractRows:
    """The rows of a feedback extract, column to text, each with every column."""

    rows: tuple[Mapping[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CoverageFigures:
    """How many people were reached, as counts alone: (what is counted, how many).

    Those for a practice supervisor are whole, with ``themes`` (slug, title) and the fact of use
    of ``agreed`` words. For anybody else a count that may not leave is not among them, and the
    two are None. ``findings`` are what the counts ask of the manager.
    """

    counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...] = ()
    themes: Themes | None = None
    agreed: AgreedUse | None = None


@dataclass(frozen=True, slots=True)
class EscalationGiven:
    """A duty to act that the manager must know of: whose, which trigger, by when; no words."""

    escalation: str
    ref: str
    trigger: str
    due: datetime
    raised: datetime


@dataclass(frozen=True, slots=True)
class Escalations:
    """Every escalation that is not closed."""

    open: tuple[EscalationGiven, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AcknowledgedOne:
    """Who took an escalation on, and when."""

    escalation: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the manager has acknowledged."""

    escalations: tuple[AcknowledgedOne, ...]


@dataclass(frozen=True, slots=True)
class NoteDocuments:
    """One workshop's supervision note as it was written, as plain text and as HTML."""

    workshop: int
    note_id: str
    txt: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notes:
    """The supervision notes written so far."""

    notes: tuple[NoteDocuments, ...]


@dataclass(frozen=True, slots=True)
class PlacedPerson:
    """What the site's rules ask about one participant; None or empty is unknown."""

    ref: str
    seat: int
    sex: str = ""
    relationship: str = ""
    caution_date: date | None = None
    risk: str = ""
    first_time: bool | None = None
    disposal: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """A cohort as its site's rules see it, for the manager who decides what they refer.

    ``findings`` are what the rules said in the store that delivers it; none where they could not
    be applied there.
    """

    site: str
    curriculum: str
    variant: str
    workshops: tuple[tuple[int, date, str], ...]
    facilitators: tuple[str, ...]
    people: tuple[PlacedPerson, ...] = field(repr=False)
    extra: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PinResetGiven:
    """A facilitator may choose a new PIN."""

    facilitator: str


@dataclass(frozen=True, slots=True)
class DecidedOne:
    """What the manager decided about one rule; ``digest`` is of the finding decided about.

    The reason stays in the manager's store.
    """

    rule: str
    go_ahead: bool
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the manager decided about what the site's rules referred."""

    decided: tuple[DecidedOne, ...] = field(repr=False)


Content = (
    Roster
    | Outcomes
    | ExtractRows
    | CoverageFigures
    | Escalations
    | Acknowledged
    | Notes
    | Placement
    | PinResetGiven
    | Decisions
)
"""What any one part holds."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over as written: from whom to whom, when, about which cohort, and its parts.

    ``id`` is 32 hexadecimal digits and never used twice; ``made_at`` is aware.
    """

    id: str
    cohort: str
    sender: Named
    to: Named
    made_at: datetime
    parts: Mapping[Part, Content]


@dataclass(frozen=True, slots=True)
class Received:
    """A hand-over from a trusted person that may be taken in; nothing of it is stored yet."""

    sender: Person
    cohort: str
    id: str
    made_at: datetime
    parts: Mapping[Part, Content]

    def __repr__(self) -> str:
        return f"Received(parts={len(self.parts)})"

    @property
    def has_extract(self) -> bool:
        """Whether feedback rows are in it, to be previewed and confirmed by a person."""
        return Part.EXTRACT in self.parts

    def rows(self) -> list[dict[str, str]]:
        """The rows of the extract in it, for ``feedback_import.preview_rows``; or none."""
        content = self.parts.get(Part.EXTRACT)
        return [dict(row) for row in content.rows] if isinstance(content, ExtractRows) else []
