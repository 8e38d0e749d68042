"""The ten objectives as a day leaves them: evidenced, touched or not reached."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.curriculum import Curriculum, Objective


class Reach(StrEnum):
    """Evidenced: seen to be met. Touched: an activity that serves it was run. Else not reached."""

    EVIDENCED = "evidenced"
    TOUCHED = "touched"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective in one workshop; ``items`` are where it was evidenced, ``seats`` by whom."""

    objective: Objective
    planned: bool
    reach: Reach
    items: tuple[str, ...]
    seats: tuple[int, ...]
    by_group: bool


def objective_rows(curriculum: Curriculum, workshop: WorkshopState) -> tuple[ObjectiveRow, ...]:
    """All ten objectives in order, as this workshop leaves them."""
    day = curriculum.day(workshop.number)
    serves = {
        item.id: curriculum.activity(item.activity).objectives
        for item in day.run
        if not item.is_break
    }
    begun = {start.item for start in workshop.starts}
    rows = []
    for objective in curriculum.objectives:
        names = {objective.id, objective.slug}
        planned = any(names & set(own) for own in serves.values())
        touched = any(names & set(own) for item, own in serves.items() if item in begun)
        seen = [e for e in workshop.evidence if e.objective == objective.id]
        reach = Reach.EVIDENCED if seen else Reach.TOUCHED if touched else Reach.NOT_REACHED
        rows.append(
            ObjectiveRow(
                objective,
                planned,
                reach,
                tuple(dict.fromkeys(e.item for e in seen)),
                tuple(sorted({seat for e in seen for seat in e.seats})),
                any(not e.seats for e in seen),
            )
        )
    return tuple(rows)
