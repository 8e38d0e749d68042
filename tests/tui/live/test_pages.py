"""The script in pages: every word once, no torn headings, nothing executed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain.curriculum import Activity, Section, SectionKind, Step
from cara_facilitate.tui.live.pages import GUTTER, WIDEST, activity_lines, paged
from cara_facilitate.tui.live.signs import ASCII, UNICODE, signs_for
from cara_facilitate.tui.live.times import clock_time
from cara_facilitate.tui.live.words import left_words, seats_words
from cara_facilitate.tui.widgets.script import page_line

NOW = datetime(2026, 11, 28, 14, 30, tzinfo=timezone(timedelta(0)))


def activity(*sections: Section, title: str = "One step") -> Activity:
    return Activity(
        "x", "X", 10, 5, (), "plenary", "low", (), (), "Why.", (Step(title, 10, sections),), "h"
    )


@pytest.mark.parametrize(("width", "height"), [(78, 16), (68, 22), (120, 38), (40, 5)])
def test_every_word_of_every_activity_is_on_exactly_one_page(
    curriculum: Any, width: int, height: int
) -> None:
    for one in curriculum.activities:
        lines = activity_lines(one, width)
        pages = paged(lines, height)
        before = [line.text.plain for line in lines if line.text.plain.strip()]
        after = [line.text.plain for page in pages for line in page if line.text.plain.strip()]
        assert after == before
        for page in pages:
            assert len(page) <= height
            assert not page[0].blank
            assert not page[-1].heading
            assert all(page_line(line).cell_length <= min(width, WIDEST) for line in page)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(3, 30))
def test_pages_hold_what_they_were_given_whatever_its_length(
    lengths: list[int], height: int
) -> None:
    kinds = list(SectionKind)
    sections = [
        Section(kinds[n % len(kinds)], "\n".join(f"- word{n} {i}" for i in range(length)), 1)
        for n, length in enumerate(lengths)
    ]
    pages = paged(activity_lines(activity(*sections), 60), height)
    shown = [line.text.plain for page in pages for line in page]
    for n, length in enumerate(lengths):
        assert [t for t in shown if f"word{n} " in t] == [f"- word{n} {i}" for i in range(length)]


def test_a_section_that_goes_on_says_its_name_again() -> None:
    body = "\n".join(f"- point {n}" for n in range(30))
    pages = paged(activity_lines(activity(Section(SectionKind.ASK, body, 1)), 60), 10)
    assert all(page[0].label == "Ask" for page in pages[1:])


def test_what_the_group_sees_is_marked_and_nothing_else_is() -> None:
    for kind in SectionKind:
        lines = activity_lines(activity(Section(kind, "One line.", 1)), 60)
        marked = any(line.quiet == "group sees" for line in lines)
        assert marked == (kind in (SectionKind.SHOW, SectionKind.SIGNPOST))


@pytest.mark.parametrize(
    "hostile",
    ["[@click=app.quit]x[/]", "[/]", "[URGENT]", "<I will kill you>", "\x1b[2J", "\u202e"],
)
def test_hostile_text_is_shown_and_never_obeyed(hostile: str) -> None:
    lines = activity_lines(activity(Section(SectionKind.SAY, hostile, 1), title=hostile), 70)
    shown = "\n".join(line.text.plain for line in lines)
    assert not any(span.style and "@" in str(span.style) for ln in lines for span in ln.text.spans)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if hostile.isprintable() and hostile.isascii():
        assert shown.count(hostile) == 2


def test_a_table_keeps_its_columns_apart() -> None:
    body = "| Is | Is not |\n|---|---|\n| Agreed in advance | Storming out |"
    lines = activity_lines(activity(Section(SectionKind.SHOW, body, 1)), 70)
    rows = [line.text.plain for line in lines if " | " in line.text.plain]
    assert [row.index("|") for row in rows] == [rows[0].index("|")] * 2
    assert GUTTER < 20


@pytest.mark.parametrize(
    ("environment", "signs"),
    [
        ({}, UNICODE),
        ({"LANG": "en_GB.UTF-8"}, UNICODE),
        ({"LANG": "en_GB.ISO-8859-1"}, ASCII),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, ASCII),
        ({"LC_ALL": "C.UTF-8"}, UNICODE),
        ({"TERM": "linux", "LANG": "en_GB.UTF-8"}, ASCII),
        ({"CARA_ASCII": "1"}, ASCII),
    ],
)
def test_signs_fall_back_to_plain_letters(environment: dict[str, str], signs: object) -> None:
    assert signs_for(environment) is signs


def test_typed_times_are_of_today_and_not_to_come() -> None:
    assert clock_time("9:05", NOW) == NOW.replace(hour=9, minute=5)
    assert clock_time("09.05", NOW) == NOW.replace(hour=9, minute=5)
    for wrong in ("14:31", "24:00", "9", "9:5", "", "nine", "\u0669:\u0660\u0665"):
        assert clock_time(wrong, NOW) is None


@given(st.integers(-20_000, 20_000))
def test_what_is_left_or_over_never_loses_its_sign(seconds: int) -> None:
    assert left_words(seconds).endswith("left" if seconds >= 0 else "over")


def test_seats_are_named_as_people_say_them() -> None:
    assert [seats_words(s) for s in ((), (4,), (4, 7), (1, 4, 7))] == [
        "The group",
        "Seat 4",
        "Seats 4 and 7",
        "Seats 1, 4 and 7",
    ]
