"""Every row of the trigger table raises its duty; less said later takes none of it back."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import flags
from cara_facilitate.domain.casework import (
    CONCERN,
    DASH,
    INCIDENTS,
    NEGATIVE,
    OBSERVED,
    Attempt,
    CaseRecord,
)
from cara_facilitate.domain.escalations import (
    BANNER,
    TRIGGERS,
    Clock,
    Escalation,
    Status,
    described_whole,
    due,
    escalations,
    grounds,
    heard_at,
    new_escalation,
    open_for,
    received,
    still_to_tell,
    told_too_early,
    triggered,
    untold,
)
from cara_facilitate.domain.protected import Protected
from tests.domain.escalation_records import REF, attempts, record, records, spoken

NOW = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")

TABLE = [
    ({"observed": ("immediate_danger",)}, {"immediate_danger"}),
    ({"observed": ("threat_to_kill",)}, {"immediate_danger", "high_risk"}),
    ({"observed": ("weapon",)}, {"immediate_danger"}),
    ({"children": "immediate"}, {"child_immediate"}),
    ({"children": "concern"}, {"child_concern"}),
    ({"adult_at_risk": "immediate"}, {"adult_immediate"}),
    ({"adult_at_risk": "concern"}, {"adult_concern"}),
    ({"dash": "high"}, {"high_risk"}),
    ({"observed": ("strangulation",)}, {"high_risk"}),
    ({"observed": ("stalking",)}, {"high_risk"}),
    ({"observed": ("separation_with_control",)}, {"high_risk"}),
    ({"observed": ("escalating_violence",)}, {"high_risk"}),
    ({"observed": ("professional_concern",)}, {"high_risk"}),
    ({"observed": ("honour_based",)}, {"high_risk", "honour_based"}),
    ({"observed": ("forced_marriage",)}, {"high_risk", "honour_based"}),
    ({"incident": "yes_unreported"}, {"unreported_offence"}),
    ({"incident": "unsure"}, {"unsure_offence"}),
    ({"incident": "yes_reported"}, {"reported_offence"}),
    ({"observed": ("participant_suicidality",)}, {"participant_suicidality"}),
    ({"negative": ("pressure_about_workshop",)}, {"pressure"}),
    ({"negative": ("retaliation",)}, {"pressure"}),
    ({"observed": ("no_contact_breach",)}, {"no_contact_breach"}),
    ({"observed": ("rearrest",)}, {"rearrest"}),
]
SAYS_NOTHING = [
    {},
    {"dash": "medium"},
    {"children": "no_concern"},
    {"adult_at_risk": "none"},
    {"incident": "none"},
    {"outcome": "unreachable"},
    {"outcome": "unsafe"},
    {"negative": tuple(v for v in NEGATIVE if v not in ("pressure_about_workshop", "retaliation"))},
]


@pytest.mark.parametrize(("fields", "raised"), TABLE)
def test_each_row_of_the_table_raises_its_duty(fields: dict[str, object], raised: set[str]) -> None:
    assert set(triggered(record(**fields), None)) == raised


@pytest.mark.parametrize("fields", SAYS_NOTHING)
def test_what_is_no_duty_raises_nothing(fields: dict[str, object]) -> None:
    assert triggered(record(**fields), None) == ()


def test_everything_a_worker_can_tick_as_danger_raises_something() -> None:
    for value in OBSERVED:
        assert triggered(record(observed=(value,)), None), value
    for field, values in {
        "dash": DASH[3:],
        "children": CONCERN[2:],
        "adult_at_risk": CONCERN[2:],
        "incident": INCIDENTS[1:],
    }.items():
        for value in values:
            assert triggered(record(**{field: value}), None), (field, value)


def test_every_duty_can_be_raised_by_a_record() -> None:
    assert set().union(*(raised for _, raised in TABLE)) == set(TRIGGERS)


def test_a_missed_workshop_is_no_duty_of_the_victims_side() -> None:
    assert not any("missed" in slug or "attend" in slug for slug in TRIGGERS)
    assert not any("missed" in trigger.words for trigger in TRIGGERS.values())


def test_every_duty_says_to_whom_by_when_and_what_not_to_do() -> None:
    for slug, trigger in TRIGGERS.items():
        assert trigger.slug == slug
        assert trigger.words
        assert trigger.route
        assert trigger.never
        assert trigger.clock in Clock


def test_the_routes_are_those_of_the_table() -> None:
    assert TRIGGERS["immediate_danger"].route[0] == "999"
    assert TRIGGERS["immediate_danger"].clock is Clock.NOW
    assert "session is stopped" in TRIGGERS["immediate_danger"].never
    assert TRIGGERS["child_immediate"].route[:2] == ("999", "Children's social care")
    assert TRIGGERS["adult_immediate"].route[:2] == ("999", "Adult social care")
    assert TRIGGERS["child_concern"].route == ("Safeguarding lead",)
    assert TRIGGERS["high_risk"].route == ("MARAC co-ordinator", "IDVA service")
    assert "emergency duty team" in TRIGGERS["high_risk"].never
    assert "NO contact with family or community" in TRIGGERS["honour_based"].never
    assert "Do not leave them alone" in TRIGGERS["participant_suicidality"].never
    for slug in ("pressure", "no_contact_breach", "rearrest"):
        assert TRIGGERS[slug].route == ("Manager on call", "Police")
        assert TRIGGERS[slug].clock is Clock.SAME_DAY


@given(records, records)
def test_a_version_raises_what_it_newly_says_and_nothing_else(
    now: CaseRecord, before: CaseRecord
) -> None:
    new = grounds(now) - grounds(before)
    assert set(triggered(now, before)) == {trigger for trigger, _ in new}
    assert triggered(now, now) == ()
    assert set(triggered(now, None)) >= set(triggered(now, before))


@given(records, records)
def test_what_is_said_again_after_it_was_left_out_is_raised_again(
    one: CaseRecord, other: CaseRecord
) -> None:
    gone = grounds(one) - grounds(other)
    assert {trigger for trigger, _ in gone} <= set(triggered(one, other))


def test_withdrawing_words_raises_nothing_but_a_new_danger_said_with_it_does() -> None:
    said = record(children="immediate")
    assert triggered(record(withdrawn=True, children="immediate"), said) == ()
    assert triggered(record(withdrawn=True, children="immediate", observed=("weapon",)), said) == (
        "immediate_danger",
    )
    assert triggered(said, record(withdrawn=True)) == ("child_immediate",)


def test_the_clock_runs_from_the_conversation_not_from_the_typing() -> None:
    morning = spoken(NOW, timedelta(hours=5))
    assert heard_at(record(attempts=(morning,)), None, NOW) == morning.at
    later = record(attempts=(morning, spoken(NOW, timedelta(hours=1))))
    assert heard_at(later, record(attempts=(morning,)), NOW) == NOW - timedelta(hours=1)
    assert heard_at(later, None, NOW) == morning.at, "of two new ones nobody knows which it was"
    assert heard_at(later, later, NOW) == NOW


@given(st.lists(attempts, max_size=4), st.lists(attempts, max_size=4))
def test_nothing_was_heard_later_than_it_was_written(
    new: list[Attempt], old: list[Attempt]
) -> None:
    assert heard_at(record(attempts=(*old, *new)), record(attempts=tuple(old)), NOW) <= NOW


def test_the_deadlines_are_now_the_end_of_the_day_and_24_hours() -> None:
    assert due("immediate_danger", NOW) == NOW
    assert due("pressure", NOW) == NOW.replace(hour=23, minute=59)
    assert due("unreported_offence", NOW) == NOW + timedelta(hours=24)
    assert due("a trigger nobody knows", NOW) == NOW


@pytest.mark.parametrize("day", [datetime(2026, 10, 24, 12), datetime(2027, 3, 27, 12)])
def test_24_hours_are_24_hours_over_a_clock_change(day: datetime) -> None:
    at = day.replace(tzinfo=LONDON)
    assert flags.between(at, due("unsure_offence", at)) == timedelta(hours=24)
    assert due("high_risk", at).strftime("%d %H:%M") == f"{day:%d} 23:59"


@given(st.sampled_from(sorted(TRIGGERS)), st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))
def test_no_deadline_comes_before_it_was_heard_nor_a_day_after(slug: str, day: datetime) -> None:
    at = day.replace(tzinfo=LONDON)
    assert timedelta(0) <= flags.between(at.replace(second=0, microsecond=0), due(slug, at))
    assert flags.between(at, due(slug, at)) <= timedelta(hours=25)


def _raised(id_: str = "ES-1") -> ev.EscalationRaised:
    return ev.EscalationRaised(id_, "WY26A", NOW, NOW)


def _told(id_: str = "ES-1", to: str = "999") -> ev.EscalationHandedOver:
    return ev.EscalationHandedOver(id_, to, NOW, "V-1", NOW)


def _acknowledged(id_: str = "ES-1") -> ev.EscalationAcknowledged:
    return ev.EscalationAcknowledged(id_, "999", "V-1", NOW)


def _closed(id_: str = "ES-1") -> ev.EscalationClosed:
    return ev.EscalationClosed(id_, "V-1", NOW)


def _status(*events: ev.Event) -> Status:
    (one,) = escalations(events)
    return one.status


def test_it_goes_forward_one_step_after_the_other() -> None:
    steps = (_raised(), _told(), _acknowledged(), _closed())
    assert [_status(*steps[: n + 1]) for n in range(4)] == list(Status)


def test_nobody_acknowledges_what_nobody_was_told_and_nobody_closes_what_nobody_took() -> None:
    assert _status(_raised(), _acknowledged()) is Status.RAISED
    assert _status(_raised(), _closed()) is Status.RAISED
    assert _status(_raised(), _told(), _closed()) is Status.HANDED_OVER


def test_a_closed_one_stays_as_it_was_closed() -> None:
    (one,) = escalations(
        [_raised(), _told(), _acknowledged(), _closed(), _told(to="Police"), _raised()]
    )
    assert one.status is Status.CLOSED
    assert one.closed_at == NOW
    assert len(one.hand_overs) == 1


def test_an_answer_by_file_is_not_the_route_and_a_stranger_is_nobody_on_it() -> None:
    by_file = replace(_told(to="Manager on call"), by_file=True, by="M-1")
    answered = ev.EscalationAcknowledged("ES-1", "M-1", "M-1", NOW, "Manager on call")
    assert _status(_raised(), by_file, answered) is Status.RAISED
    assert _status(_raised(), by_file, answered, _closed()) is Status.RAISED
    (one,) = escalations([_raised(), by_file, answered])
    assert (one.to_tell, one.acknowledged_by) == (1, ("M-1",))
    assert one.overdue(NOW + timedelta(minutes=1))
    assert still_to_tell(TRIGGERS["pressure"], one) == ("Manager on call", "Police")
    told = _told(to="Manager on call")
    assert _status(_raised(), by_file, answered, told) is Status.ACKNOWLEDGED
    other = _told(to="Safeguarding lead")
    assert _status(_raised(), by_file, answered, other) is Status.HANDED_OVER
    stranger = replace(_told(to="a neighbour"), on_route=False)
    taken = ev.EscalationAcknowledged("ES-1", "a neighbour", "V-1", NOW)
    assert _status(_raised(), stranger, taken, _closed()) is Status.RAISED


def test_a_later_description_adds_its_grounds_and_says_none_twice() -> None:
    first = replace(_described("ES-1", "high_risk"), words=Protected("dash: high; stalking"))
    later = replace(first, words=Protected("stalking; strangulation"))
    (whole,) = described_whole([first, later]).values()
    assert whole.words.reveal() == "dash: high; stalking; strangulation"
    assert described_whole([first])["ES-1"] == first


def test_an_untold_one_past_its_time_is_overdue_and_a_told_one_is_not() -> None:
    (one,) = escalations([_raised()])
    assert not one.overdue(NOW)
    assert one.overdue(NOW + timedelta(seconds=1))
    (told,) = escalations([_raised(), _told()])
    assert not told.overdue(NOW + timedelta(days=3))


def test_danger_is_handed_over_when_both_were_told_and_one_told_twice_is_one() -> None:
    both = replace(_raised(), tell=TRIGGERS["immediate_danger"].tell)
    assert _status(both, _told()) is Status.RAISED
    assert _status(both, _told(), _told(to=" 999")) is Status.RAISED
    assert _status(both, _told(), _acknowledged(), _closed()) is Status.RAISED
    assert _status(both, _told(), _acknowledged(), _told(to="Manager")) is Status.ACKNOWLEDGED
    (one,) = escalations([both, _told()])
    assert one.overdue(NOW + timedelta(minutes=1))
    assert {slug for slug, trigger in TRIGGERS.items() if trigger.tell > 1} == {
        *("immediate_danger", "high_risk", "participant_suicidality"),
    }


def test_everybody_on_the_route_is_told_or_the_first_who_can_act() -> None:
    def left(trigger: str, *told: str) -> tuple[str, ...]:
        (one,) = escalations([_raised(), *(_told(to=to) for to in told)])
        return still_to_tell(TRIGGERS[trigger], one)

    assert left("high_risk") == ("MARAC co-ordinator", "IDVA service")
    assert left("high_risk", " marac  CO-ordinator") == ("IDVA service",)
    assert left("high_risk", "IDVA service", "MARAC co-ordinator") == ()
    assert left("child_immediate", "a neighbour") == TRIGGERS["child_immediate"].route
    assert left("child_immediate", "Children's social care") == ()


def test_nobody_was_told_long_before_it_was_heard_unless_the_clock_went_back() -> None:
    one = Escalation("ES-1", "WY26A", NOW, NOW, NOW - timedelta(hours=2))
    assert told_too_early(NOW - timedelta(hours=2, minutes=5), one, NOW) == ""
    assert "nobody was told" in told_too_early(NOW - timedelta(hours=2, minutes=6), one, NOW)
    assert told_too_early(NOW - timedelta(hours=4), one, NOW - timedelta(hours=3)) == ""


def _described(id_: str, trigger: str, feedback_id: str = "fb-1") -> ev.EscalationDescribed:
    return ev.EscalationDescribed(id_, REF, feedback_id, trigger, Protected(""), NOW)


def test_what_nobody_was_told_yet_is_not_raised_twice_and_what_somebody_was_told_is() -> None:
    about = [_described("ES-1", "pressure")]
    assert untold("fb-1", escalations([_raised()]), about) == {"pressure": "ES-1"}
    assert untold("fb-2", escalations([_raised()]), about) == {}
    assert untold("fb-1", escalations([_raised(), _told()]), about) == {}


def test_an_extract_says_open_for_a_record_until_it_is_closed() -> None:
    about = [_described("ES-1", "pressure"), _described("ES-2", "rearrest", "")]
    both = [_raised(), _raised("ES-2")]
    assert open_for("fb-1", REF, escalations(both), about) == {"pressure", "rearrest"}
    assert open_for("fb-2", REF, escalations(both), about) == {"rearrest"}
    assert open_for("fb-2", "another", escalations(both), about) == frozenset()
    steps = (_told, _acknowledged)
    whole: list[ev.Event] = [*both, *(step(id_) for id_ in ("ES-1", "ES-2") for step in steps)]
    assert open_for("fb-1", REF, escalations(whole), about) == {"pressure", "rearrest"}
    whole += [_closed("ES-1"), _closed("ES-2")]
    assert open_for("fb-1", REF, escalations(whole), about) == frozenset()


def test_the_manager_has_each_once_and_acknowledges_it_once() -> None:
    came = ev.EscalationReceived("ES-1", "WY26A", "pressure", NOW, "V-1", NOW)
    confirmed = ev.EscalationAcknowledged("ES-1", "M-1", "M-1", NOW)
    later = ev.EscalationAcknowledged("ES-1", "M-2", "M-2", NOW + timedelta(hours=1))
    (one,) = received([came, came])
    assert one.overdue(NOW + timedelta(minutes=1))
    (one,) = received([came, confirmed, came, later])
    assert (one.acknowledged_by, one.acknowledged_at) == ("M-1", NOW)
    assert not one.overdue(NOW + timedelta(days=1))


@given(st.integers())
def test_an_id_can_be_said_and_is_never_given_twice(seed: int) -> None:
    chance = random.Random(seed)
    taken: set[str] = set()
    for _ in range(20):
        made = new_escalation(chance.randrange, taken)
        assert len(made) == len("ES-") + 7
        assert not set(made[3:-1]) & set("AEIOUL")
        assert made[-1] not in "*ILOU"
        assert made not in taken
        taken.add(made)


def test_the_banner_tells_neither_whom_nor_what_nor_how_many() -> None:
    assert BANNER == "An escalation is open. Tell whoever must know."
