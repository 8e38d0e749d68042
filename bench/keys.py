"""From a key to its repaint: seat, code, curtain and change of activity, against a bare app."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.line import Answer, Line, bare_line, live_line

Row = tuple[str, float, float, str]

SEATS = b"1234567890-="
CODES = b"ckoehsmbtn"
CURTAIN, LIFT = b"`", b"\r"
FALLEN, LIVE = b"Curtain. Enter lifts.", b"Seat"
MORNING = 5
"""How often ``n`` may be pressed before lunch, at which the app locks itself."""
READING = 0.8
"""Seconds between two changes of activity: nobody reads a page faster."""
WAYS = (
    ("live", (), (), LIVE),
    ("field in a dialog", (b"t", b"i"), (b"\x1b", b"\x1b"), b"what time"),
    ("run sheet", (b"g",), (b"\x1b",), b"planned"),
    ("help", (b"?",), (b"\x1b",), LIVE),
)
"""Places from which the curtain falls: the keys that lead there and back, and what stands there."""


def rows(home: Path, rounds: int) -> list[Row]:
    """The figures; the median and the ninth decile of a key against the median of a bare key.

    :param home: a store that :func:`bench.starts.live_store` made.
    """
    with bare_line() as bare, live_line(home) as live:
        figures = _keys(bare, live, 12 * rounds)
        figures += _activities(bare, live, max(1, rounds // 3))
        figures += _curtains(live, 2 * rounds)
    return figures


def _keys(bare: Line, live: Line, presses: int) -> list[Row]:
    floor, seat, code = [], [], []
    for number in range(presses + 5):  # in turns, so that a busy neighbour burdens all alike
        key, letter = SEATS[number % 12 :][:1], CODES[number % 10 :][:1]
        answers = (
            bare.answer(b"x", b"key"),
            live.answer(key, b"now a code letter"),
            live.answer(letter, b"noted. u takes it back"),
        )
        if number >= 5:  # the first few find nothing loaded
            for kept, answer in zip((floor, seat, code), answers, strict=True):
                kept.append(answer)
    least = _median(floor)
    print(f"bare key: {least * 1000:.1f} ms, {_bytes(floor):.0f} bytes")
    found: list[Row] = []
    for name, answers in (("seat key", seat), ("code key", code)):
        print(f"{name}: {_median(answers) * 1000:.1f} ms, ninth decile {_p90(answers) * 1000:.1f}")
        found += [
            (f"{name} to repaint, median, against a bare key", _median(answers) / least, 2.2, "x"),
            (f"{name} to repaint, ninth decile, against it", _p90(answers) / least, 4.0, "x"),
            (f"{name}: bytes to the terminal, median", _bytes(answers), 1000, "B"),
        ]
    return found


def _activities(bare: Line, live: Line, rounds: int) -> list[Row]:
    floor, changes = [], []
    for _ in range(rounds):
        for _ in range(MORNING):
            time.sleep(READING)
            floor.append(bare.answer(b"x", b"key"))
            changes.append(live.answer(b"n", b"Next item."))
        for _ in range(MORNING):
            live.answer(b"p", b"Back one item.")
    ratio = _median(changes) / _median(floor)
    print(f"change of activity: {_median(changes) * 1000:.1f} ms, {_bytes(changes):.0f} bytes")
    return [("change of activity, median, against a bare key", ratio, 6.0, "x")]


def _curtains(live: Line, rounds: int) -> list[Row]:
    medians, worst = {}, {}
    for name, there, back, sign in WAYS:
        with _at(live, there, back):
            falls = []
            for _ in range(rounds):
                falls.append(live.answer(CURTAIN, FALLEN))
                live.answer(LIFT, sign)
        medians[name], worst[name] = _median(falls) * 1000, _p90(falls) * 1000
        print(f"curtain from {name}: {medians[name]:.1f} ms, ninth decile {worst[name]:.1f}")
    return [
        ("curtain, median, from the slowest place", max(medians.values()), 16, "ms"),
        ("curtain, ninth decile, from the slowest place", max(worst.values()), 33, "ms"),
    ]


@contextmanager
def _at(live: Line, there: Sequence[bytes], back: Sequence[bytes]) -> Iterator[None]:
    for key in there:
        live.type(key.decode())
        live.settle(0.2)
    yield
    for _ in back:
        live.press("escape")
        live.settle(0.2)


def _median(answers: Sequence[Answer]) -> float:
    return statistics.median(answer.seconds for answer in answers)


def _p90(answers: Sequence[Answer]) -> float:
    return statistics.quantiles([answer.seconds for answer in answers], n=10)[-1]


def _bytes(answers: Sequence[Answer]) -> float:
    return statistics.median(answer.size for answer in answers)
