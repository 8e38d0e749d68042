"""The live session: what a facilitator looks at, and records on, all day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from textual import events

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.leading import coder
from cara_facilitate.domain.runsheet import RunSheet, spent_seconds
from cara_facilitate.errors import CaraError
from cara_facilitate.services.awake import EVERY, note_awake
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live import chord as keying
from cara_facilitate.tui.live.attendance import AttendanceDialog
from cara_facilitate.tui.live.close_day import CLOSED, CloseDayDialog
from cara_facilitate.tui.live.face import LiveFace
from cara_facilitate.tui.live.flag_prompt import HAND_OVER, ON_PAPER, FlagPrompt
from cara_facilitate.tui.live.hand_over import HandOverDialog
from cara_facilitate.tui.live.live_keys import LIVE_KEYS, NOT_STARTED
from cara_facilitate.tui.live.overviews import AimsDialog, SeatsDialog
from cara_facilitate.tui.live.ratings import RatingsDialog
from cara_facilitate.tui.live.room import Room, desk_of
from cara_facilitate.tui.live.run_sheet import RunSheetDialog
from cara_facilitate.tui.live.saves import SaveHeard, show_saved, teller
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.live.whole_day import ENDED, WholeDayDialog
from cara_facilitate.tui.live.words import joined, seats_words
from cara_facilitate.tui.widgets.clock import Clock
from cara_facilitate.tui.widgets.script import ScriptPane
from cara_facilitate.tui.widgets.status import StatusLine

BOUND = {
    name: key.action or key.id
    for key in (*NOT_STARTED, *LIVE_KEYS)
    if key.bound
    for name in key.names()
}
"""What each key that is not for the chord does, by Textual's name of the key."""


class LiveScreen(LiveFace):
    """Runs one workshop; opened on a day under way it goes on where it was.

    :param cohort: cohort id. :param workshop: 1 or 2.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (*NOT_STARTED, *LIVE_KEYS)

    def __init__(self, cohort: str, workshop: int) -> None:
        super().__init__()
        self._where = (cohort, workshop)
        self._marked = 0.0
        self._known: tuple[int, RunSheet | None] = (-1, None)

    def open_scene(self) -> Scene:
        """The workshop of the open store."""
        self.room = Room(desk_of(self.app), *self._where)
        return self.room

    def on_mount(self) -> None:
        """Listen for saves and let the clock tick."""
        self._status, self._clock = self.query_one(StatusLine), self.query_one(Clock)
        self.room.desk.listen(teller(self))
        show_saved(self.query_one(StatusLine), self.room.desk.save_state)
        self.say(self.room.welcome())
        self.set_interval(1.0, self.tick)

    def on_save_heard(self, message: SaveHeard) -> None:
        """Say what the disk has now: a key pressed since makes an earlier "saved" untrue."""
        now = message.state if message.state.failure else self.room.desk.save_state
        show_saved(self.query_one(StatusLine), now)

    def tick(self) -> None:
        """Once a second: the clock; once a minute: what is expected when."""
        self.lapse()
        if self.room.day.live and self.room.desk.clock.boottime() >= self._marked + EVERY:
            self._marked = self.room.desk.clock.boottime()
            note_awake(self.room.desk.folder, self.room.now)
        now, status = self.room.now, self._status
        if self._minute != f"{now:%H:%M}":
            self.draw_time()
        else:
            self._clock.tell(now, self.room.day, self._sheet())
        if status.message and self.room.desk.clock.boottime() >= self._said_until:
            status.say("")

    def _sheet(self) -> RunSheet:
        """The sheet as it stands: between two entries only what is left of the item changes.

        Once that is used up, or while the day stands still, everything behind it moves as well.
        """
        day, entries = self.room.day, len(self.room.state.log)
        known, sheet = self._known
        present = sheet.present if sheet is not None and known == entries else None
        if sheet is not None and present is not None and day.paused is None:
            spent = spent_seconds(day, present.item.id, self.room.moment)
            left = present.minutes * 60 - spent
            if left > 0:
                return replace(sheet, left=left)
        sheet = self.room.sheet()
        self._known = (entries, sheet)
        return sheet

    # --- keys --------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Every key in the order it was pressed.

        Textual runs bindings after the key has bubbled up to the app; by then the next key may
        have been recorded here. So what is not for the chord is carried out at once as well.
        """
        name = event.character if event.is_printable and event.character else event.key
        if not self.room.day.live and name != keying.FLAG_KEY:
            if name in keying.SEAT_KEYS or name == keying.OBJECTIVE_KEY:
                self.say("The day is not under way: nothing was recorded.")
            await self._run_bound(event)
            return
        clock = self.room.desk.clock
        before = self._chord
        self._chord, outcome = keying.press(
            before, keying.Press(name, clock.now(), clock.boottime()), self._keyboard()
        )
        if isinstance(outcome, keying.Free):
            await self._run_bound(event)
            return
        event.stop()
        event.prevent_default()
        self._carry_out(outcome)
        self.draw_seats()
        self.draw_keys()

    async def _run_bound(self, event: events.Key) -> None:
        action = BOUND.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def _carry_out(self, outcome: keying.Outcome) -> None:
        match outcome:
            case keying.Waiting():
                self.set_timer(keying.TIMEOUT + 0.05, self.lapse)
                self.say(self._waiting_words())
            case keying.Seen(seats, code, at):
                words = f"{seats_words(seats)}: noted. u takes it back."
                if self.do(cmd.Observe(seats, code, at), words):
                    self.glimpse()
            case keying.Reached(number, seats, at):
                self._reach(number, seats, at)
            case keying.Flagged(seats):
                self.say("")
                self._open(FlagPrompt(self.room, seats), self._flag_ended)
            case keying.Swallowed(reason):
                self.say(reason)

    def _keyboard(self) -> keying.Keyboard:
        return keying.Keyboard(self._code_letters, frozenset(self.room.seats))

    def _waiting_words(self) -> str:
        if self._chord.objective:
            who = seats_words(self._chord.seats)
            return f"{who}: which objective was met? A digit; 0 is O10."
        return f"{seats_words(self._chord.seats)}: now a code letter. Backspace cancels."

    def _reach(self, number: int, seats: tuple[int, ...], at: datetime) -> None:
        objectives = self.room.curriculum.objectives
        if number > len(objectives):
            self.say("There is no such objective.")
            return
        name = objectives[number - 1].id
        if self.do(cmd.Tick(name, seats, at), f"{name} seen to be met: {seats_words(seats)}."):
            self.draw_time()

    def lapse(self) -> None:
        """Give the chord up if its time is over, and say so."""
        before = self._chord
        self._chord = keying.lapse(before, self.room.desk.clock.boottime())
        if before.pending and not self._chord.pending:
            self.say(f"{seats_words(before.seats)}: nothing followed, nothing was recorded.")
            self.draw_seats()
            self.draw_keys()

    # --- acting ------------------------------------------------------------------------------

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

    # --- what opens above --------------------------------------------------------------------

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
