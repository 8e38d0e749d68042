"""Sections 6 and 7 of a supervision note: flags and victim-feedback assurance, without content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.events import FlagDescribed, Recorded, WorkshopStarted
from cara_facilitate.domain.flags import KINDS, Flag, FlagStatus
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.note_words import NOT_RECORDED, answer, stamp
from cara_facilitate.domain.readiness import Refresh, last_refresh, readiness

NOT_SUPPLIED = "not supplied"
SEALED = "kept sealed; see the risk log"
YES, NO = "yes", "no"
COUNTS = ("people", "spoken", "never_contacted")
"""What the victim-contact worker can say in numbers, see the debrief's ``assurance`` questions."""
REFRESHED = {
    Refresh.NOTHING: "nothing was supplied to ask about",
    Refresh.TO_ASK: "not asked",
    Refresh.NONE: "asked: no changes",
    Refresh.COMING: "asked: a new extract was announced and was not taken in",
    Refresh.NO_ANSWER: "asked: nobody answered",
    Refresh.FRESH: "supplied on the day or the day before",
}
"""Whether the worker was asked for changes since the import, in the note's words."""


def safeguarding(
    state: CohortState, day: WorkshopState, details: Mapping[str, FlagDescribed]
) -> dict[str, Any]:
    """Section 6: the flags of this workshop and earlier ones still on record; no seat, no words."""
    return {
        "flags": [
            _flag(flag, details.get(flag.id))
            for flag in state.flags.values()
            if flag.workshop == day.number
            or (flag.workshop < day.number and flag.status is not FlagStatus.CLOSED)
        ]
    }


def _flag(flag: Flag, detail: FlagDescribed | None) -> dict[str, Any]:
    kind = KINDS.get(detail.kind, KINDS["other"]) if detail else SEALED
    return {
        "id": flag.id,
        "type": kind,
        "raised": stamp(flag.raised_at),
        "workshop": flag.workshop,
        "action": (detail.action.strip() or NOT_RECORDED) if detail else SEALED,
        "told": [
            {
                "to": told.to,
                "when": stamp(told.told_at),
                "reference": told.reference or "none given",
                "by": told.by,
            }
            for told in flag.hand_overs
        ],
        "status": flag.status.value,
        "closed_by": list(flag.closed_by),
    }


def assurance(state: CohortState, day: WorkshopState) -> dict[str, Any]:
    """Section 7, workshop two only: was everything read before the doors opened, and by how much.

    The state is taken as it was when the doors opened: what was acknowledged later does not count.
    """
    if day.number != 2:
        return {"applies": False, "counts": "", "told": {}, "breach": ""}
    before = _before_start(state, day)
    ready = readiness(before)
    started, taken, asked = day.started_at is not None, before.current_import, last_refresh(before)
    counts = answer(day, "assurance.counts")
    return {
        "applies": True,
        "counts": NOT_SUPPLIED if counts == NOT_RECORDED else counts,
        "told": {name: answer(day, f"assurance.{name}") for name in COUNTS},
        "supplied": not ready.no_import,
        "rows_held_back": ready.held_back,
        "rows_released": taken.released if taken else 0,
        "seats_missing": len(ready.missing),
        "refreshed": REFRESHED[ready.refresh],
        "refreshed_at": stamp(asked.at) if asked else "",
        "incomplete": ready.incomplete,
        "all_read": _said(started, not ready.unread and not ready.no_import),
        "flags_read": _said(started, not ready.flags_unread),
        "calls": [
            {"at": stamp(call.at), "answered": call.answered, "by": call.by}
            for call in before.manager_calls
        ],
        "breach": answer(day, "assurance.breach"),
    }


def _said(known: bool, held: bool) -> str:
    if not known:
        return NOT_RECORDED
    return YES if held else NO


def _before_start(state: CohortState, day: WorkshopState) -> CohortState:
    records: list[Recorded] = []
    for record in state.log:
        if isinstance(record.event, WorkshopStarted) and record.event.workshop == day.number:
            break
        records.append(record)
    return fold(records)
