"""Which extracts that left hold something else than a record says now, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.copies import Copy, Row, outdated, recall_words

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
    rows = [Row(hour(2 * n), content) for n, content in enumerate(said)]
    copies = [Copy(hour(2 * n + 1), f"F-{n}") for n in range(len(said))]
    first = data.draw(st.integers(0, len(said)))
    found = outdated(copies, rows, hour(2 * first), now)
    if said[-1] == now:
        assert found == ()
    else:
        assert found == tuple(
            copy for n, copy in enumerate(copies) if n >= first and said[n] != now
        )


def test_at_one_moment_with_two_rows_a_copy_counts_as_holding_both() -> None:
    rows = [Row(hour(0), "a"), Row(hour(1), "b")]
    assert outdated([Copy(hour(1))], rows, hour(0), "c") == (Copy(hour(1)),)
    assert outdated([Copy(hour(1))], [*rows, Row(hour(2), "c")], hour(0), "b") == (Copy(hour(1)),)


def test_what_left_before_the_first_record_or_never_held_it_is_not_named() -> None:
    assert outdated([Copy(hour(1))], [Row(hour(0), "a")], hour(2), "b") == ()
    assert outdated([Copy(hour(1))], [], hour(0), "b") == ()


def test_the_sentence_names_the_last_two_and_counts_the_others() -> None:
    one, two, three = Copy(hour(0)), Copy(hour(24), "F-LEAD1"), Copy(hour(48))
    assert recall_words([]) == ""
    alone = recall_words([one])
    assert alone.startswith(f"An extract of {hour(0).astimezone():%d %b %H:%M} holds the earlier")
    both = recall_words([two, one])
    assert both.index("An extract of") < both.index(" and a hand-over of")
    assert "to F-LEAD1 hold the earlier version: ask for them to be deleted, and send" in both
    assert "1 before" in recall_words([one, three, two])
