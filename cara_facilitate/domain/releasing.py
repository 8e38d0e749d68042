"""Whether a row held back may be given to the person whose two identifiers somebody typed.

A person rings the victim-contact worker and types reference and check word as told. What then may
become of the row, the first line that fits:

================================================================  ==============================
the typed pair does not name one rostered person exactly          refused, without saying which
the row contradicts another row or an earlier import              refused
its reference, check word and feedback id are not one person's    refused: only a corrected row
its feedback id alone is that of another cohort's record          refused: only a corrected row
its cohort is another one of this store                           refused: only a corrected row
its reference is well-formed and not the typed one                refused: it is somebody else's
neither its reference nor its check word is the typed one         refused: nothing ties it there
it says that nobody was tried and gives a date all the same       refused
a reference, check word or cohort differs, or the row check is    its words are read back to the
broken                                                            worker first
its contact date is not between the workshops                     the worker says the date, which
                                                                  must be between them
otherwise                                                         released
================================================================  ==============================

The last three add up. Whatever is released is matched again with all other rows of the file. What
a row says of itself (:func:`contradiction`) is refused whoever is typed, and before anybody rings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cara_facilitate.domain.feedback import Reason, RosterEntry
from cara_facilitate.domain.feedback_rows import parse_date, row_check, row_check_ok
from cara_facilitate.domain.identifiers import reference_ok
from cara_facilitate.domain.pointing import (
    Known,
    its_id_is_elsewheres,
    names_two_cohorts,
    names_two_people,
)

CORRECTED_FILE = "Ask the worker for a corrected file."
CORRECTED_ROW = "It is never released: the worker must send a corrected row."


class Bar(StrEnum):
    """Why a row cannot be released to the person typed; the value is what people read."""

    UNNAMED = "Reference and check word do not name one person of this cohort together."
    CONTRADICTS = "The row contradicts another row or an earlier file."
    TWO_PEOPLE = "The row names two people: nobody can say whose it is."
    ITS_ID = "Its feedback id is also that of another cohort's record in this store."
    TWO_COHORTS = "The row names another cohort that is kept here."
    ANOTHERS = "The row cannot be given to this person."
    UNTRIED = "The row says that nobody was tried, and gives a date all the same."

    @property
    def advice(self) -> str:
        """What to do about it."""
        return ADVICE[self]


ADVICE: Mapping[Bar, str] = {
    Bar.UNNAMED: "Ask the worker for both once more.",
    Bar.CONTRADICTS: CORRECTED_FILE,
    Bar.TWO_PEOPLE: CORRECTED_ROW,
    Bar.ITS_ID: CORRECTED_ROW,
    Bar.TWO_COHORTS: CORRECTED_ROW,
    Bar.ANOTHERS: CORRECTED_FILE,
    Bar.UNTRIED: CORRECTED_FILE,
}
"""What to do where a row may not be released; there is something for every bar."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What may become of a row: a bar, or whose it is and what is still to be asked.

    :ivar read_back: its words must be read back to the worker and confirmed.
    :ivar ask_date: the worker must say the date of the last attempt.
    """

    bar: Bar | None = None
    person: RosterEntry | None = None
    read_back: bool = False
    ask_date: bool = False


def named(reference: str, check_word: str, roster: Iterable[RosterEntry]) -> RosterEntry | None:
    """The one rostered person whom both identifiers name exactly, or None."""
    found = [p for p in roster if p.ref == reference and p.check_word == check_word]
    return found[0] if len(found) == 1 else None


def contradiction(row: Mapping[str, str], reason: Reason, known: Known) -> Bar | None:
    """Why nobody at all may be given this row held back for ``reason``, or None."""
    if reason is Reason.DUPLICATE:
        return Bar.CONTRADICTS
    if names_two_people(row, known):
        return Bar.ITS_ID if its_id_is_elsewheres(row, known) else Bar.TWO_PEOPLE
    return Bar.TWO_COHORTS if names_two_cohorts(row, known) else None


def judge(
    row: Mapping[str, str],
    reason: Reason,
    person: RosterEntry | None,
    cohort: str,
    window: tuple[date, date],
    known: Known,
) -> Judged:
    """Whether a row held back for ``reason`` may be released to ``person`` (see :func:`named`).

    :param window: the days of the two workshops, neither of which is a contact date.
    :param known: whom the store knows.
    """
    if person is None:
        return Judged(Bar.UNNAMED)
    if (bar := contradiction(row, reason, known)) is not None:
        return Judged(bar)
    own_ref = row["participant_ref"] == person.ref
    own_word = row["check_word"] == person.check_word
    anothers = reference_ok(row["participant_ref"]) and not own_ref
    if anothers or not (own_ref or own_word):
        return Judged(Bar.ANOTHERS)
    if row["contact_attempted"] == "no" and row["contact_date"]:
        return Judged(Bar.UNTRIED)
    sound = own_ref and own_word and row["cohort_id"] == cohort and row_check_ok(row)
    tried = row["contact_attempted"] == "yes"
    ask = tried and not date_fits(row["contact_date"], window)
    return Judged(person=person, read_back=not sound, ask_date=ask)


def date_fits(text: str, window: tuple[date, date]) -> bool:
    """Whether this is a date, as ``YYYY-MM-DD``, between the two workshops."""
    told = parse_date(text)
    return told is not None and window[0] < told < window[1]


def corrected(
    row: Mapping[str, str], person: RosterEntry, cohort: str, told_date: str
) -> dict[str, str]:
    """The row as the worker would have written it for this person, its row check made anew.

    :param told_date: the contact date as told, where it was asked for; empty keeps the row's.
    """
    fields = dict(row) | {
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "cohort_id": cohort,
        "contact_date": told_date or row["contact_date"],
    }
    return fields | {"row_check": row_check(fields)}
