"""A read is recorded too: which private view was opened, when and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

VIEWS = (
    "register",
    "import",
    "readiness",
    "briefing",
    "flags",
    "attendance",
    "cover",
    "note",
    "debrief",
    "casework",
    "received",
)


def note_read(desk: Desk, cohort: str, view: str, facilitator: str) -> None:
    """Record that a private view was opened; never what it showed."""
    if view not in VIEWS:
        raise ValueError("no such private view")
    desk.record(cohort, [ev.PrivateViewOpened(view, facilitator, desk.clock.now())])
