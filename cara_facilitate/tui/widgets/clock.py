"""The ticking part of the live screen's first line: time, what is left, and how far off plan."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.reactive import reactive

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.runsheet import RunSheet
from cara_facilitate.tui.live.words import drift_words, left_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.fitted import Fitted

WIDTH = 46
"""Cells there are beside the heading at 80 columns."""


class Clock(Fitted):
    """Redraws itself alone, once a second, and only when its text changed."""

    DEFAULT_CSS = """
    Clock { height: 1; width: 46; text-align: right; }
    """

    text: reactive[Content] = reactive(Content(""), layout=False)

    def tell(self, now: datetime, day: WorkshopState, sheet: RunSheet) -> None:
        """Show the time and how the present item stands.

        :param now: aware local time.
        """
        self.text = clock_line(now, day, sheet)

    def render(self) -> Content:
        """The line, at the right edge."""
        return self.text


def clock_line(now: datetime, day: WorkshopState, sheet: RunSheet) -> Content:
    """``11:02:41   32:19 left   +7 min tight``; what stands still says so."""
    time = (f"{now:%H:%M:%S}", "bold")
    if day.ended_at is not None:
        return paint(time, f"   closed at {day.ended_at:%H:%M}")
    if day.started_at is None:
        return paint(time, f"   not started, planned {day.start}")
    pause = day.paused
    left, drift = left_words(sheet.left), drift_words(sheet)
    stands = {"pause": "PAUSED", "break": "BREAK"}.get(pause.kind, "") if pause else ""
    style = "bold" if pause or sheet.left < 0 else ""
    plain = drift[: drift.find(" min") + len(" min")] if " min" in drift else drift
    forms = (
        paint(time, "   ", (f"{stands}{', ' * bool(stands)}{left}", style), f"   {drift}"),
        paint(time, "  ", (f"{stands} {left}".strip(), style), f"  {drift}"),
        paint(time, "  ", (f"{stands} {left}".strip(), style), f"  {plain}"),
    )
    # Words give way, never a number.
    return next((form for form in forms if form.cell_length <= WIDTH), forms[-1])
