"""Which extracts that left hold something else than a record says now, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.copies import Copy, Row, copies, outdated, plain_extracts, recall_words

START = datetime(2026, 12, 1, 10, 2, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=6),
    st.sampled_from("abcd"),
    st.data(),
)
def test_a_copy_is_named_exactly_if_the_row_in_it_says_something_else_now(
    said: list[str], now: str, data: st.DataObject
) -> None:
    rows = [Row(2 * n, content) for n, content in enumerate(said)]
    left = [Copy(2 * n + 1, START, f"F-{n}") for n in range(len(said))]
    first = data.draw(st.integers(0, len(said)))
    found = outdated(left, rows, 2 * first, now)
    if said[-1] == now:
        assert found == ()
    else:
        assert found == tuple(copy for n, copy in enumerate(left) if n >= first and said[n] != now)


def test_what_left_before_the_first_record_or_never_held_it_is_not_named() -> None:
    assert outdated([Copy(1, START)], [Row(0, "a")], 2, "b") == ()
    assert outdated([Copy(1, START)], [], 0, "b") == ()


BEGUN = ev.ExtractBegun("WY26A", 3, "V-1", START)
WRITTEN = ev.ExtractWritten("WY26A", 3, "V-1", hour(1))
NOT_WRITTEN = ev.ExtractNotWritten("WY26A", hour(1))


@pytest.mark.parametrize(
    ("story", "written"),
    [
        ([WRITTEN], [True]),
        ([BEGUN], [False]),
        ([BEGUN, WRITTEN], [True]),
        ([BEGUN, NOT_WRITTEN], []),
        ([BEGUN, WRITTEN, NOT_WRITTEN], []),
        ([BEGUN, BEGUN, WRITTEN], [False, True]),
        ([BEGUN, BEGUN, NOT_WRITTEN], [False]),
        ([WRITTEN, NOT_WRITTEN], [True]),
        ([WRITTEN, BEGUN, WRITTEN, WRITTEN], [True, True, True]),
    ],
)
def test_a_plain_extract_is_told_of_from_its_beginning_until_it_is_known_not_to_be_there(
    story: list[ev.Event], written: list[bool]
) -> None:
    assert [one.written for one in plain_extracts(story)] == written
    found = copies(story, "WY26A")
    assert [one.written for one in found] == written
    assert all(("not known to be written" in one.words()) != one.written for one in found)


def test_copies_are_in_the_order_in_which_they_left_whatever_the_clock_said() -> None:
    parts = ("extract", "coverage")
    late = ev.HandoverWritten("1", "WY26A", "F-LEAD1", parts, hour(-24))
    other = ev.HandoverWritten("2", "WY26A", "S-1", ("coverage",), START)
    elsewhere = ev.HandoverWritten("3", "WY26B", "F-CO2", parts, START)
    found = copies([other, BEGUN, WRITTEN, elsewhere, late], "WY26A")
    assert [(one.to, one.at) for one in found] == [("", START), ("F-LEAD1", hour(-24))]


def test_the_sentence_names_the_last_two_and_counts_the_others() -> None:
    one, two, three = Copy(1, hour(0)), Copy(2, hour(24), "F-LEAD1"), Copy(3, hour(48))
    assert recall_words([]) == ""
    alone = recall_words([one])
    assert alone.startswith(f"An extract of {hour(0).astimezone():%d %b %H:%M} holds the earlier")
    both = recall_words([two, one])
    assert both.index("An extract of") < both.index(" and a hand-over of")
    assert "to F-LEAD1 hold the earlier version: ask for them to be deleted, and send" in both
    assert "1 before" in recall_words([one, three, two])
