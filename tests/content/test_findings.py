"""What an author reads when something is wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.content.findings import HIDDEN, Finding, caret, did_you_mean, grouped, visible


def test_a_finding_is_shown_with_its_line_and_a_caret_under_the_place() -> None:
    finding = Finding(
        rule="M01",
        severity="error",
        file="activities/time-out-plan.md",
        line=4,
        column=10,
        message="minutes is 45 but the steps add up to 40",
        source_line="minutes: 45",
        hint="steps: 10 + 20 + 10",
    )
    assert caret(finding) == (
        "error[CUR-M01] minutes is 45 but the steps add up to 40\n"
        " --> activities/time-out-plan.md:4:10\n"
        "  |\n"
        "4 | minutes: 45\n"
        "  |          ^^ steps: 10 + 20 + 10"
    )


def test_the_caret_stays_under_its_place_far_along_a_line() -> None:
    line = "x" * 200 + " here " + "y" * 200
    shown = caret(Finding("T01", "error", "a.md", 3, 202, "m", line)).splitlines()
    column = shown[-1].index("^")
    assert shown[-2][column : column + 4] == "here"
    assert max(map(len, shown)) < 160


@given(st.text(), st.text(), st.integers(1, 300))
def test_nothing_hidden_reaches_the_terminal_through_a_finding(
    message: str, line: str, column: int
) -> None:
    line = line.replace("\n", " ")
    text = caret(Finding("X01", "error", "a.md", 1, column, message, line, message))
    assert not HIDDEN.search(text)


@given(st.text())
def test_a_hidden_character_is_marked_and_no_place_moves(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert not HIDDEN.search(visible(text))


def test_a_suggestion_is_made_only_when_something_is_near() -> None:
    assert did_you_mean("Listen out", ["Say", "Listen for"]) == ' - did you mean "Listen for"?'
    assert did_you_mean("SAY", ["Say", "Ask"]) == ' - did you mean "Say"?'
    assert did_you_mean("zebra", ["Say", "Ask"]) == ""
    assert did_you_mean("a" * 1_000_000, ["a"]) == ""


def test_one_cause_in_many_places_is_told_once_with_the_places() -> None:
    same = [
        Finding("C01", "error", f"activities/{n}.md", 6, 14, "unknown", cause="objective x")
        for n in range(6)
    ]
    [told] = grouped(same)
    assert told.file == "activities/0.md"
    assert told.hint == "also activities/1.md:6, activities/2.md:6, activities/3.md:6 and 2 more"
    assert told.related == tuple((f"activities/{n}.md", 6) for n in range(1, 6))


def test_what_follows_from_a_cause_is_told_with_it_and_the_gravest_first() -> None:
    found = [
        Finding("M07", "note", "a.yaml", 3, 1, "30 min spare", cause="row x"),
        Finding("I03", "error", "b.yaml", 9, 1, "no such row", cause="row x"),
        Finding("M07", "note", "a.yaml", 3, 1, "5 min spare", cause="day 1"),
    ]
    told = grouped(found)
    assert [one.rule for one in told] == ["M07", "I03"]
    assert told[1].hint == "30 min spare (a.yaml:3:1)"
    assert told[1].related == (("a.yaml", 3),)


def test_at_most_three_related_places_are_shown_and_none_twice() -> None:
    places = tuple(("b.md", line) for line in range(2, 9))
    told = caret(Finding("M01", "error", "a.md", 1, 1, "m", "x", "also b.md:2", places))
    assert [line for line in told.splitlines() if line.startswith(" :::")] == [
        " ::: b.md:3",
        " ::: b.md:4",
        " ::: b.md:5",
    ]


def test_two_causes_are_not_merged() -> None:
    found = [
        Finding("M02", "error", "a.md", 9, 4, 'step "Write" has no minutes'),
        Finding("M02", "error", "b.md", 9, 4, 'step "Write" has no minutes'),
    ]
    assert len(grouped(found)) == 2
