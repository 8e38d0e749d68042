"""When nobody is at the keyboard: whether to draw the curtain or lock, from times alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """What the day is doing, as far as idling goes."""

    CLOSED = "closed"
    """The unlock screen: there is nothing to protect."""
    LIVE = "live"
    """A workshop is running."""
    LUNCH = "lunch"
    """The long break of a workshop."""
    OTHER = "other"


class Action(Enum):
    """What to do now."""

    NONE = "none"
    CURTAIN = "curtain"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class IdlePolicy:
    """Limits in seconds; see security requirement 11.

    :param curtain: idle in a live day until the curtain falls.
    :param live_lock: idle in a live day until the app locks.
    :param lock: idle at any other time until the app locks.
    :param asleep: a gap between two looks at the clock that means the machine slept.
    """

    curtain: float = 180.0
    live_lock: float = 1200.0
    lock: float = 180.0
    asleep: float = 10.0

    def decide(self, before: Phase, phase: Phase, idle: float, gap: float) -> Action:
        """What to do.

        :param before: the phase at the last look.
        :param phase: the phase now.
        :param idle: seconds since the last key, sleep counted.
        :param gap: seconds since the last look, sleep counted.
        """
        if phase is Phase.CLOSED:
            return Action.NONE
        if gap >= self.asleep or (phase is Phase.LUNCH and before is Phase.LIVE):
            return Action.LOCK
        if phase is Phase.LIVE:
            if idle >= self.live_lock:
                return Action.LOCK
            return Action.CURTAIN if idle >= self.curtain else Action.NONE
        return Action.LOCK if idle >= self.lock else Action.NONE


class IdleWatch:
    """Remembers the last key and the last look; tells nothing but what to do.

    :param clock: seconds that go on counting while the machine sleeps.
    """

    def __init__(self, policy: IdlePolicy, clock: Callable[[], float]) -> None:
        self._policy = policy
        self._clock = clock
        self._touched = self._looked = clock()
        self._before = Phase.CLOSED

    def touch(self) -> None:
        """Somebody pressed a key. A sleep that no look has seen yet is not forgiven by it."""
        self._touched = self._clock()

    def look(self, phase: Phase) -> Action:
        """What to do now; call it about twice a second."""
        now = self._clock()
        action = self._policy.decide(self._before, phase, now - self._touched, now - self._looked)
        self._before, self._looked = phase, now
        return action
