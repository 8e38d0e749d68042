"""Sharing levels: never above what was stated, stricter whenever a condition fails."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import sharing
from cara_facilitate.domain.audience import Audience, View, view
from cara_facilitate.domain.feedback import (
    Extract,
    Level,
    SharingFacts,
    effective_level,
    seat_level,
    shared,
    strictest,
)
from cara_facilitate.domain.protected import Protected

START = datetime(2026, 12, 26, 10, 0, tzinfo=UTC)
FULL = Extract(
    feedback_id="fb-01",
    version=1,
    withdrawn=False,
    ref="WY26A-7K3M-6",
    contact_attempted=True,
    contact_date=date(2026, 12, 12),
    level=Level.L3,
    cue="watch_departure",
    escalation_open=False,
    summary=Protected("summary words"),
    themes=("time-out", "listening"),
    agreed_words=Protected("agreed words"),
    agreed_words_consented_at=START - timedelta(days=14),
    agreed_words_reread=True,
    agreed_words_reconfirmed_at=START - timedelta(hours=20),
)
FACTS = SharingFacts(
    attending=9,
    planned_activities=("time-out", "listening", "change"),
    site_allows_l3=True,
    flags_retaliation=False,
    now=START + timedelta(hours=1),
    w2_start=START,
    w2_end=START + timedelta(hours=5),
)


def test_agreed_words_hold_when_every_condition_does() -> None:
    assert effective_level(FULL, FACTS) is Level.L3


@pytest.mark.parametrize(
    "change",
    [
        {"site_allows_l3": False},
        {"flags_retaliation": True},
        {"now": START + timedelta(hours=6)},
        {"now": START - timedelta(hours=30)},
    ],
)
def test_agreed_words_are_void_when_the_day_does_not_allow_them(change: dict[str, Any]) -> None:
    assert effective_level(FULL, replace(FACTS, **change)) is Level.L2


@pytest.mark.parametrize(
    "change",
    [
        {"agreed_words_consented_at": None},
        {"agreed_words_reconfirmed_at": None},
        {"agreed_words_reconfirmed_at": START - timedelta(hours=73)},
        {"agreed_words_consented_at": START - timedelta(hours=1)},
        {"agreed_words_reread": False},
        {"agreed_words": Protected("")},
        {"escalation_open": True},
        {"cue": "call_manager_first"},
    ],
)
def test_agreed_words_are_void_when_the_record_does_not_carry_them(change: dict[str, Any]) -> None:
    assert effective_level(replace(FULL, **change), FACTS) is Level.L2


@pytest.mark.parametrize(
    "facts",
    [replace(FACTS, attending=3), replace(FACTS, planned_activities=("time-out",))],
)
def test_a_theme_needs_four_people_and_an_activity_already_planned(facts: SharingFacts) -> None:
    assert effective_level(replace(FULL, level=Level.L2), facts) is Level.L1
    assert effective_level(replace(FULL, level=Level.L2), FACTS) is Level.L2
    words = shared(FULL, Level.L3, facts, says=True)
    assert words.agreed_words and not words.themes


def test_void_agreed_words_with_three_people_leave_only_planning() -> None:
    facts = replace(FACTS, attending=3, site_allows_l3=False)
    assert effective_level(FULL, facts) is Level.L1


facts = st.builds(
    SharingFacts,
    attending=st.integers(0, 12),
    planned_activities=st.sets(st.sampled_from(["time-out", "listening", "change"])),
    site_allows_l3=st.booleans(),
    flags_retaliation=st.booleans(),
    now=st.integers(-100, 100).map(lambda hours: START + timedelta(hours=hours)),
    w2_start=st.just(START),
    w2_end=st.just(START + timedelta(hours=5)),
)
extracts = st.builds(
    lambda level, withdrawn, escalation: replace(
        FULL, level=level, withdrawn=withdrawn, escalation_open=escalation
    ),
    st.sampled_from(Level),
    st.booleans(),
    st.booleans(),
)


@given(extracts, facts)
def test_no_rule_ever_raises_a_level(extract: Extract, day: SharingFacts) -> None:
    assert effective_level(extract, day) <= extract.level
    if extract.withdrawn:
        assert effective_level(extract, day) is Level.L0


@given(st.lists(extracts, max_size=4), facts)
def test_the_strictest_person_governs_the_seat(people: list[Extract], day: SharingFacts) -> None:
    governing = seat_level(people, day)
    assert governing <= strictest(people)
    assert all(governing <= effective_level(person, day) for person in people)
    if not people:
        assert governing is Level.L0
    for person in people:
        words = shared(person, governing, day, says=True)
        assert bool(words.summary) == (governing >= Level.L1)
        assert words.themes == () or governing >= Level.L2
        assert not words.agreed_words or governing is Level.L3
        assert words.cue == "watch_departure"


def test_a_level_that_no_longer_holds_shows_no_agreed_words() -> None:
    words = shared(FULL, Level.L3, replace(FACTS, flags_retaliation=True), says=True)
    assert words.level is Level.L2 and not words.agreed_words


def test_nothing_is_shown_of_a_sealed_record_but_the_cue() -> None:
    words = shared(FULL, Level.L0, FACTS, says=True)
    assert (words.level, words.cue) == (Level.L0, "watch_departure")
    assert not words.summary and not words.themes and not words.agreed_words


SEALED = View(cue="watch_departure")
PLANNING = replace(SEALED, summary=FULL.summary)
THEMES = replace(PLANNING, themes=FULL.themes)
TABLE = {
    Audience.FACILITATORS: (SEALED, PLANNING, THEMES, replace(THEMES, agreed=True)),
    Audience.PARTICIPANT: (View(), View(), View(), View(agreed_words=FULL.agreed_words)),
}
"""The table of levels and audiences, written out once more."""


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_gets_what_the_table_says_and_nothing_more(audience: Audience) -> None:
    assert tuple(view(FULL, level, audience) for level in Level) == TABLE[audience]


@given(extracts, st.sampled_from(Level), st.sampled_from(Audience))
def test_no_audience_gets_more_than_the_stated_level_allows(
    extract: Extract, level: Level, audience: Audience
) -> None:
    stated = Level.L0 if extract.withdrawn else extract.level
    seen = view(extract, level, audience)
    assert seen == TABLE[audience][list(Level).index(min(level, stated))]


@given(extracts, facts, st.booleans())
def test_the_briefing_shows_the_facilitators_column_and_the_words_to_whoever_says_them(
    extract: Extract, day: SharingFacts, says: bool
) -> None:
    words = shared(extract, Level.L3, day, says=says)
    seen = view(extract, words.level, Audience.FACILITATORS)
    to_say = view(extract, words.level, Audience.PARTICIPANT)
    assert (words.cue, words.summary, words.agreed) == (seen.cue, seen.summary, seen.agreed)
    assert bool(words.agreed_words) == (says and bool(to_say.agreed_words))
    assert words.themes in ((), seen.themes)


ROOT = Path(sharing.__file__).parents[1]


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("audience", {"domain/sharing.py"}),
        (
            "sharing",
            {
                "domain/coverage_supervision.py",  # themes of the whole cohort, for Hampton Trust
                "domain/feedback.py",
                "domain/governing.py",
                "services/briefing.py",
                "services/extracting.py",
            },
        ),
    ],
)
def test_nobody_else_can_ask_the_table(room: str, allowed: set[str]) -> None:
    """Group, agencies and authors have no column; a supervisor gets themes without seats."""
    asking = {
        file.relative_to(ROOT).as_posix()
        for file in ROOT.rglob("*.py")
        if re.search(rf"(?m)^ *(from|import) .*\b{room}\b", file.read_text(encoding="utf-8"))
    }
    assert asking == allowed
