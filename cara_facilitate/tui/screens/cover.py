"""Cover: somebody stands in for a facilitator who cannot come, recorded in private."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.services.cohorts import cover
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

ABOUT = (
    "From now on whoever stands in is a facilitator of this cohort: with a PIN of their own, "
    "chosen when they first leave room mode, and with everything still to read before workshop "
    "two. A day that is over stays with whoever delivered it. The cover brief is among the "
    "day's papers (Prepare)."
)


class CoverScreen(PrivatePage):
    """Who cannot come, and the staff reference of whoever stands in."""

    NAME = "Cover"
    VIEW = "cover"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("record", "enter", "Next", "Go on; at the last field record it", bound=False),
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._joins = Field("Who stands in", Line(id="joins", most=16, hint="staff reference"))

    def body(self) -> ComposeResult:
        """Two questions and a button."""
        staff = [(who, who) for who in self.desk.state(self.cara.cohort).facilitators]
        self._leaves = Choice(staff, id="leaves", digits=False)
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield Field("Who cannot come", self._leaves)
        yield self._joins
        yield Press("Record it", id="record")

    def title_text(self) -> str:
        """The cohort and who its facilitators are."""
        state = self.desk.state(self.cara.cohort)
        return f"{state.cohort}  Cover; facilitators {' and '.join(state.facilitators)}"

    def draw(self) -> None:
        """Ready to choose."""
        self._leaves.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter at the staff reference goes on to the button."""
        event.stop()
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Record it."""
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        leaves, joins = self._leaves.value, self._joins.value.strip()
        self.job(
            lambda: cover(desk, cohort, leaves, joins, by),
            lambda _: self.cara.end_private(f"{joins} stands in for {leaves}."),
            busy="Saving...",
        )
