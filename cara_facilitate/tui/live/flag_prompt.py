"""The safeguarding prompt: read, choose, write, and leave only once it is saved or on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from typing import ClassVar

from textual import events
from textual.content import Content

from cara_facilitate.domain.flags import KINDS, SEVERITIES, SLOWER
from cara_facilitate.domain.identifiers import note_seat
from cara_facilitate.errors import CaraError
from cara_facilitate.services import safeguard
from cara_facilitate.tui.live.chord import SEAT_KEYS
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.live.flag_draft import ACTIONS, NOT_DESCRIBED, READ_FIRST, FlagDraft
from cara_facilitate.tui.live.on_call import card_lines
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.sealing import Sealed, seal, seal_again
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.text import paint

MOST_WORDS = safeguard.MOST_WORDS
HAND_OVER, SAVED, ON_PAPER, NOTED = "hand over", "saved", "on paper", "noted"
"""How it ends: saved and to be handed over at once, saved, on paper only, or as no flag."""
TICK = 10.0
"""Seconds between two looks at the deadline."""
PAPER = "Write it on paper now: the time, the seat, what was said or seen, what you did."


class Step(Enum):
    """Where the prompt stands."""

    READ = auto()
    SEVERITY = auto()
    SLOWER = auto()
    NOTE = auto()
    NOTED = auto()
    SEAT = auto()
    KIND = auto()
    WORDS = auto()
    ACTION = auto()
    KEEP = auto()
    SAVING = auto()
    SAVED = auto()
    FAILED = auto()


class FlagPrompt(Dialog):
    """Takes one flag from reading to saved. Answers how it ended.

    It cannot be left unread: what was begun is kept, described or not. What turns out to be
    slower than a flag ends, after a question, as a line of the debrief.

    :param seats: seats keyed before the flag; none for the group or somebody outside it.
    """

    TITLE_WORDS: ClassVar[str] = "Safeguarding"

    def __init__(self, room: Room, seats: tuple[int, ...] = ()) -> None:
        super().__init__(room)
        self.draft = FlagDraft(seats)
        self.step = Step.READ
        self._before = Step.READ
        self._left: list[int] = []
        self._known: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        """Let the deadline run where it is shown."""
        self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        if self.step is Step.SAVED:
            self.redraw()

    # What each step says.

    def body(self) -> Content:
        """The words of this step, under what was chosen so far."""
        words: dict[Step, Callable[[], list[str]]] = {
            Step.READ: self._read_words,
            Step.SEVERITY: lambda: ["How urgent is it?", "", *_numbered(SEVERITIES.values()),
                                    "", f"  n  {SLOWER}"],
            Step.SLOWER: lambda: ["Nobody may come to harm today or tonight, and it can wait until "
                                  "supervision?", "", "If you are not sure, it is a flag: go back "
                                  "and choose the same day."],
            Step.NOTE: lambda: ["What is the concern? It is kept for the debrief and the "
                                "supervision note, not as a flag.",
                                "No names, no places, no reported words."],
            Step.NOTED: lambda: ["Kept for the debrief, section 8. No flag was raised.", "",
                                 "If it turns out to be more: ! raises a flag at any time."],
            Step.SEAT: lambda: ["Who is it about? Press the seat's key, or Enter for the group "
                                "or somebody outside it."],
            Step.KIND: lambda: ["What is it about?", "", *_numbered(KINDS.values())],
            Step.WORDS: lambda: [f"What was said or seen, if you want to write it now (up to "
                                 f"{MOST_WORDS} letters).", "No names. Empty is allowed."],
            Step.ACTION: self._action_words,
            Step.KEEP: lambda: ["Keep this flag? A flag begun is never thrown away.", "",
                                "It will be saved as it stands; then say who was told."],
            Step.SAVING: lambda: ["Saving..."],
            Step.SAVED: self._saved_words,
            Step.FAILED: lambda: ["NOT SAVED.", PAPER, "", "The app keeps trying; so can you."],
        }  # fmt: skip
        chosen = [self.draft.severity_words(), self.draft.kind_words()]
        if self.step in (Step.READ, Step.SAVED, Step.FAILED, Step.NOTED):
            chosen = []
        if self.draft.seats and self.step not in (Step.READ, Step.NOTED):
            chosen.insert(0, seats_words(self.draft.seats))
        said = [line for line in chosen if line]
        loud = self.step is Step.FAILED
        text = "\n".join(words[self.step]())
        head = paint(("\n".join(said) + "\n\n", "dim"), lines=True) if said else Content("")
        return paint(head, (text, "bold $text-error" if loud else ""), lines=True)

    def _read_words(self) -> list[str]:
        rules = [f"- {line}" for line in READ_FIRST]
        return ["Read this first.", "", *rules, "", card_lines(self.room.on_call)]

    def _action_words(self) -> list[str]:
        rows = [
            f"  {n}  [{'x' if action in self.draft.actions else ' '}] {action}"
            for n, action in enumerate(ACTIONS, start=1)
        ]
        return ["What have you done so far? Each digit ticks or unticks.", "", *rows]

    def _saved_words(self) -> list[str]:
        flags = self._new_flags()
        raised = min(self.room.state.flags[flag].raised_at for flag in flags)
        clock = safeguard.deadline(self.room.desk, self.draft.whole().severity, raised)
        return [
            f"Saved as {' and '.join(flags)}.",
            f"{clock[0].upper()}{clock[1:]}.",
            "",
            card_lines(self.room.on_call),
            "",
            "Now tell whoever must know. The line at the top of the session stays until you "
            "say here who was told; the day cannot be closed before that.",
        ]

    # What each step takes.

    def choices(self) -> Sequence[Choice]:
        """The present step's keys; Escape asks before it keeps what there is."""
        offered: dict[Step, Callable[[], tuple[Choice, ...]]] = {
            Step.READ: lambda: (Choice("y", "I have read this", partial(self._to, Step.SEVERITY)),),
            Step.SEVERITY: lambda: (
                *_digits(SEVERITIES, self._severity),
                Choice("n", "Neither: a note", partial(self._to, Step.SLOWER), SLOWER),
            ),
            Step.SLOWER: lambda: (
                Choice("y", "Yes, it can wait: a note", partial(self._to, Step.NOTE)),
                Choice("b", "Back: it is a flag", partial(self._to, Step.SEVERITY)),
            ),
            Step.NOTE: lambda: (Choice("enter", "Keep the note", self._note),),
            Step.NOTED: lambda: (
                Choice("enter,escape", "Back to the session", partial(self.answer, NOTED)),
            ),
            Step.SEAT: self._seat_choices,
            Step.KIND: lambda: _digits(KINDS, self._kind),
            Step.WORDS: lambda: (Choice("enter", "Go on", self._words),),
            Step.ACTION: self._action_choices,
            Step.KEEP: lambda: (
                Choice("k", "Keep and save it", self._save),
                Choice("b", "Back to where I was", lambda: self._to(self._before)),
            ),
            Step.SAVING: lambda: (),
            Step.SAVED: lambda: (
                Choice("h", "Say who was told", partial(self.answer, HAND_OVER)),
                Choice("enter", "Back to the session", partial(self.answer, SAVED)),
            ),
            Step.FAILED: lambda: (
                Choice("r", "Try again", self._save),
                Choice("p", "It is on paper: go on", partial(self.answer, ON_PAPER)),
            ),
        }
        own = offered[self.step]()
        if self.step in (Step.KEEP, Step.SAVING, Step.SAVED, Step.FAILED, Step.NOTED):
            return own
        return (*own, Choice("escape", "Stop here", self._ask_to_keep))

    def stray(self, event: events.Key) -> None:
        """Say what the prompt waits for; no other key moves it on."""
        if self.step is Step.READ and event.is_printable:
            self.trouble = "Please read first, then press y."
            self.redraw()

    def _seat_choices(self) -> tuple[Choice, ...]:
        keyed = [
            Choice(key, "", partial(self._seat, seat), f"Seat {seat}")
            for seat, key in enumerate(SEAT_KEYS, start=1)
            if seat in self.room.seats
        ]
        return (*keyed, Choice("enter", "The group, or outside it", partial(self._seat, 0)))

    def _action_choices(self) -> tuple[Choice, ...]:
        ticks = [
            Choice(str(n), "", partial(self._toggle, action), action)
            for n, action in enumerate(ACTIONS, start=1)
        ]
        return (*ticks, Choice("enter", "Save", self._save))

    def _to(self, step: Step) -> None:
        self.step = step
        if step in (Step.WORDS, Step.NOTE):
            self.ask(self.draft.words, MOST_WORDS)
        else:
            self.stop_asking()

    def _severity(self, severity: str) -> None:
        self.draft = replace(self.draft, severity=severity)
        self._to(Step.KIND if self.draft.seats else Step.SEAT)

    def _seat(self, seat: int) -> None:
        self.draft = replace(self.draft, seats=(seat,) if seat else ())
        self._to(Step.KIND)

    def _kind(self, kind: str) -> None:
        self.draft = replace(self.draft, kind=kind)
        self._to(Step.WORDS)

    def _words(self) -> None:
        self.draft = replace(self.draft, words=self.typed)
        self._to(Step.ACTION)

    def _toggle(self, action: str) -> None:
        self.draft = self.draft.toggled(action)

    def _note(self) -> None:
        self._hold_typed()
        if self.attempt(self._keep_note):
            self._to(Step.NOTED)

    def _keep_note(self) -> None:
        seats = ", ".join(note_seat(seat) for seat in self.draft.seats)
        words = ": ".join(filter(None, (seats, self.draft.words or NOT_DESCRIBED)))
        safeguard.for_supervision(self.room.desk, self.room.cohort, self.room.workshop, words)

    def _hold_typed(self) -> None:
        if self.step in (Step.WORDS, Step.NOTE):
            self.draft = replace(self.draft, words=self.typed)

    def _ask_to_keep(self) -> None:
        self._hold_typed()
        self._before = self.step
        self._to(Step.KEEP)

    # Saving.

    def _save(self) -> None:
        again = self.step is Step.FAILED
        if not again:
            self._left = list(self.draft.about)
            self._known = frozenset(self.room.state.flags)
        self._to(Step.SAVING)
        self.run_worker(self._saving(again), exclusive=True)

    async def _saving(self, again: bool) -> None:
        done = await seal_again(self.room.desk) if again else Sealed()
        while self._left and not done.failure:
            done = await seal(self._raise_next, self._raised_one)
            if not done.failure or done.queued:
                self._left.pop(0)
        self.step = Step.FAILED if done.failure else Step.SAVED
        self.trouble = done.failure
        self.redraw()

    def keep_begun(self) -> None:
        """Save what is begun as it stands, because the app is about to end; waits for the disk."""
        if self.step in (Step.SAVING, Step.SAVED, Step.FAILED, Step.NOTED):
            return  # it is on its way already, in order
        self._hold_typed()
        if self.step is Step.NOTE and self.attempt(self._keep_note):
            return
        self.step = Step.SAVING
        for seat in self.draft.about:
            with suppress(CaraError):  # it stays queued; the app waits for the queue as it ends
                self._raise(seat)

    def _raise_next(self) -> None:
        self._raise(self._left[0])

    def _raise(self, seat: int) -> None:
        whole = self.draft.whole()
        safeguard.raise_flag(
            self.room.desk,
            self.room.cohort,
            self.room.workshop,
            seat=seat,
            kind=whole.kind,
            severity=whole.severity,
            words=whole.words,
            action=whole.action,
        )

    def _raised_one(self) -> bool:
        made = len(self.draft.about) - len(self._left)
        return len(self._new_flags()) > made

    def _new_flags(self) -> list[str]:
        return [flag for flag in self.room.state.flags if flag not in self._known]


def _numbered(words: Iterable[str]) -> list[str]:
    return [f"  {n}  {text}" for n, text in enumerate(words, start=1)]


def _digits(table: dict[str, str], act: Callable[[str], None]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(n), "", partial(act, name), words)
        for n, (name, words) in enumerate(table.items(), start=1)
    )
