"""What a decision is made against: the state, the workshop and the curriculum delivered."""

from __future__ import annotations

from dataclasses import dataclass

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.domain.moment import UNKNOWN, Steady
from cara_facilitate.errors import Refusal


@dataclass(frozen=True, slots=True)
class Setting:
    """What a decision is made against: state, workshop number and the curriculum delivered.

    ``steady`` is what the clock that never goes back reads as the command is given.
    """

    state: CohortState
    workshop: int
    curriculum: Curriculum
    steady: Steady = UNKNOWN

    @property
    def day(self) -> WorkshopState:
        """The workshop as it stands.

        :raises Refusal: if the cohort has none of this number.
        """
        found = self.state.workshops.get(self.workshop)
        if found is None:
            raise Refusal(f"This cohort has no workshop {self.workshop}.")
        return found
