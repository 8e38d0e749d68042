"""Plays key presses to the real app in a pty, a step at a time, with the practice clock set."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.errors import CaraError
from cara_facilitate.services.clock import set_practice_clock

if TYPE_CHECKING:
    from cara_facilitate.cli.demo.indoors import Indoors
    from cara_facilitate.cli.terminal import Terminal

SIZE = (80, 24)
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the play, how long it took in seconds, and whether it happened."""

    name: str
    ok: bool
    seconds: float


class Player:
    """A pair of hands at the keyboard; knows the day's time, never what lies in the store.

    :param tell: told of every step as it ends.
    :param in_process: without a pty and the launcher, for systems that have none.
    """

    def __init__(
        self, folder: Path, tell: Callable[[Done], None], *, in_process: bool = False
    ) -> None:
        self._folder = folder
        self._tell = tell
        self.steps: list[Done] = []
        self.now = datetime.now().astimezone()
        self.terminal: Terminal | Indoors = _indoors(folder) if in_process else _terminal(folder)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step: it happened if nothing it waited for stayed away.

        :raises CaraError: with the step's name, once it has been told.
        """
        begun = time.monotonic()
        try:
            yield
        except CaraError as error:
            self._end(Done(name, False, time.monotonic() - begun))
            raise CaraError(f"The step '{name}' did not happen. {error.message}") from None
        self._end(Done(name, True, time.monotonic() - begun))

    def _end(self, done: Done) -> None:
        self.steps.append(done)
        self._tell(done)

    def set_time(self, at: datetime) -> None:
        """Let the practice day's clock show this time."""
        self.now = at
        set_practice_clock(self._folder, at)

    def pass_time(self, **parts: float) -> None:
        """Let the practice day's clock go on."""
        self.set_time(self.now + timedelta(**parts))

    def press(self, *keys: str, until: str = "") -> None:
        """Press keys, then wait until the screen shows ``until``, if given."""
        self.terminal.press(*keys)
        if until:
            self.see(until)

    def type(self, text: str, until: str = "") -> None:
        """Type text into the field that has the cursor."""
        self.terminal.type(text)
        if until:
            self.see(until)

    def pause(self) -> None:
        """Look up, as a person does between two fields."""
        self.terminal.settle()

    def see(self, *wanted: str) -> None:
        """Wait until the screen shows all of these."""
        self.terminal.wait_for(lambda text: all(words in text for words in wanted), PATIENCE)

    def shows(self, words: str) -> bool:
        """Whether the screen shows these now."""
        return words in self.terminal.text()

    def gone(self, unwanted: str) -> None:
        """Wait until the screen no longer shows this."""
        self.terminal.wait_for(lambda text: unwanted not in text, PATIENCE)

    def close(self) -> None:
        """End the app if it still runs."""
        self.terminal.close()


def has_pty() -> bool:
    """Whether this system can give the app a terminal of its own."""
    return find_spec("termios") is not None


def _terminal(folder: Path) -> Terminal:
    from cara_facilitate.cli.terminal import Terminal

    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARA_")}
    environment["CARA_HOME"] = str(folder)
    environment["CARA_CONFIG"] = str(folder / "settings.toml")
    return Terminal(size=SIZE, environment=environment, debug=True)


def _indoors(folder: Path) -> Indoors:
    from cara_facilitate.cli.demo.indoors import Indoors

    return Indoors(folder, SIZE)


def say(line: str) -> None:
    """A line of progress on standard error, at once."""
    print(line, file=sys.stderr, flush=True)
