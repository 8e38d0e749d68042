"""Escalations: what raises one, by when it is told, and how each stands; nothing is undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from stdnum.iso7064 import mod_37_2

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import CaseRecord
from cara_facilitate.domain.escalation_triggers import (
    CLOCK_WORDS,
    MANAGER,
    TIMINGS,
    TRIGGERS,
    UNREADABLE,
    Clock,
    Trigger,
    grounds,
    triggered,
)
from cara_facilitate.domain.flags import LAST_MINUTE, TOLD_BEFORE, HandOver, between
from cara_facilitate.domain.identifiers import ALPHABET
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal

__all__ = [
    "APART",
    "BANNER",
    "BY_FILE",
    "CLOCK_WORDS",
    "MANAGER",
    "TIMINGS",
    "TRIGGERS",
    "UNREADABLE",
    "Clock",
    "Escalation",
    "HandOver",
    "Received",
    "Status",
    "Trigger",
    "between",
    "described_whole",
    "due",
    "escalations",
    "grounds",
    "heard_at",
    "new_escalation",
    "on_route",
    "open_for",
    "received",
    "same_role",
    "still_to_tell",
    "told",
    "told_too_early",
    "triggered",
    "untold",
]

BANNER = "An escalation is open. Tell whoever must know."
"""The one fixed wording for the worker's Home: whatever it is, whoever, however many."""
BY_FILE = "by hand-over file"
"""Stands for the reference of somebody who only answered by hand-over."""

APART = "; "
"""Between two of the grounds of one escalation."""
_ANSWERED = ("spoken", "unsafe_ended")
"""The outcomes of an attempt in which something can have been heard."""
_DAY = timedelta(hours=24)
_RANDOM_LENGTH = 6
_UNSPEAKABLE = "*ILOU"


class Status(StrEnum):
    """How far an escalation has come; only forward."""

    RAISED = "still to tell"
    HANDED_OVER = "told, not yet acknowledged"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Escalation:
    """One escalation as it may be known without the feedback key: not about whom nor what.

    :ivar since: when it was heard; the clock runs from there.
    :ivar tell: how many different roles must be told before it counts as handed over.
    :ivar hand_overs: everybody who was told, on the route or not.
    :ivar counted: the roles of the route that were told by the worker, each once.
    :ivar acknowledged_by: who of those told has confirmed that it is theirs.
    :ivar confirmed: the roles in which they did.
    """

    id: str
    cohort: str
    due: datetime
    raised_at: datetime
    since: datetime
    tell: int = 1
    hand_overs: tuple[HandOver, ...] = ()
    counted: tuple[str, ...] = ()
    acknowledged_by: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    closed_at: datetime | None = None

    @property
    def status(self) -> Status:
        """Raised, handed over, acknowledged or closed."""
        if self.closed_at is not None:
            return Status.CLOSED
        if self.to_tell:
            return Status.RAISED
        return Status.ACKNOWLEDGED if self.taken_on else Status.HANDED_OVER

    @property
    def to_tell(self) -> int:
        """How many more must be told; one role told twice counts once, a stranger never."""
        return max(0, self.tell - len(self.counted))

    @property
    def taken_on(self) -> bool:
        """Whether somebody on the route who was told has confirmed that it is theirs."""
        return not set(self.counted).isdisjoint(self.confirmed)

    @property
    def standing(self) -> bool:
        """Whether it is not closed."""
        return self.closed_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over and somebody is still to be told; ``now`` is aware."""
        return self.status is Status.RAISED and between(self.due, now) > timedelta(0)


@dataclass(frozen=True, slots=True)
class Received:
    """An escalation in the manager's store: trigger and clock, no words, not whose."""

    id: str
    cohort: str
    trigger: str
    due: datetime
    sender: str
    received_at: datetime
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over and nobody here has acknowledged it; ``now`` is aware."""
        return self.acknowledged_at is None and between(self.due, now) > timedelta(0)


def due(trigger: str, at: datetime) -> datetime:
    """By when somebody must have been told of what was heard at ``at``.

    At once; by the end of that calendar day on the wall clock; or 24 hours later as they really
    pass, clock changes counted. An unknown trigger is taken as the strictest.

    :param at: aware local time, in a zone that knows about clock changes where there is one.
    """
    clock = TRIGGERS.get(trigger, UNREADABLE).clock
    if clock is Clock.SAME_DAY:
        return at.replace(
            hour=LAST_MINUTE.hour, minute=LAST_MINUTE.minute, second=0, microsecond=0, fold=0
        )
    return (at.astimezone(UTC) + _DAY).astimezone(at.tzinfo) if clock is Clock.DAY else at


def heard_at(record: CaseRecord, earlier: CaseRecord | None, at: datetime) -> datetime:
    """When what is new in a version was heard: at its oldest new conversation, or as it is written.

    A record written in the evening does not move the clock of what was heard in the morning; in
    which of several new conversations it was heard nobody knows, so the first counts.

    :param at: the moment of recording, which nothing comes after.
    """
    known = earlier.attempts if earlier is not None else ()
    new = [
        one.at
        for one in record.attempts
        if one.outcome in _ANSWERED and one not in known and between(one.at, at) >= timedelta(0)
    ]
    return min(new, default=at)


def escalations(events: Iterable[ev.Event]) -> tuple[Escalation, ...]:
    """Every escalation of a cohort's open stream as it stands, the oldest first.

    What cannot be is left out on the safe side: an acknowledgement of what nobody was told, a
    closing while somebody is to be told or nobody acknowledged it. Nothing takes an earlier step
    back.
    """
    found: dict[str, Escalation] = {}
    for event in events:
        if isinstance(event, ev.EscalationRaised):
            since = event.since or event.at
            made = Escalation(
                event.escalation, event.cohort, event.due, event.at, since, event.tell
            )
            found.setdefault(event.escalation, made)
        elif isinstance(event, _LATER):
            have = found.get(event.escalation)
            if have is not None and have.standing:
                found[event.escalation] = _after(have, event)
    return tuple(found.values())


_LATER = (ev.EscalationHandedOver, ev.EscalationAcknowledged, ev.EscalationClosed)


def _after(
    have: Escalation,
    event: ev.EscalationHandedOver | ev.EscalationAcknowledged | ev.EscalationClosed,
) -> Escalation:
    if isinstance(event, ev.EscalationHandedOver):
        one = HandOver(event.to, BY_FILE if event.by_file else "", event.told_at, event.by)
        counted = have.counted
        if event.on_route and not event.by_file:
            counted = tuple(dict.fromkeys((*counted, same_role(event.to))))
        return replace(have, hand_overs=(*have.hand_overs, one), counted=counted)
    if isinstance(event, ev.EscalationAcknowledged):
        if not have.hand_overs or event.who in have.acknowledged_by:
            return have
        confirmed = (*have.confirmed, same_role(event.role or event.who))
        return replace(
            have, acknowledged_by=(*have.acknowledged_by, event.who), confirmed=confirmed
        )
    if have.status is not Status.ACKNOWLEDGED:
        return have
    return replace(have, closed_at=event.at)


def received(events: Iterable[ev.Event]) -> tuple[Received, ...]:
    """What the manager was handed, as it stands, the oldest first; each id once."""
    found: dict[str, Received] = {}
    for event in events:
        if isinstance(event, ev.EscalationReceived):
            made = Received(
                event.escalation, event.cohort, event.trigger, event.due, event.sender, event.at
            )
            found.setdefault(event.escalation, made)
        elif isinstance(event, ev.EscalationAcknowledged):
            have = found.get(event.escalation)
            if have is not None and have.acknowledged_at is None:
                found[event.escalation] = replace(
                    have, acknowledged_by=event.who, acknowledged_at=event.at
                )
    return tuple(found.values())


def untold(
    feedback_id: str, known: Iterable[Escalation], described: Iterable[ev.EscalationDescribed]
) -> Mapping[str, str]:
    """The triggers of one record that nobody was told of yet, each with its escalation.

    These are not raised a second time: what is new is added to what they are about. One that was
    handed over is raised again: whoever was told does not know what is new.
    """
    waiting = {one.id for one in known if not one.hand_overs}
    return {
        one.trigger: one.escalation
        for one in described
        if one.feedback_id == feedback_id and one.escalation in waiting
    }


def open_for(
    feedback_id: str,
    ref: str,
    known: Iterable[Escalation],
    described: Iterable[ev.EscalationDescribed],
) -> frozenset[str]:
    """The triggers that stand for one record: of its own, and of none but this participant.

    An extract's ``escalation_open`` is whether there is any.
    """
    standing = {one.id for one in known if one.standing}
    return frozenset(
        one.trigger
        for one in described
        if one.escalation in standing
        and (one.feedback_id == feedback_id or (not one.feedback_id and one.ref == ref))
    )


def still_to_tell(trigger: Trigger, escalation: Escalation) -> tuple[str, ...]:
    """Who on the route was not told yet, in order; where one is enough, nobody once one was."""
    known = told(trigger, escalation)
    left = tuple(role for role in trigger.route if role not in known)
    return left if trigger.all_of_them or not known else ()


def told(trigger: Trigger, escalation: Escalation) -> tuple[str, ...]:
    """Who on the route was told, in order; whoever only answered by hand-over is not among them."""
    return tuple(role for role in trigger.route if same_role(role) in escalation.counted)


def on_route(trigger: Trigger, to: str) -> bool:
    """Whether telling this role or service counts; anybody does where the route is unreadable."""
    return trigger is UNREADABLE or same_role(to) in map(same_role, trigger.route)


def same_role(role: str) -> str:
    """A role or service as it is compared: spaces and capitals make no difference."""
    return " ".join(role.split()).casefold()


def described_whole(
    described: Iterable[ev.EscalationDescribed],
) -> Mapping[str, ev.EscalationDescribed]:
    """What each escalation is about, by id: the first description with every later word added."""
    found: dict[str, ev.EscalationDescribed] = {}
    for one in described:
        have = found.get(one.escalation)
        found[one.escalation] = one if have is None else _joined(have, one)
    return found


def _joined(have: ev.EscalationDescribed, later: ev.EscalationDescribed) -> ev.EscalationDescribed:
    said = [have.words.reveal()]
    parts = said[0].split(APART)
    said += [one for one in later.words.reveal().split(APART) if one not in parts]
    return replace(have, words=Protected(APART.join(filter(None, said))))


def told_too_early(told_at: datetime, escalation: Escalation, now: datetime) -> str:
    """What is wrong with a time at which somebody was told before it was heard; or empty.

    Where the clock was set back to before that, no time can be right and none is refused.
    """
    early = between(told_at, escalation.since) > TOLD_BEFORE
    if not early or between(now, escalation.since) > timedelta(0):
        return ""
    return f"It was heard at {escalation.since:%H:%M on %a %d %b}: nobody was told of it before."


def new_escalation(random: Callable[[int], int], taken: Collection[str] = frozenset()) -> str:
    """A fresh escalation id to say on the telephone: ``ES-``, six characters and a check.

    :param random: ``random(n)`` gives a whole number from 0 to n - 1 (``secrets.randbelow``).
    :raises Refusal: if no free id was found.
    """
    for _ in range(10_000):
        part = "".join(ALPHABET[random(len(ALPHABET))] for _ in range(_RANDOM_LENGTH))
        check = mod_37_2.calc_check_digit("ES" + part)
        made = f"ES-{part}{check}"
        if check not in _UNSPEAKABLE and made not in taken:
            return made
    raise Refusal("No free identifier was found.", "Close other programs and try again.")
