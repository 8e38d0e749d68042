"""The rules of a full record: each is broken once, and the field is named, never its content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import (
    DASH,
    OBSERVED,
    Attempt,
    CaseRecord,
    Referral,
    SafeContact,
    withdrawal,
)
from cara_facilitate.domain.casework_rules import Fault, cautions, faults
from cara_facilitate.domain.escalation_triggers import RAISES_RISK
from cara_facilitate.domain.feedback import Level
from cara_facilitate.domain.protected import Protected
from tests.domain.case_records import (
    COHORT,
    NOW,
    REFS,
    SOME,
    W1,
    W2,
    W2_START,
    at,
    l3,
    records,
    sound,
)

SECRET = "walnut harbour lantern"
CALL = Attempt(at(5), "telephone", "spoken")


def judged(
    record: CaseRecord, earlier: CaseRecord | None = None, activities: frozenset[str] | None = None
) -> tuple[Fault, ...]:
    return faults(
        record,
        facilitators=("F-LEAD1", "F-CO2"),
        earlier=earlier,
        now=NOW,
        activities=activities,
    )


def fields(record: CaseRecord, earlier: CaseRecord | None = None) -> set[str]:
    return {fault.field for fault in judged(record, earlier)}


def test_a_sound_record_has_no_fault_at_any_level():
    assert judged(sound()) == judged(l3()) == ()
    assert judged(sound(level=Level.L2, themes=("impact",))) == ()
    assert judged(sound(level=Level.L0)) == ()


def test_contacts_before_and_after_the_pair_are_recordable():
    early = Attempt(at(20, month=11), "telephone", "spoken")
    assert judged(sound(attempts=(early,))) == ()
    late = datetime(2027, 2, 1, tzinfo=UTC)
    record = sound(attempts=(Attempt(datetime(2027, 1, 20, tzinfo=UTC), "telephone", "spoken"),))
    assert not faults(record, facilitators=(), earlier=None, now=late)


TEXT_OK = SafeContact(text=True, last_checked=date(2026, 12, 5))
UNREACHED = {"outcome": "unreachable", "incident": "", "level": Level.L0}
BROKEN: list[tuple[str, dict[str, object]]] = [
    ("ref", {"ref": "WY26A-7K3M-7"}),
    ("ref", {"cohort": "WY26B"}),
    ("worker", {"worker": "two words"}),
    ("worker", {"worker": "f-lead1"}),
    ("feedback_id", {"feedback_id": "a b"}),
    ("version", {"version": 2}),
    ("attempts", {"attempts": (CALL, Attempt(at(5), "telephone", "message_left"))}),
    ("attempts", {"attempts": (CALL, Attempt(at(5), "text", "no_answer"))}),
    ("attempts", {"attempts": (CALL, Attempt(at(25), "telephone", "no_answer"))}),
    ("attempts", {"attempts": (CALL, Attempt(at(5), "pigeon", "no_answer"))}),
    ("attempts", {"attempts": (CALL, Attempt(at(5), "telephone", "sang"))}),
    ("attempts", {"attempts": (CALL, Attempt(datetime(2026, 12, 5), "telephone", "spoken"))}),
    ("safe_contact.last_checked", {"safe_contact": SafeContact()}),
    ("safe_contact.last_checked", {"safe_contact": SafeContact(last_checked=date(2027, 1, 1))}),
    ("outcome", {"outcome": "sung"}),
    ("outcome", {"attempts": (Attempt(at(5), "telephone", "no_answer"),)}),
    ("outcome", {"outcome": "not_attempted", "not_attempted_reason": "unsafe", "incident": ""}),
    ("outcome", {"attempts": (), **UNREACHED}),
    ("outcome", {"attempts": (), **UNREACHED, "outcome": "declined"}),
    ("outcome", {"attempts": (), **UNREACHED, "outcome": "unsafe"}),
    ("not_attempted_reason", {"attempts": (), **UNREACHED, "outcome": "not_attempted"}),
    ("not_attempted_reason", {"not_attempted_reason": "because"}),
    ("incident", {"incident": ""}),
    ("incident", {"incident": "maybe"}),
    ("positive", {**UNREACHED, "positive": ("calm",)}),
    ("negative", {**UNREACHED, "negative": ("none",)}),
    ("positive", {"positive": ("none", "calm")}),
    ("negative", {"negative": ("unknown", "none")}),
    ("negative", {"negative": ("calm",)}),
    ("positive", {"positive": ("calm", "calm")}),
    ("dash", {"dash": "extreme"}),
    ("dash_rationale", {"dash": "standard", "dash_before": "medium"}),
    ("dash_rationale", {"dash": "not_done", "dash_before": "high"}),
    ("children", {"children": "perhaps"}),
    ("adult_at_risk", {"adult_at_risk": "perhaps"}),
    ("observed", {"observed": ("shouting",)}),
    ("referrals", {"referrals": (Referral("yoga"),)}),
    ("referrals", {"referrals": (Referral("idva", offered=False, accepted=True),)}),
    ("level", {**UNREACHED, "level": Level.L1}),
    ("summary", {"summary": Protected("  ")}),
    ("summary", {"summary": Protected("x" * 401)}),
    ("summary", {"summary": Protected(f"{SECRET} 07700 900123")}),
    ("summary", {"summary": Protected(f"{SECRET} me@example.org")}),
    ("summary", {"summary": Protected(f"{SECRET} LS1 4AP")}),
    ("summary", {"summary": Protected("a\tb")}),
    ("summary", {"summary": Protected("a\x1b[2Jb")}),
    ("summary", {"summary": Protected("=cmd")}),
    ("summary", {"summary": Protected("\ud800")}),
    ("themes", {"level": Level.L2}),
    ("themes", {"themes": ("Not a slug",)}),
    ("themes", {"themes": ("impact", "impact")}),
    ("cue", {"cue": "run"}),
]


@pytest.mark.parametrize(("field", "change"), BROKEN)
def test_each_broken_rule_names_its_field(field: str, change: dict[str, object]):
    assert field in fields(sound(**change))


L3_BROKEN: list[tuple[str, dict[str, object]]] = [
    ("with_person", {"with_person": False}),
    ("agreed_words", {"agreed_words": Protected("")}),
    ("agreed_words", {"agreed_words": Protected("x" * 201)}),
    ("agreed_words", {"agreed_words": Protected("ring 0113 496 0000")}),
    ("agreed_words_consented_at", {"agreed_words_consented_at": None}),
    ("agreed_words_consented_at", {"agreed_words_consented_at": at(25)}),
    ("agreed_words_consented_at", {"agreed_words_consented_at": datetime(2026, 12, 5)}),
    ("agreed_words_reread", {"agreed_words_reread": False}),
    ("agreed_words_reconfirmed_at", {"agreed_words_reconfirmed_at": at(4)}),
    ("agreed_words_reconfirmed_at", {"agreed_words_reconfirmed_at": at(26)}),
]


@pytest.mark.parametrize(("field", "change"), L3_BROKEN)
def test_agreed_words_need_the_person_their_consent_and_reading_back(
    field: str, change: dict[str, object]
):
    assert field in fields(l3(**change))


@pytest.mark.parametrize("factor", RAISES_RISK)
def test_one_factor_means_high_and_says_which(factor: str):
    low = judged(sound(observed=(factor,), dash="medium"))
    assert [fault.field for fault in low] == ["dash"]
    assert not judged(sound(observed=(factor,), dash="high"))


def test_what_is_no_factor_leaves_the_level_to_the_worker():
    for sign in set(OBSERVED) - set(RAISES_RISK):
        assert judged(sound(observed=(sign,), dash="standard")) == ()


@SOME
@given(before=st.sampled_from(DASH), now=st.sampled_from(DASH), last=st.sampled_from(DASH))
def test_the_level_never_falls_unexplained_below_either_that_came_before(
    before: str, now: str, last: str
):
    earlier = sound(dash=last)
    record = sound(version=2, dash=now, dash_before=before)
    falls = DASH.index(now) < max(DASH.index(before), DASH.index(last))
    assert ("dash_rationale" in fields(record, earlier)) is falls
    told = replace(record, dash_rationale=Protected(SECRET))
    assert "dash_rationale" not in fields(told, earlier)


def test_leave_for_voicemail_and_texts_is_for_what_is_new():
    asked = SafeContact(voicemail=True, text=True, last_checked=date(2026, 12, 5))
    message = Attempt(at(4), "telephone", "message_left")
    text = Attempt(at(4), "text", "no_answer")
    earlier = sound(safe_contact=asked, attempts=(CALL, message, text))
    assert judged(earlier) == ()
    taken_back = replace(earlier, version=2, safe_contact=SafeContact(last_checked=at(6).date()))
    assert judged(taken_back, earlier) == ()
    again = replace(taken_back, attempts=(*earlier.attempts, Attempt(at(7), "text", "no_answer")))
    assert fields(again, earlier) == {"attempts"}


def test_a_correction_is_the_next_version_of_the_same_person():
    earlier = sound(version=3)
    assert judged(sound(version=4), earlier) == ()
    for version in (1, 3, 5):
        assert fields(sound(version=version), earlier) == {"version"}
    assert fields(sound(version=4, feedback_id="fb2"), earlier) == {"feedback_id"}
    assert fields(sound(version=4, ref=REFS[1]), earlier) == {"feedback_id"}


def test_a_withdrawn_version_carries_no_words():
    earlier = l3()
    gone = withdrawal(earlier)
    assert (gone.version, gone.withdrawn) == (2, True)
    assert judged(gone, earlier) == ()
    for kept in ({"summary": earlier.summary}, {"agreed_words": earlier.agreed_words},
                 {"themes": earlier.themes}, {"level": Level.L1}):  # fmt: skip
        assert "withdrawn" in fields(replace(gone, **kept), earlier)  # type: ignore[arg-type]


def test_a_theme_must_be_an_activity_where_the_curriculum_is_known():
    record = sound(level=Level.L2, themes=("impact",))
    assert judged(record, activities=frozenset({"impact"})) == ()
    assert [f.field for f in judged(record, activities=frozenset({"other"}))] == ["themes"]


@SOME
@given(record=records(REFS[0], "fb1"))
def test_what_the_strategy_makes_may_be_kept(record: CaseRecord):
    # The properties of the extract stand on these records: they are to be real ones. What looks
    # like a telephone number or a formula can be drawn by chance.
    assert {fault.field for fault in judged(record)} <= {"summary", "agreed_words"}


@SOME
@given(record=records(REFS[0], "fb1"), cohort=st.sampled_from((COHORT, "WY26B")))
def test_no_fault_quotes_what_was_written(record: CaseRecord, cohort: str):
    marked = replace(
        record,
        cohort=cohort,
        summary=Protected(f"{SECRET} me@example.org"),
        agreed_words=Protected(SECRET * 20),
        dash_rationale=Protected(SECRET),
        not_attempted_reason=SECRET,
    )
    found = judged(marked)
    assert found
    assert SECRET not in repr(found)


def test_agreed_words_not_confirmed_in_the_last_three_days_are_warned_of_and_kept():
    def told(record: CaseRecord) -> set[str]:
        return {c.field for c in cautions(record, w1=W1, w2=W2, w2_start=W2_START, now=NOW)}

    assert told(l3()) == set()
    assert told(l3(agreed_words_reconfirmed_at=at(22))) == {"agreed_words_reconfirmed_at"}
    assert told(l3(agreed_words_reconfirmed_at=None)) == {"agreed_words_reconfirmed_at"}
    assert judged(l3(agreed_words_reconfirmed_at=None)) == ()


def test_what_was_heard_outside_the_pair_is_said_to_stay_here():
    early = sound(attempts=(Attempt(at(20, month=11), "telephone", "spoken"),))
    told = cautions(early, w1=W1, w2=W2, w2_start=W2_START, now=NOW)
    assert [caution.field for caution in told] == ["level"]
