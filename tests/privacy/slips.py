"""Slips that a person makes in a feedback file with a spreadsheet, each by its name."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from itertools import pairwise

from cara_facilitate.domain.feedback import COLUMNS, row_check
from tests.privacy.damage import Table

REF, WORD, DAY = (COLUMNS.index(name) for name in ("participant_ref", "check_word", "contact_date"))
ID, CHECK, SUMMARY = (COLUMNS.index(name) for name in ("feedback_id", "row_check", "summary"))
Slip = Callable[[random.Random, Table], None]


def _rows(draw: random.Random, table: Table) -> tuple[list[str], list[str]]:
    first, second = draw.sample(range(1, len(table)), 2)
    return table[first], table[second]


def swapped_check_words(draw: random.Random, table: Table) -> None:
    """Two rows have one another's check word."""
    first, second = _rows(draw, table)
    first[WORD], second[WORD] = second[WORD], first[WORD]


def swapped_references(draw: random.Random, table: Table) -> None:
    """Two rows have one another's reference."""
    first, second = _rows(draw, table)
    first[REF], second[REF] = second[REF], first[REF]


def one_column_sorted(draw: random.Random, table: Table) -> None:
    """One column was sorted and the others were not."""
    column = draw.randrange(len(COLUMNS))
    cells = sorted(row[column] for row in table[1:])
    for row, text in zip(table[1:], cells, strict=True):
        row[column] = text


def words_one_row_down(draw: random.Random, table: Table) -> None:
    """An empty cell was inserted above some columns: their words stand a row lower."""
    columns = range(draw.choice([SUMMARY, DAY]), len(COLUMNS))
    for upper, lower in reversed(list(pairwise(table[1:]))):
        for column in columns:
            lower[column] = upper[column]


def a_row_pasted_over(draw: random.Random, table: Table) -> None:
    """A whole row was pasted over another, or all of it but the reference and check word."""
    first, second = _rows(draw, table)
    kept = draw.choice([(), (REF,), (REF, WORD), (ID,), (ID, REF, WORD), (CHECK,)])
    for column in range(len(COLUMNS)):
        if column not in kept:
            second[column] = first[column]


def a_mistyped_reference(draw: random.Random, table: Table) -> None:
    """One character of a reference is another, or two beside one another changed places."""
    row = draw.choice(table[1:])
    text = row[REF]
    at = draw.randrange(len(text) - 1)
    other = draw.choice(string.ascii_uppercase + string.digits)
    row[REF] = draw.choice(
        [
            text[:at] + other + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        ]
    )


def references_filled_down(draw: random.Random, table: Table) -> None:
    """A reference was dragged down: the spreadsheet counts its last number up, or copies it."""
    start = draw.randrange(1, len(table) - 1)
    first = table[start][REF]
    digits = len(first) - len(first.rstrip(string.digits))
    for step, row in enumerate(table[start:]):
        last = str(int(first[-digits:]) + step) if digits else ""
        row[REF] = first[: len(first) - digits] + last


def dates_turned_round(draw: random.Random, table: Table) -> None:
    """Day and month of a date, or of all of them, changed places."""
    rows = draw.choice([table[1:], [draw.choice(table[1:])]])
    for row in rows:
        if row[DAY]:
            year, month, day = row[DAY].split("-")
            row[DAY] = f"{year}-{day}-{month}"


MADE: tuple[Slip, ...] = (
    swapped_check_words,
    swapped_references,
    one_column_sorted,
    words_one_row_down,
    a_row_pasted_over,
    a_mistyped_reference,
    references_filled_down,
    dates_turned_round,
)
OF_IDENTITY = MADE[:2] + MADE[5:7]
"""Slips that the identifiers alone must catch: they can be made before the row check is."""


def checked_again(table: Table) -> None:
    """Every row check made anew, as if the slip had been made before the file was written."""
    for row in table[1:]:
        row[CHECK] = row_check(dict(zip(COLUMNS, row, strict=True)))
