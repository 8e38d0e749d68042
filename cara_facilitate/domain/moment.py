"""When something happened: by the wall clock for the record, by a steady clock for lengths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Steady = tuple[str, float]
"""A reading of a clock that never goes back: which start of the machine, and seconds since it."""
UNKNOWN: Steady = ("", 0.0)
"""No such reading: lengths then come from the wall clock."""


@dataclass(frozen=True, slots=True)
class Moment:
    """``at`` is aware local time; ``steady`` readings compare only within one start."""

    at: datetime
    steady: Steady = UNKNOWN

    def since(self, earlier: Moment) -> float:
        """Seconds from an earlier moment to this one, never negative.

        By the steady clock where both were read since the same start of the machine, so that a
        clock set back, or changed for the season, makes no activity longer or shorter.
        """
        boot, tick = self.steady
        if boot and boot == earlier.steady[0]:
            return max(0.0, tick - earlier.steady[1])
        return max(0.0, (self.at - earlier.at).total_seconds())
