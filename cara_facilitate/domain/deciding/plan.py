"""Changing the plan of a day under way, and who leads it."""

from __future__ import annotations

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import CAME, LEFT
from cara_facilitate.domain.deciding.grounds import Events, begun, live, to_come
from cara_facilitate.domain.leading import out_of_room
from cara_facilitate.domain.runsheet import ordered
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal


def shorten(setting: Setting, command: cmd.Shorten) -> Events:
    """Agree to shorter activities; none below its floor, none that is over."""
    day = live(setting)
    run = {item.id: item for item in setting.curriculum.day(setting.workshop).run}
    ahead = {*to_come(setting), day.present_item}
    items = []
    for name, minutes in command.cuts:
        item = run.get(name)
        if item is None or item.is_break or name not in ahead or minutes <= 0:
            raise Refusal(f"{name} cannot give time back.", "Look at the run sheet: key g.")
        length = day.shortened.get(name, item.minutes) - minutes
        if length < item.floor:
            raise Refusal(f"{name} needs {item.floor} minutes at the least.")
        items.append((name, length))
    if not items:
        raise Refusal("There is nothing to shorten.")
    return (ev.PlanShortened(setting.workshop, tuple(items), command.at),)


def refuse(setting: Setting, command: cmd.RefuseProposal) -> Events:
    """Leave the plan as it is."""
    live(setting)
    return (ev.ProposalRefused(setting.workshop, command.behind, command.at),)


def move_item(setting: Setting, command: cmd.MoveItem) -> Events:
    """Run an item earlier or later by one place, among those that have not begun."""
    live(setting)
    ahead = list(to_come(setting))
    if command.item not in ahead:
        raise Refusal("Only what has not begun can change its place.")
    here = ahead.index(command.item)
    there = here + command.by
    if not 0 <= there < len(ahead):
        raise Refusal(f"{command.item} is at the end of what is to come.", "Esc closes the list.")
    ahead[here], ahead[there] = ahead[there], ahead[here]
    # What has begun keeps its place; the rest takes the places left, in the new order.
    run = [item.id for item in ordered(setting.curriculum.day(setting.workshop), setting.day)]
    waiting = set(ahead)
    filled = iter(ahead)
    order = tuple(next(filled) if name in waiting else name for name in run)
    return (ev.PlanReordered(setting.workshop, order, command.at),)


def leave_out(setting: Setting, command: cmd.LeaveOut) -> Events:
    """Decide not to run an item, or to run it after all."""
    day = live(setting)
    if command.item not in to_come(setting):
        raise Refusal("Only what has not begun can be left out.", "Choose something below.")
    if command.out and setting.curriculum.item(setting.workshop, command.item).is_break:
        raise Refusal("A break is not left out: breaks keep their length.", "Move it: e or l.")
    if (command.item in day.left_out) == command.out:
        said = "left out already" if command.out else "to be run already"
        raise Refusal(f"{command.item} is {said}.", "The run sheet shows it.")
    return (ev.ItemLeftOut(setting.workshop, command.item, command.out, command.at),)


def take_lead(setting: Setting, command: cmd.TakeLead) -> Events:
    """Change who leads and who codes."""
    day = begun(setting)
    if not command.facilitator:
        raise Refusal("Nobody else is named for this cohort.", "Cover names somebody: F2, v.")
    if command.facilitator not in setting.state.facilitators:
        raise Refusal("This is not a facilitator of this cohort.")
    if command.facilitator in out_of_room(day):
        raise Refusal(
            f"{command.facilitator} is out of the room.", "Record the return first: t, then f."
        )
    if day.leads and day.leads[-1].facilitator == command.facilitator:
        raise Refusal(f"{command.facilitator} leads already.")
    return (ev.LeadTaken(setting.workshop, command.facilitator, command.at),)


def record_staff(setting: Setting, command: cmd.RecordStaff) -> Events:
    """A facilitator's own times: before the doors open and after the day is closed as well."""
    day = setting.day
    if command.facilitator not in setting.state.facilitators:
        raise Refusal("This is not a facilitator of this cohort.")
    if command.what not in (CAME, LEFT):
        raise Refusal("A facilitator's own time is of coming or of leaving.", "Say which.")
    own = [one for one in day.staff if one.facilitator == command.facilitator]
    if own and own[-1].what == command.what and not command.source:
        raise Refusal(f"{command.facilitator} is recorded as {_words(command.what)} already.")
    return (
        ev.StaffRecorded(
            setting.workshop, command.facilitator, command.what, command.at, command.source
        ),
    )


def _words(what: str) -> str:
    return "here" if what == CAME else "gone"
