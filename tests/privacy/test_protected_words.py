"""Protected words: no accident shows them; only ``reveal`` does (``security.md`` 4)."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import pretty_repr

from cara_facilitate.domain.feedback import Extract, Level
from cara_facilitate.domain.protected import MASK, Protected

CANARY = "zq-V-P07-K7QX4M walnut harbour"


class Bare(str):
    """Words without protection, for the positive control."""

    def reveal(self) -> str:
        """The words."""
        return str(self)


def _logged(words: object) -> str:
    stream = io.StringIO()
    logger = logging.Logger("canary")
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("feedback %s %r", words, words)
    return stream.getvalue()


def _asserted(words: object) -> str:
    try:
        assert words == "something else", f"unexpected {words}"
    except AssertionError:
        return traceback.format_exc()
    return ""


def _rich_crash(words: object) -> str:
    console = Console(file=io.StringIO(), width=200)
    try:
        raise KeyError(words)
    except KeyError:
        console.print_exception(show_locals=True)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


LEAKS: dict[str, Callable[[object], str]] = {
    "str": str,
    "repr": repr,
    "f-string": lambda words: f"{words} {words!r} {words!s} {words!a}",
    "format with a width": lambda words: f"{words:>40.99}",
    "percent": lambda words: "%s %r" % (words, words),  # noqa: UP031
    "str.format": "{0} {0!r}".format,
    "bytes": lambda words: bytes(words).decode(),  # type: ignore[call-overload]
    "container": lambda words: f"{[words]} { {1: words} } {(words,)}",
    "pprint": pprint.pformat,
    "rich": pretty_repr,
    "rich locals": _rich_crash,
    "json with default": lambda words: json.dumps(words, default=str),
    "json with vars": lambda words: json.dumps(words, default=lambda o: o.__getstate__()),
    "pickle": lambda words: "".join(repr(pickle.dumps(words, p)) for p in range(6)),
    "copy": lambda words: copy.copy(words).reveal(),  # type: ignore[attr-defined]
    "deepcopy": lambda words: copy.deepcopy([words])[0].reveal(),  # type: ignore[attr-defined]
    "log": _logged,
    "assert": _asserted,
    "exception": lambda words: str(ValueError(words)) + repr(ValueError(words)),
}


@pytest.mark.parametrize("way", LEAKS)
def test_no_way_of_turning_them_into_text_shows_the_words(way: str) -> None:
    shown = LEAKS[way](Protected(CANARY))
    assert shown
    assert not [part for part in CANARY.split() if part in shown]


@pytest.mark.parametrize("way", ["str", "f-string", "pickle", "log", "rich locals", "deepcopy"])
def test_the_same_ways_do_show_words_that_are_not_protected(way: str) -> None:
    assert "walnut" in LEAKS[way](Bare(CANARY))


@pytest.mark.parametrize(
    "mistake",
    [
        lambda words: "said: " + words,
        lambda words: "".join([words]),
        json.dumps,
        lambda words: words.encode(),
        lambda words: words[0],
        list,
        vars,
        lambda words: words.__dict__,
        lambda words: setattr(words, "note", "x"),
        lambda words: delattr(words, "_Protected__words"),
    ],
)
def test_treating_them_as_a_string_fails_without_showing_them(
    mistake: Callable[[Protected], object],
) -> None:
    with pytest.raises((TypeError, AttributeError)) as caught:
        mistake(Protected(CANARY))
    assert "walnut" not in "".join(traceback.format_exception(caught.value))


@given(st.text(), st.text())
def test_they_are_equal_only_to_the_same_protected_words(one: str, other: str) -> None:
    assert (Protected(one) == Protected(other)) == (one == other)
    assert Protected(one) != one
    assert Protected(one).reveal() == one
    assert bool(Protected(one)) == bool(one)
    assert len({Protected(one), Protected(one)}) == 1


def test_an_extract_shown_copied_or_dumped_shows_no_words() -> None:
    extract = Extract(
        feedback_id="fb-1",
        version=1,
        withdrawn=False,
        ref="WY26A-7K3M-6",
        contact_attempted=True,
        contact_date=date(2026, 12, 12),
        level=Level.L3,
        cue="none",
        escalation_open=False,
        summary=Protected(CANARY),
        themes=(),
        agreed_words=Protected(CANARY),
    )
    dumped = json.dumps(dataclasses.asdict(extract), default=str)
    for text in (str(extract), repr(extract), dumped, repr(pickle.dumps(extract))):
        assert "walnut" not in text
    assert dumped.count(MASK) == 2
