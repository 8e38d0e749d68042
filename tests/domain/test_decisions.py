"""What a live day allows and refuses."""

from __future__ import annotations

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.engagement import not_heard, rating_gaps
from cara_facilitate.domain.objectives import Reach, objective_rows
from cara_facilitate.errors import Refusal
from tests.domain.day_story import Story


def refused(story: Story, command: cmd.Command, words: str) -> None:
    before = story.state
    with pytest.raises(Refusal, match=words):
        story.do(command)
    assert story.state is before


def test_an_unprepared_workshop_does_not_start():
    story = Story()
    refused(story, cmd.StartWorkshop(story.now), "not prepared")


def test_workshop_two_waits_for_workshop_one_and_for_readiness():
    story = Story().open_doors()
    story.workshop = 2
    story.happen(ev.WorkshopPrepared(2, story.curriculum.hash, (), story.now))
    refused(story, cmd.StartWorkshop(story.now), "one is not closed")
    story.workshop = 1
    story.do(cmd.EndWorkshop(story.now))
    story.workshop = 2
    refused(story, cmd.StartWorkshop(story.now), "reparation for workshop two open")


def test_the_day_cannot_be_closed_with_an_open_flag():
    story = Story().open_doors()
    story.happen(ev.FlagRaised("FL-1", 1, "W1-01", story.now))
    refused(story, cmd.EndWorkshop(story.now), "flag is open")
    story.happen(ev.FlagHandedOver("FL-1", "manager", "none given", story.now, "F-CO2", story.now))
    story.do(cmd.EndWorkshop(story.now))
    assert story.day.ended_at == story.now


def test_a_code_needs_a_seat_that_attended():
    story = Story(seats=8).open_doors()
    refused(story, cmd.Observe((9,), "o", story.now), "not taken")
    story.do(cmd.Attend(3, "AN", story.now))
    refused(story, cmd.Observe((3,), "o", story.now), "not marked present")
    refused(story, cmd.Observe((4,), "z", story.now), "not an observation code")
    refused(story, cmd.Observe((), "o", story.now), "seat first")


def test_one_bad_seat_among_several_records_nothing():
    story = Story(seats=8).open_doors()
    refused(story, cmd.Observe((4, 9), "o", story.now), "not taken")


def test_somebody_who_left_early_can_come_back():
    story = Story().open_doors().pass_time(minutes=30)
    story.do(cmd.Attend(6, "EL", story.now, "work"))
    assert not story.day.seat(6).present
    assert story.day.seat(6).codes == ("P", "EL")
    story.pass_time(minutes=5).do(cmd.Attend(6, "P", story.now))
    assert story.day.seat(6).present


def test_a_seat_that_is_not_in_the_room_cannot_leave_it():
    story = Story().open_doors()
    story.do(cmd.Attend(2, "LR", story.now, "transport"))
    refused(story, cmd.Attend(2, "EL", story.now), "cannot leave")


def test_the_same_mark_twice_is_refused():
    story = Story().open_doors()
    refused(story, cmd.Attend(2, "P", story.now), "already marked")


def test_a_replaced_mark_names_the_event_it_replaces():
    story = Story().open_doors()
    first = story.day.seat(2).arrival.event
    story.do(cmd.Attend(2, "LA", story.now, "transport"))
    assert story.log[-1].event.replaces == first


def test_next_stops_at_the_last_item_and_back_at_the_first():
    story = Story().open_doors()
    refused(story, cmd.PreviousItem(story.now), "first item")
    for _ in range(3):
        story.do(cmd.NextItem(story.now))
    refused(story, cmd.NextItem(story.now), "last item")
    assert story.day.present_item == "W1-03"


def test_objectives_are_evidenced_touched_or_not_reached():
    story = Story().open_doors()
    story.do(cmd.GoTo("W1-02", story.now))
    story.do(cmd.Tick("O02", (3, 4), story.now))
    story.do(cmd.GoTo("W1-03", story.now))
    rows = {row.objective.id: row for row in objective_rows(story.curriculum, story.day)}
    assert rows["O02"].reach is Reach.EVIDENCED
    assert rows["O02"].seats == (3, 4)
    assert rows["O02"].items == ("W1-02",)
    assert rows["O07"].reach is Reach.TOUCHED
    assert rows["O10"].reach is Reach.NOT_REACHED


def test_who_has_not_been_heard_leaves_out_absent_seats_and_mere_appearances():
    story = Story(seats=4).open_doors()
    story.do(cmd.Attend(4, "AN", story.now))
    story.do(cmd.Observe((1,), "o", story.now))
    story.do(cmd.Observe((2,), "w", story.now))
    assert not_heard(story.day, (1, 2, 3, 4)) == (2, 3)


def test_two_raters_are_kept_apart_and_a_gap_of_two_is_named():
    story = Story().open_doors()
    story.do(cmd.Rate(1, 1, "F-LEAD1", "close", story.now))
    story.do(cmd.Rate(1, 3, "F-CO2", "close", story.now))
    story.do(cmd.Rate(2, 2, "F-LEAD1", "close", story.now))
    story.do(cmd.Rate(2, 3, "F-CO2", "close", story.now))
    assert rating_gaps(story.day) == (1,)
    refused(story, cmd.Rate(1, 5, "F-CO2", "close", story.now), "0 to 4")
    refused(story, cmd.Rate(1, 2, "F-NOBODY", "close", story.now), "not a facilitator")
