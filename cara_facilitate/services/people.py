"""Who this store's owner exchanges hand-overs with, and how their keys came to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Person, people_after, read_card, same_digits
from cara_facilitate.errors import Refusal
from cara_facilitate.journal.parcels import check_receiving_key
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def me(desk: Desk) -> Person:
    """The owner of this store, as others are to know them."""
    return Person(desk.owner, tuple(sorted(desk.roles)), desk.own.verify, desk.own.seal)


def trusted(desk: Desk) -> tuple[Person, ...]:
    """Everybody whose keys are trusted here, by staff reference."""
    return people_after(desk.stream_events(f"{HOUSE}/delivery"))


def person(desk: Desk, staff: str) -> Person:
    """The trusted person of this staff reference.

    :raises Refusal: if nobody of that reference is trusted here.
    """
    found = next((one for one in trusted(desk) if one.staff == staff), None)
    if found is None:
        raise Refusal(
            "Nobody of that staff reference is trusted in this store.",
            "See `cara id list`; ask them for their card and give it to `cara id trust`.",
        )
    return found


def whose(desk: Desk, verify: bytes) -> Person:
    """The trusted person whose signing key this is.

    :param verify: 32 bytes, as a hand-over gives them.
    :raises Refusal: if it is nobody's who is trusted here.
    """
    found = next((one for one in trusted(desk) if one.verify == verify), None)
    if found is None:
        raise Refusal(
            "This was signed by somebody who is not trusted in this store: nothing was taken in.",
            "If you expect it, ask the sender for their card and give it to `cara id trust`.",
        )
    return found


def trust(desk: Desk, card: str, fingerprint: str) -> Person:
    """Keep a person's keys from now on; saved when this returns.

    :param card: the line that `cara id show` printed in their store.
    :param fingerprint: the digits they read out, as typed; spaces are ignored.
    :raises IntakeError: if the card has a slip in it.
    :raises Refusal: if the digits differ, the card is one's own, or its reference or keys are
        already somebody else's here.
    """
    theirs = read_card(card)
    if not same_digits(fingerprint, theirs.fingerprint()):
        raise Refusal(
            "Those are not the digits of this card: nobody was trusted.",
            "Ring them on a number you already have and let them read theirs out from "
            "`cara id show`. If the digits still differ, the card was changed on the way: tell "
            "your manager.",
        )
    refuse_card(desk, theirs)
    if theirs in trusted(desk):
        return theirs
    event = ev.PersonTrusted(
        theirs.staff, theirs.roles, theirs.verify.hex(), theirs.seal.hex(), desk.clock.now()
    )
    desk.record(HOUSE, [event], wait=True)
    return theirs


def refuse_card(desk: Desk, theirs: Person) -> None:
    """Say why a card can never be trusted here, before anybody is rung about it.

    :raises IntakeError: if nothing can be sealed to its key.
    :raises Refusal: if it is one's own, or its reference or keys are already somebody else's here.
    """
    check_receiving_key(theirs.seal)
    _refuse_own(desk, theirs)
    _refuse_other(trusted(desk), theirs)


def distrust(desk: Desk, staff: str) -> None:
    """Use a person's keys no more, neither to write to them nor to receive from them.

    :raises Refusal: if nobody of that reference is trusted here.
    """
    gone = person(desk, staff)
    desk.record(HOUSE, [ev.PersonDistrusted(gone.staff, desk.clock.now())], wait=True)


def apply_pin_reset(desk: Desk, cohort: str, facilitator: str, by: str) -> None:
    """The manager resets a facilitator's PIN: its owner chooses a new one behind F2.

    :param by: the manager's staff reference.
    :raises Refusal: if this store has no such cohort, or nobody of that reference delivers it.
    """
    if facilitator not in desk.state(cohort).facilitators:
        raise Refusal(
            f"{facilitator} delivers nothing of this cohort: no PIN was reset.",
            "Ask the manager to name a facilitator of this cohort.",
        )
    desk.record(cohort, [ev.PinReset(facilitator, by, desk.clock.now())], wait=True)


def _refuse_own(desk: Desk, theirs: Person) -> None:
    own = me(desk)
    if theirs.verify == own.verify or theirs.seal == own.seal:
        raise Refusal("That is this store's own card.", "Give it to the others; take theirs.")
    if theirs.staff.casefold() == own.staff.casefold():
        raise Refusal(
            f"{theirs.staff} is this store's own staff reference.",
            "Every person needs a reference of their own; ask who has the wrong one.",
        )


def _refuse_other(known: tuple[Person, ...], theirs: Person) -> None:
    for one in known:
        if one.staff == theirs.staff and (one.verify, one.seal) == (theirs.verify, theirs.seal):
            continue  # the same person in another role
        if one.staff.casefold() == theirs.staff.casefold():
            raise Refusal(
                f"This store already trusts other keys for {one.staff}. Keys change only when "
                "somebody makes a new store, or when another person sent this card.",
                f"Ring {one.staff}. If it is theirs: cara id distrust {one.staff}, then again.",
            )
        if theirs.verify == one.verify or theirs.seal == one.seal:
            raise Refusal(
                f"These keys are already trusted as {one.staff}'s; a key is one person's.",
                "Ring them and ask which reference is right; `cara id distrust` the other.",
            )
