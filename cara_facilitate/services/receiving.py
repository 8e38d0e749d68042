"""Take in a hand-over: from a trusted person, to us, once, and only what their role may give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.handover import PART_WORDS, Content, Handover, Received
from cara_facilitate.domain.people import ROLE_WORDS, Part, Person, Role, may_carry
from cara_facilitate.errors import Refusal
from cara_facilitate.services import people
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.receiving_parts import NOTHING, check, take

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.services.feedback_import import ImportPreview

CLOCKS_APART = timedelta(minutes=5)
"""How far ahead of this clock a hand-over may say that it was written."""
_LATEST_COUNTS = (
    Part.ROSTER,
    Part.EXTRACT,
    Part.OUTCOMES,
    Part.COVERAGE,
    Part.NOTE,
    Part.PLACEMENT,
    Part.PIN_RESET,
    Part.DECISIONS,
)
"""Parts of which an older one must not take the place of a newer one."""


def open_file(desk: Desk, path: Path) -> Received:
    """What a hand-over's file holds, once it is certain from whom it is and that it may be here.

    A manager's roster that comes with something else is left out where this store has one of
    those who deliver the cohort: an answer to an escalation is not refused for it.

    :raises IntakeError: if it is no hand-over, not for this store, altered, or not sound inside.
    :raises Refusal: if its sender is not trusted or may not give what is in it, it was taken in
        before, or it does not fit this store.
    """
    from cara_facilitate.intake.handover_file import read_body
    from cara_facilitate.intake.opening import read_regular
    from cara_facilitate.journal.parcels import LARGEST, unwrap

    parcel = unwrap(desk.own, read_regular(path, LARGEST))
    sender = people.whose(desk, parcel.verify)
    made = read_body(parcel.body)
    _refuse_ends(desk, sender, made)
    parts = _without_roster(desk, sender, made)
    received = Received(sender, made.cohort, made.id, made.made_at, parts)
    _refuse_unfit(desk, received)
    return received


def take_in(desk: Desk, received: Received) -> None:
    """Keep everything but an extract; saved when this returns.

    With an extract inside, the hand-over counts as taken in only after :func:`confirm_extract`.
    Taking the same parts in again, after a crash in between, changes nothing.

    :raises Refusal: if it was taken in meanwhile, its sender is no longer trusted, or it does not
        fit this store.
    """
    if people.person(desk, received.sender.staff) != received.sender:
        raise Refusal(f"{received.sender.staff} has another card now.", f"{NOTHING} Ring them.")
    _refuse_unfit(desk, received)
    for content in received.parts.values():
        take(desk, received, content)
    if not received.has_extract:
        settle(desk, received)


def confirm_extract(desk: Desk, received: Received, seen: ImportPreview, by: str) -> str:
    """Take in the whole hand-over, its extract as previewed; the import's id.

    :param seen: the preview of :meth:`Received.rows`, with what was released.
    :param by: who confirms, as a staff reference.
    :raises Refusal: as :func:`take_in` and ``feedback_import.confirm``.
    """
    from cara_facilitate.services.feedback_import import confirm

    take_in(desk, received)
    import_id = confirm(desk, seen, by, received.made_at)
    settle(desk, received)
    return import_id


def settle(desk: Desk, received: Received) -> None:
    """Record that a hand-over was taken in, so that it never is again; saved on return."""
    kinds = tuple(part.value for part in received.parts)
    done = ev.HandoverReceived(
        received.id,
        received.cohort,
        received.sender.staff,
        kinds,
        desk.clock.now(),
        received.made_at,
    )
    desk.record(HOUSE, [done], wait=True)


def _without_roster(desk: Desk, sender: Person, made: Handover) -> Mapping[Part, Content]:
    from cara_facilitate.services.caseload import outranked

    others = dict(made.parts)
    others.pop(Part.ROSTER, None)
    return others if others and outranked(desk, made.cohort, sender) else made.parts


def _refuse_ends(desk: Desk, sender: Person, made: Handover) -> None:
    own = people.me(desk)
    said = (made.sender.staff, made.sender.fingerprint)
    if said != (sender.staff, sender.fingerprint()):
        raise Refusal(
            f"This was written under another card than the one trusted here for {sender.staff}.",
            "If their role has changed, take their card again: cara id trust CARD.",
        )
    if (made.to.staff, made.to.fingerprint) != (own.staff, own.fingerprint()):
        raise Refusal(
            "This was written for another card than this store's own.",
            "Send your card to the sender again: cara id show.",
        )


def _refuse_unfit(desk: Desk, received: Received) -> None:
    _refuse_roles(desk, received)
    _refuse_again(desk, received)
    _refuse_clock(desk, received)
    for content in received.parts.values():
        check(desk, received, content)


def _refuse_roles(desk: Desk, received: Received) -> None:
    may = may_carry(received.sender.roles, desk.roles)
    over = [part for part in received.parts if part not in may]
    if over:
        roles = " and ".join(ROLE_WORDS[Role(role)] for role in received.sender.roles)
        raise Refusal(
            f"{received.sender.staff} ({roles}) may not hand {PART_WORDS[over[0]]} to this store.",
            f"{NOTHING} Ring them.",
        )


def _refuse_again(desk: Desk, received: Received) -> None:
    before = [
        event
        for event in desk.stream_events(f"{HOUSE}/delivery")
        if isinstance(event, ev.HandoverReceived)
    ]
    for event in before:
        if event.handover == received.id:
            raise Refusal(
                f"This hand-over was taken in already, on {event.at:%d %b at %H:%M}.",
                "If it is needed once more, ask the sender to write a new one.",
            )
    for event in before:
        newer = event.made_at is not None and event.made_at > received.made_at
        same = (event.cohort, event.sender) == (received.cohort, received.sender.staff)
        again = [p for p in _LATEST_COUNTS if p in received.parts and p.value in event.parts]
        if newer and same and again:
            raise Refusal(
                "A newer hand-over from the same person was taken in already.",
                f"{NOTHING} If this one is right, ask the sender to write it again.",
            )


def _refuse_clock(desk: Desk, received: Received) -> None:
    now = desk.clock.now()
    ahead = received.made_at - now
    if ahead > CLOCKS_APART:
        theirs = received.made_at.astimezone(now.tzinfo)
        raise Refusal(
            f"This says it was written at {theirs:%H:%M on %d %b %Y}, and this computer's clock "
            f"says {now:%H:%M on %d %b %Y}: one of the two clocks is wrong.",
            "Set this computer's clock if it is this one; else ask the sender to set theirs and "
            "write it again.",
        )
