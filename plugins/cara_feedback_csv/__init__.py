"""Reads a victim-feedback extract kept as CSV (RFC 4180), strictly and all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cara_facilitate.api import FeedbackReader, FileRefused, hookimpl

CARA_API = 1

_BOM = "\ufeff"
# A field is quoted from its first character to its last, or holds no quote at all. Python's csv
# module takes `a"b` and `"a"b`, or loses track of the row, so the grammar is spelt out here;
# the tests hold every accepted file against csv.reader(strict=True).
_FIELD = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^",\t\r\n]*+))(,|\r\n|\n|\Z)')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BARE_STOP = re.compile(r'["\t]')
_MOST_ROWS = 500
_MOST_COLUMNS = 40
_SAVE_AGAIN = 'Save it again as "CSV UTF-8 (comma delimited)".'


def read(data: bytes) -> Iterable[Mapping[str, str]]:
    """Every data row as column name to text, exactly as written.

    :raises FileRefused: with the data row (0 for the file or its header) and the column; never
        with anything the file holds, the name of a repeated column apart.
    """
    text = _decoded(data)
    header: list[str] = []
    records = _records(text, header)
    header += next(records, [])
    _refuse_header(header)
    rows = []
    for number, record in enumerate(records, 1):
        if number > _MOST_ROWS:
            raise FileRefused(f"The file holds more than {_MOST_ROWS} rows.", number)
        if len(record) != len(header):
            raise FileRefused(_width(len(record), len(header)), number)
        rows.append(dict(zip(header, record, strict=True)))
    return rows


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(f"Line {line} of the file is not in UTF-8. {_SAVE_AGAIN}") from None
    text = text.removeprefix(_BOM)
    if "\x00" in text:
        raise FileRefused(f"The file holds zero bytes, so it is not UTF-8 text. {_SAVE_AGAIN}")
    if _BOM in text:
        line = text.count("\n", 0, text.index(_BOM)) + 1
        raise FileRefused(f"Line {line} holds a byte order mark, as if two files were joined.")
    plain = text.replace("\r\n", "\n")
    control = _CONTROL.search(plain)
    if control:
        line = plain.count("\n", 0, control.start()) + 1
        if control[0] == "\r":
            raise FileRefused(f"Line {line} has an old Mac line end (CR alone). {_SAVE_AGAIN}")
        raise FileRefused(f"Line {line} of the file holds a control character.")
    return text


def _refuse_header(header: list[str]) -> None:
    if not header:
        raise FileRefused("The file is empty.")
    if len(header) == 1:
        raise FileRefused(f"The first row is not separated by commas. {_SAVE_AGAIN}")
    seen: set[str] = set()
    for name in header:
        if name in seen:
            raise FileRefused("This column stands in the header more than once.", 0, name)
        seen.add(name)


def _records(text: str, header: Sequence[str]) -> Iterator[list[str]]:
    """The file's records; the last line's end is optional, a blank line is not skipped.

    :param header: the columns' names, filled in once the first record was taken; for messages.
    """
    position, number = 0, 0
    while position < len(text):
        record: list[str] = []
        ending = ","
        while ending == ",":
            field = _FIELD.match(text, position)
            if field is None:
                column = header[len(record)] if len(record) < len(header) else ""
                raise FileRefused(_slip(text, position, number), number, column)
            quoted, plain, ending = field.groups()
            record.append(plain if quoted is None else quoted.replace('""', '"'))
            position = field.end()
            if len(record) > _MOST_COLUMNS:
                raise FileRefused(f"A row has more than {_MOST_COLUMNS} fields.", number)
        yield record
        number += 1


def _slip(text: str, position: int, number: int) -> str:
    place = "" if number else " in the header"
    if text[position] != '"':
        stop = _BARE_STOP.search(text, position)
        if stop is not None and stop[0] == "\t":
            return f"A tab stands inside a field{place} that is not quoted."
        return f"A quotation mark stands inside a field{place} that is not quoted."
    if text.count('"', position) % 2:
        return f"A quotation mark is opened{place} and not closed."
    return f"Something stands after a closing quotation mark{place}."


def _width(found: int, wanted: int) -> str:
    if found == 1:
        return "The row is blank or not separated by commas."
    return f"The row has {found} fields, the header has {wanted}."


READER = FeedbackReader("csv", "Feedback extract, CSV", (".csv",), read)


@hookimpl
def cara_feedback_readers() -> list[FeedbackReader]:
    """Offer the CSV reader."""
    return [READER]
