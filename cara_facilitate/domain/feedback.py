"""Victim feedback: which person of the roster each row of an extract belongs to, with certainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cara_facilitate.domain.feedback_rows import (
    COLUMNS,
    MAX_LENGTHS,
    MAX_ROWS,
    Extract,
    Level,
    check_table,
    parse_date,
    people_in,
    read_row,
    row_check,
    row_check_ok,
)
from cara_facilitate.domain.identifiers import check_word_ok, reference_cohort, reference_ok
from cara_facilitate.domain.sharing import (
    Shared,
    SharingFacts,
    effective_level,
    seat_level,
    shared,
    strictest,
)

__all__ = [
    "COLUMNS",
    "MAX_LENGTHS",
    "MAX_ROWS",
    "OLDER",
    "REASONS",
    "Earlier",
    "Extract",
    "Level",
    "Outcome",
    "Preview",
    "Reason",
    "RosterEntry",
    "RowOutcome",
    "Shared",
    "SharingFacts",
    "against_earlier",
    "effective_level",
    "match",
    "row_check",
    "seat_level",
    "shared",
    "strictest",
]


class Outcome(StrEnum):
    """What becomes of a row."""

    MATCHED = "matched"
    HELD_BACK = "held_back"


class Reason(StrEnum):
    """Why a row is held back; the first that applies, in this order."""

    CHECK_CHARACTER = "check_character"
    UNKNOWN_REFERENCE = "unknown_reference"
    CHECK_WORD = "check_word"
    COHORT = "cohort"
    DATE_WINDOW = "date_window"
    ROW_CHECK = "row_check"
    DUPLICATE = "duplicate"


REASONS: Mapping[Reason, str] = {
    Reason.CHECK_CHARACTER: "The participant reference is not written as it was issued.",
    Reason.UNKNOWN_REFERENCE: "Nobody in this cohort has this participant reference.",
    Reason.CHECK_WORD: "The check word is not the one that goes with this reference.",
    Reason.COHORT: "The row names another cohort.",
    Reason.DATE_WINDOW: "The contact date is not between the two workshops.",
    Reason.ROW_CHECK: "The row was changed after it was made: read it back to the worker.",
    Reason.DUPLICATE: "Another row has the same feedback id: only one of them can be right.",
}
"""Each reason in plain words; none of them holds anything from the file."""
OLDER = "An older version of a record already taken in."
"""In place of the reason, where an earlier import holds a higher version."""


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person a row may belong to."""

    seat: int
    ref: str
    check_word: str
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What becomes of one data row (counted from 1).

    A held-back row has a reason and neither seat nor extract. ``current`` is False where a
    higher version of the same feedback id stands in the same file; ``older`` says that an
    earlier import holds one.
    """

    row: int
    outcome: Outcome
    seat: int | None = None
    reason: Reason | None = None
    extract: Extract | None = None
    current: bool = False
    older: bool = False

    @property
    def sentence(self) -> str:
        """Why the row is held back, in plain words; empty for a row that is matched."""
        if self.reason is None:
            return ""
        return OLDER if self.older else REASONS[self.reason]

    def public(self) -> dict[str, str | int | None]:
        """The row as ``cara feedback check --json`` prints it: nothing protected."""
        reason = None if self.reason is None else self.reason.value
        return {"row": self.row, "outcome": self.outcome.value, "seat": self.seat, "reason": reason}


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing is stored yet.

    :ivar rows: one outcome per data row, in the file's order.
    :ivar missing: seats of the roster for which the file holds no matched row ("not recorded").
    :ivar people: how many participants the rows name, whoever they are.
    """

    rows: tuple[RowOutcome, ...]
    missing: tuple[int, ...]
    people: int = 0

    @property
    def count(self) -> str:
        """``13 rows for 12 people``: what the worker's side says too, so a lost row shows."""
        rows = len(self.rows)
        return (
            f"{rows} row{'' if rows == 1 else 's'} for "
            f"{self.people} {'person' if self.people == 1 else 'people'}"
        )

    @property
    def matched(self) -> tuple[RowOutcome, ...]:
        """The rows that belong to somebody with certainty."""
        return tuple(row for row in self.rows if row.outcome is Outcome.MATCHED)

    @property
    def current(self) -> tuple[RowOutcome, ...]:
        """The matched rows to store: the highest version of each feedback id."""
        return tuple(row for row in self.matched if row.current)

    @property
    def held_back(self) -> tuple[RowOutcome, ...]:
        """The rows given to nobody."""
        return tuple(row for row in self.rows if row.outcome is Outcome.HELD_BACK)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier import stored under a feedback id: its highest version and whose it is.

    ``row_check`` tells whether the same version now says something else.
    """

    feedback_id: str
    version: int
    ref: str
    row_check: str = ""


def match(
    rows: Sequence[Mapping[str, str]],
    roster: Sequence[RosterEntry],
    cohort: str,
    w1: date,
    w2: date,
) -> Preview:
    """Decide for every row of an extract whose it is, or hold it back; never the nearest.

    :param rows: the data rows, column name to text exactly as written.
    :param w1: the day of workshop one; :param w2: the day of workshop two. A contact date must
        lie between them, neither day included.
    :raises IntakeError: if the whole file is refused; ``where`` says ``row:column``.
    :raises ValueError: if the roster itself is not sound.
    """
    people = _people(roster, cohort)
    check_table(rows)
    extracts = [read_row(number, row) for number, row in enumerate(rows, 1)]
    reasons = [_own_reason(row, people, cohort, (w1, w2)) for row in rows]
    _hold_contradictions(rows, extracts, reasons)
    newest: dict[str, int] = {}
    for extract in extracts:
        newest[extract.feedback_id] = max(extract.version, newest.get(extract.feedback_id, 0))
    outcomes = tuple(
        RowOutcome(number, Outcome.HELD_BACK, reason=reason)
        if reason is not None
        else RowOutcome(
            number,
            Outcome.MATCHED,
            people[extract.ref].seat,
            extract=extract,
            current=extract.version == newest[extract.feedback_id],
        )
        for number, (extract, reason) in enumerate(zip(extracts, reasons, strict=True), 1)
    )
    return _preview(outcomes, sorted(entry.seat for entry in roster), people_in(rows))


def against_earlier(preview: Preview, earlier: Iterable[Earlier]) -> Preview:
    """The preview with every row held back that contradicts what an earlier import stored.

    A row contradicts if its feedback id then pointed at another reference, was spelt in
    another case, already had a higher version (an old file must not undo a withdrawal), or had
    the same version with other words.
    """
    stored = {old.feedback_id.casefold(): old for old in earlier}

    def judged(row: RowOutcome) -> RowOutcome:
        if row.extract is None:
            return row
        new = row.extract
        old = stored.get(new.feedback_id.casefold())
        if old is None or _follows(new, old):
            return row
        same = (old.feedback_id, old.ref) == (new.feedback_id, new.ref)
        older = same and new.version < old.version
        return RowOutcome(row.row, Outcome.HELD_BACK, reason=Reason.DUPLICATE, older=older)

    seats = sorted({*preview.missing, *(row.seat for row in preview.matched if row.seat)})
    return _preview(tuple(judged(row) for row in preview.rows), seats, preview.people)


def _follows(new: Extract, old: Earlier) -> bool:
    if (old.feedback_id, old.ref) != (new.feedback_id, new.ref):
        return False
    same = new.version == old.version and old.row_check in ("", new.row_check)
    return same or new.version > old.version


def _preview(outcomes: tuple[RowOutcome, ...], seats: Sequence[int], people: int) -> Preview:
    recorded = {row.seat for row in outcomes}
    return Preview(outcomes, tuple(seat for seat in seats if seat not in recorded), people)


def _people(roster: Sequence[RosterEntry], cohort: str) -> dict[str, RosterEntry]:
    people = {entry.ref: entry for entry in roster}
    words = {entry.check_word for entry in roster}
    seats = {entry.seat for entry in roster}
    sound = all(
        reference_ok(entry.ref)
        and reference_cohort(entry.ref) == cohort
        and check_word_ok(entry.check_word)
        for entry in roster
    )
    if not sound or min(len(people), len(words), len(seats)) < len(roster):
        raise ValueError("every person of a roster needs an own reference, check word and seat")
    return people


def _own_reason(
    row: Mapping[str, str],
    people: Mapping[str, RosterEntry],
    cohort: str,
    window: tuple[date, date],
) -> Reason | None:
    reference = row["participant_ref"]
    if not reference_ok(reference):
        return Reason.CHECK_CHARACTER
    if reference not in people:
        return Reason.UNKNOWN_REFERENCE
    if row["check_word"] != people[reference].check_word:
        return Reason.CHECK_WORD
    if row["cohort_id"] != cohort:
        return Reason.COHORT
    if not _in_window(row, window):
        return Reason.DATE_WINDOW
    return None if row_check_ok(row) else Reason.ROW_CHECK


def _in_window(row: Mapping[str, str], window: tuple[date, date]) -> bool:
    if row["contact_attempted"] == "no":
        return row["contact_date"] == ""
    contacted = parse_date(row["contact_date"])
    return contacted is not None and window[0] < contacted < window[1]


def _hold_contradictions(
    rows: Sequence[Mapping[str, str]],
    extracts: Sequence[Extract],
    reasons: list[Reason | None],
) -> None:
    """Hold back what contradicts another row of the same feedback id, whichever of them is right.

    A lower version falls with a higher one that is held back: it may have been withdrawn.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for index, extract in enumerate(extracts):
        groups[extract.feedback_id.casefold()].append(index)
    for group in groups.values():
        identities = {(extracts[index].feedback_id, extracts[index].ref) for index in group}
        doubtful = len(identities) > 1
        for version in sorted({extracts[index].version for index in group}, reverse=True):
            same = [index for index in group if extracts[index].version == version]
            contents = {tuple(sorted(rows[index].items())) for index in same}
            held = any(reasons[index] is not None for index in same)
            doubtful = doubtful or held or len(contents) > 1
            for index in same if doubtful else same[1:]:
                reasons[index] = reasons[index] or Reason.DUPLICATE
