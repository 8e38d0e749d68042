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
    assert pair.complete is True
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


def test_absent_by_correction_takes_the_times_in_the_room_away() -> None:
    story = told().begin().mark(1, "P", "10:00").mark(1, "EL", "12:00").mark(1, "AN", "12:30")
    day = story.close().pair(1).days[0]
    assert (day.codes, day.turns, day.minutes) == (("AN",), (), 0)


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
    story.mark(seat, code, clock, reason, "paper")
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
