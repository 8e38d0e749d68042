"""Crashes in the way named on its command line, with a canary at hand; ``stock`` is the control."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from textual.app import App, ComposeResult
from textual.widgets import Static

from cara_facilitate.cli.app import main
from cara_facilitate.tui.base import GuardedApp

CANARY = "zq-V-" + "P07-K7QX4M"  # joined here so that a printed source line does not count


class Row(BaseModel):
    """Something to validate."""

    level: int


class Rich(Exception):
    """An error that brings its own picture."""

    def __rich__(self) -> str:
        return CANARY


def _local() -> None:
    words = CANARY
    raise RuntimeError(len(words))


def _message() -> None:
    raise RuntimeError(f"cannot store {CANARY}")


def _validation() -> None:
    Row.model_validate({"level": CANARY})


def _key() -> None:
    {}[CANARY]  # type: ignore[index]


def _attribute() -> None:
    getattr(Row, CANARY)


def _rich() -> None:
    raise Rich


def _chained() -> None:
    try:
        _message()
    except RuntimeError as error:
        raise ValueError(CANARY) from error


SIMPLE = {
    "local": _local,
    "message": _message,
    "validation": _validation,
    "key": _key,
    "attribute": _attribute,
    "rich": _rich,
    "chained": _chained,
}


class _Crashing:
    """What both apps do; ``kind`` says how they end."""

    kind = ""

    def compose(self) -> ComposeResult:
        yield Static("ready", id="ready")

    def on_mount(self: Any) -> None:
        """Crash once the screen is up."""
        self.set_timer(0.05, self.crash)

    def crash(self: Any) -> None:
        """In the named way."""
        words = CANARY
        if self.kind == "markup":
            self.query_one("#ready", Static).update(f"{words}[/]")
        elif self.kind == "worker":
            self.run_worker(_message, thread=True)
        elif self.kind == "async-worker":
            self.run_worker(self.crash_later())
        elif self.kind == "exit-message":
            self.exit(return_code=70, message=CANARY)
        elif self.kind == "thread":
            self.call_from_thread(_message)
        else:
            SIMPLE[self.kind]()

    async def crash_later(self) -> None:
        """As an async worker."""
        words = CANARY
        raise RuntimeError(words)


class Guarded(_Crashing, GuardedApp):
    """Ours."""


class Stock(_Crashing, App[int]):
    """Textual's."""


if __name__ == "__main__":
    which, _Crashing.kind, reports = sys.argv[1:]
    if which == "stock":
        app = Stock()
        app.run()
        sys.exit(app.return_code)
    sys.exit(
        main(
            [],
            build=lambda _: Guarded(
                reports=Path(reports), now=datetime.now, new_code=lambda: "7f3a"
            ),
        )
    )
