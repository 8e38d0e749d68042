"""A small guarded app that the launcher tests run as a process of its own."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Input, Static, TextArea

from cara_facilitate.cli.app import main
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.text import show, show_lines
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.status import StatusLine


class Sample(GuardedApp):
    """Shows a canary, its arguments and what the process is allowed to do."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(now=lambda: datetime(2026, 11, 28, 11, 2))
        self._arguments = arguments
        self._left = os.environ.get("CARA_TEST_LEFT", "")

    def compose(self) -> ComposeResult:
        limits = resource.getrlimit(resource.RLIMIT_CORE)
        filtered = sorted(name for name in os.environ if name.startswith("TEXTUAL"))
        yield Static(show(f"zq-canary {' '.join(self._arguments)}"), id="canary")
        yield Static(show(f"pid={os.getpid()} core={limits} textual={filtered}"))
        yield Static(id="size")
        yield Input("field-canary", id="field")
        yield TextArea("area-canary", id="area")
        yield StatusLine()
        yield KeyBar()

    def on_resize(self, event: Resize) -> None:
        self.query_one("#size", Static).update(show(f"size={event.size.width}x{event.size.height}"))

    def leaving(self) -> None:
        if self._left:
            Path(self._left).write_text("left\n", encoding="ascii")

    def key_f3(self) -> None:
        secret = "zq-canary-in-a-local"
        raise ValueError(f"zq-canary-in-a-message {secret}")

    def key_f4(self) -> None:
        os._exit(9)

    def key_f5(self) -> None:
        hostile = Path(os.environ["CARA_TEST_HOSTILE"]).read_text(encoding="utf-8")
        self.query_one("#canary", Static).update(show_lines(hostile))
        self.query_one("#field", Input).value = hostile
        self.query_one("#area", TextArea).text = hostile
        self.notify(hostile)
        self.copy_to_clipboard(hostile)

    def key_f6(self) -> None:
        self.exit(return_code=3, message="zq-canary-in-an-exit-message")

    def key_f8(self) -> None:
        threading.Thread(target=time.sleep, args=(60,)).start()
        self.lock()

    def key_f7(self) -> None:
        while True:
            pass


if __name__ == "__main__":
    sys.exit(main(build=Sample))
