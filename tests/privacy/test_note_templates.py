"""Whatever people type, a note shows it as typed; whatever is sealed never reaches one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import cara_note_supervision
import markdown
import pytest
from markdown_it import MarkdownIt

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.debrief import questions
from cara_facilitate.domain.display import visible
from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.linter import lint
from cara_facilitate.domain.note import left_out, typed
from cara_facilitate.domain.protected import Protected
from cara_facilitate.notes.render import FORMATS, render
from tests.notes.sample import CO, FLAG, LEAD, Tale, first_day, second_day
from tests.notes.test_cleaning import HOSTILE, READERS, read, spaced

(WRITER,) = cara_note_supervision.cara_note_writers()
RISK_WORDS = "zq-F-P09-K7QX4M kettle orange window"
VICTIM_WORDS = "zq-V-P07-K7QX4M lantern river ladder"
REGISTER = "zq-N-P07-K7QX4M"
PHONE = "07700 900123"


def hostile_note(words: str, *, everywhere: bool = False) -> dict[str, Any]:
    """A note with these words in every place where somebody can type, or may only choose."""
    tale = second_day()
    for name, seat, field in questions(2, (LEAD, CO), (1, 4, 9)):
        if field.answer.value == "text" or everywhere:
            tale.answer(name, words, seat)
    tale.happen(
        ev.ItemReasonGiven(2, "W2-02", words),
        ev.ItemReasonGiven(2, "BR1", words),
        ev.AttendanceRecorded(2, 6, "EL", tale.now, words),
        ev.FlagHandedOver(FLAG.flag, words, words, tale.now, LEAD, tale.now),
    )
    return tale.note(flag_details={FLAG.flag: replace(FLAG, action=words)})


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stand_in_the_html_as_typed_and_add_nothing_to_it(words: str) -> None:
    text, tags = read(render(WRITER, hostile_note(words), "html"))
    plain_tags = read(render(WRITER, hostile_note("calm words"), "html"))[1]
    assert tags == plain_tags
    assert spaced(text).count(spaced(visible(words, lines=True))) >= 15


@pytest.mark.parametrize("reader", ["with tables", "python-markdown"])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stand_in_the_markdown_as_typed(words: str, reader: str) -> None:
    page = READERS[reader](render(WRITER, hostile_note(words), "md"))
    calm = READERS[reader](render(WRITER, hostile_note("calm words"), "md"))
    text, tags = read(page)
    shown = spaced(visible(words.strip().replace("\n", " \u23ce ")))
    assert tags == read(calm)[1]
    assert spaced(text).count(shown) >= 15


@pytest.mark.parametrize("words", HOSTILE)
def test_plain_text_carries_no_character_that_acts(words: str) -> None:
    made = render(WRITER, hostile_note(words), "txt")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made)
    shown = spaced(visible(words, lines=True))
    if shown:
        assert spaced(made).count(shown) >= 15


@pytest.mark.parametrize("fmt", FORMATS)
def test_template_words_in_an_answer_are_only_words(fmt: str) -> None:
    made = render(WRITER, hostile_note("{{ 7 + 7 }} {% raw %} {# gone #}"), fmt)
    text = {"html": made, "md": MarkdownIt().enable("table").render(made), "txt": made}[fmt]
    shown = text if fmt == "txt" else read(text)[0]
    assert spaced(shown).count("{{ 7 + 7 }} {% raw %} {# gone #}") >= 15


def sealed_day() -> Tale:
    """A pair of workshops with words in every sealed compartment."""
    tale = second_day()
    ref = tale.state.seats[7]
    extract = Extract(
        *("fb", 1, False, ref, True, None, Level.L3, "watch_departure", True),
        summary=Protected(VICTIM_WORDS),
        themes=("cards",),
        agreed_words=Protected(VICTIM_WORDS),
    )
    tale.happen(
        ev.RegisterEntered(ref, REGISTER, f"{REGISTER} adjustments", tale.now),
        ev.CheckWordSet(ref, "lantern"),
        ev.FeedbackRowStored("imp1", "i1", 7, extract),
        ev.FeedbackMissing("imp1", "m1", ref, 7),
        ev.FeedbackHeldBack("imp1", 3, VICTIM_WORDS),
        ev.ManagerCalled(REGISTER, False, VICTIM_WORDS, LEAD, tale.now),
        ev.ManagerCalled(REGISTER, False, VICTIM_WORDS, "F-CO2", tale.now),
        ev.PlacementRecorded(ref, "male", REGISTER, None, "zq-risk", True, "zq-disposal", ()),
    )
    return tale


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_sealed_is_in_any_document(fmt: str) -> None:
    detail = replace(FLAG, words=RISK_WORDS, action="Manager telephoned at the break")
    note = sealed_day().note(flag_details={FLAG.flag: detail})
    made = render(WRITER, note, fmt)
    for told in (made, json.dumps(note)):
        assert "zq-" not in told
        for word in ("lantern", "kettle", "watch_departure", "WY26A-0007-X"):
            assert word not in told
    # The other way round: what this looks for is seen where it is allowed to be.
    tale = sealed_day()
    tale.answer("reflection.stirred", VICTIM_WORDS)
    assert "zq-V-P07" in render(WRITER, tale.note(flag_details={}), fmt).replace("\\", "")


@pytest.mark.parametrize("words", [PHONE, "LS1 4AP", "a@b.example", "His wife in Otley told us"])
def test_no_place_to_type_escapes_the_linter(words: str) -> None:
    note = hostile_note(words, everywhere=True)
    hit = {(h.section, h.field, h.seat) for h in lint(typed(note), (), {})}
    for text in typed(note):
        if text.text == words:
            assert (text.section, text.field, text.seat) in hit
    sections = {section for section, _field, _seat in hit}
    assert sections == {2, 3, 4, 5, 6, 7, 8, 9, 10}
    less = left_out(note, {(section, field) for section, field, _ in hit})
    left = {h.section for h in lint(typed(less), (), {})}
    assert left == sections - {6}


@pytest.mark.parametrize("field", ["facilitators", "site"])
def test_a_name_in_the_header_is_found(field: str) -> None:
    note = first_day().note()
    note["header"][field] = ["Darren"] if field == "facilitators" else "Darren House"
    (hit,) = lint(typed(note), ["Darren Okafor"], {})
    assert (hit.section, hit.field) == (1, field)


def test_every_string_that_came_from_a_keyboard_is_among_the_typed_texts() -> None:
    words = "zq-typed"
    note = hostile_note(words, everywhere=True)
    known = {text.text for text in typed(note)}
    assert known >= {words}
    stray = [value for value in _strings(note) if "zq-typed" in value and value != words]
    # A deviation repeats a reason, which section 2 has already shown to the linter.
    assert all(value.endswith(f"{words}.") for value in stray)
    exact = sum(1 for value in _strings(note) if value == words)
    assert exact == sum(1 for text in typed(note) if text.text == words)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for entry in inside for found in _strings(entry)]


def test_markdown_s_own_reader_sees_the_tables() -> None:
    page = markdown.markdown(render(WRITER, first_day().note(), "md"), extensions=["tables"])
    assert page.count("<table>") >= 4
