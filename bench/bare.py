"""The floor: a Textual app with one label that any key changes, and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Shows one word, and how many keys were pressed since."""

    def __init__(self) -> None:
        super().__init__()
        self._label = Static("READY")
        self._pressed = 0

    def compose(self) -> ComposeResult:
        """The word that says it has been painted."""
        yield self._label

    def on_key(self) -> None:
        """Change the label: the least that a key can do and be seen."""
        self._pressed += 1
        self._label.update(f"READY, key {self._pressed}.")


if __name__ == "__main__":
    Bare().run()
