"""What the day needs now: to shorten, to ring the manager, to call a break, to swap the lead."""

from __future__ import annotations

from dataclasses import dataclass

from cara_facilitate.domain.leading import ALONE_MINUTES, out_of_room, swap_due
from cara_facilitate.domain.objectives import reminder
from cara_facilitate.domain.recovery import Proposal, stands
from cara_facilitate.domain.runsheet import RunSheet
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.live.words import joined

KEYS = "   y: accept   x: refuse"
WIDTH = 78
"""Cells of a line at the smallest usual window."""


@dataclass(frozen=True, slots=True)
class Advice:
    """At most two lines; ``proposal`` is what ``y`` accepts and ``x`` refuses, if anything."""

    lines: tuple[str, ...] = ()
    proposal: Proposal | None = None


def advice(scene: Scene, sheet: RunSheet) -> Advice:
    """The day's advice: what is most urgent first. It never depends on victim feedback."""
    day = scene.day
    if not day.live:
        return Advice()
    lines = [*_alone(scene), *_lost(sheet.proposal)]
    offered = sheet.proposal if stands(sheet.proposal, day.refused) else None
    if offered is not None:
        lines.append(f"{short_cut_words(offered)}{KEYS}")
    elif swap_due(scene.plan, day):
        lines.append("Swap at lunch: whoever coded this morning leads this afternoon. w: swap")
    elif not lines and (unseen := reminder(scene.curriculum, day)):
        lines.append(f"{unseen} o: where they can still be seen")
    # What a key accepts always stands on the screen: of three lines the least urgent gives way.
    return Advice((*lines[:1], *lines[-1:]) if len(lines) > 2 else tuple(lines), offered)


def short_cut_words(proposal: Proposal) -> str:
    """The same, short enough for one line with its keys: the first cut and how many more."""
    whole = cut_words(proposal)
    if len(whole) + len(KEYS) <= WIDTH:
        return whole
    first, *others = proposal.cuts
    rest = sum(cut.minutes for cut in others)
    return (
        f"{proposal.behind} behind: shorten {first.item} by {first.minutes} and "
        f"{len(others)} more by {rest} (g)"
    )


def cut_words(proposal: Proposal) -> str:
    """``14 behind: shorten W1-05 by 10 and W1-02 by 4``."""
    cuts = joined([f"{cut.item} by {cut.minutes}" for cut in proposal.cuts])
    return f"{proposal.behind} behind: shorten {cuts}"


def _lost(proposal: Proposal | None) -> list[str]:
    if proposal is None or proposal.complete:
        return []
    return [
        f"{proposal.short} min too much is lost: the day cannot be run as complete. "
        "Ring the manager."
    ]


def _alone(scene: Scene) -> list[str]:
    out = out_of_room(scene.day)
    if not out:
        return []
    minutes = int((scene.now - min(out.values())).total_seconds()) // 60
    who = joined(sorted(out))
    if minutes < ALONE_MINUTES:
        return [f"{who} is out of the room, {minutes} min: over five, call a break (comma)."]
    return [f"{who} is out for {minutes} min: call a break (comma), or stop the day (d)."]
