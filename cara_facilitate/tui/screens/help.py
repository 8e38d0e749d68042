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

    def compose(self) -> ComposeResult:
        """The table, in groups; it scrolls."""
        with VerticalScroll():
            yield Static(help_text(self._keys, self._notice))

    def action_close(self) -> None:
        """Back to the screen the help is about."""
        self.dismiss(None)


def help_text(keys: Sequence[Key], notice: str = "") -> Content:
    """The keys under their groups' headings, in the table's order.

    :param notice: printed whole at the top, if any.
    """
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key)
    width = max((len(key.caps()) for key in keys), default=0)
    blocks = [paint(f"{notice}\n\n", lines=True)] if notice else []
    for group, members in groups.items():
        blocks.append(paint((f"{group}\n", "bold"), lines=True))
        blocks += [
            paint((f"  {key.caps():<{width}}  ", "bold"), f"{key.help}\n", lines=True)
            for key in members
        ]
        blocks.append(paint("\n", lines=True))
    blocks.append(paint("Esc closes this page."))
    return paint(*blocks)
