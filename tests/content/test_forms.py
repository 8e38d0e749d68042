"""Findings as single lines, for GitHub and as records."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.content.findings import HIDDEN, Finding
from cara_facilitate.content.forms import github, record, terse

FOUND = Finding(
    rule="M01",
    severity="error",
    file="activities/plan.md",
    line=4,
    column=10,
    message="minutes is 45 but the steps add up to 40",
    source_line="minutes: 45",
    hint="steps: 10 + 20 + 10",
    related=(("activities/plan.md", 16),),
)
texts = st.text(max_size=40)


def test_the_terse_form_is_one_line() -> None:
    assert terse(FOUND) == (
        "activities/plan.md:4:10: error[M01] minutes is 45 but the steps add up to 40"
    )


def test_the_github_form_names_file_line_and_rule() -> None:
    assert github(FOUND, "src/my_curriculum") == (
        "::error file=src/my_curriculum/activities/plan.md,line=4,col=10,title=CUR-M01"
        "::minutes is 45 but the steps add up to 40 (steps: 10 + 20 + 10)"
    )
    assert github(Finding("M07", "note", "a.md", 1, 1, "m")).startswith("::notice file=a.md,")


def test_what_github_would_take_for_its_own_is_escaped() -> None:
    nasty = Finding("F09", "warning", "a,line=9::b%.md", 1, 1, "100%\n::error::x, y: z", "", "h")
    assert github(nasty) == (
        "::warning file=a%2Cline=9%3A%3Ab%25.md,line=1,col=1,title=CUR-F09"
        "::100%25%0A::error::x, y: z (h)"
    )


@given(texts, texts, texts)
def test_no_form_carries_hidden_characters_or_a_second_line(
    file: str, message: str, hint: str
) -> None:
    found = Finding("X01", "error", file, 1, 1, message, "", hint)
    for line in (terse(found), github(found, "folder")):
        assert "\n" not in line
        assert not HIDDEN.search(line)
    assert len(re.findall("::", github(found).split("title=CUR-X01", 1)[0])) == 1


def test_a_record_has_the_keys_that_others_rely_on() -> None:
    made = record(FOUND)
    assert list(made) == [
        *("rule", "severity", "file", "line", "column", "message", "hint", "related")
    ]
    assert json.loads(json.dumps(made))["related"] == [{"file": "activities/plan.md", "line": 16}]
