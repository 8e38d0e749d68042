"""One line of key hints, made from the key table; stands in for Textual's Footer, which leaks."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from cara_facilitate.tui.keys import CURTAIN, HELP, HELP_IN_A_FIELD, Key
from cara_facilitate.tui.text import paint


class KeyBar(Widget):
    """Shows as many hints as fit: curtain first, ``? Keys`` always, the middle as room allows."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; width: 1fr; background: $panel; color: $foreground; }
    """

    hints: reactive[tuple[Key, ...]] = reactive((), layout=False)

    def __init__(self, keys: Iterable[Key] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(KeyBar.hints, tuple(keys))

    def offer(self, keys: Iterable[Key]) -> None:
        """Show other keys from now on, for instance the codes after a seat key."""
        self.hints = tuple(keys)

    def on_mount(self) -> None:
        """Follow the focus: what a key does depends on whether somebody types."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The line of hints for the present width."""
        typing = isinstance(self.screen.focused, (Input, TextArea))
        return hint_line(self.hints, self.size.width, typing=typing)


def hint_line(keys: Iterable[Key], width: int, *, typing: bool = False) -> Content:
    """Hints for ``keys`` that fit into ``width`` cells, whole hints only.

    :param typing: a field has the keys, so that ``?`` would be typed into it.
    """
    last = HELP_IN_A_FIELD if typing else HELP
    ends = [CURTAIN, last]
    middle = [key for key in keys if key.show and key.id not in (CURTAIN.id, HELP.id)]
    room = width - sum(_length(key) for key in ends)
    chosen = []
    for key in middle:
        room -= _length(key)
        if room < 0:
            break
        chosen.append(key)
    line = Content("")
    for key in (CURTAIN, *chosen, last):
        line = paint(line, (f" {first_cap(key)}", "bold"), f" {key.label} ")
    return line


def first_cap(key: Key) -> str:
    """The shortest way to name the key on one line: its first key, or the row it spans."""
    caps = key.caps()
    return caps if "..." in caps else caps.split(" ")[0]


def _length(key: Key) -> int:
    return len(first_cap(key)) + len(key.label) + 3
