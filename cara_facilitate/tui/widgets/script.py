"""The script pane: one page of the present activity's text, built once an activity."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from cara_facilitate.domain.curriculum import Activity, RunItem
from cara_facilitate.tui.live.pages import GUTTER, Line, activity_lines, break_lines, paged
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.fitted import Fitted

Pages = tuple[tuple[Line, ...], ...]
KEPT = 3
"""Items whose pages are kept: the present one, and those next to it."""
QUIET = 0.4
"""Seconds after an item opened in which the one after it is not yet laid out."""


class ScriptPane(Fitted):
    """Shows a page at a time; the last line says which page, and what the text is.

    The item expected next is laid out while nobody presses a key, so that it opens at once.

    :param label: must stand wherever this curriculum's text is shown, or empty.
    """

    DEFAULT_CSS = """
    ScriptPane { width: 1fr; height: 1fr; padding: 0 1; }
    """

    page: reactive[int] = reactive(0, layout=False)
    built: reactive[Pages] = reactive[Pages]((), layout=False)

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self._item: RunItem | None = None
        self._activity: Activity | None = None
        self._coming: tuple[RunItem, Activity | None] | None = None
        self._anchor = 0.0
        self._kept: dict[str, tuple[tuple[RunItem, Activity | None, Size], Pages]] = {}

    def expect(self, item: RunItem, activity: Activity | None) -> None:
        """The item that is probably opened next."""
        if self._coming != (item, activity):
            self._coming = (item, activity)
            self.set_timer(QUIET, self._get_ready)

    def _get_ready(self) -> None:
        if self._coming is not None:
            self._pages(*self._coming)

    def open_item(self, item: RunItem, activity: Activity | None) -> None:
        """Show an item from its first page; the same item again stays where it was.

        :param activity: None for a break.
        """
        if self._item is not None and item.id == self._item.id:
            return
        self._item, self._activity = item, activity
        self.page, self._anchor = 0, 0.0
        self._build()

    def reopen(self, item: RunItem, activity: Activity | None, *, keep: bool) -> None:
        """Show an item again, though its text may be another; ``keep`` stays at the page."""
        page = self.page
        self._item, self._activity = item, activity
        self._build()
        self.page = min(page, max(len(self.built) - 1, 0)) if keep else 0
        self._anchor = _read_before(self.built, self.page)

    def turn(self, by: int) -> bool:
        """Go forward or back by pages; False if there is no such page."""
        page = self.page + by
        if not 0 <= page < len(self.built):
            return False
        self.page = page
        self._anchor = _read_before(self.built, page)
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Lay the text out again for another size, at the same place.

        The place is where somebody last turned to: lines that come and go above the script move
        it no further each time.
        """
        del event
        self._build()
        starts = [_read_before(self.built, page) for page in range(len(self.built))]
        self.page = max((n for n, at in enumerate(starts) if at <= self._anchor + 1e-9), default=0)

    def _build(self) -> None:
        self.built = () if self._item is None else self._pages(self._item, self._activity)

    def _pages(self, item: RunItem, activity: Activity | None) -> Pages:
        """An item's pages, from what was laid out before if text and room are the same."""
        name = (item, activity, self.content_size)
        before, pages = self._kept.pop(item.id, (None, ()))
        if before != name:
            pages = self._laid_out(item, activity)
        self._kept[item.id] = (name, pages)
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return pages

    def _laid_out(self, item: RunItem, activity: Activity | None) -> Pages:
        width, height = self.content_size
        if width < 2 * GUTTER or height < 3:
            return ()
        lines = break_lines(item, width) if activity is None else activity_lines(activity, width)
        return paged(lines, height - 1)

    def render(self) -> Content:
        """The page and its last line."""
        width, height = self.content_size
        if not self.built:
            return Content("")
        page = self.built[min(self.page, len(self.built) - 1)]
        lines = [page_line(line) for line in page]
        lines += [Content("")] * (height - 1 - len(lines))
        lines.append(_foot(self._label, self.page + 1, len(self.built), width))
        return Content("\n").join(lines)


def _read_before(pages: Pages, page: int) -> float:
    """The share of the text that stands before a page; blank lines, which may go, do not count."""
    counts = [sum(not line.blank for line in one) for one in pages]
    return sum(counts[:page]) / max(sum(counts), 1)


def page_line(line: Line) -> Content:
    """One line as drawn: the section's name in the gutter, then the text."""
    if line.heading or (not line.section and not line.label):
        return line.text
    gutter = (line.label, "bold $text-accent") if line.label else (line.quiet, "dim")
    return paint(gutter, " " * (GUTTER - len(gutter[0])), line.text)


def _foot(label: str, page: int, pages: int, width: int) -> Content:
    turn = "" if pages == 1 else ", Space: more" if page < pages else ", b: back"
    # The label is never what gives way.
    for where in (f"page {page} of {pages}{turn}", f"page {page} of {pages}", f"{page}/{pages}"):
        room = width - len(where)
        if len(label) < room:
            break
    return paint((label.ljust(room), "dim"), (where, "dim"))
