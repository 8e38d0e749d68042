"""When a service's number may be handed to somebody: it was checked, and not long ago."""

from __future__ import annotations

from datetime import date

from cara_facilitate.domain.curriculum import Signpost

FRESH_DAYS = 180
"""How long a check of a number holds (``domain.md`` section 7)."""
ON_SHEETS = ("participant", "everyone")
"""Audiences whose services stand on a participant's sheet; a victim's line never does."""


def is_fresh(signpost: Signpost, today: date) -> bool:
    """Whether the number was checked within the last half year, and not in days to come."""
    if not signpost.verified_on:
        return False
    return 0 <= (today - date.fromisoformat(signpost.verified_on)).days <= FRESH_DAYS


def may_print(signpost: Signpost, today: date) -> bool:
    """Whether this number may stand on a participant's sheet today."""
    return signpost.audience in ON_SHEETS and is_fresh(signpost, today)
