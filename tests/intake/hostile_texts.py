"""Feedback extracts in CSV and JSON Lines built to break readers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from tests.intake import extracts
from tests.intake.extracts import SECRET, as_csv, as_jsonl, zipped

MOST = 2_000_000
GOOD_CSV = as_csv(extracts.table()).decode()
FIRST, REST = GOOD_CSV.split("\r\n", 1)
GOOD_JSONL = as_jsonl(extracts.table()).decode()
LINE = GOOD_JSONL.split("\n")[0]
Files = Iterator[tuple[str, bytes]]

_CSV = {
    "two megabytes of quotes": '"' * MOST,
    "two megabytes of commas": "," * MOST,
    "two megabytes of newlines": "\n" * MOST,
    "quoted quotes": FIRST + '\r\n"' + '""' * 900_000,
    "an unclosed cell of two megabytes": FIRST + '\r\n"' + "x" * 1_900_000,
    "an unclosed cell of lines": FIRST + '\r\n"' + "x\n" * 900_000,
    "a header of 280,000 columns": ",".join(map(str, range(280_000))),
    "a header of one letter": ",".join("a" * 900_000),
    "900,000 rows": "a,b\n" + ",\n" * 600_000,
    "501 rows": FIRST + "\r\n" + ("," * 17 + "\r\n") * 501,
    "unclosed quote in the first row": GOOD_CSV.replace('"', "", 1),
    "unclosed quote in the last row": GOOD_CSV.rstrip() + '\r\n"',
    "a quote after a quote": GOOD_CSV.replace(f'"{SECRET}', f'"{SECRET}" x', 1),
    "a quote in a bare field": GOOD_CSV.replace("fb-1", 'fb"1', 1),
    "a space before a quote": GOOD_CSV.replace(f',"{SECRET}', f', "{SECRET}', 1),
    "semicolons": GOOD_CSV.replace(",", ";"),
    "tabs": GOOD_CSV.replace(",", "\t"),
    "old Mac line ends": GOOD_CSV.replace("\r\n", "\r"),
    "a blank line": GOOD_CSV.replace("\r\n", "\r\n\r\n", 1),
    "a short row": FIRST + "\r\n" + REST.replace(",", "", 1),
    "a long row": FIRST + "\r\n" + REST.replace(",", ",,", 1),
    "no header": REST,
    "the header twice": FIRST + "\r\n" + GOOD_CSV,
    "a column twice": GOOD_CSV.replace("version", "feedback_id", 1),
    "an unknown column": GOOD_CSV.replace("summary", "notes", 1),
    "a missing column": "\r\n".join(
        line.split(",", 1)[-1] for line in (FIRST, REST.split("\r\n")[0])
    ),
    "a column in capitals": GOOD_CSV.replace("version", "Version", 1),
    "a formula for a version": GOOD_CSV.replace("fb-1,1", "fb-1,=1+0", 1),
    "a rounded version": GOOD_CSV.replace("fb-1,1", "fb-1,1.0", 1),
    "a version in Arabic digits": GOOD_CSV.replace("fb-1,1", "fb-1,\u0661", 1),
    "a version of 5,000 digits": GOOD_CSV.replace("fb-1,1", "fb-1," + "9" * 5000, 1),
    "an id with a line in it": GOOD_CSV.replace("fb-1", '"fb\n1"', 1),
    "a summary of 401 characters": GOOD_CSV.replace(SECRET, "x" * 401, 1),
    "a telephone number": GOOD_CSV.replace(SECRET, "07700 900123", 1),
    "a level above its field": GOOD_CSV.replace("L1", "L0", 1),
    "a cell of 1.9 MB": GOOD_CSV.replace(SECRET, "x" * 1_900_000, 1),
    "a bell": GOOD_CSV.replace(SECRET, "\x07", 1),
    "a C1 control": GOOD_CSV.replace(SECRET, "\x9b2J", 1),
    "sep=": "sep=,\r\n" + GOOD_CSV,
    "a comment": "# made today\r\n" + GOOD_CSV,
}
_JSONL = {
    "one array": json.dumps([json.loads(LINE)]),
    "one object over lines": json.dumps(json.loads(LINE), indent=1),
    "nothing but a text": '"walnut"',
    "nothing but a number": "7",
    "NaN alone": "NaN",
    "two objects a line": LINE + LINE,
    "a comma after": LINE + ",",
    "a blank line": LINE + "\n\n" + LINE,
    "a line of spaces": LINE + "\n   \n" + LINE,
    "a number": LINE.replace('"version": "1"', '"version": 1'),
    "a rounded number": LINE.replace('"version": "1"', '"version": 1.0'),
    "a huge number": LINE.replace('"version": "1"', '"version": ' + "9" * 100_000),
    "an exponent": LINE.replace('"version": "1"', '"version": 1e999999'),
    "NaN": LINE.replace('"version": "1"', '"version": NaN'),
    "minus infinity": LINE.replace('"version": "1"', '"version": -Infinity'),
    "null": LINE.replace('"version": "1"', '"version": null'),
    "true": LINE.replace('"withdrawn": "no"', '"withdrawn": false'),
    "a list": LINE.replace('"version": "1"', '"version": ["1"]'),
    "an object": LINE.replace('"version": "1"', '"version": {"v": "1"}'),
    "a name twice": LINE.replace('{"', '{"version": "1", "', 1),
    "a name twice by an escape": LINE.replace('{"', '{"versio\\u006e": "1", "', 1),
    "half a character": LINE.replace(SECRET, "\\ud800"),
    "the other half": LINE.replace(SECRET, "x\\udc00"),
    "halves the wrong way round": LINE.replace(SECRET, "\\udc00\\ud800"),
    "an escaped NUL": LINE.replace(SECRET, "\\u0000"),
    "an escaped escape": LINE.replace(SECRET, "\\u001b[2J"),
    "an escaped mark": LINE.replace(SECRET, "\\ufeff"),
    "an escaped carriage return": LINE.replace(SECRET, "\\r"),
    "an unknown escape": LINE.replace(SECRET, "\\x41"),
    "a short escape": LINE.replace(SECRET, "\\u41"),
    "single quotes": LINE.replace('"', "'"),
    "names without quotes": LINE.replace('"version"', "version"),
    "a comment": "// made today\n" + LINE,
    "old Mac line ends": LINE + "\r" + LINE,
    "a tab in a text": LINE.replace(SECRET, "\t"),
    "a million brackets": "[" * 1_900_000,
    "a million braces": '{"a":' * 380_000,
    "a deep value": '{"a":' + "[" * 900_000 + "]" * 900_000 + "}",
    "many empty lists": '{"a":[' + "[]," * 600_000 + "[]]}",
    "many empty objects": '{"a":[' + "{}," * 600_000 + "{}]}",
    "many names": "{" + ",".join(f'"{n}":""' for n in range(150_000)) + "}",
    "one name of 1.9 MB": '{"' + "x" * 1_900_000 + '":""}',
    "a text of 1.9 MB": LINE.replace(SECRET, "x" * 1_900_000),
    "an unclosed text of 1.9 MB": LINE[:300] + "x" * 1_900_000,
    "escapes to the end": '{"a":"' + "\\u0041" * 300_000,
    "501 lines": (LINE + "\n") * 501,
    "a million lines": "{}\n" * 600_000,
    "an empty object": "{}",
    "an unknown column": LINE.replace('"version"', '"notes"'),
    "a column missing in the second line": LINE + '\n{"version": "1"}',
    "a separator that is no line end": LINE + "\u2028" + LINE,
}


def whole(kind: str, good: bytes) -> Files:
    """What breaks a reader of any kind."""
    yield "empty", b""
    yield "one zero byte", b"\x00"
    yield "only zero bytes", bytes(MOST)
    yield "only 0xff", b"\xff" * MOST
    yield "two megabytes and a byte", good + b" " * (MOST + 1 - len(good))
    yield "only a byte order mark", b"\xef\xbb\xbf"
    yield "UTF-16", GOOD_CSV.encode("utf-16")
    yield "UTF-32", GOOD_CSV.encode("utf-32")
    yield "HTML", b"<html><table><tr><td>feedback_id</td></tr></table></html>"
    yield "an older workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)
    yield "gzip", gzip.compress(good, mtime=0)
    for share in (1, 7, 19, 40, 64, 83, 96):
        yield f"cut at {share} per cent", good[: len(good) * share // 100].rstrip(b"\r\n")
    if kind != "xlsx":
        yield "a zip", zipped({"a": b"b"})
        yield "a NUL in the middle", good.replace(SECRET.encode(), b"wal\x00nut", 1)
        yield "an escape sequence", good.replace(SECRET.encode(), b"\x1b]52;c;aGk=\x07", 1)
        yield "Latin-1", good.replace(SECRET.encode(), b"caf\xe9", 1)
        yield "overlong UTF-8", good.replace(SECRET.encode(), b"\xc0\xaf", 1)
        yield "a surrogate in UTF-8", good.replace(SECRET.encode(), b"\xed\xa0\x80", 1)
        yield "two files joined", good + b"\xef\xbb\xbf" + good


def csv_files() -> Files:
    """By name."""
    yield from whole("csv", GOOD_CSV.encode())
    for name, text in _CSV.items():
        yield name, text.encode("utf-8")


def jsonl_files() -> Files:
    """By name."""
    yield from whole("jsonl", GOOD_JSONL.encode())
    for name, text in _JSONL.items():
        yield name, text.encode("utf-8")
