"""The victim-contact worker's own records: opened with the feedback key, kept by versions."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cara_facilitate.domain import escalations as rules
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import CaseRecord, SafeContact
from cara_facilitate.domain.casework_rules import Fault, cautions, faults
from cara_facilitate.domain.extract import Sent, governing_level
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.identifiers import check_word_ok
from cara_facilitate.domain.people import Role
from cara_facilitate.errors import CaraError, Refusal, StoreError
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.caseload import caseload, present_refs, window

if TYPE_CHECKING:
    # By this name for commands and screens as well: they do not reach into the journal.
    from cara_facilitate.journal.held import TierKey as TierKey
    from cara_facilitate.services.desk import Desk

_ID_LENGTH = 16
_ITS_OWN = ("_key", "_closing")
"""What reading anew leaves as it is."""
_QUEUED: WeakKeyDictionary[Desk, dict[tuple[str, int], tuple[str, ...]]] = WeakKeyDictionary()
"""What a desk could not save yet: feedback id and version, to the escalations they raise."""
AGAIN_SECONDS = 10.0
"""How long a further try to save waits for the disk."""


class Casework:
    """One cohort's records in the open; for one private view, then :meth:`close`.

    :ivar load: what the worker was told of the cohort. :ivar refs: whose records may be here.
    :ivar records: the newest version of every record, by feedback id, the oldest record first.
    :ivar versions: every version, as it was recorded.
    :ivar check_words: what was told by voice, by reference.
    :ivar described: what every escalation is about. :ivar overrides: what went to agencies.
    :ivar outcomes: what became of the feedback on the day, by feedback id.
    :ivar sent: what went out last in an extract, by feedback id.
    :ivar extracted: what was new in every extract, in their order.
    """

    def __init__(self, load: ev.CaseloadReceived, key: TierKey) -> None:
        self.load = load
        self._key: TierKey | None = key
        self.refs: tuple[str, ...] = ()
        self.records: dict[str, CaseRecord] = {}
        self.versions: list[ev.CaseRecorded] = []
        self.check_words: dict[str, str] = {}
        self.described: list[ev.EscalationDescribed] = []
        self.outcomes: dict[str, ev.CaseOutcome] = {}
        self.overrides: list[ev.CaseOverridden] = []
        self.sent: dict[str, Sent] = {}
        self.extracted: list[ev.CaseExtracted] = []
        self._closing = threading.Lock()

    def __enter__(self) -> Casework:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<Casework>"

    @property
    def cohort(self) -> str:
        """The cohort's id."""
        return self.load.cohort

    def of(self, ref: str) -> tuple[CaseRecord, ...]:
        """The newest version of every record about one participant; several people, several."""
        return tuple(record for record in self.records.values() if record.ref == ref)

    def governs(self, ref: str) -> Level:
        """The level that governs a participant's seat: the strictest of everybody harmed."""
        days = window(self.load)
        return governing_level(self.of(ref), days.w1, days.w2)

    def agreed(self, feedback_id: str) -> tuple[SafeContact, ...]:
        """The safe contact of every version of a record, in their order."""
        mine = (one.record for one in self.versions if one.record.feedback_id == feedback_id)
        return tuple(record.safe_contact for record in mine)

    def take(self, event: ev.Event) -> None:
        """Hold what was just recorded as well; nothing if it was closed meanwhile."""
        with self._closing:
            if self._key is not None:
                self._take(event)

    def _take(self, event: ev.Event) -> None:
        if isinstance(event, ev.CaseRecorded):
            self._take_record(event)
        elif isinstance(event, ev.CaseCheckWord):
            self.check_words[event.ref] = event.word
        elif isinstance(event, ev.EscalationDescribed):
            self.described.append(event)
        elif isinstance(event, ev.CaseOutcome):
            record = self.records.get(event.feedback_id)
            if record is None or record.ref == event.ref:
                self.outcomes[event.feedback_id] = event
        elif isinstance(event, ev.CaseOverridden):
            self.overrides.append(event)
        elif isinstance(event, ev.CaseExtracted):
            self.sent[event.feedback_id] = Sent(event.feedback_id, event.version, event.content)
            self.extracted.append(event)

    def _take_record(self, event: ev.CaseRecorded) -> None:
        self.versions.append(event)
        self.records[event.record.feedback_id] = event.record
        told = self.outcomes.get(event.record.feedback_id)
        if told is not None and told.ref != event.record.ref:
            del self.outcomes[event.record.feedback_id]  # it was told of somebody else

    def refresh(self, desk: Desk) -> None:
        """Read everything again: another view of the same store may have saved meanwhile.

        :raises Refusal: if it was closed.
        """
        fresh = Casework(caseload(desk, self.cohort), self._open_key())
        fresh.refs = present_refs(desk, fresh.load)
        for event in desk.sealed(self.cohort, "casework", self._open_key()):
            fresh.take(event)
        read = {name: one for name, one in fresh.__dict__.items() if name not in _ITS_OWN}
        with self._closing:
            self._open_key()  # a lock may have closed it meanwhile: nothing comes back then
            # At once: a screen may be drawing from this while another thread saves.
            self.__dict__.update(read)

    def in_order(self, desk: Desk) -> list[ev.Event]:
        """This casework and what the open streams tell of it, in the journal's order.

        Nothing if it was closed meanwhile.
        """
        key = self._key
        if key is None:
            return []
        own = (f"{self.cohort}/casework", f"{self.cohort}/delivery")
        return desk.in_order((*own, f"{HOUSE}/delivery"), key)

    def _open_key(self) -> TierKey:
        if self._key is None:
            raise Refusal("This casework was closed.", "Open it again with the passphrase.")
        return self._key

    def close(self) -> None:
        """Let everything go; words, key and all."""
        with self._closing:
            self._key = None
            held = (self.records, self.check_words, self.outcomes, self.sent)
            told = (self.versions, self.described, self.overrides, self.extracted)
            for one in (*held, *told):
                one.clear()


def open_casework(desk: Desk, cohort: str, key: TierKey) -> Casework:
    """A cohort's casework, read with the feedback key; close it with the view it was opened for.

    :raises Refusal: if this store's worker was not told of the cohort.
    """
    work = Casework(caseload(desk, cohort), key)
    work.refresh(desk)
    return work


def blank_record(desk: Desk, cohort: str, ref: str, *, another: bool = False) -> CaseRecord:
    """A first version to fill in; nothing is stored.

    The first record of a reference always has the same feedback id in this store, whether or
    not an extract has already gone out with a row for somebody not recorded: the later record
    then takes that row's place. It follows from the owner's own key, so nobody else can guess it.

    :param another: another person harmed by the same participant; the id is drawn at random.
    """
    opaque = secrets.token_hex(_ID_LENGTH // 2) if another else first_id(desk, ref)
    return CaseRecord(opaque, 1, cohort, ref, desk.owner)


def first_id(desk: Desk, ref: str) -> str:
    """The feedback id of a reference's first record, made or still to be made."""
    signed = desk.own.sign(b"cara.feedback-id.1\n" + ref.encode("ascii"))
    return hashlib.sha256(signed).hexdigest()[:_ID_LENGTH]


def check(desk: Desk, work: Casework, record: CaseRecord) -> tuple[Fault, ...]:
    """Everything that keeps this record from being saved now, by field; empty if nothing."""
    found = list(
        faults(
            record,
            facilitators=work.load.facilitators,
            earlier=work.records.get(record.feedback_id),
            now=desk.clock.now(),
            activities=activities(desk, work.load),
            agreed=work.agreed(record.feedback_id),
        )
    )
    if record.worker != desk.owner:
        found.append(Fault("worker", "A record is made by the owner of this store."))
    if record.cohort != work.cohort or record.ref not in work.refs:
        found.append(Fault("ref", "This reference is not among this cohort's records."))
    first = first_id(desk, record.ref) if record.ref in work.refs else record.feedback_id
    if first in work.sent and not work.of(record.ref) and record.feedback_id != first:
        # The row that went out for somebody not recorded would seal the seat for good.
        found.append(Fault("feedback_id", "The first record of a reference has its first id."))
    return tuple(found)


def advice(desk: Desk, work: Casework, record: CaseRecord) -> tuple[Fault, ...]:
    """What the worker should be told of a record that can be saved, by field."""
    days = window(work.load)
    return cautions(record, w1=days.w1, w2=days.w2, w2_start=days.w2_start, now=desk.clock.now())


def save(desk: Desk, work: Casework, record: CaseRecord) -> tuple[str, ...]:
    """Keep a record's next version and raise what it triggers, in one commit, before returning.

    :return: the ids of the escalations it raised.
    :raises Refusal: if a rule is broken, with the field's name in ``where``; or the owner is no
        victim-contact worker.
    :raises StoreError: if it could not be saved; write it on paper then.
    """
    return save_all(desk, work, (record,))


def save_all(desk: Desk, work: Casework, records: Collection[CaseRecord]) -> tuple[str, ...]:
    """Keep the next versions of several records, all or none; as :func:`save`.

    What could not be saved stays queued, so trying again does not make the same version twice:
    it waits for what is queued.
    """
    from cara_facilitate.services.escalation import every, raised_events

    if Role.VICTIM_WORKER not in desk.roles:
        raise Refusal("Only a victim-contact worker keeps these records.")
    landed = _landed(desk, records)
    work.refresh(desk)
    if landed is not None and all(work.records.get(one.feedback_id) == one for one in records):
        return landed
    at = desk.clock.now()
    known = every(desk, work.cohort)
    taken = {one.id for one in known}
    events: list[ev.Event] = []
    for record in records:
        found = check(desk, work, record)
        if found:
            raise Refusal(found[0].sentence, "Nothing was saved.", found[0].field)
        untold = rules.untold(record.feedback_id, known, work.described)
        earlier = work.records.get(record.feedback_id)
        raised = raised_events(record, earlier, at, work.cohort, untold=untold, taken=taken)
        taken |= {event.escalation for event in raised if isinstance(event, ev.EscalationRaised)}
        events += [ev.CaseRecorded(record, desk.owner, at), *raised]
    ids = tuple(event.escalation for event in events if isinstance(event, ev.EscalationRaised))
    try:
        desk.record(work.cohort, events, wait=True)
    except StoreError:
        mine = {(one.feedback_id, one.version): ids for one in records}
        _QUEUED.setdefault(desk, {}).update(mine)
        raise
    for event in events:
        work.take(event)
    return ids


def _landed(desk: Desk, records: Collection[CaseRecord]) -> tuple[str, ...] | None:
    """The escalations that a queued try raised, now that it is saved; None if none was queued.

    :raises StoreError: if it still cannot be saved.
    """
    queued = _QUEUED.get(desk, {})
    mine = [key for one in records if (key := (one.feedback_id, one.version)) in queued]
    if not mine:
        return None
    desk.retry()
    if not desk.flush(AGAIN_SECONDS):
        raise StoreError(
            "NOT SAVED. The record still waits to be saved.",
            "Write it on paper now; the app keeps trying in the background.",
        )
    raised = [id_ for key in mine for id_ in queued.pop(key)]
    return tuple(dict.fromkeys(raised))


def set_check_word(desk: Desk, cohort: str, ref: str, word: str) -> None:
    """Keep the check word that was told by voice for one reference; saved when this returns.

    :raises Refusal: if the reference is not of this caseload or it is no check word.
    """
    set_check_words(desk, cohort, {ref: word})


def set_check_words(desk: Desk, cohort: str, words: dict[str, str]) -> None:
    """Keep several check words, all or none; as :func:`set_check_word`."""
    refs = present_refs(desk, caseload(desk, cohort))
    for ref, word in words.items():
        if ref not in refs:
            raise Refusal("This reference is not among this cohort's records.", where="ref")
        if not check_word_ok(word):
            raise Refusal(
                "A check word has 4 to 8 small letters.", "Have it told once more.", "check_word"
            )
    at = desk.clock.now()
    desk.record(cohort, [ev.CaseCheckWord(ref, said, at) for ref, said in words.items()], wait=True)


def activities(desk: Desk, load: ev.CaseloadReceived) -> frozenset[str] | None:
    """The slugs that themes may name; None where the cohort's curriculum is not installed here."""
    if not load.curriculum:
        return None
    try:
        curriculum = desk.library.load(load.curriculum, load.variant)
    except CaraError:
        return None
    return frozenset(activity.id for activity in curriculum.activities)
