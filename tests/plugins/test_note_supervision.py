"""The supervision note as its plugin offers it: complete, calm and true to the facts."""

from __future__ import annotations

import ast
import json
import re
import sys
from importlib.resources import files
from typing import Any

import cara_note_supervision
import pytest
from markdown_it import MarkdownIt

from cara_facilitate.api import NoteWriter
from cara_facilitate.domain.note import DISCLAIMER
from cara_facilitate.notes.render import FORMATS, render
from tests.notes.sample import FLAG, Tale, first_day, second_day
from tests.notes.test_cleaning import read, spaced

WIDTH = 78


def the_writer() -> NoteWriter:
    (writer,) = cara_note_supervision.cara_note_writers()
    return writer


def note_of(tale: Tale) -> dict[str, Any]:
    return tale.note(flag_details={FLAG.flag: FLAG})


def as_read(made: str, fmt: str) -> str:
    """What a reader of the document reads, spaces evened out."""
    if fmt == "html":
        made = re.sub(r"<style>.*?</style>", "", made, flags=re.S)
        return spaced(read(made)[0])
    if fmt == "md":
        return spaced(read(MarkdownIt("commonmark").enable("table").render(made))[0])
    return spaced(re.sub(r"[-=_]{9,}", "", made))


def test_it_enters_by_the_door_and_imports_nothing_else_of_ours() -> None:
    assert cara_note_supervision.CARA_API == 1
    for name in ("__init__.py", "layout.py"):
        source = (files("cara_note_supervision") / name).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom | ast.Import):
                module = getattr(node, "module", None) or node.names[0].name
                root = module.split(".")[0]
                assert (
                    module == "cara_facilitate.api"
                    or root in {"cara_note_supervision", "__future__"}
                    or root in sys.stdlib_module_names
                ), module


def test_it_offers_a_template_for_every_format() -> None:
    writer = the_writer()
    assert (writer.id, writer.title) == ("supervision", "Supervision note for Hampton Trust")
    assert set(writer.templates) == set(FORMATS)


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("tale", [Tale(), Tale(1), first_day(), second_day()])
def test_every_stage_of_a_cohort_makes_a_note(tale: Tale, fmt: str) -> None:
    made = as_read(render(the_writer(), note_of(tale), fmt), fmt)
    assert spaced(DISCLAIMER) in made
    assert "Not the licensed CARA programme" in made
    assert "West Yorkshire; intimate partner male" in made
    assert "None" not in made
    assert "{" not in made


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_ten_sections_stand_in_order_and_the_exceptions_before_them(fmt: str) -> None:
    note = note_of(second_day())
    made = as_read(render(the_writer(), note, fmt), fmt).lower()
    order = [
        "to look at first",
        "the day",
        "fidelity",
        "group climate",
        "seats",
        "practice: own rating",
        "risk and safeguarding",
        "victim-feedback assurance",
        "reflection model",
        "learning requests",
        "supervisor",
    ]
    at = 0
    for heading in order:
        at = made.index(heading, at) + 1
    for sentence in note["attention"]:
        assert made.index(sentence.lower()) < made.index("group climate")


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("tale", [first_day(), second_day()])
def test_every_fact_a_person_gave_is_in_every_format(tale: Tale, fmt: str) -> None:
    note = note_of(tale)
    made = as_read(render(the_writer(), note, fmt), fmt)
    given = [answer.value for answer in tale.day.answers.values()]
    given += [row["what"] for row in note["fidelity"]["deviations"]]
    given += [row["text"] for row in note["fidelity"]["objectives"] if row["planned"]]
    given += [FLAG.flag, FLAG.action, "area manager", note["note"]["id"], "9f2c41d79f2c"]
    given += [f"P{seat:02d}" for seat in tale.state.seats]
    for words in given:
        assert spaced(words) in made, words


@pytest.mark.parametrize("fmt", FORMATS)
def test_workshop_one_says_that_feedback_is_asked_of_workshop_two(fmt: str) -> None:
    made = render(the_writer(), note_of(first_day()), fmt)
    assert "asked of workshop two only" in made
    assert "held back" not in made.lower()


@pytest.mark.parametrize("fmt", FORMATS)
def test_practice_is_marked_and_a_real_day_is_not(fmt: str) -> None:
    marked = "made-up people"
    assert marked in render(the_writer(), note_of(first_day(practice=True)), fmt)
    assert marked not in render(the_writer(), note_of(first_day()), fmt)


@pytest.mark.parametrize("tale", [Tale(), first_day(), second_day()])
def test_plain_text_keeps_to_its_columns(tale: Tale) -> None:
    made = render(the_writer(), note_of(tale), "txt")
    assert max(map(len, made.split("\n"))) <= WIDTH
    assert "\n\n\n" not in made


def test_html_loads_nothing_and_runs_nothing() -> None:
    made = render(the_writer(), note_of(second_day()), "html")
    tags = set(read(made)[1])
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a"}
    assert "Content-Security-Policy" in made[:200]
    assert not re.search(r"https?:|url\(|@import|//", made)
    assert len(made.encode()) < 60_000


@pytest.mark.parametrize("fmt", FORMATS)
def test_facts_of_another_day_give_another_note(fmt: str) -> None:
    note = note_of(first_day())
    changed = json.loads(json.dumps(note))
    changed["climate"]["rows"][0]["answers"][0]["value"] = "1"
    writer = the_writer()
    assert render(writer, note, fmt) == render(writer, note, fmt)
    assert render(writer, note, fmt) != render(writer, changed, fmt)


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_supervisor_s_own_words_take_the_place_of_the_blank_lines(fmt: str) -> None:
    tale = first_day()
    blank = render(the_writer(), note_of(tale), fmt)
    tale.answer("supervisor.date", "2026-12-03")
    tale.answer("supervisor.actions", "Lead to bring a plan for silence by 10 December.")
    made = as_read(render(the_writer(), note_of(tale), fmt), fmt)
    assert "2026-12-03" in made
    assert "plan for silence" in made
    assert "2026-12-03" not in blank
