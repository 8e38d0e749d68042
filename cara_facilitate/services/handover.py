"""Write a hand-over: what the other person's role may read, signed, then sealed to them alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.handover import PART_WORDS, Handover, Named
from cara_facilitate.domain.identifiers import ALPHABET, cohort_ok
from cara_facilitate.domain.people import CARRIES, ROLE_WORDS, Part, Person, Role, may_carry
from cara_facilitate.errors import Refusal
from cara_facilitate.services import people
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.handing_parts import Job

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

SUFFIX = ".handover"
_NAME_LETTERS = 8
_CASEWORK = (Part.EXTRACT, Part.COVERAGE, Part.ESCALATIONS)
"""Parts that only the worker's sealed casework can give."""


@dataclass(frozen=True, slots=True)
class Written:
    """A hand-over's file, what is in it, and sentences about what was left out of it."""

    path: Path
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()


def write(
    desk: Desk,
    cohort: str,
    to: str,
    out: Path,
    *,
    key: TierKey | None = None,
    reset_pin: str = "",
) -> Written:
    """Write one hand-over about a cohort into a folder; recorded when this returns.

    :param to: the staff reference of a trusted person.
    :param out: a folder; the file's name tells nothing, and no file is ever replaced.
    :param key: the feedback key, needed where casework is handed over.
    :param reset_pin: the facilitator whose PIN the manager resets.
    :raises Refusal: if the person is not trusted, their role can be given nothing, or there is
        nothing to give.
    :raises LinterBlocked: if a supervision note holds what must not leave.
    :raises CaraError: if the file cannot be written; nothing is left then.
    """
    from cara_facilitate.intake.handover_file import to_body
    from cara_facilitate.journal.parcels import wrap
    from cara_facilitate.notes.files import write_all

    if not cohort_ok(cohort):
        raise Refusal("That is not a cohort id.", "It looks like this: WY26A.")
    receiver, own = people.person(desk, to), people.me(desk)
    allowed = may_carry(desk.roles, receiver.roles)
    if not allowed:
        raise Refusal(_nothing_for(desk.roles, receiver.roles), _what_goes(desk.roles))
    job = Job(desk, cohort, receiver, key, reset_pin)
    parts = job.gather(allowed)
    now = desk.clock.now()
    made = Handover(secrets.token_hex(16), cohort, _named(own), _named(receiver), now, parts)
    name = f"cara-{''.join(secrets.choice(ALPHABET) for _ in range(_NAME_LETTERS))}{SUFFIX}"
    sealed = wrap(desk.own, receiver.seal, to_body(made))
    (path,) = write_all(out, {name: sealed}, "hand-over")
    _record(desk, made, path)
    return Written(path, tuple(parts), tuple(job.warnings))


def _record(desk: Desk, made: Handover, path: Path) -> None:
    """What left must be on record: a file that cannot be recorded is removed again."""
    kinds = tuple(part.value for part in made.parts)
    left = ev.HandoverWritten(made.id, made.cohort, made.to.staff, kinds, made.made_at)
    try:
        desk.record(HOUSE, [left], wait=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def needs_key(desk: Desk, to: str) -> bool:
    """Whether the feedback passphrase is needed to write to this person.

    :raises Refusal: if the person is not trusted.
    """
    allowed = may_carry(desk.roles, people.person(desk, to).roles)
    return any(part in _CASEWORK for part in allowed)


def _named(person: Person) -> Named:
    return Named(person.staff, person.fingerprint())


def _roles(roles: tuple[str, ...]) -> str:
    return " and ".join(ROLE_WORDS[Role(role)] for role in roles)


def _nothing_for(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    return f"A {_roles(mine)} hands nothing to a {_roles(theirs)}."


def _what_goes(mine: tuple[str, ...]) -> str:
    goes = [
        f"to a {ROLE_WORDS[theirs]} {' and '.join(PART_WORDS[part] for part in parts)}"
        for (sender, theirs), parts in CARRIES.items()
        if sender in mine
    ]
    return f"From here goes {'; '.join(goes)}." if goes else "From here nothing is handed over."
