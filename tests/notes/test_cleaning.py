"""Typed words come out of every kind of document exactly as they were typed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cara_facilitate.domain.display import visible
from cara_facilitate.notes.cleaning import (
    columns,
    cut,
    filled,
    for_html,
    for_markdown,
    for_text,
    padded,
)

HOSTILE = (
    "<I will kill you>",
    "[URGENT]",
    "[URGENT](http://x.example)",
    "# x",
    "#",
    "| a | b |",
    "1. x",
    "1) x",
    "- x",
    "+ x",
    "* x",
    "-",
    "---",
    "===",
    "***",
    "___",
    "> x",
    "    code",
    "~~~",
    "```",
    "`x`",
    "**x** _y_ __z__",
    "[x]: http://y.example",
    "![x](http://y.example/i.png)",
    "&lt;b&gt; &amp; &#60;",
    "<script>alert(1)</script>",
    "<!-- x -->",
    "\\*x\\* \\",
    "http://x.example <http://y.example>",
    "a  \nb",
    "a\n# b",
    "a\n\n- b",
    "\x1b[2Jx",
    "\u202ex",
    "{: .x }",
    "!x",
    ": x",
    "[^1]",
    "$x$ ^y^ ~z~",
    "\x02klzzwxh:0000\x03",
)


class _Reader(HTMLParser):
    """Collects what a reader sees, and the elements that made it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> tuple[str, list[str]]:
    """The words of a page and its elements."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text, reader.tags


def spaced(text: str) -> str:
    return " ".join(text.split())


def expected(typed: str) -> str:
    return spaced(visible(typed.strip().replace("\r\n", "\n").replace("\n", " \u23ce ")))


READERS: dict[str, Callable[[str], str]] = {
    "commonmark": MarkdownIt("commonmark").render,
    "with tables": MarkdownIt("commonmark").enable("table").render,
    "python-markdown": lambda text: markdown.markdown(text, extensions=["tables"]),
}
PLACES = {
    "paragraph": ("{}", {"p"}),
    "list": ("- {}", {"ul", "li"}),
    "after words": ("- Model: {} and on", {"ul", "li"}),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_in_markdown_are_read_as_typed(reader: str, place: str, typed: str) -> None:
    pattern, allowed = PLACES[place]
    text, tags = read(READERS[reader](pattern.format(for_markdown(typed))))
    lead, _, tail = pattern.removeprefix("- ").partition("{}")
    assert spaced(text) == spaced(f"{lead}{expected(typed)}{tail}")
    assert set(tags) <= allowed


@pytest.mark.parametrize("reader", ["with tables", "python-markdown"])
@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_stay_in_their_table_cell(reader: str, typed: str) -> None:
    table = f"| a | b | c |\n|---|---|---|\n| one | {for_markdown(typed)} | end |\n"
    page = READERS[reader](table)
    cells = [spaced(read(cell)[0]) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)]
    assert cells == ["one", expected(typed), "end"]


WORDS = st.text(
    st.one_of(st.sampled_from("#*_-+=[](){}<>|`~!&\\.:1 \n\t^$'\""), st.characters()), max_size=30
)


@settings(max_examples=150)
@given(WORDS)
def test_any_words_in_markdown_are_read_as_typed(typed: str) -> None:
    for render in (READERS["commonmark"], READERS["python-markdown"]):
        text, tags = read(render("Said: " + for_markdown(typed)))
        assert spaced(text) == spaced("Said: " + expected(typed))
        assert set(tags) <= {"p"}


@given(WORDS)
def test_any_words_in_html_are_read_as_typed_and_make_no_element(typed: str) -> None:
    text, tags = read(for_html(typed))
    assert text == visible(typed, lines=True)
    assert tags == []
    quoted = f'<p title="{for_html(typed)}">x</p>'
    assert read(quoted) == ("x", ["p"])
    assert html.unescape(for_html(typed)) == visible(typed, lines=True)


@given(WORDS)
def test_plain_text_keeps_everything_and_obeys_nothing(typed: str) -> None:
    assert for_text(typed) == visible(typed, lines=True)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", for_text(typed))


@given(WORDS, st.integers(20, 78), st.integers(0, 10), st.booleans())
def test_filled_lines_fit_and_lose_no_letter(
    typed: str, width: int, indent: int, hanging: bool
) -> None:
    made = filled(typed, width, indent, hanging=hanging)
    assert all(len(line) <= width for line in made.split("\n"))
    assert "".join(made.split()) == "".join(visible(typed, lines=True).split())


@given(WORDS, st.integers(2, 40))
def test_padded_and_cut_texts_have_their_width(typed: str, width: int) -> None:
    assert columns(cut(typed, width)) <= width
    assert columns(padded(cut(typed, width), width)) == width


def test_wide_letters_count_two_columns() -> None:
    assert columns("漢字") == 4
    assert padded("漢", 4) == "漢  "
    assert cut("a long title", 6) == "a lon\u2026"
