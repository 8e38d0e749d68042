"""Hand-outs: what prints, what never does, and how it stands on the page."""

from __future__ import annotations

import errno
import random
import re
import stat
import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cara_facilitate.content.load import draft, variants
from cara_facilitate.content.markdown import html, plain, printed
from cara_facilitate.domain.curriculum import (
    PARTICIPANT_VISIBLE,
    REFERENCE_LABEL,
    Activity,
    Curriculum,
    Handout,
    Section,
    SectionKind,
    Signpost,
    Step,
)
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.notes.handout import page
from cara_facilitate.services.author.handouts import FORMATS, TEXT_WIDTH, pages, write
from cara_facilitate.services.author.leaks import HEARD, leaks, sentences
from cara_facilitate.services.author.numbers import SHEET, with_numbers
from tests.services.author.small import FAMILIAL, MALE, changed, files, one, sheet

TODAY = date(2026, 10, 1)
FILES = files()
BASE = one(FILES)


def words_of(document: str) -> str:
    """What a reader sees of a page's main part."""
    main = document.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    inline = re.sub(r"</?(?:strong|em|span)[^>]*>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inline)).split())


def documents(curriculum: Curriculum, form: str = "html", today: date = TODAY) -> dict[str, str]:
    """The pages by file name."""
    return dict(pages(curriculum, (form,), today)[0])


# The page.


def test_a_page_is_whole_and_has_nothing_from_elsewhere() -> None:
    text = documents(replace(BASE, reference=True))["card.html"]
    assert text.startswith("<!doctype html>")
    assert "default-src 'none'" in text.partition("<title>")[0]
    assert REFERENCE_LABEL in text and "<span>Sample</span>" in text
    assert "<title>My card</title>" in text
    for word in ("<script", "http:", "https:", "url(", "@import", "<img", "<link", "<a ", " on"):
        assert word not in re.sub(r"(?s)<style>.*?</style>|<main.*</main>", "", text)
    assert MALE not in text and "male" not in text


def test_an_imported_text_is_labelled_as_such() -> None:
    assert "Imported text" in documents(replace(BASE, imported=True))["card.html"]


def test_only_the_parts_for_this_variant_are_printed() -> None:
    male, female = (documents(one(FILES, v))["card.html"] for v in (MALE, FAMILIAL))
    assert "When I leave" in male and "Which room" not in male
    assert "Which room" in female and "When I leave" not in female


def test_rows_of_dots_become_lines_and_stay_in_the_text() -> None:
    body = "I will: ..........\n\n- Mine: ..........\n\nAt ........ I go to ........."
    text = documents(one(files(sheet=sheet(body))))["sheet.html"]
    assert text.count('class="fill"') == 3
    assert text.count('class="blank') == 4
    assert words_of(text) == plain(body)


def test_a_deck_of_cards_has_lines_to_cut_along() -> None:
    deck = sheet("Cut them out.\n\n- One\n- Two", layout="cards")
    text = documents(one(files(sheet=deck)))["sheet.html"]
    assert '<main class="cards">' in text and "dashed" in text
    assert text.count("<li>") == 2


TITLES = st.text(alphabet="ab <>&\"'{}%\x1b\u202e", max_size=12)


@settings(max_examples=200, deadline=None)
@given(TITLES, TITLES)
def test_titles_are_words_and_nothing_else(curriculum: str, title: str) -> None:
    calm = re.findall(r"<[^>]*>", page("a", "a", "", "<p>a</p>"))
    made = page(curriculum, title, "", "<p>a</p>")
    assert re.findall(r"<[^>]*>", made) == calm
    assert not re.search("[\x1b\u202e]", made)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab .:-*|<>&1\n", max_size=80))
@example("- x: .....\n- y")
@example("......")
def test_a_page_says_what_the_screen_says(body: str) -> None:
    assert words_of(page("a", "b", "", html(body))) == printed(body)


def test_markup_of_an_author_is_shown_not_run() -> None:
    handout = Handout("x", "X", "<script>alert(1)</script> [a](http://b.example) <img src=x>")
    text = documents(replace(BASE, handouts=(handout,), signposts=()))["x.html"]
    assert "<script" not in text and "<img" not in text and "<a " not in text
    assert "&lt;script&gt;alert(1)" in text


# The text form.


def test_the_text_form_has_the_same_words_in_lines_that_fit() -> None:
    body = (
        "## Mine\n\nWhat I will do when it gets hard again, in one sentence or in two, here, "
        "or on the back of this sheet: .....\n\n- One\n- Two: ..........\n\n1. First\n\n> Said\n\n"
        "| Early | Late |\n|---|---|\n| Jaw | Fists |"
    )
    text = documents(one(files(sheet=sheet(body))), "text")["sheet.txt"]
    lines = text.split("\n")
    assert max(map(len, lines)) <= TEXT_WIDTH
    assert lines[0] == "Sample" and lines[2] == "A sheet"
    assert "- One\n- Two: ..........." in text
    assert "Early | Late\n------+------\nJaw   | Fists" in text
    letters = re.findall("[A-Za-z]+", text.partition("=\n")[2])
    assert letters == re.findall("[A-Za-z]+", plain(body))


# Numbers.


def service(name: str, contact: str, days: int | None, audience: str = "participant") -> Signpost:
    """A signpost checked so many days ago, or never."""
    on = "" if days is None else (TODAY - timedelta(days)).isoformat()
    return Signpost(name.casefold(), name, contact, "", audience, on)


def body_of(body: str, *signposts: Signpost) -> str:
    """The hand-out's text with these services."""
    return with_numbers([Handout("s", "S", body)], signposts, TODAY).handouts[0].body


LINE = "- Samaritans, any time: ............"


@pytest.mark.parametrize("days", [0, 1, 180])
def test_a_number_checked_within_the_half_year_prints(days: int) -> None:
    made = body_of(LINE, service("Samaritans", "116 123", days))
    on = TODAY - timedelta(days)
    assert made == f"- Samaritans, any time: **116 123** (checked {on.day} {on:%B %Y})"


@pytest.mark.parametrize("days", [None, 181, 4000, -1])
def test_an_unchecked_old_or_future_check_leaves_the_line_to_fill_in(days: int | None) -> None:
    asked = service("Samaritans", "116 123", days)
    assert body_of(LINE, asked) == LINE
    assert with_numbers([Handout("s", "S", LINE)], [asked], TODAY).by_hand == ("Samaritans",)


def test_a_victims_line_is_never_filled_in() -> None:
    asked = service("Samaritans", "116 123", 1, "victim")
    assert body_of(LINE, asked) == LINE


def test_a_name_that_two_services_share_is_filled_in_by_nobody() -> None:
    two = service("Advice North", "0113 111 1111", 1), service("Advice South", "0113 222 2222", 1)
    line = "- Advice, near here: ............"
    assert body_of(line, *two).startswith(line)
    assert body_of(line, two[0]).startswith("- Advice, near here: **0113 111 1111**")


@pytest.mark.parametrize("written", ["0808 802 4040", "08088024040", "(0808) 802-4040"])
def test_an_unchecked_number_written_into_a_sheet_becomes_dots(written: str) -> None:
    made = body_of(f"Ring {written} tonight.", service("Advice", "0808 802 4040", None, "victim"))
    assert "4040" not in made
    assert made == f"Ring {'.' * 20} tonight."


def test_an_unchecked_address_becomes_dots_and_999_stays() -> None:
    asked = service("Chat", "help@chat.example", None), service("Police", "999", None)
    made = body_of("Write to help@chat.example, or ring 999.", *asked)
    assert "chat.example" not in made and "ring 999." in made


@pytest.mark.parametrize(
    "written",
    [
        "0800 000 444", "0800000444", "0800-000-444", "(0800) 000 444", "+44 800 000 444",
        "+44 (0)800 000 444", "0044 800 000 444", "0800\n000 444", "0800 **000** 444",
        "01632 960 001", "020\u00a07946\u20110001", "+353 1 000 0000", "0 8 0 0 0 0 0 4 4 4",
        "0808&nbsp;802&nbsp;4040", "&#48;808 802 4040", "0808/802/4040", "0808, 802, 4040",
        "0808\u200d802\u200d4040", "\uff10\uff18\uff10\uff18 802 4040", "0808 802 | 4040",
        "0808      802      4040", "0800 1111", "116 123", "116123", "85258", "111 222 3333",
        "1234", "help.scot", "Help.scot", "tinyurl.io/x", "x.io/y", "t.me",
        "me@localhost", "help&#46;scot", "help.**scot**", "111.nhs.uk", "HELP.ORG",
        "0808\u00b7802\u00b74040", "0808\u2022802\u20224040", "0800 12 12 2012",
        "me@help.example", "www.help.example/now", "https://help.example", "help.org.uk",
    ],
)  # fmt: skip
def test_what_is_in_no_signpost_becomes_dots_and_is_named(written: str) -> None:
    made = with_numbers([Handout("s", "S", f"Ring {written}.")], [], TODAY)
    assert made.handouts[0].body == f"Ring {'.' * 20}."
    (one,) = made.withheld
    assert one.handout == "s" and one.text == written


@pytest.mark.parametrize(
    "written",
    [
        "999", "0 1 2 3 4 5 6 7 8 9 10", "0 10 20 30 40 50 60 70 80 90 100",
        "01.10.2026 at 9", "01 10 2026 10", "10:30 to 15:00", "e.g. now", "1,000,000", "2026-2027",
        "- 01\n- 23456\n- 78901", "5.30pm.Then", "O03", "Stop.Think", "and so on ... then", "24/7",
        "10 9 8 7 6 5 4 3 2 1 0", "| 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |", "0/10, 5/10, 10/10",
        "ring 999, 101, 111 or 112. 24 hours", "**999**", "call from 09:30-10:30, 08:00-18:00",
        "ring on 12 October 2026", "text by 2027", "phone after 01/10/2026 10:30", "9am to 5pm",
        "call within 120 minutes", "ring 2 people, 10 to 15 times", "0900-1730", "i.e. a.m. p.m.",
    ],
)  # fmt: skip
def test_a_scale_a_date_or_a_short_number_is_no_telephone_number(written: str) -> None:
    made = with_numbers([Handout("s", "S", f"So: {written}")], [], TODAY)
    assert made.handouts[0].body == f"So: {written}" and made.withheld == ()


@pytest.mark.parametrize(
    "said",
    [
        "Ring Samaritans on {}", "Text SHOUT to {}", "Phone before 9 on {}", "Dial: {}", "Tel. {}",
        "My helpline\nis {}", "calling **{}**",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["116 123", "85258", "111 222 3333", "1234", "105"])
def test_a_short_number_to_ring_that_no_signpost_has_becomes_dots(said: str, number: str) -> None:
    assert number not in body_of(said.format(number))
    checked = service("Anyone", number, 3)
    assert number in body_of(said.format(number), checked)


def test_a_number_in_a_title_becomes_dots_and_is_named() -> None:
    titled = Handout("s", "Ring 0808 802 4040", "Mine")
    made = with_numbers([titled], [], TODAY)
    assert made.handouts[0].title == f"Ring {'.' * 20}"
    assert [one.text for one in made.withheld] == ["0808 802 4040"]
    curriculum = replace(BASE, title="Groups 0808 802 4040", handouts=(titled,))
    for form in FORMATS:
        assert not any("4040" in text for text in documents(curriculum, form).values())


def test_an_unchecked_service_whose_name_holds_its_number_is_listed_without_it() -> None:
    made = body_of(LINE, service("Samaritans", "116 123", 1), service("Ring 0800 1111", "x", None))
    assert "1111" not in made


def test_nothing_that_should_stay_on_a_shipped_sheet_is_dotted(shipped: dict[str, bytes]) -> None:
    for variant in variants(shipped):
        curriculum, _ = draft(shipped, variant)
        made = with_numbers(curriculum.handouts, curriculum.signposts, TODAY)
        assert made.withheld == ()
        assert [one.title for one in made.handouts] == [one.title for one in curriculum.handouts]


@pytest.mark.parametrize("written", ["0300 123 6600", "+44 (0)300 123-6600", "03001236600"])
def test_a_checked_service_s_number_prints_however_it_is_typed(written: str) -> None:
    body = f"FRANK is at {written}."
    assert body_of(body, service("FRANK", "0300 123 6600", 2)) == body
    assert body_of(body, service("FRANK", "+44 300 123 6600", 2)) == body
    assert written not in body_of(body, service("FRANK", "0300 123 6600", 2, "victim"))


def test_a_service_that_a_sentence_names_with_its_number_comes_once() -> None:
    old, frank = service("Old line", "0800 111 2222", None), service("FRANK", "0300 123 6600", 2)
    text = "Old line: 0800 111 2222 at any\ntime, and FRANK on 0300 123 6600."
    made = with_numbers([Handout("s", "S", f"{text}\n\n{LINE}")], [old, frank], TODAY)
    assert [one.id for one in made.handouts] == ["s"]
    assert "Other services" not in made.handouts[0].body and made.by_hand == ("Old line",)


def test_a_service_that_is_only_named_still_comes_with_its_number() -> None:
    asked = service("FRANK", "0300 123 6600", 2), service("Debtline", "0808 808 4000", None)
    asked += (service("Samaritans", "116 123", 1),)
    made = body_of(f"FRANK and Debtline listen. I say: ..........\n\n{LINE}", *asked)
    assert "- FRANK: **0300 123 6600**" in made and "- Debtline: ....." in made


def test_a_paragraph_that_leaves_a_blank_after_a_service_s_name_is_filled_in() -> None:
    made = body_of("FRANK: ..........", service("FRANK", "0300 123 6600", 1))
    assert made.startswith("FRANK: **0300 123 6600** (checked")


def test_services_no_line_names_follow_at_the_end_of_the_sheet() -> None:
    asked = (
        service("Samaritans", "116 123", 1),
        service("FRANK", "0300 123 6600", 2),
        service("Debtline", "0808 808 4000", None),
    )
    made = body_of(LINE, *asked)
    assert "## Other services\n\n- FRANK: **0300 123 6600** (checked" in made
    assert re.search(r"^- Debtline: \.{20,}$", made, re.M)


def test_without_a_sheet_of_its_own_a_curriculum_is_given_one() -> None:
    made = with_numbers([Handout("s", "S", "Mine")], [service("FRANK", "0300 1", 2)], TODAY)
    assert [one.id for one in made.handouts] == ["s", SHEET]
    taken = with_numbers([Handout(SHEET, "S", "Mine")], [service("FRANK", "0300 1", 2)], TODAY)
    assert len({one.id for one in taken.handouts}) == 2


CONTACTS = st.one_of(
    st.from_regex(r"0[0-9]{3} [0-9]{3} [0-9]{3,4}", fullmatch=True),
    st.text(alphabet="0123456789 ()+-*_`<>&[]#|~@a.", min_size=5, max_size=16),
).map(lambda text: " ".join(text.split()) or "0800 000 001")


@settings(max_examples=300, deadline=None)
@given(CONTACTS, CONTACTS, st.sampled_from([None, 181, 500]))
def test_whatever_a_contact_holds_only_the_checked_one_prints_and_as_typed(
    good: str, bad: str, days: int | None
) -> None:
    asked = service("Good", good, 3), service("Bad", bad, days)
    body = "- Good: ..........\n- Bad: .........."
    curriculum = replace(BASE, handouts=(Handout("s", "S", body),), signposts=asked)
    text = words_of(documents(curriculum)["s.html"])
    shown, _, rest = text.partition(" (checked ")
    assert shown.split() == ["Good:", *good.split()]
    assert rest.partition(" Bad: ")[2] == ".........."


# What must not get out.

WORDS = st.lists(
    st.sampled_from(
        [
            "room",
            "door",
            "card",
            "name",
            "plan",
            "sign",
            "water",
            "chair",
            "paper",
            "voice",
            "hand",
            "word",
        ]
    ),
    min_size=5,
    max_size=9,
    unique=True,
).map(lambda found: f"{' '.join(found).capitalize()}.")

OTHERS = st.sampled_from(["My tea and a biscuit, at home.", "What I like best about a walk."])


@st.composite
def curricula(draw: st.DrawFn) -> tuple[Curriculum, list[str]]:
    """A curriculum whose every facilitators' sentence is marked, and those sentences."""
    theirs, steps = [], []
    for number in range(draw(st.integers(1, 3))):
        sections = []
        for kind in draw(st.lists(st.sampled_from(SectionKind), max_size=5)):
            said = f"Zq{number}{len(theirs)} {draw(WORDS)}"
            form = draw(st.sampled_from(["{}", "- {}", "> {}", "1. {}", "**{}**"]))
            sections.append(Section(kind, form.format(said), 1))
            if kind not in PARTICIPANT_VISIBLE:
                theirs.append(said)
        steps.append(Step("Step", 5, tuple(sections)))
    activity = replace(BASE.activities[0], aim=f"Zqaim {draw(WORDS)}", steps=tuple(steps))
    handouts = tuple(
        Handout(f"h{number}", draw(OTHERS), draw(OTHERS))
        for number in range(draw(st.integers(1, 3)))
    )
    return replace(BASE, activities=(activity,), handouts=handouts), [*theirs, activity.aim]


@settings(max_examples=200, deadline=None)
@given(curricula())
def test_nothing_from_a_facilitators_section_reaches_a_page(
    made: tuple[Curriculum, list[str]],
) -> None:
    curriculum, theirs = made
    for form in FORMATS:
        text = " ".join(documents(curriculum, form).values())
        assert not any(sentence in text for sentence in theirs)
        assert "Zq" not in text


@settings(max_examples=100, deadline=None)
@given(WORDS, st.sampled_from(["Watch for", "Note", "Listen for", "If short of time"]))
def test_a_facilitators_sentence_pasted_into_a_hand_out_is_refused(said: str, kind: str) -> None:
    section = Section(SectionKind(kind), f"- O01: {said} And more of it.", 1)
    curriculum = _with(section, f"Well.\n\n> *{said.upper()}*")
    (leak,) = leaks(curriculum)
    assert (leak.handout, leak.kind) == ("h", kind)
    with pytest.raises(ContentError):
        documents(curriculum)


SECRET = "Notice anyone who goes silent about weapons at home tonight"


@pytest.mark.parametrize(
    "written",
    [
        f"- {SECRET}.", f"- {SECRET}; then ring the manager.", f"- Weapons: {SECRET}.",
        f"- {SECRET}, (and act)", f"- First, {SECRET} - always.", f"- O01: **{SECRET}**.",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("title", "body"),
    [
        (SECRET, "x"), ("x", f"{SECRET}."), ("Notice anyone who goes", SECRET[23:]),
        ("x", "- Notice anyone who goes silent\n- about weapons at home tonight"),
        ("x", SECRET.replace("weapons", "wea&#112;ons")),
        ("x", f"| a | b |\n|---|---|\n| {SECRET} | x |"),
        ("x", f"I say ({SECRET.lower()}) so."), ("x", SECRET.replace("weapons", "wea**pons**")),
    ],
)  # fmt: skip
def test_facilitators_words_are_refused_wherever_they_are_cut(
    written: str, title: str, body: str
) -> None:
    curriculum = _with(Section(SectionKind.WATCH_FOR, written, 1), body)
    sheet_of = replace(curriculum.handouts[0], title=title)
    assert leaks(replace(curriculum, handouts=(sheet_of,)))


def test_no_shipped_sheet_is_taken_for_a_leak(shipped: dict[str, bytes]) -> None:
    for variant in variants(shipped):
        assert leaks(draft(shipped, variant)[0]) == ()


def test_long_texts_are_looked_through_in_a_second() -> None:
    choose = random.Random(1).choices
    texts = [
        "".join(f"- {' '.join(choose(['abc', 'bcd', 'cde', 'def'], k=8))}.\n" for _ in range(7000))
        for _ in range(2)
    ]
    curriculum = _with(Section(SectionKind.WATCH_FOR, texts[0], 1), "x")
    other = replace(curriculum.handouts[0], body=texts[1].replace("a", "z").replace("e", "y"))
    began = time.process_time()
    leaks(replace(curriculum, handouts=(other,)))
    assert time.process_time() - began < 1


def test_what_is_said_aloud_may_stand_on_a_sheet_too() -> None:
    line = "We never say whether it took place."
    said = Section(SectionKind.SAY, line, 1)
    watched = Section(SectionKind.WATCH_FOR, f"- The line again: no. {line}", 1)
    step = Step("One", 5, (said, watched))
    activity = replace(BASE.activities[0], steps=(step,))
    curriculum = replace(BASE, activities=(activity,), handouts=(Handout("h", "H", line),))
    assert leaks(curriculum) == ()


def _with(section: Section, body: str) -> Curriculum:
    activity: Activity = replace(BASE.activities[0], steps=(Step("One", 5, (section,)),))
    return replace(BASE, activities=(activity,), handouts=(Handout("h", "H", body),))


def test_no_shipped_page_has_a_sentence_only_facilitators_read(shipped: dict[str, bytes]) -> None:
    for variant in variants(shipped):
        curriculum, _ = draft(shipped, variant)
        printed_words = _flat(" ".join(words_of(one) for one in documents(curriculum).values()))
        heard = _flat(" . ".join(plain(one.body) for one in _sections(curriculum, HEARD)))
        for section in _sections(curriculum, set(SectionKind) - HEARD):
            for sentence in sentences(section.body):
                said = _flat(sentence)
                assert said not in printed_words or said in heard, sentence


def test_no_unchecked_number_is_on_any_shipped_page(shipped: dict[str, bytes]) -> None:
    for variant in variants(shipped):
        curriculum, _ = draft(shipped, variant)
        text = " ".join(words_of(one) for one in documents(curriculum).values())
        digits = re.sub(r"(?<=\d)[ ().-]{1,2}(?=\d)", "", text)
        for signpost in curriculum.signposts:
            number = re.sub(r"\D", "", signpost.contact)
            if not signpost.verified_on and len(number) >= 5:
                assert number not in digits


def _sections(curriculum: Curriculum, kinds: Collection[SectionKind]) -> Iterator[Section]:
    for activity in curriculum.activities:
        for step in activity.steps:
            yield from (section for section in step.sections if section.kind in kinds)


def _flat(text: str) -> str:
    return f" {' '.join(re.findall('[a-z]+', text.casefold()))} "


# The files.


def test_files_are_named_by_hand_out_alone_and_never_replaced_unasked(tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    made = write(BASE, out, FORMATS, TODAY)
    assert sorted(path.name for path in made.paths) == [
        "card.html",
        "card.txt",
        f"{SHEET}.html",
        f"{SHEET}.txt",
    ]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in made.paths)
    before = made.paths[0].read_bytes()
    with pytest.raises(CaraError, match="already there"):
        write(replace(BASE, title="Other"), out, FORMATS, TODAY)
    assert made.paths[0].read_bytes() == before
    write(replace(BASE, title="Other"), out, FORMATS, TODAY, replace=True)
    assert b"<span>Other</span>" in made.paths[0].read_bytes()
    assert len(list(out.iterdir())) == 4


def test_a_link_is_not_followed_even_when_replacing(tmp_path: Path) -> None:
    out, other = tmp_path / "sheets", tmp_path / "other"
    out.mkdir()
    other.write_text("mine")
    (out / "card.html").symlink_to(other)
    with pytest.raises(CaraError):
        write(BASE, out, ("html",), TODAY, replace=True)
    assert other.read_text() == "mine" and len(list(out.iterdir())) == 1


def test_a_work_file_that_a_cut_short_run_left_does_not_stop_the_next(tmp_path: Path) -> None:
    write(BASE, tmp_path, ("html",), TODAY)
    (tmp_path / ".card.html.part").write_text("half")
    write(replace(BASE, title="Other"), tmp_path, ("html",), TODAY, replace=True)
    assert "<span>Other</span>" in (tmp_path / "card.html").read_text()


def test_a_failure_midway_says_which_files_are_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(BASE, tmp_path, FORMATS, TODAY)
    real = Path.replace

    def stopped(self: Path, target: Path) -> Path:
        if target.name == "card.txt":
            raise OSError(errno.EIO, "broken")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(CaraError, match=r"are card\.html, and the rest is as it was"):
        write(replace(BASE, title="Other"), tmp_path, FORMATS, TODAY, replace=True)
    assert "<span>Other</span>" in (tmp_path / "card.html").read_text()
    assert "Sample" in (tmp_path / "card.txt").read_text()
    assert not list(tmp_path.glob(".*"))


def test_a_curriculum_with_an_error_prints_nothing() -> None:
    with pytest.raises(ContentError):
        one(changed(FILES, "activities/plan.md", "minutes: 30", "minutes: 31"))
