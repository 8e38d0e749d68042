"""The two lines at the top of the live screen, fitted to the width there is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cara_facilitate.domain.objectives import ObjectiveRow
from cara_facilitate.domain.runsheet import RunSheet, clock_of
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.objectives import dots


def first_line(scene: Scene) -> Content:
    """``Workshop 1, WY26A``."""
    name, rest = scene.heading
    return paint((f" {name}", "bold"), rest)


def second_line(
    scene: Scene,
    sheet: RunSheet,
    rows: Sequence[ObjectiveRow],
    served: frozenset[str],
    width: int,
) -> Content:
    """The present item and its place, the next item with its expected time, its objectives."""
    item = scene.item
    following = sheet.following
    coming = f"next {clock_of(following.start)} {following.item.title}" if following else "last"
    if scene.day.started_at is None:
        coming = ""
    aims = dots(rows, served)
    number = "" if item.is_break else f"{item.id} "
    place = f" {scene.place}"
    room_left = width - len(aims) - len(place) - len(number) - 8
    own = min(len(item.title), max(room_left - min(len(coming), room_left // 2), 8))
    title = paint(item.title).truncate(own, ellipsis=True)
    rest = paint(coming).truncate(max(room_left - title.cell_length, 0), ellipsis=True)
    left = paint(" ", (f"{number}", "bold"), title.stylize("bold"), (place, "dim"), "   ", rest)
    return paint(left.pad_right(max(width - left.cell_length - len(aims) - 1, 1)), aims)
