"""Take on a role or give one up: what a store's owner does, where nothing speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import ROLE_WORDS, Part, Role
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOT_TO_THE_ROOM = frozenset((Part.ESCALATIONS, Part.COVERAGE))
"""What comes to a manager's store and never to one in which the cohort is delivered."""
_NEW_STORE = "Make a store of its own for the other work: cara id new, with another CARA_HOME."


def add(desk: Desk, role: Role) -> None:
    """Take on a role; saved when this returns. The owner's card is another from then on.

    Which cohort may come to which side of this store is judged where it comes, by what the store
    holds and not by its roles: one cohort is never delivered and reached from the same store.

    :raises Refusal: as :func:`check_add`.
    """
    check_add(desk, role)
    _change(desk, {*desk.roles, role.value})


def check_add(desk: Desk, role: Role) -> None:
    """Nothing if a role can be taken on.

    :raises Refusal: if it is the owner's already, or the owner would deliver a cohort of this
        store about which it was handed what those who deliver it never read.
    """
    if role in desk.roles:
        raise Refusal(f"This store's owner is a {ROLE_WORDS[role]} already.")
    if role is not Role.FACILITATOR:
        return
    from cara_facilitate.services.came import came

    told = [state.cohort for state in desk.cohorts() if NOT_TO_THE_ROOM & came(desk, state.cohort)]
    if told:
        raise Refusal(
            f"This store was handed what those who deliver {', '.join(told)} never read.",
            _NEW_STORE,
        )


def stays_sealed(desk: Desk, role: Role) -> tuple[str, ...]:
    """What was kept for a role and will stay in the store unread, one sentence each.

    What another role of the owner's opens as well is not in it.

    :raises Refusal: if the role cannot be given up.
    """
    if role not in desk.roles:
        raise Refusal(f"This store's owner is no {ROLE_WORDS[role]}.")
    if len(desk.roles) == 1:
        raise Refusal("It is the only role of this store.", "Take on the other one first.")
    _refuse_needed(desk, role)
    from cara_facilitate.services.received import handed_over

    rest = {line.cohort: line.what for line in handed_over(desk, set(desk.roles) - {role})}
    closed = (
        (line.cohort, [one for one in line.what if one not in rest.get(line.cohort, ())])
        for line in handed_over(desk)
    )
    return tuple(
        f"{cohort} stays here, sealed and unread: {', '.join(what)}."
        for cohort, what in closed
        if what
    )


def remove(desk: Desk, role: Role) -> None:
    """Give a role up; saved when this returns. Nothing that was kept for it is erased.

    :raises Refusal: as :func:`stays_sealed`.
    """
    stays_sealed(desk, role)
    _change(desk, set(desk.roles) - {role.value})


def _refuse_needed(desk: Desk, role: Role) -> None:
    """A role stays as long as somebody relies on it, or it keeps two sides of a cohort apart."""
    from cara_facilitate.services.caseload import caseloads
    from cara_facilitate.services.received import handed_over

    if role is Role.FACILITATOR and desk.cohorts():
        held = ", ".join(state.cohort for state in desk.cohorts())
        raise Refusal(f"This store delivers or delivered {held}: the role stays.", _NEW_STORE)
    if role is Role.VICTIM_WORKER and caseloads(desk):
        held = ", ".join(load.cohort for load in caseloads(desk))
        raise Refusal(
            f"This store holds the victim contacts of {held}: the role stays.", _NEW_STORE
        )
    if role is Role.MANAGER and any(line.waiting for line in handed_over(desk)):
        raise Refusal(
            "Something handed over waits to be acknowledged: the role stays.",
            "Acknowledge it in Received, or have it sent to another manager.",
        )


def _change(desk: Desk, roles: set[str]) -> None:
    chosen = tuple(sorted(roles))
    desk.record(HOUSE, [ev.RolesChanged(chosen, desk.clock.now())], wait=True)
    desk.roles = chosen
