"""The pack's sheets as documents: whole, escaped, of one page, and the same whenever made."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cara_facilitate.domain.attendance import CODES, REASONS
from cara_facilitate.domain.display import visible
from cara_facilitate.domain.pack import (
    KEEP_NAMED,
    TITLES,
    CodeLine,
    CodePaper,
    CoverPaper,
    Head,
    OnCallPaper,
    Paper,
    Place,
    RegisterLine,
    RegisterPaper,
    RunLine,
    RunPaper,
    SeatPaper,
    Sheet,
    file_stem,
)
from cara_facilitate.errors import CaraError
from cara_facilitate.notes import pack

HOSTILE = (
    '#panic("out")',
    "$x^2$ *bold* _it_ `raw` @ref <label>",
    '#read("/etc/hostname") #import "@preview/x:1.0.0"',
    "</td><script>alert(1)</script><img src=https://example.org/x>",
    "{{ 7*7 }} {% raw %} = head\\ // gone? /* gone? */",
    "[#x] ~ -- ... 'q' \"q\" &amp; \\u{41}",
)


def head(said: str = "ordinary") -> Head:
    return Head(said, "WY26A", 1, said, "10:00", "15:00", said, said, said, "abc")


def sheets(said: str) -> tuple[Paper, ...]:
    """Every sheet with these words wherever words can stand."""
    top = head(said)
    row = RunLine("W1-01", said, "10:00", 25, 15, 10, False, (said,), said, (said, said))
    rest = RunLine("BR1", said, "10:25", 10, 10, 0, True, (), "", ())
    return (
        RunPaper(top, (row, rest), "10:35", (said,), 10, (said,), (said,)),
        SeatPaper(top, (Place(1, True, 4, 0), Place(5, False, 0, 0)), (("c", said),), ("P",),
                  ("EL",), (("O01", said),)),
        CodePaper(top, (CodeLine("c", said, said, said, False),), (("P", said),), (said,),
                  (("0", said),), (said,), (said,)),
        OnCallPaper(top, said, (("Emergency", "999"), (said, ""))),
        RegisterPaper(top, True, (RegisterLine(1, said),), (said,), tuple(CODES.items()),
                      REASONS, KEEP_NAMED),
        CoverPaper(top, said, (said,), (said,), ((said, said),), (said,), said, (said,), (said,),
                   said, ((said, said),)),
    )  # fmt: skip


class Reading(HTMLParser):
    """Collects tags, what they point at, and the words in between."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.points_at: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.points_at += [
            name for name, _ in attrs if name in ("src", "href", "action") or name.startswith("on")
        ]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(document: str) -> Reading:
    reading = Reading()
    reading.feed(document)
    return reading


def test_every_sheet_is_in_the_sample() -> None:
    assert {paper.sheet for paper in sheets("x")} == {sheet.value for sheet in Sheet}
    assert set(TITLES) == set(Sheet)


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_stay_words_in_html(said: str) -> None:
    for paper in sheets(said):
        document = pack.html(paper)
        reading = read(document)
        assert said in "".join(reading.words)
        assert reading.points_at == []
        assert not reading.tags & {"script", "img", "link", "iframe", "object", "form"}
        assert "Content-Security-Policy" in document.split("<style>")[0]
        assert "url(" not in document
        assert "@import" not in document.split("</style>")[0]


@given(st.text(max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_words_are_read_back_from_html_as_they_are_shown(said: str) -> None:
    for paper in sheets(said):
        assert visible(said) in "".join(read(pack.html(paper)).words)


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_are_data_to_typst_and_never_source(said: str) -> None:
    for paper in sheets(said):
        made = pack.pdf(paper)
        assert made.startswith(b"%PDF")


def test_a_word_of_source_makes_the_same_page_as_any_other_word_of_its_letters() -> None:
    """Drawn as typed: taking the hostile word away changes the page, its meaning does not."""
    top = head()
    lines = [RegisterLine(1, name) for name in ("#panic()", "panic()", "#panic()")]
    first, without, again = (
        drawn(RegisterPaper(top, True, (one,), (), (), (), "x")) for one in lines
    )
    assert first == again
    assert first != without


def drawn(paper: Paper) -> bytes:
    return pack._compiled(paper, format="svg")


def test_a_pdf_is_tagged_for_screen_readers_and_the_same_whenever_it_is_made() -> None:
    for paper in sheets("ordinary"):
        made = pack.pdf(paper)
        assert made == pack.pdf(paper)
        assert b"/MarkInfo" in made
        assert b"pdfuaid" in made
        assert b"CreationDate" not in made


def test_letters_no_font_has_are_refused_without_being_quoted() -> None:
    paper = RegisterPaper(head(), True, (RegisterLine(1, "x\U0001e900y"),), (), (), (), "x")
    with pytest.raises(CaraError) as caught:
        pack.pdf(paper)
    assert "x\U0001e900y" not in caught.value.sentence()
    assert "HTML" in caught.value.sentence()
    assert "\U0001e900" in pack.html(paper)


def test_without_the_extra_pdf_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CaraError) as caught:
        pack.pdf(sheets("x")[0])
    assert "pip install 'cara-facilitate[pdf]'" in caught.value.message
    assert caught.value.exit_code == 2
    assert "<h1>" in pack.html(sheets("x")[0])


def test_the_layouts_use_no_package_and_nothing_from_elsewhere() -> None:
    for path in pack._FOLDER.iterdir():
        if path.suffix in (".typ", ".j2"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"@preview|https?://|#import|#include|read\(|<script", text), path


def test_a_missing_number_is_a_line_to_write_on() -> None:
    paper = OnCallPaper(head(), "Somewhere", (("Emergency", "999"), ("Manager on call", "")))
    words = "".join(read(pack.html(paper)).words)
    assert words.count("999") >= 2  # two cards a page
    assert words.count("write it in:") == 2


def test_a_seat_that_is_not_taken_has_nothing_to_tally() -> None:
    paper = sheets("x")[1]
    assert isinstance(paper, SeatPaper)
    none = replace(paper, places=(Place(5, False, 0, 0),))
    assert "not taken" in pack.html(none)
    assert 'class="tally"' not in pack.html(none)


def test_files_are_named_by_cohort_workshop_and_sheet_alone() -> None:
    assert list(stems()) == [
        "WY26A-1-run-sheet",
        "WY26A-1-seat-sheet",
        "WY26A-1-code-sheet",
        "WY26A-1-on-call",
        "WY26A-1-register",
        "WY26A-1-cover-brief",
    ]


def stems() -> Iterator[str]:
    for sheet in Sheet:
        yield file_stem("WY26A", 1, sheet)
