"""The display copy shows everything and obeys nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.display import MARK, visible


@pytest.mark.parametrize(
    "text", ["", "plain", "[URGENT]", "<I will kill you>", "é ü ß", "سلام‌علیکم"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_what_acts_is_shown_as_a_picture_or_a_mark() -> None:
    assert visible("a\x1b[2Jb") == "a\u241b[2Jb"
    assert visible("a\u202eb\u200bc\U000e0041d") == f"a{MARK}b{MARK}c{MARK}d"
    assert visible("a\nb\r\nc") == "a\u240ab\u240d\u240ac"
    assert visible("a\r\nb\rc", lines=True) == "a\nb\nc"
    assert visible("x" + "\u0301" * 9).count("\u0301") <= 4


@given(st.text())
def test_nothing_that_acts_or_hides_is_left_and_twice_is_once(text: str) -> None:
    shown = visible(text)
    for char in shown:
        kind = unicodedata.category(char)
        assert kind not in {"Cc", "Cs", "Co", "Zl", "Zp"}
        assert (
            kind != "Cf"
            or char in "\u200c\u200d"
            or char in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
        )
    assert visible(shown) == shown
    assert bool(shown) == bool(text)
