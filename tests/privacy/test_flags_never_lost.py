"""A flag once raised is shown, acknowledged or blocking, whatever else happens (requirement 6)."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.readiness import readiness
from cara_facilitate.errors import Refusal
from cara_facilitate.services.home import attention
from tests.domain.day_story import Story

BOTH = ("F-LEAD1", "F-CO2")
PROOF = os.environ.get("CARA_PROOF") == "1"
TRACES, STEPS = (100_000, 12) if PROOF else (60, 50)
"""In the proof as many traces as the requirement names; in every run fewer and longer ones."""


class Flags(RuleBasedStateMachine):
    """A pair of workshops in any order; what was raised is remembered apart from the app."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story().open_doors()
        self.numbers = count(1)
        self.raised: list[str] = []
        self.told: set[str] = set()
        self.read: set[tuple[str, str]] = set()
        self.closed: set[str] = set()

    def unread(self) -> set[tuple[str, str]]:
        """What two people have not closed yet and a facilitator has still to read."""
        return {(f, who) for f in self.raised if f not in self.closed for who in BOTH} - self.read

    def attempt(self, command: cmd.Command) -> None:
        self.story.pass_time(seconds=3)
        with suppress(Refusal):
            self.story.do(command)

    @rule()
    def raise_flag(self) -> None:
        flag = f"FL-{next(self.numbers):04d}"
        self.story.happen(ev.FlagRaised(flag, self.story.workshop, "W1-01", self.story.now))
        self.raised.append(flag)

    @precondition(lambda self: self.raised)
    @rule(data=st.data())
    def hand_over(self, data: st.DataObject) -> None:
        flag = data.draw(st.sampled_from(self.raised))
        now = self.story.now
        self.story.happen(ev.FlagHandedOver(flag, "manager", "none given", now, "F-CO2", now))
        self.told.add(flag)

    @precondition(lambda self: self.raised)
    @rule(data=st.data(), who=st.sampled_from(BOTH))
    def acknowledge(self, data: st.DataObject, who: str) -> None:
        flag = data.draw(st.sampled_from(self.raised))
        self.story.happen(ev.FlagAcknowledged(flag, who, self.story.now))
        self.read.add((flag, who))

    @rule(seat=st.integers(1, 12), code=st.sampled_from("okmt"))
    def observe(self, seat: int, code: str) -> None:
        self.attempt(cmd.Observe((seat,), code, self.story.now))

    @rule(undo=st.booleans())
    def undo_or_redo(self, undo: bool) -> None:
        self.attempt(cmd.Undo(self.story.now) if undo else cmd.Redo(self.story.now))

    @rule(kind=st.sampled_from(["next", "back", "pause", "resume"]))
    def move(self, kind: str) -> None:
        now = self.story.now
        self.attempt(
            {
                "next": cmd.NextItem(now),
                "back": cmd.PreviousItem(now),
                "pause": cmd.Pause("break", now),
                "resume": cmd.Resume(now),
            }[kind]
        )

    @rule(undo=st.booleans())
    def import_feedback(self, undo: bool) -> None:
        now = self.story.now
        if undo and self.story.state.imports:
            name = self.story.state.imports[-1].id
            self.story.happen(ev.FeedbackImportUndone(name, "F-CO2", now))
        else:
            name = f"i{next(self.numbers)}"
            self.story.happen(ev.FeedbackImported(name, (), (), 0, "F-CO2", now))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def close_a_flag(self, data: st.DataObject) -> None:
        flag = data.draw(st.sampled_from(sorted(self.told)))
        self.story.happen(ev.FlagClosed(flag, *BOTH, self.story.now))
        self.closed.add(flag)

    @rule(reopen=st.booleans())
    def stop_or_reopen_the_day(self, reopen: bool) -> None:
        now, why = self.story.now, "fire alarm"
        self.attempt(
            cmd.Reopen(why, "F-CO2", now) if reopen else cmd.StopWorkshop(why, "F-CO2", now)
        )

    @rule()
    def close_the_day(self) -> None:
        may_not = self.story.state.open_flags and self.story.day.ended_at is None
        self.attempt(cmd.EndWorkshop(self.story.now))
        if may_not:
            assert self.story.day.ended_at is None

    @rule()
    def start_workshop_two(self) -> None:
        days = self.story.state.workshops
        wait = (days[2].date - self.story.now.date()).days
        if wait > 0 and days[1].ended_at is not None:
            self.story.pass_time(days=wait)  # what is recorded before the eve does not count
        self.story.workshop = 2
        self.story.happen(
            ev.WorkshopPrepared(2, self.story.curriculum.hash, (), self.story.now),
            ev.ReadinessRefreshed("VW-1", "none", "F-CO2", self.story.now),
            ev.ManagerCalled("M-1", True, "nothing came", "F-CO2", self.story.now),
        )
        unread = self.unread()
        started_before = self.story.day.started_at
        self.attempt(cmd.StartWorkshop(self.story.now))
        if unread and started_before is None:
            assert self.story.day.started_at is None
        if self.story.day.started_at is None:
            self.story.workshop = 1

    @rule()
    def crash_and_reopen(self) -> None:
        self.story.state = fold(self.story.log)

    @invariant()
    def every_flag_is_there(self) -> None:
        assert list(self.story.state.flags) == self.raised

    @invariant()
    def an_untold_flag_is_shown(self) -> None:
        untold = [flag for flag in self.raised if flag not in self.told]
        assert [flag.id for flag in self.story.state.open_flags] == untold
        assert ("safeguarding: a flag is open" in attention(self.story.state)) == bool(untold)

    @invariant()
    def an_unread_flag_blocks(self) -> None:
        assert set(readiness(self.story.state).flags_unread) == self.unread()


Flags.TestCase.settings = settings(max_examples=TRACES, stateful_step_count=STEPS, deadline=None)
test_a_flag_is_never_lost = Flags.TestCase
