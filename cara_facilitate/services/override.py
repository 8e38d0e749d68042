"""Records that a duty to protect came before the sharing level; certain on return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.identifiers import reference_cohort, reference_ok
from cara_facilitate.domain.override import REMINDER, Override, fault
from cara_facilitate.domain.people import Role
from cara_facilitate.errors import Refusal
from cara_facilitate.services.caseload import caseload

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk


def override(desk: Desk, cohort: str, given: Override) -> str:
    """Record what went to which agency and why; sealed, and saved when this returns.

    It changes no sharing level, raises nothing by itself and sends nothing anywhere: the worker
    tells the agency.

    :return: the reminder to show.
    :raises Refusal: if the owner is no victim-contact worker, was not told of the cohort, the
        reference is not of it, or something is missing or too long.
    :raises StoreError: if it could not be saved; write it on paper then.
    """
    if Role.VICTIM_WORKER not in desk.roles:
        raise Refusal("Only a victim-contact worker records this.")
    caseload(desk, cohort)
    if not reference_ok(given.ref) or reference_cohort(given.ref) != cohort:
        raise Refusal("That is not a participant reference of this cohort.", where="ref")
    wrong = fault(given)
    if wrong:
        raise Refusal(wrong, "Nothing was saved.")
    made = ev.CaseOverridden(
        given.ref,
        given.feedback_id,
        given.ground.value,
        given.agency.value,
        given.shared,
        given.told_first.value,
        given.reason,
        desk.owner,
        desk.clock.now(),
    )
    desk.record(cohort, [made], wait=True)
    return REMINDER


def overrides(desk: Desk, cohort: str, key: TierKey) -> tuple[ev.CaseOverridden, ...]:
    """Every override of a cohort, the oldest first, for one private view; drop it afterwards."""
    return tuple(
        event
        for event in desk.sealed(cohort, "casework", key)
        if isinstance(event, ev.CaseOverridden)
    )
