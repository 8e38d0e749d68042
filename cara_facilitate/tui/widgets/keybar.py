"""The line or two of key hints, made from the key table; Textual's own Footer leaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from cara_facilitate.tui.keys import CURTAIN, HELP, HELP_IN_A_FIELD, Key
from cara_facilitate.tui.text import paint

WAY_OUT = "escape"
"""The key that leads out of a page; its hint is never left out."""


class KeyBar(Widget):
    """Curtain first, the way out and ``? Keys`` always, the others as room allows, on two lines."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; width: 1fr; background: $panel; color: $foreground; }
    KeyBar.two { height: 2; }
    """
    TWO: ClassVar[str] = "two-hints"
    """Class of a screen whose hints take two lines."""

    hints: reactive[tuple[Key, ...]] = reactive((), layout=False)

    def __init__(self, keys: Iterable[Key] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(KeyBar.hints, tuple(keys))

    def offer(self, keys: Iterable[Key]) -> None:
        """Show other keys from now on, for instance the codes after a seat key."""
        self.hints = tuple(keys)
        self._make_room()

    def on_mount(self) -> None:
        """Follow the focus: what a key does depends on whether somebody types."""
        self._make_room()
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def on_resize(self) -> None:
        """Another width holds more or fewer hints."""
        self._make_room()

    def _make_room(self) -> None:
        # As while somebody types, when the hints are longest: a line must not come and go.
        two = len(hint_lines(self.hints, self.app.size.width, typing=True)) > 1
        self.set_class(two, "two")
        self.screen.set_class(two, self.TWO)

    def _focus_moved(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The hints for the present width."""
        typing = isinstance(self.screen.focused, (Input, TextArea))
        lines = hint_lines(self.hints, self.size.width, self.size.height, typing=typing)
        return Content("\n").join(lines)


def hint_lines(
    keys: Iterable[Key], width: int, most: int = 2, *, typing: bool = False
) -> list[Content]:
    """Hints for ``keys`` on one line, or on as few as hold them, whole hints only.

    What does not fit at all is left out from the middle: the way out and help stay.

    :param width: cells of a line.
    :param most: lines there may be, at least one.
    :param typing: a field has the keys, so that ``?`` would be typed into it.
    """
    shown = [key for key in keys if key.show and key.id not in (CURTAIN.id, HELP.id)]
    ends = [key for key in shown if key.names()[0] == WAY_OUT]
    ends.append(HELP_IN_A_FIELD if typing else HELP)
    if _width([CURTAIN, *ends]) > width:
        ends = ends[-1:]
    rest = [CURTAIN, *(key for key in shown if key not in ends)]
    lines: list[list[Key]] = []
    while len(lines) + 1 < most and _width(rest + ends) > width:
        line: list[Key] = []
        while rest and _width(line) + _length(rest[0]) <= width:
            line.append(rest.pop(0))
        if not line:
            break
        lines.append(line)
    last: list[Key] = []
    for key in rest:
        if _width([*last, key, *ends]) > width:
            break
        last.append(key)
    return [_line(line) for line in (*lines, [*last, *ends])]


def _line(keys: Iterable[Key]) -> Content:
    line = Content("")
    for key in keys:
        line = paint(line, (f" {first_cap(key)}", "bold"), f" {key.label} ")
    return line


def first_cap(key: Key) -> str:
    """The shortest way to name the key on one line: its first key, or the row it spans."""
    caps = key.caps()
    return caps if "..." in caps else caps.split(" ")[0]


def _width(keys: Iterable[Key]) -> int:
    return sum(_length(key) for key in keys)


def _length(key: Key) -> int:
    return len(first_cap(key)) + len(key.label) + 3
