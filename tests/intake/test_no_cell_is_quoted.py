"""However a table's cells were moved, no refusal repeats what one of them held."""

from __future__ import annotations

import random
from collections.abc import Callable

import cara_feedback_csv
import cara_feedback_jsonl
import cara_feedback_xlsx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import FeedbackReader
from cara_facilitate.domain.case_table import check_header
from cara_facilitate.domain.check_words import WORDS
from cara_facilitate.domain.feedback import match
from cara_facilitate.domain.feedback_rows import COLUMNS
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.cohort_file import read_cohort
from cara_facilitate.intake.feedback_file import read_feedback
from tests.intake import extracts

Table = list[list[str]]
READERS = (cara_feedback_csv.READER, cara_feedback_jsonl.READER, cara_feedback_xlsx.READER)
WRITE: dict[str, Callable[[extracts.Table], bytes]] = {
    "csv": extracts.as_csv,
    "jsonl": extracts.as_jsonl,
    "xlsx": extracts.as_xlsx,
}
OURS = {*COLUMNS, "yes", "no", "none", "L1", "1", "WY26A", ""}
"""What a sentence may hold although it stands in a cell: it is our own, and names nobody."""
EXTRA = {"safe_address": "Leeds", "incident_since_w1": "yes_unreported", "notes": "kestrel"}


def run(reader_id: str, data: bytes) -> list[dict[str, str]]:
    reader: FeedbackReader = next(one for one in READERS if one.id == reader_id)
    return [dict(row) for row in reader.read(data)]


def said(kind: str, table: Table) -> str:
    """What is said of the table, wherever it is refused."""
    try:
        rows = read_feedback(WRITE[kind](table), READERS, run, name=f"x.{kind}")
        for misread in check_header(rows):
            assert not quoted(misread.sentence + misread.where, table)
        match(rows, extracts.roster(), extracts.COHORT, extracts.W1, extracts.W2)
    except IntakeError as refused:
        return refused.sentence()
    return ""


def quoted(sentence: str, table: Table) -> list[str]:
    """The cells that a sentence repeats."""
    words = {word for row in table for cell in row for word in (cell, *cell.split())}
    return [word for word in words - OURS - {"and", "more"} if word in sentence]


def full() -> Table:
    """A sound table and columns that are none of an extract's."""
    head, *rows = extracts.table()
    more = [[value if at == 1 else f"{value}{at}" for value in EXTRA.values()] for at in (1, 2, 3)]
    return [head + list(EXTRA), *(row + extra for row, extra in zip(rows, more, strict=True))]


def sort_column(table: Table, at: int) -> Table:
    """One column sorted together with its header, as a spreadsheet does it."""
    values = sorted((row[at] for row in table), key=str.casefold)
    return [[*row[:at], value, *row[at + 1 :]] for row, value in zip(table, values, strict=True)]


def moved(table: Table, how: str, at: int) -> Table:
    """The table with its cells moved in one of the ways in which a person does it."""
    turn, place, head = at % len(table), at % len(table[0]), table[0]
    below = [row[place] for row in [*table[1:], head]]
    return {
        "a column sorted": lambda: sort_column(table, place),
        "all sorted": lambda: sorted(table),
        "no header": lambda: table[1:],
        "header lower": lambda: table[turn:] + table[:turn],
        "rows as columns": lambda: [list(column) for column in zip(*table, strict=True)],
        "a column turned": lambda: [
            [*row[:place], cell, *row[place + 1 :]] for row, cell in zip(table, below, strict=True)
        ],
        "cells to the right": lambda: [row[place:] + row[:place] for row in table],
        "only the header to the right": lambda: [head[-1:] + head[:-1], *table[1:]],
        "mixed": lambda: [random.Random(at + n).sample(r, len(r)) for n, r in enumerate(table)],
    }[how]()


HOW = (
    "a column sorted", "all sorted", "no header", "header lower", "rows as columns",
    "a column turned", "cells to the right", "only the header to the right", "mixed",
)  # fmt: skip


@given(
    kind=st.sampled_from(list(WRITE)),
    wide=st.booleans(),
    how=st.lists(st.tuples(st.sampled_from(HOW), st.integers(0, 40)), min_size=1, max_size=2),
)
def test_no_cell_is_repeated_however_the_table_was_moved(
    kind: str, wide: bool, how: list[tuple[str, int]]
) -> None:
    table = full() if wide else extracts.table()
    before = table[1:]
    for way, at in how:
        table = moved(table, way, at)
    assert not quoted(said(kind, table), before)


@pytest.mark.parametrize("column", [*COLUMNS, *EXTRA])
@pytest.mark.parametrize("kind", WRITE)
def test_a_column_sorted_with_its_header_is_refused_and_not_quoted(kind: str, column: str) -> None:
    table = full() if column in EXTRA else extracts.table()
    now = sort_column(table, table[0].index(column))
    sentence = said(kind, now)
    assert not quoted(sentence, table[1:])
    if kind == "csv" and column in COLUMNS and now[0] != table[0]:
        assert f"The column {column} is missing, and column " in sentence


def test_a_check_word_in_place_of_a_cohort_file_s_field_is_not_repeated() -> None:
    for word in WORDS[::40]:
        with pytest.raises(IntakeError) as caught:
            read_cohort(f"cohort: WY26A\n{word}: check_word\n".encode())
        assert word not in caught.value.sentence().split()


def test_json_lines_without_our_names_are_not_called_a_header() -> None:
    with pytest.raises(IntakeError) as caught:
        match([{"a": "b"}], extracts.roster(), extracts.COHORT, extracts.W1, extracts.W2)
    assert caught.value.message == "The first row or line does not name the columns of an extract."


def test_a_file_without_an_ending_is_told_which_there_are() -> None:
    with pytest.raises(IntakeError, match=r"no ending \(\.csv, \.jsonl, \.xlsx\)"):
        read_feedback(b"a,b\r\n", READERS, run, name="extract")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_old_mac_line_ends_are_named(kind: str) -> None:
    data = WRITE[kind](extracts.table()).replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    with pytest.raises(IntakeError, match="old Mac line end"):
        read_feedback(data, READERS, run, name=f"x.{kind}")
