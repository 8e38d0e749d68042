"""A read is recorded too: which private view was opened, when and by whom, and by whom not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

READ_BACK = "readback"
"""A row held back whose words were shown, to be read back to the worker."""
VIEWS = (
    "register",
    "import",
    READ_BACK,
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
FOR_WORKSHOP_TWO = ("import", READ_BACK, "readiness", "briefing")
"""Views that only those who answer for workshop two open."""
WORDS = {"import": "The import", READ_BACK: "What was said", "briefing": "The briefing"}
"""Views that show what a person harmed said, as a sentence begins."""


def note_read(desk: Desk, cohort: str, view: str, facilitator: str, *, wait: bool = False) -> None:
    """Record that a private view was opened; never what it showed.

    :param wait: return only after the commit; call it off the interface thread.
    :raises StoreError: with ``wait``, if it could not be saved: nothing may be shown then.
    """
    if view not in VIEWS:
        raise ValueError("no such private view")
    opened = ev.PrivateViewOpened(view, facilitator, desk.clock.now())
    desk.record(cohort, [opened], wait=wait)


def refuse_covered(desk: Desk, cohort: str, facilitator: str) -> None:
    """Whoever was covered away has no more to do with what the people harmed allowed.

    They still come through the gate, for the days that they delivered.

    :raises Refusal: for anybody who does not answer for workshop two.
    """
    if facilitator not in desk.state(cohort).staff(2):
        raise Refusal(
            "Somebody else stands in for you in workshop two.",
            "Only those who deliver it open this and confirm for it.",
        )


def refuse_view(desk: Desk, cohort: str, view: str, facilitator: str) -> None:
    """Open nothing to somebody covered away, nor a person's words while an activity is under way.

    :raises Refusal: in either case; at a break, or while the clock stands still, words may open.
    """
    if view in FOR_WORKSHOP_TWO:
        refuse_covered(desk, cohort, facilitator)
    live = desk.state(cohort).live_workshop
    if view not in WORDS or live is None or live.paused is not None:
        return
    item = desk.curriculum(cohort, live.number).item(live.number, live.present_item)
    if not item.is_break:
        raise Refusal(
            f"{WORDS[view]} opens only at a break or pause.",
            "Pause the clock, and step outside.",
        )


def open_read_back(desk: Desk, cohort: str, facilitator: str) -> None:
    """Before a row held back is shown for reading it to the worker: a read of its own, saved.

    :raises Refusal: as :func:`refuse_view`. :raises StoreError: if it cannot be saved.
    """
    refuse_view(desk, cohort, READ_BACK, facilitator)
    note_read(desk, cohort, READ_BACK, facilitator, wait=True)
