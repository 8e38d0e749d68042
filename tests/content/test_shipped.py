"""The open reference curriculum as shipped, and single faults put into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest

import pytest

from cara_facilitate.content.findings import caret, errors
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.content.markdown import plain, printed
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
VARIANT = "intimate-partner-male"
PART = "activities/my-part.md"
MANIFEST = "curriculum.yaml"
AT_THE_OTHER_END = 10_000

# Rule, file, what to find, what stands there instead; how many lines away the finding may be.
FAULTS: list[tuple[str, str, str, str, int]] = [
    ("F01", PART, r"\n---\n", "\n", AT_THE_OTHER_END),
    ("F01", PART, r"\A---\n", "", 1),
    ("F02", PART, r"title: (.*),", r"title: \1:", 1),
    ("F03", PART, r"(minutes: 45\n)", r"\1\1", 1),
    ("F04", PART, r"minutes: 45", "minutes: forty five", 1),
    ("F04", PART, r"setting: mixed", "setting: mixd", 1),
    ("F04", PART, r"core: yes", "core: perhaps", 1),
    ("F04", PART, r"handouts: \[.*\]", "handouts: timeline-sheet", 1),
    ("F04", PART, r"shortest: 35\n", "", AT_THE_OTHER_END),
    ("F04", MANIFEST, r'start: "10:00"', 'start: "10.00"', 1),
    ("F04", MANIFEST, r"activity: my-part", 'activity: ""', 1),
    ("F05", PART, r"setting: mixed", "setting: mixed\nseting: mixed", 1),
    ("F05", MANIFEST, r"licence:", "license: CC-BY-4.0\nlicence:", 1),
    ("F06", PART, r"title: ", "title: &a ", 1),
    ("F06", PART, r"core: yes", "core: !!bool yes", 1),
    ("I01", PART, r"id: my-part", "id: body-signs", 1),
    ("I01", MANIFEST, r"number: W1-03", "number: W1-02", 1),
    ("I02", PART, r"after: \[[a-z-]*", "after: [where-i-am-todey", 1),
    ("I02", PART, r"handouts: \[timeline-sheet", "handouts: [timeline-sheat", 1),
    ("I03", MANIFEST, r"activity: my-part", "activity: my-prat", 1),
    ("I03", MANIFEST, r"recovery: \[W1-05", "recovery: [W1-55", 1),
    ("I03", MANIFEST, r"optional: \[excuses-sort", "optional: [excuse-sort", 1),
    ("I04", MANIFEST, r"optional: \[excuses-sort\]", "optional: []", AT_THE_OTHER_END),
    ("I05", MANIFEST, r"retired: \[\]", "retired: [my-part]", 1),
    ("I06", PART, r"id: my-part", "id: our-part", 1),
    ("C01", PART, r"offence-reflection", "offence-reflections", 1),
    ("C02", PART, r"objectives: .*\n", "", AT_THE_OTHER_END),
    ("C03", "activities/steady-self.md", r"self-esteem-regulation(, )?", "", AT_THE_OTHER_END),
    ("M01", PART, r"minutes: 45", "minutes: 40", 1),
    ("M01", PART, r"\(5 min\)", "(15 min)", AT_THE_OTHER_END),
    ("M02", PART, r" \(5 min\)", "", 1),
    ("M02", PART, r"\(5 min\)", "(5 minutes)", 1),
    ("M03", PART, r"shortest: 35", "shortest: 55", 1),
    ("M05", PART, r"(### Say\n\n)", r"\1" + "word " * 700 + "end.\n\n", 10),
    ("M08", MANIFEST, r'end: "15:00"', 'end: "14:40"', 1),
    ("M07", MANIFEST, r'end: "15:00"', 'end: "15:20"', 1),
    ("D02", PART, r"(### Say\n\n)", r"\1This line.\n---\n\n", 3),
    ("D03", PART, r"(### Say\n\n)", r"\1# Loud\n\n", 3),
    ("D04", PART, r"### Listen for", "### Listen out", 1),
    ("D05", PART, r"(\n## )", r"\n### Note\n\nEarly.\n\1", 3),
    ("D06", PART, r"(### Say\n)", r"### Note\n\n\1", 1),
    ("D07", PART, r"(\n## .*\n)", r"\1\nLoose words.\n", 3),
    ("D08", PART, r"(### Say\n\n.*)\n", r"\1  \n", 3),
    ("D09", PART, r"(### Say\n\n)", r"\1<b>Loud</b>\n\n", 3),
    ("D10", PART, r"(### Say\n\n.*\n)", r"\1- a list\n", 3),
    ("D11", PART, r"(### Say\n\n)", r"\1- a list\n  - of two\n\n", 4),
    ("D12", PART, r"(### Say\n\n)", r"\1* a list\n\n", 3),
    ("D12", PART, r"(### Say\n\n)", r"\1See [this](http://a.example).\n\n", 3),
    ("D12", PART, r"(### Say\n\n)", r"\1Say \\*this.\n\n", 3),
    ("D12", PART, r"(### Say\n\n)", r"\1- # Loud\n\n", 3),
    ("D12", PART, r"(### Say\n\n)", r"\1Say _this_ now.\n\n", 3),
    ("D12", PART, r"(### Say\n\n)", r"\1Say ***this*** now.\n\n", 3),
    ("D13", PART, r"(### Say\n\n)", r"\1| a |\n|---|\n\n", 3),
    ("T01", PART, r"(### Say\n\n)", r"\1Think of {the_othr_person}.\n\n", 3),
    ("T01", PART, r"title: (.*)", r"title: \1 {", 1),
    ("T02", "terms.yaml", r"    any: .*\n", "", 2),
    ("T03", "terms.yaml", r"    familial: ", "    familal: ", 1),
    ("T04", PART, r"(### Say\n\n)", r"\1What would she say?\n\n", 3),
    ("T05", "terms.yaml", r"    any: .*", '    any: "1. a list"', 1),
    ("A01", PART, r"### Say\n", "### Say [ivp]\n", 1),
    ("S01", PART, r"### Watch for", "### Note", AT_THE_OTHER_END),
    ("X01", PART, r"(### Say\n\n)", "\\1Hello \x1b]0;title\x07.\n\n", 3),
    ("X01", PART, r"title: ", "title: \u202e", 1),
    ("V01", MANIFEST, r"format: 1", "format: 2", 1),
]
# These faults are of two kinds at once, so that a second error is right.
TWOFOLD = {"T03", "X01"}
EVERYWHERE = {"S01", "I04"}


def _fault(files: Files, name: str, pattern: str, new: str, count: int) -> tuple[Files, int]:
    """The files with the fault, and the first line that differs."""
    before = files[name].decode()
    after = re.sub(pattern, new, before, count=count)
    assert after != before, f"{name} has no {pattern!r}"
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    line = next(number for number, (a, b) in enumerate(pairs, start=1) if a != b)
    return {**files, name: after.encode()}, line


def test_the_shipped_curriculum_has_no_findings(shipped: Files) -> None:
    assert "\n\n".join(map(caret, check(shipped))) == ""


def test_every_declared_variant_loads_with_nineteen_activities_and_ten_objectives(
    shipped: Files,
) -> None:
    assert variants(shipped)
    for variant in variants(shipped):
        curriculum = load(shipped, variant)
        assert curriculum.reference
        assert [len([i for i in day.run if not i.is_break]) for day in curriculum.days] == [9, 10]
        assert [objective.id for objective in curriculum.objectives] == [
            f"O{number:02}" for number in range(1, 11)
        ]
        assert curriculum.item(1, "W1-04").activity == "my-part"
        for day in curriculum.days:
            assert sum(item.minutes for item in day.run) == 300
            assert sum(item.floor for item in day.run if item.activity) + 50 == 220
        for activity in curriculum.activities:
            assert all(name.startswith("O") for name in activity.objectives)
            assert all("{" not in s.body for step in activity.steps for s in step.sections)


def test_every_shipped_text_reads_the_same_on_screen_and_on_paper(shipped: Files) -> None:
    curriculum = load(shipped, VARIANT)
    sections = [s.body for a in curriculum.activities for step in a.steps for s in step.sections]
    for body in [*sections, *(handout.body for handout in curriculum.handouts)]:
        assert plain(body) == printed(body)


@pytest.mark.parametrize(("rule", "name", "pattern", "new", "away"), FAULTS)
def test_a_single_fault_is_told_by_its_rule_where_it_stands(
    shipped: Files, rule: str, name: str, pattern: str, new: str, away: int
) -> None:
    files, line = _fault(shipped, name, pattern, new, 0 if rule in EVERYWHERE else 1)
    found = check(files)
    told = [finding for finding in found if finding.rule == rule]
    assert told, [finding.message for finding in found]
    if away < AT_THE_OTHER_END:
        assert any(one.file == name and abs(one.line - line) <= away for one in told)
    if rule not in TWOFOLD:
        assert len(errors(found)) <= 1, [(e.rule, e.where, e.message) for e in errors(found)]
    if errors(found):
        with pytest.raises(ContentError) as refused:
            load(files, VARIANT)
        assert re.fullmatch(r"[\w./-]+:\d+:\d+", refused.value.where)
    else:
        load(files, VARIANT)


@pytest.mark.parametrize(
    ("pattern", "new", "message"),
    [
        ("minutes: 45", "minutes: forty five", "should be a whole number, found 'forty five'"),
        ("setting: mixed", "seting: mixed", 'unknown field "seting" - did you mean "setting"?'),
        ("### Listen for", "### Listen out", 'did you mean "Listen for"?'),
        ("offence-reflection", "ofence-reflection", 'did you mean "offence-reflection"?'),
        ("minutes: 45", "minutes: 40", "minutes is 40 but the steps add up to 45"),
    ],
)
def test_a_message_says_in_plain_words_what_was_meant(
    shipped: Files, pattern: str, new: str, message: str
) -> None:
    files, _ = _fault(shipped, PART, pattern, new, 1)
    assert any(message in finding.message for finding in check(files))


def _crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _bom(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def _approved(data: bytes) -> bytes:
    return data.replace(b"status: draft", b"status: approved")


def _reordered(data: bytes) -> bytes:
    return re.sub(rb"(intensity: .*\n)((?:.*\n)*?)(core: .*\n)", rb"\3\2\1", data, count=1)


@pytest.mark.parametrize("change", [_crlf, _bom, _approved, _reordered])
def test_the_hash_is_deaf_to_what_delivery_does_not_show(
    shipped: Files, change: Callable[[bytes], bytes]
) -> None:
    same = {name: change(data) if name.endswith(".md") else data for name, data in shipped.items()}
    assert same[PART] != shipped[PART]
    assert load(same, VARIANT).hash == load(shipped, VARIANT).hash


@pytest.mark.parametrize(
    ("name", "pattern", "new"),
    [
        (PART, r"(### Say\n\n)This", r"\1That"),
        (PART, r"shortest: 35", "shortest: 34"),
        ("handouts/timeline-sheet.md", r"title: ", "title: My "),
        (MANIFEST, r'start: "10:00"\n(\s+)end: "15:00"', r'start: "10:30"\n\1end: "15:30"'),
    ],
)
def test_one_word_or_one_minute_changes_the_hash(
    shipped: Files, name: str, pattern: str, new: str
) -> None:
    other, _ = _fault(shipped, name, pattern, new, 1)
    assert load(other, VARIANT).hash != load(shipped, VARIANT).hash


def test_only_the_changed_activity_has_another_hash(shipped: Files) -> None:
    other, _ = _fault(shipped, PART, r"(### Say\n\n)This", r"\1That", 1)
    before, after = load(shipped, VARIANT), load(other, VARIANT)
    pairs = zip(before.activities, after.activities, strict=True)
    assert [a.id for a, b in pairs if a.hash != b.hash] == ["my-part"]
