"""Whether a workshop of a cohort has a second rater, by its site's setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain.sampling import SETTING, every_of, sampled
from cara_facilitate.errors import CaraError

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def second_rater(desk: Desk, cohort: str, workshop: int) -> bool:
    """Whether two people rate this workshop. Never raises: without a site's setting, one in three.

    Ratings are asked for at the close of a day, when a plugin that fails must not be in the way.
    """
    try:
        setting = desk.host.site_policy(desk.state(cohort).site).settings.get(SETTING)
    except CaraError:
        setting = None
    return sampled(cohort, workshop, every_of(setting))
