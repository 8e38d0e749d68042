"""A filled-in table of full records taken into the worker's store: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain.case_table import (
    ANOTHER,
    FIELD_COLUMNS,
    Misread,
    check_header,
    filled,
    read_content,
    withdraws,
)
from cara_facilitate.domain.casework import CaseRecord, withdrawal
from cara_facilitate.services.casework import Casework, blank_record, check, save_all
from cara_facilitate.services.zone import ZONE

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a table would do: nothing at all while there is anything in ``misread``.

    :ivar records: the next versions, in the table's order. :ivar empty: rows left out.
    """

    records: tuple[CaseRecord, ...]
    misread: tuple[Misread, ...]
    empty: int

    def __repr__(self) -> str:
        return f"TableRead(records={len(self.records)}, misread={len(self.misread)})"

    @property
    def corrections(self) -> int:
        """How many of the records are later versions of one that is kept already."""
        return sum(record.version > 1 for record in self.records)


def read_file(desk: Desk, work: Casework, path: Path) -> TableRead:
    """Read a table in the limited child, as feedback files are; nothing is stored.

    :raises IntakeError: if the reader refuses the whole file.
    """
    from cara_facilitate.intake.feedback_file import read_feedback

    rows = read_feedback(path, desk.host.feedback_readers(), desk.host.read_feedback)
    return read_table(desk, work, rows)


def read_table(desk: Desk, work: Casework, rows: Sequence[Mapping[str, str]]) -> TableRead:
    """What a table says, and everything that keeps it from being taken in, row by row."""
    misread = list(check_header(rows))
    if misread:
        return TableRead((), tuple(misread), 0)
    records: list[CaseRecord] = []
    told = [(number, row) for number, row in enumerate(rows, 1) if filled(row)]
    for number, row in told:
        base = _base(desk, work, row, records)
        if isinstance(base, str):
            column, _, sentence = base.partition(": ")
            misread.append(Misread(number, column, sentence))
            continue
        if withdraws(row):
            record, unread = _withdrawn(work, number, base)
        else:
            record, unread = read_content(number, row, base, ZONE, desk.clock.now())
        misread += unread or _unfit(desk, work, number, record)
        records.append(record)
    return TableRead(tuple(records), tuple(misread), len(rows) - len(told))


def take_in(desk: Desk, work: Casework, read: TableRead) -> tuple[str, ...]:
    """Save every record of a table in one commit; the ids of the escalations it raised.

    :raises ValueError: if the table has rows that could not be read.
    :raises Refusal: if a rule is broken.
    """
    if read.misread:
        raise ValueError("a table with misread fields is not taken in")
    return save_all(desk, work, read.records)


def _base(
    desk: Desk, work: Casework, row: Mapping[str, str], before: Sequence[CaseRecord]
) -> CaseRecord | str:
    """The record that a row says, still without content; or ``column: sentence``."""
    ref, id_ = row["participant_ref"].strip(), row["feedback_id"].strip()
    if ref not in work.refs:
        return "participant_ref: This reference is not among this cohort's records."
    begun = any(record.ref == ref for record in (*work.of(ref), *before))
    if id_ == "":
        if begun:
            return f"feedback_id: There is a record already: its id corrects it, or {ANOTHER}."
        return blank_record(desk, work.cohort, ref)
    if id_ == ANOTHER:
        if not begun:
            return "feedback_id: This is the first record of its reference: leave this empty."
        return blank_record(desk, work.cohort, ref, another=True)
    kept = work.records.get(id_)
    if kept is None or kept.ref != ref or any(one.feedback_id == id_ for one in before):
        return "feedback_id: No record of this reference has this id, or a row above has it."
    return replace(kept, version=kept.version + 1)


def _withdrawn(
    work: Casework, number: int, base: CaseRecord
) -> tuple[CaseRecord, tuple[Misread, ...]]:
    """The withdrawal of what is kept: the rest of it stays as it was."""
    kept = work.records.get(base.feedback_id)
    if kept is None:
        return base, (Misread(number, "feedback_id", "There is no record yet to withdraw."),)
    if kept.withdrawn:
        return base, (Misread(number, "withdrawn", "This feedback is withdrawn already."),)
    return withdrawal(kept), ()


def _unfit(desk: Desk, work: Casework, number: int, record: CaseRecord) -> list[Misread]:
    return [
        Misread(number, FIELD_COLUMNS.get(fault.field, fault.field), fault.sentence)
        for fault in check(desk, work, record)
    ]
