"""What leaves the worker's store: matched without exception, nothing above its level, all alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import (
    CONTACT_OUTCOMES,
    HEARD,
    Attempt,
    CaseRecord,
    SafeContact,
    withdrawal,
)
from cara_facilitate.domain.casework_rules import faults
from cara_facilitate.domain.extract import VOIDING, ExtractFacts, Sent, content_of, extract_rows
from cara_facilitate.domain.feedback import COLUMNS, Earlier, Level, against_earlier, match
from cara_facilitate.domain.protected import Protected
from tests.domain.case_records import (
    CHECK_WORDS,
    COHORT,
    NOW,
    REFS,
    ROSTER,
    SOME,
    W1,
    W2,
    at,
    attempts,
    l3,
    records,
    sound,
)

WORDED = ("summary", "themes", "agreed_words", "agreed_words_consented_at", "agreed_words_reread",
          "agreed_words_reconfirmed_at")  # fmt: skip


def first_id(ref: str) -> str:
    return f"first{REFS.index(ref)}"


def rows_of(made: Sequence[CaseRecord], **facts: object) -> list[dict[str, str]]:
    whole = ExtractFacts(COHORT, REFS, W1, W2, CHECK_WORDS, made)
    return extract_rows(replace(whole, **facts), first_id)  # type: ignore[arg-type]


def row_of(record: CaseRecord, **facts: object) -> dict[str, str]:
    return next(
        row for row in rows_of([record], **facts) if row["feedback_id"] == record.feedback_id
    )


@st.composite
def caseworks(draw: st.DrawFn) -> list[CaseRecord]:
    """None, one or several records about three participants, all fit to be kept."""
    made = []
    for ref in REFS[::2]:
        for number in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
            record = draw(records(ref, first_id(ref) if not number else f"{first_id(ref)}b"))
            made.append(withdrawal(record) if draw(st.integers(0, 9)) == 0 else record)
    found = [
        fault
        for record in made
        for fault in faults(replace(record, version=1), facilitators=(), earlier=None, now=NOW)
    ]
    assume(not found)  # a telephone number drawn by chance
    return made


@SOME
@given(made=caseworks(), data=st.data())
def test_the_importer_matches_every_row_of_every_extract(
    made: list[CaseRecord], data: st.DataObject
):
    ids = [record.feedback_id for record in made]
    rows = rows_of(
        made,
        escalated=data.draw(st.sets(st.sampled_from([*ids, first_id(REFS[0])]))),
        pressed=data.draw(st.sets(st.sampled_from(REFS))),
        allows_l3=data.draw(st.sampled_from((None, True, False))),
    )
    found = match(rows, ROSTER, COHORT, W1, W2)
    assert found.held_back == ()
    assert found.missing == ()
    assert [row.extract.ref for row in found.current if row.extract] == [
        row["participant_ref"] for row in rows
    ]
    assert all(tuple(row) == COLUMNS for row in rows)


@SOME
@given(made=caseworks())
def test_nothing_above_its_level_and_nothing_of_a_withdrawn_record_leaves(made: list[CaseRecord]):
    by_id = {record.feedback_id: record for record in made}
    for row in rows_of(made):
        record = by_id.get(row["feedback_id"])
        level = Level(row["disclosure_level"])
        assert level <= (Level.L0 if record is None or record.withdrawn else record.level)
        carried = {name for name in WORDED if row[name]}
        allowed = {Level.L0: 0, Level.L1: 1, Level.L2: 2, Level.L3: 6}[level]
        assert carried <= set(WORDED[:allowed])


SECRETS = {
    name: Protected(f"canary {name}")
    for name in ("how", "days", "times", "summary", "agreed_words", "dash_rationale")
}


@pytest.mark.parametrize("level", list(Level))
def test_a_canary_in_every_field_leaves_only_as_its_level_allows(level: Level):
    record = l3(
        level=level,
        safe_contact=SafeContact(
            SECRETS["how"], SECRETS["days"], SECRETS["times"], last_checked=date(2026, 12, 5)
        ),
        worker="canary-worker",
        dash_rationale=SECRETS["dash_rationale"],
        summary=SECRETS["summary"],
        agreed_words=SECRETS["agreed_words"],
        themes=("canary-theme",),
        negative=("monitoring",),
    )
    sent = " ".join(" ".join(row.values()) for row in rows_of([record]))
    left = {word.split()[0] for word in sent.split("canary")[1:]}
    assert left == set(
        {Level.L0: [], Level.L1: ["summary"], Level.L2: ["summary", "-theme"],
         Level.L3: ["summary", "-theme", "agreed_words"]}[level]
    )  # fmt: skip
    for word in ("completed", "monitoring", "standard", "telephone", "spoken"):
        assert word not in sent


@SOME
@given(data=st.data(), tried=attempts("declined"))
def test_declined_unsafe_unreachable_and_sealed_leave_the_very_same_row(
    data: st.DataObject, tried: tuple[Attempt, ...]
):
    def drawn() -> CaseRecord:
        other = data.draw(records(REFS[0], "fb1"))
        outcome = data.draw(st.sampled_from([o for o in CONTACT_OUTCOMES if o != "not_attempted"]))
        # The same days, whatever came of each attempt.
        days = tuple(replace(one, outcome=data.draw(st.sampled_from(("spoken", "no_answer",
            "unsafe_ended", "declined")))) for one in tried)  # fmt: skip
        return replace(other, outcome=outcome, attempts=days, level=Level.L0, cue="none")

    one, other = row_of(drawn()), row_of(drawn())
    assert one == other
    assert one["row_check"] == other["row_check"]


@SOME
@given(left=records(REFS[0], "fb1"), right=records(REFS[0], "fb1"))
def test_codes_never_change_a_row_below_the_level_of_agreed_words(
    left: CaseRecord, right: CaseRecord
):
    assume(left.level < Level.L3)
    coded = replace(
        left,
        positive=right.positive,
        negative=right.negative,
        incident=right.incident,
        dash=right.dash,
        dash_before=right.dash_before,
        children=right.children,
        adult_at_risk=right.adult_at_risk,
        observed=right.observed,
        referrals=right.referrals,
        safe_contact=right.safe_contact,
    )
    assert row_of(left) == row_of(coded)


def test_a_reference_without_a_record_looks_like_a_record_not_yet_attempted():
    blank = CaseRecord(first_id(REFS[0]), 1, COHORT, REFS[0], "V-1", outcome="not_attempted",
                       not_attempted_reason="no safe number")  # fmt: skip
    assert rows_of([blank]) == rows_of([])
    assert [row["participant_ref"] for row in rows_of([])] == list(REFS)


def test_agreed_words_leave_when_nothing_speaks_against_them():
    row = row_of(l3())
    assert row["disclosure_level"] == "L3"
    assert row["agreed_words"] == "I want the lists to stop."
    assert row["agreed_words_reread"] == "yes"
    assert row["agreed_words_consented_at"] == "2026-12-05T11:00:00+00:00"
    assert row_of(l3(), allows_l3=True) == row


SPOKEN = Attempt(at(5), "telephone", "spoken")
VOID: list[dict[str, object]] = [
    {"dash": "high"},
    {"attempts": (SPOKEN, Attempt(at(9), "telephone", "unsafe_ended"))},
    *({"negative": (code,)} for code in VOIDING),
    {"agreed_words": Protected("")},
    {"agreed_words_reread": False},
    {"agreed_words_consented_at": None},
    {"with_person": False},
]


@pytest.mark.parametrize("change", VOID)
def test_agreed_words_are_void_in_danger_or_without_consent(change: dict[str, object]):
    row = row_of(l3(**change))
    assert row["disclosure_level"] == "L2"
    assert row["agreed_words"] == row["agreed_words_reread"] == ""


def test_agreed_words_are_void_where_the_site_or_pressure_forbids_them():
    assert row_of(l3(), allows_l3=False)["disclosure_level"] == "L2"
    assert row_of(l3(), pressed={REFS[0]})["disclosure_level"] == "L2"
    assert row_of(l3(), pressed={REFS[1]})["disclosure_level"] == "L3"
    assert row_of(l3(themes=()), allows_l3=False)["disclosure_level"] == "L1"


def test_danger_that_one_person_names_voids_the_words_of_another():
    other = sound(feedback_id="fb2", dash="high", level=Level.L0)
    rows = {row["feedback_id"]: row for row in rows_of([l3(), other])}
    assert rows["fb1"]["disclosure_level"] == "L2"
    unsafe = sound(feedback_id="fb2", outcome="unsafe", incident="", level=Level.L0)
    rows = {row["feedback_id"]: row for row in rows_of([l3(), unsafe])}
    assert rows["fb1"]["disclosure_level"] == "L2"


@pytest.mark.parametrize(
    ("days", "attempted", "last"),
    [
        ([date(2026, 11, 27), date(2026, 11, 28)], "no", ""),
        ([date(2026, 11, 29)], "yes", "2026-11-29"),
        ([date(2026, 12, 3), date(2026, 11, 30)], "yes", "2026-12-03"),
        ([date(2026, 12, 25)], "yes", "2026-12-25"),
        ([date(2026, 12, 26), date(2026, 12, 28)], "no", ""),
        ([date(2026, 11, 20), date(2026, 12, 2), date(2027, 1, 5)], "yes", "2026-12-02"),
    ],
)
def test_only_attempts_between_the_workshops_are_told(days: list[date], attempted: str, last: str):
    tried = tuple(Attempt(at(day.day, month=day.month).replace(year=day.year), "telephone",
                          "spoken") for day in days)  # fmt: skip
    row = row_of(sound(attempts=tried))
    assert (row["contact_attempted"], row["contact_date"]) == (attempted, last)
    # What was said before or after the pair stays, too.
    assert row["disclosure_level"] == ("L1" if attempted == "yes" else "L0")
    assert bool(row["summary"]) is (attempted == "yes")


def test_the_day_of_a_contact_is_the_one_where_it_was_made():
    late = datetime(2026, 11, 29, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert row_of(sound(attempts=(Attempt(late, "telephone", "spoken"),)))["contact_date"] == (
        "2026-11-29"
    )


def test_an_escalation_stands_on_its_own_record_and_on_those_not_recorded():
    rows = rows_of([sound()], escalated={"fb1", first_id(REFS[2])})
    told = {row["participant_ref"] for row in rows if row["escalation_open"] == "yes"}
    assert told == {REFS[0], REFS[2]}


def test_a_withdrawn_record_keeps_only_that_it_is_withdrawn():
    row = row_of(withdrawal(l3()))
    assert (row["withdrawn"], row["disclosure_level"]) == ("yes", "L0")
    assert not any(row[name] for name in WORDED)


def as_sent(rows: Sequence[dict[str, str]]) -> dict[str, Sent]:
    return {
        row["feedback_id"]: Sent(row["feedback_id"], int(row["version"]), content_of(row))
        for row in rows
    }


def as_earlier(rows: Sequence[dict[str, str]]) -> list[Earlier]:
    return [
        Earlier(row["feedback_id"], int(row["version"]), row["participant_ref"], row["row_check"])
        for row in rows
    ]


@SOME
@given(data=st.data(), story=st.lists(caseworks(), min_size=2, max_size=4))
def test_extract_after_extract_is_taken_in_whole_whatever_changed(
    data: st.DataObject, story: list[list[CaseRecord]]
):
    """Records, withdrawals and escalations come, change and go; nothing is ever a duplicate."""
    kept: dict[str, CaseRecord] = {}
    sent: dict[str, Sent] = {}
    stored: list[Earlier] = []
    for made in story:
        kept |= {record.feedback_id: record for record in made}
        ids = [*kept, *map(first_id, REFS)]
        escalated = data.draw(st.sets(st.sampled_from(ids)))
        rows = rows_of(list(kept.values()), sent=sent, escalated=escalated)
        found = against_earlier(match(rows, ROSTER, COHORT, W1, W2), stored)
        assert found.held_back == ()
        again = rows_of(list(kept.values()), sent=sent | as_sent(rows), escalated=escalated)
        assert again == rows
        sent |= as_sent(rows)
        if data.draw(st.booleans()):  # not every extract reaches the session laptop
            stored = [*(old for old in stored if old.feedback_id not in sent), *as_earlier(rows)]


def test_a_version_rises_by_what_is_new_in_the_row_and_by_nothing_else():
    first = row_of(sound())
    sent = as_sent([first])
    assert row_of(sound(version=7, positive=("calm",)), sent=sent)["version"] == "1"
    closed = row_of(sound(), sent=sent, escalated={"fb1"})
    assert closed["version"] == "2"
    back = row_of(sound(), sent=as_sent([closed]))
    assert back["version"] == "3"
    assert content_of(back) == content_of(first)


def test_who_was_heard_is_what_the_outcome_says():
    for outcome in CONTACT_OUTCOMES:
        row = row_of(sound(outcome=outcome))
        assert (row["disclosure_level"] == "L1") is (outcome in HEARD)
