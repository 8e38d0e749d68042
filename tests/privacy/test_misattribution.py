"""A damaged feedback file never gives a person's words to somebody else, whatever the damage.

A good file of known truth for twelve people is damaged 10,000 times by seeded slips of byte,
cell, column and row (1,000,000 times with ``CARA_PROOF=1``) and read and matched in process.
Every matched row must be, in all that it says, a row the worker wrote for exactly that seat.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from types import ModuleType

import cara_feedback_csv
import pytest

from cara_facilitate.api import FileRefused
from cara_facilitate.domain import feedback
from cara_facilitate.domain.feedback import COLUMNS, Extract, Preview, RosterEntry, row_check
from cara_facilitate.domain.identifiers import new_check_word, new_reference
from cara_facilitate.errors import IntakeError

COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
PROOF = os.environ.get("CARA_PROOF") == "1"
COUNT = 1_000_000 if PROOF else 10_000
Table = list[list[str]]
Truth = dict[int, set[Extract]]
LOOK_ALIKES = str.maketrans({"A": "\u0410", "B": "\u0412", "0": "O", "1": "I", "e": "\u0435"})
HOSTILE = ["", " ", "\t", "\n", '"', ",", ";", "\ufeff", "\x00", "NA", "0", "1E+05", "'", "\u00a0"]


def _row(number: int, person: RosterEntry, cohort: str = COHORT) -> dict[str, str]:
    level = number % 4
    contacted = number != 5
    row = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": f"fb-{number:03d}",
        "version": "1" if number % 5 else "2",
        "withdrawn": "no",
        "cohort_id": cohort,
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "contact_attempted": "yes" if contacted else "no",
        "contact_date": f"2026-12-{1 + number:02d}" if contacted else "",
        "disclosure_level": f"L{level}",
        "safety_cue": ("none", "watch_departure", "do_not_be_alone")[number % 3],
        "escalation_open": "yes" if number % 7 == 0 else "no",
    }
    if level >= 1:
        row["summary"] = f'Seat {person.seat}: "calmer", she said,\nbut not on day {number}.'
    if level >= 2:
        row["themes"] = "time-out;impact" if number % 2 else "listening"
    if level >= 3:
        row["agreed_words"] = f"Words agreed for seat {person.seat}, no others."
        row["agreed_words_consented_at"] = "2026-12-05T10:00:00+00:00"
        row["agreed_words_reread"] = "yes"
    row["row_check"] = row_check(row)
    return row


def _known_truth() -> tuple[list[RosterEntry], Table, Truth]:
    draw = random.Random(2026)
    refs: list[str] = []
    words: list[str] = []
    for _ in range(12):
        refs.append(new_reference(COHORT, draw.randrange, refs))
        words.append(new_check_word(draw.randrange, words))
    seats = draw.sample(range(1, 13), 12)
    roster = [RosterEntry(*entry) for entry in zip(seats, refs, words, strict=True)]
    rows = [_row(number, person) for number, person in enumerate(roster, 1)]
    rows += [_row(13, roster[0]), _row(14, roster[6])]  # two people harmed by one participant
    whole = feedback.match(rows, roster, COHORT, W1, W2)
    truth: Truth = {}
    for row in whole.matched:
        assert row.seat is not None and row.extract is not None
        truth.setdefault(row.seat, set()).add(row.extract)
    assert len(whole.matched) == len(rows) and not whole.missing
    return roster, [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)], truth


def _written(table: Table, draw: random.Random) -> bytes:
    out = io.StringIO()
    ends = draw.choice(["\n", "\r\n"])
    if draw.random() < 0.3:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=ends).writerows(table)
    else:
        csv.writer(out, lineterminator=ends).writerows(table)
    return (b"\xef\xbb\xbf" if draw.random() < 0.2 else b"") + out.getvalue().encode()


def _two(draw: random.Random, table: Table) -> tuple[int, int]:
    first, second = draw.sample(range(1, len(table)), 2)
    return first, second


def _some_columns(draw: random.Random) -> list[int]:
    width = len(COLUMNS)
    match draw.randrange(4):
        case 0:
            return [draw.randrange(width)]
        case 1:
            return list(range(draw.randrange(width), width))
        case 2:
            return list(range(draw.randrange(1, width + 1)))
        case _:
            return draw.sample(range(width), draw.randrange(1, width + 1))


def swap_rows_in_columns(draw: random.Random, table: Table) -> None:
    """Part of two rows changes places: head, tail, one column, or any set of columns."""
    first, second = _two(draw, table)
    for column in _some_columns(draw):
        table[first][column], table[second][column] = table[second][column], table[first][column]


def sort_columns_alone(draw: random.Random, table: Table) -> None:
    """A spreadsheet sorts, reverses, shuffles or shifts some columns and not the others."""
    columns = _some_columns(draw)
    how = draw.randrange(4)
    order = list(range(1, len(table)))
    if how == 0:
        order.sort(key=lambda row: [table[row][column] for column in columns])
    elif how == 1:
        order.reverse()
    elif how == 2:
        draw.shuffle(order)
    else:
        shift = draw.randrange(1, len(order))
        order = order[shift:] + order[:shift]
    moved = [[table[row][column] for column in columns] for row in order]
    for row, values in zip(table[1:], moved, strict=True):
        for column, value in zip(columns, values, strict=True):
            row[column] = value


def copy_cell(draw: random.Random, table: Table) -> None:
    """A cell is filled down or pasted from another row, sometimes with its neighbours."""
    first, second = _two(draw, table)
    for column in _some_columns(draw):
        table[second][column] = table[first][column]


def mangle_cell(draw: random.Random, table: Table) -> None:
    """One cell is blanked, retyped, padded, re-cased, made full-width or a date turned round."""
    row, column = table[draw.randrange(len(table))], draw.randrange(len(COLUMNS))
    text = row[column]
    at = draw.randrange(len(text) + 1)
    row[column] = draw.choice(
        [
            draw.choice(HOSTILE),
            text[:at] + draw.choice(HOSTILE) + text[at:],
            text[:at] + text[at + 1 :],
            text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :],
            text.swapcase(),
            text.translate(LOOK_ALIKES),
            "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
            "-".join([text[:4], text[8:], text[5:7]]) if len(text) == 10 else text[::-1],
            text.replace("-", "/"),
            text.replace("\n", "\r\n"),
            text.replace('"', ""),
            text[: draw.randrange(1, 9)],
        ]
    )


def change_columns(draw: random.Random, table: Table) -> None:
    """Columns change places, with or without their names, or are dropped, doubled or renamed."""
    first, second = draw.sample(range(len(COLUMNS)), 2)
    kind = draw.randrange(6)
    for row in table[1:] if kind == 0 else table[:1] if kind == 1 else table:
        if kind <= 2:
            row[first], row[second] = row[second], row[first]
        elif kind == 3:
            del row[first]
        elif kind == 4:
            row.insert(second, row[first])
    if kind == 5:
        table[0][first] = draw.choice([table[0][second], table[0][first].title(), "notes", ""])


def change_rows(draw: random.Random, table: Table) -> None:
    """Rows are swapped, dropped, doubled, joined, split or cut; the header too."""
    first, second = draw.sample(range(len(table)), 2)
    cut = draw.randrange(len(COLUMNS))
    match draw.randrange(7):
        case 0:
            table[first], table[second] = table[second], table[first]
        case 1:
            del table[first]
        case 2:
            table.insert(second, list(table[first]))
        case 3:
            table[first] = table[first] + table.pop(second)
        case 4:
            table.insert(second, table[first][:cut] + table[second % len(table)][cut:])
        case 5:
            table[first : first + 1] = [table[first][:cut], table[first][cut:]]
        case _:
            table[first] = table[first][:cut]


def change_bytes(draw: random.Random, data: bytes) -> bytes:
    """Bytes are flipped, lost, doubled, swapped or slipped in, or a piece moves elsewhere."""
    at, to = draw.randrange(len(data)), draw.randrange(len(data))
    low, high = min(at, to), max(at, to)
    match draw.randrange(8):
        case 0:
            return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + draw.randrange(1, 4) :]
        case 2:
            return data[:at] + draw.choice(HOSTILE).encode() + data[at:]
        case 3:
            return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]
        case 4:
            return data[:low] + data[high:]
        case 5:
            return data[:high] + data[low:]
        case 6:
            lines = data.split(b"\n")
            one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            return b"\n".join(lines)
        case _:
            return data.replace(
                *draw.choice(
                    [
                        (b'"', b""),
                        (b'""', b'"'),
                        (b"\n", b"\r"),
                        (b",", b";"),
                        (b'"', b"'"),
                        (b",", b"\t"),
                    ]
                )
            )


OF_TABLE: list[Callable[[random.Random, Table], None]] = [
    swap_rows_in_columns,
    sort_columns_alone,
    copy_cell,
    mangle_cell,
    change_columns,
    change_rows,
]


def _damaged(seed: int, good: Table) -> bytes:
    draw = random.Random(seed)
    table = [list(row) for row in good]
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        kind = draw.choice(OF_TABLE)
        try:
            kind(draw, table)
        except (IndexError, ValueError):
            break  # An earlier slip left too few rows or columns for this one.
    data = _written(table, draw)
    return change_bytes(draw, data) if draw.random() < 0.35 else data


def _judge(match: Callable[..., Preview], count: int) -> Counter[str]:
    """What became of the files and rows; ``misattributed`` counts words on the wrong person."""
    roster, good, truth = _known_truth()
    tally: Counter[str] = Counter()
    for seed in range(count):
        data = _damaged(seed, good)
        try:
            rows = list(cara_feedback_csv.read(data))
            preview = match(rows, roster, COHORT, W1, W2)
        except (FileRefused, IntakeError):
            tally["files refused"] += 1
            continue
        tally["files accepted"] += 1
        for row in preview.rows:
            tally[row.outcome.value] += 1
            if row.seat is not None and row.extract not in truth[row.seat]:
                tally["misattributed"] += 1
    return tally


def _without_row_check() -> ModuleType:
    """A copy of the matcher whose row check always agrees; the real one is not touched."""
    name = "feedback_without_row_check"
    spec = importlib.util.spec_from_file_location(name, feedback.__file__)
    assert spec is not None and spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[name] = copy
    try:
        spec.loader.exec_module(copy)
    finally:
        del sys.modules[name]
    copy.row_check_ok = lambda fields: True  # type: ignore[attr-defined]
    return copy


@pytest.mark.timeout(7200 if PROOF else 120)
def test_no_damage_to_a_file_puts_words_on_the_wrong_person() -> None:
    tally = _judge(feedback.match, COUNT)
    print(f"\n{COUNT} damaged files: {dict(tally)}")
    assert tally["misattributed"] == 0
    # The sample must reach the matcher, and reach every answer it can give.
    assert tally["files accepted"] > COUNT // 5
    assert tally["matched"] > COUNT and tally["held_back"] > COUNT // 5


def test_the_same_damage_does_misplace_words_when_the_row_check_is_off() -> None:
    tally = _judge(_without_row_check().match, 2_000)
    print(f"\nrow check off: {dict(tally)}")
    assert tally["misattributed"] > 100
