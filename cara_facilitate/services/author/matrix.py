"""What every variant gives to every objective, and what each of its days can give back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cara_facilitate.domain.curriculum import Curriculum, Day, Objective, RunItem

_Told = TypeVar("_Told", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """The rows of one variant that claim one objective, in running order."""

    items: tuple[RunItem, ...]

    @property
    def minutes(self) -> int:
        """Minutes of all these rows; a row that claims two objectives counts for both."""
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """Whole minutes of one day: all rows, its breaks, the activities' floors, and the rest."""

    workshop: int
    minutes: int
    breaks: int
    floors: int
    recoverable: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Objectives by variants: ``cells[objective][variant]``, ``loads[variant]`` by day."""

    title: str
    variants: tuple[str, ...]
    objectives: tuple[Objective, ...]
    cells: tuple[tuple[Cell, ...], ...]
    loads: tuple[tuple[DayLoad, ...], ...]

    @property
    def uncovered(self) -> tuple[tuple[str, str], ...]:
        """Slugs of objectives and the variants in which no activity claims them."""
        return tuple(
            (objective.slug, variant)
            for objective, row in zip(self.objectives, self.cells, strict=True)
            for variant, cell in zip(self.variants, row, strict=True)
            if not cell.items
        )


def matrix(curricula: Sequence[Curriculum]) -> Matrix:
    """The matrix of these variants of one curriculum.

    :param curricula: at least one.
    """
    objectives = curricula[0].objectives
    return Matrix(
        curricula[0].title,
        tuple(curriculum.variant for curriculum in curricula),
        objectives,
        tuple(tuple(_cell(one, objective.id) for one in curricula) for objective in objectives),
        tuple(tuple(_load(day) for day in one.days) for one in curricula),
    )


def alike(
    variants: Iterable[str], told: Callable[[int], _Told]
) -> list[tuple[tuple[str, ...], _Told]]:
    """Variants grouped by what is told of them; groups in the order of their first variant.

    :param told: what to tell of the variant at this place.
    """
    groups: dict[_Told, list[str]] = {}
    for place, variant in enumerate(variants):
        groups.setdefault(told(place), []).append(variant)
    return [(tuple(names), what) for what, names in groups.items()]


def _cell(curriculum: Curriculum, objective: str) -> Cell:
    claims = {one.id for one in curriculum.activities if objective in one.objectives}
    return Cell(
        tuple(item for day in curriculum.days for item in day.run if item.activity in claims)
    )


def _load(day: Day) -> DayLoad:
    activities = [item for item in day.run if not item.is_break]
    breaks = sum(item.minutes for item in day.run if item.is_break)
    return DayLoad(
        day.workshop,
        sum(item.minutes for item in day.run),
        breaks,
        sum(item.floor for item in activities),
        sum(max(0, item.minutes - item.floor) for item in activities),
    )
