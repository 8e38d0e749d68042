"""The hooks are a documented contract, and every one of them has its record."""

from __future__ import annotations

import inspect
import typing

import pytest

from cara_facilitate import api
from cara_facilitate.api import hookspecs
from cara_facilitate.api.contract import HOOKS
from cara_facilitate.host.kinds import KINDS

OFFERS = {
    "cara_curricula",
    "cara_curriculum_readers",
    "cara_site_policies",
    "cara_feedback_readers",
    "cara_note_writers",
    "cara_practice_scenarios",
}


def test_the_hooks_are_six_offers_and_one_signal() -> None:
    assert set(HOOKS) == OFFERS | {"cara_observe"}
    assert set(KINDS) == OFFERS


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_every_hook_says_what_it_takes_and_gives(name: str) -> None:
    spec = getattr(hookspecs, name)
    document = inspect.getdoc(spec) or ""
    assert ":return:" in document
    for parameter in inspect.signature(spec).parameters:
        assert f":param {parameter}:" in document
    assert spec.__annotations__["return"]


@pytest.mark.parametrize("name", sorted(OFFERS))
def test_every_offer_is_typed_with_its_record(name: str) -> None:
    record = KINDS[name].record.__name__
    assert getattr(hookspecs, name).__annotations__["return"] == f"Iterable[{record}]"


def test_everything_behind_the_door_is_documented() -> None:
    for name in api.__all__:
        if callable(getattr(api, name)) and name != "hookimpl":
            assert inspect.getdoc(getattr(api, name)), name


def test_record_functions_have_the_types_the_wire_checks() -> None:
    for kind in KINDS.values():
        if kind.function:
            arguments, result = typing.get_args(typing.get_type_hints(kind.record)[kind.function])
            assert arguments == [kind.takes]
            assert typing.get_args(result)[-1] in typing.get_args(kind.gives)
