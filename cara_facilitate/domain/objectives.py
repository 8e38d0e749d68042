"""The ten objectives as a day leaves them, activity by activity, and what is still uncovered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.cohort import Evidence, WorkshopState
from cara_facilitate.domain.curriculum import Curriculum, Objective, RunItem
from cara_facilitate.domain.runsheet import ordered


class Reach(StrEnum):
    """Evidenced: seen to be met. Touched: an activity that serves it was run. Else not reached."""

    EVIDENCED = "evidenced"
    TOUCHED = "touched"
    NOT_REACHED = "not reached"


class Cell(StrEnum):
    """What one activity of today is to one objective.

    Evidence beats everything, planned or not. Missed: it was to serve, and was left out, passed
    over, or not begun when the day ended.
    """

    GROUP = "seen, by the group"
    SEATS = "seen, by seats"
    BOTH = "seen, by the group and by seats"
    RUN = "run, not seen"
    TO_COME = "still to come"
    MISSED = "not run"
    NOT_PLANNED = "not planned here"


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


@dataclass(frozen=True, slots=True)
class GridCell:
    """One objective in one activity of today; ``seats`` are those by whom it was seen to be met."""

    item: RunItem
    cell: Cell
    seats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One objective across the day: a cell for each activity, and every piece of its evidence.

    ``cells`` are in the order in which the day runs; ``evidence`` is in the order of time and may
    stand in a break, for which there is no cell.
    """

    row: ObjectiveRow
    cells: tuple[GridCell, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An objective of today with no evidence yet; ``now`` and ``to_come`` are ids of activities.

    ``now`` is the one under way, where it serves the objective, else empty.
    """

    objective: Objective
    now: str
    to_come: tuple[str, ...]


def grid(curriculum: Curriculum, workshop: WorkshopState) -> tuple[GridRow, ...]:
    """Objectives x activities of today, with the evidence; nothing is weighed or added up."""
    rows = []
    for row in objective_rows(curriculum, workshop):
        own = [e for e in workshop.evidence if e.objective == row.objective.id]
        evidence = tuple(sorted(own, key=lambda e: e.at))
        rows.append(GridRow(row, _cells(curriculum, workshop, row.objective, evidence), evidence))
    return tuple(rows)


def _cells(
    curriculum: Curriculum,
    workshop: WorkshopState,
    objective: Objective,
    evidence: tuple[Evidence, ...],
) -> tuple[GridCell, ...]:
    run = ordered(curriculum.day(workshop.number), workshop)
    last = max((i for i, item in enumerate(run) if _begun(workshop, item.id)), default=-1)
    names = {objective.id, objective.slug}
    cells = []
    for place, item in enumerate(run):
        if item.is_break:
            continue
        here = [e for e in evidence if e.item == item.id]
        serves = bool(names & set(curriculum.activity(item.activity).objectives))
        missed = place < last or item.id in workshop.left_out or workshop.ended_at is not None
        plan = Cell.MISSED if missed else Cell.TO_COME
        plan = Cell.RUN if _begun(workshop, item.id) else plan
        cells.append(_cell(item, here, plan if serves else Cell.NOT_PLANNED))
    return tuple(cells)


def _begun(workshop: WorkshopState, item: str) -> bool:
    return any(start.item == item for start in workshop.starts)


def _cell(item: RunItem, evidence: list[Evidence], without: Cell) -> GridCell:
    """The cell with this evidence; ``without`` is what it is where there is none."""
    seats = tuple(sorted({seat for e in evidence for seat in e.seats}))
    if any(not e.seats for e in evidence):
        return GridCell(item, Cell.BOTH if seats else Cell.GROUP, seats)
    return GridCell(item, Cell.SEATS if seats else without, seats)


def uncovered(curriculum: Curriculum, workshop: WorkshopState) -> tuple[Uncovered, ...]:
    """Objectives planned for today with no evidence yet, and where each can still be seen."""
    present = workshop.present_item
    return tuple(
        Uncovered(
            own.row.objective,
            next((c.item.id for c in own.cells if c.cell is Cell.RUN and c.item.id == present), ""),
            tuple(c.item.id for c in own.cells if c.cell is Cell.TO_COME),
        )
        for own in grid(curriculum, workshop)
        if own.row.planned and own.row.reach is not Reach.EVIDENCED
    )


def where_words(own: Uncovered) -> str:
    """Where an objective can still be seen: ``now, or in W1-07``; or that nothing serves it."""
    places = [*(["now"] if own.now else []), *(f"in {item}" for item in own.to_come)]
    return " or ".join(places) or "no activity to come serves it"


def uncovered_words(curriculum: Curriculum, workshop: WorkshopState) -> tuple[str, ...]:
    """A line an objective that is still uncovered: ``O07 time out: now or in W1-08``."""
    return tuple(
        f"{own.objective.id} {own.objective.slug.replace('-', ' ')}: {where_words(own)}"
        for own in uncovered(curriculum, workshop)
    )


def reminder(curriculum: Curriculum, workshop: WorkshopState) -> str:
    """From the last activity but one on, ``Not yet seen: O05, O10.``; before that nothing.

    Empty as well where every objective of today was seen to be met.
    """
    run = ordered(curriculum.day(workshop.number), workshop)
    last_two = [i.id for i in run if not i.is_break and i.id not in workshop.left_out][-2:]
    if not last_two or not any(_begun(workshop, item) for item in last_two):
        return ""
    names = ", ".join(own.objective.id for own in uncovered(curriculum, workshop))
    return f"Not yet seen: {names}." if names else ""
