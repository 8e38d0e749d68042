"""The floor: a Textual app with one label, and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Shows one word."""

    def compose(self) -> ComposeResult:
        """The word that says it has been painted."""
        yield Static("READY")


if __name__ == "__main__":
    Bare().run()
