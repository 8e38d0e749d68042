"""The day as a whole: who leads, a delayed start, a day not held or stopped, and going on again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.deciding.day import GOING_ON, MOST_REASON, REASONS
from cara_facilitate.domain.leading import coder, lead
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.text import paint

ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is done to a day: its question, and what follows from it in plain words."""

    title: str
    follows: str
    command: Callable[[str, str, Room], cmd.Command]
    asks_time: bool = False
    reasons: tuple[str, ...] = REASONS


STOP = Matter(
    "Stop the workshop",
    "The service stops the day: code SS for the whole cohort, nobody's absence. What was "
    "recorded stands. The pair is offered again. Tell the manager today. For a short alarm an "
    "unplanned break is enough: comma.",
    lambda reason, _until, room: cmd.StopWorkshop(reason, room.desk.owner, room.now),
)
NOT_HELD = Matter(
    "The workshop is not held",
    "The service does not hold this day: code NR for the whole cohort, nobody's absence. The "
    "pair is offered again. Tell the manager today.",
    lambda reason, _until, room: cmd.NotHeld(reason, room.desk.owner, room.now),
)
REOPEN = Matter(
    "Go on with this day",
    "It goes on where it was, today only. What was recorded stands, and the time in between "
    "counts as a break.",
    lambda reason, _until, room: cmd.Reopen(reason, room.desk.owner, room.now),
    reasons=GOING_ON,
)
DELAY = Matter(
    "The doors open later",
    "Tell the group. The finish stays where it is: the run sheet will say what to shorten.",
    lambda reason, until, room: cmd.DelayStart(until, reason, room.now),
    asks_time=True,
)


class WholeDayDialog(Dialog):
    """A menu, then a time where one is needed, a reason, and yes. Answers ``ended`` or None."""

    TITLE_WORDS: ClassVar[str] = "The day"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._matter: Matter | None = None
        self._until = ""
        self._reason = ""
        self._typing = ""

    def body(self) -> Content:
        """How the day stands, or what is asked now."""
        matter = self._matter
        if matter is None:
            return paint("\n".join(self._stands()), lines=True)
        if self._typing == "time":
            return paint(f"{matter.title}. Until when? HH:MM, after {self.room.day.start}")
        if self._typing == "reason":
            return paint(f"{matter.title}. Why? At most {MOST_REASON} letters, no names.")
        if not self._reason:
            lines = [f"{matter.title}. Why?", ""]
            lines += [f"  {n}  {reason}" for n, reason in enumerate(matter.reasons, start=1)]
            return paint("\n".join([*lines, "  t  another reason"]), lines=True)
        when = f"Until {self._until}. " if self._until else ""
        lines = [matter.follows, "", f"{when}Reason: {self._reason}.", "", f"{matter.title}?"]
        return paint("\n".join(lines), lines=True)

    def choices(self) -> Sequence[Choice]:
        """The menu's keys, or those of the question."""
        if self._matter is None:
            return self._menu()
        back = Choice("escape", "Back", self._back)
        if self._typing:
            return (Choice("enter", "Go on", self._entered), back)
        if not self._reason:
            digits = [
                Choice(str(n), "", partial(self._because, reason), reason)
                for n, reason in enumerate(self._matter.reasons, start=1)
            ]
            return (*digits, Choice("t", "Type a reason", partial(self._type, "reason")), back)
        return (Choice("y", "Yes, record it", self._record), back)

    def _stands(self) -> list[str]:
        state, day = self.room.state, self.room.day
        lines = [f"Leads: {lead(state, day)}. Watches and codes: {coder(state, day) or 'nobody'}."]
        lines += [f"Start delayed until {one.until}: {one.reason}." for one in day.delays[-1:]]
        if day.not_held:
            lines.append(f"Not held (NR): {day.not_held.reason}. The pair is offered again.")
        elif day.stopped:
            lines.append(f"Stopped at {day.stopped.at:%H:%M} (SS): {day.stopped.reason}.")
        elif day.ended_at:
            lines.append(f"Closed at {day.ended_at:%H:%M}.")
        elif day.started_at:
            lines.append(f"Under way since {day.started_at:%H:%M}.")
        else:
            lines.append(f"The doors are to open at {day.start}.")
        return lines

    def _menu(self) -> tuple[Choice, ...]:
        day = self.room.day
        offered: list[Choice] = []
        if day.live:
            offered += [
                Choice("w", "Swap lead", self._swap, "The other facilitator leads from now on"),
                Choice("s", STOP.title, partial(self._about, STOP)),
            ]
        elif day.ended_at is None:
            offered += [
                Choice("l", "Open later", partial(self._about, DELAY), DELAY.title),
                Choice("x", "Not held", partial(self._about, NOT_HELD), NOT_HELD.title),
            ]
        else:
            offered.append(Choice("o", "Go on with it", partial(self._about, REOPEN), REOPEN.title))
        return (*offered, Choice("escape,d,enter", "Close", self.done))

    def _swap(self) -> None:
        other = coder(self.room.state, self.room.day)
        self.attempt(lambda: self.room.do(cmd.TakeLead(other, self.room.now)))

    def _about(self, matter: Matter) -> None:
        self._matter = matter
        if matter.asks_time:
            self._type("time")

    def _type(self, what: str) -> None:
        self._typing = what
        self.ask("", 5 if what == "time" else MOST_REASON)

    def _entered(self) -> None:
        typed = self.typed
        if not typed:
            self.trouble = "Please type it, or press Esc."
            return
        if self._typing == "time":
            self._until = typed.replace(".", ":").zfill(5)
        else:
            self._reason = typed
        self._typing = ""
        self.stop_asking()

    def _because(self, reason: str) -> None:
        self._reason = reason

    def _back(self) -> None:
        self._typing = self._until = self._reason = ""
        self._matter = None
        self.stop_asking()

    def _record(self) -> None:
        matter = self._matter
        if matter is None:
            return
        command = matter.command(self._reason, self._until, self.room)
        if self.attempt(lambda: self.room.do(command)):
            self.dismiss(None if matter.asks_time else ENDED)
        else:
            self._reason = self._until = ""
            self._matter = None
