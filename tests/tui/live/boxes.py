"""What stands inside the box that is open over the live screen."""

from __future__ import annotations

from typing import Any


def boxed(app: Any, lines: list[str]) -> list[str]:
    """The box's own lines, without its frame and what lies beside it."""
    place = app.screen.query_one("#box").region
    inside = lines[place.y + 1 : place.bottom - 1]
    return [line[place.x + 1 : place.right - 1].strip() for line in inside]
