"""Several values of a longer list, side by side: arrows go through them, Space ticks."""

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

GAP = 2
_BOX = 4


class TickFlow(Widget, can_focus=True):
    """Ticks over as many lines as they need; Enter goes on to the next field.

    :param options: (value, words) pairs.
    """

    DEFAULT_CSS = """
    TickFlow { height: auto; width: 1fr; padding: 0 1; }
    TickFlow:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "accept", show=False),
    ]

    at: reactive[int] = reactive(0)
    ticked: reactive[frozenset[str]] = reactive(frozenset())

    class Changed(Message):
        """Another tick is set, or one is gone."""

    class Accepted(Message):
        """Somebody pressed Enter: the ticks stand."""

    def __init__(self, options: Iterable[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)

    @property
    def value(self) -> str:
        """The ticked values in the list's order, with ``;`` between them."""
        return ";".join(value for value, _ in self.options if value in self.ticked)

    def put(self, value: str) -> None:
        """Tick these values, given as :attr:`value` gives them, and no others.

        One that was not offered is offered from now on: what somebody ticked once is never
        dropped because the list is another now.
        """
        wanted = dict.fromkeys(filter(None, value.split(";")))
        offered = {one for one, _ in self.options}
        self.options += tuple((one, one) for one in wanted if one not in offered)
        self.ticked = frozenset(wanted)
        self.refresh(layout=True)

    def action_step(self, by: int) -> None:
        """Go to the next or previous one, round and round."""
        if self.options:
            self.at = (self.at + by) % len(self.options)

    def action_line(self, by: int) -> None:
        """Go a line up or down."""
        lines = self._lines(self.content_size.width)
        here = next((n for n, line in enumerate(lines) if self.at in line), 0)
        if 0 <= here + by < len(lines):
            line = lines[here + by]
            self.at = line[min(lines[here].index(self.at), len(line) - 1)]

    def action_tick(self) -> None:
        """Set the tick of the one marked, or take it away."""
        if self.options:
            self.ticked = self.ticked ^ {self.options[self.at][0]}
            self.post_message(self.Changed())

    def action_accept(self) -> None:
        """Say that the ticks stand."""
        self.post_message(self.Accepted())

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next one whose words begin with it."""
        typed = (event.character or "").lower()
        count = len(self.options)
        if not typed.isalpha() or not count:
            return
        order = [(self.at + n) % count for n in range(1, count + 1)]
        found = next((n for n in order if self.options[n][1].lower().startswith(typed)), None)
        if found is not None:
            self.at = found
            event.stop()

    def on_focus(self) -> None:
        """The one marked stands out only where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The one marked stands out only where the keys go."""
        self.refresh()

    def render(self) -> Content:
        """Every option with its box, the one marked underlined."""
        if not self.options:
            return paint(("nothing to choose from", "dim"))
        gap = paint(" " * GAP)
        lines = self._lines(self.content_size.width)
        return Content("\n").join(gap.join(self._one(n) for n in line) for line in lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as they need at this width."""
        del container, viewport
        return max(len(self._lines(width)), 1)

    def _one(self, at: int) -> Content:
        value, words = self.options[at]
        on, here = value in self.ticked, at == self.at and self.has_focus
        holds = (("bold", on), ("underline", here), ("dim", not on and not here))
        style = " ".join(name for name, held in holds if held)
        return paint((f"[{'x' if on else ' '}] {words}", style or "none"))

    def _lines(self, width: int) -> list[list[int]]:
        """Which options stand on which line."""
        lines: list[list[int]] = [[]]
        used = 0
        for at, (_, words) in enumerate(self.options):
            long = len(words) + _BOX
            if lines[-1] and used + GAP + long > max(width, 1):
                lines.append([])
                used = 0
            used += long + (GAP if lines[-1] else 0)
            lines[-1].append(at)
        return [line for line in lines if line]
