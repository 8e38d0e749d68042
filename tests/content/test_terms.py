"""A wording can only ever be words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.content.findings import HIDDEN
from cara_facilitate.content.load import check
from cara_facilitate.content.markdown import blocks, plain, printed
from cara_facilitate.content.terms import Wordings

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]

TEXTS = [
    "{x} and more",
    "Say {x}.\n{x} again",
    "- {x}\n- two {x}",
    "1. {x}",
    "{x}. then",
    "{x}) then",
    "> {x}",
    "**{x}** *{x}*",
    "| a | b |\n|---|---|\n| {x} | {x} |",
    "One\n{x}",
    "## {x}",
]
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "- a",
            "1",
            "1.",
            "# a",
            "a\n- b",
            "| a |",
            "**",
            "<b>",
            "===",
            "---",
            "&amp;",
            "\\",
            "```",
        ]
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TEXTS), VALUES)
def test_a_wording_creates_no_list_heading_or_emphasis(text: str, value: str) -> None:
    if HIDDEN.search(value) or not value.strip():
        return
    words = " ".join(value.split())
    filled = Wordings({"x": value}).markdown(text)
    named = Wordings({"x": "someone"}).markdown(text)
    assert [(b.kind, b.depth, b.marker) for b in blocks(filled)] == [
        (b.kind, b.depth, b.marker) for b in blocks(named)
    ]
    expected = " ".join(plain(named).replace("someone", words).split())
    assert plain(filled) == expected
    assert printed(filled) == expected


def test_a_wording_of_plain_words_is_left_as_it_is() -> None:
    assert Wordings({"partner": "your ex-partner's"}).markdown("a {partner} b") == (
        "a your ex-partner's b"
    )


def test_a_capital_in_the_name_gives_a_capital_in_the_text() -> None:
    wordings = Wordings({"they": "they", "partner.poss": "your partner's"})
    assert wordings.plain("{They} said {they}. {Partner.poss} coat") == (
        "They said they. Your partner's coat"
    )


def test_an_unknown_term_stays_visible() -> None:
    assert Wordings({}).markdown("to {nobody}") == "to {nobody}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{partner.poss}", "{partner.pos}", 'unknown term "partner.pos" - did you mean'),
        ("{partner.poss}", "{ partner.poss }", "write {partner.poss}"),
        ("{partner.poss}", "{partner.poss", "unknown term"),
        ("{partner.poss}", "partner.poss}", "unknown term"),
    ],
)
def test_a_misspelt_term_is_told_where_it_stands(
    sample: Files, edited: Edit, old: str, new: str, message: str
) -> None:
    [told] = check(edited(sample, "activities/signs.md", old, new))
    assert told.rule == "T01" and message in told.message
    assert (told.file, told.line) == ("activities/signs.md", 18)


@pytest.mark.parametrize("value", ['"- a"', '"1. a"', '"a *b*"', '"{group}"', '""', '"a <b>"'])
def test_wordings_are_checked_to_be_plain_words(sample: Files, edited: Edit, value: str) -> None:
    files = edited(sample, "terms.yaml", "{any: everyone", "{any: " + value)
    assert [finding.rule for finding in check(files)] == ["T05"]
