"""One line of key hints, made from the key table; stands in for Textual's Footer, which leaks."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.tui.keys import CURTAIN, HELP, Key
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

    def render(self) -> Content:
        """The line of hints for the present width."""
        return hint_line(self.hints, self.size.width)


def hint_line(keys: Iterable[Key], width: int) -> Content:
    """Hints for ``keys`` that fit into ``width`` cells, whole hints only."""
    ends = [CURTAIN, HELP]
    middle = [key for key in keys if key.show and key.id not in (CURTAIN.id, HELP.id)]
    room = width - sum(_length(key) for key in ends)
    chosen = []
    for key in middle:
        room -= _length(key)
        if room < 0:
            break
        chosen.append(key)
    line = Content("")
    for key in (CURTAIN, *chosen, HELP):
        line = paint(line, (f" {first_cap(key)}", "bold"), f" {key.label} ")
    return line


def first_cap(key: Key) -> str:
    """The shortest way to name the key on one line: its first key, or the row it spans."""
    caps = key.caps()
    return caps if "..." in caps else caps.split(" ")[0]


def _length(key: Key) -> int:
    return len(first_cap(key)) + len(key.label) + 3
