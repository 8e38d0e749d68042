"""Escalations: raised, handed over, acknowledged and closed by the worker; certain on return."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from cara_facilitate.domain import escalations as rules
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import NONE, CaseRecord
from cara_facilitate.domain.escalations import Escalation, Status, Trigger
from cara_facilitate.domain.flags import HandOver
from cara_facilitate.domain.identifiers import reference_cohort, reference_ok
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal
from cara_facilitate.services.caseload import caseload, present_refs
from cara_facilitate.services.escalation_clock import clock_words
from cara_facilitate.services.escalation_clock import due_words as due_words
from cara_facilitate.services.zone import plain, zoned

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

MOST_WORDS = 400
MOST_RESULT = 280
MOST_ROLE = 60
NONE_GIVEN = "none given"
MISSED_WORKSHOP = "missed_workshop"
TELL_FIRST = (
    "Tell somebody first, then record it in the app: open the casework from the caseload, e, and "
    "h at this escalation."
)


@dataclass(frozen=True, slots=True)
class Described:
    """One escalation with what it is about, for a private view; ``words`` are the worker's.

    :ivar references: those given by whoever was told, by role and time.
    :ivar result: what it was closed with; empty while it stands.
    """

    escalation: Escalation
    trigger: Trigger
    ref: str
    feedback_id: str
    words: Protected
    clock: str
    references: Mapping[tuple[str, datetime], Protected] = field(default_factory=dict)
    result: Protected = NONE

    def reference(self, one: HandOver) -> Protected:
        """What whoever was told gave as their reference, "none given", or how it came."""
        given = self.references.get((one.to, one.told_at))
        return given or Protected(one.reference or NONE_GIVEN)

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
    untold: Mapping[str, str] = MappingProxyType({}),
    taken: Collection[str] = (),
) -> tuple[ev.Event, ...]:
    """What saving this version raises: two events each, to be recorded in the same commit as it.

    :param at: the moment of recording, aware.
    :param untold: triggers of this record that nobody was told of yet, each with its escalation,
        see :func:`cara_facilitate.domain.escalations.untold`; they are not raised a second time,
        what is new is added to what the escalation is about.
    :param taken: escalation ids in use.
    """
    since = rules.heard_at(record, earlier, at)
    behind = rules.grounds(record) - rules.grounds(earlier)
    made: list[ev.Event] = []
    for trigger in rules.triggered(record, earlier):
        new = sorted(value for slug, value in behind if slug == trigger)
        said = Protected(rules.APART.join(new))
        if trigger in untold:
            made.append(
                ev.EscalationDescribed(
                    untold[trigger], record.ref, record.feedback_id, trigger, said, at
                )
            )
            continue
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
    :raises Refusal: if this store's worker was not told of the cohort, the trigger is none, the
        reference not of this cohort or erased here, the words too long, or the time to come.
    :raises StoreError: if it could not be saved; write it on paper then.
    """
    load = _worker(desk, cohort)
    _refuse_trigger(trigger)
    if not reference_ok(ref) or reference_cohort(ref) != cohort:
        raise Refusal("That is not a participant reference of this cohort.")
    if desk.erased(ref) or (ref in load.refs and ref not in present_refs(desk, load)):
        raise Refusal(
            "This participant was erased here: nothing more is kept under the reference.",
            "Tell whoever must be told by voice now, and write it on paper.",
        )
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


def _refuse_trigger(trigger: str) -> None:
    if trigger == MISSED_WORKSHOP:
        raise Refusal(
            "A missed workshop is not an escalation.",
            "Attendance goes to police by the attendance return, not from the victim's side.",
        )
    if trigger not in rules.TRIGGERS:
        raise Refusal("Choose what the escalation is about.")


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
    key: TierKey,
    to: str,
    told_at: datetime,
    reference: str = "",
    by: str = "",
) -> None:
    """Record who was told, when, and their reference; one escalation may go to several.

    Whoever is not on the route of what it is about is recorded and does not count as told. The
    reference is sealed to whoever it is about.

    :param key: the feedback key, which says what it is about.
    :param to: a role or service, never a name. :param by: the store's owner if left out.
    :param told_at: aware, not later than now, nor long before it was heard.
    :raises Refusal: if there is no such escalation, it is closed, nobody is named, the time
        cannot be, or a reference is given and cannot be kept.
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
    about = descriptions(desk, cohort, key).get(escalation)
    counts = rules.on_route(_trigger(about), role)
    made: list[ev.Event] = [
        ev.EscalationHandedOver(escalation, role, told_at, by or desk.owner, now, counts)
    ]
    if reference.strip():
        made.append(_noted(escalation, about, reference.strip(), now, role, told_at))
    desk.record(cohort, made, wait=True)


def _noted(
    escalation: str,
    about: ev.EscalationDescribed | None,
    words: str,
    at: datetime,
    to: str = "",
    told_at: datetime | None = None,
) -> ev.EscalationNoted:
    if about is None:
        raise Refusal(
            "Whose escalation this is cannot be read here, so what you typed cannot be kept.",
            "Leave it empty, and write it on paper.",
        )
    return ev.EscalationNoted(escalation, about.ref, Protected(words), at, to, told_at)


def acknowledge(desk: Desk, cohort: str, escalation: str, *, who: str, by: str = "") -> None:
    """Record that whoever was told has confirmed that it is theirs now.

    :param who: one of those it was handed over to.
    :raises Refusal: if it was not handed over, or not to them.
    """
    known = _standing(desk, cohort, escalation)
    told = {rules.same_role(one.to): one.to for one in known.hand_overs}
    if not told:
        raise Refusal("Nobody was told of this escalation yet.", TELL_FIRST)
    if rules.same_role(who) not in told:
        raise Refusal("They were not told of it.", f"Told were: {', '.join(told.values())}.")
    confirmed = ev.EscalationAcknowledged(
        escalation, told[rules.same_role(who)], by or desk.owner, desk.clock.now()
    )
    desk.record(cohort, [confirmed], wait=True)


def close(
    desk: Desk, cohort: str, escalation: str, *, key: TierKey, result: str, by: str = ""
) -> None:
    """Close an acknowledged escalation with its result; nothing reopens it or takes it away.

    The result is sealed to whoever it is about. Where that cannot be read any more nothing can
    be sealed: it is then closed with an empty result.

    :param key: the feedback key, which says what it is about and who must have been told.
    :param result: what came of it, without anybody's name or words.
    :raises Refusal: if nobody who must be told has acknowledged it, somebody is untold, no result
        is given, or it cannot be kept.
    """
    known = _standing(desk, cohort, escalation)
    if not known.hand_overs:
        raise Refusal("Nobody was told of this escalation yet.", TELL_FIRST)
    if not known.acknowledged_by:
        raise Refusal("Nobody has acknowledged this escalation yet.", "Ring whoever was told.")
    about = descriptions(desk, cohort, key).get(escalation)
    left = () if about is None else rules.still_to_tell(_trigger(about), known)
    if left or known.to_tell:
        others = f"{', '.join(left) or known.to_tell}"
        raise Refusal(f"Still to be told: {others}.", "Tell them first, and record it.")
    if not known.taken_on:
        raise Refusal(
            "Nobody who must be told has acknowledged this escalation yet.",
            "Ring whoever was told.",
        )
    said, now = result.strip(), desk.clock.now()
    if (about is not None and not said) or len(said) > MOST_RESULT:
        raise Refusal(f"Say what came of it, in at most {MOST_RESULT} characters.")
    made: list[ev.Event] = [ev.EscalationClosed(escalation, by or desk.owner, now)]
    if said:
        made.append(_noted(escalation, about, said, now))
    desk.record(cohort, made, wait=True)


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
    sealed = desk.stream_events(f"{cohort}/casework", key)
    about = _descriptions(sealed)
    noted: dict[str, list[ev.EscalationNoted]] = {}
    for event in sealed:
        if isinstance(event, ev.EscalationNoted):
            noted.setdefault(event.escalation, []).append(event)
    now = desk.clock.now()
    return tuple(
        _described(one, about.get(one.id), noted.get(one.id, ()), now)
        for one in every(desk, cohort)
    )


def descriptions(desk: Desk, cohort: str, key: TierKey) -> Mapping[str, ev.EscalationDescribed]:
    """What each escalation is about, by id, where it can be read."""
    return _descriptions(desk.stream_events(f"{cohort}/casework", key))


def _descriptions(events: Iterable[ev.Event]) -> Mapping[str, ev.EscalationDescribed]:
    return rules.described_whole(one for one in events if isinstance(one, ev.EscalationDescribed))


def _trigger(about: ev.EscalationDescribed | None) -> Trigger:
    return (
        rules.UNREADABLE if about is None else rules.TRIGGERS.get(about.trigger, rules.UNREADABLE)
    )


def _described(
    one: Escalation,
    about: ev.EscalationDescribed | None,
    noted: Iterable[ev.EscalationNoted],
    now: datetime,
) -> Described:
    return Described(
        one,
        _trigger(about),
        about.ref if about else "",
        about.feedback_id if about else "",
        about.words if about else NONE,
        clock_words(one, now),
        {(note.to, note.told_at): note.words for note in noted if note.told_at is not None},
        next((note.words for note in noted if note.told_at is None), NONE),
    )


def _local(one: Escalation) -> Escalation:
    return replace(one, since=zoned(one.since))


def _standing(desk: Desk, cohort: str, escalation: str) -> Escalation:
    _worker(desk, cohort)
    found = [one for one in every(desk, cohort) if one.id == escalation]
    if not found:
        raise Refusal("There is no such escalation.")
    if not found[0].standing:
        raise Refusal("This escalation is closed.", "Raise a new one if it happened again.")
    return found[0]


def _worker(desk: Desk, cohort: str) -> ev.CaseloadReceived:
    """The caseload; never in a store in which the cohort is delivered."""
    if Role.VICTIM_WORKER not in desk.roles:
        raise Refusal(
            "Escalations are the victim-contact worker's to raise and pass on.",
            "On the session laptop raise a safeguarding flag instead.",
        )
    return caseload(desk, cohort)
