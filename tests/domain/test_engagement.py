"""Who was heard and when, and two raters apart: facts about a seat, never a sum of them."""

from __future__ import annotations

import ast
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import cara_facilitate
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.engagement import (
    SEEMED,
    heard,
    last_heard,
    not_heard,
    not_lately,
    rating_gaps,
    ratings_by,
)
from cara_facilitate.domain.note_sections import seats as seat_section
from tests.domain.day_story import DOORS, Story

ALL = tuple(range(1, 13))


def opened() -> Story:
    return Story().open_doors()


def test_a_seat_is_heard_when_it_speaks_acts_or_meets_an_objective() -> None:
    story = opened()
    story.do(cmd.Observe((2,), "o", story.now))
    story.do(cmd.Observe((3,), "t", story.now)).do(cmd.Observe((4,), "w", story.now))
    story.do(cmd.Tick("O02", (5,), story.now)).do(cmd.Tick("O02", (), story.now))
    assert set(last_heard(story.day)) == {2, 5}
    assert not_heard(story.day, (2, 3, 4, 5)) == (3, 4)


def test_how_long_ago_is_counted_from_the_last_time_not_the_first() -> None:
    story = opened()
    story.do(cmd.Observe((2,), "o", story.now)).pass_time(minutes=30)
    story.do(cmd.Observe((2,), "c", story.now)).pass_time(minutes=7, seconds=59)
    (two,) = heard(story.day, (2,))
    assert (two.notes, two.last, two.minutes(story.now)) == (2, DOORS + timedelta(minutes=30), 7)
    assert two.minutes(DOORS) == 0, "a clock set back makes nobody heard in the future"


def test_somebody_heard_this_morning_may_not_have_been_heard_in_this_activity() -> None:
    story = opened()
    story.do(cmd.Observe(ALL, "o", story.now)).pass_time(minutes=25)
    story.do(cmd.GoTo("W1-02", story.now)).do(cmd.Observe((1, 2), "c", story.now))
    assert not_heard(story.day, ALL) == ()
    assert not_lately(story.day, ALL) == tuple(range(3, 13))


def test_whoever_left_is_not_called_silent() -> None:
    story = opened().pass_time(minutes=5)
    story.do(cmd.Attend(7, "EL", story.now, "work"))
    assert 7 not in not_heard(story.day, ALL)
    assert 7 not in not_lately(story.day, ALL)
    assert len(heard(story.day, ALL)) == 12, "the seat itself stays in the list"


def test_what_is_taken_back_was_not_heard() -> None:
    story = opened()
    story.do(cmd.Observe((2,), "o", story.now)).do(cmd.Undo(story.now))
    assert 2 in not_heard(story.day, ALL)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("ckoehsmbtw")), max_size=12))
def test_heard_and_not_heard_part_the_room(seen: list[tuple[int, str]]) -> None:
    story = Story(4).open_doors()
    for seat, code in seen:
        story.pass_time(minutes=1).do(cmd.Observe((seat,), code, story.now))
    silent = not_heard(story.day, (1, 2, 3, 4))
    spoke = {seat for seat, code in seen if code not in SEEMED}
    assert set(silent) == {1, 2, 3, 4} - spoke
    assert [own.seat for own in heard(story.day, (1, 2, 3, 4))] == [1, 2, 3, 4]


def test_one_raters_ratings_are_read_apart_from_the_others() -> None:
    story = opened()
    story.do(cmd.Rate(1, 4, "F-LEAD1", "close", story.now))
    story.do(cmd.Rate(1, 2, "F-CO2", "close", story.now))
    story.do(cmd.Rate(2, 0, "F-CO2", "break", story.now))
    assert ratings_by(story.day, "F-LEAD1", "close") == {1: 4}
    assert ratings_by(story.day, "F-CO2", "close") == {1: 2}
    assert rating_gaps(story.day) == (1,)


@given(st.dictionaries(st.integers(1, 12), st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_a_gap_is_two_or_more_whoever_gave_which(both: dict[int, tuple[int, int]]) -> None:
    story = opened()
    for seat, (one, other) in both.items():
        story.do(cmd.Rate(seat, one, "F-LEAD1", "close", story.now))
        story.do(cmd.Rate(seat, other, "F-CO2", "close", story.now))
    wanted = sorted(seat for seat, (one, other) in both.items() if abs(one - other) >= 2)
    assert list(rating_gaps(story.day)) == wanted


def every(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for entry in inside for found in every(entry))]


@given(st.dictionaries(st.integers(1, 12), st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_the_seats_of_a_note_are_never_ranked_added_up_or_averaged(
    both: dict[int, tuple[int, int]],
) -> None:
    story = opened()
    for seat, (one, other) in both.items():
        story.do(cmd.Rate(seat, one, "F-LEAD1", "close", story.now))
        story.do(cmd.Rate(seat, other, "F-CO2", "close", story.now))
        story.do(cmd.Observe((seat,), "o", story.now)).do(cmd.Observe((seat,), "b", story.now))
    section = seat_section(story.state, story.day, story.curriculum)
    assert [row["seat"] for row in section["rows"]] == [f"P{n:02d}" for n in ALL]
    assert not any(isinstance(value, float) for value in every(section))
    for row in section["rows"]:
        numbers = [value for value in every(row) if type(value) is int]
        assert numbers == [code["count"] for code in row["codes"]], "no sum stands beside a code"
        assert all(r["value"] in {"0", "1", "2", "3", "4", "not recorded"} for r in row["ratings"])
    words = json.dumps(section).lower()
    assert not any(word in words for word in ("average", "mean", "score", "rank", "total"))


MEASURES = re.compile(
    r"(^|_)(score|scores|rank|ranks|ranking|average|averages|median|likelihood)(_|$)"
)


def test_no_part_of_the_toolkit_has_a_name_for_scoring_or_ranking_anybody() -> None:
    found = []
    for path in sorted(Path(cara_facilitate.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "name", None) or getattr(node, "attr", None)
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [alias.name for alias in node.names]
                name = "average" if "statistics" in (*names, getattr(node, "module", "")) else ""
            if isinstance(name, str) and MEASURES.search(name):
                found.append(f"{path.name}: {name}")
    assert found == []
