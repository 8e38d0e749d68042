"""A damaged feedback file never gives a person's words to somebody else, whatever the damage.

Good files of known truth for twelve people in CSV, JSON Lines and XLSX are damaged 10,000 times
by seeded slips of byte, cell, column and row (1,000,000 times with ``CARA_PROOF=1``), and by the
slips that people make in spreadsheets, and are read and matched in process. Every matched row
must be, in all that it says, a row the worker wrote for exactly that seat.
"""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

import cara_feedback_csv
import cara_feedback_jsonl
import cara_feedback_xlsx
import pytest

from cara_facilitate.api import FileRefused
from cara_facilitate.domain import feedback
from cara_facilitate.domain.feedback import Preview, RosterEntry
from cara_facilitate.errors import IntakeError
from tests.privacy.damage import COHORT, W1, W2, Table, Truth, damaged, known_truth, written
from tests.privacy.slips import MADE, OF_IDENTITY, Slip, checked_again

PROOF = os.environ.get("CARA_PROOF") == "1"
READ: Mapping[str, Callable[[bytes], Iterable[Mapping[str, str]]]] = {
    "csv": cara_feedback_csv.read,
    "jsonl": cara_feedback_jsonl.read,
    "xlsx": cara_feedback_xlsx.read,
}
COUNTS = {"csv": 6_500, "jsonl": 3_000, "xlsx": 500}
PROVEN = {"csv": 760_000, "jsonl": 200_000, "xlsx": 40_000}
Match = Callable[..., Preview]


def _previewed(match: Match, kind: str, data: bytes, roster: list[RosterEntry]) -> Preview | None:
    """What an import of the file would do, or nothing where it is refused."""
    try:
        return match(list(READ[kind](data)), roster, COHORT, W1, W2)
    except (FileRefused, IntakeError):
        return None


def _judge(match: Match, kind: str, count: int) -> Counter[str]:
    """What became of the files and rows; ``misattributed`` counts words on the wrong person."""
    roster, good, truth = known_truth()
    tally: Counter[str] = Counter()
    for seed in range(count):
        preview = _previewed(match, kind, damaged(seed, good, kind), roster)
        _count(tally, preview, truth)
    return tally


def _count(tally: Counter[str], preview: Preview | None, truth: Truth) -> None:
    tally["files refused" if preview is None else "files accepted"] += 1
    for row in preview.rows if preview else ():
        tally[row.outcome.value] += 1
        if row.seat is not None and row.extract not in truth[row.seat]:
            tally["misattributed"] += 1


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


@pytest.mark.parametrize("kind", READ)
@pytest.mark.timeout(7200 if PROOF else 120)
def test_no_damage_to_a_file_puts_words_on_the_wrong_person(kind: str) -> None:
    count = (PROVEN if PROOF else COUNTS)[kind]
    tally = _judge(feedback.match, kind, count)
    print(f"\n{count} damaged {kind} files: {dict(tally)}")
    assert tally["misattributed"] == 0
    # The sample must reach the matcher, and reach every answer it can give.
    assert tally["files accepted"] > count // 5
    assert tally["matched"] > count and tally["held_back"] > count // 5


@pytest.mark.parametrize(("kind", "count"), [("csv", 1_000), ("jsonl", 500), ("xlsx", 200)])
def test_the_same_damage_does_misplace_words_when_the_row_check_is_off(
    kind: str, count: int
) -> None:
    tally = _judge(_without_row_check().match, kind, count)
    print(f"\nrow check off: {dict(tally)}")
    assert tally["misattributed"] > count // 20


def _slipped(kind: str, slip: Slip, seed: int, good: Table, *, again: bool) -> bytes:
    draw = random.Random(seed)
    table = [list(row) for row in good]
    slip(draw, table)
    if again:
        checked_again(table)
    return written(table, kind, draw)


@pytest.mark.parametrize("slip", MADE, ids=lambda slip: slip.__name__)
@pytest.mark.parametrize("kind", READ)
def test_no_slip_of_a_person_at_a_spreadsheet_puts_words_on_the_wrong_person(
    kind: str, slip: Slip
) -> None:
    roster, good, truth = known_truth()
    tally: Counter[str] = Counter()
    for seed in range(500 if PROOF else 12):
        data = _slipped(kind, slip, seed, good, again=False)
        _count(tally, _previewed(feedback.match, kind, data, roster), truth)
    print(f"\n{kind}, {slip.__name__}: {dict(tally)}")
    assert tally["misattributed"] == 0
    assert tally["held_back"] + tally["files refused"] > 0


@pytest.mark.parametrize("slip", OF_IDENTITY, ids=lambda slip: slip.__name__)
def test_a_slip_of_identity_is_caught_even_where_the_row_check_was_made_after_it(
    slip: Slip,
) -> None:
    roster, good, truth = known_truth()
    tally: Counter[str] = Counter()
    for seed in range(3_000 if PROOF else 200):
        data = _slipped("csv", slip, seed, good, again=True)
        preview = _previewed(feedback.match, "csv", data, roster)
        assert preview is not None
        for row in preview.matched:
            assert row.seat is not None and row.extract is not None
            # The row check may differ from the truth's here; the words may not.
            words = {known.summary.reveal() for known in truth[row.seat]}
            tally["misattributed"] += row.extract.summary.reveal() not in words
        tally["held_back"] += len(preview.held_back)
    print(f"\n{slip.__name__}, row check made again: {dict(tally)}")
    assert tally["misattributed"] == 0 and tally["held_back"] > 0
