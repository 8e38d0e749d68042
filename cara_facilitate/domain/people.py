"""People who hand things to one another: roles, public keys, fingerprints, and who may get what."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.event import Event
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.people_events import PersonDistrusted, PersonTrusted
from cara_facilitate.errors import IntakeError

KEY_LENGTH = 32
CARD_START = "CARA-ID1"
FINGERPRINT_DIGITS = 30
_CHECK = 5
_KEYS_WRITTEN = 88
_COPY = "Copy the whole line that `cara id show` printed."


class Role(StrEnum):
    """What a store's owner does in this work (``contracts.md``, People and stores)."""

    FACILITATOR = "facilitator"
    MANAGER = "manager"
    VICTIM_WORKER = "victim_worker"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"


ROLE_WORDS: Mapping[Role, str] = {
    Role.FACILITATOR: "facilitator",
    Role.MANAGER: "manager",
    Role.VICTIM_WORKER: "victim-contact worker",
    Role.SUPERVISOR: "practice supervisor",
    Role.TRAINER: "trainer",
}


class Part(StrEnum):
    """What one hand-over may hold."""

    ROSTER = "roster"
    OUTCOMES = "outcomes"
    EXTRACT = "extract"
    COVERAGE = "coverage"
    ESCALATIONS = "escalations"
    ACKNOWLEDGED = "acknowledged"
    NOTE = "note"
    PLACEMENT = "placement"
    PIN_RESET = "pin_reset"
    DECISIONS = "decisions"


CARRIES: Mapping[tuple[Role, Role], tuple[Part, ...]] = {
    (Role.FACILITATOR, Role.VICTIM_WORKER): (Part.ROSTER, Part.OUTCOMES),
    (Role.MANAGER, Role.VICTIM_WORKER): (Part.ROSTER, Part.ACKNOWLEDGED),
    (Role.VICTIM_WORKER, Role.FACILITATOR): (Part.EXTRACT,),
    (Role.VICTIM_WORKER, Role.MANAGER): (Part.ESCALATIONS, Part.COVERAGE),
    (Role.VICTIM_WORKER, Role.SUPERVISOR): (Part.COVERAGE,),
    (Role.FACILITATOR, Role.SUPERVISOR): (Part.NOTE,),
    (Role.FACILITATOR, Role.MANAGER): (Part.PLACEMENT,),
    (Role.MANAGER, Role.FACILITATOR): (Part.PIN_RESET, Part.DECISIONS),
}
"""From whose role to whose role what may go; what is not here goes nowhere."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a store: a staff reference, roles, and two public keys of 32 bytes.

    :ivar verify: checks that person's signatures. :ivar seal: seals what only they can open.
    """

    staff: str
    roles: tuple[str, ...]
    verify: bytes
    seal: bytes

    def fingerprint(self) -> str:
        """Six groups of five digits over reference, roles and keys, to compare by voice."""
        digest = hashlib.sha256(b"cara.fingerprint.1\n" + _body(self).encode()).digest()
        number = int.from_bytes(digest, "big") % 10**FINGERPRINT_DIGITS
        digits = f"{number:0{FINGERPRINT_DIGITS}d}"
        return " ".join(digits[at : at + 5] for at in range(0, FINGERPRINT_DIGITS, 5))

    def card(self) -> str:
        """The person as one line of text, to send by any route: it holds nothing secret."""
        body = _body(self)
        check = hashlib.sha256(body.encode()).hexdigest()[:_CHECK]
        return f"{CARD_START} {body} {check}"


def _body(person: Person) -> str:
    roles = ",".join(sorted(person.roles))
    keys = base64.urlsafe_b64encode(person.verify + person.seal).decode()
    return f"{person.staff} {roles} {keys}"


def find_card(text: str) -> str:
    """The one card in a text, such as a letter it came with; not checked yet.

    A mail program may have broken the line anywhere and put marks of quotation before it.

    :raises IntakeError: if there is none, or more than one.
    """
    _, start, rest = text.partition(CARD_START)
    if not start:
        raise IntakeError("There is no card in it.", _COPY)
    if CARD_START in rest:
        raise IntakeError("There is more than one card in it.", "Give one person's card at a time.")
    words = [word for word in rest.split() if word.strip(">")]
    written = "".join(words[2:])
    keys, check = written[:_KEYS_WRITTEN], written[_KEYS_WRITTEN:][:_CHECK]
    return " ".join([start, *words[:2], keys, check])


def read_card(text: str) -> Person:
    """The person whose card this is.

    :raises IntakeError: if it is no card or has a slip in it.
    """
    words = text.split()
    if len(words) != 5 or words[0] != CARD_START:
        raise IntakeError("That is not a person's card.", _COPY)
    _, staff, roles, keys, _check = words
    try:
        both = base64.b64decode(keys.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        both = b""
    person = Person(staff, tuple(roles.split(",")), both[:KEY_LENGTH], both[KEY_LENGTH:])
    known = {role.value for role in Role}
    sound = (
        staff_ok(staff)
        and len(both) == 2 * KEY_LENGTH
        and set(person.roles) <= known
        and list(person.roles) == sorted(set(person.roles))
        and person.card().split() == words
    )
    if not sound:
        raise IntakeError("The card has a slip in it.", _COPY)
    return person


def may_carry(sender: Iterable[str], receiver: Iterable[str]) -> tuple[Part, ...]:
    """What somebody with these roles may hand to somebody with those, in order, once each."""
    receivers = tuple(receiver)
    parts = [
        part
        for mine in sender
        for theirs in receivers
        for part in CARRIES.get((Role(mine), Role(theirs)), ())
    ]
    return tuple(dict.fromkeys(parts))


def among(staff: str, others: Iterable[str]) -> bool:
    """Whether somebody is one of these, however the staff references are capitalised."""
    return staff.upper() in {who.upper() for who in others}


def same_digits(typed: str, fingerprint: str) -> bool:
    """Whether somebody typed this fingerprint, however they spaced it."""
    return "".join(typed.split()) == "".join(fingerprint.split())


def people_after(events: Iterable[Event]) -> tuple[Person, ...]:
    """Everybody who is trusted after these events of a store's own stream, by reference."""
    known: dict[str, Person] = {}
    for event in events:
        if isinstance(event, PersonTrusted):
            keys = bytes.fromhex(event.verify), bytes.fromhex(event.seal)
            known[event.staff] = Person(event.staff, event.roles, *keys)
        elif isinstance(event, PersonDistrusted):
            known.pop(event.staff, None)
    return tuple(known[staff] for staff in sorted(known))
