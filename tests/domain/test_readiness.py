"""CARA-6: what must be so before workshop two, whatever order it happens in."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.readiness import readiness
from tests.domain.day_story import Story

BOTH = ("F-LEAD1", "F-CO2")


def imported(story: Story, items=("a", "b"), missing=(), held_back=0, name="i1") -> Story:
    return story.happen(
        ev.FeedbackImported(name, tuple(items), tuple(missing), held_back, "F-LEAD1", story.now)
    )


def call(story: Story, answered: bool = True, by: str = "F-LEAD1") -> Story:
    return story.happen(ev.ManagerCalled("M-1", answered, "contact missing", by, story.now))


def acknowledge(story: Story, *pairs: tuple[str, str]) -> Story:
    return story.happen(*(ev.ReadinessAcknowledged(i, who, story.now) for i, who in pairs))


@given(st.sets(st.sampled_from(sorted(product(("a", "b"), BOTH)))))
def test_it_is_ready_only_when_both_have_read_every_row(read):
    story = acknowledge(imported(Story()), *read)
    assert readiness(story.state).ready == (len(read) == 4)


def test_without_an_import_the_manager_must_be_rung_even_if_nobody_answers():
    story = Story()
    assert not readiness(story.state).ready
    assert not readiness(call(story, answered=False).state).ready
    assert readiness(call(story, answered=False, by="F-CO2").state).ready


def test_a_missing_seat_or_a_row_held_back_needs_the_call():
    for story in (
        imported(Story(), items=(), missing=("m",)),
        imported(Story(), items=(), held_back=1),
    ):
        assert not readiness(story.state).ready
        assert readiness(call(story).state).ready


def test_a_call_from_before_the_import_does_not_count_for_it():
    story = call(Story()).pass_time(hours=1)
    imported(story, items=(), missing=("m",))
    assert not readiness(story.state).ready


def test_a_new_import_must_be_read_again():
    story = acknowledge(imported(Story()), *product(("a", "b"), BOTH))
    assert readiness(story.state).ready
    imported(story, items=("c",), name="i2")
    assert readiness(story.state).unread == (("c", "F-LEAD1"), ("c", "F-CO2"))


def test_undoing_an_import_reopens_the_check():
    story = acknowledge(imported(Story()), *product(("a", "b"), BOTH))
    story.happen(ev.FeedbackImportUndone("i1", "F-LEAD1", story.now))
    assert readiness(story.state).no_import


def test_a_call_about_an_import_does_not_count_once_it_is_taken_back():
    story = call(imported(Story(), items=(), missing=("m",)))
    assert readiness(story.state).ready
    story.pass_time(hours=1)
    story.happen(ev.FeedbackImportUndone("i1", "F-LEAD1", story.now))
    assert not readiness(story.state).ready
    assert readiness(call(story).state).ready


def test_an_unread_flag_is_never_waved_through():
    story = call(Story())
    story.happen(ev.FlagRaised("FL-1", 1, "W1-01", story.now))
    story.happen(ev.FlagHandedOver("FL-1", "manager", "none given", story.now, "F-CO2", story.now))
    assert not readiness(story.state).ready
    story.happen(*(ev.FlagAcknowledged("FL-1", who, story.now) for who in BOTH))
    assert readiness(story.state).ready
