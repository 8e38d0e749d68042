"""The filtered extract for the session laptop, and the counts for supervision."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import coverage as counting
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.coverage import Coverage
from cara_facilitate.domain.coverage_supervision import Supervision
from cara_facilitate.domain.escalations import open_for
from cara_facilitate.domain.extract import ExtractFacts, content_of, extract_rows, lowered
from cara_facilitate.domain.feedback_rows import COLUMNS, Extract, people_in, read_row
from cara_facilitate.domain.sharing import SharingFacts
from cara_facilitate.errors import CaraError, IntakeError, Refusal
from cara_facilitate.services.caseload import window
from cara_facilitate.services.casework import Casework, first_id

if TYPE_CHECKING:
    from cara_facilitate.domain.casework import CaseRecord
    from cara_facilitate.services.desk import Desk

PRESSING = ("pressure", "no_contact_breach", "rearrest")
"""Escalations under which no exact words are used."""
NO_CHECK_WORD = "none"
"""Stands in rows that are only counted, where none was told yet."""


def extract(desk: Desk, work: Casework) -> list[dict[str, str]]:
    """What the session laptop may know, a row at least for every reference; words are in it.

    What is new in it against the last one is recorded first, so that its versions only rise.

    :raises Refusal: if a check word was not told yet, or there is nobody to tell of.
    :raises StoreError: if it could not be recorded; nothing may leave then.
    """
    work.refresh(desk)
    if not work.refs:
        raise Refusal("Every record of this cohort was erased here.", "There is nothing to send.")
    _refuse_without_words(work)
    rows = extract_rows(_facts(desk, work), lambda ref: first_id(desk, ref))
    _refuse_unreadable(rows)
    at = desk.clock.now()
    new: list[ev.Event] = [
        ev.CaseExtracted(row["participant_ref"], row["feedback_id"], version, content_of(row), at)
        for row in rows
        if _last(work, row) != (version := int(row["version"]))
    ]
    if new:
        desk.record(work.cohort, new, wait=True)
        for event in new:
            work.take(event)
    return rows


@dataclass(frozen=True, slots=True)
class Left:
    """An extract that left in a plain file; ``rows`` hold words.

    :ivar lowered: records that left at a lower level than recorded; for the worker alone.
    """

    path: Path
    rows: tuple[Mapping[str, str], ...] = field(repr=False)
    people: int
    lowered: int


def leave_plain(desk: Desk, work: Casework, path: Path) -> Left:
    """Write the extract as plain CSV, recorded before a byte is written; certain when it returns.

    So no file lies about that the report does not tell of.

    :raises Refusal: as :func:`extract`.
    :raises CaraError: if the file cannot be written or recorded; no file is left then.
    """
    rows = extract(desk, work)
    at = desk.clock.now()
    try:
        desk.record(
            work.cohort, [ev.ExtractBegun(work.cohort, len(rows), desk.owner, at)], wait=True
        )
        written = write_csv(rows, path)
    except CaraError:
        _none_left(desk, work.cohort)
        raise
    left = ev.ExtractWritten(work.cohort, len(rows), desk.owner, desk.clock.now())
    try:
        desk.record(work.cohort, [left], wait=True)
    except BaseException:
        with contextlib.suppress(OSError):
            written.unlink(missing_ok=True)
        if not os.path.lexists(written):
            _none_left(desk, work.cohort)
        raise
    return Left(written, tuple(rows), people_in(rows), lowered(_records(work), rows))


def _none_left(desk: Desk, cohort: str) -> None:
    with contextlib.suppress(CaraError):  # told as begun until then, which is true
        desk.record(cohort, [ev.ExtractNotWritten(cohort, desk.clock.now())], wait=True)


def lower_now(desk: Desk, work: Casework) -> int:
    """How many records would leave at a lower level than recorded; for the worker alone."""
    return lowered(_records(work), _rows_now(desk, work))


def contents(desk: Desk, work: Casework) -> dict[str, str]:
    """What would leave now, as a digest of each row's content by feedback id; nothing leaves."""
    return {row["feedback_id"]: content_of(row) for row in _rows_now(desk, work)}


def _rows_now(desk: Desk, work: Casework) -> list[dict[str, str]]:
    """The rows as the records stand; for counting, as some may have no check word yet."""
    made = _facts(desk, work)
    spoken = dict.fromkeys(work.refs, NO_CHECK_WORD) | dict(made.check_words)
    return extract_rows(replace(made, check_words=spoken), lambda ref: first_id(desk, ref))


def _refuse_without_words(work: Casework) -> None:
    untold = [ref for ref in work.refs if ref not in work.check_words]
    if untold:
        raise Refusal(
            f"The check word of {', '.join(untold)} is not known here.",
            "Have it told by voice by the facilitators or their manager, and type it in.",
        )
    words = [work.check_words[ref] for ref in work.refs]
    twice = [ref for ref in work.refs if words.count(work.check_words[ref]) > 1]
    if twice:
        raise Refusal(
            f"The same check word stands for {', '.join(twice)}.",
            "Each has its own: have them told once more.",
        )


def _refuse_unreadable(rows: Sequence[Mapping[str, str]]) -> None:
    """What the session laptop would refuse whole is not sent at all."""
    for number, row in enumerate(rows, 1):
        try:
            read_row(number, row)
        except IntakeError as refused:
            raise Refusal(
                f"The record of {row['participant_ref']} cannot be sent: {refused.message}",
                "Correct that field of the record and save it; nothing left this store.",
                refused.where.partition(":")[2],
            ) from None


def coverage(work: Casework) -> Coverage:
    """How many were reached, and how many never; counts only."""
    days = window(work.load)
    return counting.coverage(work.refs, tuple(work.records.values()), days.w1, days.w2)


def supervision(desk: Desk, work: Casework) -> Supervision:
    """What a practice supervisor reads of the records as they stand; nothing leaves by it.

    Everybody on the roster counts as attending. A seat with a row that the session laptop would
    refuse gives nothing.
    """
    from cara_facilitate.domain import coverage_supervision as supervising
    from cara_facilitate.services.case_file import themes

    made, start = _facts(desk, work), window(work.load).w2_start
    rows = _rows_now(desk, work)
    titles = themes(desk, work.load)
    facts = SharingFacts(
        attending=len(work.refs),
        planned_activities={slug for slug, _ in titles},
        site_allows_l3=made.allows_l3 is True,
        flags_retaliation=False,  # the rows hold no agreed words then
        now=start,
        w2_start=start,
        w2_end=start,
    )
    seats = [_seat([row for row in rows if row["participant_ref"] == ref]) for ref in work.refs]
    became = {id_: told.outcome for id_, told in work.outcomes.items()}
    return supervising.supervision(seats, facts, titles, became)


def _seat(rows: Sequence[Mapping[str, str]]) -> tuple[Extract, ...]:
    try:
        return tuple(read_row(number, row) for number, row in enumerate(rows, 1))
    except IntakeError:
        return ()


def levels(rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """How many rows of an extract have each sharing level."""
    stated = [row["disclosure_level"] for row in rows]
    return {level: stated.count(level) for level in ("L0", "L1", "L2", "L3")}


def write_csv(rows: Sequence[Mapping[str, str]], path: Path) -> Path:
    """Write an extract as plain CSV, readable by its owner only, never over another file.

    :return: the file's path.
    :raises CaraError: if its place is taken or cannot be used.
    """
    from cara_facilitate.notes.files import write_all

    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return write_all(path.parent, {path.name: text.getvalue()}, "extract")[0]


def _last(work: Casework, row: Mapping[str, str]) -> int:
    last = work.sent.get(row["feedback_id"])
    return 0 if last is None else last.version


def _records(work: Casework) -> tuple[CaseRecord, ...]:
    return tuple(record for record in work.records.values() if record.ref in work.refs)


def _facts(desk: Desk, work: Casework) -> ExtractFacts:
    from cara_facilitate.services.escalation import every

    known, days = every(desk, work.cohort), window(work.load)
    records = _records(work)
    ids = [(record.feedback_id, record.ref) for record in records]
    ids += [(first_id(desk, ref), ref) for ref in work.refs if not work.of(ref)]
    standing = {id_: open_for(id_, ref, known, work.described) for id_, ref in ids}
    return ExtractFacts(
        cohort=work.cohort,
        refs=work.refs,
        w1=days.w1,
        w2=days.w2,
        check_words=work.check_words,
        records=records,
        escalated={id_ for id_, open_ in standing.items() if open_},
        pressed={ref for id_, ref in ids if standing[id_] & set(PRESSING)},
        sent=work.sent,
        allows_l3=_allows_l3(desk, work.load.site),
    )


def _allows_l3(desk: Desk, site: str) -> bool | None:
    """What the site's policy says, if it is installed here; the session laptop asks its own."""
    policy = next((one for one in desk.host.site_policies() if one.id == site), None)
    if policy is None:
        return None
    return bool(policy.settings.get("allow_agreed_words", False))
