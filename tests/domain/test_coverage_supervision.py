"""A practice supervisor reads themes of records that allow them, and whether words were said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import HEARD, CaseRecord, withdrawal
from cara_facilitate.domain.casework_rules import spoken_between
from cara_facilitate.domain.coverage_supervision import (
    AgreedUse,
    Supervision,
    reads_whole,
    supervision,
)
from cara_facilitate.domain.extract import VOIDING, ExtractFacts, extract_rows
from cara_facilitate.domain.feedback_rows import Level, read_row
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.protected import Protected
from cara_facilitate.domain.sharing import SharingFacts
from tests.domain.case_records import (
    CHECK_WORDS,
    COHORT,
    REFS,
    SOME,
    W1,
    W2,
    W2_START,
    l3,
    sound,
)
from tests.domain.test_extract import caseworks, first_id

TITLES = (("time-out-plan", "A plan for time-out"), ("impact", "What it did"))
"""Workshop two in its order; ``first-signs`` is of workshop one."""


def told(
    made: Sequence[CaseRecord],
    became: Mapping[str, str] | None = None,
    *,
    escalated: Collection[str] = (),
    refs: Sequence[str] = REFS,
    allows: bool = True,
) -> Supervision:
    """What these records give, by way of the rows that would leave."""
    facts = ExtractFacts(
        COHORT, refs, W1, W2, CHECK_WORDS, made, escalated=escalated, allows_l3=allows
    )
    rows = [read_row(1, row) for row in extract_rows(facts, first_id)]
    sharing = SharingFacts(
        len(refs), {slug for slug, _ in TITLES}, allows, False, W2_START, W2_START, W2_START
    )
    seats = [[row for row in rows if row.ref == ref] for ref in refs]
    return supervision(seats, sharing, TITLES, became or {})


def l2(ref: str = REFS[0], **fields: object) -> CaseRecord:
    return sound(ref, **({"level": Level.L2, "themes": ("impact",)} | fields))


@SOME
@given(made=caseworks(), data=st.data())
def test_every_theme_has_a_record_that_allows_it_and_nobody_stricter_beside_it(
    made: list[CaseRecord], data: st.DataObject
) -> None:
    escalated = data.draw(st.sets(st.sampled_from([first_id(ref) for ref in REFS])))
    became = data.draw(
        st.dictionaries(
            st.sampled_from([one.feedback_id for one in made] or ["x"]),
            st.sampled_from(("used", "not_used", "not_held")),
        )
    )
    given_ = told(made, became, escalated=escalated)
    assert given_.themes is not None

    def allows(ref: str) -> bool:
        mine = [one for one in made if one.ref == ref]
        return bool(mine) and all(
            not one.withdrawn
            and one.level >= Level.L2
            and one.outcome in HEARD
            and spoken_between(one, W1, W2)
            for one in mine
        )

    may = {slug for one in made if allows(one.ref) for slug in one.themes}
    assert {slug for slug, _ in given_.themes} <= may
    assert list(given_.themes) == [one for one in TITLES if one in given_.themes]
    worded = [one for one in made if allows(one.ref) and one.level is Level.L3]
    assert given_.agreed.records <= len(worded)
    assert given_.agreed.told <= given_.agreed.records


@SOME
@given(made=caseworks(), ref=st.sampled_from(REFS))
def test_a_sealed_or_withdrawn_record_beside_others_takes_the_whole_seat(
    made: list[CaseRecord], ref: str
) -> None:
    without = told([one for one in made if one.ref != ref])
    sealed = l2(ref, feedback_id="another", level=Level.L0)
    gone = withdrawal(l3(ref, feedback_id="another"))
    for beside in (sealed, gone):
        assert told([*made, beside]) == without


@SOME
@given(made=caseworks())
def test_words_counts_and_who_it_was_make_no_difference(made: list[CaseRecord]) -> None:
    """One theme of two people reads like that of one, and other words like these."""
    reworded = [
        replace(
            one,
            summary=Protected("Other words."),
            agreed_words=Protected("Other words.") if one.agreed_words else one.agreed_words,
        )
        for one in made
    ]
    assert told(reworded) == told(made)
    others = dict(zip(REFS[::2], REFS[1::2], strict=True))
    same = [replace(one, ref=others[one.ref], feedback_id=f"{one.feedback_id}c") for one in made]
    assert told([*made, *same]).themes == told(made).themes


def test_a_theme_is_told_once_in_the_order_of_the_day() -> None:
    made = [l2(themes=("impact", "time-out-plan")), l2(REFS[1], feedback_id="b")]
    assert told(made).themes == TITLES


@pytest.mark.parametrize("level", [Level.L0, Level.L1])
def test_the_stricter_levels_give_no_theme(level: Level) -> None:
    assert told([l2(level=level)]).themes == ()


def test_a_theme_that_could_not_be_used_on_the_day_is_not_told() -> None:
    assert told([l2(themes=("impact", "first-signs"))]).themes == ()
    assert told([l2()], refs=REFS[:3]).themes == (), "with three it could be traced"
    assert told([l2()], refs=REFS[:4]).themes == TITLES[1:]


def test_where_the_curriculum_is_not_known_no_slug_is_taken_for_a_theme() -> None:
    rows = [read_row(1, row) for row in extract_rows(
        ExtractFacts(COHORT, REFS, W1, W2, CHECK_WORDS, [l2()]), first_id
    )]  # fmt: skip
    facts = SharingFacts(6, (), True, False, W2_START, W2_START, W2_START)
    assert supervision([rows], facts, (), {}).themes is None


def test_the_fact_of_use_is_counted_for_agreed_words_alone() -> None:
    made = [l3(REFS[n], feedback_id=f"fb{n}") for n in range(4)] + [l2(REFS[4], feedback_id="fb4")]
    became = {"fb0": "used", "fb1": "not_used", "fb2": "not_held", "fb4": "used"}
    assert told(made).agreed == AgreedUse(4)
    assert told(made, became).agreed == AgreedUse(4, 1, 1, 1)


@pytest.mark.parametrize(
    ("change", "still"),
    [
        ({"agreed_words_reconfirmed_at": None}, 1),
        ({"cue": "call_manager_first"}, 1),
        ({"dash": "high"}, 0),
        ({"negative": (VOIDING[0],)}, 0),
        ({"level": Level.L2}, 0),
    ],
)
def test_words_that_did_not_hold_are_never_counted_as_said(
    change: dict[str, object], still: int
) -> None:
    assert told([l3(**change)], {"fb1": "used"}).agreed == AgreedUse(still)


def test_words_are_not_said_past_an_escalation_another_person_or_the_site() -> None:
    used = {"fb1": "used"}
    assert told([l3()], used).agreed == AgreedUse(1, said=1)
    assert told([l3()], used, escalated=("fb1",)).agreed == AgreedUse(1)
    assert told([l3(), l2(feedback_id="b")], used).agreed == AgreedUse()
    assert told([l3()], used, allows=False).agreed == AgreedUse()


def test_only_a_supervisor_whose_store_knows_no_seats_reads_it_whole() -> None:
    whole = {role for role in Role if reads_whole((role.value,))}
    assert whole == {Role.SUPERVISOR}
    assert reads_whole(("supervisor", "trainer"))
    assert not reads_whole(("manager", "supervisor"))
    assert not reads_whole(("facilitator", "supervisor"))
    assert not reads_whole(("supervisor",), seats_known=True)
