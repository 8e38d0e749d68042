"""What was handed over to a manager or supervisor, and each of it opened for one private view."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.coverage_words import coverage_lines
from cara_facilitate.domain.escalations import TRIGGERS, UNREADABLE, Received, Trigger
from cara_facilitate.domain.identifiers import cohort_ok
from cara_facilitate.domain.people import Part, Person, Role, may_carry
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import people
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.services.escalation import descriptions, due_words
from cara_facilitate.services.escalation_received import received
from cara_facilitate.services.reading import note_read
from cara_facilitate.services.receiving_parts import opened, whole_here
from cara_facilitate.services.referred import Referred, referred
from cara_facilitate.services.zone import zoned

if TYPE_CHECKING:
    from cara_facilitate.domain.policy import Finding
    from cara_facilitate.services.desk import Desk

VIEW = "received"
"""Its name in the record of reads."""
NOTE, COVERAGE = "note", "coverage"
"""Kinds of document that a hand-over brings."""
TEXT = ".txt"
HANDED = "something for the manager"
"""The same words whether an escalation waits or was acknowledged: the banner alone says more."""
FIGURES = "coverage figures"
PLACED = "placement"
_WORKSHOP = re.compile(r"-w([12])-", re.ASCII)


@dataclass(frozen=True, slots=True)
class HandedLine:
    """One cohort of which something was handed over, as an ordinary screen may say it."""

    cohort: str
    what: tuple[str, ...]
    waiting: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """One escalation that was handed over; ``clock`` says how it stands now."""

    one: Received
    ref: str
    trigger: Trigger
    clock: str
    overdue: bool

    @property
    def waiting(self) -> bool:
        """Whether nobody here has acknowledged it."""
        return self.one.acknowledged_at is None


@dataclass(frozen=True, slots=True)
class Document:
    """One text that was handed over; the last of its name.

    ``whole`` is whether the owner may read figures whole.
    """

    kind: str
    name: str
    sender: str
    at: datetime
    text: Protected
    whole: bool = False

    @property
    def workshop(self) -> int:
        """The workshop whose note it is; 0 where the name does not say."""
        found = _WORKSHOP.search(self.name)
        return int(found[1]) if found else 0


@dataclass(slots=True)
class Opened:
    """What one private view holds while it is open, and lets go with :meth:`close`.

    :ivar judged: what the site's rules say, the strictest first; ``unjudged`` why not.
    :ivar as_found: who found it so and when it came, or empty where it was asked here.
    :ivar referred: every question to the manager in it, the undecided first.
    """

    cohort: str
    duties: tuple[Duty, ...] = field(repr=False)
    documents: tuple[Document, ...] = field(repr=False)
    placed: bool
    judged: tuple[Finding, ...] = field(default=(), repr=False)
    unjudged: str = ""
    as_found: str = ""
    referred: tuple[Referred, ...] = field(default=(), repr=False)
    _refs: dict[str, str] = field(default_factory=dict, repr=False)

    def refresh(self, desk: Desk) -> None:
        """Read again how each escalation and question stands, after one was answered."""
        self.duties = _duties(desk, self.cohort, self._refs)
        self.referred = referred(desk, self.cohort, self.judged)

    def close(self) -> None:
        """Drop everything in it."""
        self.duties, self.documents, self.judged, self._refs = (), (), (), {}
        self.referred = ()


def handed_over(desk: Desk, roles: Collection[str] | None = None) -> tuple[HandedLine, ...]:
    """Every cohort of which something was handed over that opens here; nothing about persons.

    :param roles: what of it opens for these; for the owner's own without.
    """
    mine = desk.roles if roles is None else roles
    names = sorted({stream.partition("/")[0] for stream in desk.streams()})
    lines = (_line(desk, name, mine) for name in names if cohort_ok(name))
    return tuple(line for line in lines if line.what)


def open_received(desk: Desk, cohort: str, passphrase: str) -> Opened:
    """Open what was handed over about a cohort, and record that it was read.

    :raises WrongPassphrase: if it is not the one.
    :raises Refusal: if nothing was handed over that the owner's roles open.
    """
    key = feedback_key(desk.folder, passphrase)
    if all(line.cohort != cohort for line in handed_over(desk)):
        raise Refusal("Nothing of this cohort was handed over to you.")
    note_read(desk, cohort, VIEW, desk.owner)
    refs: dict[str, str] = {}
    if Role.MANAGER in desk.roles:
        refs = {id_: about.ref for id_, about in descriptions(desk, cohort, key).items()}
    del key
    view = Opened(
        cohort, _duties(desk, cohort, refs), _documents(desk, cohort),
        _is_placed(desk, cohort, desk.roles), _refs=refs,
    )  # fmt: skip
    if view.placed:
        view.judged, view.unjudged = _judged(desk, cohort)
        view.as_found = _as_found(desk, cohort)
    view.referred = referred(desk, cohort, view.judged)
    return view


def figures(document: Document) -> tuple[str, ...]:
    """Coverage figures in words, one line each; small counts only where the owner may read them."""
    return coverage_lines(document.text.reveal(), whole=document.whole)


def decided(opened: Opened) -> dict[str, str]:
    """What a manager decided of a finding that is still the same: rule to words."""
    return {rule: one.said for one in opened.referred if one.said for rule in one.rules}


def may_be_told(desk: Desk, cohort: str, part: Part) -> tuple[Person, ...]:
    """Every trusted person to whom this part goes back from a manager.

    What was decided goes to nobody but those named in the placement.
    """
    from cara_facilitate.services.placed import asked

    mine = tuple(role for role in desk.roles if role == Role.MANAGER)
    return tuple(
        one
        for one in people.trusted(desk)
        if part in may_carry(mine, one.roles)
        and (part is not Part.DECISIONS or asked(desk, cohort, one.staff))
    )


def placed_by(desk: Desk, cohort: str) -> str:
    """Who handed over last what the site's rules ask of a cohort; empty if nobody did."""
    from cara_facilitate.services.placed import last

    frame = last(desk, cohort)
    return frame.sender if frame else ""


def _line(desk: Desk, cohort: str, roles: Collection[str]) -> HandedLine:
    given = received(desk, cohort) if Role.MANAGER in roles else ()
    waiting = any(one.acknowledged_at is None for one in given)
    what = [HANDED] if given else []
    documents = _documents(desk, cohort, roles)
    notes = sorted({one.workshop for one in documents if one.kind == NOTE})
    what += [f"note of workshop {number}" if number else "a note" for number in notes]
    what += [FIGURES] * any(one.kind == COVERAGE for one in documents)
    what += [PLACED] * _is_placed(desk, cohort, roles)
    return HandedLine(cohort, tuple(what), waiting)


def _duties(desk: Desk, cohort: str, refs: dict[str, str]) -> tuple[Duty, ...]:
    if Role.MANAGER not in desk.roles:
        return ()
    now = desk.clock.now()
    made = (_duty(one, refs.get(one.id, ""), now) for one in received(desk, cohort))
    return tuple(sorted(made, key=lambda duty: (not duty.waiting, duty.one.due)))


def _duty(one: Received, ref: str, now: datetime) -> Duty:
    clock = due_words(one.due, now)
    if one.acknowledged_at is not None:
        clock = (
            f"acknowledged by {one.acknowledged_by}, {zoned(one.acknowledged_at):%a %d %b %H:%M}"
        )
    return Duty(one, ref, TRIGGERS.get(one.trigger, UNREADABLE), clock, one.overdue(now))


def _documents(
    desk: Desk, cohort: str, roles: Collection[str] | None = None
) -> tuple[Document, ...]:
    texts = [one for one in opened(desk, cohort, roles) if one.name.endswith(TEXT)]
    whole = any(one.kind == COVERAGE for one in texts) and whole_here(desk, cohort)
    made = (
        Document(one.kind, one.name, one.sender, one.at, Protected(one.text), whole)
        for one in texts
    )
    return tuple(sorted(made, key=lambda one: (one.kind != NOTE, one.workshop, one.at)))


def _is_placed(desk: Desk, cohort: str, roles: Collection[str]) -> bool:
    sealed = desk.sealed(cohort, "placement") if Role.MANAGER in roles else ()
    return any(isinstance(event, ev.PlacementReceived) for event in sealed)


def _judged(desk: Desk, cohort: str) -> tuple[tuple[Finding, ...], str]:
    from cara_facilitate.services import placed, placement

    try:
        return placement.in_order(placed.findings(desk, cohort)), ""
    except CaraError as error:
        return (), error.sentence()


def _as_found(desk: Desk, cohort: str) -> str:
    from cara_facilitate.services.placed import found_there, last

    frame = last(desk, cohort)
    if frame is None or not found_there(desk, cohort):
        return ""
    return f"As found in the store of {frame.sender}, taken in {zoned(frame.at):%a %d %b %H:%M}."
