"""Coverage figures in words: small numbers are told to the practice supervisor alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.coverage_words import FEW, LEFT_OUT, SMALL, WORDS, coverage_lines

CAME = ("heard", "declined", "unsafe", "unreachable", "not_attempted", "never_contacted")
HEAD = "WY26A: how far contacts came, as of 10 Dec 2026 12:00"


def text(counts: dict[str, int]) -> str:
    lines = [f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()]
    return "\n".join([HEAD, *lines]) + "\n"


def whole(**came: int) -> dict[str, int]:
    counts = dict.fromkeys(WORDS, 0) | came
    return counts | {"rostered": sum(counts[name] for name in CAME)}


def shown(counts: dict[str, int], *, to_supervisor: bool = False) -> dict[str, str]:
    lines = coverage_lines(text(counts), whole=to_supervisor)
    found = {}
    for name, words in WORDS.items():
        (line,) = [line for line in lines if line.startswith(f"{words} ")]
        found[name] = line.removeprefix(words).strip()
    return found


counted = st.fixed_dictionaries({name: st.integers(0, 12) for name in CAME})


@given(counted)
def test_the_practice_supervisor_sees_every_count_as_it_is(came: dict[str, int]) -> None:
    counts = whole(**came)
    assert shown(counts, to_supervisor=True) == {n: str(count) for n, count in counts.items()}


@given(counted)
def test_nobody_else_sees_a_count_below_three(came: dict[str, int]) -> None:
    for name, said in shown(whole(**came)).items():
        assert said in (FEW, LEFT_OUT) or int(said) >= SMALL, name


@given(counted)
def test_no_small_count_is_found_by_taking_the_others_from_the_roster(came: dict[str, int]) -> None:
    counts = whole(**came)
    said = shown(counts)
    hidden = [name for name in CAME if said[name] in (FEW, LEFT_OUT)]
    if hidden and said["rostered"].isdecimal():
        assert len(hidden) > 1
        assert sum(counts[name] for name in hidden) >= SMALL


def test_two_heard_of_twelve_are_not_given_away_by_the_ten_who_were_not() -> None:
    said = shown(whole(heard=2, never_contacted=10) | {"attempted": 2, "spoken": 2})
    assert said["rostered"] == "12"
    assert said["heard"] == said["attempted"] == FEW
    assert said["never_contacted"] == LEFT_OUT


def test_ten_tried_of_twelve_are_left_out_because_two_were_not() -> None:
    said = shown(whole(heard=10, not_attempted=2) | {"attempted": 10, "spoken": 10})
    assert said["attempted"] == said["spoken"] == LEFT_OUT


def test_the_heading_stays_and_no_other_line_is_made_up() -> None:
    lines = coverage_lines(text(whole(heard=5)), whole=False)
    assert lines[0] == HEAD
    assert not re.search("None|nan", "\n".join(lines))
    assert coverage_lines("", whole=False) == ("",)
