"""Records of any content that a duty may follow from, valid or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from cara_facilitate.domain import casework as words
from cara_facilitate.domain.casework import Attempt, CaseRecord

COHORT, REF = "WY26A", "WY26A-7K3M-6"

attempts = st.builds(
    Attempt,
    at=st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 31)).map(lambda at: at.astimezone()),
    method=st.sampled_from(words.METHODS),
    outcome=st.sampled_from(words.ATTEMPT_OUTCOMES),
)
records = st.builds(
    CaseRecord,
    feedback_id=st.just("fb-1"),
    version=st.just(1),
    cohort=st.just(COHORT),
    ref=st.just(REF),
    worker=st.just("V-1"),
    withdrawn=st.sampled_from([False, False, False, True]),
    attempts=st.lists(attempts, max_size=3).map(tuple),
    negative=st.sets(st.sampled_from(words.NEGATIVE), max_size=3).map(sorted).map(tuple),
    incident=st.sampled_from(("", *words.INCIDENTS)),
    dash=st.sampled_from(words.DASH),
    children=st.sampled_from(("", *words.CONCERN)),
    adult_at_risk=st.sampled_from(("", *words.CONCERN)),
    observed=st.sets(st.sampled_from(words.OBSERVED), max_size=4).map(sorted).map(tuple),
)


def record(**fields: object) -> CaseRecord:
    """One version with these fields, everything else quiet."""
    return CaseRecord("fb-1", 1, COHORT, REF, "V-1", **fields)  # type: ignore[arg-type]


def spoken(at: datetime, ago: timedelta = timedelta(0)) -> Attempt:
    """A conversation by telephone."""
    return Attempt(at - ago, "telephone", "spoken")
