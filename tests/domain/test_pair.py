"""Attendance stories: what two days of marks say of a pair, told as a cohort's events."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import ARRIVALS, CODES, DEPARTURES, Mark, SeatAttendance
from cara_facilitate.domain.attendance_record import (
    confirmed,
    digest,
    return_word,
    staff_times,
    unconfirmed,
)
from cara_facilitate.domain.pair import (
    ATTENDED,
    DID_NOT,
    NOT_HELD,
    TO_CONFIRM,
    SeatPair,
    SiteRules,
    pairs,
    repeat_dates,
)
from cara_facilitate.domain.rules import CAUTION_DAYS, PAIR_GAP
from cara_facilitate.errors import Refusal
from tests.domain.day_story import DOORS, FIRST, Story

RULES = SiteRules(allow_late=True, late_minutes=30, early_minutes=15)
NEVER = ("fail", "breach", "compl", "pass ", "guilty", "unsuccessful")


class Days(Story):
    """A pair of days from 10:00 to 15:30, told by the clock."""

    def begin(self, number: int = 1) -> Days:
        self.workshop = number
        self.now = DOORS + timedelta(days=28 * (number - 1))
        self.happen(ev.WorkshopPrepared(number, self.curriculum.hash, (), self.now))
        self.happen(ev.WorkshopStarted(number, self.now))
        self.happen(ev.ItemStarted(number, f"W{number}-01", self.now))
        return self

    def at(self, clock: str) -> datetime:
        hour, minute = clock.split(":")
        return self.now.replace(hour=int(hour), minute=int(minute))

    def mark(self, seat: int, code: str, clock: str, reason: str = "", source: str = "") -> Days:
        self.do(cmd.Attend(seat, code, self.at(clock), reason, source))
        return self

    def type(self, seat: int, code: str, clock: str, reason: str = "") -> Days:
        self.do(cmd.Attend(seat, code, self.at(clock), reason, typed=True))
        return self

    def spans(self, seat: int) -> list[tuple[str, str]]:
        turns = self.state.workshops[self.workshop].seat(seat).turns
        return [(f"{t.came.at:%H:%M}", f"{t.left.at:%H:%M}" if t.left else "") for t in turns]

    def close(self, clock: str = "15:30") -> Days:
        if any(self.day.seat(seat).arrival is None for seat in self.state.seats):
            self.do(cmd.AllPresent(self.at("10:00")))
        self.do(cmd.EndWorkshop(self.at(clock)))
        return self

    def hold(self, number: int) -> Days:
        return self.begin(number).close()

    def pair(self, seat: int, rules: SiteRules = RULES) -> SeatPair:
        return next(p for p in pairs(self.state, rules, self.now) if p.seat == seat)

    def word(self, seat: int, number: int = 1, rules: SiteRules = RULES) -> str:
        return return_word(self.pair(seat, rules).days[number - 1], rules)


def told(seats: int = 2) -> Days:
    return Days(seats)


def test_all_present_on_both_days_is_a_complete_pair() -> None:
    story = told().hold(1)
    assert story.pair(1).complete is None
    story.hold(2)
    pair = story.pair(1)
    assert (pair.complete, pair.missing, pair.offered_again) == (True, (), False)
    assert [day.minutes for day in pair.days] == [330, 330]
    assert [day.codes for day in pair.days] == [("P",), ("P",)]
    assert story.word(1) == story.word(1, 2) == ATTENDED


def test_late_and_admitted_within_the_rule_counts_and_says_how_late() -> None:
    story = told().begin().mark(1, "LA", "10:12").close().hold(2)
    pair = story.pair(1)
    assert pair.complete is True
    assert (pair.days[0].late, pair.days[0].minutes) == (12, 318)
    assert story.word(1) == ATTENDED


@pytest.mark.parametrize(
    ("clock", "rules", "complete"),
    [
        ("10:30", RULES, True),
        ("10:31", RULES, False),
        ("10:01", SiteRules(allow_late=False), False),
    ],
)
def test_late_admitted_against_the_site_s_rule_is_missing_in_plain_words(
    clock: str, rules: SiteRules, complete: bool
) -> None:
    pair = told().begin().mark(1, "LA", clock).close().hold(2).pair(1, rules)
    assert pair.complete is complete
    if not complete:
        assert pair.missing[0].startswith(f"workshop one: late, admitted at {clock}, after")


def test_a_delayed_start_moves_what_late_is_counted_from() -> None:
    story = told()
    story.now = DOORS
    story.do(cmd.DelayStart("10:20", "facilitator not here", DOORS))
    day = story.begin().mark(1, "LA", "10:45").close().pair(1).days[0]
    assert (day.late, day.missing) == (25, "")


def test_late_and_refused_is_no_attendance_and_says_when() -> None:
    story = told().begin().mark(1, "LR", "10:40").close()
    pair = story.pair(1)
    assert pair.complete is False
    assert pair.missing == ("workshop one: late, refused at 10:40",)
    assert (pair.days[0].minutes, pair.days[0].late) == (0, 40)
    assert story.word(1) == DID_NOT


def test_absent_without_contact() -> None:
    story = told().begin().mark(1, "AN", "10:30").close()
    assert story.pair(1).missing == ("workshop one: absent, no contact",)
    assert story.word(1) == DID_NOT
    assert story.pair(2).missing == ()


def test_absent_with_a_reason_never_shows_the_reason_beside_the_fact() -> None:
    story = told().begin().mark(1, "AR", "10:30", reason="health").close()
    pair = story.pair(1)
    assert pair.missing == ("workshop one: absent, reason given",)
    assert pair.days[0].marks[0].reason == "health"
    assert story.word(1) == DID_NOT


@pytest.mark.parametrize(
    ("clock", "complete", "word"),
    [("15:15", True, ATTENDED), ("15:14", False, TO_CONFIRM), ("11:00", False, TO_CONFIRM)],
)
def test_left_early_within_and_beyond_the_tolerance(clock: str, complete: bool, word: str) -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", clock).close().hold(2)
    pair = story.pair(1)
    assert pair.complete is complete
    assert pair.days[0].codes == ("P", "EL")
    assert story.word(1) == word
    if not complete:
        left = f"workshop one: left at {clock}, {pair.days[0].early} min before the end"
        assert pair.missing == (left,)


def test_early_is_counted_from_the_day_s_real_end() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "15:00").close("15:10")
    assert story.pair(1).days[0].early == 10


def test_removed() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "RM", "15:29").close().hold(2)
    assert story.pair(1).complete is False
    assert story.pair(1).missing == ("workshop one: removed at 15:29",)
    assert story.word(1) == TO_CONFIRM


def test_transferred() -> None:
    story = told().begin().mark(1, "TR", "10:05").close()
    assert story.pair(1).missing == ("workshop one: transferred",)
    assert story.word(1) == TO_CONFIRM


def test_somebody_who_came_back_keeps_the_times_of_both_turns() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "LA", "12:40")
    pair = story.close().hold(2).pair(1)
    day = pair.days[0]
    spans = [(f"{t.came.at:%H:%M}", f"{t.left.at:%H:%M}" if t.left else "") for t in day.turns]
    assert spans == [("10:00", "12:00"), ("12:40", "")]
    assert (day.minutes, day.out, day.late) == (290, 40, 0)
    assert day.codes == ("LA",)
    assert pair.complete is False
    assert pair.missing == ("workshop one: out of the room for 40 min, from 12:00",)
    assert story.word(1) == TO_CONFIRM
    assert [m.code for m in day.marks] == ["P", "EL", "LA"]


def test_somebody_refused_on_coming_back_was_in_the_room_all_the_same() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "LR", "14:00")
    story.close()
    assert story.state.workshops[1].seat(1).attended
    assert story.pair(1).days[0].minutes == 120
    assert story.word(1) == TO_CONFIRM


def test_of_a_corrected_mark_the_last_one_stands() -> None:
    story = told().begin().mark(1, "AN", "10:05").mark(1, "LA", "10:12").mark(1, "P", "10:00")
    pair = story.close().hold(2).pair(1)
    assert pair.days[0].codes == ("P",)
    assert (pair.days[0].late, pair.complete) == (0, True)


@pytest.mark.parametrize("code", ["AN", "AR", "LR", "TR"])
@pytest.mark.parametrize("source", ["", "paper"])
def test_whoever_has_been_in_the_room_is_not_made_absent_by_one_key(code: str, source: str) -> None:
    story = told().begin().mark(1, "P", "10:00")
    with pytest.raises(Refusal, match="was in the room") as refused:
        story.mark(1, code, "10:31", source=source)
    assert "undo" in refused.value.hint
    assert story.close().word(1) == ATTENDED


def test_a_time_typed_early_makes_nobody_absent_who_is_known_to_have_stayed() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(2, "LA", "11:00")
    with pytest.raises(Refusal, match="was in the room"):
        story.type(1, "AN", "10:05")


@pytest.mark.parametrize("code", ["AN", "LR"])
@pytest.mark.parametrize("seen", ["observation", "evidence", "rating"])
def test_a_seat_that_something_was_seen_of_was_there(code: str, seen: str) -> None:
    story = told().begin().mark(1, "P", "10:00")
    at = story.at("10:05")
    deeds: dict[str, cmd.Command] = {
        "observation": cmd.Observe((1,), "o", at),
        "evidence": cmd.Tick("O02", (1,), at),
        "rating": cmd.Rate(1, 3, "F-LEAD1", "break", at),
    }
    story.do(deeds[seen])
    with pytest.raises(Refusal, match="was in the room"):
        story.mark(1, code, "10:06")


@pytest.mark.parametrize("code", ["AN", "AR", "LR"])
def test_a_correction_at_once_stands_and_is_for_the_manager(code: str) -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, code, "10:10").close().hold(2)
    assert story.state.workshops[1].seat(1).codes == (code,)
    assert story.word(1) == TO_CONFIRM
    assert story.pair(1).missing[0].endswith(", but present was recorded before")
    assert story.pair(1).days[0].minutes == 0


def test_a_wrong_key_put_right_at_once_leaves_no_contradiction() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "AN", "10:05").mark(1, "P", "10:06")
    assert story.close().word(1) == ATTENDED


def test_a_leaving_on_record_is_no_absence_either() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00")
    with pytest.raises(Refusal, match="was in the room"):
        story.mark(1, "AN", "12:30")
    assert story.spans(1) == [("10:00", "12:00")]


# --- times typed ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["EL", "RM"])
def test_an_arrival_corrected_by_a_typed_time_keeps_the_leaving(code: str) -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, code, "12:00").type(1, "LA", "10:12")
    assert story.state.workshops[1].seat(1).codes == ("LA", code)
    assert not story.state.workshops[1].seat(1).present
    assert story.spans(1) == [("10:12", "12:00")]
    assert story.close().word(1) == TO_CONFIRM


def test_a_key_after_leaving_is_coming_back_also_when_the_clock_was_set_back() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "P", "11:05")
    assert story.state.workshops[1].seat(1).present
    assert len(story.state.workshops[1].seat(1).turns) == 2
    pair = story.close().hold(2).pair(1)
    assert pair.missing == ("workshop one: times of coming and leaving contradict each other",)
    assert pair.days[0].minutes <= 330
    assert story.word(1) == TO_CONFIRM


def test_a_typed_time_corrects_the_turn_it_falls_in() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "P", "12:10")
    story.type(1, "LA", "10:12").type(1, "P", "12:05")
    assert story.spans(1) == [("10:12", "12:00"), ("12:05", "")]


def test_a_late_time_typed_wrong_by_a_minute_can_be_typed_again() -> None:
    story = told().begin().type(1, "LA", "10:12").type(1, "LA", "10:13")
    assert story.spans(1) == [("10:13", "")]
    with pytest.raises(Refusal, match="already marked"):
        story.type(1, "LA", "10:13")


def test_the_reason_of_a_leaving_is_given_later_at_its_own_time() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00")
    story.type(1, "EL", "12:00", "work")
    departure = story.state.workshops[1].seat(1).departure
    assert departure is not None
    assert (departure.reason, story.spans(1)) == ("work", [("10:00", "12:00")])


def test_a_time_typed_before_the_doors_opened_is_asked_again() -> None:
    story = told().begin()
    with pytest.raises(Refusal, match="The day began at 10:00") as refused:
        story.type(1, "LA", "01:12")
    assert refused.value.hint == "Did you mean 13:12?"
    with pytest.raises(Refusal, match="The day began at 10:00"):
        story.do(cmd.AllPresent(story.at("9:59"), typed=True))
    story.mark(1, "P", "09:30")
    assert story.state.workshops[1].seat(1).present


def test_nobody_leaves_before_coming() -> None:
    story = told().begin().mark(1, "LA", "10:12")
    with pytest.raises(Refusal, match="came at 10:12, later than that"):
        story.type(1, "EL", "10:05")
    story.mark(1, "EL", "11:00").mark(1, "P", "11:05")
    with pytest.raises(Refusal, match="was not in the room at 11:02"):
        story.type(1, "EL", "11:02")
    with pytest.raises(Refusal, match="came or left after 10:40") as refused:
        story.type(1, "EL", "10:40")
    assert "kept on paper" in refused.value.hint


def test_turns_kept_on_paper_go_between_those_recorded() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "11:00").mark(1, "P", "11:30")
    story.mark(1, "EL", "10:30", source="paper").mark(1, "P", "10:45", source="paper")
    assert story.spans(1) == [("10:00", "10:30"), ("10:45", "11:00"), ("11:30", "")]
    day = story.close().pair(1).days[0]
    assert (day.minutes, day.out) == (285, 45)


def test_a_leaving_from_paper_in_a_turn_that_ended_keeps_the_later_one() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "14:00").close()
    story.mark(1, "EL", "11:15", source="paper")
    assert story.spans(1) == [("10:00", "11:15")]
    story.mark(1, "P", "11:40", source="paper")
    assert story.spans(1) == [("10:00", "11:15"), ("11:40", "14:00")]


# --- out and back -----------------------------------------------------------------------------


def test_out_for_no_longer_than_the_site_s_tolerance_changes_nothing() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "P", "12:15")
    assert story.close().hold(2).pair(1).complete is True
    assert story.word(1) == ATTENDED


@pytest.mark.parametrize("rules", [RULES, SiteRules(early_minutes=60)])
def test_removed_and_back_is_for_the_manager_and_no_complete_pair(rules: SiteRules) -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "RM", "12:00").mark(1, "P", "12:05")
    pair = story.close().hold(2).pair(1, rules)
    assert pair.complete is False
    assert pair.missing == ("workshop one: removed at 12:00, came back",)
    assert story.word(1, 1, rules) == TO_CONFIRM


# --- the end ----------------------------------------------------------------------------------


def test_a_day_typed_in_does_not_end_before_what_was_recorded_of_it() -> None:
    source = "paper"
    story = told().begin().mark(1, "P", "10:00").mark(2, "P", "10:00")
    story.do(cmd.Observe((2,), "o", story.at("14:00") + timedelta(seconds=20)))
    with pytest.raises(Refusal, match="Something of seat 2 was noted at 14:00, later"):
        story.do(cmd.EndWorkshop(story.at("13:59"), source))
    story.do(cmd.Tick("O02", (), story.at("14:30")))
    with pytest.raises(Refusal, match="O02 was ticked at 14:30"):
        story.do(cmd.EndWorkshop(story.at("14:10"), source))
    story.mark(1, "EL", "15:00")
    with pytest.raises(Refusal, match="Seat 1 is recorded as left early at 15:00"):
        story.do(cmd.EndWorkshop(story.at("14:40"), source))
    story.do(cmd.EndWorkshop(story.at("15:00"), source))
    assert story.day.ended_at == story.at("15:00")


def test_a_key_ends_the_day_though_the_clock_was_set_back() -> None:
    story = told().begin().mark(1, "P", "10:00")
    story.do(cmd.Observe((1,), "o", story.at("14:50")))
    story.do(cmd.EndWorkshop(story.at("14:00")))
    assert story.day.ended_at == story.at("14:00")


def test_an_end_in_the_minute_of_the_last_entry_is_not_before_it() -> None:
    story = told().begin().mark(1, "P", "10:00")
    last = story.at("14:00") + timedelta(seconds=40)
    story.do(cmd.Observe((1,), "o", last)).do(cmd.EndWorkshop(story.at("14:00"), "paper"))
    assert story.day.ended_at == last


def test_the_digest_knows_the_second_and_what_was_overruled() -> None:
    seen = set()
    for seconds in (0, 20):
        story = told().begin()
        story.happen(ev.AttendanceRecorded(1, 1, "P", story.now + timedelta(seconds=seconds)))
        seen.add(digest(story.state, 1))
    one = told().begin().mark(1, "AN", "10:05")
    other = told().begin().mark(1, "P", "10:00").mark(1, "AN", "10:05")
    assert len(seen | {digest(one.state, 1), digest(other.state, 1)}) == 4


def test_a_day_not_held_is_nobody_s_absence_and_the_pair_is_offered_again() -> None:
    story = told()
    story.now = DOORS
    story.do(cmd.NotHeld("venue not usable", "F-LEAD1", DOORS))
    for seat in (1, 2):
        pair = story.pair(seat)
        assert (pair.days[0].codes, pair.offered_again) == (("NR",), True)
        assert pair.missing == ("workshop one: not held by the service, the pair is offered again",)
        assert story.word(seat) == NOT_HELD
    assert not any("absent" in words for words in pair.missing)


def test_a_day_stopped_at_one_with_somebody_already_gone_is_stopped_for_everybody() -> None:
    story = told(3).begin().mark(1, "P", "10:00").mark(1, "EL", "11:00").mark(2, "AN", "10:30")
    story.do(cmd.AllPresent(story.at("10:00")))
    story.do(cmd.StopWorkshop("fire alarm or evacuation", "F-LEAD1", story.at("13:00")))
    for seat in (1, 2, 3):
        pair = story.pair(seat)
        assert pair.days[0].codes == ("SS",)
        assert pair.missing[0].startswith("workshop one: stopped by the service at 13:00")
        assert (pair.complete, pair.offered_again) == (False, True)
        assert story.word(seat) == NOT_HELD
    assert [story.pair(seat).days[0].minutes for seat in (1, 2, 3)] == [60, 0, 180]
    assert [m.code for m in story.pair(1).days[0].marks] == ["P", "EL"]


def test_absent_from_workshop_two_alone_is_decided_only_when_that_day_is_over() -> None:
    story = told().hold(1).begin(2).mark(1, "AN", "10:30")
    assert story.pair(1).complete is None
    story.close()
    assert story.pair(1).complete is False
    assert story.pair(1).missing == ("workshop two: absent, no contact",)
    assert (story.word(1, 1), story.word(1, 2)) == (ATTENDED, DID_NOT)


def test_what_was_kept_on_paper_counts_with_its_own_time_after_the_day() -> None:
    story = told().begin()
    story.do(cmd.EndWorkshop(story.at("15:30")))
    assert story.pair(1).complete is None
    assert story.word(1) == TO_CONFIRM
    story.mark(1, "LA", "10:10", source="paper").mark(1, "EL", "15:20", source="paper")
    story.mark(1, "P", "10:00", source="paper")
    day = story.pair(1).days[0]
    assert (day.paper, day.codes, day.minutes) == (True, ("P", "EL"), 320)


def test_an_undone_mark_leaves_no_trace_in_the_facts() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "LA", "12:40")
    before = digest(story.state, 1)
    story.do(cmd.Undo(story.at("12:41")))
    assert story.state.workshops[1].seat(1).codes == ("P", "EL")
    assert digest(story.state, 1) != before
    story.do(cmd.Redo(story.at("12:42")))
    assert digest(story.state, 1) == before


def test_a_later_change_voids_both_confirmations_and_undoing_it_restores_them() -> None:
    story = told().begin().close()
    for who in ("F-LEAD1", "F-CO2"):
        assert who in unconfirmed(story.state, 1)
        story.happen(ev.AttendanceConfirmed(1, who, digest(story.state, 1), story.at("15:40")))
    assert unconfirmed(story.state, 1) == ()
    story.mark(1, "EL", "14:00", source="paper")
    assert [one.stands for one in confirmed(story.state, 1)] == [False, False]
    assert unconfirmed(story.state, 1) == ("F-LEAD1", "F-CO2")
    story.do(cmd.TakeBack((story.log[-1].id,), story.at("15:50")))
    assert unconfirmed(story.state, 1) == ()


def test_a_facilitator_s_own_times_are_part_of_what_is_confirmed() -> None:
    story = told().begin()
    before = digest(story.state, 1)
    story.do(cmd.RecordStaff("F-CO2", "came", story.at("09:40")))
    story.do(cmd.RecordStaff("F-CO2", "left", story.at("12:00")))
    story.do(cmd.RecordStaff("F-CO2", "came", story.at("12:30")))
    assert digest(story.state, 1) != before
    lead, co = staff_times(story.state, story.state.workshops[1])
    assert lead.turns == ()
    assert co.turns == (
        (story.at("09:40"), story.at("12:00")),
        (story.at("12:30"), None),
    )


@given(st.data())
def test_any_one_change_changes_the_digest(data: st.DataObject) -> None:
    story = told().begin().close()
    seat = data.draw(st.sampled_from([1, 2]))
    code = data.draw(st.sampled_from([c for c in ARRIVALS if c != "P"]))
    clock = data.draw(st.sampled_from(["10:00", "10:01", "12:00"]))
    reason = data.draw(st.sampled_from(["", "work", "faith"]))
    seen = {digest(story.state, 1)}
    event = ev.AttendanceRecorded(1, seat, code, story.at(clock), reason, "", "paper")
    story.happen(event)
    seen.add(digest(story.state, 1))
    assert len(seen) == 2


moments = st.lists(
    st.tuples(
        st.sampled_from([*ARRIVALS, *DEPARTURES]),
        st.integers(0, 330),
        st.sampled_from(["", "paper"]),
    ),
    max_size=8,
)


@given(moments, st.sampled_from([RULES, SiteRules()]))
def test_whatever_is_marked_the_facts_stay_facts(
    marked: list[tuple[str, int, str]], rules: SiteRules
) -> None:
    story = told(1).begin()
    for code, minute, source in marked:
        at = story.now + timedelta(minutes=minute)
        event = ev.AttendanceRecorded(1, 1, code, at, "", "", source)
        if code in DEPARTURES and not story.state.workshops[1].seat(1).present:
            continue
        story.happen(event)
    story.close()
    pair = story.pair(1, rules)
    day = pair.days[0]
    assert day.minutes >= 0
    assert day.early >= 0
    assert day.out >= 0
    assert day.minutes + day.out <= 330
    if all(source for _, _, source in marked):
        times = [time for span in story.spans(1) for time in span if time]
        assert times == sorted(times)
    assert pair.complete in (None, False)
    assert bool(pair.missing) == (pair.complete is False)
    words = " ".join(pair.missing).lower()
    assert not any(outcome in words for outcome in NEVER)
    assert story.word(1, 1, rules) in (ATTENDED, DID_NOT, TO_CONFIRM)
    assert set(day.codes) <= set(CODES)


@given(st.lists(st.sampled_from(["P", "EL", "LA", "RM"]), max_size=8))
def test_no_time_in_the_room_is_ever_lost_by_coming_back(codes: list[str]) -> None:
    own, left = SeatAttendance(), 0
    for number, code in enumerate(codes):
        if code in DEPARTURES and not own.present:
            continue
        left += code in DEPARTURES
        own = own.with_mark(Mark(code, DOORS + timedelta(minutes=number), "", str(number)))
    assert sum(turn.left is not None for turn in own.turns) == left


# --- dates ------------------------------------------------------------------------------------


def test_the_sixteen_week_date_is_112_days_after_the_caution() -> None:
    dates = repeat_dates(date(2026, 11, 1), FIRST)
    assert dates.deadline == date(2027, 2, 21)
    assert dates.last_first == date(2027, 1, 24)


def test_a_repeat_pair_begins_tomorrow_at_the_earliest_on_a_day_the_site_allows() -> None:
    dates = repeat_dates(date(2026, 11, 1), FIRST, {5})
    assert (dates.first, dates.second) == (date(2026, 12, 5), date(2027, 1, 2))
    assert dates.last_first == date(2027, 1, 23)
    assert repeat_dates(date(2026, 11, 1), FIRST).first == date(2026, 11, 29)


def test_where_no_repeat_pair_fits_it_says_a_date_and_whom_to_ask() -> None:
    dates = repeat_dates(date(2026, 8, 20), FIRST, {5})
    assert (dates.first, dates.second) == (None, None)
    assert dates.words[-1] == "No repeat pair fits before Thu 10 Dec 2026: ask the manager."


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.sets(st.integers(0, 6)))
def test_a_date_offered_is_always_one_that_fits(caution: date, weekdays: set[int]) -> None:
    dates = repeat_dates(caution, FIRST, weekdays)
    if dates.first is None or dates.second is None:
        assert "ask the manager" in dates.words[-1]
    else:
        assert dates.first > FIRST
        assert dates.first.weekday() in weekdays
        assert dates.second - dates.first == PAIR_GAP
        assert dates.second <= caution + CAUTION_DAYS
        assert dates.last_first is not None
        assert dates.last_first >= dates.first
    assert not any(outcome in " ".join(dates.words).lower() for outcome in NEVER)


def test_settings_that_say_nonsense_make_the_rule_stricter_never_laxer() -> None:
    odd = {"allow_late": "yes", "late_minutes": "30", "early_minutes": True, "return_words": 3}
    assert SiteRules.of(odd) == SiteRules()
    words = SiteRules.of({"return_words": {"EL": "attended", "NR": "attended", "LA": "?"}}).words
    assert (words["EL"], words["NR"], words["LA"]) == (ATTENDED, NOT_HELD, TO_CONFIRM)
