"""One row of a victim-feedback extract: its columns, its row check, and what refuses the file."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import IntakeError

COLUMNS = (
    "feedback_id",
    "version",
    "withdrawn",
    "cohort_id",
    "participant_ref",
    "check_word",
    "contact_attempted",
    "contact_date",
    "disclosure_level",
    "safety_cue",
    "escalation_open",
    "summary",
    "themes",
    "agreed_words",
    "agreed_words_consented_at",
    "agreed_words_reread",
    "agreed_words_reconfirmed_at",
    "row_check",
)
MAX_ROWS = 500
MAX_LENGTHS = {"summary": 400, "agreed_words": 200}

_ANSWERS = ("yes", "no")
_ALLOWED = {
    "withdrawn": _ANSWERS,
    "contact_attempted": _ANSWERS,
    "safety_cue": ("none", "do_not_be_alone", "watch_departure", "call_manager_first"),
    "escalation_open": _ANSWERS,
    "agreed_words_reread": (*_ANSWERS, ""),
}
_MOMENTS = ("agreed_words_consented_at", "agreed_words_reconfirmed_at")
_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
_FORMS = {
    "feedback_id": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?"),
    "version": re.compile(r"0|[1-9][0-9]{0,5}"),
    "themes": re.compile(rf"(?:{_SLUG}(?:;{_SLUG}){{0,18}})?"),
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_LONGEST = 2_000
"""Characters of any field at all: nineteen themes are shorter."""
_HALF = re.compile("[\ud800-\udfff]")
_HOLDS_CONTACT = "This field seems to hold a telephone number, e-mail address or postcode."
_ASK_WORKER = "Ask the victim-contact worker for the file again; nothing was stored."


class Level(StrEnum):
    """The sharing level of a record (``domain.md`` (d)); a lower one is stricter."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"

    @classmethod
    def of(cls, text: str) -> Level:
        """The level that a file states; anything but exactly L0 to L3 is L0."""
        return cls(text) if text in cls.__members__ else cls.L0


FIELD_LEVELS = {
    "summary": Level.L1,
    "themes": Level.L2,
    "agreed_words": Level.L3,
    "agreed_words_consented_at": Level.L3,
    "agreed_words_reread": Level.L3,
    "agreed_words_reconfirmed_at": Level.L3,
}
"""The least sharing level at which a field may hold anything; every other table asks this one."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One row that may be stored; the names are the file's.

    ``level`` is the level stated, see ``domain/sharing.py`` for what may be shown. A withdrawn
    row keeps no words, themes or level. Moments carry their offset.
    """

    feedback_id: str
    version: int
    withdrawn: bool
    ref: str
    contact_attempted: bool
    contact_date: date | None
    level: Level
    cue: str
    escalation_open: bool
    summary: Protected
    themes: tuple[str, ...]
    agreed_words: Protected
    agreed_words_consented_at: datetime | None = None
    agreed_words_reread: bool = False
    agreed_words_reconfirmed_at: datetime | None = None
    row_check: str = ""


def row_check(fields: Mapping[str, str]) -> str:
    """What ``row_check`` must say for these fields: it binds the words to the identifiers.

    ``R`` and the first 8 base32 characters of the SHA-256 over the other fields in the order
    of :data:`COLUMNS`, each as its length in UTF-8 bytes in decimal, a colon, and its bytes.

    :raises KeyError: if a column is missing.
    """
    digest = hashlib.sha256()
    for column in COLUMNS[:-1]:
        value = fields[column].encode("utf-8", "surrogatepass")
        digest.update(b"%d:%b" % (len(value), value))
    return "R" + base64.b32encode(digest.digest())[:8].decode("ascii")


def row_check_ok(fields: Mapping[str, str]) -> bool:
    """Whether the row's words and identifiers are still together as the worker sent them."""
    return fields["row_check"] == row_check(fields)


def holds_contact_details(text: str) -> bool:
    """Whether this seems to hold a telephone number, e-mail address or postcode."""
    from cara_facilitate.domain import contact_details

    return contact_details.in_words(text)


def themes_ok(themes: Sequence[str]) -> bool:
    """Whether these are activity slugs, at most nineteen, as an extract writes them."""
    return _FORMS["themes"].fullmatch(";".join(themes)) is not None and all(themes)


def parse_date(text: str) -> date | None:
    """A date written exactly ``YYYY-MM-DD``, otherwise None."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """A moment written in ISO 8601 with its offset, otherwise None."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def check_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Refuse a file whose rows or columns are not exactly those of an extract.

    :raises IntakeError: with ``where`` as ``row:column`` or ``header:column``, never content.
    """
    if not rows:
        raise IntakeError("The file holds no rows.", _ASK_WORKER)
    if len(rows) > MAX_ROWS:
        raise IntakeError(
            f"The file holds more than {MAX_ROWS} rows.", _ASK_WORKER, f"{MAX_ROWS + 1}"
        )
    names = list(rows[0])
    known = [name for name in names if name in COLUMNS]
    # With a header missing, the first row would be read as one: it must not be quoted.
    if len(known) * 2 < len(COLUMNS):
        raise IntakeError(
            "The first row or line does not name the columns of an extract.",
            f"The columns are: {','.join(COLUMNS)}",
            "header",
        )
    _refuse_missing(names)
    _refuse_unknown(names, rows)
    for number, row in enumerate(rows, 1):
        if row.keys() != rows[0].keys():
            raise IntakeError(
                "This row has other columns than the first.", _ASK_WORKER, f"{number}"
            )


def _refuse_missing(names: Sequence[str]) -> None:
    missing = next((name for name in COLUMNS if name not in names), "")
    if not missing:
        return
    # Our own name is ours to say. What stands in its place may be a cell that was sorted up.
    odd = next((place for place, name in enumerate(names, 1) if name not in COLUMNS), 0)
    instead = f", and {_unnamed(odd)}" if odd else ""
    raise IntakeError(
        f"The column {missing} is missing{instead}.", _ASK_WORKER, f"header:{missing}"
    )


def _refuse_unknown(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    from cara_facilitate.domain.column_names import may_be_said

    for place, name in enumerate(names, 1):
        if name in COLUMNS:
            continue
        if may_be_said(name, (row.get(name, "") for row in rows)):
            said, where = "The file has a column that an extract may not have.", name
        else:
            said, where = f"{_unnamed(place).capitalize()}.", f"column {place}"
        raise IntakeError(
            said, "Remove the column at its source; nothing was stored.", f"header:{where}"
        )


def _unnamed(place: int) -> str:
    return f"column {place} of the first row has a name that is none of ours"


def check_rows(rows: Sequence[Mapping[str, str]]) -> None:
    """Refuse what is no extract whoever's it is; whose its rows are is not asked.

    :raises IntakeError: as :func:`check_table` and :func:`read_row` do.
    """
    check_table(rows)
    for number, row in enumerate(rows, 1):
        read_row(number, row)


def people_in(rows: Sequence[Mapping[str, str]]) -> int:
    """How many participants the rows of an extract name; the worker is told the same number."""
    return len({row["participant_ref"] for row in rows})


def read_row(number: int, row: Mapping[str, str]) -> Extract:
    """One data row as an extract.

    :param number: data row from 1, for messages.
    :raises IntakeError: if the row breaks a rule that refuses the whole file.
    """
    _refuse_bad_values(number, row)
    level = Level.of(row["disclosure_level"])
    _refuse_fields_above(level, number, row)
    if row["agreed_words"]:
        _refuse_unconfirmed(number, row)
    withdrawn = row["withdrawn"] == "yes"
    kept = dict.fromkeys(FIELD_LEVELS, "") if withdrawn else row
    return Extract(
        feedback_id=row["feedback_id"],
        version=int(row["version"]),
        withdrawn=withdrawn,
        ref=row["participant_ref"],
        contact_attempted=row["contact_attempted"] == "yes",
        contact_date=parse_date(row["contact_date"]),
        level=Level.L0 if withdrawn else level,
        cue=row["safety_cue"],
        escalation_open=row["escalation_open"] == "yes",
        summary=Protected(kept["summary"]),
        themes=tuple(filter(None, kept["themes"].split(";"))),
        agreed_words=Protected(kept["agreed_words"]),
        agreed_words_consented_at=parse_moment(kept["agreed_words_consented_at"]),
        agreed_words_reread=kept["agreed_words_reread"] == "yes",
        agreed_words_reconfirmed_at=parse_moment(kept["agreed_words_reconfirmed_at"]),
        row_check=row["row_check"],
    )


def _refused(message: str, number: int, column: str) -> IntakeError:
    return IntakeError(message, _ASK_WORKER, f"{number}:{column}")


def _refuse_bad_values(number: int, row: Mapping[str, str]) -> None:
    for column in COLUMNS:
        if _HALF.search(row[column]):
            raise _refused("This field holds broken characters.", number, column)
        # Before any form is looked for: what a form may cost grows with what it is sought in.
        limit = MAX_LENGTHS.get(column, _LONGEST)
        if len(row[column]) > limit:
            raise _refused(f"This field is longer than {limit} characters.", number, column)
    for column, allowed in _ALLOWED.items():
        if row[column] not in allowed:
            words = ", ".join(word for word in allowed if word)
            raise _refused(f"This field must be one of: {words}.", number, column)
    for column, form in _FORMS.items():
        if not form.fullmatch(row[column]):
            raise _refused("This field is not written as an extract needs it.", number, column)
    for column in _MOMENTS:
        if row[column] and parse_moment(row[column]) is None:
            raise _refused(
                "This must be a date and time with its offset (2026-12-01T10:30:00+00:00).",
                number,
                column,
            )
    _refuse_contact_details(number, row)


def _refuse_contact_details(number: int, row: Mapping[str, str]) -> None:
    # The id is kept, shown and sent back in the open: it must lead to nobody either.
    from cara_facilitate.domain import contact_details

    if contact_details.in_id(row["feedback_id"]):
        raise _refused(_HOLDS_CONTACT, number, "feedback_id")
    for column in MAX_LENGTHS:
        # domain.md (g) 1: a way to find the person harmed is refused on import, never stored.
        if contact_details.in_words(row[column]):
            raise _refused(_HOLDS_CONTACT, number, column)


def _refuse_fields_above(level: Level, number: int, row: Mapping[str, str]) -> None:
    for column, needed in FIELD_LEVELS.items():
        # "agreed_words_reread" may say "no" at any level: it then carries nothing.
        empty = ("", "no") if column == "agreed_words_reread" else ("",)
        if level < needed and row[column] not in empty:
            raise _refused("The row's sharing level does not allow this field.", number, column)


def _refuse_unconfirmed(number: int, row: Mapping[str, str]) -> None:
    if not row["agreed_words_consented_at"]:
        raise _refused(
            "Agreed words need the moment of consent.", number, "agreed_words_consented_at"
        )
    if row["agreed_words_reread"] != "yes":
        raise _refused(
            "Agreed words must have been read back to the person.", number, "agreed_words_reread"
        )
