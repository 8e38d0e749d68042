"""Closing the day: reasons for what was cut, what was not reached, who was not heard, then yes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.commands import EndWorkshop, GiveReason
from cara_facilitate.domain.debrief import REASONS
from cara_facilitate.domain.engagement import not_heard
from cara_facilitate.domain.flags import BANNER
from cara_facilitate.domain.objectives import uncovered_words
from cara_facilitate.domain.runsheet import RunRow, RunSheet
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.flag_prompt import HAND_OVER
from cara_facilitate.tui.live.ratings import sample_words
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.text import paint

CLOSED = "closed"


def cut_short(sheet: RunSheet) -> tuple[RunRow, ...]:
    """Activities that were never begun, or had less than their shortest length."""
    return tuple(
        row
        for row in sheet.rows
        if not row.item.is_break and (row.spent is None or row.spent < row.item.floor * 60)
    )


class CloseDayDialog(Dialog):
    """Asks one thing at a time; nothing is closed without ``y``. Answers how it ended."""

    TITLE_WORDS: ClassVar[str] = "Close the day"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        day = room.day
        self._open = [row for row in cut_short(room.sheet()) if row.item.id not in day.reasons]

    def body(self) -> Content:
        """The open flag, the next reason wanted, or what to know before the room empties."""
        if self.room.state.open_flags:
            return paint((BANNER, "bold"))
        if self._open:
            return self._reason_body(self._open[0])
        return self._summary()

    def choices(self) -> Sequence[Choice]:
        """Say who was told, reasons by digit, or yes and no."""
        stay = Choice("escape,n,enter", "No, stay in the day", self.done)
        if self.room.state.open_flags:
            return (Choice("h", "Say who was told", partial(self.answer, HAND_OVER)), stay)
        if self._open:
            reasons = [
                Choice(str(n), "", partial(self._reason, reason), reason)
                for n, reason in enumerate(REASONS, start=1)
            ]
            return (*reasons, Choice("escape", "Stay in the day", self.done))
        return (Choice("y", "Yes, close the day", self._close), stay)

    def _reason_body(self, row: RunRow) -> Content:
        had = "was skipped" if row.spent is None else (
            f"had {row.spent // 60} minutes; its shortest is {row.item.floor}"
        )  # fmt: skip
        lines = [f"{row.item.id} {row.item.title}", f"{had}. Why?", ""]
        lines += [f"  {n}  {reason}" for n, reason in enumerate(REASONS, start=1)]
        if len(self._open) > 1:
            lines += ["", f"{len(self._open) - 1} more to answer."]
        return paint("\n".join(lines), lines=True)

    def _summary(self) -> Content:
        missed = uncovered_words(self.room.curriculum, self.room.day)
        lines = [paint("Before the room empties:"), Content("")]
        if missed:
            lines.append(paint(("Objectives planned for today, not yet seen to be met", "bold")))
            lines += [paint(f"  {words}") for words in missed]
        else:
            lines.append(paint("Every objective planned for today was seen to be met."))
        silent = not_heard(self.room.day, self.room.seats)
        heard = f"{seats_words(silent)}: nothing said or done was noted." if silent else ""
        lines += [Content(""), paint(heard or "Everybody in the room was heard.")]
        if sample := sample_words(self.room):
            lines.append(paint(sample))
        failure = self.room.desk.save_state.failure
        if failure:
            lines += [Content(""), paint((f"NOT SAVED yet. {failure}", "bold $text-error"))]
        return Content("\n").join([*lines, Content(""), paint(("Close the day?", "bold"))])

    def _reason(self, reason: str) -> None:
        item = self._open[0].item.id
        if self.attempt(lambda: self.room.do(GiveReason(item, reason, self.room.now))):
            self._open.pop(0)

    def _close(self) -> None:
        if self.attempt(lambda: self.room.do(EndWorkshop(self.room.now))):
            self.dismiss(CLOSED)
