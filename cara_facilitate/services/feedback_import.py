"""Take in victim feedback: preview who and how many, then all or nothing, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
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
from cara_facilitate.domain.pointing import Known
from cara_facilitate.domain.releasing import (
    Bar,
    Judged,
    contradiction,
    corrected,
    date_fits,
    judge,
    named,
)
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.services import feedback_standing
from cara_facilitate.services.cohorts import plan_of
from cara_facilitate.services.feedback_storing import New, opaque, put_matched
from cara_facilitate.services.readiness_check import refuse_not_worker

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

WAIT_SECONDS = 10.0


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
    before: tuple[ev.FeedbackIndexed, ...] = ()
    known: Known = field(default_factory=Known)
    late: bool = False
    """Workshop two has begun: rows only seal, lower or warn; no word of them is taken."""

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
    def at_rest(self) -> frozenset[int]:
        """Rows held back about which there is nothing to do: they seal nobody."""
        # Once the doors are open a file's row may leave the record as it stood.
        outcome = replace(self.outcome, rows=self.outcome.held_back) if self.late else self.outcome
        return feedback_standing.at_rest(outcome, self.rows, self.roster, self.known, self.before)

    @property
    def withdrawn(self) -> int:
        """Records that earlier files held and this one withdraws."""
        known = {old.feedback_id for old in self.earlier}
        new = [row.extract for row in self.outcome.current if row.extract is not None]
        return sum(one.withdrawn and one.feedback_id in known for one in new)

    @property
    def withdrawn_held(self) -> int:
        """Rows held back that say they withdraw something: their seat is sealed meanwhile."""
        held = {row.row for row in self.outcome.held_back} - self.at_rest
        return sum(self.rows[row - 1]["withdrawn"] == "yes" for row in held)

    @property
    def carried(self) -> tuple[ev.FeedbackIndexed, ...]:
        """Records that stand and that no row of the file replaces: they go on governing."""
        return _carried(self.before, self.outcome)

    @property
    def lacking(self) -> int:
        """Records known before of which the file holds no row at all, held back or not."""
        names = {row["feedback_id"].casefold() for row in self.rows}
        return sum(one.feedback_id.casefold() not in names for one in self.before)


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
    _settle(desk, cohort)
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
    )
    return _as_it_stands(desk, empty)


def _settle(desk: Desk, cohort: str) -> None:
    """Everything saved, and blanked what was still to be."""
    if not desk.flush(WAIT_SECONDS):
        raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
    feedback_standing.finish(desk, cohort)


def _as_it_stands(desk: Desk, seen: ImportPreview) -> ImportPreview:
    """The preview against what this store holds at this moment."""
    here = {person.ref for person in seen.roster}
    before = feedback_standing.standing(desk, seen.cohort)
    fresh = replace(
        seen,
        earlier=feedback_standing.known(desk, seen.cohort),
        before=tuple(one for one in before if one.ref in here and not desk.erased(one.ref)),
        known=feedback_standing.known_here(desk, seen.cohort),
        late=desk.state(seen.cohort).workshops[2].started_at is not None,
    )
    return _matched_again(fresh)


def _matched_again(seen: ImportPreview) -> ImportPreview:
    found = match(seen.rows, seen.roster, seen.cohort, *seen.window)
    found = against_earlier(found, seen.earlier)
    there = {one.seat for one in _carried(seen.before, found)}
    missing = tuple(seat for seat in found.missing if seat not in there)
    return replace(seen, outcome=replace(found, missing=missing))


def _carried(
    before: tuple[ev.FeedbackIndexed, ...], outcome: Preview
) -> tuple[ev.FeedbackIndexed, ...]:
    new = {row.extract.feedback_id for row in outcome.current if row.extract is not None}
    return tuple(one for one in before if one.feedback_id not in new)


def ask(desk: Desk, seen: ImportPreview, told: Told) -> Judged:
    """What must still be done before a row held back may be released to the person named.

    :raises Refusal: if the worker is no staff reference, or one of the cohort's facilitators.
    """
    refuse_not_worker(desk.state(seen.cohort), told.worker, "Who was rung")
    held = _held(seen, told.row)
    person = named(told.reference, told.check_word, seen.roster)
    reason = held.reason or Reason.DUPLICATE
    row = seen.rows[told.row - 1]
    return judge(row, reason, person, seen.cohort, seen.window, seen.known)


def never_released(seen: ImportPreview, row: int) -> Bar | None:
    """Why nobody at all may be given this row held back, or None; whoever may be typed."""
    held = _held(seen, row)
    return contradiction(seen.rows[row - 1], held.reason or Reason.DUPLICATE, seen.known)


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
    if judged.bar is not None or judged.person is None:
        raise _barred(judged.bar or Bar.ANOTHERS)
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
        raise _barred(Bar.ANOTHERS)
    told_date = told.contact_date if judged.ask_date else ""
    row = corrected(seen.rows[place], judged.person, seen.cohort, told_date)
    rows = (*seen.rows[:place], row, *seen.rows[place + 1 :])
    done = Released(replace(told, read_back=judged.read_back), held.reason)
    after = _matched_again(replace(seen, rows=rows, released=(*seen.released, done)))
    if after.outcome.rows[place].seat != judged.person.seat:
        raise _barred(Bar.CONTRADICTS)
    return after


def _barred(bar: Bar) -> Refusal:
    return Refusal(bar.value, bar.advice)


def _held(seen: ImportPreview, row: int) -> RowOutcome:
    found = next((one for one in seen.outcome.rows if one.row == row), None)
    if found is None or found.outcome is not Outcome.HELD_BACK:
        raise Refusal("This row is not held back.")
    return found


def confirm(desk: Desk, seen: ImportPreview, by: str, made_at: datetime | None = None) -> str:
    """Store every matched row, or none; the import's id is returned after the commit.

    A row that stands as it did in the import before keeps its id, so that nobody need read it
    again; a record that stands and is not in the file is carried on. The earlier words of a
    record that is withdrawn or sealed are erased for good. Once workshop two has begun no new
    words are taken, but withdrawals, lower levels and cues are.

    :param made_at: when the hand-over it came in was written; None for a plain file.
    :raises Refusal: if nothing matched, or another import came after this preview.
    :raises StoreError: if it could not be saved, or what is to be erased could not be.
    """
    _settle(desk, seen.cohort)
    now = _as_it_stands(desk, seen)
    if now.outcome != seen.outcome:
        raise Refusal("Feedback was taken in since this preview.", "Look at the file once more.")
    if not now.outcome.current and not now.before:
        raise Refusal("No row matched anybody.", "Nothing was stored. Ring the worker.")
    new = New(opaque(), frozenset(old.feedback_id for old in now.earlier))
    put_matched(desk, new, now.outcome, now.before, late=now.late)
    for one in now.carried:
        new.index(feedback_standing.carried(one, new.import_id))
    missing = _missing(desk, now, new.import_id)
    held = feedback_standing.rows_held_back(
        new.import_id, now.outcome, now.rows, now.roster, now.known
    )
    new.events += [*missing, *held]
    taken = ev.FeedbackImported(
        new.import_id,
        tuple(new.items),
        tuple(event.item for event in missing),
        feedback_standing.held_with(desk, now.cohort, new.events),
        by,
        desk.clock.now(),
        len(now.released),
        made_at,
    )
    new.events += [*_rows_released(now, taken), taken]
    desk.record(now.cohort, new.events, wait=True, ids=new.ids)
    feedback_standing.finish(desk, now.cohort)
    return new.import_id


def _missing(desk: Desk, seen: ImportPreview, import_id: str) -> list[ev.FeedbackMissing]:
    seats = desk.state(seen.cohort).seats
    return [
        ev.FeedbackMissing(import_id, opaque(), seats[seat], seat) for seat in seen.outcome.missing
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

    The import before it stands again, with its words, but for what was withdrawn or sealed; and
    nothing is shown above what the newest known version of each record allows.

    :raises Refusal: if there is none, or workshop two has begun.
    """
    state = desk.state(cohort)
    taken = state.current_import
    if taken is None:
        raise Refusal("There is no import to take back.")
    if state.workshops[2].started_at:
        raise Refusal("Workshop two has begun.", "Tell the manager; the import stays as it was.")
    left = feedback_standing.held_without(desk, cohort, taken.id)
    undone = ev.FeedbackImportUndone(taken.id, by, desk.clock.now(), left)
    desk.record(cohort, [undone], wait=True)
    feedback_standing.finish(desk, cohort)


def finish_undos(desk: Desk) -> None:
    """Blank what an undo or a withdrawal left behind because the program or the disk stopped.

    :raises StoreError: if it cannot be done now either.
    """
    for state in desk.cohorts():
        kinds = (ev.FeedbackImported, ev.FeedbackImportUndone)
        if any(isinstance(record.event, kinds) for record in state.log):
            feedback_standing.finish(desk, state.cohort)
