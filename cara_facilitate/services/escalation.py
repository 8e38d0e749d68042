"""Escalations: raised, handed over, acknowledged and closed by the worker; certain on return."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import escalations as rules
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import NONE, CaseRecord
from cara_facilitate.domain.escalations import Escalation, Status, Trigger
from cara_facilitate.domain.flags import day_words, length_words
from cara_facilitate.domain.identifiers import reference_cohort, reference_ok
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal
from cara_facilitate.services.zone import plain, zoned

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

MOST_WORDS = 400
MOST_RESULT = 280
MOST_ROLE = 60
NONE_GIVEN = "none given"
MISSED_WORKSHOP = "missed_workshop"


@dataclass(frozen=True, slots=True)
class Described:
    """One escalation with what it is about, for a private view; ``words`` are the worker's."""

    escalation: Escalation
    trigger: Trigger
    ref: str
    feedback_id: str
    words: Protected
    clock: str

    @property
    def still_to_tell(self) -> tuple[str, ...]:
        """Who on the route must be told and was not yet, in order."""
        return rules.still_to_tell(self.trigger, self.escalation)

    @property
    def told(self) -> tuple[str, ...]:
        """Who on the route was told, in order."""
        return rules.told(self.trigger, self.escalation)


def raised_events(
    record: CaseRecord,
    earlier: CaseRecord | None,
    at: datetime,
    cohort: str,
    *,
    untold: Collection[str] = (),
    taken: Collection[str] = (),
) -> tuple[ev.Event, ...]:
    """What saving this version raises: two events each, to be recorded in the same commit as it.

    :param at: the moment of recording, aware.
    :param untold: triggers of this record that nobody was told of yet, see
        :func:`cara_facilitate.domain.escalations.untold`; they are not raised a second time.
    :param taken: escalation ids in use.
    """
    since = rules.heard_at(record, earlier, at)
    behind = rules.grounds(record) - rules.grounds(earlier)
    made: list[ev.Event] = []
    for trigger in rules.triggered(record, earlier):
        if trigger in untold:
            continue
        said = Protected("; ".join(sorted(value for slug, value in behind if slug == trigger)))
        made += _raised(
            cohort, record.ref, record.feedback_id, trigger, said, since=since, at=at, taken=taken
        )
    return tuple(made)


def raise_escalation(
    desk: Desk,
    cohort: str,
    ref: str,
    trigger: str,
    *,
    words: Protected = NONE,
    feedback_id: str = "",
    heard: datetime | None = None,
) -> str:
    """Raise one that no record says, such as the same thing happening again; saved on return.

    :param heard: when it was heard, aware; now if it is left out.
    :raises Refusal: if the trigger is none, the reference not of this cohort, the words too
        long, or the time to come.
    :raises StoreError: if it could not be saved; write it on paper then.
    """
    _worker(desk)
    if trigger == MISSED_WORKSHOP:
        raise Refusal(
            "A missed workshop is not an escalation.",
            "Attendance goes to police by the attendance return, not from the victim's side.",
        )
    if trigger not in rules.TRIGGERS:
        raise Refusal("Choose what the escalation is about.")
    if not reference_ok(ref) or reference_cohort(ref) != cohort:
        raise Refusal("That is not a participant reference of this cohort.")
    if len(words.reveal()) > MOST_WORDS:
        raise Refusal(f"Please keep it to {MOST_WORDS} characters.")
    at = desk.clock.now()
    if heard is not None and heard > at:
        raise Refusal("The time it was heard is not here yet.", "Type when it was.")
    made = _raised(
        cohort, ref, feedback_id, trigger, words,
        since=heard or at, at=at, taken={one.id for one in every(desk, cohort)},
    )  # fmt: skip
    desk.record(cohort, made, wait=True)
    return made[0].escalation


def _raised(
    cohort: str,
    ref: str,
    feedback_id: str,
    trigger: str,
    words: Protected,
    *,
    since: datetime,
    at: datetime,
    taken: Collection[str],
) -> tuple[ev.EscalationRaised, ev.EscalationDescribed]:
    by = plain(rules.due(trigger, zoned(since)))
    id_ = rules.new_escalation(secrets.randbelow, taken)
    return (
        ev.EscalationRaised(id_, cohort, by, at, since, rules.TRIGGERS[trigger].tell),
        ev.EscalationDescribed(id_, ref, feedback_id, trigger, words, at),
    )


def hand_over(
    desk: Desk,
    cohort: str,
    escalation: str,
    *,
    to: str,
    told_at: datetime,
    reference: str = "",
    by: str = "",
) -> None:
    """Record who was told, when, and their reference; one escalation may go to several.

    :param to: a role or service, never a name. :param by: the store's owner if left out.
    :param told_at: aware, not later than now, nor long before it was heard.
    :raises Refusal: if there is no such escalation, it is closed, nobody is named, or the time
        cannot be.
    """
    known = _standing(desk, cohort, escalation)
    role, now = to.strip(), desk.clock.now()
    if not role or len(role) > MOST_ROLE or len(reference.strip()) > MOST_ROLE:
        raise Refusal("Say who was told: a role or a service, in a few words.")
    if told_at > now:
        raise Refusal("The time they were told is not here yet.", "Type when it was.")
    early = rules.told_too_early(zoned(told_at), _local(known), zoned(now))
    if early:
        raise Refusal(early, "Type when it was.")
    handed = ev.EscalationHandedOver(
        escalation, role, reference.strip() or NONE_GIVEN, told_at, by or desk.owner, now
    )
    desk.record(cohort, [handed], wait=True)


def acknowledge(desk: Desk, cohort: str, escalation: str, *, who: str, by: str = "") -> None:
    """Record that whoever was told has confirmed that it is theirs now.

    :param who: one of those it was handed over to.
    :raises Refusal: if it was not handed over, or not to them.
    """
    known = _standing(desk, cohort, escalation)
    told = {_same(one.to): one.to for one in known.hand_overs}
    if not told:
        raise Refusal("This escalation was not handed over yet.", "Hand it over first.")
    if _same(who) not in told:
        raise Refusal("They were not told of it.", f"Told were: {', '.join(told.values())}.")
    confirmed = ev.EscalationAcknowledged(
        escalation, told[_same(who)], by or desk.owner, desk.clock.now()
    )
    desk.record(cohort, [confirmed], wait=True)


def close(
    desk: Desk, cohort: str, escalation: str, *, result: str, by: str = "", trigger: str = ""
) -> None:
    """Close an acknowledged escalation with its result; nothing reopens it or takes it away.

    :param result: what came of it, without anybody's name or words.
    :param trigger: what it is about, where that is known: then everybody who must be told must
        have been.
    :raises Refusal: if nobody has acknowledged it, no result is given, or somebody is untold.
    """
    known = _standing(desk, cohort, escalation)
    if not known.hand_overs:
        raise Refusal("This escalation was not handed over yet.", "Hand it over first.")
    if not known.acknowledged_by:
        raise Refusal("Nobody has acknowledged this escalation yet.", "Ring whoever was told.")
    kind = rules.TRIGGERS.get(trigger)
    left = rules.still_to_tell(kind, known) if kind else ()
    if left or known.to_tell:
        others = f"{', '.join(left) or known.to_tell}"
        raise Refusal(f"Still to be told: {others}.", "Hand it over to them first.")
    said = result.strip()
    if not said or len(said) > MOST_RESULT:
        raise Refusal(f"Say what came of it, in at most {MOST_RESULT} characters.")
    ended = ev.EscalationClosed(escalation, said, by or desk.owner, desk.clock.now())
    desk.record(cohort, [ended], wait=True)


def every(desk: Desk, cohort: str) -> tuple[Escalation, ...]:
    """Every escalation of a cohort, closed ones and all, the oldest first; needs no key."""
    return rules.escalations(desk.stream_events(f"{cohort}/delivery"))


def standing(desk: Desk, cohort: str) -> tuple[Escalation, ...]:
    """The escalations of a cohort that are not closed, the oldest first; needs no key."""
    return tuple(one for one in every(desk, cohort) if one.standing)


def to_hand_over(desk: Desk, cohorts: Iterable[str]) -> bool:
    """Whether the banner of Home stands: somewhere nobody was told or has acknowledged."""
    waiting = (Status.RAISED, Status.HANDED_OVER)
    return any(one.status in waiting for name in cohorts for one in standing(desk, name))


def described(desk: Desk, cohort: str, key: TierKey) -> tuple[Described, ...]:
    """Every escalation with what it is about, for one private view; drop it afterwards.

    One whose description was erased is there all the same.
    """
    about = descriptions(desk, cohort, key)
    return tuple(_described(desk, one, about.get(one.id)) for one in every(desk, cohort))


def descriptions(desk: Desk, cohort: str, key: TierKey) -> dict[str, ev.EscalationDescribed]:
    """What each escalation is about, by id, where it can be read."""
    found: dict[str, ev.EscalationDescribed] = {}
    for event in desk.stream_events(f"{cohort}/casework", key):
        if isinstance(event, ev.EscalationDescribed):
            found.setdefault(event.escalation, event)
    return found


def _described(desk: Desk, one: Escalation, about: ev.EscalationDescribed | None) -> Described:
    now = desk.clock.now()
    if about is None:
        return Described(one, rules.UNREADABLE, "", "", NONE, clock_words(one, now))
    trigger = rules.TRIGGERS.get(about.trigger, rules.UNREADABLE)
    return Described(one, trigger, about.ref, about.feedback_id, about.words, clock_words(one, now))


def clock_words(one: Escalation, now: datetime) -> str:
    """How an escalation stands against its clock, in words.

    ``due by 23:59 today, 6 h 12 min left``, ``OVERDUE since 09:10 today``, and how many more are
    to be told; then to whom, and for how long that is unacknowledged. It tells nothing of what
    the escalation is about.
    """
    here = zoned(now)
    if one.status is Status.CLOSED:
        return "closed"
    if one.status is Status.ACKNOWLEDGED:
        return f"acknowledged by {', '.join(one.acknowledged_by)}"
    if one.status is Status.HANDED_OVER:
        last = one.hand_overs[-1]
        waited = length_words(rules.between(last.told_at, now))
        return f"told {last.to} {waited} ago, not acknowledged"
    more = f", {one.to_tell} more to tell" if one.hand_overs else ""
    return f"{due_words(one.due, here)}{more}"


def due_words(by: datetime, now: datetime) -> str:
    """``due by 23:59 today, 6 h left``, or ``OVERDUE since 23:59 yesterday``; aware times."""
    due_, here = zoned(by), zoned(now)
    day = day_words(due_.date(), here.date())
    left = rules.between(here, due_)
    if rules.between(due_, here).total_seconds() > 0:
        return f"OVERDUE since {due_:%H:%M} {day}"
    return f"due by {due_:%H:%M} {day}, {length_words(left)} left"


def _local(one: Escalation) -> Escalation:
    return replace(one, since=zoned(one.since))


def _standing(desk: Desk, cohort: str, escalation: str) -> Escalation:
    _worker(desk)
    found = [one for one in every(desk, cohort) if one.id == escalation]
    if not found:
        raise Refusal("There is no such escalation.")
    if not found[0].standing:
        raise Refusal("This escalation is closed.", "Raise a new one if it happened again.")
    return found[0]


def _worker(desk: Desk) -> None:
    if Role.VICTIM_WORKER not in desk.roles:
        raise Refusal(
            "Escalations are the victim-contact worker's to raise and pass on.",
            "On the session laptop raise a safeguarding flag instead.",
        )


def _same(role: str) -> str:
    return " ".join(role.split()).casefold()
