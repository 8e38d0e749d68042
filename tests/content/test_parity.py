"""What is written in the dialect says the same words on the screen and on paper.

A few hundred generated documents run every time; 12,000 with ``CARA_PROOF=1``.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cara_facilitate.content.dialect import Passage, check
from cara_facilitate.content.load import draft, variants
from cara_facilitate.content.markdown import blocks, html, plain, printed
from cara_facilitate.content.source import Source

DOCUMENTS_READ = 12_000 if os.environ.get("CARA_PROOF") else 400

# Everyday words, and those that make Markdown readers part: marks, numbers, entities, dots.
WORD = st.sampled_from(
    [
        *("we", "They", "don't", '"no"', "(pause)", "O'Neil", "naïve", "Zoë", "\u062f\u06cc"),
        *("10:30", "2.", "3", "£5", "50%", "a+b", "R&D", "&#42;", "&amp;", "#1", "x_y_z", "A/B"),
        *("3 < 4", "5 > 4", "~", "^", "=", "-", "--", "...", "......", "so.", "why?", "!", "a:"),
        *("half-way", "[note]", "{x}", "$", "@", "1.5", "7)", "e.g.", "\u2013", "\u2026", "| "),
    ]
)
PLAIN = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
INNER = st.sampled_from(["now", "not now", "today, here", "I own it", "3 times", "yes (once)"])
MARKED = st.tuples(st.sampled_from(["*", "**"]), INNER).map(
    lambda pair: pair[1].join([pair[0]] * 2)
)
PUNCTUATED = st.tuples(MARKED, st.sampled_from(["", ".", ",", ":", ")", '"'])).map("".join)
PIECE = st.one_of(PLAIN, PUNCTUATED)


@st.composite
def words(draw: st.DrawFn, indent: str = "") -> str:
    """One to three lines of words that begin with a plain one."""
    pieces = draw(st.lists(PIECE, max_size=4))
    gaps = [draw(st.sampled_from([" ", " ", f"\n{indent}"])) for _ in pieces]
    start = draw(st.sampled_from(["So", "When I", "Ask", "She said", "**Now** and", "*Then* we"]))
    return start + "".join(gap + piece.strip() for gap, piece in zip(gaps, pieces, strict=True))


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> str:
    """A list of one kind, tight or loose, up to three deep, with paragraphs in its items."""
    pad, inner = " " * 4 * depth, " " * 4 * (depth + 1)
    first = draw(st.sampled_from([0, 1, 1, 7]))
    loose = draw(st.booleans())
    items = []
    for number in range(first or 1, (first or 1) + draw(st.integers(1, 4))):
        item = f"{pad}{f'{number}.' if first else '-'} {draw(words(inner))}"
        if loose and draw(st.booleans()):
            item += f"\n\n{inner}{draw(words(inner))}"
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            item += f"\n\n{draw(lists(depth + 1))}" if loose else f"\n{draw(lists(depth + 1))}"
        items.append(item)
    return ("\n\n" if loose else "\n").join(items)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table of one to four columns, some cells marked or empty."""
    columns = draw(st.integers(1, 4))
    cell = st.one_of(st.just(" "), words().map(lambda text: text.replace("\n", " ")))
    rows = draw(
        st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=2, max_size=4)
    )
    rule = draw(st.sampled_from(["---", ":--", "--:", ":-:"]))
    rows.insert(1, [rule] * columns)
    return "\n".join("| " + " | ".join(c.replace("|", "/") for c in row) + " |" for row in rows)


QUOTES = words("> ").map(lambda text: f"> {text}")
BLANKS = st.integers(5, 70).map(lambda dots: f"What I will do: {'.' * dots}")
HEADINGS = st.tuples(st.sampled_from(["## ", "### "]), words()).map(
    lambda pair: pair[0] + pair[1].replace("\n", " ")
)
BLOCK = st.one_of(words(), lists(), tables(), QUOTES, BLANKS, HEADINGS)
DOCUMENTS = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join)


def _inside_the_dialect(text: str) -> bool:
    """As a hand-out is checked: headings stand apart from the passages between them."""
    passages: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.startswith(("## ", "### ")):
            passages.append([])
        else:
            passages[-1].append(line)
    return not any(
        check(Source("a.md", tuple(lines)), Passage.of(lines, 1, len(lines)), tables=True)
        for lines in passages
    )


SEEN = {"inside": 0, "all": 0}


def test_a_document_in_the_dialect_reads_the_same_on_screen_and_on_paper() -> None:
    reads_the_same()
    assert SEEN["inside"] > SEEN["all"] / 3, "most of the documents made are in the dialect"


@settings(
    max_examples=DOCUMENTS_READ,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(DOCUMENTS)
def reads_the_same(text: str) -> None:
    SEEN["all"] += 1
    assume(_inside_the_dialect(text))
    SEEN["inside"] += 1
    assert plain(text) == printed(text)


@settings(max_examples=DOCUMENTS_READ // 2, deadline=None)
@given(DOCUMENTS)
def test_screen_and_paper_have_the_same_blocks(text: str) -> None:
    assume(_inside_the_dialect(text))
    shown = blocks(text)
    rendered = html(text)
    items = sum(bool(block.marker) for block in shown)
    assert rendered.count("<li>") == items
    assert rendered.count("<h") == sum(block.kind == "heading" for block in shown)
    assert rendered.count("<tr>") == sum(len(block.rows) for block in shown)


@pytest.mark.parametrize(
    "text",
    [
        "- So\n    - So\n        7. So",
        "- So\n    - So\n        - So we\n            =",
        "> So we\n> we\n> =",
        "- So\n\n    So\n    - we",
    ],
)
def test_what_the_two_readers_take_differently_is_outside_the_dialect(text: str) -> None:
    rendered, shown = html(text), blocks(text)
    items = rendered.count("<li>") == sum(bool(block.marker) for block in shown)
    assert not items or plain(text) != printed(text)
    assert not _inside_the_dialect(text)


def test_a_fence_is_plain_text_on_both_sides() -> None:
    text = "Before\n\n```python\nimport os\n```\n\nAfter"
    assert plain(text) == printed(text) == "Before ```python import os ``` After"


def test_every_shipped_text_reads_the_same_in_every_variant(shipped: dict[str, bytes]) -> None:
    different, read = [], set()
    for variant in variants(shipped):
        curriculum, _ = draft(shipped, variant)
        texts = {(h.id, ""): h.body for h in curriculum.handouts}
        for activity in curriculum.activities:
            texts[activity.id, "aim"] = activity.aim
            for step in activity.steps:
                for number, section in enumerate(step.sections):
                    texts[activity.id, f"{step.title} {number} {section.kind}"] = section.body
        for place, body in texts.items():
            if body not in read and plain(body) != printed(body):
                different.append((variant, *place))
            read.add(body)
    assert not different
    assert len(read) > 100
