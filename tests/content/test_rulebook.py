"""Every rule is explained, and its example is wrong in just the way the rule says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate import content
from cara_facilitate.content.findings import HIDDEN, Finding
from cara_facilitate.content.installed import check_installed
from cara_facilitate.content.load import check
from cara_facilitate.content.rulebook import Rule, explained, rules
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
TODAY = date(2026, 11, 28)
ROOM = Path(next(iter(content.__path__)))
BY_OTHERS = {"X02"}
"""Rules about an installation; the files themselves cannot show them."""


def _made(sample: Files, rule: Rule, text: str, times: int = 1) -> Files:
    """The sample with the words of an example in it."""
    text = re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), text) * times
    files = dict(sample)
    if rule.beside:
        files[rule.beside] = rule.text.encode()
    before = files.get(rule.copy or rule.file, b"").decode()
    at = rule.at if rule.at is not None else rule.right
    if not text and rule.file not in sample:
        files.pop(rule.file, None)
    elif not text and not at:
        del files[rule.file]
    else:
        assert at in before, f"the sample has no {at!r} in {rule.file}"
        after = before.replace(at, text, 1) if at else before or text
        files[rule.file] = after.encode(rule.encoding)
    return files


def _told(files: Files, sample: Files) -> list[Finding]:
    usual = {(one.rule, one.file, one.message) for one in check(sample, TODAY)}
    return [one for one in check(files, TODAY) if (one.rule, one.file, one.message) not in usual]


def test_the_rulebook_has_exactly_the_rules_that_the_code_reports() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    assert set(rules()) == set(re.findall(r'"([A-Z]\d\d)"', code)) | {"T06"}


@pytest.mark.parametrize("name", sorted(set(rules()) - BY_OTHERS))
def test_the_wrong_example_is_told_by_its_rule_alone(sample: Files, name: str) -> None:
    rule = rules()[name]
    told = _told(_made(sample, rule, rule.wrong, int(rule.times)), sample)
    assert {one.rule for one in told} == {name}, [(one.where, one.message) for one in told]
    assert {one.severity for one in told} <= set(rule.severity.split(" or "))


@pytest.mark.parametrize("name", sorted(set(rules()) - BY_OTHERS))
def test_the_right_example_is_not_told(sample: Files, name: str) -> None:
    rule = rules()[name]
    told = _told(_made(sample, rule, rule.right), sample)
    assert name not in {one.rule for one in told}


def test_a_changed_installed_file_is_told_by_its_rule() -> None:
    assert [one.rule for one in check_installed({"terms.yaml": "edited"})] == ["X02"]


@pytest.mark.parametrize("name", ["M01", "CUR-M01", "cur-m01", " m01 "])
def test_a_rule_is_explained_however_it_is_written(name: str) -> None:
    page = explained(name)
    assert page.startswith("CUR-M01, an error: ")
    assert rules()["M01"].why in page
    assert "\n    minutes: 35\n" in page and page.endswith("\n    minutes: 30")


def test_every_page_is_plain_text_of_a_readable_width() -> None:
    for name in rules():
        page = explained(name)
        assert not HIDDEN.search(page)
        assert "Wrong" in page and "Right:" in page


def test_all_of_them_are_listed_in_one_line_each() -> None:
    lines = explained("all").splitlines()
    assert [line.split()[0] for line in lines] == [f"CUR-{name}" for name in rules()]


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(ContentError) as refused:
        explained("M9\x1b[31m")
    assert not HIDDEN.search(refused.value.sentence())
    with pytest.raises(ContentError, match=r'did you mean "M0\d"'):
        explained("M0")
