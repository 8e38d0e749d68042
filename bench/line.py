"""A pty read as raw bytes with the time each came; the emulator draws only between measurements."""

from __future__ import annotations

import os
import select
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.starts import LIVE_SIGN, SIZE, UNLOCK_SIGN, environment
from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE

FRAME_END = b"\x1b[?2026l"
QUIET = 0.05
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key brought: seconds until it was seen, bytes and frames until it was quiet."""

    seconds: float
    size: int
    frames: int


class Line(Terminal):
    """A terminal that can say how long the last key took, to the byte that shows its effect."""

    def answer(self, keys: bytes, shows: bytes) -> Answer:
        """Send keys in one write; wait for the end of the frame that holds ``shows``.

        :param shows: bytes that only the repaint for these keys holds: a tick of the clock that
            comes in between is counted in bytes, and never taken for the answer.
        :raises AssertionError: if it does not come.
        """
        self.settle(QUIET)
        got, seen = bytearray(), 0.0
        begun = time.perf_counter()
        os.write(self._fd, keys)
        while time.perf_counter() < begun + PATIENCE:
            if not select.select([self._fd], [], [], QUIET if seen else PATIENCE)[0]:
                break
            got += os.read(self._fd, 65536)
            at = got.find(shows)
            if not seen and at >= 0 and got.find(FRAME_END, at) >= 0:
                seen = time.perf_counter()
        data = bytes(got)
        self._feed(data)
        assert seen, "the key's repaint did not come"
        return Answer(seen - begun, len(data), data.count(FRAME_END))

    def app_pid(self) -> int:
        """The process that draws."""
        return self.foreground()


def bare_line() -> Line:
    """The bare app, painted."""
    line = Line(command=(sys.executable, "-m", "bench.bare"), size=SIZE)
    line.wait_for("READY", 30)
    return line


def live_line(home: Path, *, size: tuple[int, int] = SIZE) -> Line:
    """The live session of a store that :func:`bench.starts.live_store` made, quiet."""
    command = (sys.executable, "-m", "cara_facilitate.cli.app")
    line = Line(command=command, size=size, environment=environment(home))
    line.wait_for(UNLOCK_SIGN, 30)
    line.type(PRACTICE_PASSPHRASE)
    time.sleep(1.0)
    line.press("enter")
    line.wait_for(LIVE_SIGN, 30)
    line.settle(0.3)
    return line
