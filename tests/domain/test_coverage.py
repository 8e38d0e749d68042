"""Coverage counts everybody once, by the furthest, and tells nothing of any one person."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.casework import CaseRecord
from cara_facilitate.domain.coverage import coverage
from cara_facilitate.domain.feedback import Level
from tests.domain.case_records import REFS, SOME, W1, W2, records, sound

CAME = ("heard", "declined", "unsafe", "unreachable", "not_attempted", "never_contacted")


def unheard(ref: str, id_: str, outcome: str) -> CaseRecord:
    return sound(ref, feedback_id=id_, outcome=outcome, incident="", level=Level.L0)


def test_each_outcome_is_counted():
    made = [
        sound(REFS[0]),
        unheard(REFS[1], "b", "declined"),
        unheard(REFS[2], "c", "unreachable"),
        unheard(REFS[3], "d", "unsafe"),
        replace(unheard(REFS[4], "e", "not_attempted"), attempts=()),
    ]
    counts = coverage(REFS, made, W1, W2).counts()
    assert [counts[name] for name in CAME] == [1, 1, 1, 1, 1, 1]
    assert (counts["rostered"], counts["attempted"], counts["spoken"]) == (6, 4, 4)
    assert (counts["L0"], counts["L1"]) == (4, 1)


def test_of_several_people_harmed_the_furthest_counts():
    made = [unheard(REFS[0], "a", "unreachable"), sound(REFS[0], feedback_id="b")]
    counts = coverage(REFS, made, W1, W2)
    assert (counts.heard, counts.unreachable, counts.never_contacted) == (1, 0, 5)


@SOME
@given(data=st.data())
def test_everybody_is_counted_once(data: st.DataObject):
    made = [
        data.draw(records(ref, f"{ref[-1]}{number}"))
        for ref in REFS
        for number in range(data.draw(st.integers(0, 2)))
    ]
    counts = coverage(REFS, made, W1, W2).counts()
    assert sum(counts[name] for name in CAME) == counts["rostered"] == len(REFS)
    assert sum(counts[level] for level in ("L0", "L1", "L2", "L3")) == len(made)
    assert counts["spoken"] <= counts["attempted"] <= counts["rostered"]
    assert coverage(REFS, list(reversed(made)), W1, W2).counts() == counts
