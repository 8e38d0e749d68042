"""Take in victim feedback: preview who and how many, then all or nothing, and undo."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import (
    Earlier,
    Outcome,
    Preview,
    Reason,
    RosterEntry,
    RowOutcome,
    against_earlier,
    match,
)
from cara_facilitate.domain.feedback_rows import Extract, read_row
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.releasing import Bar, Judged, corrected, date_fits, judge, named
from cara_facilitate.errors import Refusal
from cara_facilitate.services.cohorts import plan_of

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

CORRECTED_FILE = "Ask the worker for a corrected file."


@dataclass(frozen=True, slots=True)
class Told:
    """What a person typed about one row held back, after ringing the worker.

    :ivar worker: the worker's staff reference.
    :ivar contact_date: ``YYYY-MM-DD`` as told, where it was asked for.
    :ivar read_back: the row's words were read back and the worker confirmed them.
    """

    row: int
    reference: str = field(repr=False)
    check_word: str = field(repr=False)
    worker: str
    read_back: bool = False
    contact_date: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """A row that a person released, and why it was held back."""

    told: Told
    reason: Reason


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do; holds the rows until it is confirmed or dropped."""

    cohort: str
    outcome: Preview
    relationships: dict[int, str]
    rows: tuple[Mapping[str, str], ...] = ()
    roster: tuple[RosterEntry, ...] = ()
    window: tuple[date, date] = (date.min, date.max)
    earlier: tuple[Earlier, ...] = ()
    released: tuple[Released, ...] = ()

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

    @property
    def withdrawn(self) -> int:
        """Records that earlier files held and this one withdraws."""
        known = {old.feedback_id for old in self.earlier}
        new = [row.extract for row in self.outcome.current if row.extract is not None]
        return sum(one.withdrawn and one.feedback_id in known for one in new)


def preview(desk: Desk, cohort: str, path: Path) -> ImportPreview:
    """Read an extract in the limited child and match it; nothing is stored.

    :raises IntakeError: if the whole file is refused.
    """
    from cara_facilitate.intake.feedback_file import read_feedback

    desk.state(cohort)
    rows = read_feedback(path, desk.host.feedback_readers(), desk.host.read_feedback)
    return preview_rows(desk, cohort, rows)


def preview_rows(desk: Desk, cohort: str, rows: Sequence[Mapping[str, str]]) -> ImportPreview:
    """Match rows that were read already, such as a hand-over's; nothing is stored.

    :param rows: the data rows, column name to text exactly as written.
    :raises IntakeError: if all of them are refused.
    """
    plan = plan_of(desk, cohort)
    if not plan.complete:
        raise Refusal("The check words of this cohort were purged.", "Nothing matches any more.")
    first, second = (workshop.date for workshop in plan.workshops)
    empty = ImportPreview(
        cohort,
        Preview((), ()),
        {person.seat: person.relationship for person in plan.people},
        tuple(dict(row) for row in rows),
        tuple(plan.roster()),
        (first, second),
        tuple(_earlier(desk, cohort)),
    )
    return _matched_again(empty)


def _matched_again(seen: ImportPreview) -> ImportPreview:
    found = match(seen.rows, seen.roster, seen.cohort, *seen.window)
    return replace(seen, outcome=against_earlier(found, seen.earlier))


def ask(desk: Desk, seen: ImportPreview, told: Told) -> Judged:
    """What must still be done before a row held back may be released to the person named.

    :raises Refusal: if the worker is no staff reference, or one of the cohort's facilitators.
    """
    if not staff_ok(told.worker) or told.worker in desk.state(seen.cohort).everybody:
        raise Refusal(
            "Who was rung is the victim-contact worker's staff reference.",
            "Letters, digits, hyphens; no facilitator of this cohort.",
        )
    held = _held(seen, told.row)
    person = named(told.reference, told.check_word, seen.roster)
    return judge(
        seen.rows[told.row - 1], held.reason or Reason.DUPLICATE, person, seen.cohort, seen.window
    )


def words_of(seen: ImportPreview, row: int) -> Extract:
    """A row held back as it stands in the file, for reading it back to the worker."""
    _held(seen, row)
    return read_row(row, seen.rows[row - 1])


def release(desk: Desk, seen: ImportPreview, told: Told) -> ImportPreview:
    """The preview with one row held back given to the person named; nothing is stored yet.

    :raises Refusal: if it may not be (see :mod:`cara_facilitate.domain.releasing`), the worker is
        no staff reference or one of the cohort's facilitators, or something was not done yet.
    """
    judged = ask(desk, seen, told)
    if judged.bar is Bar.UNNAMED:
        raise Refusal(Bar.UNNAMED.value, "Ask the worker for both once more.")
    if judged.bar is not None or judged.person is None:
        raise Refusal((judged.bar or Bar.ANOTHERS).value, CORRECTED_FILE)
    if judged.read_back and not told.read_back:
        raise Refusal("The row was not read back yet.", "Read it to the worker; then confirm it.")
    if judged.ask_date and not date_fits(told.contact_date, seen.window):
        raise Refusal(
            "The contact date is not between the two workshops.",
            "Ask the worker for it: 2026-12-05. Another one does not belong in an extract.",
        )
    return _released(seen, told, judged)


def _released(seen: ImportPreview, told: Told, judged: Judged) -> ImportPreview:
    held, place = _held(seen, told.row), told.row - 1
    if judged.person is None or held.reason is None:
        raise Refusal(Bar.ANOTHERS.value, CORRECTED_FILE)
    told_date = told.contact_date if judged.ask_date else ""
    row = corrected(seen.rows[place], judged.person, seen.cohort, told_date)
    rows = (*seen.rows[:place], row, *seen.rows[place + 1 :])
    done = Released(replace(told, read_back=judged.read_back), held.reason)
    after = _matched_again(replace(seen, rows=rows, released=(*seen.released, done)))
    if after.outcome.rows[place].seat != judged.person.seat:
        raise Refusal(Bar.CONTRADICTS.value, CORRECTED_FILE)
    return after


def _held(seen: ImportPreview, row: int) -> RowOutcome:
    found = next((one for one in seen.outcome.rows if one.row == row), None)
    if found is None or found.outcome is not Outcome.HELD_BACK:
        raise Refusal("This row is not held back.")
    return found


def _earlier(desk: Desk, cohort: str) -> list[Earlier]:
    """The newest version of each record; a withdrawal counts though its import was taken back."""
    standing = {taken.id for taken in desk.state(cohort).imports}
    newest: dict[str, Earlier] = {}
    for event in _indexed(desk, cohort):
        if event.import_id in standing or event.purges:
            have = newest.get(event.feedback_id)
            if have is None or event.version > have.version:
                newest[event.feedback_id] = Earlier(
                    event.feedback_id, event.version, event.ref, event.row_check
                )
    return list(newest.values())


def confirm(desk: Desk, seen: ImportPreview, by: str) -> str:
    """Store every matched row, or none; the import's id is returned after the commit.

    A row that stands as it did in the import before keeps its id, so that nobody need read it
    again. A withdrawn record's earlier words are erased for good.

    :raises Refusal: if nothing matched, or workshop two has begun.
    """
    state = desk.state(seen.cohort)
    if state.workshops[2].started_at:
        raise Refusal("Workshop two has begun.", "Feedback is taken in before the doors open.")
    rows = seen.outcome.current
    if not rows:
        raise Refusal("No row matched anybody.", "Nothing was stored. Ring the worker.")
    import_id = _opaque()
    matched, ids = _matched(desk, rows, import_id, _standing_items(desk, seen.cohort))
    missing = [
        ev.FeedbackMissing(import_id, _opaque(), state.seats[seat], seat)
        for seat in seen.outcome.missing
    ]
    taken = ev.FeedbackImported(
        import_id,
        tuple(event.item for event in matched if isinstance(event, ev.FeedbackRowStored)),
        tuple(event.item for event in missing),
        seen.held_back,
        by,
        desk.clock.now(),
        len(seen.released),
    )
    others = [*_rows_held_back(seen, import_id), *_rows_released(seen, taken)]
    desk.record(seen.cohort, [*matched, *missing, *others, taken], wait=True, ids=ids)
    _blank_withdrawn(desk, seen.cohort)
    return import_id


def _rows_held_back(seen: ImportPreview, import_id: str) -> list[ev.Event]:
    return [
        ev.FeedbackHeldBack(import_id, row.row, row.reason.value if row.reason else "")
        for row in seen.outcome.held_back
    ]


def _rows_released(seen: ImportPreview, taken: ev.FeedbackImported) -> list[ev.Event]:
    return [
        ev.FeedbackReleased(
            taken.import_id,
            one.told.row,
            one.reason.value,
            one.told.reference,
            one.told.worker,
            one.told.read_back,
            taken.by,
            taken.at,
        )
        for one in seen.released
    ]


def undo(desk: Desk, cohort: str, by: str) -> None:
    """Take back the import that stands and blank its words; saved when this returns.

    The import before it stands again, with its words, but for what was withdrawn.

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
    """Blank what an undo or a withdrawal left behind because the program or the disk stopped.

    :raises StoreError: if it cannot be done now either.
    """
    for state in desk.cohorts():
        events = (record.event for record in state.log)
        undone = {e.import_id for e in events if isinstance(e, ev.FeedbackImportUndone)}
        if undone:
            _blank_imports(desk, state.cohort, undone)
        if state.imports or undone:
            _blank_withdrawn(desk, state.cohort)


def _blank_imports(desk: Desk, cohort: str, imports: Collection[str]) -> None:
    rows = _row_events(desk, cohort, lambda index: index.import_id in imports)
    desk.blank(f"{cohort}/feedback", rows)


def _blank_withdrawn(desk: Desk, cohort: str) -> None:
    gone: dict[str, int] = {}
    for index in _indexed(desk, cohort):
        if index.purges:
            gone[index.feedback_id] = max(index.version, gone.get(index.feedback_id, 0))
    if gone:
        rows = _row_events(desk, cohort, lambda one: one.version < gone.get(one.feedback_id, -1))
        desk.blank(f"{cohort}/feedback", rows)


def _row_events(
    desk: Desk, cohort: str, wanted: Callable[[ev.FeedbackIndexed], bool]
) -> frozenset[str]:
    """Ids of the entries that hold the words of the rows that are wanted."""
    return frozenset(index.row_event for index in _indexed(desk, cohort) if wanted(index))


def _indexed(desk: Desk, cohort: str) -> list[ev.FeedbackIndexed]:
    register = desk.sealed(cohort, "register")
    return [event for event in register if isinstance(event, ev.FeedbackIndexed)]


Same = tuple[str, int, str, str]
"""What makes a row the same as before: feedback id, version, row check and whose it is."""


def _standing_items(desk: Desk, cohort: str) -> dict[Same, str]:
    taken = desk.state(cohort).current_import
    return {
        (one.feedback_id, one.version, one.row_check, one.ref): one.item
        for one in _indexed(desk, cohort)
        if taken is not None and one.import_id == taken.id
    }


def _matched(
    desk: Desk, rows: Iterable[RowOutcome], import_id: str, before: Mapping[Same, str]
) -> tuple[list[ev.Event], dict[int, str]]:
    """Two events a row, its words and its place in the index, and the ids of the former."""
    stored: list[ev.Event] = []
    ids: dict[int, str] = {}
    for row in rows:
        kept = row.extract
        if kept is None or row.seat is None:
            continue
        same = (kept.feedback_id, kept.version, kept.row_check, kept.ref)
        item, row_event = before.get(same) or _opaque(), desk.new_id()
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
                kept.withdrawn,
            )
        )
    return stored, ids


def _opaque() -> str:
    """A random id that tells nothing of whose it is."""
    return secrets.token_hex(8)
