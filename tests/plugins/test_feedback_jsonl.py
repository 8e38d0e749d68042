"""The JSON Lines reader: one flat object of texts a line, and nothing near it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import cara_feedback_jsonl
import pytest
from cara_feedback_jsonl import read
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import CARA_API, FileRefused

SECRET = "walnut"
GOOD = f'{{"id": "1", "summary": "{SECRET}"}}\n'

REFUSED: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 0, ""),
    "only a byte order mark": (b"\xef\xbb\xbf", 0, ""),
    "blank line": (f"{GOOD}\n{GOOD}".encode(), 2, ""),
    "blank line at the end": (f"{GOOD}\n".encode(), 2, ""),
    "number": (b'{"id": 1}', 1, "id"),
    "fraction": (b'{"id": 1.5}', 1, "id"),
    "NaN": (b'{"id": NaN}', 1, "id"),
    "null": (f'{GOOD}{{"id": null}}'.encode(), 2, "id"),
    "true": (b'{"id": true}', 1, "id"),
    "list": (b'{"id": ["1"]}', 1, "id"),
    "object": (b'{"id": {"id": "1"}}', 1, "id"),
    "name twice": (f'{{"id": "1", "id": "{SECRET}"}}'.encode(), 1, "id"),
    "array": (b'["id"]', 1, ""),
    "text": (f'"{SECRET}"'.encode(), 1, ""),
    "two objects": (f"{GOOD.strip()} {GOOD}".encode(), 1, ""),
    "half a character": (b'{"id": "\\ud83d"}', 1, "id"),
    "half a character in a name": (b'{"\\ud83d": ""}', 1, ""),
    "control character": (b'{"id": "\\u001b[2J"}', 1, "id"),
    "lone carriage return": (b'{"id": "a\\rb"}', 1, "id"),
    "byte order mark inside": (b'{"id": "\\ufeff"}', 1, "id"),
    "two files joined": (GOOD.encode() + b"\xef\xbb\xbf" + GOOD.encode(), 2, ""),
    "old Mac line ends": (GOOD.replace("\n", "\r").encode() + GOOD.encode(), 1, ""),
    "Latin-1": (GOOD.encode() + GOOD.replace(SECRET, "caf\u00e9").encode("latin-1"), 2, ""),
    "41 fields": (json.dumps({str(n): "" for n in range(41)}).encode(), 1, ""),
    "501 lines": (GOOD.encode() * 501, 501, ""),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_not_strictly_lines_of_texts_is_refused_whole(kind: str) -> None:
    data, row, column = REFUSED[kind]
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert (caught.value.row, caught.value.column) == (row, column)
    assert caught.value.message.endswith(".")
    assert SECRET not in caught.value.message


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_fields_come_back_exactly_as_written(mark: bytes, ends: str) -> None:
    lines = ['{"a": " 0007 ", "b": "1E5"}', ' {"b":"=1+1","a":"x\\r\\ny\\t\\ud83d\\ude00"} ']
    assert read(mark + "".join(line + ends for line in lines).encode()) == [
        {"a": " 0007 ", "b": "1E5"},
        {"b": "=1+1", "a": "x\r\ny\t\U0001f600"},
    ]


def test_the_last_line_may_end_without_a_newline() -> None:
    assert read(GOOD.encode().rstrip()) == read(GOOD.encode())


def test_a_separator_inside_a_text_ends_no_line() -> None:
    assert read('{"a": "x\u2028y\u0085"}'.replace("\u0085", "").encode()) == [{"a": "x\u2028y"}]


texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff", include_characters="\t\n"
    ),
    max_size=12,
)


@given(st.lists(st.dictionaries(texts, texts, max_size=5), min_size=1, max_size=6), st.booleans())
def test_whatever_is_written_as_json_is_read_back(
    rows: list[dict[str, str]], ascii_only: bool
) -> None:
    written = "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)
    assert read(written.encode()) == rows


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for prefix in (b"", b'{"a": "', b'{"a": "b"}\n'):
        with contextlib.suppress(FileRefused):
            read(prefix + data)


def test_the_plugin_offers_one_reader_through_the_hook() -> None:
    (reader,) = cara_feedback_jsonl.cara_feedback_readers()
    assert (reader.id, reader.suffixes, reader.read) == ("jsonl", (".jsonl",), read)
    assert cara_feedback_jsonl.CARA_API == CARA_API


def test_the_plugin_needs_nothing_but_the_one_door() -> None:
    code = "import sys, cara_feedback_jsonl; print([m for m in sys.modules if 'pydantic' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
