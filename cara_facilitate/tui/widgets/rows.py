"""A list of lines with one of them marked, by arrows or a click, and chosen by Enter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.tui.text import paint

MARKER = "> "


@dataclass(frozen=True, slots=True)
class Row:
    """One line; a row without an id is a heading or a remark and cannot be chosen.

    :param cells: what stands on it, already cleaned.
    """

    id: str
    cells: Content


MARKED = 2
"""A list of so few lines says nothing of what is below: it would show little else."""


class Rows(Widget, can_focus=True):
    """Lines with a cursor; scrolls by itself to keep the cursor in view."""

    DEFAULT_CSS = """
    Rows { height: auto; width: 1fr; }
    Rows.tall { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
        Binding("enter", "choose", show=False),
    ]

    rows: reactive[tuple[Row, ...]] = reactive((), layout=True)
    cursor: reactive[int] = reactive(0)

    class Chosen(Message):
        """Somebody pressed Enter on a row; ``row`` is its id."""

        def __init__(self, rows: Rows, row: str) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> Rows:
            """The list it happened in."""
            return self.rows

    class Moved(Chosen):
        """The cursor went to another row."""

    def fill(self, rows: Iterable[Row], *, at: str = "") -> None:
        """Show these rows, with the cursor on the row ``at`` or where it was."""
        wanted = at or self.here
        self.rows = tuple(rows)
        ids = [row.id for row in self.rows]
        self.cursor = (
            ids.index(wanted) if wanted and wanted in ids else self._nearest(self.cursor, 1)
        )

    @property
    def here(self) -> str:
        """The id of the row under the cursor, or empty."""
        return self.rows[self.cursor].id if 0 <= self.cursor < len(self.rows) else ""

    def on_focus(self) -> None:
        """The row marked stands out only where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The row marked stands out only where the keys go."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor, past headings."""
        step = 1 if by > 0 else -1
        target = self.cursor
        for _ in range(abs(by)):
            following = self._following(target, step)
            if following == target:
                break
            target = following
        if target != self.cursor:
            self.cursor = target
            self.post_message(self.Moved(self, self.here))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.here:
            self.post_message(self.Chosen(self, self.here))

    def on_click(self, event: events.Click) -> None:
        """A click marks a row as the arrows do; only Enter chooses."""
        at = event.y + self._top()
        if at != self.cursor and 0 <= at < len(self.rows) and self.rows[at].id:
            self.cursor = at
            self.post_message(self.Moved(self, self.here))

    def render(self) -> Content:
        """The rows that fit, the cursor's among them."""
        top = self._top()
        shown = self.rows[top : top + max(self.size.height, 1)]
        lines = [self._line(top + n, row) for n, row in enumerate(shown)]
        left = len(self.rows) - top - len(shown)
        if left and len(lines) > MARKED:
            lines[-1] = paint((f"{' ' * len(MARKER)}{left + 1} more below", "dim"))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a row."""
        del container, viewport, width
        return max(len(self.rows), 1)

    def _line(self, at: int, row: Row) -> Content:
        mark = MARKER if at == self.cursor and row.id else " " * len(MARKER)
        line = paint(mark, row.cells).truncate(max(self.size.width, 1), ellipsis=True)
        return line.stylize("bold") if at == self.cursor and self.has_focus else line

    def _top(self) -> int:
        room = max(self.size.height, 1)
        most = max(len(self.rows) - room, 0)
        return min(max(self.cursor - room + 2, 0), most)

    def _following(self, start: int, step: int) -> int:
        at = start + step
        while 0 <= at < len(self.rows):
            if self.rows[at].id:
                return at
            at += step
        return start

    def _nearest(self, at: int, step: int) -> int:
        at = min(max(at, 0), max(len(self.rows) - 1, 0))
        if self.rows and not self.rows[at].id:
            down = self._following(at, step)
            return down if down != at else self._following(at, -step)
        return at


def cells(*parts: tuple[str, int] | tuple[str, int, str]) -> Content:
    """Columns: each part is text, width and perhaps a style; what is too long ends in an ellipsis.

    A width of 0 takes the text as it is.
    """
    line = Content("")
    for text, width, *style in parts:
        cell = paint((text, style[0]) if style else text)
        if width:
            cell = cell.truncate(width - 1, ellipsis=True)
            cell = cell.pad_right(max(width - cell.cell_length, 0))
        line = paint(line, cell)
    return line
