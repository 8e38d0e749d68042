"""Handing a safeguarding flag over: to whom, their reference, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from functools import partial
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.flags import Flag, day_words
from cara_facilitate.services import oncall, safeguard
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.flag_prompt import PAPER, TICK
from cara_facilitate.tui.live.on_call import card_lines
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.sealing import Sealed, seal, seal_again
from cara_facilitate.tui.text import paint

ROLES = (
    "Manager on call",
    "Safeguarding lead",
    "Police, 999",
    "Police, 101",
    "Children's social care",
    "Adult social care",
    "Emergency duty team",
    "Ambulance or crisis team",
)
MOST = 60
LONGEST_TIME = 15
TIME_WORDS = "When were they told? HH:MM, or y 23:40 for yesterday, or 28/11 09:15"
NO_TIME = "Please type a time such as 10:12, not later than now; y 23:40 is yesterday's."


class Step(Enum):
    """Where the form stands."""

    WHICH = auto()
    WHOM = auto()
    ROLE = auto()
    REFERENCE = auto()
    TIME = auto()
    SAVING = auto()
    SAVED = auto()
    FAILED = auto()


class HandOverDialog(Dialog):
    """A short form for any open flag of the store; flags appear by id and time only.

    How long a flag has waited is told the same way whatever it is: a deadline here would tell
    anybody who looks on how grave it is.
    """

    TITLE_WORDS: ClassVar[str] = "Who was told of a safeguarding flag"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._flags = safeguard.open_flags(room.desk)
        self._cohort = room.cohort
        self._flag: Flag | None = None
        if len(self._flags) == 1:
            self._cohort, self._flag = self._flags[0]
        self.step = Step.WHOM if self._flag else Step.WHICH
        self._whom = self._reference = ""
        self._told: datetime | None = None
        self._queued = False

    def on_mount(self) -> None:
        """Let the time run that a flag has waited."""
        self.set_interval(TICK, self.redraw)

    def body(self) -> Content:
        """What is asked now."""
        if not self._flags:
            return paint("No flag is open.")
        lines = {
            Step.WHICH: ["Which flag?", "", *(f"  {n}  {self._told_of(cohort, f)}"
                                              for n, (cohort, f) in self._numbered())],
            Step.WHOM: ["Who was told? A role or a service, never a name.", "",
                        *(f"  {n}  {role}" for n, role in enumerate(ROLES, start=1)),
                        "", card_lines(oncall.card(self.room.desk, self._cohort))],
            Step.ROLE: ["Type the role or the service, not a name."],
            Step.REFERENCE: [f"{self._whom}.", "", "Their reference; empty means none given."],
            Step.TIME: [f"{self._whom}.", "", TIME_WORDS],
            Step.SAVING: ["Saving..."],
            Step.SAVED: self._saved_words(),
            Step.FAILED: ["NOT SAVED.", PAPER],
        }[self.step]  # fmt: skip
        head = Content("")
        if self._flag and self.step is not Step.SAVED:
            head = paint((f"{self._told_of(self._cohort, self._flag)}\n\n", "dim"), lines=True)
        loud = "bold $text-error" if self.step is Step.FAILED else ""
        return paint(head, ("\n".join(lines), loud), lines=True)

    def choices(self) -> Sequence[Choice]:
        """The present step's keys."""
        stop = Choice("escape", "Not now", self.done)
        if not self._flags:
            return (Choice("escape,enter", "Close", self.done),)
        if self.step is Step.WHICH:
            return (*(Choice(str(n), "", partial(self._pick, cohort, f), f.id)
                      for n, (cohort, f) in self._numbered()), stop)  # fmt: skip
        if self.step is Step.WHOM:
            roles = [
                Choice(str(n), "", partial(self._to_whom, role), role)
                for n, role in enumerate(ROLES, start=1)
            ]
            return (*roles, Choice("t", "Type another", self._type_role), stop)
        if self.step is Step.SAVING:
            return ()
        if self.step is Step.SAVED:
            return (Choice("enter,escape", "Back to the session", self.done),)
        if self.step is Step.FAILED:
            return (Choice("r", "Try again", self._save),
                    Choice("p", "It is on paper: go on", self.done))  # fmt: skip
        last = self.step is Step.TIME
        return (Choice("enter", "Save" if last else "Go on", self._entered), stop)

    def _numbered(self) -> list[tuple[int, tuple[str, Flag]]]:
        return list(enumerate(self._flags[:9], start=1))

    def _pick(self, cohort: str, flag: Flag) -> None:
        self._cohort, self._flag, self.step = cohort, flag, Step.WHOM

    def _told_of(self, cohort: str, flag: Flag) -> str:
        elsewhere = "" if cohort == self.room.cohort else f"{cohort}, "
        return f"{flag.id}, {elsewhere}{safeguard.waiting(self.room.desk, flag)}"

    def _saved_words(self) -> list[str]:
        told = f"{self._told:%H:%M}" if self._told else ""
        day = day_words(self._told.date(), self.room.now.date()) if self._told else ""
        reference = self._reference or safeguard.NONE_GIVEN
        lines = [f"Saved. {self._whom} was told at {told} {day}, reference: {reference}."]
        left = len(safeguard.open_flags(self.room.desk))
        return [*lines, "", "Another flag is still open."] if left else lines

    def _type_role(self) -> None:
        self.step = Step.ROLE
        self.ask("", MOST)

    def _to_whom(self, role: str) -> None:
        self._whom, self.step = role, Step.REFERENCE
        self.ask("", MOST)

    def _entered(self) -> None:
        if self.step is Step.ROLE:
            if self.typed:
                self._to_whom(self.typed)
            else:
                self.trouble = "Say who was told: a role or a service."
        elif self.step is Step.REFERENCE:
            self._reference, self.step = self.typed, Step.TIME
            self.ask(f"{self.room.now:%H:%M}", LONGEST_TIME)
        elif self._flag is not None:
            self._told = safeguard.told_time(self.room.desk, self._flag, self.typed)
            if self._told is None:
                self.trouble = NO_TIME
            elif early := safeguard.told_too_early(self.room.desk, self._flag, self._told):
                self.trouble = early
            else:
                self._save()

    def _save(self) -> None:
        again = self.step is Step.FAILED
        self.step = Step.SAVING
        self.stop_asking()
        self.run_worker(self._saving(again), exclusive=True)

    async def _saving(self, again: bool) -> None:
        before = self._times_told()
        queued = again and self._queued
        done = (
            await seal_again(self.room.desk)
            if queued
            else await seal(self._hand_over, lambda: self._times_told() > before)
        )
        self._finish(done)

    def _finish(self, done: Sealed) -> None:
        self._queued = done.queued
        self.step = Step.FAILED if done.failure else Step.SAVED
        self.trouble = done.failure
        self.redraw()

    def _times_told(self) -> int:
        if self._flag is None:
            return 0
        return len(self.room.desk.state(self._cohort).flags[self._flag.id].hand_overs)

    def _hand_over(self) -> None:
        if self._flag is not None and self._told is not None:
            safeguard.hand_over(
                self.room.desk,
                self._cohort,
                self._flag.id,
                to=self._whom,
                reference=self._reference,
                told_at=self._told,
                by=self.room.desk.owner,
            )
