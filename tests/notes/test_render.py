"""A template lays out values and can do nothing else; when it fails, it says only where."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from markupsafe import Markup

from cara_facilitate.api import NoteWriter
from cara_facilitate.errors import CaraError, PluginError
from cara_facilitate.notes.render import FORMATS, render
from cara_facilitate.notes.sandbox import plain

SECRET = "zq-secret-value"


def writer(template: str, context: Any = None, fmt: str = "txt") -> NoteWriter:
    """A writer with one template, and its facts as context unless told otherwise."""
    return NoteWriter("small", "Small", {fmt: template}, context or (lambda facts: facts))


def laid_out(template: str, fmt: str = "txt", **facts: Any) -> str:
    return render(writer(template, fmt=fmt), facts, fmt)


def test_values_loops_conditions_and_macros_work() -> None:
    template = (
        "{% macro row(x) %}[{{ x.name }}]{% endmacro %}"
        "{% for x in rows %}{{ row(x) }}{% if not loop.last %}, {% endif %}{% endfor %}"
        "{% set n = 1 %} {{ n + 1 }} {{ 'a' ~ rows[0].name ~ 1 }} {{ rows|length }}"
        "{{ ' none' if not empty }}"
    )
    rows = [{"name": "one"}, {"name": "two"}]
    assert laid_out(template, rows=rows, empty="") == "[one], [two] 2 aone1 2 none\n"


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_value_is_escaped_once_without_being_asked(fmt: str) -> None:
    template = (
        "{% macro m(x) %}{{ x }}{% endmacro %}"
        "{{ x }}|{{ m(x) }}|{{ x ~ '' }}|{{ [x]|join }}|{% for v in [x] %}{{ v }}{% endfor %}"
    )
    made = laid_out(template, fmt, x="<b>*a*")
    if fmt == "html":
        made = made.split("\n", 2)[2].strip()
    parts = made.strip().split("|")
    assert len(set(parts)) == 1
    assert parts[0] == {"html": "&lt;b&gt;*a*", "md": r"&#60;b&#62;\*a\*", "txt": "<b>*a*"}[fmt]


@pytest.mark.parametrize("literal", ["{{ 'a & b' }}", "{{ x or 'a & b' }}"])
def test_a_template_s_own_words_are_not_escaped_for_another_format(literal: str) -> None:
    assert laid_out(literal, "txt", x="") == "a & b\n"


def test_words_that_pretend_to_be_markup_are_escaped_too() -> None:
    made = render(writer("{{ x }}", lambda f: {"x": Markup("<b>")}, "html"), {}, "html")
    assert "<b>" not in made


ESCAPES = (
    "{{ ''.__class__ }}",
    "{{ x.__class__ }}",
    "{{ x.upper() }}",
    "{{ rows.append(1) }}",
    "{{ d.items() }}",
    "{{ d.pop('a') }}",
    "{{ d.clear }}",
    "{{ x['__class__'] }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ '%s' % x }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ x|attr('__class__') }}",
    "{{ rows|map(attribute='__class__')|list }}",
    "{{ range(10) }}",
    "{{ lipsum() }}",
    "{{ cycler }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ dict(a=1) }}",
    "{{ namespace() }}",
    "{{ loop }}",
    "{% for v in rows %}{{ loop._iterator }}{% endfor %}",
    "{% for v in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{{ x|safe }}",
    "{{ x|tojson }}",
    "{{ x|pprint }}",
    "{% filter upper %}a{% endfilter %}",
    "{% call m() %}{% endcall %}",
    "{% with a = 1 %}{% endwith %}",
    "{{ 'a' * 1000000000 }}",
    "{{ 2 ** 999999999 }}",
    "{{ rows * 1000000 }}",
    "{{ 'a' + 'b' }}",
    "{{ rows + rows }}",
    "{{ 7 // 2 }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ missing }}",
    "{{ d.missing }}",
    "{{ rows[99] }}",
    "{{ d }}",
    "{{ rows }}",
    "{% for v in 'abc' %}{{ v }}{% endfor %}",
    "{{ joiner }}",
    "{% macro m() %}{{ varargs }}{{ caller }}{% endmacro %}{{ m(1) }}",
)


@pytest.mark.parametrize("template", ESCAPES)
def test_what_is_more_than_layout_is_refused_without_quoting(template: str) -> None:
    with pytest.raises(PluginError) as caught:
        laid_out("line one\n" + template, x=SECRET, rows=[SECRET], d={"a": SECRET})
    fault = caught.value
    assert "small" in fault.message
    assert fault.where == "small.txt:2"
    assert SECRET not in fault.sentence()
    assert fault.__cause__ is None
    assert fault.__suppress_context__


GREEDY = (
    "{% for a in r %}{% for b in r %}{% for c in r %}{% for d in r %}{% endfor %}{% endfor %}"
    "{% endfor %}{% endfor %}",
    "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 60,
    "{% set x = 'aaaaaaaaaa' %}" + "{% set x = [x, x]|join %}" * 60,
    "".join(
        f"{{% macro m{n}() %}}{{{{ m{n + 1}() }}}}{{{{ m{n + 1}() }}}}{{% endmacro %}}"
        for n in range(40)
    )
    + "{% macro m40() %}a{% endmacro %}{{ m0() }}",
    "{{ r|join('a')|fill(1000000000) }}" * 2000,
)


@pytest.mark.parametrize("template", GREEDY, ids=["loops", "joins", "lists", "macros", "fills"])
def test_a_template_that_would_go_on_for_ever_is_stopped(template: str) -> None:
    began = time.monotonic()
    with pytest.raises(PluginError):
        laid_out(template, r=["x" * 10] * 60)
    assert time.monotonic() - began < 5


class _Word(StrEnum):
    A = "a"


def test_only_plain_values_reach_a_template() -> None:
    given: dict[str, Any] = {"a": [1, 2.5, True, _Word.A, Markup("<b>"), (1,)]}
    made = plain(given)
    assert made == {"a": [1, 2.5, True, "a", "<b>", [1]]}
    assert [type(value) for value in made["a"]] == [int, float, bool, str, str, list]
    made["a"].append("more")
    assert len(given["a"]) == 6


@pytest.mark.parametrize(
    "value", [object(), None, b"x", {1: "x"}, lambda: 1, {"a": {"b": object()}}]
)
def test_anything_else_is_refused_by_type_alone(value: Any) -> None:
    with pytest.raises(PluginError) as caught:
        render(writer("{{ x }}", lambda _facts: {"x": value}), {}, "txt")
    assert "TypeError" in caught.value.message


def test_a_context_without_an_end_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["x"] = endless
    with pytest.raises(PluginError):
        render(writer("{{ x }}", lambda _facts: endless), {}, "txt")


def test_a_failing_context_is_named_and_never_quoted() -> None:
    def fails(facts: Mapping[str, Any]) -> Mapping[str, Any]:
        raise KeyError(facts["x"])

    with pytest.raises(PluginError) as caught:
        render(writer("", fails), {"x": SECRET}, "txt")
    with pytest.raises(PluginError) as caught:
        render(writer("x", fails), {"x": SECRET}, "txt")
    assert caught.value.message.startswith("The note writer small failed")
    assert SECRET not in caught.value.sentence()


def test_a_context_cannot_change_the_facts() -> None:
    facts = {"rows": ["one"]}

    def spoils(given: Any) -> Any:
        given["rows"].append("two")
        return given

    render(writer("{{ rows|length }}", spoils), facts, "txt")
    assert facts == {"rows": ["one"]}


def test_an_unknown_format_and_a_missing_template_are_said_plainly() -> None:
    with pytest.raises(CaraError, match="format is not known"):
        laid_out("x", "pdf")
    with pytest.raises(PluginError, match="no usable md template"):
        render(writer("x"), {}, "md")


def test_a_syntax_error_tells_its_line() -> None:
    with pytest.raises(PluginError) as caught:
        laid_out("one\ntwo\n{% if %}")
    assert caught.value.where == "small.txt:3"


POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'')


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html>\n<html lang='en'>\n<head>\n<title>x</title></head></html>",
        "<!-- <head> --><!doctype html><html><head></head></html>",
        "<p>no head</p>",
        "<!DOCTYPE html><script>1</script><html><head>",
    ],
)
def test_the_policy_stands_before_anything_a_template_could_load(page: str) -> None:
    made = laid_out(page, "html")
    found = POLICY.search(made)
    assert found
    before = made[: found.start()]
    assert not re.sub(r"<!doctype html>|<html[^>]*>|<head>|\s", "", before, flags=re.I)


def test_text_lines_carry_no_trailing_space() -> None:
    assert laid_out("a  \n{{ x }}   \n\n\n", x="b") == "a\nb\n"
