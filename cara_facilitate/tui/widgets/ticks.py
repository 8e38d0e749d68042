"""Several of a few values, each on a line with what it means, ticked by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.tui.text import paint

_BOX, _GAP = len("[x] "), 2


class Ticks(Widget, can_focus=True):
    """Up and Down go through the values, Space ticks one, a digit ticks by place, Enter goes on.

    :param options: (value, name, what it means); shown in this order, one a line.
    :param ticked: the values that are ticked at first.
    """

    DEFAULT_CSS = """
    Ticks { height: auto; width: 1fr; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "accept", show=False),
    ]

    index: reactive[int] = reactive(0)
    ticked: reactive[frozenset[str]] = reactive(frozenset(), layout=True)

    class Accepted(Message):
        """Somebody pressed Enter: what is ticked stands."""

        def __init__(self, ticks: Ticks) -> None:
            super().__init__()
            self.ticks = ticks

        @property
        def control(self) -> Ticks:
            """The ticks it happened in."""
            return self.ticks

    def __init__(
        self,
        options: Iterable[tuple[str, str, str]],
        ticked: Iterable[str] = (),
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.ticked = frozenset(ticked)

    @property
    def value(self) -> tuple[str, ...]:
        """What is ticked, in the order shown."""
        return tuple(value for value, _, _ in self.options if value in self.ticked)

    def action_step(self, by: int) -> None:
        """Go to the next or previous line; the first and the last are the ends."""
        self.index = min(max(self.index + by, 0), len(self.options) - 1)

    def action_tick(self) -> None:
        """Tick the line marked, or take its tick away."""
        self.ticked = self.ticked ^ {self.options[self.index][0]}

    def action_accept(self) -> None:
        """Say that the ticks stand; a page then goes on to the next field."""
        self.post_message(self.Accepted(self))

    def on_key(self, event: events.Key) -> None:
        """A digit ticks by place."""
        typed = event.character or ""
        if typed in tuple("123456789") and int(typed) <= len(self.options):
            self.index = int(typed) - 1
            self.action_tick()
            event.stop()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a value, and one more where the meanings do not fit beside them."""
        del container, viewport
        return len(self.options) + (0 if self._fits(width) else 1)

    def render(self) -> Content:
        """Each value with its meaning; where room is short, the marked one's meaning beneath."""
        if self._fits(self.content_size.width):
            return Content("\n").join(self._line(at) for at in range(len(self.options)))
        lines = [self._line(at, bare=True) for at in range(len(self.options))]
        return Content("\n").join([*lines, paint((f"    {self.options[self.index][2]}", "dim"))])

    @property
    def _widest_name(self) -> int:
        return max(len(name) for _, name, _ in self.options)

    def _fits(self, width: int) -> bool:
        meanings = max(len(meaning) for _, _, meaning in self.options)
        return _BOX + self._widest_name + _GAP + meanings <= width

    def _line(self, at: int, *, bare: bool = False) -> Content:
        value, name, meaning = self.options[at]
        marked = self.has_focus and at == self.index
        style = " ".join(
            word for word, holds in (("bold", value in self.ticked), ("reverse", marked)) if holds
        )
        box = "[x]" if value in self.ticked else "[ ]"
        if bare:
            return paint((f"{box} {name}", style))
        gap = " " * (self._widest_name - len(name) + _GAP)
        return paint((f"{box} {name}", style), gap, (meaning, "dim"))
