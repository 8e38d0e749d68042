"""Matrix, run sheet and difference say what the variants really deliver."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.content.digest import activity_hash
from cara_facilitate.domain.curriculum import Activity, Day, RunItem, Section, SectionKind, Step
from cara_facilitate.domain.runsheet import plan_items, seconds_of
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.difference import difference, groups
from cara_facilitate.services.author.matrix import alike, matrix
from cara_facilitate.services.author.runsheet import clock, contract_rows, sheets
from tests.services.author.small import FAMILIAL, FEMALE, MALE, VARIANTS, changed, every, files, one

FILES = files()
BASE = one(FILES)


# The matrix.


def test_a_row_that_claims_an_objective_counts_for_it_with_all_its_minutes() -> None:
    made = matrix(every(FILES))
    assert made.variants == VARIANTS
    cells = {
        objective.slug: row[0] for objective, row in zip(made.objectives, made.cells, strict=True)
    }
    assert [item.id for item in cells["time-out"].items] == ["W1-02"]
    assert cells["time-out"].minutes == 30
    assert cells["anger-signs"].minutes == 20
    assert made.uncovered == ()


def test_an_objective_that_only_one_variant_leaves_out_is_named_with_it() -> None:
    row = '{activity: plan, number: W1-02, at: "10:30"'
    held = changed(FILES, "curriculum.yaml", row, f"{row}, only: [male]")
    made = matrix(every(held))
    assert made.uncovered == (("time-out", FEMALE), ("time-out", FAMILIAL))


def test_what_a_day_can_give_back_is_its_minutes_less_its_shortest() -> None:
    (load,) = matrix([one(FILES)]).loads[0]
    assert (load.minutes, load.breaks, load.floors, load.recoverable) == (60, 10, 30, 20)
    assert load.minutes - load.breaks - load.floors == load.recoverable


def test_variants_alike_are_told_once_and_in_order() -> None:
    assert alike("abcd", [1, 2, 1, 1].__getitem__) == [(("a", "c", "d"), 1), (("b",), 2)]


# The run sheet.


def test_rows_are_as_the_contract_names_them() -> None:
    rows = contract_rows(one(FILES))
    assert [(row["start"], row["id"], row["kind"]) for row in rows] == [
        ("10:00", "W1-01", "activity"),
        ("10:20", "BR1", "break"),
        ("10:30", "W1-02", "activity"),
    ]
    assert rows[2] == {
        "workshop": 1,
        "start": "10:30",
        "minutes": 30,
        "kind": "activity",
        "id": "W1-02",
        "activity": "plan",
        "title": "A plan with your partner",
        "floor": 20,
        "objectives": ["O01"],
    }
    assert (rows[1]["floor"], rows[1]["objectives"], rows[1]["activity"]) == (10, [], "")


def test_a_fixed_time_is_waited_for_and_the_wait_is_told() -> None:
    held = changed(FILES, "curriculum.yaml", 'at: "10:30"', 'at: "10:45"')
    held = changed(held, "curriculum.yaml", 'end: "11:00"', 'end: "11:20"')
    (sheet,) = sheets(one(held))
    assert [(row.start, row.waits) for row in sheet.rows] == [(600, 0), (620, 0), (645, 15)]
    assert (clock(sheet.ends), sheet.spare, sheet.recoverable) == ("11:15", 5, 20)


def test_a_row_too_late_for_its_fixed_time_starts_when_it_can() -> None:
    held = changed(FILES, "curriculum.yaml", 'at: "10:30"', 'at: "10:15"')
    (sheet,) = sheets(every(held)[0])
    assert [row.start for row in sheet.rows] == [600, 620, 630]


def test_a_day_past_midnight_has_a_clock_all_the_same() -> None:
    held = changed(FILES, "curriculum.yaml", 'start: "10:00"', 'start: "23:30"')
    held = changed(held, "curriculum.yaml", ', at: "10:30"', "")
    curriculum = every(held)[0]
    assert [row["start"] for row in contract_rows(curriculum)] == ["23:30", "23:50", "00:00"]
    (sheet,) = sheets(curriculum)
    assert (clock(sheet.ends), sheet.ends) == ("00:30", 24 * 60 + 30)
    assert sheet.spare == 11 * 60 - sheet.ends


ITEMS = st.lists(
    st.builds(
        RunItem,
        st.just("W1-01"),
        st.just("Row"),
        st.integers(1, 90),
        st.integers(0, 90),
        st.sampled_from(["", "signs"]),
        st.one_of(st.just(""), st.integers(6 * 60, 20 * 60).map(clock)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(ITEMS, st.integers(7 * 60, 12 * 60))
def test_rows_follow_one_another_and_no_fixed_row_starts_early(
    run: list[RunItem], start: int
) -> None:
    numbered = tuple(replace(item, id=f"W1-{n:02}") for n, item in enumerate(run))
    day = Day(1, clock(start), "20:00", numbered, ())
    (sheet,) = sheets(replace(BASE, days=(day,)))
    at = start
    for row in sheet.rows:
        assert row.start == at + row.waits and row.waits >= 0
        assert not row.item.at or row.start >= seconds_of(row.item.at) // 60
        assert not row.waits or row.start == seconds_of(row.item.at) // 60
        at = row.start + row.item.minutes
    assert sheet.ends == at
    assert [item.start // 60 for item in plan_items(day.run, day.start)] == [
        row.start for row in sheet.rows
    ]


# The difference.


def test_variants_are_grouped_by_the_text_they_deliver() -> None:
    shared = groups(every(FILES), "plan")
    assert [group.variants for group in shared] == [(name,) for name in VARIANTS]
    signs = groups(every(FILES), "signs")
    assert [group.variants for group in signs] == [(MALE, "familial-male"), (FEMALE,), (FAMILIAL,)]
    assert all(group.hash and group.minutes == 20 for group in signs)


def test_a_variant_that_does_not_run_an_activity_is_in_no_text() -> None:
    row = '{activity: plan, number: W1-02, at: "10:30"'
    held = changed(FILES, "curriculum.yaml", row, f"{row}, only: [male]")
    last = groups(every(held), "plan")[-2]
    assert (last.hash, last.variants) == ("", (FEMALE, FAMILIAL))


def test_the_difference_names_the_place_and_both_wordings() -> None:
    found = difference(one(FILES), one(FILES, FAMILIAL), "plan")
    assert not found.same
    assert {change.place for change in found.changes} >= {
        "Header",
        "Why it works > Say",
        "Write it > Do",
    }
    lines = [line for change in found.changes for line in change.lines]
    assert "-title: A plan with your partner" in lines
    assert "+title: A plan with your relative" in lines
    assert "-If children are at home, say who is with them." in lines
    assert "+1. Talk first, then hand out one card each." in lines
    assert found.handouts == ("card",)


def test_an_unknown_activity_is_refused_with_the_nearest() -> None:
    with pytest.raises(ContentError) as refused:
        groups(every(FILES), "sings")
    assert 'did you mean "signs"?' in refused.value.message


TEXT = st.text(alphabet="ab \n", min_size=1, max_size=6)
SECTIONS = st.builds(Section, st.sampled_from(SectionKind), TEXT, st.just(1))
STEPS = st.builds(
    Step,
    st.sampled_from(["One", "Two", "One > Say"]),
    st.integers(1, 3),
    st.lists(SECTIONS, max_size=4).map(tuple),
)
ACTIVITIES = st.builds(
    Activity,
    st.just("signs"),
    st.sampled_from(["A", "B"]),
    st.integers(1, 2),
    st.integers(1, 2),
    st.lists(st.sampled_from(["O01", "O02"]), max_size=2).map(tuple),
    st.sampled_from(["pairs", "solo"]),
    st.just("low"),
    st.lists(st.sampled_from(["Pens", "Cards"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["card"]), max_size=1).map(tuple),
    TEXT,
    st.lists(STEPS, max_size=3).map(tuple),
    st.just(""),
)


@settings(max_examples=400, deadline=None)
@given(ACTIVITIES, ACTIVITIES)
def test_there_is_a_change_exactly_where_the_hashes_differ(first: Activity, second: Activity):
    sides = [
        replace(BASE, activities=(replace(given_, hash=activity_hash(given_)),))
        for given_ in (first, second)
    ]
    found = difference(sides[0], sides[1], "signs")
    assert found.same == (not found.changes)
    signs = [line[0] for change in found.changes for line in change.lines]
    assert found.same or {"-", "+"} & set(signs)
