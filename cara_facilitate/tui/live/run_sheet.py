"""The run sheet to go by: begin any item, change the order, leave something out, give time back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.commands import Command, LeaveOut, MoveItem, Shorten
from cara_facilitate.domain.events import (
    ItemLeftOut,
    ItemStarted,
    PlanReordered,
    PlanShortened,
    ProposalRefused,
)
from cara_facilitate.tui.live.advice import cut_words
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import drift_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.runsheet import sheet_table

WIDTH = 73
"""Cells inside the box, beside its scroll bar."""


class RunSheetDialog(Dialog):
    """The whole run sheet; Enter begins the marked item. Answers with its id, or None."""

    TITLE_WORDS: ClassVar[str] = "Run sheet"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._item = room.item.id

    def body(self) -> Content:
        """Every item with its times, the day as a whole, and what could be given back."""
        sheet = self.room.sheet()
        lines = [
            sheet_table(sheet, self._item, WIDTH),
            Content(""),
            paint(f"Times to come are expected times. The day as a whole: {drift_words(sheet)}."),
        ]
        proposal = sheet.proposal
        if proposal is not None and not proposal.complete:
            lines.append(
                paint((f"{proposal.short} min more is lost than the rest can give back: the day "
                       "cannot be run as complete. Ring the manager.", "bold"))
            )  # fmt: skip
        if proposal is not None and proposal.cuts:
            lines.append(paint(f"{cut_words(proposal)} (y)."))
        return Content("\n").join(lines)

    def choices(self) -> Sequence[Choice]:
        """Up, down, go, the order, leave out, give time back, or stay."""
        changes: list[Choice] = []
        if self.room.day.live:
            changes = [
                Choice("e", "Earlier", partial(self._move, -1), "Run the marked item earlier"),
                Choice("l", "Later", partial(self._move, 1), "Run the marked item later"),
                Choice("o", "Leave out", self._leave_out,
                       "Do not run the marked item, or run it after all"),
                Choice("y", "Shorten", self._shorten, "Give back the time that is proposed"),
                Choice("u,ctrl+z", "Undo", self._undo, "Take back the last change"),
            ]  # fmt: skip
        return (
            Choice("up", "", partial(self._step, -1), "The item above"),
            Choice("down", "choose", partial(self._step, 1), "The item below"),
            Choice("enter", "Begin it", self._go, "Begin the marked item; u takes it back"),
            *changes,
            Choice("escape,g", "Close", self.done),
        )

    def _step(self, by: int) -> None:
        ids = [row.item.id for row in self.room.sheet().rows]
        here = ids.index(self._item) if self._item in ids else 0
        self._item = ids[max(0, min(here + by, len(ids) - 1))]

    def _go(self) -> None:
        self.dismiss(self._item)

    def _move(self, by: int) -> None:
        self._do(MoveItem(self._item, by, self.room.now))

    def _leave_out(self) -> None:
        out = self._item not in self.room.day.left_out
        self._do(LeaveOut(self._item, out, self.room.now))

    def _shorten(self) -> None:
        proposal = self.room.sheet().proposal
        cuts = tuple((cut.item, cut.minutes) for cut in proposal.cuts) if proposal else ()
        self._do(Shorten(cuts, self.room.now))

    def _undo(self) -> None:
        self.undo_last(ItemStarted, ItemLeftOut, PlanReordered, PlanShortened, ProposalRefused)

    def _do(self, command: Command) -> bool:
        return self.attempt(lambda: self.room.do(command))
