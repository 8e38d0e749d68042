"""What was typed in a form of the casework and not saved: sealed until it is saved or discarded.

Sealing needs no key, so a form that closes by itself can still keep what stood in it. Which draft
is newer than what was saved follows from their order in the journal, never from the clock.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, StoreError

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
    :ivar values: by the field's name. :ivar attempts: those in the list of a record's form.
    :ivar base: the version number of the record that was being corrected, 0 for none.
    """

    ref: str
    values: Mapping[str, Protected]
    attempts: tuple[Attempt, ...] = ()
    base: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """The drafts that stand in a store, by their form, and the entry in which each lies."""

    drafts: dict[Form, Draft] = field(default_factory=dict, repr=False)
    ids: dict[Form, str] = field(default_factory=dict)

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
    event = ev.CaseDrafted(
        draft.ref,
        form.name,
        form.feedback_id,
        draft.base,
        Protected(json.dumps({"values": values, "attempts": attempts})),
        desk.clock.now(),
    )
    [made] = desk.record(form.cohort, [event])
    return made.id


def standing(desk: Desk, cohort: str, key: TierKey) -> Kept:
    """The newest draft of every form that was not saved since; every other one is blanked.

    :param key: the feedback key.
    """
    kept, seen = Kept(), list[str]()
    for record in desk.sealed_records(cohort, "casework", key):
        event = record.event
        if isinstance(event, ev.CaseDrafted):
            form = _form_of(cohort, event)
            kept.drafts[form], kept.ids[form] = _read(event), record.id
            seen.append(record.id)
            if _is_put_aside(event):
                del kept.drafts[form], kept.ids[form]
        else:
            for form in [one for one in kept.drafts if _saved(one, kept.drafts[one], event)]:
                del kept.drafts[form], kept.ids[form]
    with contextlib.suppress(CaraError):  # a full disk must not keep the casework shut
        forget(desk, cohort, set(seen) - set(kept.ids.values()))
    return kept


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
    stream = f"{cohort}/{ev.CaseDrafted.COMPARTMENT}"
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
    return Draft(event.ref, values, attempts, event.base)


def _saved(form: Form, draft: Draft, event: ev.Event) -> bool:
    """Whether this later event is what the draft became, or a newer version of its record."""
    if isinstance(event, ev.CaseRecorded):
        mine = form.feedback_id == event.record.feedback_id
        return form.name in (RECORD, ATTEMPT) and mine
    if isinstance(event, ev.CaseOverridden):
        return form.name == OVERRIDE and _same(draft, event.ref, "shared", event.shared)
    if isinstance(event, ev.EscalationDescribed):
        return form.name == RAISE and _same(draft, event.ref, "words", event.words)
    return False


def _same(draft: Draft, ref: str, name: str, words: Protected) -> bool:
    return draft.ref == ref and draft.values.get(name) == words
