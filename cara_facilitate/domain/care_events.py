"""What can happen around safety: flags, victim feedback, readiness, debrief and note."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from cara_facilitate.domain.event import Event, stored
from cara_facilitate.domain.feedback_rows import Extract, Level


@stored("flag.raised")
@dataclass(frozen=True, slots=True)
class FlagRaised(Event):
    """A safeguarding flag exists; what it is about lies sealed in :class:`FlagDescribed`."""

    flag: str
    workshop: int
    item: str
    at: datetime


@stored("flag.described", compartment="risk")
@dataclass(frozen=True, slots=True)
class FlagDescribed(Event):
    """What a flag is about. Seat 0 is the group or somebody outside it."""

    flag: str
    ref: str
    seat: int
    kind: str
    severity: str
    words: str = dataclasses.field(repr=False)
    action: str = dataclasses.field(repr=False)
    at: datetime


@stored("flag.handed_over")
@dataclass(frozen=True, slots=True)
class FlagHandedOver(Event):
    """A flag was told to somebody: a role or service, when, and their reference or "none given"."""

    flag: str
    to: str
    reference: str
    told_at: datetime
    by: str
    at: datetime


@stored("flag.acknowledged")
@dataclass(frozen=True, slots=True)
class FlagAcknowledged(Event):
    """A facilitator confirmed with an own PIN that the flag was read and stands with its owner."""

    flag: str
    facilitator: str
    at: datetime


@stored("flag.closed")
@dataclass(frozen=True, slots=True)
class FlagClosed(Event):
    """A handed-over flag was closed by two people."""

    flag: str
    by: str
    second: str
    at: datetime


@stored("feedback.imported")
@dataclass(frozen=True, slots=True)
class FeedbackImported(Event):
    """An extract was taken in. ``items`` are random ids, one a row; ``missing`` one a seat without.

    Neither id names a seat here: which is which lies sealed with the words. ``released`` counts
    the rows among ``items`` that a person released after ringing the worker. ``made_at`` is when
    the hand-over it came in was written; None for a plain file, which does not say. ``held_back``
    counts rows of this file and those of earlier ones that nothing has settled since.
    """

    import_id: str
    items: tuple[str, ...]
    missing: tuple[str, ...]
    held_back: int
    by: str
    at: datetime
    released: int = 0
    made_at: datetime | None = None


@stored("feedback.row", compartment="feedback")
@dataclass(frozen=True, slots=True)
class FeedbackRowStored(Event):
    """One matched row of an extract, with the victim's words, sealed to this participant."""

    import_id: str
    item: str
    seat: int
    extract: Extract

    @property
    def ref(self) -> str:
        """Whose participant this row belongs to."""
        return self.extract.ref


@stored("feedback.limit", compartment="feedback")
@dataclass(frozen=True, slots=True)
class FeedbackLimit(Event):
    """What one version of a record allows, without its words; it outlives them and an undo.

    Later, nothing at this seat may be shown above ``level``, and ``cue`` and an open escalation
    go on being said, until a newer version of the record says otherwise.
    """

    import_id: str
    item: str
    ref: str
    seat: int
    feedback_id: str
    version: int
    row_check: str
    level: Level
    cue: str
    escalation_open: bool


@stored("feedback.indexed", compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackIndexed(Event):
    """Whose an item is, without words, level or contact: for matching later versions.

    ``row_event`` is the id of the entry that holds the words, so that an undo can blank it.
    ``purges`` says that every earlier version's words are to be erased for good, undo or not.
    ``carried`` that the words are those an earlier import stored: this one did not bring them.
    """

    import_id: str
    row_event: str
    item: str
    ref: str
    seat: int
    feedback_id: str
    version: int
    row_check: str
    purges: bool = False
    carried: bool = False


@stored("feedback.missing", compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackMissing(Event):
    """A rostered seat for which the extract held no matched row."""

    import_id: str
    item: str
    ref: str
    seat: int


@stored("feedback.held_back", version=2, compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackHeldBack(Event):
    """A row that matched nobody with certainty; only where it stood and why.

    ``seat`` is one that it may concern, which it seals until it is settled; 0 for none. There is
    an entry for each such seat. ``named``: its reference or check word points there; False where
    its feedback id alone does, or where a version wrote it that did not say.
    """

    import_id: str
    row: int
    reason: str
    ref: str = ""
    seat: int = 0
    feedback_id: str = ""
    version: int = 0
    named: bool = False


@stored("feedback.import_undone")
@dataclass(frozen=True, slots=True)
class FeedbackImportUndone(Event):
    """An import was taken back and its words blanked.

    ``held_back`` counts the rows that are in question without it, as ``FeedbackImported`` does;
    None where it was taken back by a version that did not count them.
    """

    import_id: str
    by: str
    at: datetime
    held_back: int | None = None


@stored("readiness.acknowledged")
@dataclass(frozen=True, slots=True)
class ReadinessAcknowledged(Event):
    """One facilitator confirmed with an own PIN having read one item of the briefing."""

    item: str
    facilitator: str
    at: datetime


@stored("readiness.reopened")
@dataclass(frozen=True, slots=True)
class ReadinessReopened(Event):
    """Everything taken in is to be read again before workshop two, by everybody alike."""

    by: str
    at: datetime


@stored("readiness.manager_called")
@dataclass(frozen=True, slots=True)
class ManagerCalled(Event):
    """The manager was telephoned about what is missing; ``answered`` False is recorded too."""

    manager: str
    answered: bool
    reason: str
    by: str
    at: datetime


@stored("feedback.released", compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackReleased(Event):
    """A row held back was released by a person who typed both identifiers, and how.

    ``worker`` is who was rung; ``read_back`` that the words were read back to the worker.
    """

    import_id: str
    row: int
    reason: str
    ref: str
    worker: str
    read_back: bool
    by: str
    at: datetime


@stored("readiness.refreshed")
@dataclass(frozen=True, slots=True)
class ReadinessRefreshed(Event):
    """The victim-contact worker was asked for changes since the import, in person or by voice.

    ``changes`` is none, coming (a new extract follows) or no_answer.
    """

    worker: str
    changes: str
    by: str
    at: datetime


@stored("feedback.used", compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackUsed(Event):
    """Whether one record was used in workshop two; the last entry for an item stands.

    ``said_by`` is who said its agreed words; empty where none were said.
    """

    item: str
    feedback_id: str
    used: bool
    by: str
    at: datetime
    said_by: str = ""


@stored("feedback.speaker", compartment="register")
@dataclass(frozen=True, slots=True)
class FeedbackSpeakerNamed(Event):
    """Who says a seat's agreed words, if it has any; an entry a seat, the last one stands."""

    ref: str
    seat: int
    facilitator: str
    by: str
    at: datetime


@stored("private_view.opened")
@dataclass(frozen=True, slots=True)
class PrivateViewOpened(Event):
    """A read, logged: which private view, by whom; never what it showed."""

    view: str
    facilitator: str
    at: datetime


@stored("debrief.answered", compartment="review")
@dataclass(frozen=True, slots=True)
class DebriefAnswered(Event):
    """One answer of the debrief form; the last one for a field (and seat) stands."""

    workshop: int
    field: str
    value: str = dataclasses.field(repr=False)
    by: str
    at: datetime
    seat: int = 0


@stored("linter.released", compartment="review")
@dataclass(frozen=True, slots=True)
class LinterReleased(Event):
    """A false hit of the export linter was released, with a reason; ``place`` is rule and field."""

    workshop: int
    place: str
    reason: str
    by: str
    at: datetime


@stored("note.written", compartment="review")
@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """A supervision note left the journal as files; ``digest`` is the SHA-256 of its facts."""

    workshop: int
    note_id: str
    formats: tuple[str, ...]
    digest: str
    by: str
    at: datetime
