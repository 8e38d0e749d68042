"""Times of a form that was half typed, as they were meant then: what was kept stays in its place.

``9:15`` or an empty "now" is read by the clock. A draft that comes back another day therefore
shows its times with their day, so that saving it means what was meant as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from cara_facilitate.services.case_drafts import Draft
from cara_facilitate.services.zone import zoned
from cara_facilitate.tui.screens.casework_values import day, moment, shown

UNREAD = "?"
"""Stands before a time that could not be read as it was kept: no later clock makes one of it."""
_BY_THE_CLOCK = re.compile(r"(?!\d{4}-|\?)(\S+\s+)?\d{1,2}[:.]\d{2}")
_MOMENTS = ("agreed_at", "consented_at", "reconfirmed_at", "when", "heard")


def as_meant(draft: Draft, *, empty_is_now: str = "") -> dict[str, str]:
    """A draft's values by field, with every time as it was when the draft was kept.

    :param empty_is_now: the field that means "now" while it is empty, if there is one.
    """
    values = {key: words.reveal() for key, words in draft.values.items()}
    if draft.at is None:
        return values
    for key in _MOMENTS:
        if key in values:
            values[key] = _moment(values[key], draft.at)
    if "last_checked" in values:
        values["last_checked"] = _day(values["last_checked"], draft.at)
    if not values.get(empty_is_now, "-").strip():
        values[empty_is_now] = shown(draft.at)
    return values


def agreed_then(values: Mapping[str, str], begun: Mapping[str, str], kept: datetime | None) -> str:
    """What stands beside a draft's days and hours: other ones were agreed when they were typed.

    :param values: the draft's. :param begun: what the record says. :param kept: aware, if known.
    """
    others = _plain(values.get("window", begun["window"])) != _plain(begun["window"])
    said = values.get("agreed_at", begun["agreed_at"])
    untold = _plain(said) in ("", _plain(begun["agreed_at"]))
    return shown(kept) if others and untold and kept is not None else said


def _moment(text: str, kept: datetime) -> str:
    found = moment(text, kept)
    if found is not None:
        return shown(found)
    return f"{UNREAD} {text.strip()}" if _BY_THE_CLOCK.fullmatch(text.strip()) else text


def _day(text: str, kept: datetime) -> str:
    found = day(text, zoned(kept).date())
    return found.isoformat() if found is not None else text


def _plain(text: str) -> str:
    return " ".join(text.split())
