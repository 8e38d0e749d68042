"""The curriculum's name and label as every page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain.curriculum import REFERENCE_LABEL, VARIANT_WORDS
from cara_facilitate.errors import CaraError

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.services.desk import Desk


def variant_words(variant: str) -> str:
    """A variant's id in plain words; an unknown one as it is."""
    return VARIANT_WORDS.get(variant, variant)


def is_reference(desk: Desk, cohort: str) -> bool:
    """Whether a cohort is delivered from the open reference text."""
    try:
        return desk.curriculum(cohort).reference
    except CaraError:
        return False


def curriculum_line(desk: Desk, cohort: str) -> str:
    """Title, version and label of a cohort's curriculum, or why there is none."""
    try:
        curriculum = desk.curriculum(cohort)
    except CaraError as error:
        return error.sentence()
    label = f". {REFERENCE_LABEL}" if curriculum.reference else ""
    return f"{curriculum.title} {curriculum.version}{label}"


def next_step(state: CohortState) -> tuple[int, str]:
    """The workshop and the step that come next: prepare, start, resume, debrief, note or done."""
    for number, day in sorted(state.workshops.items()):
        if day.live:
            return number, "start"
        if day.not_held is not None:
            return number, "whole_day"
        if day.started_at is None:
            return number, "start" if day.content_hash else "prepare"
        if day.note is None:
            return number, "note" if day.answers else "debrief"
    return max(state.workshops, default=1), "note"
