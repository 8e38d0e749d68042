"""Opening the doors, closing the day, and days delayed, not held, stopped or gone on with."""

from __future__ import annotations

import re
from datetime import datetime

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.deciding.grounds import Events, latest, live, recordable, steady
from cara_facilitate.domain.readiness import HOME_WORDS, readiness
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
REASONS = (
    "facilitator not here",
    "facilitator ill",
    "venue not usable",
    "fire alarm or evacuation",
    "not safe to go on",
    "too much time lost",
)
"""Why the service delays, does not hold or stops a day; another reason can be typed."""
GOING_ON = ("ended by mistake", "the room is usable again", "agreed with the manager")
"""Why a day that was ended goes on; another reason can be typed."""
MOST_REASON = 80
"""Letters in the reason why a day was delayed, not held, stopped or reopened."""


def start(setting: Setting, command: cmd.StartWorkshop) -> Events:
    """Begin the day with its first item; workshop two only when it is ready."""
    day = setting.day
    if day.started_at is not None:
        raise Refusal("The workshop has already started.")
    if day.not_held is not None:
        raise Refusal("This workshop is recorded as not held.", "Reopen it first.")
    if not day.content_hash:
        raise Refusal("The workshop is not prepared.", "Open Prepare first.")
    if setting.workshop == 2:
        # A start that is typed lies in the past: what was recorded since still counts for it.
        _after_the_first(setting, None if command.source else command.at)
    item = setting.curriculum.day(setting.workshop).run[0].id
    reading, source = steady(setting, command.source), command.source
    return (
        ev.WorkshopStarted(setting.workshop, command.at, steady=reading, source=source),
        ev.ItemStarted(setting.workshop, item, command.at, reading, source),
    )


def _after_the_first(setting: Setting, now: datetime | None) -> None:
    first = setting.state.workshops.get(1)
    if first is None or first.ended_at is None:
        raise Refusal("Workshop one is not closed.", "Close it before workshop two starts.")
    if first.not_held is not None:
        raise Refusal(
            "Workshop one was not held, so there is no pair.", "Ask the manager for a new pair."
        )
    if not readiness(setting.state, now).ready:
        raise Refusal(
            HOME_WORDS.capitalize() + ".", "Open the readiness check before the doors open."
        )


def end(setting: Setting, command: cmd.EndWorkshop) -> Events:
    """Close the day; never with a flag that nobody was told of."""
    day = live(setting) if not command.source else recordable(setting, command.source, command.at)
    if day.ended_at is not None:
        raise Refusal("The workshop is closed already.")
    last = latest(day)
    at = command.at
    # A key is now, whatever a clock that was set back says; a typed time is to fit the day.
    if command.source and last is not None and at < last[0]:
        if at < last[0].replace(second=0, microsecond=0):
            raise Refusal(
                f"{last[1]} at {last[0]:%H:%M}, later than that.",
                "Give the time at which the day really ended.",
            )
        at = last[0]  # the same minute to whoever typed it
    if setting.state.open_flags:
        raise Refusal(
            "A safeguarding flag is open.", "Tell somebody before the day is closed: key h."
        )
    reading = steady(setting, command.source)
    return (ev.WorkshopEnded(setting.workshop, at, reading, command.source),)


def delay(setting: Setting, command: cmd.DelayStart) -> Events:
    """Say until when the doors stay shut, and why."""
    day = setting.day
    if day.started_at is not None or day.ended_at is not None:
        raise Refusal("The doors are open already.", "The run sheet shows how late the day is.")
    if not _CLOCK.fullmatch(command.until) or command.until < day.start:
        raise Refusal(f"Please give a time after {day.start} as HH:MM.")
    return (ev.StartDelayed(setting.workshop, command.until, _reason(command.reason), command.at),)


def not_held(setting: Setting, command: cmd.NotHeld) -> Events:
    """Record that the service does not hold the day: NR for everybody."""
    day = setting.day
    if day.started_at is not None:
        raise Refusal("The day has begun.", "Stop it instead: the seats keep what they attended.")
    if day.not_held is not None:
        raise Refusal("This workshop is recorded as not held already.")
    reason = _reason(command.reason)
    return (ev.WorkshopNotHeld(setting.workshop, reason, command.by, command.at),)


def stop(setting: Setting, command: cmd.StopWorkshop) -> Events:
    """Stop the day: SS for everybody. A stop waits for nothing, not even an open flag."""
    live(setting)
    reason = _reason(command.reason)
    return (
        ev.WorkshopStopped(setting.workshop, reason, command.by, command.at),
        ev.WorkshopEnded(setting.workshop, command.at, steady(setting)),
    )


def reopen(setting: Setting, command: cmd.Reopen) -> Events:
    """Go on with a day that was ended by mistake, on the same day and before its note."""
    day = setting.day
    if day.ended_at is None:
        raise Refusal("The workshop is not closed.")
    if command.at.date() != day.ended_at.date():
        raise Refusal(
            f"The workshop was closed on {day.ended_at:%a %d %b}.",
            "Only on the same day can it go on; what is to add goes into the debrief.",
        )
    if day.note is not None:
        raise Refusal("The note of this day is written.", "Add to the debrief instead.")
    reason = _reason(command.reason)
    return (ev.WorkshopReopened(setting.workshop, reason, command.by, command.at),)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Refusal("Please say why, in a few words and without a name.")
    if len(reason) > MOST_REASON:
        raise Refusal(f"Please keep the reason to {MOST_REASON} letters.")
    return reason
