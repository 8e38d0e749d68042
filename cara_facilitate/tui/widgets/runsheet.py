"""The day's items down the left side: when each was or is expected, and how far off plan."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from cara_facilitate.domain.runsheet import RunRow, RunSheet, clock_of
from cara_facilitate.tui.live.signs import SIGNS
from cara_facilitate.tui.live.words import offset_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.fitted import Fitted


class RunSheetPane(Fitted):
    """One line an item; the present one is bold."""

    DEFAULT_CSS = """
    RunSheetPane { width: 32; height: 1fr; padding: 0 1; border-right: solid $panel-lighten-1; }
    """

    text: reactive[Content] = reactive(Content(""), layout=False)

    def tell(self, sheet: RunSheet) -> None:
        """Show the sheet as it stands."""
        self.text = Content("\n").join(
            [paint((f"{' Run sheet':<23}{'late':>6}", "dim")), *(row_line(r) for r in sheet.rows)]
        )

    def render(self) -> Content:
        """The lines."""
        return self.text


def row_line(row: RunRow, width: int = 29) -> Content:
    """``>10:45 Types of abuse     +7``: begun or expected start, title, minutes off plan."""
    room = width - 11
    title = paint(row.item.title).truncate(room, ellipsis=True)
    style = "bold" if row.present else "dim" if row.spent is not None or row.passed_over else ""
    end = SIGNS.tick if row.spent is not None and not row.present and not row.again else ""
    end = "skip" if row.passed_over else "out" if row.left_out else end or offset_words(row.offset)
    text = paint(
        ">" if row.present else " ",
        f"{clock_of(row.start)} ",
        title.pad_right(max(room - title.cell_length, 0)),
        f"{end:>4}",
    )
    return text.stylize(style) if style else text


def sheet_table(sheet: RunSheet, chosen: str, width: int) -> Content:
    """The whole sheet with planned, actual or expected times and minutes; ``chosen`` is marked."""
    room = max(width - 46, 12)
    head = f"    {'':<6} {'':<{room}} {'planned':>7} {'start':>6} {'end':>6} {'min':>7}  "
    lines = [paint((head, "dim"))]
    for row in sheet.rows:
        name = row.item.id if not row.item.is_break else ""
        title = paint(row.item.title).truncate(room, ellipsis=True)
        spent = "skipped" if row.passed_over else "out" if row.left_out else _minutes(row)
        text = paint(
            " >  " if row.item.id == chosen else "    ",
            f"{name:<6} ",
            title.pad_right(max(room - title.cell_length, 0)),
            f" {clock_of(row.planned_start):>7} {clock_of(row.start):>6} {clock_of(row.end):>6}",
            f" {spent:>7} ",
            "now" if row.present else SIGNS.tick if row.spent is not None and not row.again else "",
        )
        bold = row.item.id == chosen
        lines.append(text.stylize("bold") if bold else text)
    return Content("\n").join(lines)


def _minutes(row: RunRow) -> str:
    if row.spent is None:
        return str(row.minutes)
    return f"{row.spent // 60} of {row.minutes}"
