"""What was typed in a form of the casework and not saved: sealed until it is saved or discarded.

Sealing needs no key, so a form that closes by itself can still keep what stood in it. Which draft
is newer than what was saved follows from their order in the journal, never from the clock.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, StoreError
from cara_facilitate.services.holding import on_hold

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

RECORD, ATTEMPT, OVERRIDE, RAISE = "record", "attempt", "override", "raise"
"""The forms whose half-typed words are kept."""
WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Form:
    """Which form: a record's, and an attempt's, has whose and which record it is.

    Of the others there is one for each cohort.
    """

    cohort: str
    name: str
    ref: str = ""
    feedback_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form's fields as they were typed, and what the form began from.

    :ivar ref: whose; it is sealed to this participant and goes when they are erased.
    :ivar values: by the field's name. :ivar attempts: those in the list of a record's form; of an
    attempt's form the one that is about to be saved. :ivar base: the version number of the record
    that was being corrected, 0 for none. :ivar at: aware; when it was typed, which its times are
    to be read by. The same words kept again are the same draft.
    """

    ref: str
    values: Mapping[str, Protected]
    attempts: tuple[Attempt, ...] = ()
    base: int = 0
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """The drafts that stand in a store, by their form.

    :ivar ids: entry id -> whose, for each form: the draft's own, and older ones under a hold.
    """

    drafts: dict[Form, Draft] = field(default_factory=dict, repr=False)
    ids: dict[Form, dict[str, str]] = field(default_factory=dict)

    def clear(self) -> None:
        """Let go of every draft."""
        self.drafts.clear()
        self.ids.clear()


def keep(desk: Desk, form: Form, draft: Draft) -> str:
    """Seal a draft into the store, without waiting for the disk.

    :return: the id of its entry, for :func:`forget`.
    :raises StoreError: if it cannot be sealed: the participant was erased, or the store closes.
    """
    attempts = [(one.at.isoformat(), one.method, one.outcome, one.why) for one in draft.attempts]
    values = {name: words.reveal() for name, words in draft.values.items()}
    now = desk.clock.now()
    typed = {"values": values, "attempts": attempts, "kept": (draft.at or now).isoformat()}
    event = ev.CaseDrafted(
        draft.ref,
        form.name,
        form.feedback_id,
        draft.base,
        Protected(json.dumps(typed)),
        now,
    )
    [made] = desk.record(form.cohort, [event])
    return made.id


def standing(desk: Desk, cohort: str, key: TierKey) -> Kept:
    """The newest draft of every form that was not saved since; every other one is blanked.

    What a legal hold keeps of the others stays sealed, and comes back no more.

    :param key: the feedback key.
    """
    kept, typed, aside = Kept(), list[_Entry](), list[_Entry]()
    for record in desk.sealed_records(cohort, "casework", key):
        event = record.event
        if isinstance(event, ev.CaseDrafted):
            form = _form_of(cohort, event)
            entry = _Entry(form, record.id, event.ref)
            if _is_put_aside(event):
                before = frozenset(one.id for one in typed if one.form == form)
                aside.append(replace(entry, over=before))
                kept.drafts.pop(form, None)
            else:
                typed.append(entry)
                kept.drafts[form] = _read(event)
        else:
            for form in [one for one in kept.drafts if _saved(one, kept.drafts[one], event)]:
                del kept.drafts[form]
    with contextlib.suppress(CaraError):  # a full disk must not keep the casework shut
        _tidy(desk, cohort, kept, typed, aside)
    kept.ids.update(_grouped(entry for entry in typed if entry.form in kept.drafts))
    return kept


@dataclass(frozen=True, slots=True)
class _Entry:
    """One draft, or one mark that those before it, ``over`` which it stands, stay away."""

    form: Form
    id: str
    ref: str
    over: frozenset[str] = frozenset()


def _tidy(
    desk: Desk, cohort: str, kept: Kept, typed: Sequence[_Entry], aside: Sequence[_Entry]
) -> None:
    """Blank what is no draft any more; where a hold keeps it, see to it that it stays away."""
    newest = {entry.form: entry.id for entry in typed if entry.form in kept.drafts}
    stale = [entry for entry in typed if newest.get(entry.form) != entry.id]
    for form, whose in _grouped(one for one in stale if one.form not in kept.drafts).items():
        marks = [one for one in aside if one.form == form]
        bare = {
            ref
            for id_, ref in whose.items()
            if not any(mark.ref == ref and id_ in mark.over for mark in marks)
        }
        _mark(desk, form, bare)
    forget(desk, cohort, {entry.id for entry in stale})
    # A mark goes after everything that it keeps away, never before.
    if aside:
        left = {entry.id for entry in desk.entries(_stream(cohort))}
        forget(desk, cohort, {mark.id for mark in aside if mark.over.isdisjoint(left)})


def _grouped(entries: Iterable[_Entry]) -> dict[Form, dict[str, str]]:
    found: dict[Form, dict[str, str]] = {}
    for entry in entries:
        found.setdefault(entry.form, {})[entry.id] = entry.ref
    return found


def discard(desk: Desk, form: Form, whose: Mapping[str, str]) -> bool:
    """Blank everything kept of a form, whoever it was about; call it off the interface thread.

    :param whose: the ids of its entries, and to which participant each is sealed.
    :return: False if a legal hold keeps some of it: see :func:`put_aside`.
    :raises StoreError: as :func:`forget`.
    """
    _mark(desk, form, set(whose.values()))
    return forget(desk, form.cohort, set(whose))


def _mark(desk: Desk, form: Form, refs: Collection[str]) -> None:
    """Put aside what is under a hold, one mark each: a mark goes with whom it is sealed to."""
    for ref in sorted(refs):
        if on_hold(desk, form.cohort, ref):
            put_aside(desk, form, ref)


def forget(desk: Desk, cohort: str, ids: Collection[str]) -> bool:
    """Blank drafts that were saved or discarded: nothing half-said outlives them.

    :param ids: of their entries; call it off the interface thread.
    :return: False if a legal hold keeps one of them: see :func:`put_aside`.
    :raises StoreError: if it could not be done; those that were saved go at the next opening.
    """
    if not ids:
        return True
    if not desk.flush(WAIT_SECONDS):
        raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
    stream = _stream(cohort)
    desk.blank_all([stream], ids)
    return not any(entry.id in ids for entry in desk.entries(stream))


def put_aside(desk: Desk, form: Form, ref: str) -> None:
    """Record that what was kept of a form is not to come back, where a legal hold keeps it.

    It is blanked at the first opening after the hold was lifted.

    :raises StoreError: as :func:`keep`.
    """
    typed = Protected(json.dumps({"values": {}, "attempts": [], "put_aside": True}))
    now = desk.clock.now()
    desk.record(form.cohort, [ev.CaseDrafted(ref, form.name, form.feedback_id, 0, typed, now)])


def _stream(cohort: str) -> str:
    return f"{cohort}/{ev.CaseDrafted.COMPARTMENT}"


def _is_put_aside(event: ev.CaseDrafted) -> bool:
    return bool(json.loads(event.typed.reveal()).get("put_aside"))


def _form_of(cohort: str, event: ev.CaseDrafted) -> Form:
    whose = event.ref if event.form in (RECORD, ATTEMPT) else ""
    return Form(cohort, event.form, whose, event.feedback_id)


def _read(event: ev.CaseDrafted) -> Draft:
    typed = json.loads(event.typed.reveal())
    values = {name: Protected(words) for name, words in typed["values"].items()}
    attempts = tuple(
        Attempt(datetime.fromisoformat(at), *said)  # without a reason in earlier drafts
        for at, *said in typed["attempts"]
    )
    kept = typed.get("kept")  # earlier drafts have no other time than their entry's
    at = event.at if kept is None else datetime.fromisoformat(kept)
    return Draft(event.ref, values, attempts, event.base, at)


def _saved(form: Form, draft: Draft, event: ev.Event) -> bool:
    """Whether this later event is what the draft became, or a newer version of its record.

    An attempt that is half typed outlives every version of the record but one that has it.
    """
    if isinstance(event, ev.CaseRecorded):
        if form.feedback_id != event.record.feedback_id:
            return False
        noted = form.name == ATTEMPT and not {*draft.attempts}.isdisjoint(event.record.attempts)
        return form.name == RECORD or noted
    if isinstance(event, ev.CaseOverridden):
        return form.name == OVERRIDE and _same(draft, event.ref, "shared", event.shared)
    if isinstance(event, ev.EscalationDescribed):
        return form.name == RAISE and _same(draft, event.ref, "words", event.words)
    return False


def _same(draft: Draft, ref: str, name: str, words: Protected) -> bool:
    return draft.ref == ref and draft.values.get(name) == words
