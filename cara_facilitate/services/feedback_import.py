"""Take in victim feedback: preview who and how many, then all or nothing, and undo."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Earlier, Preview, against_earlier, match
from cara_facilitate.errors import Refusal
from cara_facilitate.services.cohorts import plan_of

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do; holds the matched rows until it is confirmed or dropped."""

    cohort: str
    outcome: Preview
    relationships: dict[int, str]

    def __repr__(self) -> str:
        return f"ImportPreview(rows={len(self.outcome.rows)})"

    @property
    def matched(self) -> int:
        """Rows that belong to somebody with certainty."""
        return len(self.outcome.matched)

    @property
    def held_back(self) -> int:
        """Rows given to nobody."""
        return len(self.outcome.held_back)


def preview(desk: Desk, cohort: str, path: Path) -> ImportPreview:
    """Read an extract in the limited child and match it; nothing is stored.

    :raises IntakeError: if the whole file is refused.
    """
    from cara_facilitate.intake.feedback_file import read_feedback

    plan = plan_of(desk, cohort)
    rows = read_feedback(path, desk.host.feedback_readers(), desk.host.read_feedback)
    days = [workshop.date for workshop in plan.workshops]
    found = match(rows, plan.roster(), cohort, days[0], days[1])
    whole = against_earlier(found, _earlier(desk, cohort))
    return ImportPreview(cohort, whole, {p.seat: p.relationship for p in plan.people})


def _earlier(desk: Desk, cohort: str) -> list[Earlier]:
    standing = {taken.id for taken in desk.state(cohort).imports}
    newest: dict[str, Earlier] = {}
    for event in desk.sealed(cohort, "register"):
        if isinstance(event, ev.FeedbackIndexed) and event.import_id in standing:
            have = newest.get(event.feedback_id)
            if have is None or event.version > have.version:
                newest[event.feedback_id] = Earlier(
                    event.feedback_id, event.version, event.ref, event.row_check
                )
    return list(newest.values())


def confirm(desk: Desk, seen: ImportPreview, by: str) -> str:
    """Store every matched row, or none; the import's id is returned after the commit.

    :raises Refusal: if nothing matched, or workshop two has begun.
    """
    state = desk.state(seen.cohort)
    if state.workshops[2].started_at:
        raise Refusal("Workshop two has begun.", "Feedback is taken in before the doors open.")
    rows = seen.outcome.current
    if not rows:
        raise Refusal("No row matched anybody.", "Nothing was stored. Ring the worker.")
    import_id = secrets.token_hex(8)
    stored: list[ev.Event] = []
    ids: dict[int, str] = {}
    items: list[str] = []
    missing: list[str] = []
    for row in rows:
        if row.extract is None or row.seat is None:
            continue
        item, row_event, kept = secrets.token_hex(8), desk.new_id(), row.extract
        items.append(item)
        words = ev.FeedbackRowStored(import_id, item, row.seat, kept)
        ids[len(stored)] = row_event
        stored.append(words)
        stored.append(
            ev.FeedbackIndexed(
                import_id,
                row_event,
                item,
                kept.ref,
                row.seat,
                kept.feedback_id,
                kept.version,
                kept.row_check,
            )
        )
    for seat in seen.outcome.missing:
        item = secrets.token_hex(8)
        missing.append(item)
        stored.append(ev.FeedbackMissing(import_id, item, state.seats[seat], seat))
    for row in seen.outcome.held_back:
        reason = row.reason.value if row.reason else ""
        stored.append(ev.FeedbackHeldBack(import_id, row.row, reason))
    taken = ev.FeedbackImported(
        import_id, tuple(items), tuple(missing), seen.held_back, by, desk.clock.now()
    )
    desk.record(seen.cohort, [*stored, taken], wait=True, ids=ids)
    return import_id


def undo(desk: Desk, cohort: str, by: str) -> None:
    """Take back the import that stands and blank its words; saved when this returns.

    :raises Refusal: if there is none, or workshop two has begun.
    """
    state = desk.state(cohort)
    taken = state.current_import
    if taken is None:
        raise Refusal("There is no import to take back.")
    if state.workshops[2].started_at:
        raise Refusal("Workshop two has begun.", "Tell the manager; the import stays as it was.")
    desk.record(cohort, [ev.FeedbackImportUndone(taken.id, by, desk.clock.now())], wait=True)
    desk.blank(
        event.row_event
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackIndexed) and event.import_id == taken.id
    )
