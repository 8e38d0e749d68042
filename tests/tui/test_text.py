"""Text that is not ours is shown whole, and neither obeyed nor hidden."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color
from textual.content import Content

from cara_facilitate.tui.text import (
    MARK,
    MOST_MARKS,
    LastGate,
    clean,
    paint,
    show,
    show_lines,
)

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me"]),
        st.sampled_from("\x1b\x9b\u202e\u2066\U000e0041\u200b\u200c\u200d\u0301\ufeff\t\r\n[]<>"),
    )
)
FORBIDDEN = {"Cc", "Cs", "Co", "Zl", "Zp"}
HOSTILE = (
    "\x1b]52;c;cGF5\x07", "\x1b[2J", "\x9b31m", "risk \u202eHGIH", "\u2066a\u2069",
    "\U000e0041\U000e0042", "line\u2028separator", "\ud800", "a\x00b", "back\x08space",
)  # fmt: skip


def _is_safe(text: str) -> bool:
    return all(
        unicodedata.category(c) not in FORBIDDEN
        and unicodedata.bidirectional(c)
        not in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        and not 0xE0000 <= ord(c) <= 0xE007F
        for c in text
    )


@given(ANYTHING)
@example("a" + "\u0301" * 40)
@example("a" + "\u200d\u0301" * 40)
@example("\u0301")
def test_nothing_in_the_copy_can_steer_a_terminal(text: str) -> None:
    assert _is_safe(clean(text))
    assert _is_safe(clean(text, lines=True).replace("\n", ""))


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, lines=True), lines=True) == clean(text, lines=True)


@given(ANYTHING)
def test_no_letter_carries_more_than_four_marks(text: str) -> None:
    run = 0
    for character in clean(text):
        is_mark = unicodedata.category(character) in ("Mn", "Me") or character in "\u200c\u200d"
        run = run + 1 if is_mark else 0
        assert run <= MOST_MARKS


@given(ANYTHING)
def test_every_character_leaves_a_trace(text: str) -> None:
    bases = [
        c for c in unicodedata.normalize("NFC", text)
        if c not in "\u200c\u200d" and unicodedata.category(c) not in ("Mn", "Me")
    ]  # fmt: skip
    assert len(clean(text)) >= len(bases)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_is_shown_exactly(text: str) -> None:
    assert clean(text) == text
    assert show(text).plain == text


@pytest.mark.parametrize("text", ["<I will kill you>", "[URGENT]", "[@click=app.quit]x[/]", "[/]"])
def test_brackets_are_words_like_any_other(text: str) -> None:
    assert show(text).plain == text
    assert show_lines(text).plain == text
    assert paint(text, (text, "bold")).plain == text + text
    assert all(not getattr(span.style, "meta", None) for span in show(text).spans)


@pytest.mark.parametrize(
    "text",
    ["نمی‌خواهم", "کتاب‌ها", "عورتوں", "ਪੰਜਾਬੀ", "বাংলা", "Zoë Ó Súilleabháin", "שלום"],  # noqa: RUF001
)
def test_words_of_other_languages_stay_as_they_are(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert clean("a\x1bb") == "a\u241bb"
    assert clean("a\x7fb") == "a\u2421b"
    assert clean("a\u200bb\ufeffc\u00add") == f"a{MARK}b{MARK}c{MARK}d"
    assert clean("a\tb") == "a    b"
    assert clean("a\u034fb") == f"a{MARK}b"
    assert clean("\u3164") == MARK


def test_line_ends_are_kept_only_where_lines_are_wanted() -> None:
    assert clean("one\r\ntwo\rthree\nfour", lines=True) == "one\ntwo\nthree\nfour"
    assert clean("one\r\ntwo") == "one\u240d\u240atwo"


def test_ready_content_keeps_its_style_when_painted_with_more() -> None:
    inner = paint(("seat 4", "bold"))
    line = paint(inner, " \x1b[2J")
    assert line.plain == "seat 4 \u241b[2J"
    assert any("bold" in str(span.style) for span in line.spans)
    assert isinstance(line, Content)


@given(st.lists(ANYTHING, max_size=4))
def test_the_last_gate_lets_no_control_character_pass(texts: list[str]) -> None:
    passed = LastGate().apply([Segment(t) for t in texts], Color(0, 0, 0))
    assert all(not set(HARD) & set(segment.text) for segment in passed)


HARD = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F))]


def test_the_last_gate_passes_plain_segments_untouched_and_the_same_number() -> None:
    plain = [Segment("seat 4"), Segment("·")]
    assert LastGate().apply(plain, Color(0, 0, 0)) is plain
    assert len(LastGate().apply([Segment(t) for t in HOSTILE], Color(0, 0, 0))) == len(HOSTILE)
