"""The first page of the private briefing: what to strengthen for everyone, and how."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cara_facilitate.services.brief_plan import AS_PLANNED, ASKED, FOR_EVERYONE, Strengthen
from cara_facilitate.services.briefing import STOCK_LINE
from cara_facilitate.tui.text import paint, show

TITLE = "Plan for everyone"


def plan_lines(plan: Sequence[Strengthen]) -> list[Content]:
    """The page's lines; without anything to strengthen it has the same parts in the same places."""
    lines = [paint(("To strengthen for everyone", "bold"))]
    lines += [_activity(one) for one in plan] or [paint(f"  {AS_PLANNED}")]
    lines += [Content(""), paint(("How, whatever it is", "bold"))]
    lines += [paint(f"  - {line}") for line in FOR_EVERYONE]
    lines += [Content(""), paint(("To anybody who asks", "bold")), paint(f"  {STOCK_LINE}")]
    lines.append(paint(f"  {ASKED}"))
    for one in plan:
        lines += [Content(""), paint((f"{one.id}  ", "bold"), show(one.title).stylize("bold"))]
        lines += _listed("Put to everyone", one.ask)
        lines += _listed("Watch for, in everyone", one.watch)
    return lines


def _activity(one: Strengthen) -> Content:
    length = f", {one.minutes} min in full, floor {one.floor}"
    return paint(f"  {one.id}  {one.time}  ", show(one.title), (length, "dim"))


def _listed(label: str, lines: Sequence[str]) -> list[Content]:
    if not lines:
        return []
    return [paint((f"  {label}", "dim")), *(paint("  - ", show(line)) for line in lines)]
