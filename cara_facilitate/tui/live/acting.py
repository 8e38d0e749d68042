"""What a key of the live session does at once: it is carried out, said and drawn."""

from __future__ import annotations

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.leading import coder
from cara_facilitate.errors import CaraError
from cara_facilitate.tui.live.face import LiveFace
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import joined
from cara_facilitate.tui.widgets.script import ScriptPane
from cara_facilitate.tui.widgets.status import StatusLine


class ActingFace(LiveFace):
    """A live face whose workshop can be acted on; ``room`` is that workshop."""

    room: Room

    def do(self, command: cmd.Command, words: str = "") -> bool:
        """Carry out a command in memory and say so; the save follows. A refusal says why."""
        try:
            self.room.do(command)
        except CaraError as error:
            self.say(error.sentence())
            return False
        self.query_one(StatusLine).saving()
        self.say(words)
        return True

    def _do_and_draw(self, command: cmd.Command, words: str = "") -> None:
        if self.do(command, words):
            self.draw_all()

    def action_start(self) -> None:
        """Open the doors."""
        if self.room.day.started_at is None:
            self._do_and_draw(cmd.StartWorkshop(self.room.now), "The day has begun.")

    def action_next(self) -> None:
        """Begin the next item."""
        self._do_and_draw(cmd.NextItem(self.room.now), "Next item. u goes back.")

    def action_previous(self) -> None:
        """Go back to the item before."""
        self._do_and_draw(cmd.PreviousItem(self.room.now), "Back one item. u takes it back.")

    def action_pause(self) -> None:
        """Stop or start the item's clock."""
        self._stand_still("pause", "Paused. The same key goes on.")

    def action_recess(self) -> None:
        """An unplanned break, or its end."""
        self._stand_still("break", "Break. The same key goes on.")

    def _stand_still(self, kind: str, words: str) -> None:
        if self.room.day.paused is None:
            self._do_and_draw(cmd.Pause(kind, self.room.now), words)
        else:
            self._do_and_draw(cmd.Resume(self.room.now), "Going on.")

    def action_accept(self) -> None:
        """Shorten as proposed."""
        proposal = self.advice.proposal
        if proposal is None:
            self.say("Nothing is proposed now. g shows the run sheet.")
            return
        cuts = tuple((cut.item, cut.minutes) for cut in proposal.cuts)
        names = joined([cut.item for cut in proposal.cuts])
        self._do_and_draw(cmd.Shorten(cuts, self.room.now), f"Shorter now: {names}. u: undo.")

    def action_refuse(self) -> None:
        """Keep the plan as it is."""
        proposal = self.advice.proposal
        if proposal is None:
            self.say("Nothing is proposed now. g shows the run sheet.")
            return
        words = "The plan stays. u takes this back."
        self._do_and_draw(cmd.RefuseProposal(proposal.behind, self.room.now), words)

    def action_swap(self) -> None:
        """The other facilitator leads."""
        other = coder(self.room.state, self.room.day)
        self._do_and_draw(cmd.TakeLead(other, self.room.now), f"{other} leads now. u: undo.")

    def action_undo(self) -> None:
        """Take back the last thing, and say what it was."""
        words = self.room.undo_words()
        self._do_and_draw(cmd.Undo(self.room.now), f"Undone: {words}. U puts it back.")
        self.glimpse()

    def action_redo(self) -> None:
        """Put back what was undone, and say what it was."""
        if self.do(cmd.Redo(self.room.now)):
            self.say(f"Put back: {self.room.undo_words()}.")
            self.glimpse()
            self.draw_all()

    def action_turn(self, by: int) -> None:
        """Turn the script's pages."""
        if not self.query_one(ScriptPane).turn(by):
            self.say("That is the last page. n begins the next item." if by > 0 else
                     "That is the first page.")  # fmt: skip

    def action_leave(self) -> None:
        """Leave the screen; the day goes on."""
        self.dismiss()
