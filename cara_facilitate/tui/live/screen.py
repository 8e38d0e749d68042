"""The live session: what a facilitator looks at, and records on, all day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.runsheet import RunSheet, spent_seconds
from cara_facilitate.services.awake import EVERY, note_awake
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live import chord as keying
from cara_facilitate.tui.live.live_keys import LIVE_KEYS, NOT_STARTED
from cara_facilitate.tui.live.openings import OpeningFace
from cara_facilitate.tui.live.room import Room, desk_of
from cara_facilitate.tui.live.saves import SaveHeard, show_saved, teller
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.widgets.clock import Clock
from cara_facilitate.tui.widgets.status import StatusLine

BOUND = {
    name: key.action or key.id
    for key in (*NOT_STARTED, *LIVE_KEYS)
    if key.bound
    for name in key.names()
}
"""What each key that is not for the chord does, by Textual's name of the key."""


class LiveScreen(OpeningFace):
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
                self.open_flag(seats)
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
