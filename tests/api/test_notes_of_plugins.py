"""What a plugin may say of itself in the list of plugins: one short line of plain letters."""

from __future__ import annotations

from types import ModuleType

import pytest

from cara_facilitate.api import CARA_API
from cara_facilitate.api.contract import examine


def _saying(note: object) -> ModuleType:
    module = ModuleType("a_plugin")
    vars(module).update(CARA_API=CARA_API, CARA_NOTE=note)
    return module


def test_a_plugin_says_why_it_offers_nothing() -> None:
    found = examine(_saying("reads nothing until the extra xlsx is installed"))
    assert found.warnings == ("reads nothing until the extra xlsx is installed",)
    assert found.refusal == "" and found.hooks == ()


@pytest.mark.parametrize("note", ["", None, 7, ["x"], "x" * 121, "a\nb", "\x1b[2J", "\u202e"])
def test_anything_but_a_short_plain_line_is_left_out(note: object) -> None:
    assert examine(_saying(note)).warnings == ()
