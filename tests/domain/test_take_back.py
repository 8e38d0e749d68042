"""Anything recorded can be taken back, wherever it stands: the day is then as if without it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import takable
from cara_facilitate.errors import Refusal
from tests.domain.day_story import Story

SEATS = st.integers(1, 4)
DEEDS = st.one_of(
    st.tuples(st.just("observe"), SEATS, st.sampled_from("ckoe")),
    st.tuples(st.just("attend"), SEATS, st.sampled_from(["P", "LA", "AN", "EL", "RM"])),
    st.tuples(st.just("tick"), SEATS, st.sampled_from(["O02", "O07"])),
    st.tuples(st.just("rate"), SEATS, st.integers(0, 4)),
    st.tuples(st.just("go"), st.just(0), st.sampled_from(["W1-02", "BR1", "W1-03"])),
    st.tuples(st.just("pause"), st.just(0), st.just("")),
    st.tuples(st.just("out"), st.just(0), st.booleans()),
)


def command(story: Story, deed: tuple[str, int, object]) -> cmd.Command:
    what, seat, more = deed
    now = story.now
    table: dict[str, cmd.Command] = {
        "observe": cmd.Observe((seat,), str(more), now),
        "attend": cmd.Attend(seat, str(more), now),
        "tick": cmd.Tick(str(more), (seat,), now),
        "rate": cmd.Rate(seat, more if isinstance(more, int) else 0, "F-CO2", "close", now),
        "go": cmd.GoTo(str(more), now),
        "pause": cmd.Resume(now) if story.day.paused else cmd.Pause("pause", now),
        "out": cmd.LeaveOut("W1-03", bool(more), now),
    }
    return table[what]


def told(deeds: list[tuple[str, int, object]]) -> Story:
    """A day on which these happened, as far as they were allowed."""
    story = Story(4).open_doors()
    for deed in deeds:
        story.pass_time(minutes=1)
        try:
            story.do(command(story, deed))
        except Refusal:
            continue
    return story


def bare(state: CohortState) -> CohortState:
    return replace(state, log=())


def open_entries(story: Story) -> tuple[ev.Recorded, ...]:
    return takable(Setting(story.state, story.workshop, story.curriculum))


@settings(max_examples=150)
@given(st.lists(DEEDS, max_size=14), st.data())
def test_without_the_entry_the_day_is_as_if_it_had_never_been(
    deeds: list[tuple[str, int, object]], data: st.DataObject
) -> None:
    story = told(deeds)
    entries = open_entries(story)
    chosen = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=3, unique=True))
    gone = {record.id for record in chosen}
    expected = fold(record for record in story.log if record.id not in gone)
    before = story.state
    story.pass_time(minutes=1).do(cmd.TakeBack(tuple(gone), story.now))
    assert bare(story.state) == bare(expected)
    assert story.state == story.folded(), "what is kept step by step is what a restart reads"
    assert {record.id for record in open_entries(story)} == {r.id for r in entries} - gone
    story.do(cmd.Redo(story.now))
    assert bare(story.state) == bare(before), "U puts it back"


@pytest.mark.parametrize(
    "deed",
    [("observe", 1, "o"), ("attend", 2, "EL"), ("tick", 3, "O02"), ("rate", 1, 3),
     ("go", 0, "W1-02"), ("pause", 0, ""), ("out", 0, True)],
)  # fmt: skip
def test_every_kind_of_entry_can_be_taken_back_after_others_came_later(
    deed: tuple[str, int, object],
) -> None:
    story = Story(4).open_doors().pass_time(minutes=2)
    before = bare(story.state)
    story.do(command(story, deed))
    entry = open_entries(story)[0]
    story.pass_time(minutes=1).do(cmd.Observe((4,), "c", story.now))
    story.do(cmd.TakeBack((entry.id,), story.now))
    later = open_entries(story)[0]
    story.do(cmd.TakeBack((later.id,), story.now))
    assert bare(story.state) == before


def test_taken_back_once_is_taken_back() -> None:
    story = Story(4).open_doors().do(cmd.Observe((4,), "c", Story().now))
    entry = open_entries(story)[0]
    story.do(cmd.TakeBack((entry.id,), story.now))
    with pytest.raises(Refusal, match="cannot be taken back"):
        story.do(cmd.TakeBack((entry.id,), story.now))


def test_the_opening_of_the_doors_is_no_entry() -> None:
    story = Story(4).open_doors()
    kinds = {type(record.event) for record in open_entries(story)}
    assert kinds == {ev.AttendanceRecorded}
