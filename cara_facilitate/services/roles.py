"""Take on a role or give one up: what a store's owner does, where nothing speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import ROLE_WORDS, Role
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

_NEW_STORE = "Make a store of its own for the other work: cara id new, with another CARA_HOME."


def add(desk: Desk, role: Role) -> None:
    """Take on a role; saved when this returns. The owner's card is another from then on.

    Which cohort may come to which side of this store is judged where it comes, by what the store
    holds and not by its roles: one cohort is never delivered and reached from the same store.

    :raises Refusal: if it is the owner's already.
    """
    if role in desk.roles:
        raise Refusal(f"This store's owner is a {ROLE_WORDS[role]} already.")
    _change(desk, {*desk.roles, role.value})


def stays_sealed(desk: Desk, role: Role) -> tuple[str, ...]:
    """What was kept for a role and will stay in the store unread, one sentence each.

    :raises Refusal: if the role cannot be given up.
    """
    if role not in desk.roles:
        raise Refusal(f"This store's owner is no {ROLE_WORDS[role]}.")
    if len(desk.roles) == 1:
        raise Refusal("It is the only role of this store.", "Take on the other one first.")
    _refuse_needed(desk, role)
    if role not in (Role.MANAGER, Role.SUPERVISOR):
        return ()
    from cara_facilitate.services.received import handed_over

    return tuple(
        f"{line.cohort} stays here, sealed and unread: {', '.join(line.what)}."
        for line in handed_over(desk)
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
