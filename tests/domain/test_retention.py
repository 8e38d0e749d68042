"""Each class has one date and one rule; it is due when its date has come and nothing is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.retention import (
    KINDS,
    SETTABLE,
    WAITS,
    Facts,
    Held,
    classes,
    erased,
    holds,
    kind_of,
    purged,
)

OVER = date(2026, 12, 26)
AT = datetime(2026, 12, 27, 9, tzinfo=UTC)
REF = "WY26A-7K3M-6"
BY_SLUG = {kind.slug: kind for kind in KINDS}


def named(facts: Facts, slug: str, today: date, **chosen: int) -> Held:
    return next(one for one in classes(facts, chosen, today) if one.kind.slug == slug)


def test_feedback_is_due_28_days_after_workshop_two_and_not_a_day_sooner() -> None:
    facts = Facts(OVER)
    assert named(facts, "feedback", OVER).until == date(2027, 1, 23)
    assert not named(facts, "feedback", date(2027, 1, 22)).due
    assert named(facts, "feedback", date(2027, 1, 23)).due


@pytest.mark.parametrize("slug", ["codes", "register", "placement"])
def test_the_codes_and_the_key_to_the_seats_are_due_after_six_months(slug: str) -> None:
    until = named(Facts(OVER), slug, OVER).until
    assert until is not None and until - OVER == timedelta(days=183)


@pytest.mark.parametrize("slug", ["notes", "documents", "risk", "reads", "casework"])
def test_what_others_decide_has_no_date_and_says_who_decides_until_the_service_sets_one(
    slug: str,
) -> None:
    far = OVER + timedelta(days=9999)
    without = named(Facts(OVER), slug, far)
    assert without.until is None and not without.due and without.why
    own = named(Facts(OVER), slug, far, **{slug: 365})
    assert own.until == OVER + timedelta(days=365) and own.due
    assert own.rule == "365 days after workshop two: set by your service"


@pytest.mark.parametrize("slug", ["attendance", "record"])
def test_what_goes_with_the_store_alone_is_never_due_whatever_is_set(slug: str) -> None:
    far = OVER + timedelta(days=9999)
    held = named(Facts(OVER), slug, far, **{slug: 0})
    assert (held.until, held.due) == (None, False)
    assert slug not in SETTABLE


def test_before_workshop_two_is_over_nothing_has_a_date() -> None:
    far = OVER + timedelta(days=9999)
    for held in classes(Facts(None), {}, far):
        assert held.until is None and not held.due and held.why


@given(
    over=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    waits=st.frozensets(st.sampled_from(sorted(WAITS))),
    whole=st.booleans(),
    done=st.frozensets(st.sampled_from([kind.slug for kind in KINDS])),
    chosen=st.dictionaries(st.sampled_from(SETTABLE), st.integers(0, 4000)),
    today=st.dates(date(2026, 1, 1), date(2040, 1, 1)),
)
def test_nothing_is_ever_due_early_or_while_it_waits_or_twice(
    over: date | None,
    waits: frozenset[str],
    whole: bool,
    done: frozenset[str],
    chosen: dict[str, int],
    today: date,
) -> None:
    facts = Facts(over, waits, whole, dict.fromkeys(done, AT))
    found = classes(facts, chosen, today)
    assert [one.kind for one in found] == list(KINDS)
    for one in found:
        blocked = whole or bool(waits & set(one.kind.waits)) or one.kind.slug in done
        days = chosen.get(one.kind.slug, one.kind.days)
        reached = over is not None and days is not None and today >= over + timedelta(days=days)
        assert one.due == (one.kind.purged_apart and reached and not blocked)
        assert bool(one.why) == (one.until is None)


def test_every_stored_event_belongs_to_a_class_and_whatever_names_somebody_has_its_own() -> None:
    sealed = {"register", "placement", "risk", "feedback", "casework"}
    for (name, _), event in ev.REGISTRY.items():
        slug = kind_of(name, event.COMPARTMENT)
        assert slug in BY_SLUG
        if event.COMPARTMENT in sealed:
            assert BY_SLUG[slug].purged_apart, name
        if name.startswith("feedback.") and event.COMPARTMENT in sealed:
            assert BY_SLUG[slug].quiet, name


def test_a_hold_stands_until_it_is_lifted_and_then_a_purge_is_due_again() -> None:
    set_, lifted = ev.LegalHoldSet(REF, "court", "M-1", AT), ev.LegalHoldLifted(REF, "", "M-1", AT)
    gone = ev.ClassPurged("feedback", 3, OVER, "F-LEAD1", AT)
    assert list(holds([set_])) == [REF]
    assert not holds([set_, lifted])
    assert list(holds([set_, lifted, set_])) == [REF]
    assert list(purged([set_, gone])) == ["feedback"]
    assert not purged([set_, gone, lifted])
    assert list(purged([set_, gone, lifted, gone])) == ["feedback"]


def test_an_erasure_is_known_by_its_reference() -> None:
    gone = ev.ParticipantErased(REF, "asked", "F-LEAD1", OVER, AT)
    assert erased([gone]) == {REF: gone}
    assert not erased([])
