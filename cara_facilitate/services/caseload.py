"""The cohorts a victim-contact worker was told of: references and dates, no seats, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.identifiers import cohort_ok, reference_cohort, reference_ok, staff_ok
from cara_facilitate.domain.people import ROLE_WORDS, Person, Role, among
from cara_facilitate.errors import Refusal
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.people import trusted

if TYPE_CHECKING:
    from collections.abc import Collection

    from cara_facilitate.domain.plan import CohortPlan
    from cara_facilitate.services.desk import Desk

MOST_REFS = 12
FILE = "file"
"""The sender of a caseload that came as a cohort file."""
_APART = "The victim-contact worker and the facilitators of a cohort keep separate stores."
_BY_FILE = "If it is right, have the cohort file sent and take it in: cara cohort new --from FILE."


@dataclass(frozen=True, slots=True)
class Window:
    """The two days of a pair, local; contacts strictly between them are the ones that count.

    ``w2_start`` is aware, by the machine's own zone.
    """

    w1: date
    w2: date
    w2_start: datetime


def caseloads(desk: Desk) -> tuple[ev.CaseloadReceived, ...]:
    """What was told last of each cohort, by cohort id."""
    own = {state.cohort for state in desk.cohorts()}
    latest: dict[str, ev.CaseloadReceived] = {}
    for stream in desk.streams():
        cohort, _, compartment = stream.partition("/")
        if compartment == "delivery" and cohort not in own and cohort != HOUSE:
            for event in desk.stream_events(stream):
                if isinstance(event, ev.CaseloadReceived):
                    latest[event.cohort] = event
    return tuple(latest[cohort] for cohort in sorted(latest))


def caseload(desk: Desk, cohort: str) -> ev.CaseloadReceived:
    """One cohort as it was told last.

    :raises Refusal: if this store's worker was never told of it, or it is no worker's store.
    """
    for event in reversed(desk.stream_events(f"{cohort}/delivery") if cohort_ok(cohort) else []):
        if isinstance(event, ev.CaseloadReceived):
            return event
    raise not_told(desk)


def not_told(desk: Desk) -> Refusal:
    """Why there is no casework of a cohort here, and where there may be."""
    if Role.VICTIM_WORKER not in desk.roles:
        owner = " and ".join(ROLE_WORDS[Role(role)] for role in desk.roles)
        return Refusal(
            f"This is no victim-contact worker's store: its owner is a {owner}.",
            "Records, extracts and coverage are made in the worker's own store.",
        )
    return Refusal(
        "This store's worker was not told of that cohort.",
        "Take in the hand-over of its manager or facilitators: cara receive FILE.",
    )


def window(load: ev.CaseloadReceived) -> Window:
    """The days of a cohort's pair."""
    (_, first, _), (_, second, start) = sorted(load.workshops)[:2]
    at = datetime.combine(second, time.fromisoformat(start)).astimezone()
    return Window(first, second, at)


def receive(desk: Desk, event: ev.CaseloadReceived) -> None:
    """Keep what a worker was told of a cohort; saved when this returns.

    :raises Refusal: as :func:`refuse_unfit`.
    """
    refuse_unfit(desk, event)
    desk.prepare_keys(present_refs(desk, event))
    desk.record(event.cohort, [event], wait=True)


def keeps_casework(desk: Desk) -> bool:
    """Whether cohorts come to this store as a victim-contact worker's caseload."""
    return Role.VICTIM_WORKER in desk.roles and Role.FACILITATOR not in desk.roles


def receive_plan(desk: Desk, plan: CohortPlan) -> ev.CaseloadReceived:
    """Keep what a cohort file says to a worker: references, days, staff, and the check words.

    Seats, risk and whatever else it holds are not kept. Saved when this returns.

    :raises Refusal: as :func:`refuse_unfit`, or if it leaves out references or check words.
    """
    words = {person.ref: person.check_word for person in plan.people}
    if not all(words) or not all(words.values()) or len(set(words.values())) < len(plan.people):
        raise Refusal(
            "The cohort file leaves out references or check words.",
            "Ask for the file that `cara cohort show --yaml` prints.",
        )
    at = desk.clock.now()
    load = ev.CaseloadReceived(
        cohort=plan.cohort,
        site=plan.site,
        variant=plan.variant,
        workshops=tuple((n, day.date, day.start) for n, day in enumerate(plan.workshops, 1)),
        # By reference: the order of the file may be that of the seats.
        refs=tuple(sorted(words)),
        facilitators=plan.facilitators,
        sender=FILE,
        at=at,
        curriculum=plan.curriculum,
    )
    refuse_unfit(desk, load)
    present = present_refs(desk, load)
    desk.prepare_keys(present)
    told = [ev.CaseCheckWord(ref, words[ref], at) for ref in present]
    desk.record(plan.cohort, [load, *told], wait=True)
    return load


def refuse_unfit(desk: Desk, event: ev.CaseloadReceived) -> None:
    """Nothing if this store may hold the casework of what it was told of.

    :raises Refusal: if the owner is no victim-contact worker, this store delivers the same
        cohort or holds its seats, the owner is one of its facilitators, or it is no sound roster.
    """
    if Role.VICTIM_WORKER not in desk.roles:
        raise Refusal(
            "This store's owner is no victim-contact worker.", "Give it to the worker's own store."
        )
    if any(state.cohort == event.cohort for state in desk.cohorts()):
        raise Refusal(f"This store delivers the cohort {event.cohort}.", _APART)
    if _seats_known(desk, event.cohort):
        raise Refusal(f"This store holds the seats of {event.cohort}, as its manager's.", _APART)
    if among(desk.owner, event.facilitators):
        raise Refusal(f"{desk.owner} is a facilitator of {event.cohort}.", _APART)
    if not _sound(event):
        raise Refusal("That is no sound roster of a cohort.", "Ask for it again.")


def refuse_takeover(desk: Desk, event: ev.CaseloadReceived, sender: Person) -> None:
    """Nothing if this person may tell this store of the cohort, in place of what stands here.

    Anybody can make a cohort of the same number in a store of their own and name themselves as
    its facilitators: what is protected would then go to them. A cohort file is no such way, as
    the worker takes it in by their own decision.

    :raises Refusal: if somebody else told this store before, or references would vanish.
    """
    before, manages = _before(desk, event.cohort), Role.MANAGER in sender.roles
    told = event.facilitators if before is None else (*before.facilitators, before.sender)
    if not manages and not among(sender.staff, told):
        raise Refusal(
            f"{sender.staff} does not deliver {event.cohort}, as far as this store was told.",
            f"Nothing was taken in. Ring those who were named before. {_BY_FILE}",
        )
    if outranked(desk, event.cohort, sender):
        raise Refusal(
            f"Those who deliver {event.cohort} told this store of it themselves.",
            f"Nothing was taken in. Ask them for a new roster. {_BY_FILE}",
        )
    gone = () if before is None else set(present_refs(desk, before)) - set(event.refs)
    if gone:
        raise Refusal(
            f"It leaves out {', '.join(sorted(gone))}, named in the roster before.",
            f"Nothing was taken in. Ring {sender.staff}. {_BY_FILE}",
        )


def outranked(desk: Desk, cohort: str, sender: Person) -> bool:
    """Whether a manager's roster would take the place of one from those who deliver the cohort.

    What the manager holds may be older: it must not set back who took over since.
    """
    before = _before(desk, cohort)
    if before is None or Role.MANAGER not in sender.roles or sender.staff == before.sender:
        return False
    if among(sender.staff, before.facilitators):
        return False
    return among(before.sender, before.facilitators) or any(
        one.staff == before.sender and Role.MANAGER not in one.roles for one in trusted(desk)
    )


def refuse_if_worker(desk: Desk, cohort: str) -> None:
    """Nothing if this store holds no casework of the cohort.

    :raises Refusal: if its owner is the victim-contact worker of that cohort.
    """
    if any(load.cohort == cohort for load in caseloads(desk)):
        raise Refusal(f"This store holds the victim contacts of {cohort}.", _APART)


def present_refs(desk: Desk, load: ev.CaseloadReceived) -> tuple[str, ...]:
    """The references of a cohort whose records were not erased here."""
    gone: Collection[str] = {
        event.ref
        for event in desk.stream_events(f"{load.cohort}/delivery")
        if isinstance(event, ev.ParticipantErased)
    }
    return tuple(ref for ref in load.refs if ref not in gone)


def _before(desk: Desk, cohort: str) -> ev.CaseloadReceived | None:
    return next((load for load in caseloads(desk) if load.cohort == cohort), None)


def _seats_known(desk: Desk, cohort: str) -> bool:
    from cara_facilitate.services.placed import last

    return cohort_ok(cohort) and last(desk, cohort) is not None


def _sound(event: ev.CaseloadReceived) -> bool:
    refs = event.refs
    return (
        cohort_ok(event.cohort)
        and 1 <= len(set(refs)) == len(refs) <= MOST_REFS
        and all(reference_ok(ref) and reference_cohort(ref) == event.cohort for ref in refs)
        and all(map(staff_ok, event.facilitators))
        and [number for number, _, _ in sorted(event.workshops)] == [1, 2]
        and all(_time_ok(start) for _, _, start in event.workshops)
        and min(event.workshops)[1] < max(event.workshops)[1]
    )


def _time_ok(text: str) -> bool:
    try:
        return time.fromisoformat(text).tzinfo is None
    except ValueError:
        return False
