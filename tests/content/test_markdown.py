"""One text, two renderings: a tree for the terminal and HTML for paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cara_facilitate.content.dialect import Passage, check
from cara_facilitate.content.findings import HIDDEN
from cara_facilitate.content.markdown import Block, Span, blocks, html, plain, printed
from cara_facilitate.content.source import Source

WORD = st.sampled_from(
    ["we", "they", "O'Neil", "10:30", "half-way", "(not now)", "£5", "R&D", "3 < 4", "naïve", "so."]
)
WORDS = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line or two of words, some of them bold or italic."""
    parts = draw(st.lists(st.tuples(st.sampled_from(["", "*", "**"]), WORDS), max_size=2))
    text = draw(st.sampled_from([" ", "\n"])).join(f"{mark}{w}{mark}" for mark, w in parts)
    return f"so {text}".strip()


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> str:
    """A list of up to three levels, with paragraphs inside items."""
    pad = " " * 4 * depth
    numbered = draw(st.booleans())
    out = []
    for number in range(1, draw(st.integers(2, 3))):
        marker = f"{number}." if numbered else "-"
        text = draw(lines()).replace("\n", f"\n{pad}    ")
        out.append(f"{pad}{marker} {text}")
        loose = draw(st.integers(0, 4)) == 0
        if loose:
            out.append(f"\n{pad}    {draw(WORDS)}\n")
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            nested = draw(lists(depth=depth + 1))
            out.append(nested + ("\n" if loose or "\n\n" in nested else ""))
    return "\n".join(out)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table of one to three columns."""
    columns = draw(st.integers(1, 3))
    cell = lines().map(lambda text: text.replace("\n", " "))
    row = st.lists(cell, min_size=columns, max_size=columns)
    body = draw(st.lists(row, min_size=2, max_size=4))
    body.insert(1, ["---"] * columns)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in body)


QUOTES = lines().map(lambda text: "> " + text.replace("\n", "\n> "))
HEADINGS = WORDS.map(lambda words: f"## {words}")
DOCUMENTS = st.lists(st.one_of(lines(), lists(), tables(), QUOTES, HEADINGS), max_size=4).map(
    "\n\n".join
)


def _inside_the_dialect(text: str) -> bool:
    lines = tuple(text.replace("## ", "").split("\n"))
    return not check(Source("a.md", lines), Passage.of(lines, 1, len(lines)), tables=True)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_screen_and_paper_show_the_same_words(text: str) -> None:
    assert _inside_the_dialect(text)
    shown = plain(text)
    assert shown == printed(text)
    assert all(word in shown for word in re.findall(r"[^\W\d]+", text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab 1.-#>|*_\n\\&;<![]()`~=+:{}\t", max_size=60))
@example("a\n1. b")
@example("- a\n1. b")
def test_what_the_dialect_lets_through_reads_the_same_on_paper(text: str) -> None:
    if _inside_the_dialect(text):
        words = re.findall(r"[a-z0-9]+", printed(text))
        assert words == re.findall(r"[a-z0-9]+", plain(text))


def test_a_text_becomes_a_small_tree() -> None:
    text = (
        "## Now\n\nSay **this** *softly*\nand wait.\n\n"
        "- One\n\n    More of one.\n\n    3. Deep\n    4. Deeper\n\n> Quoted\n\n"
        "| A | **B** |\n|---|---|\n| c | d |"
    )
    heading, said, one, more, deep, deeper, quoted, table = blocks(text)
    assert heading == Block("heading", 2, "", (Span("Now"),))
    assert said.spans == (
        Span("Say "),
        Span("this", bold=True),
        Span(" "),
        Span("softly", italic=True),
        Span(" and wait."),
    )
    assert (one.kind, one.depth, one.marker, one.text) == ("bullet", 1, "-", "One")
    assert (more.kind, more.depth, more.text) == ("paragraph", 1, "More of one.")
    assert (deep.kind, deep.depth, deep.marker) == ("numbered", 2, "3.")
    assert (deeper.depth, deeper.marker, deeper.text) == (2, "4.", "Deeper")
    assert (quoted.kind, quoted.text) == ("quote", "Quoted")
    assert table.kind == "table"
    assert table.rows[0] == ((Span("A"),), (Span("B", bold=True),))
    assert [cell[0].text for cell in table.rows[1]] == ["c", "d"]


@pytest.mark.parametrize(
    "text",
    [
        "<I will kill you>",
        "[URGENT]",
        "[@click=app.quit]press[/]",
        "<script>alert(1)</script>",
        "<div>DO NOT discuss this</div>",
        "[here](javascript:alert(1))",
        "![photo](http://a.example/x.png)",
        "<http://a.example>",
        "[a]: http://a.example",
        "use `code` and ~~~ and ***",
        "<!-- hidden -->",
        "&lt;b&gt; {x} $(rm) %s",
    ],
)
def test_nothing_executes_and_nothing_disappears(text: str) -> None:
    shown = text.replace("&lt;", "<").replace("&gt;", ">")
    assert plain(text) == shown
    assert printed(text) == shown
    rendered = html(text).lower()
    assert "<script" not in rendered and "<a " not in rendered and "<img" not in rendered


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_renders_safely(text: str) -> None:
    assert not HIDDEN.search("".join(block.text for block in blocks(text)))
    allowed = "p|[uo]l|li|strong|em|blockquote|[bh]r|pre|code|h[1-6]|table|thead|tbody|t[rhd]"
    assert all(re.fullmatch(allowed, n) for n in re.findall(r"</?([a-z0-9]+)", html(text)))
    assert not re.search(r"<\w+ (?!start=\"\d+\")", html(text))


@pytest.mark.parametrize("text", ["> " * 3000 + "deep", "- " * 3000 + "deep", "*" * 20_000])
def test_deep_nesting_neither_crashes_nor_hangs(text: str) -> None:
    assert blocks(text) is not None
    assert html(text)


def test_escape_sequences_become_visible_marks() -> None:
    assert plain("a\x1b]0;title\x07b") == "a\u241b]0;title\u2407b"
    assert "\x1b" not in html("a\x1b[31mb")
