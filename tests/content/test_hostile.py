"""Files meant to crash, hang or mislead the loader get findings, and quickly."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cara_facilitate.content import header
from cara_facilitate.content.findings import HIDDEN, caret, errors
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.content.source import Source
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]
PLAN = "activities/plan.md"

OWN_WORDS = b"""\
lists: {drinks: [beer*, wine]}
rules:
  - {rule: T06, message: no, words: [a pint of <drinks>, gone ... bad], unless: [if], named: [x]}
"""
BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c, *c]\n"
HOSTILE: list[tuple[str, bytes, str]] = [
    (PLAN, b"x" * 10_000_000, "F07"),
    (PLAN, b"---\nid: " + b"x" * 900_000, "F07"),
    (PLAN, b"---\n" + b"a: b\n" * 60_000 + b"---\n", "F07"),
    (PLAN, b"\xff\xfe\x00\x01", "F08"),
    (PLAN, b"---\nid: plan\n---\nabc \xc3\x28\n", "F08"),
    (PLAN, b"", "F01"),
    (PLAN, b"\x00" * 5_000, "F07"),
    (PLAN, b"\x00" * 500, "X01"),
    (PLAN, b"---\n" + BOMB + b"---\n", "F06"),
    ("terms.yaml", BOMB, "F06"),
    ("terms.yaml", b"[" * 3_900, "F02"),
    ("terms.yaml", (b"[" * 3_900 + b"\n") * 40, "F02"),
    ("terms.yaml", b"{a: " * 900, "F02"),
    ("terms.yaml", b"- " * 1_900 + b"x", "F02"),
    ("terms.yaml", b"? [a, b]\n: c\n", "F02"),
    ("terms.yaml", b"%YAML 1.1\n---\nterms: {}\n", "F02"),
    ("terms.yaml", b"terms: {}\n---\nterms: {}\n", "F02"),
    ("terms.yaml", b"terms: !!python/object/apply:os.system [id]\n", "F06"),
    ("terms.yaml", b"<<: {terms: {}}\n", "F05"),
    ("terms.yaml", b'terms: {"a\\e[31m": "x"}\n', "X01"),
    ("curriculum.yaml", b'title: "\\u202e[@click=app.quit]"\n', "X01"),
    ("terms.yaml", b"just words\n", "F04"),
    ("curriculum.yaml", b"- a\n- b\n", "F04"),
    ("curriculum.yaml", b"format: [1]\n", "F04"),
    ("activities/sub/x.md", b"", "F09"),
    ("../../etc/passwd", b"", "F09"),
    ("activities/x\x1b]0;y\x07.txt", b"", "F09"),
]


@pytest.mark.parametrize(("name", "data", "rule"), HOSTILE)
def test_a_hostile_file_gets_a_finding_and_quickly(
    sample: Files, name: str, data: bytes, rule: str
) -> None:
    began = time.perf_counter()
    found = check({**sample, name: data})
    assert rule in {finding.rule for finding in found}
    assert time.perf_counter() - began < 3
    for finding in found:
        assert not HIDDEN.search(caret(finding))
        assert len(finding.message) < 400


def test_a_curriculum_larger_than_eight_megabytes_is_refused(sample: Files) -> None:
    many = {f"media/{number}.png": b"x" * 1_000_000 for number in range(9)}
    assert "F07" in {finding.rule for finding in check({**sample, **many})}
    with pytest.raises(ContentError):
        load({**sample, **many}, "familial-male")


def test_a_file_of_nothing_but_faults_gives_a_short_report(sample: Files) -> None:
    body = b"# Loud\n" * 100_000
    found = check({**sample, PLAN: sample[PLAN] + body})
    assert len(found) < 10
    assert "and 99996 more" in next(f.hint for f in found if f.rule == "D03")


def test_no_files_at_all_is_one_error() -> None:
    assert [finding.rule for finding in check({})] == ["F10"]
    assert variants({}) == ()
    with pytest.raises(ContentError, match=r"no curriculum\.yaml"):
        load({}, "familial-male")


def test_a_broken_file_is_one_error_however_often_it_is_named(sample: Files) -> None:
    for name in sample:
        found = check({**sample, name: b"\xff"})
        assert [finding.rule for finding in errors(found)] == ["F08"], name


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_mutated_curriculum_either_loads_or_is_refused_in_one_sentence(
    sample: Files, data: st.DataObject
) -> None:
    files = {**sample, "wording.yaml": OWN_WORDS}
    name = data.draw(st.sampled_from(sorted(files)))
    text = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text[start:end] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"---\n", b"## ", b"### Say\n", b"\n\n", b": ", b"{", b"[", b"*a"]
                ),
            )
        )
    files = {**files, name: bytes(text)}
    wrong = errors(check(files))
    for variant in variants(files):
        try:
            load(files, variant)
        except ContentError as refusal:
            assert wrong
            assert "\n" not in refusal.sentence()
            assert not HIDDEN.search(refusal.sentence())
    if not wrong:
        assert variants(files)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:- \n[]{},'\"#|>0?&*!%@\t", max_size=80))
def test_both_yaml_parsers_read_a_header_alike(text: str) -> None:
    source = Source("terms.yaml", tuple(text.split("\n")))
    fast, _ = header.compose(source, 1, len(source.lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header, "_LOADER", yaml.SafeLoader)
        slow, _ = header.compose(source, 1, len(source.lines))
    # Where only one of the two can read it, it is refused on that machine: never read otherwise.
    if fast is not None and slow is not None:
        assert fast.value == slow.value


def test_values_stay_as_they_were_written(sample: Files) -> None:
    text = "a: 10:30\nb: no\nc: 1.10\non: yes\nd: 0x1F\ne: ~\nf:\n"
    tree, findings = header.compose(Source("t.yaml", tuple(text.split("\n"))), 1, 8)
    assert not findings and tree is not None
    assert tree.value == {
        "a": "10:30",
        "b": "no",
        "c": "1.10",
        "on": "yes",
        "d": "0x1F",
        "e": "~",
        "f": "",
    }
    assert tree.place("c") == (3, 4)
    assert re.fullmatch(r"\d+\.\d+\.\d+", load(sample, "familial-male").version)


def test_a_line_end_in_a_file_name_cannot_write_a_finding_of_its_own() -> None:
    found = check({"activities/a\nfake.md:1:1: error[F01] lie.md": b"x"})
    assert found and all("\n" not in finding.where for finding in found)
