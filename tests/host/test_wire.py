"""Records go over the pipe and come back the same, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.api import (
    CurriculumSource,
    Finding,
    ImportedLesson,
    PersonFacts,
    PlacementFacts,
    Result,
    SitePolicy,
)
from cara_facilitate.domain.protected import Protected
from cara_facilitate.host.wire import Misfit, pack, unpack

words = st.text(max_size=20)
people = st.builds(
    PersonFacts,
    seat=st.integers(1, 12),
    sex=words,
    caution_date=st.none() | st.dates(),
    first_time=st.none() | st.booleans(),
    extra=st.dictionaries(words, words, max_size=3),
)
facts = st.builds(
    PlacementFacts,
    cohort=words,
    site=words,
    variant=words,
    workshops=st.lists(st.dates(), max_size=3).map(tuple),
    facilitators=st.lists(words, max_size=3).map(tuple),
    people=st.lists(people, max_size=4).map(tuple),
    extra=st.dictionaries(words, words, max_size=3),
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
HINTS = (
    PlacementFacts,
    tuple[Finding, ...],
    tuple[Mapping[str, str], ...],
    CurriculumSource,
    tuple[ImportedLesson, ...],
    bytes,
    date,
)


def _over_the_pipe(value: object) -> Any:
    return json.loads(json.dumps(pack(value)))


@given(facts)
def test_placement_facts_come_back_the_same(placement: PlacementFacts) -> None:
    assert unpack(PlacementFacts, _over_the_pipe(placement)) == placement


@given(st.dictionaries(words, st.binary(max_size=50), max_size=4), words)
def test_bytes_come_back_the_same(files: dict[str, bytes], name: str) -> None:
    source = CurriculumSource(name, files)
    assert unpack(CurriculumSource, _over_the_pipe(source)) == source


@given(st.dictionaries(words, st.binary(max_size=50), max_size=4), st.lists(words, max_size=3))
def test_an_imported_lesson_comes_back_the_same(files: dict[str, bytes], notes: list[str]) -> None:
    lessons = (ImportedLesson(CurriculumSource("a", files), tuple(notes)),)
    assert unpack(tuple[ImportedLesson, ...], _over_the_pipe(lessons)) == lessons


@given(st.sampled_from(Result), words)
def test_findings_come_back_with_their_result(result: Result, message: str) -> None:
    found = (Finding("R", result, message),)
    again = unpack(tuple[Finding, ...], _over_the_pipe(found))
    assert again == found and isinstance(again[0].result, Result)


@given(plain, st.sampled_from(HINTS))
def test_rubbish_is_a_misfit_and_never_anything_else(rubbish: Any, hint: Any) -> None:
    try:
        value = unpack(hint, rubbish)
    except Misfit as misfit:
        assert misfit.__cause__ is None
    else:
        assert unpack(hint, _over_the_pipe(value)) == value


@pytest.mark.parametrize(
    "value",
    [object(), 1j, {1: "a"}, {None: 1}, bytearray(b"x"), print, type("S", (str,), {})("hidden")],
)
def test_what_is_not_plain_is_never_written(value: object) -> None:
    with pytest.raises(Misfit) as raised:
        pack([value])
    assert "hidden" not in str(raised.value)


def test_protected_words_are_never_written() -> None:
    with pytest.raises(Misfit) as raised:
        pack({"summary": Protected("canary")})
    assert "canary" not in str(raised.value)


def test_a_records_function_stays_behind_and_says_so_when_called() -> None:
    policy = unpack(SitePolicy, _over_the_pipe(SitePolicy("a", "A", lambda facts: [], {})))
    with pytest.raises(RuntimeError):
        policy.check(None)


def test_a_missing_or_added_field_is_a_misfit() -> None:
    good = pack(Finding("R", Result.PASS, "m"))
    for wrong in ({**good, "more": 1}, {k: v for k, v in good.items() if k != "rule"}):
        with pytest.raises(Misfit):
            unpack(Finding, wrong)
