"""A label and its control for long forms: what is wrong with it is mounted only when it is said."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from cara_facilitate.tui.text import paint


class Wrong(Static):
    """What is wrong with the field above, while something is."""

    DEFAULT_CSS = """
    Wrong { height: auto; margin-left: 27; color: $text-error; display: none; }
    Wrong.said { display: block; }
    """


class Question(Horizontal):
    """One field of a form with very many of them, lighter than a :class:`~.forms.Field`.

    :param label: at most 25 letters.
    """

    DEFAULT_CSS = """
    Question { height: auto; }
    Question .label { width: 26; height: auto; color: $text-muted; }
    """

    def __init__(self, label: str, control: Widget) -> None:
        super().__init__()
        self._label = label
        self.control = control
        self._fault: Wrong | None = None

    def compose(self) -> ComposeResult:
        """Label and control side by side."""
        yield Static(paint(self._label), classes="label")
        yield self.control

    def fault(self, sentence: str) -> None:
        """Show what is wrong beneath; an empty sentence clears it."""
        if self._fault is None:
            if not sentence or not isinstance(self.parent, Widget):
                return
            self._fault = Wrong(paint(sentence))
            self.parent.mount(self._fault, after=self)
        self._fault.update(paint(sentence))
        self._fault.set_class(bool(sentence), "said")
