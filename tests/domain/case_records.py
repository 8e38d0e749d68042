"""Full records for tests: one that is sound, and a strategy over many that may be kept."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    CONCERN,
    CONTACT_OUTCOMES,
    CUES,
    DASH,
    HEARD,
    INCIDENTS,
    METHODS,
    NEEDS,
    NEGATIVE,
    NOTHING_CODED,
    OBSERVED,
    POSITIVE,
    Attempt,
    CaseRecord,
    Referral,
    SafeContact,
)
from cara_facilitate.domain.contact_window import ALWAYS
from cara_facilitate.domain.feedback import Level, RosterEntry
from cara_facilitate.domain.identifiers import new_check_word, new_reference
from cara_facilitate.domain.protected import Protected

# A machine that is busy elsewhere would otherwise read as a slow strategy.
SOME = settings(
    max_examples=500 if os.environ.get("CARA_PROOF") == "1" else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
W2_START = datetime(2026, 12, 26, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)
_DRAW = random.Random(11).randrange
REFS = tuple(sorted(new_reference(COHORT, _DRAW) for _ in range(6)))
CHECK_WORDS = {ref: new_check_word(_DRAW, ()) for ref in REFS}
ROSTER = [RosterEntry(seat, ref, CHECK_WORDS[ref]) for seat, ref in enumerate(REFS, start=1)]
SLUGS = ("first-signs", "time-out-plan", "impact")


def at(day: int, hour: int = 10, *, month: int = 12) -> datetime:
    """A moment of that winter."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def sound(ref: str = REFS[0], **fields: object) -> CaseRecord:
    """A completed contact shared at L1, with these fields changed."""
    made = CaseRecord(
        feedback_id="fb1",
        version=1,
        cohort=COHORT,
        ref=ref,
        worker="V-1",
        safe_contact=SafeContact(
            last_checked=date(2026, 12, 5), windows=(ALWAYS,), agreed_at=at(1)
        ),
        attempts=(Attempt(at(5), "telephone", "spoken"),),
        outcome="completed",
        incident="none",
        level=Level.L1,
        summary=Protected("Quieter at home, the person says."),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def l3(ref: str = REFS[0], **fields: object) -> CaseRecord:
    """A sound record with agreed words."""
    agreed: dict[str, object] = {
        "level": Level.L3,
        "with_person": True,
        "themes": ("impact",),
        "agreed_words": Protected("I want the lists to stop."),
        "agreed_words_consented_at": at(5, 11),
        "agreed_words_reread": True,
        "agreed_words_reconfirmed_at": at(24, 9),
    }
    return sound(ref, **(agreed | fields))


_MOMENTS = st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 24, 17)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
# What a person may type: letters of many scripts, punctuation, new lines, marks that act.
_TYPED = st.text(
    st.one_of(
        st.sampled_from(tuple(" aeiou,;:\"'\n[]<>=%$£é")),
        st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufeff"),
    ),
    max_size=60,
).map(lambda text: Protected(f"A{text}"))


def _several(values: tuple[str, ...], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)


def _coded(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(_several(values), st.sampled_from([(one,) for one in NOTHING_CODED]))


@st.composite
def attempts(draw: st.DrawFn, outcome: str) -> tuple[Attempt, ...]:
    """Attempts that go with an outcome, in and outside the days between the workshops."""
    if outcome == "not_attempted":
        return ()
    any_kind = st.builds(
        Attempt, _MOMENTS, st.sampled_from(METHODS), st.sampled_from(ATTEMPT_OUTCOMES)
    )
    tried = draw(st.lists(any_kind, min_size=1, max_size=3))
    if outcome in HEARD:
        tried.append(Attempt(draw(_MOMENTS), "telephone", "spoken"))
    return tuple(tried)


@st.composite
def records(draw: st.DrawFn, ref: str, feedback_id: str) -> CaseRecord:
    """A record that may be kept, of any outcome, level and coding."""
    outcome = draw(st.sampled_from(CONTACT_OUTCOMES))
    heard = outcome in HEARD
    level = draw(st.sampled_from(tuple(Level))) if heard else Level.L0
    observed = draw(_several(OBSERVED))
    consented = draw(st.one_of(st.none(), _MOMENTS))
    record = CaseRecord(
        feedback_id=feedback_id,
        version=1,
        cohort=COHORT,
        ref=ref,
        worker="V-1",
        safe_contact=SafeContact(
            how=Protected("by the neighbour"), voicemail=True, text=True,
            last_checked=date(2026, 12, 1),
        ),
        attempts=draw(attempts(outcome)),
        outcome=outcome,
        not_attempted_reason="no safe number" if outcome == "not_attempted" else "",
        positive=draw(_coded(POSITIVE)) if heard else (),
        negative=draw(_coded(NEGATIVE)) if heard else (),
        incident=draw(st.sampled_from(INCIDENTS)) if heard else "",
        dash="high" if observed else draw(st.sampled_from(DASH)),
        children=draw(st.sampled_from(("", *CONCERN))),
        adult_at_risk=draw(st.sampled_from(("", *CONCERN))),
        observed=observed,
        referrals=tuple(Referral(need) for need in draw(_several(NEEDS))),
        level=level,
        summary=draw(_TYPED),
        themes=("impact",) if level is Level.L2 else draw(_several(SLUGS)),
        cue=draw(st.sampled_from(CUES)),
    )  # fmt: skip
    if level is Level.L3 or draw(st.booleans()):
        record = replace(
            record,
            with_person=True,
            agreed_words=draw(_TYPED),
            agreed_words_consented_at=consented or at(1),
            agreed_words_reread=True,
            agreed_words_reconfirmed_at=draw(st.sampled_from((None, NOW - timedelta(hours=1)))),
        )
    return record
