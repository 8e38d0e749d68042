"""An app that goes on changing, opening and closing things while its curtain is down."""

from __future__ import annotations

import sys
from itertools import count

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from cara_facilitate.cli.app import main
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.text import show
from cara_facilitate.tui.widgets.status import StatusLine


class Dialog(ModalScreen[None]):
    """Opens by itself."""

    def compose(self) -> ComposeResult:
        yield Static(show("zq-dialog"))


class Page(Screen[None]):
    """Opens by itself too."""

    def compose(self) -> ComposeResult:
        yield Static(show("zq-page"))


class Busy(GuardedApp):
    """Never rests."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__()
        del arguments
        self._turns = count()

    def compose(self) -> ComposeResult:
        yield Static(show("zq-start"), id="ticker")
        yield StatusLine()

    def on_mount(self) -> None:
        self.set_interval(0.05, self.turn)

    def turn(self) -> None:
        """One change; every kind of change within twelve."""
        turn = next(self._turns)
        self.screen_stack[0].query_one("#ticker", Static).update(show(f"zq-tick-{turn}"))
        self.notify(f"zq-notice-{turn}")
        step = turn % 12
        if step == 2:
            self.push_screen(Dialog())
        elif step == 5:
            self.switch_screen(Page())
        elif step == 9:
            self.pop_screen()
        elif step == 11:
            self.refresh(layout=True)


if __name__ == "__main__":
    sys.exit(main(build=Busy))
