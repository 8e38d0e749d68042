"""What can happen on the victim-contact worker's side; the sealed part never leaves that store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cara_facilitate.domain.casework import CaseRecord
from cara_facilitate.domain.event import Event, stored
from cara_facilitate.domain.protected import Protected


@stored("casework.check_word", compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseCheckWord(Event):
    """The check word that was told the worker by voice for one participant reference."""

    ref: str
    word: str
    at: datetime


@stored("casework.recorded", 2, compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseRecorded(Event):
    """One version of a full record; corrections are later versions, nothing is overwritten."""

    record: CaseRecord
    by: str
    at: datetime

    @property
    def ref(self) -> str:
        """Whose participant this is about."""
        return self.record.ref


@stored("casework.drafted", compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseDrafted(Event):
    """What stood in a form that closed before it was saved; blanked once it is saved or discarded.

    ``form`` is ``record``, ``attempt``, ``override`` or ``raise``; ``feedback_id`` is that of the
    first two alone. ``base`` is the version that was being corrected, 0 for none. ``typed`` is
    JSON.
    """

    ref: str
    form: str
    feedback_id: str
    base: int
    typed: Protected
    at: datetime


@stored("casework.extracted", compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseExtracted(Event):
    """A row left in an extract with something new in it: its version there, and its content.

    ``content`` is what :func:`cara_facilitate.domain.extract.content_of` says: no words.
    """

    ref: str
    feedback_id: str
    version: int
    content: str
    at: datetime


@stored("extract.begun")
@dataclass(frozen=True, slots=True)
class ExtractBegun(Event):
    """An extract is about to be written to a plain file; kept without the file's name."""

    cohort: str
    rows: int
    by: str
    at: datetime


@stored("extract.written")
@dataclass(frozen=True, slots=True)
class ExtractWritten(Event):
    """An extract left in a plain file: the one begun last, where one was begun."""

    cohort: str
    rows: int
    by: str
    at: datetime


@stored("extract.not_written")
@dataclass(frozen=True, slots=True)
class ExtractNotWritten(Event):
    """The extract begun last was not written, or its file was removed again at once."""

    cohort: str
    at: datetime


@stored("casework.overridden", compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseOverridden(Event):
    """A duty to protect came before the sharing level: what went to which agency, and why.

    ``ground``, ``agency`` and ``told_first`` are of :mod:`cara_facilitate.domain.override`.
    """

    ref: str
    feedback_id: str
    ground: str
    agency: str
    shared: Protected
    told_first: str
    reason: Protected
    by: str
    at: datetime


@stored("casework.outcome", compartment="casework")
@dataclass(frozen=True, slots=True)
class CaseOutcome(Event):
    """What became of the feedback on the day, as told back: used, not_used or not_held."""

    ref: str
    feedback_id: str
    outcome: str
    sender: str
    at: datetime


@stored("escalation.raised")
@dataclass(frozen=True, slots=True)
class EscalationRaised(Event):
    """A duty to act exists, with its clock; about whom and what lies sealed.

    ``due`` is when it must have been handed over; ``since`` when it was heard, where that was
    before it was written down: the clock runs from there, and somebody may have been told then.
    ``tell`` is how many different roles must be told before it counts as handed over.
    """

    escalation: str
    cohort: str
    due: datetime
    at: datetime
    since: datetime | None = None
    tell: int = 1


@stored("escalation.described", compartment="casework")
@dataclass(frozen=True, slots=True)
class EscalationDescribed(Event):
    """What an escalation is about: a trigger of ``domain.md`` (d), whose, and the worker's words.

    ``feedback_id`` is empty where it does not come from a record. A later one of the same
    escalation adds its words to the first.
    """

    escalation: str
    ref: str
    feedback_id: str
    trigger: str
    words: Protected
    at: datetime


@stored("escalation.handed_over")
@dataclass(frozen=True, slots=True)
class EscalationHandedOver(Event):
    """Somebody was told: a role or service, and when; their own reference lies sealed.

    ``on_route`` is whether they are among those who must be told; ``by_file`` whether this only
    follows from an answer that came by hand-over: neither a stranger nor a file is the route.
    """

    escalation: str
    to: str
    told_at: datetime
    by: str
    at: datetime
    on_route: bool = True
    by_file: bool = False


@stored("escalation.acknowledged")
@dataclass(frozen=True, slots=True)
class EscalationAcknowledged(Event):
    """Whoever was told has confirmed that it is theirs now; ``who`` a staff reference or role.

    ``role`` is the role they confirm it in, where ``who`` is a staff reference.
    """

    escalation: str
    who: str
    by: str
    at: datetime
    role: str = ""


@stored("escalation.closed")
@dataclass(frozen=True, slots=True)
class EscalationClosed(Event):
    """An acknowledged escalation was closed; what came of it lies sealed."""

    escalation: str
    by: str
    at: datetime


@stored("escalation.noted", compartment="casework")
@dataclass(frozen=True, slots=True)
class EscalationNoted(Event):
    """What the worker typed with a step: the reference of whoever was told, or what came of it.

    ``to`` and ``told_at`` are those of the hand-over; empty and None at the closing.
    """

    escalation: str
    ref: str
    words: Protected
    at: datetime
    to: str = ""
    told_at: datetime | None = None


@stored("escalation.received")
@dataclass(frozen=True, slots=True)
class EscalationReceived(Event):
    """A manager was handed an escalation: its trigger and clock, no words. Not yet acknowledged."""

    escalation: str
    cohort: str
    trigger: str
    due: datetime
    sender: str
    at: datetime
