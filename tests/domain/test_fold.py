"""State is a fold: step by step or at once, with every undo taken into account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.undoing import UNDOABLE
from cara_facilitate.errors import Refusal
from tests.domain.day_story import Story

COMMANDS = st.sampled_from(
    ["observe", "several", "next", "previous", "attend", "leave", "tick", "pause", "resume",
     "undo", "redo", "rate"]
)  # fmt: skip


def carry_out(story: Story, name: str, seat: int) -> None:
    at = story.now
    command = {
        "observe": cmd.Observe((seat,), "o", at),
        "several": cmd.Observe((seat, seat % 12 + 1), "c", at),
        "next": cmd.NextItem(at),
        "previous": cmd.PreviousItem(at),
        "attend": cmd.Attend(seat, "LA", at, "transport"),
        "leave": cmd.Attend(seat, "EL", at, "work"),
        "tick": cmd.Tick("O02", (seat,), at),
        "pause": cmd.Pause("pause", at),
        "resume": cmd.Resume(at),
        "undo": cmd.Undo(at),
        "redo": cmd.Redo(at),
        "rate": cmd.Rate(seat, seat % 5, "F-CO2", "break", at),
    }[name]
    try:
        story.do(command)
    except Refusal:
        return


def shown(story: Story):
    """What the day looks like, without the log and the ids that only the log needs."""
    state = story.folded()
    return [
        (w.starts, w.pauses, w.attendance, w.observations, w.evidence, w.ratings)
        for w in state.workshops.values()
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(COMMANDS, st.integers(1, 12)), max_size=40))
def test_one_event_at_a_time_gives_the_same_state_as_the_whole_log(steps):
    story = Story().open_doors()
    for name, seat in steps:
        story.pass_time(seconds=7)
        carry_out(story, name, seat)
    assert story.state == fold(story.log)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(COMMANDS, st.integers(1, 12)), max_size=25), st.integers(1, 6))
def test_as_many_redos_as_undos_bring_everything_back(steps, times):
    story = Story().open_doors()
    for name, seat in steps:
        story.pass_time(seconds=7)
        carry_out(story, name, seat)
    before = shown(story)
    done = 0
    for _ in range(times):
        story.pass_time(seconds=1)
        try:
            story.do(cmd.Undo(story.now))
        except Refusal:
            break
        done += 1
    for _ in range(done):
        story.pass_time(seconds=1)
        story.do(cmd.Redo(story.now))
    assert shown(story) == before


def test_undo_takes_back_one_key_press_even_for_several_seats():
    story = Story().open_doors().pass_time(minutes=1)
    story.do(cmd.Observe((3, 4), "o", story.now))
    assert len(story.day.observations) == 2
    story.pass_time(seconds=5).do(cmd.Undo(story.now))
    assert story.day.observations == ()


def test_two_marks_with_the_same_typed_time_are_undone_one_by_one():
    story = Story().open_doors().pass_time(minutes=20)
    typed = story.now - timedelta(minutes=8)
    story.do(cmd.Attend(3, "LA", typed)).do(cmd.Attend(5, "LA", typed))
    story.pass_time(seconds=5).do(cmd.Undo(story.now))
    assert [story.day.seat(seat).codes for seat in (3, 5)] == [("LA",), ("P",)]


def test_all_others_are_here_is_one_press_and_undone_as_one():
    story = Story().open_doors().pass_time(minutes=1)
    story.do(cmd.Undo(story.now))
    assert not any(story.day.seat(seat).codes for seat in story.state.seats)


def test_a_new_entry_after_an_undo_ends_redo():
    story = Story().open_doors().pass_time(minutes=1)
    story.do(cmd.Observe((3,), "o", story.now))
    story.pass_time(seconds=1).do(cmd.Undo(story.now))
    story.pass_time(seconds=1).do(cmd.Observe((4,), "o", story.now))
    with pytest.raises(Refusal, match="nothing to redo"):
        story.do(cmd.Redo(story.now))


def test_undo_walks_past_a_flag_and_leaves_it_alone():
    story = Story().open_doors().pass_time(minutes=1)
    story.do(cmd.Observe((3,), "o", story.now))
    story.happen(ev.FlagRaised("FL-0000X", 1, "W1-01", story.now))
    story.do(cmd.Undo(story.now))
    assert story.day.observations == ()
    assert "FL-0000X" in story.state.flags


def test_nothing_about_safety_or_confirmation_can_be_undone():
    protected = {
        ev.FlagRaised, ev.FlagDescribed, ev.FlagHandedOver, ev.FlagAcknowledged, ev.FlagClosed,
        ev.ReadinessAcknowledged, ev.ManagerCalled, ev.FeedbackImported, ev.FeedbackImportUndone,
        ev.PrivateViewOpened, ev.NoteWritten, ev.WorkshopStarted, ev.WorkshopEnded,
        ev.CurriculumApproved, ev.WorkshopPrepared, ev.PinSet, ev.CohortCreated,
    }  # fmt: skip
    assert not protected & set(UNDOABLE)


def test_a_code_is_stamped_with_the_press_and_filed_under_the_item_of_then():
    story = Story().open_doors()
    pressed = story.now + timedelta(minutes=2)
    story.do(cmd.Observe((5,), "k", pressed))
    [seen] = story.day.observations
    assert (seen.seat, seen.code, seen.item, seen.at) == (5, "k", "W1-01", pressed)


def test_every_event_has_a_stored_name_of_its_own():
    assert all(name and name == kind.TYPE for (name, _), kind in ev.REGISTRY.items())
    with pytest.raises(ValueError, match="registered twice"):
        ev.stored("flag.raised")(type("Again", (ev.Event,), {}))
