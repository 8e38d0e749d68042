"""Coverage figures in words: what was left out looks alike, whoever sent it, and findings stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.coverage_shown import CAME, LEVELS, SMALL, may_leave
from cara_facilitate.domain.coverage_words import (
    HIDDEN,
    WHY_HIDDEN,
    WORDS,
    coverage_findings,
    coverage_lines,
    coverage_text,
    kept_findings,
)
from cara_facilitate.domain.policy import Result

HEAD = "WY26A: how far contacts came, as of 10 Dec 2026 12:00"


def whole(**came: int) -> dict[str, int]:
    counts = dict.fromkeys(WORDS, 0) | came
    tried = sum(counts[name] for name in CAME[:4])
    sums = {"rostered": sum(counts[name] for name in CAME), "attempted": tried}
    return counts | {"spoken": counts["heard"] + counts["declined"]} | sums


def as_once_kept(counts: dict[str, int]) -> str:
    """The text as stores kept it before the sender left anything out."""
    lines = [f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()]
    return "\n".join([HEAD, *lines]) + "\n"


def said(lines: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name, words in WORDS.items():
        (line,) = [line for line in lines if line.startswith(f"{words} ")]
        found[name] = line.removeprefix(words).strip()
    return found


counted = st.fixed_dictionaries({name: st.integers(0, 12) for name in (*CAME, *LEVELS)})


@given(counted)
def test_no_store_keeps_or_shows_what_may_not_leave(came: dict[str, int]) -> None:
    counts = whole(**came)
    kept = coverage_text(HEAD, counts.items(), coverage_findings(counts))
    for lines in (coverage_lines(kept), coverage_lines(as_once_kept(counts))):
        shown = {name: int(words) for name, words in said(lines).items() if words != HIDDEN}
        assert shown == may_leave(counts)
        assert lines[0] == HEAD
        assert (WHY_HIDDEN in lines) == (len(shown) < len(WORDS))


@given(counted)
def test_a_finding_says_nothing_that_the_figures_beside_it_do_not(came: dict[str, int]) -> None:
    counts = whole(**came)
    shown = may_leave(counts)
    assert coverage_findings(counts) == coverage_findings(shown)
    for one in coverage_findings(counts):
        numbers = [int(word) for word in one.message.replace(".", "").split() if word.isdigit()]
        assert bool(numbers) == (one.result is Result.REFER)
        assert all(number >= SMALL for number in numbers)


def test_so_many_without_any_contact_are_referred_to_the_manager_and_kept_so() -> None:
    counts = whole(heard=4, never_contacted=8)
    (found,) = coverage_findings(counts)
    assert found.result is Result.REFER
    assert "No contact is recorded for 8 of 12." in found.message
    text = coverage_text(HEAD, counts.items(), (found,))
    assert kept_findings(text) == (found,)
    assert any(found.message in line for line in coverage_lines(text))


def test_two_without_any_contact_are_not_told_by_a_finding() -> None:
    few, none_, all_ = (
        coverage_findings(whole(heard=12 - count, never_contacted=count)) for count in (2, 0, 12)
    )
    assert few == none_ == all_
    assert [one.result for one in few] == [Result.WARN]


def test_nothing_is_made_of_nothing() -> None:
    assert coverage_lines("") == ("",)
    assert kept_findings("") == ()
