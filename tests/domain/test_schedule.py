"""The run-sheet arithmetic, against its rules and against a plain simulation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.schedule import Actual, Phase, PlanItem, project

TEN = 36_000


def plan(*minutes: int, floors: tuple[int, ...] = ()) -> list[PlanItem]:
    items, cursor = [], TEN
    for index, length in enumerate(minutes):
        floor = floors[index] if floors else length
        items.append(PlanItem(f"i{index}", cursor, length * 60, floor * 60))
        cursor += length * 60
    return items


def test_before_the_day_everything_is_as_planned():
    rows = project(plan(25, 15, 40), [], TEN)
    assert [row.offset for row in rows] == [0, 0, 0]
    assert {row.phase for row in rows} == {Phase.ON_TIME}


def test_a_late_item_pushes_what_is_linked_to_it():
    rows = project(plan(25, 15), [Actual("i0", TEN, TEN + 30 * 60)], TEN + 30 * 60)
    assert rows[1].offset == 5 * 60


def test_a_running_item_past_its_end_is_over_and_pushes_with_every_second():
    now = TEN + 27 * 60
    rows = project(plan(25, 15), [Actual("i0", TEN)], now)
    assert rows[0].phase is Phase.OVER
    assert rows[1].start == now


def test_a_planned_gap_absorbs_lateness_and_never_starts_early():
    first, second = PlanItem("a", TEN, 600, 600), PlanItem("b", TEN + 900, 600, 600)
    late = project([first, second], [Actual("a", TEN, TEN + 700)], TEN + 700)
    assert late[1].start == second.start
    very_late = project([first, second], [Actual("a", TEN, TEN + 1000)], TEN + 1000)
    assert very_late[1].start == TEN + 1000
    early = project([first, second], [Actual("a", TEN, TEN + 300)], TEN + 300)
    assert early[1].start == second.start


def test_an_unlinked_item_without_a_gap_is_not_brought_forward():
    items = [PlanItem("a", TEN, 600, 600), PlanItem("b", TEN + 600, 600, 600, linked=False)]
    rows = project(items, [Actual("a", TEN, TEN + 300)], TEN + 300)
    assert rows[1].start == TEN + 600


def test_a_linked_item_is_brought_forward_when_ahead():
    rows = project(plan(10, 10), [Actual("i0", TEN, TEN + 300)], TEN + 300)
    assert rows[1].start == TEN + 300
    assert rows[1].offset == -300


def test_late_by_more_than_the_rest_can_give_back_is_behind():
    items = plan(25, 15, floors=(25, 10))
    rows = project(items, [Actual("i0", TEN, TEN + 31 * 60)], TEN + 31 * 60)
    assert rows[1].phase is Phase.BEHIND
    within = project(items, [Actual("i0", TEN, TEN + 29 * 60)], TEN + 29 * 60)
    assert within[1].phase is Phase.TIGHT


def test_a_break_keeps_its_length_and_gives_nothing_back():
    items = [
        PlanItem("a", TEN, 600, 600),
        PlanItem("break", TEN + 600, 600, 300, fixed=True),
    ]
    rows = project(items, [Actual("a", TEN, TEN + 900)], TEN + 900)
    assert rows[1].end - rows[1].start == 600
    assert rows[1].phase is Phase.BEHIND


def test_an_item_passed_over_takes_no_time():
    rows = project(
        plan(10, 10, 10), [Actual("i0", TEN, TEN + 600), Actual("i2", TEN + 600)], TEN + 700
    )
    assert rows[1].start == rows[1].end
    assert rows[-1].end == TEN + 20 * 60


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=12),
    st.lists(st.integers(0, 4_000), min_size=1, max_size=12),
    st.integers(-600, 1_800),
)
def test_expected_times_agree_with_playing_the_day_forward(minutes, spent, begun_late):
    """Played second by second: done items as they were, the rest one after the other."""
    items = plan(*minutes)
    done = min(len(spent), len(items))
    actuals, cursor = [], TEN + begun_late
    for index in range(done - 1):
        actuals.append(Actual(items[index].id, cursor, cursor + spent[index]))
        cursor += spent[index]
    actuals.append(Actual(items[done - 1].id, cursor))
    now = cursor + spent[done - 1]
    rows = project(items, actuals, now)
    expected = max(cursor + items[done - 1].seconds, now)
    assert rows[done - 1].end == expected
    for row, item in zip(rows[done:], items[done:], strict=True):
        assert row.start == expected
        expected += item.seconds
        assert row.end == expected
        assert row.offset == row.start - item.start
