"""What every key does on the present screen; made from the key table, so that it is always true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.banner import FlagBanner

MARGINS = 6
"""Cells beside the text: its padding and the scroll bar."""


class HelpScreen(ModalScreen[None]):
    """Keys of one screen and those that work everywhere, and what the curriculum is.

    :param keys: the present screen's table, then the global one.
    :param notice: a sentence that must stand wherever the curriculum is shown, or empty.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,enter", "close", "Close"),
    ]
    CSS = """
    HelpScreen { background: $background; }
    HelpScreen VerticalScroll { padding: 1 2; }
    """

    def __init__(self, keys: Iterable[Key], notice: str = "") -> None:
        super().__init__()
        self._keys = tuple(keys)
        self._notice = notice
        self._text = Static()

    def compose(self) -> ComposeResult:
        """The table, in groups; it scrolls."""
        yield FlagBanner()
        with VerticalScroll():
            yield self._text

    def on_resize(self) -> None:
        """Lay the table out for this width."""
        width = max(self.size.width - MARGINS, 40)
        self._text.update(help_text(self._keys, self._notice, width))

    def action_close(self) -> None:
        """Back to the screen the help is about."""
        self.dismiss(None)


def help_text(keys: Sequence[Key], notice: str = "", width: int = 1000) -> Content:
    """The keys under their groups' headings, in the table's order.

    :param notice: printed whole at the top, if any.
    :param width: cells of a line; what is longer goes on below its own beginning.
    """
    groups: dict[str, list[Key]] = {}
    once = {(key.caps(), key.help): key for key in reversed(keys)}
    for key in reversed(once.values()):
        groups.setdefault(key.group, []).append(key)
    caps = max((len(key.caps()) for key in keys), default=0)
    blocks = [paint(f"{notice}\n\n", lines=True)] if notice else []
    for group, members in groups.items():
        blocks.append(paint((f"{group}\n", "bold"), lines=True))
        for key in members:
            first, *more = paint(key.help).wrap(width - caps - 4)
            lines = [first, *(paint(" " * (caps + 4), line) for line in more)]
            blocks += [paint((f"  {key.caps():<{caps}}  ", "bold")), Content("\n").join(lines)]
            blocks.append(paint("\n", lines=True))
        blocks.append(paint("\n", lines=True))
    blocks.append(paint("Esc closes this page."))
    return paint(*blocks)
