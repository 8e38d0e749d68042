"""The end of an app without a launcher: whoever is told of it first clears, once and whole."""

from __future__ import annotations

import os
import threading

import pytest

from cara_facilitate.cli import parent_watch


def test_who_is_told_second_cuts_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hang-up beside the broken pipe once ended the process before the last clearing."""
    clearing, cleared, ended = threading.Event(), threading.Event(), []

    def slowly() -> None:
        clearing.set()
        assert cleared.wait(10)

    monkeypatch.setattr(parent_watch, "_going", threading.Lock())
    monkeypatch.setattr(parent_watch, "silence_terminal", slowly)
    monkeypatch.setattr(os, "_exit", ended.append)
    first = threading.Thread(target=parent_watch.leave, args=(71, lambda: None))
    first.start()
    assert clearing.wait(10)
    parent_watch.leave(129, lambda: None)
    assert ended == []
    cleared.set()
    first.join(10)
    assert ended == [71]
