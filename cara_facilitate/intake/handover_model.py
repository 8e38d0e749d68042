"""What the inside of a hand-over may say, field by field; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.coverage_supervision import AgreedUse
from cara_facilitate.domain.curriculum import VARIANTS
from cara_facilitate.domain.feedback_rows import COLUMNS, MAX_ROWS
from cara_facilitate.domain.identifiers import (
    SEATS,
    cohort_ok,
    reference_ok,
    staff_ok,
)
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.policy import Finding, Result

MOST_PEOPLE = len(SEATS)
MOST_CELL = 2_000
"""Letters of one cell of an extract; the importer allows far fewer, by its own sentences."""
MOST_DOCUMENT = 1_000_000
MOST_RECORDS = 500
MOST_SAID = 20_000
"""Letters of one sentence of a finding; a rule may have to name twelve seats."""

_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _form(ok: Callable[[str], object]) -> AfterValidator:
    def check(text: str) -> str:
        if not ok(text):
            raise ValueError("not of this form")
        return text

    return AfterValidator(check)


def _text(pattern: str, most: int) -> StringConstraints:
    return StringConstraints(pattern=rf"^(?:{pattern})$", max_length=most)


_Cohort = Annotated[str, _form(cohort_ok)]
_Ref = Annotated[str, _form(reference_ok)]
_Staff = Annotated[str, _form(staff_ok)]
_Slug = Annotated[str, _text("[a-z0-9]+(?:-[a-z0-9]+)*", 60)]
_Word = Annotated[str, _text("[a-z0-9_]*", 40)]
_Token = Annotated[str, _text("[A-Za-z0-9_:;. -]*", 200)]
_Who = Annotated[str, _text("[A-Za-z0-9][A-Za-z0-9 ,'_-]*", 80)]
_FeedbackId = Annotated[str, _text("[!-~](?:[ -~]{0,62}[!-~])?", 64)]
_EscalationId = Annotated[str, _text("[A-Za-z0-9][A-Za-z0-9-]{2,63}", 64)]
_Trigger = Annotated[str, _text("(?:[a-z][a-z0-9_]*)?", 60)]
_Day = tuple[
    Annotated[int, Field(ge=1, le=2)],
    date,
    Annotated[str, _text("(?:[01][0-9]|2[0-3]):[0-5][0-9]", 5)],
]
_Days = Annotated[list[_Day], Field(min_length=2, max_length=2)]
_StaffList = Annotated[list[_Staff], Field(min_length=1, max_length=12)]
_Extra = Annotated[list[tuple[_Word, _Token]], Field(max_length=40)]
_Rule = Annotated[str, _text("[A-Za-z0-9][A-Za-z0-9 ._-]*", 60)]
_Count = Annotated[int, Field(ge=0, le=MOST_RECORDS)]
_Title = Annotated[
    str,
    StringConstraints(max_length=200),
    _form(lambda text: text.isprintable() and not _HIDDEN.search(text)),
]
_Said = Annotated[
    str,
    StringConstraints(max_length=MOST_SAID),
    _form(lambda text: not _HIDDEN.search(text)),
]
_Document = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_DOCUMENT),
    _form(lambda text: not _HIDDEN.search(text)),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class NamedModel(_Strict):
    """One end of a hand-over."""

    staff: _Staff
    fingerprint: Annotated[str, _text("[0-9]{5}(?: [0-9]{5}){5}", 40)]


class RosterModel(_Strict):
    """References and dates."""

    site: _Slug
    curriculum: _Slug
    variant: Annotated[str, _form(lambda text: text in VARIANTS)]
    workshops: _Days
    refs: Annotated[list[_Ref], Field(min_length=1, max_length=MOST_PEOPLE)]
    facilitators: _StaffList

    def made(self) -> inside.Roster:
        """The part, typed."""
        return inside.Roster(
            site=self.site,
            curriculum=self.curriculum,
            variant=self.variant,
            workshops=tuple(self.workshops),
            refs=tuple(self.refs),
            facilitators=tuple(self.facilitators),
        )


class OutcomeModel(_Strict):
    """What became of one record."""

    ref: _Ref
    feedback_id: _FeedbackId
    outcome: Annotated[str, _form(lambda text: text in inside.OUTCOMES)]


class OutcomesModel(_Strict):
    """What became of every record."""

    records: Annotated[list[OutcomeModel], Field(min_length=1, max_length=MOST_RECORDS)]

    def made(self) -> inside.Outcomes:
        """The part, typed."""
        return inside.Outcomes(tuple(inside.Outcome(**dict(one)) for one in self.records))


_Column = Annotated[str, _form(lambda text: text in COLUMNS)]
_Cell = Annotated[str, StringConstraints(max_length=MOST_CELL)]
_Row = Annotated[dict[_Column, _Cell], Field(min_length=len(COLUMNS), max_length=len(COLUMNS))]


class ExtractModel(_Strict):
    """The rows of an extract; whose they are is judged by the importer, as for any file."""

    rows: Annotated[list[_Row], Field(min_length=1, max_length=MAX_ROWS)]

    def made(self) -> inside.ExtractRows:
        """The part, typed."""
        return inside.ExtractRows(tuple(self.rows))


class FindingModel(_Strict):
    """What one rule said."""

    rule: _Rule
    result: Annotated[str, _form(lambda text: text in set(Result))]
    message: _Said
    source: _Said
    manager_note: _Said

    def made(self) -> Finding:
        """The finding, typed."""
        return Finding(**{**dict(self), "result": Result(self.result)})


_Findings = Annotated[list[FindingModel], Field(max_length=MOST_RECORDS)]
_Themes = Annotated[list[tuple[_Slug, _Title]], Field(max_length=40)]


class AgreedUseModel(_Strict):
    """The fact of use, as counts."""

    records: _Count
    said: _Count
    not_said: _Count
    not_held: _Count


class CoverageModel(_Strict):
    """Counts, and the activities that are themes."""

    counts: Annotated[
        list[
            tuple[
                Annotated[str, _text("[A-Za-z][A-Za-z0-9_]*", 40)],
                _Count,
            ]
        ],
        Field(min_length=1, max_length=40),
    ]
    findings: _Findings = []
    themes: _Themes = Field(default=None)  # type: ignore[arg-type]
    agreed: AgreedUseModel = Field(default=None)  # type: ignore[assignment]

    def made(self) -> inside.CoverageFigures:
        """The part, typed."""
        return inside.CoverageFigures(
            tuple(self.counts),
            tuple(one.made() for one in self.findings),
            None if self.themes is None else tuple(self.themes),
            None if self.agreed is None else AgreedUse(**dict(self.agreed)),
        )


class EscalationModel(_Strict):
    """One duty to act."""

    escalation: _EscalationId
    ref: Annotated[str, _form(lambda text: text == "" or reference_ok(text))]
    trigger: _Trigger
    due: AwareDatetime
    raised: AwareDatetime


class EscalationsModel(_Strict):
    """Every escalation that is not closed."""

    open: Annotated[list[EscalationModel], Field(min_length=1, max_length=MOST_RECORDS)]

    def made(self) -> inside.Escalations:
        """The part, typed."""
        return inside.Escalations(tuple(inside.EscalationGiven(**dict(o)) for o in self.open))


class AcknowledgedOneModel(_Strict):
    """Who took one on, and when."""

    escalation: _EscalationId
    who: _Who
    at: AwareDatetime


class AcknowledgedModel(_Strict):
    """What was acknowledged."""

    escalations: Annotated[list[AcknowledgedOneModel], Field(min_length=1, max_length=MOST_RECORDS)]

    def made(self) -> inside.Acknowledged:
        """The part, typed."""
        return inside.Acknowledged(
            tuple(inside.AcknowledgedOne(**dict(one)) for one in self.escalations)
        )


class NoteModel(_Strict):
    """One note; its id also names its files."""

    workshop: Annotated[int, Field(ge=1, le=2)]
    note_id: Annotated[str, _text("[A-Za-z0-9][A-Za-z0-9-]{0,59}", 60)]
    txt: _Document
    html: _Document


class NotesModel(_Strict):
    """The notes written so far."""

    notes: Annotated[list[NoteModel], Field(min_length=1, max_length=2)]

    def made(self) -> inside.Notes:
        """The part, typed."""
        return inside.Notes(tuple(inside.NoteDocuments(**dict(one)) for one in self.notes))


class PlacedModel(_Strict):
    """One participant as the site's rules see it."""

    ref: _Ref
    seat: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    sex: _Word
    relationship: _Word
    caution_date: date | None
    risk: _Word
    first_time: bool | None
    disposal: _Word
    extra: _Extra

    def made(self) -> inside.PlacedPerson:
        """The participant, typed."""
        return inside.PlacedPerson(**{**dict(self), "extra": tuple(self.extra)})


class PlacementModel(_Strict):
    """A cohort as the site's rules see it."""

    site: _Slug
    curriculum: _Slug
    variant: Annotated[str, _form(lambda text: text in VARIANTS)]
    workshops: _Days
    facilitators: _StaffList
    people: Annotated[list[PlacedModel], Field(min_length=1, max_length=MOST_PEOPLE)]
    extra: _Extra
    findings: _Findings = []

    def made(self) -> inside.Placement:
        """The part, typed."""
        return inside.Placement(
            site=self.site,
            curriculum=self.curriculum,
            variant=self.variant,
            workshops=tuple(self.workshops),
            facilitators=tuple(self.facilitators),
            people=tuple(person.made() for person in self.people),
            extra=tuple(self.extra),
            findings=tuple(one.made() for one in self.findings),
        )


class DecidedOneModel(_Strict):
    """What the manager decided about one rule."""

    rule: _Rule
    go_ahead: bool
    digest: Annotated[str, _text("[0-9a-f]{16}", 16)]
    at: AwareDatetime


class DecisionsModel(_Strict):
    """What the manager decided."""

    decided: Annotated[list[DecidedOneModel], Field(min_length=1, max_length=MOST_RECORDS)]

    def made(self) -> inside.Decisions:
        """The part, typed."""
        return inside.Decisions(tuple(inside.DecidedOne(**dict(one)) for one in self.decided))


class PinResetModel(_Strict):
    """Whose PIN."""

    facilitator: _Staff

    def made(self) -> inside.PinResetGiven:
        """The part, typed."""
        return inside.PinResetGiven(self.facilitator)


class PartsModel(_Strict):
    """The parts by their kinds; one that is not there is left out, never null."""

    roster: RosterModel = Field(default=None)  # type: ignore[assignment]
    outcomes: OutcomesModel = Field(default=None)  # type: ignore[assignment]
    extract: ExtractModel = Field(default=None)  # type: ignore[assignment]
    coverage: CoverageModel = Field(default=None)  # type: ignore[assignment]
    escalations: EscalationsModel = Field(default=None)  # type: ignore[assignment]
    acknowledged: AcknowledgedModel = Field(default=None)  # type: ignore[assignment]
    note: NotesModel = Field(default=None)  # type: ignore[assignment]
    placement: PlacementModel = Field(default=None)  # type: ignore[assignment]
    pin_reset: PinResetModel = Field(default=None)  # type: ignore[assignment]
    decisions: DecisionsModel = Field(default=None)  # type: ignore[assignment]

    def made(self) -> dict[Part, inside.Content]:
        """The parts that are there, typed, in the order of :class:`Part`."""
        return {
            part: getattr(self, part.value).made()
            for part in Part
            if part.value in self.model_fields_set
        }


class HandoverModel(_Strict):
    """A whole hand-over."""

    format: Literal["cara.handover.1"]
    id: Annotated[str, _text("[0-9a-f]{32}", 32)]
    cohort: _Cohort
    sender: NamedModel
    to: NamedModel
    made_at: AwareDatetime
    parts: PartsModel

    def made(self) -> inside.Handover:
        """The hand-over, typed."""
        return inside.Handover(
            id=self.id,
            cohort=self.cohort,
            sender=inside.Named(**dict(self.sender)),
            to=inside.Named(**dict(self.to)),
            made_at=self.made_at,
            parts=self.parts.made(),
        )
