"""Escalations between two stores: what the worker passes on, and what the manager sends back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cara_facilitate.domain import escalations as rules
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import NONE
from cara_facilitate.domain.escalations import Received
from cara_facilitate.domain.handover import AcknowledgedOne, EscalationGiven
from cara_facilitate.domain.people import Role
from cara_facilitate.errors import Refusal
from cara_facilitate.services.escalation import described, every

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk


def outgoing(desk: Desk, cohort: str, key: TierKey) -> tuple[EscalationGiven, ...]:
    """Worker's side: every escalation that is not closed, for the manager; no words.

    One whose description was erased says neither whose nor what, so no file carries it: it still
    stands on the worker's own page.
    """
    return tuple(
        EscalationGiven(
            one.escalation.id,
            one.ref,
            one.trigger.slug,
            one.escalation.due,
            one.escalation.raised_at,
        )
        for one in described(desk, cohort, key)
        if one.escalation.standing and one.ref
    )


def received_events(
    desk: Desk, cohort: str, given: Iterable[EscalationGiven], sender: str
) -> tuple[ev.Event, ...]:
    """Manager's side: what taking these in records; nothing for what is here already.

    Whose it is lies sealed; trigger and clock lie open, so that erasing somebody loses no duty.
    Of somebody erased here only the duty is kept: nothing can be sealed to them any more.

    :raises Refusal: if this store is no manager's, or an id came from somebody else before.
    """
    if Role.MANAGER not in desk.roles:
        raise Refusal("Only a manager's store takes escalations in.")
    here = {one.id: one for one in received(desk, cohort)}
    at = desk.clock.now()
    made: list[ev.Event] = []
    for one in given:
        known = here.get(one.escalation)
        if known is not None and known.sender != sender:
            raise Refusal(
                "An escalation of this number came from somebody else before.",
                "Ring both: one of them must raise it again.",
            )
        if known is None:
            made.append(
                ev.EscalationReceived(one.escalation, cohort, one.trigger, one.due, sender, at)
            )
            if not desk.erased(one.ref):
                made.append(
                    ev.EscalationDescribed(one.escalation, one.ref, "", one.trigger, NONE, at)
                )
    return tuple(made)


def received(desk: Desk, cohort: str) -> tuple[Received, ...]:
    """Manager's side: every escalation that was handed over, the oldest first; needs no key.

    None once the owner is no manager any more.
    """
    if Role.MANAGER not in desk.roles:
        return ()
    return rules.received(desk.stream_events(f"{cohort}/delivery"))


def acknowledge_received(desk: Desk, cohort: str, escalation: str) -> Received:
    """Manager's side: confirm that it is yours now; saved on return. Once is enough.

    :raises Refusal: if no such escalation was received.
    """
    if Role.MANAGER not in desk.roles:
        raise Refusal("Only a manager acknowledges what was handed over.")
    known = {one.id: one for one in received(desk, cohort)}.get(escalation)
    if known is None:
        raise Refusal("No such escalation was handed over to this store.")
    if known.acknowledged_at is None:
        at = desk.clock.now()
        confirmed = ev.EscalationAcknowledged(escalation, desk.owner, desk.owner, at)
        desk.record(cohort, [confirmed], wait=True)
    return {one.id: one for one in received(desk, cohort)}[escalation]


def acknowledgements(desk: Desk, cohort: str, to: str = "") -> tuple[AcknowledgedOne, ...]:
    """Manager's side: what goes back to the worker by hand-over.

    :param to: the worker's staff reference, who gets an answer to their own and no others; empty
        for all.
    """
    return tuple(
        AcknowledgedOne(one.id, one.acknowledged_by, one.acknowledged_at)
        for one in received(desk, cohort)
        if one.acknowledged_at is not None and to in ("", one.sender)
    )


def acknowledged_events(
    desk: Desk, cohort: str, given: Iterable[AcknowledgedOne]
) -> tuple[ev.Event, ...]:
    """Worker's side: what these acknowledgements record; nothing for what is known already.

    Whoever acknowledges was told: where no hand-over to the manager was written down, it is with
    it. Their answer alone is not the route: it does not count as told, however it is written
    down, until the worker records whom they told. What was never raised in this store is left
    out: it is another worker's.
    """
    known = {one.id: one for one in every(desk, cohort)}
    now = desk.clock.now()
    made: list[ev.Event] = []
    for one in given:
        have = known.get(one.escalation)
        if have is None or not have.standing or one.who in have.acknowledged_by:
            continue
        manager = rules.same_role(rules.MANAGER)
        if all(rules.same_role(told.to) != manager for told in have.hand_overs):
            told_at = min(one.at, now)
            made.append(
                ev.EscalationHandedOver(
                    one.escalation, rules.MANAGER, told_at, one.who, now, by_file=True
                )
            )
        made.append(ev.EscalationAcknowledged(one.escalation, one.who, one.who, now, rules.MANAGER))
    return tuple(made)
