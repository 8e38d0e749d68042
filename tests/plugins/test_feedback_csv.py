"""The CSV reader: RFC 4180 and nothing near it, all or nothing, with row and column."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys
import time

import cara_feedback_csv
import pytest
from cara_feedback_csv import read
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import CARA_API, FileRefused

SECRET = "walnut"
HEADER = "id,summary,level"
GOOD = f'{HEADER}\r\n1,"{SECRET}, ""yes""\nand no",L1\r\n2,,L0\r\n'

REFUSED: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 0, ""),
    "only a byte order mark": (b"\xef\xbb\xbf", 0, ""),
    "no commas": (b"just words\n", 0, ""),
    "semicolons": (GOOD.replace(",", ";").encode(), 0, ""),
    "tabs": (GOOD.replace(",", "\t").encode(), 0, ""),
    "header twice": (b"id,summary,id\n1,2,3\n", 0, "id"),
    "two nameless columns": (b"id,,\n1,2,3\n", 0, ""),
    "quoted header twice": (b'id,"id",x\n1,2,3\n', 0, "id"),
    "short row": (f"{HEADER}\n1,{SECRET}\n".encode(), 1, ""),
    "long row": (f"{HEADER}\n1,2,3\n1,{SECRET},3,4\n".encode(), 2, ""),
    "trailing comma": (f"{HEADER}\n1,{SECRET},3,\n".encode(), 1, ""),
    "blank line": (f"{HEADER}\n1,2,3\n\n1,2,3\n".encode(), 2, ""),
    "blank line at the end": (f"{HEADER}\n1,2,3\n\n".encode(), 2, ""),
    "unclosed quote": (f'{HEADER}\n1,"{SECRET},3\n4,5,6\n'.encode(), 1, "summary"),
    "unclosed quote at the end": (f'{HEADER}\n1,{SECRET},"3'.encode(), 1, "level"),
    "quote closed in the next row": (f'{HEADER}\n1,"{SECRET},3\n4,"5",6\n'.encode(), 1, "summary"),
    "quote inside a bare field": (f'{HEADER}\n1,{SECRET}"s,3\n'.encode(), 1, "summary"),
    "text after a quote": (f'{HEADER}\n1,"{SECRET}"s,3\n'.encode(), 1, "summary"),
    "space before a quote": (f'{HEADER}\n1, "{SECRET}",3\n'.encode(), 1, "summary"),
    "space after a quote": (f'{HEADER}\n1,"{SECRET}" ,3\n'.encode(), 1, "summary"),
    "backslash before a quote": (f'{HEADER}\n1,"{SECRET}\\"s",3\n'.encode(), 1, "summary"),
    "newline in a bare field": (f"{HEADER}\n1,{SECRET}\nmore,3\n".encode(), 1, ""),
    "tab in a bare field": (f"{HEADER}\n1,{SECRET}\t,3\n".encode(), 1, "summary"),
    "old Mac line ends": (GOOD.replace("\r\n", "\r").encode(), 0, ""),
    "a carriage return in a quote": (f'{HEADER}\n1,"{SECRET}\rx",3\n'.encode(), 0, ""),
    "NUL": (f"{HEADER}\n1,{SECRET}\x00,3\n".encode(), 0, ""),
    "escape": (f"{HEADER}\n1,{SECRET}\x1b[2J,3\n".encode(), 0, ""),
    "delete": (f"{HEADER}\n1,{SECRET}\x7f,3\n".encode(), 0, ""),
    "C1 control": (f"{HEADER}\n1,{SECRET}\x9b,3\n".encode(), 0, ""),
    "Latin-1": (f"{HEADER}\n1,{SECRET} caf\u00e9,3\n".encode("latin-1"), 0, ""),
    "Windows-1252": (f"{HEADER}\n1,{SECRET} \u2019,3\n".encode("cp1252"), 0, ""),
    "UTF-16": (GOOD.encode("utf-16"), 0, ""),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), 0, ""),
    "UTF-32": (GOOD.encode("utf-32"), 0, ""),
    "overlong UTF-8": (HEADER.encode() + b"\n1,\xc0\xaf,3\n", 0, ""),
    "surrogate in UTF-8": (HEADER.encode() + b"\n1,\xed\xa0\x80,3\n", 0, ""),
    "cut inside a character": (HEADER.encode() + b"\n1,2,\xc3", 0, ""),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD.encode(), 0, ""),
    "byte order mark inside": (GOOD.encode() + b"\xef\xbb\xbf" + GOOD.encode(), 0, ""),
    "zip": (b"PK\x03\x04" + bytes(60), 0, ""),
    "too many rows": (f"{HEADER}\n{'1,2,3' + chr(10)}".encode() + b"1,2,3\n" * 500, 501, ""),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_not_strictly_csv_is_refused_whole(kind: str) -> None:
    data, row, column = REFUSED[kind]
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert (caught.value.row, caught.value.column) == (row, column)
    assert caught.value.message.endswith(".")
    assert SECRET not in caught.value.message


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_fields_come_back_exactly_as_written(mark: bytes, ends: str) -> None:
    rows = list(read(mark + GOOD.replace("\r\n", ends).encode()))
    assert rows == [
        {"id": "1", "summary": f'{SECRET}, "yes"\nand no', "level": "L1"},
        {"id": "2", "summary": "", "level": "L0"},
    ]


def test_nothing_is_trimmed_folded_or_understood() -> None:
    odd = [" 1 ", "0007", "1E5", "=1+1", "\uff21", "e\u0301", "\u202e", "<I will kill you>", "[/]"]
    written = "a,b\n" + "".join(f"x,{text}\n" for text in odd)
    assert [row["b"] for row in read(written.encode())] == odd


def test_the_last_line_may_end_without_a_newline() -> None:
    assert read(b"a,b\n1,2") == read(b"a,b\n1,2\n") == [{"a": "1", "b": "2"}]
    assert read(b"a,b\n1,") == [{"a": "1", "b": ""}]


texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff", include_characters="\t\n"
    ),
    max_size=12,
)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=6)
)


@given(tables, st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_as_csv_is_read_back(table: list[list[str]], ends: str) -> None:
    header = [f"column {at}" for at in range(len(table[0]) if table else 2)]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=ends).writerows([header, *table])
    assert [list(row.values()) for row in read(out.getvalue().encode())] == table


@given(st.text(st.sampled_from('ab,"\n\r'), max_size=40))
def test_an_accepted_file_means_the_same_to_python_s_strict_csv(body: str) -> None:
    text = "a,b\n" + body
    try:
        rows = read(text.encode())
    except FileRefused:
        return
    known = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert [list(row.values()) for row in rows] == list(known)[1:]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for prefix in (b"", b"a,b\n", b'a,b\n"'):
        with contextlib.suppress(FileRefused):
            read(prefix + data)


@pytest.mark.parametrize(
    "data",
    [
        b'"' * 2_000_000,
        b'a,b\n"' + b'""' * 999_000,
        b'a,b\n"' + b"x\n" * 999_000,
        b"," * 2_000_000,
        b"\n" * 2_000_000,
        b"a,b\n" + b",\n" * 900_000,
        ",".join(map(str, range(280_000))).encode(),
    ],
    ids=["quotes", "quoted quotes", "one field", "commas", "lines", "rows", "columns"],
)
def test_two_hostile_megabytes_are_answered_within_a_second_or_two(data: bytes) -> None:
    started = time.perf_counter()
    with contextlib.suppress(FileRefused):
        read(data)
    assert time.perf_counter() - started < 3


def test_the_plugin_offers_one_reader_through_the_hook() -> None:
    (reader,) = cara_feedback_csv.cara_feedback_readers()
    assert (reader.id, reader.suffixes, reader.read) == ("csv", (".csv",), read)
    assert cara_feedback_csv.CARA_API == CARA_API


def test_the_plugin_needs_nothing_but_the_one_door() -> None:
    code = "import sys, cara_feedback_csv; print([m for m in sys.modules if 'pydantic' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
