"""Full records as a table of text: what each column takes, and a row read as a record's content."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone, tzinfo

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    CONCERN,
    CONTACT_OUTCOMES,
    CUES,
    DASH,
    INCIDENTS,
    METHODS,
    NEEDS,
    NEGATIVE,
    NOTHING_CODED,
    OBSERVED,
    POSITIVE,
    WHY_OUTSIDE,
    Attempt,
    CaseRecord,
    Referral,
    SafeContact,
)
from cara_facilitate.domain.contact_window import (
    ANY,
    EXAMPLE,
    NEXT_DAYS,
    Windows,
    parse,
    runs_on,
)
from cara_facilitate.domain.feedback_rows import Level, parse_date
from cara_facilitate.domain.protected import Protected

ANOTHER = "another"
"""Stands as feedback id for another person harmed by the same participant."""
NO_WINDOW = "none"
"""Stands as safe window where no days and hours are agreed any more."""
MOST_ROWS = 100
_YES_NO = "yes or no; empty is no"
_WORDS = "words"
_DAY = "2026-12-05"
_MOMENT = "2026-12-05T10:00 or with its offset"


def _one(values: Sequence[str]) -> str:
    return "one of: " + ", ".join(value for value in values if value)


def _many(values: Sequence[str]) -> str:
    return "with ; between: " + ", ".join(values)


GUIDE: Mapping[str, str] = {
    "participant_ref": "the reference; a row with nothing else is left out",
    "feedback_id": f"empty for the first record; {ANOTHER} for another person harmed; "
    "the id of a record to correct it",
    "withdrawn": f"{_YES_NO}; yes with only the reference and the id withdraws what is recorded",
    "safe_how": _WORDS,
    "safe_window": f"days and hours, such as {EXAMPLE}; {ANY} if any time is safe; "
    f"empty leaves what was agreed; {NO_WINDOW} takes it back",
    "safe_window_agreed_at": f"{_MOMENT}; empty is now",
    "safe_note": "words about days and times that fit into no window",
    "safe_code_word": _YES_NO,
    "safe_voicemail": _YES_NO,
    "safe_text": _YES_NO,
    "safe_interpreter": _YES_NO,
    "safe_last_checked": _DAY,
    "attempts": f"with ; between: {_MOMENT}, then a method ({', '.join(METHODS)}), "
    f"then what came of it ({', '.join(ATTEMPT_OUTCOMES)}); outside the safe window also why: "
    + ", ".join(WHY_OUTSIDE),
    "outcome": _one(CONTACT_OUTCOMES),
    "not_attempted_reason": _WORDS,
    "changes_positive": _many((*POSITIVE, *NOTHING_CODED)),
    "changes_negative": _many((*NEGATIVE, *NOTHING_CODED)),
    "incident_since_w1": _one(INCIDENTS),
    "dash_level": _one(DASH),
    "dash_before": _one(DASH),
    "dash_rationale": _WORDS,
    "children": _one(CONCERN),
    "adult_at_risk": _one(CONCERN),
    "observed": _many(OBSERVED),
    "referral_needs": "with ; between: a need, then nothing, offered or accepted: "
    + ", ".join(NEEDS),
    "disclosure_level": "L0, L1, L2 or L3; empty is L0",
    "with_person": _YES_NO,
    "summary": "words, at most 400 characters",
    "themes": "activity slugs with ; between",
    "agreed_words": "words, at most 200 characters",
    "agreed_words_consented_at": _MOMENT,
    "agreed_words_reread": _YES_NO,
    "agreed_words_reconfirmed_at": _MOMENT,
    "safety_cue": _one(CUES) + "; empty is none",
}
"""Every column of the table in its order, and what it takes."""

FIELD_COLUMNS: Mapping[str, str] = {
    "ref": "participant_ref",
    "positive": "changes_positive",
    "negative": "changes_negative",
    "incident": "incident_since_w1",
    "dash": "dash_level",
    "referrals": "referral_needs",
    "level": "disclosure_level",
    "cue": "safety_cue",
    "safe_contact.last_checked": "safe_last_checked",
    "safe_contact.windows": "safe_window",
    "safe_contact.agreed_at": "safe_window_agreed_at",
}
"""The column of a record's field, where it has another name."""

_AT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_MOMENT_FORM = re.compile(_AT)
_ATTEMPT = re.compile(rf"({_AT}) +([a-z_]+) +([a-z_]+)(?: +([a-z_]+))?")
_GONE = ("safe_days", "safe_times")
_MOVED = "This column has gone: write days and hours into safe_window, other words into safe_note."


@dataclass(frozen=True, slots=True)
class Misread:
    """A field that says nothing its column takes; ``row`` counts data rows from 1, 0 the header."""

    row: int
    column: str
    sentence: str

    @property
    def where(self) -> str:
        """``row:column``, as a message's place."""
        return f"{self.row or 'header'}:{self.column}".rstrip(":")


def check_header(rows: Sequence[Mapping[str, str]]) -> tuple[Misread, ...]:
    """What is wrong with the table as a whole; its cells are not looked at."""
    if not rows:
        return (Misread(0, "", "The table holds no rows."),)
    if len(rows) > MOST_ROWS:
        return (Misread(0, "", f"The table holds more than {MOST_ROWS} rows."),)
    names = set(rows[0])
    if len(names & GUIDE.keys()) * 2 < len(GUIDE):
        return (Misread(0, "", "The first row is not the header of the template."),)
    found = [Misread(0, name, _MOVED) for name in _GONE if name in names]
    if names - GUIDE.keys() - set(_GONE):
        found += [Misread(0, "", "The table has a column that is not of the template.")]
    found += [Misread(0, name, "A column is missing.") for name in GUIDE if name not in names]
    return tuple(found)


def filled(row: Mapping[str, str]) -> bool:
    """Whether anything stands in a row beside the reference."""
    return any(text.strip() for name, text in row.items() if name != "participant_ref")


def withdraws(row: Mapping[str, str]) -> bool:
    """Whether a row only withdraws: reference, feedback id and a yes, and nothing else."""
    said = {name for name, text in row.items() if text.strip()}
    alone = said <= {"participant_ref", "feedback_id", "withdrawn"}
    return alone and row["withdrawn"].strip() == "yes"


def read_content(
    number: int, row: Mapping[str, str], base: CaseRecord, zone: tzinfo, now: datetime
) -> tuple[CaseRecord, tuple[Misread, ...]]:
    """A row as the content of a record, and what in it could not be read.

    :param number: data row from 1. :param row: every column of :data:`GUIDE`.
    :param base: whose identity and version the record has. :param zone: of times without offset.
    :param now: aware; when a window is agreed that says no other time.
    """
    cells = _Cells(number, row, zone)
    record = replace(
        base,
        withdrawn=cells.answer("withdrawn"),
        safe_contact=cells.safe_contact(base.safe_contact, now),
        attempts=cells.attempts(),
        outcome=cells.choice("outcome", CONTACT_OUTCOMES, "not_attempted"),
        not_attempted_reason=cells.text("not_attempted_reason"),
        positive=cells.several("changes_positive", (*POSITIVE, *NOTHING_CODED)),
        negative=cells.several("changes_negative", (*NEGATIVE, *NOTHING_CODED)),
        incident=cells.choice("incident_since_w1", INCIDENTS, ""),
        dash=cells.choice("dash_level", DASH, "not_done"),
        dash_before=cells.choice("dash_before", DASH, "not_done"),
        dash_rationale=cells.words("dash_rationale"),
        children=cells.choice("children", CONCERN, ""),
        adult_at_risk=cells.choice("adult_at_risk", CONCERN, ""),
        observed=cells.several("observed", OBSERVED),
        referrals=cells.referrals(),
        level=Level(cells.choice("disclosure_level", tuple(Level), Level.L0)),
        with_person=cells.answer("with_person"),
        summary=cells.words("summary"),
        themes=cells.several("themes", None),
        agreed_words=cells.words("agreed_words"),
        agreed_words_consented_at=cells.moment("agreed_words_consented_at"),
        agreed_words_reread=cells.answer("agreed_words_reread"),
        agreed_words_reconfirmed_at=cells.moment("agreed_words_reconfirmed_at"),
        cue=cells.choice("safety_cue", CUES, "none"),
    )
    return record, tuple(cells.misread)


class _Cells:
    """The cells of one row, read one by one; what cannot be read is noted, never quoted."""

    def __init__(self, number: int, row: Mapping[str, str], zone: tzinfo) -> None:
        self._number = number
        self._row = row
        self._zone = zone
        self.misread: list[Misread] = []

    def text(self, column: str) -> str:
        return self._row[column].strip()

    def words(self, column: str) -> Protected:
        return Protected(self.text(column))

    def answer(self, column: str) -> bool:
        return self.choice(column, ("yes", "no"), "no") == "yes"

    def choice(self, column: str, allowed: Collection[str], absent: str) -> str:
        said = self.text(column)
        if said and said not in allowed:
            self._note(column)
        return said if said in allowed else absent

    def several(self, column: str, allowed: Collection[str] | None) -> tuple[str, ...]:
        said = self._parts(column)
        if allowed is not None and not set(said) <= set(allowed):
            self._note(column)
            return ()
        return said

    def safe_contact(self, before: SafeContact, now: datetime) -> SafeContact:
        agreed_at = self.moment("safe_window_agreed_at")
        safe = before.with_windows(self._windows(before.windows), agreed_at, now)
        return replace(
            safe.with_note(self.text("safe_note")),
            how=self.words("safe_how"),
            code_word=self.answer("safe_code_word"),
            voicemail=self.answer("safe_voicemail"),
            text=self.answer("safe_text"),
            interpreter=self.answer("safe_interpreter"),
            last_checked=self._day("safe_last_checked"),
        )

    def _windows(self, before: Windows) -> Windows:
        """What the cell says; an empty one is silence, and silence takes nothing back."""
        said = self.text("safe_window")
        if not said:
            return before
        windows = () if said.lower() == NO_WINDOW else parse(said)
        if windows is None:
            self._note("safe_window", NEXT_DAYS if runs_on(said) else "")
        return windows or ()

    def attempts(self) -> tuple[Attempt, ...]:
        found = []
        for part in self._parts("attempts"):
            told = _ATTEMPT.fullmatch(part)
            at = None if told is None else self._at(told[1])
            if told is None or at is None:
                self._note("attempts")
                return ()
            why = told[4] or ""
            known = told[2] in METHODS and told[3] in ATTEMPT_OUTCOMES
            if not known or why not in ("", *WHY_OUTSIDE):
                self._note("attempts")
                return ()
            # Which day and hour it was there is what a window judges.
            found.append(Attempt(self._plain(at.astimezone(self._zone)), told[2], told[3], why))
        return tuple(sorted(found, key=lambda attempt: attempt.at))

    def referrals(self) -> tuple[Referral, ...]:
        found = []
        for part in self._parts("referral_needs"):
            need, *rest = part.split()
            if need not in NEEDS or rest not in ([], ["offered"], ["accepted"]):
                self._note("referral_needs")
                return ()
            found.append(Referral(need, bool(rest), rest == ["accepted"]))
        return tuple(found)

    def moment(self, column: str) -> datetime | None:
        said = self.text(column)
        found = self._at(said)
        if said and found is None:
            self._note(column)
        return found

    def _day(self, column: str) -> date | None:
        said = self.text(column)
        found = parse_date(said)
        if said and found is None:
            self._note(column)
        return found

    def _at(self, text: str) -> datetime | None:
        try:
            at = datetime.fromisoformat(text) if _MOMENT_FORM.fullmatch(text) else None
        except ValueError:
            return None
        if at is None or at.tzinfo is not None:
            return at
        return self._plain(at.replace(tzinfo=self._zone))

    def _plain(self, at: datetime) -> datetime:
        """A time kept with nothing but its offset, as every moment is."""
        offset = at.utcoffset()
        return at if offset is None else at.replace(tzinfo=timezone(offset))

    def _parts(self, column: str) -> tuple[str, ...]:
        parts = (" ".join(part.split()) for part in self.text(column).split(";"))
        return tuple(part for part in parts if part)

    def _note(self, column: str, sentence: str = "") -> None:
        said = sentence or f"This takes {GUIDE[column]}."
        self.misread.append(Misread(self._number, column, said))
