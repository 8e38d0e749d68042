"""Reads a victim-feedback extract kept as JSON Lines, strictly and all or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cara_facilitate.api import FeedbackReader, FileRefused, hookimpl

CARA_API = 1

_BOM = "\ufeff"
# The same characters that the CSV reader refuses, so that no format lets more through.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_ROWS = 500
_MOST_COLUMNS = 40
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_MOST_BRACKETS = 100


class _Number:
    """Stands where a line holds a number, which is never read as one."""


class _Pairs(list[tuple[str, Any]]):
    """An object's names and values as they stand in the line, repeated names included."""


def _number(text: str) -> _Number:
    del text
    return _Number()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=_number, parse_float=_number, parse_constant=_number
)


def read(data: bytes) -> Iterable[Mapping[str, str]]:
    """Every line's object as column name to text, exactly as written; line 1 is row 1.

    :raises FileRefused: with the line and the column; never with anything the file holds, the
        name of a repeated or wrongly filled column apart.
    """
    lines = _decoded(data).split("\n")
    if lines[-1] == "":
        del lines[-1]
    if not lines:
        raise FileRefused("The file is empty.")
    if len(lines) > _MOST_ROWS:
        raise FileRefused(f"The file holds more than {_MOST_ROWS} lines.", _MOST_ROWS + 1)
    return [_row(number, line.removesuffix("\r")) for number, line in enumerate(lines, 1)]


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused("This line is not in UTF-8.", line) from None
    return text.removeprefix(_BOM)


def _row(number: int, line: str) -> dict[str, str]:
    if not line.strip(" \t"):
        raise FileRefused("This line is blank.", number)
    if _BOM in line:
        raise FileRefused("This line holds a byte order mark, as if two files were joined.", number)
    if "\x00" in line:
        raise FileRefused("This line holds zero bytes, so it is not UTF-8 text.", number)
    if "\r" in line:
        raise FileRefused("This line has an old Mac line end (CR alone).", number)
    pairs = _object(number, line)
    if len(pairs) > _MOST_COLUMNS:
        raise FileRefused(f"This line has more than {_MOST_COLUMNS} fields.", number)
    row: dict[str, str] = {}
    for name, value in pairs:
        _refuse_characters(number, name, "")
        if name in row:
            raise FileRefused("This column stands in the line more than once.", number, name)
        if not isinstance(value, str):
            raise FileRefused(_kind(value), number, name)
        _refuse_characters(number, value, name)
        row[name] = value
    return row


def _object(number: int, line: str) -> _Pairs:
    """The one object of a line."""
    text = line.strip(" \t")
    # A line of a million lists or objects would all be built in memory, only to be refused.
    bare = _TEXT.sub("", text)
    if bare.count("[") + bare.count("{") > _MOST_BRACKETS:
        raise FileRefused("This line holds lists or objects, not texts.", number)
    try:
        found, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        raise FileRefused("This line is not one JSON object.", number) from None
    if not isinstance(found, _Pairs):
        raise FileRefused("This line is not a JSON object.", number)
    if end != len(text):
        raise FileRefused("Something stands after the object of this line.", number)
    return found


def _refuse_characters(number: int, text: str, column: str) -> None:
    if _SURROGATE.search(text):
        raise FileRefused("This line holds half of a character.", number, column)
    if _BOM in text:
        raise FileRefused("This line holds a byte order mark inside a text.", number, column)
    if _CONTROL.search(text.replace("\r\n", "\n")):
        raise FileRefused("This line holds a control character.", number, column)


def _kind(value: object) -> str:
    if value is None:
        return 'This field is null; an empty one is "".'
    if isinstance(value, bool):
        return "This field is true or false, not text in quotation marks."
    if isinstance(value, _Number):
        return "This field is a number, not text in quotation marks."
    return "This field holds a list or an object, not text."


READER = FeedbackReader("jsonl", "Feedback extract, JSON Lines", (".jsonl",), read)


@hookimpl
def cara_feedback_readers() -> list[FeedbackReader]:
    """Offer the JSON Lines reader."""
    return [READER]
