"""Half a record typed in the real app outlives form, lock, a request to end and a sudden kill."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.tui.screens.casework_drafted import KEEP_AFTER, LEFT, RESTORED
from tests.tui.screens.casework_driver import worker_store

SAID = "zq-heard on the telephone"
LAST = " and the last word"
SAVED = re.compile(r"saved \d\d:\d\d:\d\d")


def flat(text: str) -> str:
    return " ".join(text.split())


def opened(home: Path) -> Terminal:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARA_")}
    environment |= {"CARA_HOME": str(home), "CARA_CONFIG": str(home / "settings.toml")}
    return Terminal(environment=environment)


def into_the_form(terminal: Terminal) -> None:
    terminal.wait_for("Passphrase", 30)
    terminal.type(PRACTICE_PASSPHRASE)
    terminal.press("enter")
    terminal.wait_for("Caseload", 20)
    terminal.press("enter")
    terminal.wait_for("Can anyone else see this screen?", 20)
    terminal.type(PRACTICE_PASSPHRASE)
    terminal.press("enter", "right", "enter")
    terminal.wait_for("Reference", 20)
    terminal.press("enter")
    terminal.wait_for("How to reach them", 20)


@pytest.mark.parametrize("how", ["killed", "left", "covered", "locked", "ended"])
def test_what_is_half_typed_comes_back(tmp_path: Path, how: str) -> None:
    home = tmp_path / "store"
    worker_store(home)
    with opened(home) as terminal:
        into_the_form(terminal)
        terminal.type(SAID)
        terminal.wait_for(SAID)
        if how == "killed":
            # In the middle of it, with the form open: all but the last second is kept.
            terminal.settle(KEEP_AFTER + 1.5)
            terminal.type(LAST)
            terminal.wait_for(LAST)
            os.killpg(terminal.foreground(), signal.SIGKILL)
        elif how == "left":
            terminal.press("escape")
            terminal.wait_for(lambda text: LEFT in flat(text) and bool(SAVED.search(text)), 10)
            os.killpg(terminal.foreground(), signal.SIGKILL)
        elif how == "covered":
            terminal.press("f9")
            terminal.wait_for(lambda text: SAID not in text and "Enter" in text, 10)
            terminal.settle(0.5)
            os.killpg(terminal.foreground(), signal.SIGKILL)
        elif how == "locked":
            terminal.press("f10")
            terminal.wait_for("Passphrase", 30)
            os.killpg(terminal.foreground(), signal.SIGKILL)
        else:
            os.killpg(terminal.foreground(), signal.SIGTERM)
        terminal.wait_exit(20)
    with opened(home) as again:
        into_the_form(again)
        again.wait_for(SAID, 10)
        assert RESTORED in flat(again.text())
