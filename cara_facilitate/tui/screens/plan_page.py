"""A step of making a cohort, from the first field to the PINs."""

from __future__ import annotations

from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.widgets.topline import PRIVATE

LOST = "Nothing is stored yet, and what is written here would be lost."


class PlanPage(Page):
    """A step of making a cohort: for the manager's or facilitator's eyes, outside the room."""

    def mode_text(self) -> str:
        """What a referral says is not for the room."""
        return PRIVATE

    def written(self) -> bool:
        """Whether going back would lose what somebody wrote. Override where it would."""
        return False

    def action_back(self) -> None:
        """Go back to the page before; after asking, if that loses anything."""
        if not self.written():
            self.app.pop_screen()
            return
        ask = Ask("Leave this step?", LOST, yes="Leave", no="Stay")
        self.app.push_screen(ask, self._answered)

    def _answered(self, leaves: bool | None) -> None:
        if leaves:
            self.app.pop_screen()
