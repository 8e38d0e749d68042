"""What a key of the live session opens above it, and what follows from the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cara_facilitate.domain import commands as cmd
from cara_facilitate.tui.live.acting import ActingFace
from cara_facilitate.tui.live.attendance import AttendanceDialog
from cara_facilitate.tui.live.close_day import CLOSED, CloseDayDialog
from cara_facilitate.tui.live.flag_prompt import HAND_OVER, ON_PAPER, FlagPrompt
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.overviews import AimsDialog, SeatsDialog
from cara_facilitate.tui.live.ratings import RatingsDialog
from cara_facilitate.tui.live.run_sheet import RunSheetDialog
from cara_facilitate.tui.live.whole_day import ENDED, WholeDayDialog


class OpeningFace(ActingFace):
    """A live face with boxes that open over it."""

    def action_present(self) -> None:
        """Attendance."""
        if self._may_record():
            self._open(AttendanceDialog(self.room))

    def action_rate(self) -> None:
        """Seat ratings."""
        if self._may_record():
            self._open(RatingsDialog(self.room))

    def action_go(self) -> None:
        """The run sheet; go to an item of it."""
        self._open(RunSheetDialog(self.room), self._go_to)

    def action_seats(self) -> None:
        """The room, seat by seat."""
        self._open(SeatsDialog(self.room))

    def action_aims(self) -> None:
        """The ten objectives."""
        self._open(AimsDialog(self.room))

    def action_log(self) -> None:
        """What was noted today, any of which can be taken back."""
        from cara_facilitate.tui.live.log import LogDialog

        if self._may_record():
            self._open(LogDialog(self.room))

    def action_on_call(self) -> None:
        """Whom to ring."""
        from cara_facilitate.tui.live.on_call import OnCallDialog

        self._open(OnCallDialog(self.room))

    def action_from_paper(self) -> None:
        """What was kept on paper."""
        from cara_facilitate.tui.screens.paper_log import PaperLogScreen

        self.app.push_screen(PaperLogScreen())

    def action_whole_day(self) -> None:
        """Who leads, and what becomes of the day as a whole."""
        self._open(WholeDayDialog(self.room), self._day_ended)

    def _day_ended(self, answer: str | None) -> None:
        self.draw_all()
        if answer == ENDED:
            flag = " A safeguarding flag is still open: h." if self.room.state.open_flags else ""
            ended = f"Recorded. Tell the manager today.{flag}"
            self.say(ended if self.room.day.ended_at else "Going on.")

    def action_hand_over(self) -> None:
        """Hand an open flag over."""
        self._open(HandOverDialog(self.room))

    def action_close_day(self) -> None:
        """Close the day, after asking."""
        if self._may_record():
            self._open(CloseDayDialog(self.room), self._close_ended)

    def _may_record(self) -> bool:
        if self.room.day.started_at is None:
            self.say("The day has not begun. Enter opens the doors.")
        return self.room.day.started_at is not None

    def _open(self, dialog: Any, then: Callable[[Any], None] | None = None) -> None:
        self.app.push_screen(dialog, then)

    def _go_to(self, item: str | None) -> None:
        if item is not None and item != self.room.day.present_item:
            self._do_and_draw(cmd.GoTo(item, self.room.now), "Moved. u goes back.")

    def open_flag(self, seats: tuple[int, ...]) -> None:
        """The safeguarding prompt; without seats it is about the group."""
        self._open(FlagPrompt(self.room, seats), self._flag_ended)

    def _flag_ended(self, answer: str | None) -> None:
        self.draw_all()
        if answer == HAND_OVER:
            self.action_hand_over()
        elif answer == ON_PAPER:
            self.say("A flag is on paper. Until it says saved, it is not in the store.")

    def _close_ended(self, answer: str | None) -> None:
        self.draw_all()
        if answer == HAND_OVER:
            self.action_hand_over()
        elif answer == CLOSED:
            self.say("The day is closed. Esc leaves; next comes the debrief.")
