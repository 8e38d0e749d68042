"""Short cuts of the check take nothing away: what they pass over has nothing wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cara_facilitate.content.advice import is_plain
from cara_facilitate.content.dialect import Passage, _findings, _unclosed, check, is_simple
from cara_facilitate.content.load import check as check_all
from cara_facilitate.content.markdown import plain, printed
from cara_facilitate.content.source import Source

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]
SIGNS, CARD = "activities/signs.md", "handouts/card.md"

PIECES = [
    *("word", "A", "Ann's", " ", "  ", "*", "**", "**bold**", "*em*", ".", ",", "(", ")", '"'),
    *("|", "- ", "1. ", "2. ", "\n", "\n\n", "\n- ", "\n1. ", "\n  ", "\n    ", "\n    - "),
    *("{term}", "---", "===", "9", "999 then", ":", "!", "?", "> ", "_", "<b>", "#", "&amp;"),
    *("\n| a | b |", "\n|---|---|", "+", "=", "~", "\u2019", "\u2026", "\\", "`", "[x]"),
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
# Most texts at random are neither simple nor plain; those are not what is asked about.
MANY = settings(
    max_examples=3_000 if os.environ.get("CARA_PROOF") else 100,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)


def _passage(text: str) -> tuple[Source, Passage]:
    source = Source("activities/a.md", tuple(text.split("\n")))
    return source, Passage.of(source.lines, 1, len(source.lines))


@MANY
@given(TEXTS)
def test_a_passage_that_is_passed_over_breaks_no_rule(text: str) -> None:
    source, passage = _passage(text)
    assume(passage.text and is_simple(source, passage))
    assert list(_findings(source, passage, False)) == []
    assert list(_unclosed(source, passage)) == []


@MANY
@given(TEXTS)
def test_text_that_is_not_compared_reads_the_same_on_screen_and_on_paper(text: str) -> None:
    source, passage = _passage(text)
    assume(is_plain(passage.text) and not check(source, passage, tables=True))
    assert plain(passage.text) == printed(passage.text)


def test_plain_text_and_marked_words_are_told_apart() -> None:
    assert is_plain("Words, and **more of them**.\n\n- One\n  and on\n- Two (!)")
    assert is_plain("| a | b |\n|---|---|\n| c | d |")
    for doubtful in ("a *&amp;* b", "a **b**c", "a\n# b", "> a", "a `b`", "<b>a</b>", "a _b_"):
        assert not is_plain(doubtful)


def test_a_handout_that_prints_otherwise_is_told(sample: Files, edited: Edit) -> None:
    [told] = check_all(edited(sample, CARD, "I will say:", "I*&amp;*you"))
    assert (told.rule, told.severity, told.file) == ("D14", "warning", CARD)


def test_a_mark_that_is_opened_and_not_closed_is_told_where_it_opens(
    sample: Files, edited: Edit
) -> None:
    files = edited(sample, SIGNS, "Good morning", "So it is.\nMind **this one.\n\nGood morning")
    [told] = check_all(files)
    assert (told.rule, told.line) == ("D12", 19)
    assert check_all(edited(sample, SIGNS, "Good morning", "Mind **this one\nwell**")) == []


def test_a_heading_that_seems_lost_is_a_note_with_its_line(sample: Files, edited: Edit) -> None:
    [told] = check_all(edited(sample, SIGNS, "### Ask\n", ""))
    assert (told.rule, told.severity, told.line) == ("D15", "note", 19)


def test_long_talk_in_an_overlay_points_at_the_overlay(sample: Files, edited: Edit) -> None:
    name = "variants/familial-female/plan.md"
    files = edited(sample, "activities/plan.md", "### Do", "### Say")
    files = edited(files, name, "### Do", "### Say")
    told = check_all(edited(files, name, "Talk first", "Talk first\n  and on" * 900))
    [talk] = [finding for finding in told if finding.rule == "M05"]
    assert talk.message.endswith("in familial-female")
    assert (name, 8) in talk.related
