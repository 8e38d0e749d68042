"""CARA-6: what must be so before workshop two, whatever order it happens in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.readiness import Refresh, readiness
from tests.domain.day_story import Story

BOTH = ("F-LEAD1", "F-CO2")


def eve() -> Story:
    """A story on the eve of workshop two, when a hand-over written now is as good as asking."""
    return Story().pass_time(days=27)


def imported(
    story: Story, items=("a", "b"), missing=(), held_back=0, name="i1", made_at: object = "now"
) -> Story:
    """An extract out of a hand-over written this moment; ``made_at`` None for a plain file."""
    made = story.now if made_at == "now" else made_at
    taken = (name, tuple(items), tuple(missing), held_back, "F-LEAD1", story.now, 0, made)
    return story.happen(ev.FeedbackImported(*taken))


def call(story: Story, answered: bool = True, by: str = "F-LEAD1") -> Story:
    return story.happen(ev.ManagerCalled("M-1", answered, "contact missing", by, story.now))


def acknowledge(story: Story, *pairs: tuple[str, str]) -> Story:
    return story.happen(*(ev.ReadinessAcknowledged(i, who, story.now) for i, who in pairs))


@given(st.sets(st.sampled_from(sorted(product(("a", "b"), BOTH)))))
def test_it_is_ready_only_when_both_have_read_every_row(read):
    story = acknowledge(imported(eve()), *read)
    assert readiness(story.state).ready == (len(read) == 4)


def test_without_an_import_the_manager_must_be_rung_even_if_nobody_answers():
    story = eve()
    assert not readiness(call(call(story), by="F-CO2").state).ready, "the worker was not asked"
    refresh(story, "no_answer")
    assert not readiness(story.state).ready
    assert not readiness(call(story, answered=False).state).ready
    assert readiness(call(story, answered=False, by="F-CO2").state).ready


def test_a_missing_seat_or_a_row_held_back_needs_the_call():
    for story in (
        imported(eve(), items=(), missing=("m",)),
        imported(eve(), items=(), held_back=1),
    ):
        assert not readiness(story.state).ready
        assert readiness(call(story).state).ready


def test_a_call_from_before_the_import_does_not_count_for_it():
    story = call(eve()).pass_time(hours=1)
    imported(story, items=(), missing=("m",))
    assert not readiness(story.state).ready


def test_a_new_import_must_be_read_again():
    story = acknowledge(imported(eve()), *product(("a", "b"), BOTH))
    assert readiness(story.state).ready
    imported(story, items=("c",), name="i2")
    assert readiness(story.state).unread == (("c", "F-LEAD1"), ("c", "F-CO2"))


def test_undoing_an_import_reopens_the_check():
    story = acknowledge(imported(eve()), *product(("a", "b"), BOTH))
    story.happen(ev.FeedbackImportUndone("i1", "F-LEAD1", story.now))
    assert readiness(story.state).no_import


def undone(story: Story, name: str, held_back: int | None) -> Story:
    return story.happen(ev.FeedbackImportUndone(name, "F-LEAD1", story.now, held_back))


def test_rows_held_back_are_counted_though_their_import_was_taken_back():
    story = imported(imported(eve()), held_back=2, name="i2")
    assert readiness(undone(story, "i2", 1).state).held_back == 1
    assert readiness(undone(story, "i1", 0).state).held_back == 0


@pytest.mark.parametrize(("first", "second"), [(2, 0), (0, 2), (1, 2)])
def test_an_undo_that_counted_nothing_leaves_what_was_held_back_in_question(first, second):
    story = imported(imported(eve(), held_back=first), held_back=second, name="i2")
    assert readiness(undone(story, "i2", None).state).held_back == 2


def test_a_call_about_an_import_does_not_count_once_it_is_taken_back():
    story = call(imported(eve(), items=(), missing=("m",)))
    assert readiness(story.state).ready
    story.pass_time(hours=1)
    story.happen(ev.FeedbackImportUndone("i1", "F-LEAD1", story.now))
    assert not readiness(story.state).ready
    assert readiness(call(refresh(story)).state).ready


def test_an_unread_flag_is_never_waved_through():
    story = call(refresh(eve()))
    story.happen(ev.FlagRaised("FL-1", 1, "W1-01", story.now))
    story.happen(ev.FlagHandedOver("FL-1", "manager", "none given", story.now, "F-CO2", story.now))
    assert not readiness(story.state).ready
    story.happen(*(ev.FlagAcknowledged("FL-1", who, story.now) for who in BOTH))
    assert readiness(story.state).ready


def refresh(story: Story, changes: str = "none") -> Story:
    return story.happen(ev.ReadinessRefreshed("VW-1", changes, "F-LEAD1", story.now))


def read_early() -> Story:
    """An import of a week before workshop two, read by both."""
    story = imported(Story().pass_time(days=21))
    return acknowledge(story, *product(("a", "b"), BOTH))


def test_an_early_import_needs_the_worker_asked_for_changes_however_well_it_was_read():
    story = read_early()
    assert readiness(story.state).refresh is Refresh.TO_ASK
    assert not readiness(call(call(story), by="F-CO2").state).ready
    story.pass_time(days=6)
    assert readiness(refresh(story).state).ready


@pytest.mark.parametrize(("days", "counts"), [(0, False), (5, False), (6, True), (7, True)])
def test_asking_counts_from_the_day_before_workshop_two(days: int, counts: bool):
    story = read_early().pass_time(days=days)
    assert readiness(refresh(story).state).ready is counts


@pytest.mark.parametrize(("days", "counts"), [(26, False), (27, True), (28, True)])
def test_an_import_of_the_eve_or_the_day_is_as_good_as_asking(days: int, counts: bool):
    story = imported(Story().pass_time(days=days))
    assert (readiness(story.state).refresh is Refresh.FRESH) is counts


@pytest.mark.parametrize("changes", ["coming", "no_answer"])
def test_an_answer_that_is_missing_goes_to_the_manager_by_phone(changes: str):
    story = read_early().pass_time(days=6)
    refresh(call(story), changes)
    stands = readiness(story.state)
    assert (stands.ready, stands.incomplete, stands.called) == (False, True, None)
    call(story, answered=False)
    assert not readiness(story.state).ready
    call(story, answered=False, by="F-CO2")
    assert readiness(story.state).ready
    refresh(story, changes)
    assert readiness(story.state).ready, "said twice, it is no other thing that is missing"


def test_the_announced_extract_that_comes_is_read_and_nothing_is_asked_again():
    story = refresh(read_early().pass_time(days=6), "coming")
    refresh(story)
    assert readiness(story.state).refresh is Refresh.COMING, "what was announced did not come"
    assert not readiness(story.state).ready
    acknowledge(imported(story, items=("a", "c"), name="i2"), *product(("c",), BOTH))
    stands = readiness(story.state)
    assert (stands.refresh, stands.incomplete, stands.ready) == (Refresh.FRESH, False, True)


@pytest.mark.parametrize("made_at", [None, datetime(2026, 12, 1, tzinfo=UTC)])
def test_a_file_that_is_older_or_does_not_say_is_asked_about_though_it_came_today(made_at):
    story = acknowledge(imported(eve(), made_at=made_at), *product(("a", "b"), BOTH))
    assert readiness(story.state).refresh is Refresh.TO_ASK
    assert not readiness(story.state).ready


def test_nothing_recorded_while_the_clock_was_ahead_counts_today():
    ahead = imported(eve(), missing=("m",)).now
    story = acknowledge(imported(eve(), missing=("m",)), *product(("a", "b"), BOTH))
    assert readiness(call(story).state, ahead).ready
    before = ahead - timedelta(days=10)
    stands = readiness(story.state, before)
    assert (stands.refresh, stands.called, stands.ready) == (Refresh.TO_ASK, None, False)
    refresh(story)
    assert readiness(story.state, before).refresh is Refresh.TO_ASK


@pytest.mark.parametrize(("days", "counts"), [(0, False), (26, False), (27, True), (28, True)])
def test_a_call_counts_from_the_day_before_workshop_two(days: int, counts: bool):
    story = imported(Story().pass_time(days=days), items=(), missing=("m",))
    call(story)
    refresh(story.pass_time(days=28 - days))
    assert readiness(story.state).ready is counts


def test_asking_before_an_import_says_nothing_of_changes_since():
    story = refresh(read_early().pass_time(days=6))
    assert readiness(story.state).ready
    story.happen(ev.FeedbackImportUndone("i1", "F-LEAD1", story.now))
    imported(story, name="i2")
    assert readiness(story.state).refresh is Refresh.FRESH
    story.happen(ev.FeedbackImportUndone("i2", "F-LEAD1", story.now))
    assert readiness(story.state).refresh is Refresh.TO_ASK


def test_an_older_import_that_stands_again_must_be_asked_about_again():
    story = refresh(read_early().pass_time(days=6))
    imported(story, items=("a", "c"), name="i2")
    story.happen(ev.FeedbackImportUndone("i2", "F-LEAD1", story.now))
    assert readiness(story.state).refresh is Refresh.TO_ASK
