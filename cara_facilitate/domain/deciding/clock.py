"""Going through the day: next, back, to a named item, standing still and going on."""

from __future__ import annotations

from datetime import datetime

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.deciding.grounds import Events, live, recordable, steady
from cara_facilitate.domain.runsheet import ordered
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal


def _move(setting: Setting, at: datetime, by: int) -> Events:
    day = live(setting)
    run = ordered(setting.curriculum.day(setting.workshop), day)
    ids = [i.id for i in run if i.id not in day.not_run]
    index = ids.index(day.present_item) if day.present_item in ids else -1
    target = index + by
    if target < 0:
        raise Refusal("This is the first item of the day.")
    if target >= len(ids):
        raise Refusal("This is the last item.", "e closes the day.")
    return (ev.ItemStarted(setting.workshop, ids[target], at, setting.steady),)


def onward(setting: Setting, command: cmd.NextItem) -> Events:
    """Begin the next item that is not left out."""
    return _move(setting, command.at, 1)


def back(setting: Setting, command: cmd.PreviousItem) -> Events:
    """Go back to the item before."""
    return _move(setting, command.at, -1)


def go_to(setting: Setting, command: cmd.GoTo) -> Events:
    """Begin a named item; from paper at its own time, wherever the day is now."""
    day = recordable(setting, command.source, command.at)
    if command.item not in {item.id for item in setting.curriculum.day(setting.workshop).run}:
        raise Refusal("The running order has no such item.")
    if command.source == ev.PAPER:
        if any((s.item, s.at) == (command.item, command.at) for s in day.starts):
            raise Refusal(f"{command.item} is recorded at that time already.")
    elif command.item == day.present_item:
        raise Refusal("This item is already under way.")
    reading = steady(setting, command.source)
    return (ev.ItemStarted(setting.workshop, command.item, command.at, reading, command.source),)


def pause(setting: Setting, command: cmd.Pause) -> Events:
    """Stand still."""
    if live(setting).paused is not None:
        raise Refusal("The clock is already paused.", "Resume first.")
    return (ev.Paused(setting.workshop, command.kind, command.at, setting.steady),)


def resume(setting: Setting, command: cmd.Resume) -> Events:
    """Go on."""
    if live(setting).paused is None:
        raise Refusal("The clock is running.")
    return (ev.Resumed(setting.workshop, command.at, setting.steady),)
