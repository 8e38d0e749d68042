"""Take in victim feedback: preview who and how many, then all or nothing, and undo."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Earlier, Preview, RowOutcome, against_earlier, match
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
    for event in _indexed(desk, cohort):
        if event.import_id in standing:
            have = newest.get(event.feedback_id)
            if have is None or event.version > have.version:
                newest[event.feedback_id] = Earlier(
                    event.feedback_id, event.version, event.ref, event.row_check
                )
    return list(newest.values())


def confirm(desk: Desk, seen: ImportPreview, by: str) -> str:
    """Store every matched row, or none; the import's id is returned after the commit.

    A withdrawn record's earlier words are erased for good.

    :raises Refusal: if nothing matched, or workshop two has begun.
    """
    state = desk.state(seen.cohort)
    if state.workshops[2].started_at:
        raise Refusal("Workshop two has begun.", "Feedback is taken in before the doors open.")
    rows = seen.outcome.current
    if not rows:
        raise Refusal("No row matched anybody.", "Nothing was stored. Ring the worker.")
    import_id = _opaque()
    matched, ids = _matched(desk, rows, import_id)
    missing = [
        ev.FeedbackMissing(import_id, _opaque(), state.seats[seat], seat)
        for seat in seen.outcome.missing
    ]
    held_back = [
        ev.FeedbackHeldBack(import_id, row.row, row.reason.value if row.reason else "")
        for row in seen.outcome.held_back
    ]
    taken = ev.FeedbackImported(
        import_id,
        tuple(event.item for event in matched if isinstance(event, ev.FeedbackRowStored)),
        tuple(event.item for event in missing),
        seen.held_back,
        by,
        desk.clock.now(),
    )
    gone = {row.extract.feedback_id for row in rows if row.extract and row.extract.withdrawn}
    earlier = _row_events(desk, seen.cohort, lambda index: index.feedback_id in gone)
    desk.record(seen.cohort, [*matched, *missing, *held_back, taken], wait=True, ids=ids)
    desk.blank(f"{seen.cohort}/feedback", earlier)
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
    _blank_imports(desk, cohort, {taken.id})


def finish_undos(desk: Desk) -> None:
    """Blank what an undo left behind because the program or the disk stopped half-way.

    :raises StoreError: if it cannot be done now either.
    """
    for state in desk.cohorts():
        events = (record.event for record in state.log)
        undone = {e.import_id for e in events if isinstance(e, ev.FeedbackImportUndone)}
        if undone:
            _blank_imports(desk, state.cohort, undone)


def _blank_imports(desk: Desk, cohort: str, imports: Collection[str]) -> None:
    rows = _row_events(desk, cohort, lambda index: index.import_id in imports)
    desk.blank(f"{cohort}/feedback", rows)


def _row_events(
    desk: Desk, cohort: str, wanted: Callable[[ev.FeedbackIndexed], bool]
) -> frozenset[str]:
    """Ids of the entries that hold the words of the rows that are wanted."""
    return frozenset(index.row_event for index in _indexed(desk, cohort) if wanted(index))


def _indexed(desk: Desk, cohort: str) -> list[ev.FeedbackIndexed]:
    register = desk.sealed(cohort, "register")
    return [event for event in register if isinstance(event, ev.FeedbackIndexed)]


def _matched(
    desk: Desk, rows: Iterable[RowOutcome], import_id: str
) -> tuple[list[ev.Event], dict[int, str]]:
    """Two events a row, its words and its place in the index, and the ids of the former."""
    stored: list[ev.Event] = []
    ids: dict[int, str] = {}
    for row in rows:
        kept = row.extract
        if kept is None or row.seat is None:
            continue
        item, row_event = _opaque(), desk.new_id()
        ids[len(stored)] = row_event
        stored.append(ev.FeedbackRowStored(import_id, item, row.seat, kept))
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
    return stored, ids


def _opaque() -> str:
    """A random id that tells nothing of whose it is."""
    return secrets.token_hex(8)
