"""The ten objectives as this workshop leaves them so far, and those of the present activity."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.domain.objectives import (
    Cell,
    GridCell,
    GridRow,
    ObjectiveRow,
    Reach,
    Uncovered,
    where_words,
)
from cara_facilitate.tui.live.signs import SIGNS
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.text import paint

_NAME = 30
_COLUMN = 4
_DETAIL = 3
"""The most lines of evidence shown of one objective."""
RUN, MISSED = "/", "x"
LEGEND = (
    f"{SIGNS.done} by the group   2 by two seats   {RUN} run, not seen   "
    f"{SIGNS.todo} to come   {MISSED} not run"
)


class ObjectivesPane(Widget):
    """One line an objective, then the whole wording of the present activity's own."""

    DEFAULT_CSS = """
    ObjectivesPane { width: 38; height: 1fr; padding: 0 1; border-left: solid $panel-lighten-1; }
    """

    text: reactive[Content] = reactive(Content(""), layout=False)

    def tell(self, rows: Sequence[ObjectiveRow], present: frozenset[str]) -> None:
        """Show the rows; ``present`` are the ids the present activity serves."""
        lines = [paint(("Objectives", "dim")), *(short_line(r, r.objective.id in present)
                                                for r in rows)]  # fmt: skip
        own = [row.objective for row in rows if row.objective.id in present]
        if own:
            lines += [Content(""), paint(("This activity serves", "dim"))]
            lines += [paint((f"{o.id} ", "bold"), o.text) for o in own]
        self.text = Content("\n").join(lines)

    def render(self) -> Content:
        """The lines."""
        return self.text


def sign(row: ObjectiveRow) -> str:
    """Whether an objective was seen to be met."""
    return SIGNS.done if row.reach is Reach.EVIDENCED else SIGNS.todo


def short_line(row: ObjectiveRow, present: bool) -> Content:
    """``● O03 anger signs``; bold where the present activity serves it, dim where nothing does."""
    style = "bold" if present else "" if row.planned else "dim"
    name = row.objective.slug.replace("-", " ")
    return paint((f"{sign(row)} {row.objective.id} {name}", style))


def dots(rows: Sequence[ObjectiveRow], present: frozenset[str]) -> str:
    """The present activity's objectives with their signs: ``O01 ● O04 ○``."""
    return " ".join(f"{r.objective.id} {sign(r)}" for r in rows if r.objective.id in present)


def grid_table(rows: Sequence[GridRow], chosen: int, present: str, width: int) -> Content:
    """One line an objective, a column an activity in the order of the day, then the signs' meaning.

    Where the activities do not all fit, those around the present one are shown.

    :param chosen: which row is marked. :param present: id of the item under way, or empty.
    """
    cells = rows[0].cells if rows else ()
    step = _COLUMN if _NAME + _COLUMN * len(cells) <= width else _COLUMN - 1
    most = (width - _NAME) // step
    here = next((n for n, cell in enumerate(cells) if cell.item.id == present), 0)
    first = max(0, min(here - most // 2, len(cells) - most))
    shown = slice(first, first + most)
    day = cells[0].item.id.rpartition("-")[0] if cells else ""
    head = paint((f"{day:>{_NAME}}", "dim"), *(
        (f"{_number(cell):>{step}}", "bold underline" if cell.item.id == present else "dim")
        for cell in cells[shown]
    ))  # fmt: skip
    lines = [head]
    for place, own in enumerate(rows):
        lead = paint(
            "> " if place == chosen else "  ",
            short_line(own.row, False).truncate(_NAME - 2, ellipsis=True),
        )
        signs = "".join(f"{cell_sign(cell):>{step}}" for cell in own.cells[shown])
        text = paint(lead.pad_right(max(_NAME - lead.cell_length, 0)), signs)
        lines.append(text.stylize("bold") if place == chosen else text)
    return Content("\n").join([*lines, paint((LEGEND, "dim"))])


def cell_sign(cell: GridCell) -> str:
    """At most three cells: who showed it here, or whether it was or is still to be run."""
    seats = str(len(cell.seats))
    return {
        Cell.GROUP: SIGNS.done,
        Cell.SEATS: seats,
        Cell.BOTH: f"{SIGNS.done}{seats}",
        Cell.RUN: RUN,
        Cell.TO_COME: SIGNS.todo,
        Cell.MISSED: MISSED,
        Cell.NOT_PLANNED: "",
    }[cell.cell]


def _number(cell: GridCell) -> str:
    return cell.item.id.rpartition("-")[2][-2:]


def one_objective(own: GridRow, left: Uncovered | None, width: int) -> Content:
    """One objective in full: its wording, who showed it where and when, and what is to come.

    :param left: where it can still be seen, if it is uncovered.
    """
    row = own.row
    lines = list(paint((f"{row.objective.id} ", "bold"), row.objective.text).wrap(width))
    if own.evidence:
        seen = list(paint(f"Evidenced {'; '.join(_evidence_words(own))}.").wrap(width))
        lines += seen[:_DETAIL]
        if len(seen) > _DETAIL:
            lines[-1] = paint(lines[-1].truncate(width - 4), " ...")
    elif left is not None:
        lines += paint(f"{_REACHED[row.reach]} {_still(left)}").wrap(width)
    else:
        lines.append(paint("Not planned for this workshop."))
    return Content("\n").join(lines)


_REACHED = {
    Reach.TOUCHED: "Touched: its activity was run, but nobody was seen to meet it.",
    Reach.NOT_REACHED: "Not reached yet.",
}


def _still(left: Uncovered) -> str:
    if left.now or left.to_come:
        return f"Can still be seen {where_words(left)}."
    return "No activity to come serves it."


def _evidence_words(own: GridRow) -> list[str]:
    """``in W1-05: the group 11:02, seats 1 and 4 11:20`` for each item, in the order of time."""
    by_item: dict[str, list[str]] = {}
    for e in own.evidence:
        who = seats_words(sorted(e.seats))
        said = f"{who[0].lower()}{who[1:]} {e.at:%H:%M}" + (" (paper)" if e.source else "")
        by_item.setdefault(e.item, []).append(said)
    return [f"in {item}: {', '.join(said)}" for item, said in by_item.items()]
