"""The plan for everyone: which planned activities to strengthen for the whole group, and how."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cara_facilitate.content.markdown import blocks
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.curriculum import Activity, Curriculum, RunItem, SectionKind
from cara_facilitate.domain.runsheet import clock_of, ordered, plan_items

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

AS_PLANNED = "Deliver as planned."
"""What stands where nothing is to be strengthened; the page is the same otherwise."""
FOR_EVERYONE = (
    "Keep the full length of what stands here; never cut it first, and do not say why.",
    "Put every question to the whole group, as it is written; add no example of your own.",
    "Let a volunteer begin, and not the person it might touch; look at nobody in particular.",
    "The same time, the same tone and the same follow-up for every seat.",
)
"""How to strengthen without pointing at anybody; the same whatever there is."""
ASKED = (
    "Whoever asks or fishes, whatever was said: both of you give these words, every time, and go "
    "back to the task. Never a no to one and silence to another, and never a hint of good news."
)
"""What goes with the stock line."""
MOST_ASKED = 4
"""Questions and signs of one activity shown on the plan; the script has them all."""


@dataclass(frozen=True, slots=True)
class Strengthen:
    """One planned activity: its number, planned time, length and floor in minutes, and how.

    ``ask`` are questions and ``watch`` what to watch for, both in the curriculum's own words.
    """

    id: str
    time: str
    title: str
    minutes: int
    floor: int
    ask: tuple[str, ...]
    watch: tuple[str, ...]


def group_plan(desk: Desk, cohort: str, themes: Collection[str]) -> tuple[Strengthen, ...]:
    """What to strengthen for everyone, in running order; empty means deliver as planned.

    What was begun already or left out for the day is not part of it.

    :param themes: usable activity slugs of all seats together; whose they are is not said.
    :raises ContentError: if the curriculum cannot be read.
    """
    second = desk.state(cohort).workshops[2]
    return strengthened(desk.curriculum(cohort, 2), second, themes)


def strengthened(
    curriculum: Curriculum, day: WorkshopState, themes: Collection[str]
) -> tuple[Strengthen, ...]:
    """As :func:`group_plan`, of a curriculum and workshop two as it stands."""
    run = ordered(curriculum.day(2), day)
    times = {item.id: clock_of(item.start) for item in plan_items(run, day.start)}
    begun = {start.item for start in day.starts}
    return tuple(
        _strengthen(item, times[item.id], curriculum.activity(item.activity))
        for item in run
        if item.activity in themes and item.id not in begun and item.id not in day.not_run
    )


def _strengthen(item: RunItem, time: str, activity: Activity) -> Strengthen:
    return Strengthen(
        item.id,
        time,
        item.title,
        item.minutes,
        item.floor,
        _said(activity, SectionKind.ASK),
        _said(activity, SectionKind.WATCH_FOR),
    )


def _said(activity: Activity, kind: SectionKind) -> tuple[str, ...]:
    bodies = [
        section.body for step in activity.steps for section in step.sections if section.kind is kind
    ]
    lines = [" ".join(block.text.split()) for body in bodies for block in blocks(body)]
    return tuple(filter(None, lines))[:MOST_ASKED]
