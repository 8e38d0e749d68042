"""Which workshops have a second rater: settled by a sum over the cohort's id, chosen by nobody."""

from __future__ import annotations

import hashlib

SETTING = "second_rater_every"
"""The site setting: one workshop in this many has a second rater; 0 for none."""
USUAL = 3


def sampled(cohort: str, workshop: int, every: int) -> bool:
    """Whether this workshop is among the one in ``every`` that two people rate.

    The same on every machine and known beforehand, so that neither who delivers nor how the day
    went can decide it. ``every`` 0 or less is never, 1 always.
    """
    if every < 1:
        return False
    digest = hashlib.sha256(f"{cohort}/{workshop}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % every == 0


def every_of(setting: object) -> int:
    """The site's setting as a whole number; what is no such number is the usual one in three."""
    if isinstance(setting, bool) or not isinstance(setting, int) or setting < 0:
        return USUAL
    return setting
