"""Feedback files of known truth in every format, and the damage done to them by seeded slips."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

from cara_facilitate.domain import feedback
from cara_facilitate.domain.feedback import COLUMNS, Extract, RosterEntry, row_check
from cara_facilitate.domain.identifiers import new_check_word, new_reference
from tests.intake.extracts import book, zipped

COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
Table = list[list[str]]
Truth = dict[int, set[Extract]]
LOOK_ALIKES = str.maketrans({"A": "\u0410", "B": "\u0412", "0": "O", "1": "I", "e": "\u0435"})
HOSTILE = ["", " ", "\t", "\n", '"', ",", ";", "\ufeff", "\x00", "NA", "0", "1E+05", "'", "\u00a0"]
SWAPS = {
    "csv": [(b'"', b""), (b'""', b'"'), (b"\n", b"\r"), (b",", b";"), (b'"', b"'"), (b",", b"\t")],
    "jsonl": [(b'"', b"'"), (b'": "', b'":"'), (b"\n", b"\r\n"), (b"\\", b""), (b'"1"', b"1")],
    "xlsx": [
        (b' t="s"', b""),
        (b"<v>", b"<v> "),
        (b'<t xml:space="preserve">', b"<t>"),
        (b"<v>2", b"<v>1"),
        (b'r="2"', b'r="3"'),
        (b"</si><si>", b""),
    ],
}


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


def known_truth() -> tuple[list[RosterEntry], Table, Truth]:
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


def written(table: Table, kind: str, draw: random.Random) -> bytes:
    """The table as a file of this kind; of a workbook only its parts lie one after another."""
    if kind == "jsonl":
        return _lines(table, draw)
    if kind == "xlsx":
        return zipped(book(table), zipfile.ZIP_STORED)
    out = io.StringIO()
    ends = draw.choice(["\n", "\r\n"])
    if draw.random() < 0.3:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=ends).writerows(table)
    else:
        csv.writer(out, lineterminator=ends).writerows(table)
    return (b"\xef\xbb\xbf" if draw.random() < 0.2 else b"") + out.getvalue().encode()


def _lines(table: Table, draw: random.Random) -> bytes:
    """One object a line; a name that stands twice in the header stands twice in every line."""
    ascii_only = draw.random() < 0.3
    lines = [
        ", ".join(
            f"{json.dumps(name)}: {json.dumps(text, ensure_ascii=ascii_only)}"
            for name, text in zip(table[0], row, strict=False)
        )
        for row in table[1:]
    ]
    return "".join(f"{{{line}}}\n" for line in lines).encode()


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


def change_bytes(draw: random.Random, data: bytes, kind: str) -> bytes:
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
            return data.replace(*draw.choice(SWAPS[kind]))


def change_workbook(draw: random.Random, data: bytes) -> bytes:
    """The sheet or the texts are changed inside their zip, now and then the zip itself."""
    if draw.random() < 0.1:
        return change_bytes(draw, data, "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: Mapping[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    changed = _renumbered if draw.random() < 0.3 else _changed
    return zipped({**parts, name: changed(draw, parts[name])}, zipfile.ZIP_STORED)


def _changed(draw: random.Random, part: bytes) -> bytes:
    return change_bytes(draw, part, "xlsx")


def _renumbered(draw: random.Random, part: bytes) -> bytes:
    """Whole cells or texts change places or are doubled or lost, and the XML stays sound."""
    mark = b"</c>" if b"</c>" in part else b"</si>"
    pieces = part.split(mark)
    one, other = draw.randrange(len(pieces)), draw.randrange(len(pieces))
    match draw.randrange(3):
        case 0:
            pieces[one], pieces[other] = pieces[other], pieces[one]
        case 1:
            pieces[one] = pieces[other]
        case _:
            del pieces[one]
    return mark.join(pieces)


OF_TABLE: list[Callable[[random.Random, Table], None]] = [
    swap_rows_in_columns,
    sort_columns_alone,
    copy_cell,
    mangle_cell,
    change_columns,
    change_rows,
]


def damaged(seed: int, good: Table, kind: str) -> bytes:
    """The good table after one to three slips, as a file of this kind, perhaps damaged again."""
    draw = random.Random(seed)
    table = [list(row) for row in good]
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        slip = draw.choice(OF_TABLE)
        try:
            slip(draw, table)
        except (IndexError, ValueError):
            break  # An earlier slip left too few rows or columns for this one.
    data = written(table, kind, draw)
    if draw.random() >= 0.35:
        return data
    return change_workbook(draw, data) if kind == "xlsx" else change_bytes(draw, data, kind)
