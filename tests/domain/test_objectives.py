"""The grid is evidence: who showed what, where, when; and where the rest can still be shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.objectives import (
    Cell,
    GridRow,
    Reach,
    grid,
    objective_rows,
    reminder,
    uncovered,
    uncovered_words,
)
from tests.domain.day_story import Story

STEPS = ("W1-01", "W1-02", "BR1", "W1-03")


def opened() -> Story:
    return Story().open_doors()


def rows(story: Story) -> dict[str, GridRow]:
    return {own.row.objective.id: own for own in grid(story.curriculum, story.day)}


def cells(story: Story, objective: str) -> dict[str, Cell]:
    return {cell.item.id: cell.cell for cell in rows(story)[objective].cells}


def test_before_the_day_everything_planned_is_still_to_come() -> None:
    story = Story()
    assert cells(story, "O02") == {
        "W1-01": Cell.NOT_PLANNED, "W1-02": Cell.TO_COME, "W1-03": Cell.NOT_PLANNED,
    }  # fmt: skip
    assert [own.objective.id for own in uncovered(story.curriculum, story.day)] == ["O02", "O07"]


def test_a_cell_says_run_seen_by_seats_and_seen_by_the_group() -> None:
    story = opened().do(cmd.GoTo("W1-02", opened().now))
    assert cells(story, "O02")["W1-02"] is Cell.RUN
    story.do(cmd.Tick("O02", (4, 1), story.now))
    assert cells(story, "O02")["W1-02"] is Cell.SEATS
    story.do(cmd.Tick("O02", (1, 7), story.now)).do(cmd.Tick("O02", (), story.now))
    own = rows(story)["O02"]
    assert (own.cells[1].cell, own.cells[1].seats) == (Cell.BOTH, (1, 4, 7))
    assert [e.seats for e in own.evidence] == [(4, 1), (1, 7), ()]


def test_evidence_counts_where_nobody_planned_it_too() -> None:
    story = opened().do(cmd.Tick("O10", (), opened().now))
    assert cells(story, "O10")["W1-01"] is Cell.GROUP
    assert rows(story)["O10"].row.reach is Reach.EVIDENCED


def test_evidence_of_a_break_stands_in_the_row_though_it_has_no_column() -> None:
    story = opened()
    story.do(cmd.GoTo("BR1", story.now)).do(cmd.Tick("O02", (3,), story.now))
    own = rows(story)["O02"]
    assert "BR1" not in {cell.item.id for cell in own.cells}
    assert [(e.item, e.seats) for e in own.evidence] == [("BR1", (3,))]
    assert own.row.reach is Reach.EVIDENCED


def test_what_was_passed_over_left_out_or_cut_off_by_the_end_can_no_longer_be_seen() -> None:
    story = opened()
    story.do(cmd.LeaveOut("W1-03", True, story.now))
    assert cells(story, "O07")["W1-03"] is Cell.MISSED
    story.do(cmd.GoTo("BR1", story.now))
    assert cells(story, "O02")["W1-02"] is Cell.MISSED
    assert uncovered_words(story.curriculum, story.day) == (
        "O02 abuse types: no activity to come serves it",
        "O07 time out: no activity to come serves it",
    )
    story.do(cmd.LeaveOut("W1-03", False, story.now))
    assert uncovered_words(story.curriculum, story.day)[1] == "O07 time out: in W1-03"
    story.do(cmd.EndWorkshop(story.now))
    assert cells(story, "O07")["W1-03"] is Cell.MISSED


def test_what_is_under_way_can_be_seen_now_and_an_evidenced_objective_is_off_the_list() -> None:
    story = opened().do(cmd.GoTo("W1-02", opened().now))
    assert uncovered_words(story.curriculum, story.day) == (
        "O02 abuse types: now", "O07 time out: in W1-03",
    )  # fmt: skip
    story.do(cmd.Tick("O02", (), story.now))
    assert uncovered_words(story.curriculum, story.day) == ("O07 time out: in W1-03",)
    story.do(cmd.Undo(story.now))
    assert len(uncovered_words(story.curriculum, story.day)) == 2


def test_columns_follow_the_order_in_which_the_day_runs() -> None:
    story = opened().do(cmd.MoveItem("W1-03", -1, opened().now))
    story.do(cmd.MoveItem("W1-03", -1, story.now))
    assert [c.item.id for c in rows(story)["O02"].cells] == ["W1-01", "W1-03", "W1-02"]


def test_the_reminder_waits_for_the_last_activity_but_one() -> None:
    story = opened()
    assert reminder(story.curriculum, story.day) == ""
    story.do(cmd.GoTo("W1-02", story.now))
    assert reminder(story.curriculum, story.day) == "Not yet seen: O02, O07."
    story.do(cmd.Tick("O02", (), story.now)).do(cmd.Tick("O07", (2,), story.now))
    assert reminder(story.curriculum, story.day) == ""


@given(
    st.lists(
        st.one_of(
            st.sampled_from(STEPS),
            st.tuples(st.sampled_from(["O02", "O07", "O10"]), st.sets(st.integers(1, 4))),
        ),
        max_size=12,
    )
)
def test_the_grid_holds_exactly_the_evidence_that_stands(
    story_told: list[str | tuple[str, set[int]]],
) -> None:
    story = Story(4).open_doors()
    for step in story_told:
        story.pass_time(minutes=1)
        if isinstance(step, tuple):
            story.do(cmd.Tick(step[0], tuple(step[1]), story.now))
        elif step != story.day.present_item:
            story.do(cmd.GoTo(step, story.now))
    made = grid(story.curriculum, story.day)
    assert sorted((e for own in made for e in own.evidence), key=lambda e: e.event) == sorted(
        story.day.evidence, key=lambda e: e.event
    )
    assert tuple(own.row for own in made) == objective_rows(story.curriculum, story.day)
    for own in made:
        for cell in own.cells:
            here = [e for e in own.evidence if e.item == cell.item.id]
            assert set(cell.seats) == {seat for e in here for seat in e.seats}
            assert (cell.cell in {Cell.GROUP, Cell.SEATS, Cell.BOTH}) == bool(here)
    open_ones = {own.objective.id for own in uncovered(story.curriculum, story.day)}
    assert open_ones == {"O02", "O07"} - {e.objective for e in story.day.evidence}
