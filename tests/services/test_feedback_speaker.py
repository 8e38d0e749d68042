"""Agreed words: when they hold, who of the two says them, and who reads them meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    cohorts,
    deliver,
    feedback_import,
    feedback_use,
    readiness_check,
    safeguard,
)
from cara_facilitate.services import feedback_speaker as speaker
from cara_facilitate.services.briefing import VOIDING, BriefItem
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import PINS, Practice, practice_time
from tests.services.conftest import hold_workshop_one, make_ready
from tests.services.second_day import (
    LEAD,
    agreed,
    allow_agreed_words,
    begin_two,
    close_two,
    opened,
)

OTHER = list(PINS)[1]
SEAT = 3
WORDS = "Exactly this."


@pytest.fixture
def taken(practice: Practice) -> Practice:
    """Workshop one held and the extract taken in."""
    hold_workshop_one(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, practice.extract), LEAD)
    return practice


def read_by(made: Practice, who: str) -> BriefItem:
    """The record of seat 3 as one facilitator reads it."""
    pages = {page.seat: page for page in opened(made, who).seats}
    [item] = pages[SEAT].items
    return item


def agreed_shown(made: Practice) -> bool:
    return read_by(made, LEAD).agreed


def name(made: Practice, who: str, by: str = LEAD) -> None:
    speaker.name(made.desk, made.plan.cohort, {SEAT: who} if who else {}, by, PINS[by])


def on_the_eve(made: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agreed words for seat 3, at a site that enables them, the evening before."""
    agreed(made)
    set_practice_clock(made.desk.folder, practice_time(date(2026, 12, 25), 18, 0))
    allow_agreed_words(made, monkeypatch)


def flag_a_threat(made: Practice, workshop: int, seat: int) -> None:
    """Raised, and somebody told, so that the day can be closed."""
    desk, cohort = made.desk, made.plan.cohort
    flag = safeguard.raise_flag(desk, cohort, workshop, seat=seat, kind="threat")
    told = {"to": "Manager on call", "reference": "", "by": LEAD}
    safeguard.hand_over(desk, cohort, flag, told_at=desk.clock.now(), **told)


def test_agreed_words_need_the_sites_leave_and_no_flag_of_pressure(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    set_practice_clock(taken.desk.folder, practice_time(date(2026, 12, 25), 18, 0))
    assert not agreed_shown(taken), "off unless the site enables them"
    allow_agreed_words(taken, monkeypatch)
    assert agreed_shown(taken)
    raised = (taken.desk, taken.plan.cohort, 1)
    safeguard.raise_flag(*raised, seat=taken.plan.people[4].seat, kind="threat")
    safeguard.raise_flag(*raised, seat=taken.plan.people[2].seat, kind="child")
    assert agreed_shown(taken), "another seat's flag, or one about something else"
    safeguard.raise_flag(*raised, seat=taken.plan.people[2].seat, kind="threat")
    assert not agreed_shown(taken)


@pytest.mark.parametrize("kind", VOIDING)
def test_a_flag_of_pressure_about_nobody_in_particular_voids_everybodys_agreed_words(
    taken: Practice, monkeypatch: pytest.MonkeyPatch, kind: str
):
    agreed(taken)
    set_practice_clock(taken.desk.folder, practice_time(date(2026, 12, 25), 18, 0))
    allow_agreed_words(taken, monkeypatch)
    safeguard.raise_flag(taken.desk, taken.plan.cohort, 2, kind=kind)
    assert not agreed_shown(taken)


def test_agreed_words_end_with_the_day_but_whether_they_were_said_is_still_asked(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    begin_two(taken)
    desk, cohort = taken.desk, taken.plan.cohort
    deliver.do(desk, cohort, 2, cmd.Pause("pause", desk.clock.now()))
    assert agreed_shown(taken)
    deliver.do(desk, cohort, 2, cmd.Resume(desk.clock.now()))
    close_two(taken)
    assert not agreed_shown(taken)
    assert [line.exact for line in opened(taken).uses].count(True) == 1


def test_only_whoever_is_named_reads_the_words_and_the_other_reads_who_that_is(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    on_the_eve(taken, monkeypatch)
    for who in (LEAD, OTHER):
        item = read_by(taken, who)
        assert (item.agreed, item.speaker, item.agreed_words.reveal()) == (True, "", "")
    name(taken, OTHER)
    assert read_by(taken, OTHER).agreed_words.reveal() == WORDS
    assert (read_by(taken, LEAD).speaker, read_by(taken, LEAD).agreed_words.reveal()) == (OTHER, "")
    name(taken, LEAD, by=OTHER)
    assert read_by(taken, LEAD).agreed_words.reveal() == WORDS
    assert read_by(taken, OTHER).agreed_words.reveal() == ""
    name(taken, "")
    assert read_by(taken, LEAD).agreed_words.reveal() == ""


@pytest.mark.parametrize(
    ("chosen", "by", "pin"),
    [
        ({SEAT: LEAD}, LEAD, PINS[OTHER]),
        ({SEAT: "F-OTHER9"}, LEAD, PINS[LEAD]),
        ({13: LEAD}, LEAD, PINS[LEAD]),
    ],
)
def test_naming_needs_an_own_pin_a_seat_and_somebody_who_delivers(
    taken: Practice, monkeypatch: pytest.MonkeyPatch, chosen: dict[int, str], by: str, pin: str
):
    on_the_eve(taken, monkeypatch)
    with pytest.raises(Refusal):
        speaker.name(taken.desk, taken.plan.cohort, chosen, by, pin)
    assert speaker.speakers(taken.desk, taken.plan.cohort) == {}


def test_where_the_site_does_not_use_agreed_words_there_is_nobody_to_name(taken: Practice):
    with pytest.raises(Refusal, match="does not use agreed words"):
        name(taken, LEAD)


def test_as_many_entries_are_stored_whatever_there_is_to_say(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    allow_agreed_words(taken, monkeypatch)
    desk, cohort = taken.desk, taken.plan.cohort
    for chosen in ({}, {SEAT: LEAD}, dict.fromkeys(range(1, 13), OTHER)):
        before = desk.count_events()
        speaker.name(desk, cohort, chosen, LEAD, PINS[LEAD])
        again = 1  # everything is to be read once more
        assert desk.count_events() - before == len(desk.state(cohort).seats) + again


def test_whoever_was_covered_away_is_named_no_more(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    on_the_eve(taken, monkeypatch)
    name(taken, OTHER)
    cohorts.cover(taken.desk, taken.plan.cohort, OTHER, "F-COVER3", LEAD)
    assert read_by(taken, LEAD).speaker == ""
    with pytest.raises(Refusal, match="Only a facilitator of workshop two"):
        name(taken, OTHER)


def test_whoever_was_relieved_during_the_day_is_named_for_what_they_said_once_it_is_over(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    desk, cohort = taken.desk, taken.plan.cohort
    name(taken, OTHER)
    begin_two(taken)
    cohorts.cover(desk, cohort, OTHER, "F-COVER3", LEAD)
    assert speaker.speakers(desk, cohort) == {}, "whoever is gone says nothing any more"
    with pytest.raises(Refusal, match="Only a facilitator of workshop two"):
        name(taken, OTHER)
    name(taken, "F-COVER3")
    name(taken, "")
    close_two(taken)
    name(taken, OTHER)
    [line] = [line for line in opened(taken).uses if line.exact]
    feedback_use.record(desk, cohort, [line.item], LEAD, [line.item])
    assert speaker.said(desk, cohort) == {SEAT: OTHER}
    assert speaker.may_say(desk.state(cohort)) == (LEAD, "F-COVER3", OTHER)


def test_whoever_left_before_the_day_delivered_no_part_of_it(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    allow_agreed_words(taken, monkeypatch)
    desk, cohort = taken.desk, taken.plan.cohort
    cohorts.cover(desk, cohort, OTHER, "F-COVER3", LEAD)
    assert speaker.may_say(desk.state(cohort)) == (LEAD, "F-COVER3")


@pytest.mark.parametrize("about", [0, SEAT])
def test_a_flag_after_the_words_were_said_takes_away_neither_that_nor_by_whom(
    taken: Practice, monkeypatch: pytest.MonkeyPatch, about: int
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    desk, cohort = taken.desk, taken.plan.cohort
    name(taken, OTHER)
    begin_two(taken)
    flag_a_threat(taken, 2, about)
    close_two(taken)
    [line] = [line for line in opened(taken).uses if line.exact]
    assert (line.seat, line.speaker) == (SEAT, OTHER), "they may have been said before the flag"
    feedback_use.record(desk, cohort, [line.item], LEAD, [line.item])
    feedback_use.record(desk, cohort, [line.item], LEAD)
    assert speaker.said(desk, cohort) == {SEAT: OTHER}, "as long as it stays used"
    feedback_use.record(desk, cohort, [], LEAD)
    feedback_use.record(desk, cohort, [line.item], LEAD)
    assert speaker.said(desk, cohort) == {}


def test_a_flag_before_the_day_leaves_no_agreed_words_to_ask_about(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    flag_a_threat(taken, 1, SEAT)
    begin_two(taken)
    close_two(taken)
    assert not [line for line in opened(taken).uses if line.exact]


@pytest.mark.parametrize("chosen", [{}, {SEAT: OTHER}, {SEAT + 1: OTHER}])
def test_whenever_it_is_named_who_says_words_everybody_has_everything_to_read_again(
    taken: Practice, monkeypatch: pytest.MonkeyPatch, chosen: dict[int, str]
):
    on_the_eve(taken, monkeypatch)
    make_ready(taken)
    desk, cohort = taken.desk, taken.plan.cohort
    assert readiness_check.check(desk, cohort).ready
    speaker.name(desk, cohort, chosen, LEAD, PINS[LEAD])
    now = readiness_check.check(desk, cohort)
    items = desk.state(cohort).current_import.items
    assert not now.ready
    assert now.unread == tuple((item, who) for item in items for who in (LEAD, OTHER))
    with pytest.raises(Refusal, match="has not opened the briefing since it last changed"):
        readiness_check.acknowledge(desk, cohort, items, OTHER, PINS[OTHER])
    for who in (LEAD, OTHER):
        opened(taken, who)
        readiness_check.acknowledge(desk, cohort, items, who, PINS[who])
    assert readiness_check.check(desk, cohort).ready


def test_after_the_doors_opened_naming_reopens_nothing(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    begin_two(taken)
    name(taken, OTHER)
    assert readiness_check.check(taken.desk, taken.plan.cohort).unread == ()


def test_that_words_were_said_says_by_whom_and_who_it_was_then_stays(
    taken: Practice, monkeypatch: pytest.MonkeyPatch
):
    agreed(taken)
    allow_agreed_words(taken, monkeypatch)
    begin_two(taken)
    close_two(taken)
    desk, cohort = taken.desk, taken.plan.cohort
    [line] = [line for line in opened(taken).uses if line.exact]
    with pytest.raises(Refusal, match="Nobody is named for the agreed words of seat 3"):
        feedback_use.record(desk, cohort, [line.item], LEAD, [line.item])
    name(taken, OTHER)
    feedback_use.record(desk, cohort, [line.item], LEAD, [line.item])
    assert speaker.said(desk, cohort) == {SEAT: OTHER}
    [line] = [line for line in opened(taken).uses if line.exact]
    assert line.speaker == OTHER
    with pytest.raises(Refusal, match="said the words of seat 3"):
        name(taken, LEAD)
    assert set(feedback_use.outcomes(desk, cohort).values()) == {"used", "not_used"}
    feedback_use.record(desk, cohort, [], LEAD, [line.item])
    name(taken, LEAD)
    assert speaker.speakers(desk, cohort) == {SEAT: LEAD}
