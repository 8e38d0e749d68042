"""The hybrid logical clock that orders events: wall time where it can, always later than before."""

from __future__ import annotations

from collections.abc import Callable

COUNTER_BITS = 16
_MAX_MS = (1 << 47) - 1  # the stamp is stored as a signed 64-bit number


class HybridClock:
    """Stamps of 48-bit milliseconds and a 16-bit counter in one int, strictly rising.

    A wall clock set back, or standing still, moves only the counter; a full counter carries into
    the milliseconds. Not safe for several threads at once: the store calls it under its own lock.
    """

    def __init__(self, now_ms: Callable[[], int], last: int = 0) -> None:
        """:param now_ms: Unix time in milliseconds. :param last: the highest stamp so far."""
        self._now_ms = now_ms
        self._last = last

    def tick(self) -> int:
        """The next stamp."""
        wall = min(max(self._now_ms(), 0), _MAX_MS) << COUNTER_BITS
        self._last = max(wall, self._last + 1)
        return self._last

    def witness(self, stamp: int) -> None:
        """Take note of a stamp that is already in the journal: the next ones come after it."""
        self._last = max(self._last, stamp)


def milliseconds(stamp: int) -> int:
    """The wall-clock part of a stamp, Unix time in milliseconds."""
    return stamp >> COUNTER_BITS
