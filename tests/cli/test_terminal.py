"""The terminal without a person shows what a modern one would: whole frames."""

from __future__ import annotations

import sys
import time

from cara_facilitate.cli.terminal import Terminal

TORN = """
import sys, time
out = sys.stdout
out.write("\\x1b[?2026$p"); out.flush()
answer = sys.stdin.read(10)
out.write("\\x1b[2J\\x1b[Hone"); out.flush()
sys.stdin.read(1)
out.write("\\x1b[?2026h\\x1b[Htwo"); out.flush()
time.sleep(0.6)
out.write(" whole" if "2026" in answer else " unasked")
out.write("\\x1b[?2026l"); out.flush()
sys.stdin.read(1)
"""


def test_a_frame_that_is_not_finished_is_not_shown():
    setup = "import tty, sys; tty.setraw(0)\n"
    with Terminal(command=(sys.executable, "-c", setup + TORN)) as terminal:
        terminal.wait_for("one")
        terminal.press("x")
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            assert "two" not in terminal.text() or "two whole" in terminal.text()
            time.sleep(0.01)
        terminal.wait_for("two whole")
        terminal.press("x")
        assert terminal.wait_exit() == 0
