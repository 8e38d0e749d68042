"""The real app with one key more: F12 raises an error with the open briefing's words at hand."""

from __future__ import annotations

import sys
from pathlib import Path

from cara_facilitate.cli.app import main
from cara_facilitate.tui.base import GuardedApp


def build(arguments: list[str]) -> GuardedApp:
    """As the real one is built, once Textual's switches are scrubbed."""
    del arguments
    from textual.binding import Binding

    from cara_facilitate.settings.paths import store_folder
    from cara_facilitate.tui.app import CaraApp

    class CrashingApp(CaraApp):
        """Crashes on purpose."""

        BINDINGS = [Binding("f12", "crash", "Crash", priority=True)]  # noqa: RUF012

        def action_crash(self) -> None:
            """Raise with the words in local variables and in the message."""
            pages = self.screen._briefing.seats  # type: ignore[attr-defined]
            words = [item.summary.reveal() for page in pages for item in page.items]
            raise RuntimeError("; ".join(words))

    folder = Path(store_folder())
    return CrashingApp(folder, reports=folder / "reports")


if __name__ == "__main__":
    sys.exit(main(build=build))
