"""The table of steps by which events change the state, and what every step is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState

E = TypeVar("E", bound=ev.Event)
Step = Callable[[CohortState, str, Any], CohortState]
STEPS: dict[type[ev.Event], Step] = {}


def on(
    kind: type[E],
) -> Callable[[Callable[[CohortState, str, E], CohortState]], Callable[..., CohortState]]:
    """Register how one type of event changes the state."""

    def mark(step: Callable[[CohortState, str, E], CohortState]) -> Callable[..., CohortState]:
        STEPS[kind] = cast(Step, step)
        return step

    return mark


def put(mapping: Mapping[Any, Any], key: Any, value: Any) -> Mapping[Any, Any]:
    """The mapping with this key set; the one given is left as it was."""
    return {**mapping, key: value}


def with_workshop(state: CohortState, number: int, **changes: Any) -> CohortState:
    """The state with a workshop changed; the same if the cohort has none of this number."""
    workshop = state.workshops.get(number)
    if workshop is None:
        return state
    return replace(state, workshops=put(state.workshops, number, replace(workshop, **changes)))
