"""The form asks what two raters saw only where their ratings are far apart."""

from __future__ import annotations

from typing import Any

import cara_note_supervision
import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.debrief import fault, questions
from cara_facilitate.domain.engagement import rating_gaps
from cara_facilitate.domain.linter import lint
from cara_facilitate.domain.note import typed
from cara_facilitate.domain.note_words import NOT_RECORDED
from cara_facilitate.notes.render import FORMATS, render
from tests.notes.sample import CO, LEAD, Tale, first_day
from tests.plugins.test_note_supervision import as_read

WORDS = "One watched the pair task, the other the plenary."


def asked(tale: Tale) -> list[int]:
    """The seats for which the difference is asked about."""
    found = questions(1, (LEAD, CO), (1, 2, 4, 9), rating_gaps(tale.day))
    return [seat for name, seat, _ in found if name == "seat.two_raters"]


def seat(tale: Tale, name: str) -> Any:
    return next(row for row in tale.note()["seats"]["rows"] if row["seat"] == name)


def test_it_is_asked_of_the_seats_with_a_gap_and_of_no_other() -> None:
    tale = first_day()
    assert asked(tale) == list(rating_gaps(tale.day)) == [4]
    tale.do(cmd.Rate(4, 2, CO, "close", tale.now))
    assert asked(tale) == [], "a gap of one is no question"
    tale.do(cmd.Rate(4, 0, CO, "break", tale.now))
    assert asked(tale) == [], "nor is a rating at a break"


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_answer_stands_in_the_note_beside_the_two_ratings(fmt: str) -> None:
    tale = first_day().answer("seat.two_raters", WORDS, 4)
    assert seat(tale, "P04")["two_raters"] == WORDS
    assert seat(tale, "P09")["two_raters"] == NOT_RECORDED
    (writer,) = cara_note_supervision.cara_note_writers()
    assert f"differ by two or more: {WORDS})" in as_read(render(writer, tale.note(), fmt), fmt)
    assert "differ by two or more)" in as_read(render(writer, first_day().note(), fmt), fmt)


def test_the_linter_reads_it_and_names_the_question_to_mend() -> None:
    tale = first_day().answer("seat.two_raters", "Ring 07700 900123", 4)
    (text,) = [t for t in typed(tale.note()) if t.field == "seat.two_raters"]
    assert (text.section, text.seat) == (4, "P04")
    assert any(hit.field == "seat.two_raters" for hit in lint([text], (), {}))


def test_when_the_ratings_come_together_the_answer_can_no_longer_hold_a_note_up() -> None:
    tale = first_day().answer("seat.two_raters", "Ring 07700 900123", 4)
    tale.do(cmd.Rate(4, 3, CO, "close", tale.now))
    assert seat(tale, "P04")["two_raters"] == NOT_RECORDED
    assert not [t for t in typed(tale.note()) if t.field == "seat.two_raters"]


@pytest.mark.parametrize(
    ("typed", "fits"), [("", True), ("0", True), ("13", True), ("x", False), ("-1", False),
                        ("1.5", False), ("123", False), ("\u0661", False)]
)  # fmt: skip
def test_how_many_were_never_contacted_is_a_number(typed: str, fits: bool) -> None:
    asked = questions(2, (LEAD, CO), (1,))
    (field,) = [field for name, _, field in asked if name == "assurance.never_contacted"]
    assert (fault(field, typed) == "") is fits
    assert not any(name.startswith("assurance") for name, _, _ in questions(1, (LEAD, CO), (1,)))
