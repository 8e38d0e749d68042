"""Seat keys, then a code letter: what a key means now, decided without a screen or a clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

SEAT_KEYS = "1234567890-="
"""The top row of a keyboard, left to right: seats 1 to 12."""
OBJECTIVE_KEY = "a"
FLAG_KEY = "!"
CANCEL_KEYS = frozenset({"backspace", "escape"})
TIMEOUT = 4.0
"""Seconds from the last key of a chord until it is given up."""
LATE = 5.0
"""Seconds after that in which a letter is taken for a late code and does nothing."""


@dataclass(frozen=True, slots=True)
class Press:
    """One key press.

    :param key: the character typed, or the name of a key that types none (``backspace``).
    :param at: aware local time, for the record.
    :param tick: seconds of a clock that never goes back, for the time-out.
    """

    key: str
    at: datetime
    tick: float


@dataclass(frozen=True, slots=True)
class Chord:
    """What has been keyed so far; ``expired`` is when the last chord was given up."""

    seats: tuple[int, ...] = ()
    at: datetime | None = None
    objective: bool = False
    deadline: float = 0.0
    expired: float | None = None
    expired_objective: bool = False

    @property
    def pending(self) -> bool:
        """Whether the next key belongs to the chord."""
        return bool(self.seats) or self.objective


class Outcome:
    """What a key press comes to."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Free(Outcome):
    """Not for the chord: the screen's other keys may have it."""


@dataclass(frozen=True, slots=True)
class Waiting(Outcome):
    """The chord goes on."""


@dataclass(frozen=True, slots=True)
class Seen(Outcome):
    """A code against seats; ``at`` is when the last seat key was pressed."""

    seats: tuple[int, ...]
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached(Outcome):
    """An objective (1-10) by these seats, or by the group."""

    number: int
    seats: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Flagged(Outcome):
    """The safeguarding key, with the seats keyed before it."""

    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Swallowed(Outcome):
    """The key did nothing; ``reason`` is one plain sentence for the status line."""

    reason: str


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Which letters are codes and which seats are taken."""

    codes: frozenset[str]
    seats: frozenset[int]


def press(chord: Chord, key: Press, keyboard: Keyboard) -> tuple[Chord, Outcome]:
    """The chord after a key press, and what the press comes to.

    A key that does not fit a chord ends it and does nothing else, so that a slip never moves
    the day. The safeguarding key always works.
    """
    chord = lapse(chord, key.tick)
    if key.key == FLAG_KEY:
        return Chord(), Flagged(chord.seats)
    if not chord.pending:
        return _first(chord, key, keyboard)
    if chord.objective:
        return _objective(chord, key)
    return _after_seat(chord, key, keyboard)


def lapse(chord: Chord, tick: float) -> Chord:
    """The chord at this time: given up if nothing followed soon enough."""
    if not chord.pending or tick < chord.deadline:
        return chord
    return Chord(expired=chord.deadline, expired_objective=chord.objective)


def _first(chord: Chord, key: Press, keyboard: Keyboard) -> tuple[Chord, Outcome]:
    late = chord.expired is not None and key.tick < chord.expired + LATE
    if late and _may_be_late(chord, key.key):
        return chord, Swallowed("Too late: nothing was recorded. Begin again with the seat.")
    if key.key in SEAT_KEYS and len(key.key) == 1:
        return _seat(Chord(), key, keyboard)
    if key.key == OBJECTIVE_KEY:
        return Chord(objective=True, at=key.at, deadline=key.tick + TIMEOUT), Waiting()
    return chord, Free()


def _may_be_late(chord: Chord, key: str) -> bool:
    if len(key) != 1:
        return key in CANCEL_KEYS
    return key.isalpha() or (chord.expired_objective and key.isdigit())


def _seat(chord: Chord, key: Press, keyboard: Keyboard) -> tuple[Chord, Outcome]:
    seat = SEAT_KEYS.index(key.key) + 1
    if seat not in keyboard.seats:
        return Chord(), Swallowed(f"Seat {seat} is not taken in this cohort.")
    seats = chord.seats if seat in chord.seats else (*chord.seats, seat)
    return Chord(seats, key.at, deadline=key.tick + TIMEOUT), Waiting()


def _after_seat(chord: Chord, key: Press, keyboard: Keyboard) -> tuple[Chord, Outcome]:
    if key.key in CANCEL_KEYS:
        return Chord(), Swallowed("Cancelled: nothing was recorded.")
    if len(key.key) == 1 and key.key in SEAT_KEYS:
        return _seat(chord, key, keyboard)
    letter = key.key.lower()
    if letter == OBJECTIVE_KEY:
        return replace(chord, objective=True, deadline=key.tick + TIMEOUT), Waiting()
    if letter in keyboard.codes and chord.at is not None:
        return Chord(), Seen(chord.seats, letter, chord.at)
    return Chord(), Swallowed("That key is not a code: nothing was recorded.")


def _objective(chord: Chord, key: Press) -> tuple[Chord, Outcome]:
    if key.key in CANCEL_KEYS:
        return Chord(), Swallowed("Cancelled: nothing was recorded.")
    if len(key.key) == 1 and key.key in "1234567890" and chord.at is not None:
        return Chord(), Reached(int(key.key) or 10, chord.seats, chord.at)
    return Chord(), Swallowed("That key is not an objective: nothing was recorded.")
