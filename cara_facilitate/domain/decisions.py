"""State and command in, events or a refusal out: the table of the rules of a live day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.deciding import clock, day, plan, seats
from cara_facilitate.domain.deciding.grounds import Events
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal


def decide(setting: Setting, command: cmd.Command) -> Events:
    """The events that carry out a command.

    :raises Refusal: if the state does not allow it; nothing has happened then.
    """
    rule = RULES.get(type(command))
    if rule is None:
        raise Refusal("This command is not known.")
    return rule(setting, command)


RULES: dict[type[cmd.Command], Callable[[Setting, Any], Events]] = {
    cmd.StartWorkshop: day.start,
    cmd.EndWorkshop: day.end,
    cmd.DelayStart: day.delay,
    cmd.NotHeld: day.not_held,
    cmd.StopWorkshop: day.stop,
    cmd.Reopen: day.reopen,
    cmd.NextItem: clock.onward,
    cmd.PreviousItem: clock.back,
    cmd.GoTo: clock.go_to,
    cmd.Pause: clock.pause,
    cmd.Resume: clock.resume,
    cmd.Shorten: plan.shorten,
    cmd.RefuseProposal: plan.refuse,
    cmd.MoveItem: plan.move_item,
    cmd.LeaveOut: plan.leave_out,
    cmd.TakeLead: plan.take_lead,
    cmd.RecordStaff: plan.record_staff,
    cmd.Attend: seats.attend,
    cmd.AllPresent: seats.all_present,
    cmd.Observe: seats.observe,
    cmd.Tick: seats.tick,
    cmd.Rate: seats.rate,
    cmd.GiveReason: seats.give_reason,
    cmd.Undo: seats.undo,
    cmd.Redo: seats.redo,
    cmd.TakeBack: seats.take_back,
}
