"""The ten objectives as this workshop leaves them so far, and those of the present activity."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cara_facilitate.domain.objectives import ObjectiveRow, Reach
from cara_facilitate.tui.live.signs import SIGNS
from cara_facilitate.tui.text import paint

_INDENT = 6


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


def long_lines(row: ObjectiveRow, width: int) -> Content:
    """One objective in full: its wording, whether it was seen, in which items and by how many."""
    where = ", ".join(row.items)
    by = [f"{len(row.seats)} seats"] if len(row.seats) > 1 else ["1 seat"] if row.seats else []
    by += ["the group"] if row.by_group else []
    seen = f"seen in {where}, by {' and '.join(by)}" if where else row.reach.value
    if not row.planned and not where:
        seen = "not planned for this workshop"
    text = paint(row.objective.text).wrap(width - _INDENT)
    lead = paint((f"{sign(row)} {row.objective.id} ", "bold"), text[0])
    rest = [*text[1:], paint((seen, "dim"))]
    return Content("\n").join([lead, *(paint(" " * _INDENT, line) for line in rest)])
