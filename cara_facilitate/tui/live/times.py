"""Times typed by a person: ``HH:MM`` of today."""

from __future__ import annotations

import re
from datetime import datetime

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)


def clock_time(typed: str, now: datetime) -> datetime | None:
    """Today's time as typed (``9:05``, ``09.05``), or None if it is no time or is still to come.

    :param now: aware local time.
    """
    parts = _CLOCK.fullmatch(typed.strip())
    if parts is None:
        return None
    at = now.replace(hour=int(parts[1]), minute=int(parts[2]), second=0, microsecond=0)
    return at if at <= now else None
