"""The readiness check before workshop two: who still has to read what, and the manager's call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.feedback_rows import holds_contact_details
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.readiness import Readiness, Refresh, asked_from, readiness
from cara_facilitate.errors import Refusal
from cara_facilitate.services import feedback_standing
from cara_facilitate.services.reading import refuse_covered
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def check(desk: Desk, cohort: str) -> Readiness:
    """What is still open."""
    return readiness(desk.state(cohort), desk.clock.now())


def labels(desk: Desk, cohort: str) -> Mapping[str, str]:
    """What each opaque item is, in words for this private view: a seat, never what was said."""
    out: dict[str, str] = {}
    taken = desk.state(cohort).current_import
    if taken is None:
        return out
    rows = [
        event
        for event in desk.sealed(cohort, "register")
        if isinstance(event, (ev.FeedbackIndexed, ev.FeedbackMissing))
        and event.import_id == taken.id
    ]
    for event in sorted(rows, key=lambda e: (e.seat, e.item)):
        same = [e for e in rows if e.seat == event.seat]
        number = f", record {same.index(event) + 1} of {len(same)}" if len(same) > 1 else ""
        missing = isinstance(event, ev.FeedbackMissing)
        out[event.item] = f"seat {event.seat}{number}" + (": not recorded" if missing else "")
    return out


def sealed_seats(desk: Desk, cohort: str) -> tuple[int, ...]:
    """Seats that a row held back seals, in order, whether its import still stands or not."""
    return tuple(sorted(feedback_standing.held_seats(desk, cohort)))


def flag_labels(desk: Desk, cohort: str) -> Mapping[str, str]:
    """Each flag's id, kind and seat in words for this private view."""
    from cara_facilitate.domain.flags import KINDS

    out = {}
    for flag, about in details(desk, cohort).items():
        whom = f"seat {about.seat}" if about.seat else "no seat"
        out[flag] = f"{flag}: {KINDS.get(about.kind, about.kind)}, {whom}"
    return out


def acknowledge(desk: Desk, cohort: str, items: Iterable[str], facilitator: str, pin: str) -> None:
    """One facilitator confirms with an own PIN having read these items; saved on return.

    :raises Refusal: wrong PIN, an item that is not part of the import that stands, a facilitator
        who was covered away, or who has not opened the briefing since that import, and since it
        was last recorded who says agreed words.
    """
    desk.verify_pin(cohort, facilitator, pin)
    refuse_covered(desk, cohort, facilitator)
    if facilitator not in desk.state(cohort).briefed:
        raise Refusal(
            f"{facilitator} has not opened the briefing since it last changed.",
            "Leave room mode yourself and read it first; then confirm.",
        )
    taken = desk.state(cohort).current_import
    known = set(taken.items) if taken else set()
    wanted = list(items)
    if not wanted or any(item not in known for item in wanted):
        raise Refusal("There is nothing here to confirm.", "Open the readiness check again.")
    at = desk.clock.now()
    desk.record(
        cohort, [ev.ReadinessAcknowledged(item, facilitator, at) for item in wanted], wait=True
    )


def acknowledge_flags(
    desk: Desk, cohort: str, flags: Iterable[str], facilitator: str, pin: str
) -> None:
    """One facilitator confirms with an own PIN having read these flags; saved on return.

    :raises Refusal: wrong PIN, no such flag, or a facilitator who was covered away.
    """
    desk.verify_pin(cohort, facilitator, pin)
    refuse_covered(desk, cohort, facilitator)
    wanted = list(flags)
    if not wanted or any(flag not in desk.state(cohort).flags for flag in wanted):
        raise Refusal("There is nothing here to confirm.", "Open the readiness check again.")
    at = desk.clock.now()
    desk.record(cohort, [ev.FlagAcknowledged(flag, facilitator, at) for flag in wanted], wait=True)


CHANGES = ("none", "coming", "no_answer")
"""What the worker can say when asked for changes; the last is that nobody said anything."""
MOST_REASON = 200
"""Letters in the reason why the manager was rung."""


def refresh(desk: Desk, cohort: str, *, worker: str, changes: str, by: str, pin: str) -> None:
    """Record that the worker was asked for changes, or for what never came; saved on return.

    :param worker: a staff reference. :param changes: one of :data:`CHANGES`.
    :raises Refusal: before the day before workshop two, after its doors opened, for a
        facilitator's own reference, or if ``by`` was covered away or the PIN is not theirs.
    """
    state = desk.state(cohort)
    if state.workshops[2].started_at is not None:
        raise Refusal("Workshop two has begun.", "Changes are asked for before the doors open.")
    if changes not in CHANGES:
        raise Refusal("Choose what the worker said.")
    refuse_not_worker(state, worker, "Who was asked")
    _refuse_early(desk, state, "ask")
    desk.verify_pin(cohort, by, pin)
    refuse_covered(desk, cohort, by)
    asked = ev.ReadinessRefreshed(worker.strip(), changes, by, desk.clock.now())
    desk.record(cohort, [asked], wait=True)


def call_manager(
    desk: Desk, cohort: str, *, manager: str, answered: bool, reason: str, by: str, pin: str
) -> None:
    """Record the telephone call to the manager about what is missing; saved on return.

    The worker is asked first, or recorded as not answering.

    :param answered: False records that nobody answered; the day may then start.
    :param manager: a staff reference. :param reason: why, in at most :data:`MOST_REASON` letters.
    :raises Refusal: if either is missing or not fit to be kept, before the day before workshop
        two, before the worker was asked, or if ``by`` was covered away or the PIN is not theirs.
    """
    desk.verify_pin(cohort, by, pin)
    refuse_covered(desk, cohort, by)
    state = desk.state(cohort)
    if not staff_ok(manager.strip()):
        raise Refusal("Who was rung is a staff reference.", "Letters, digits, hyphens; no name.")
    if state.delivers(manager):
        raise Refusal("The manager rung is not a facilitator of this cohort.", "Ring the manager.")
    _refuse_reason(reason.strip())
    _refuse_early(desk, state, "ring")
    if state.workshops[2].started_at is None and check(desk, cohort).refresh is Refresh.TO_ASK:
        raise Refusal(
            "The worker was not asked yet.", "Ask, or record that nobody answered; then ring."
        )
    call = ev.ManagerCalled(manager.strip(), answered, reason.strip(), by, desk.clock.now())
    desk.record(cohort, [call], wait=True)


def refuse_not_worker(state: CohortState, worker: str, who: str) -> None:
    """The worker named is a staff reference, and nobody's who delivers the cohort.

    :param who: how the sentence begins. :raises Refusal: otherwise.
    """
    if not staff_ok(worker.strip()) or state.delivers(worker):
        raise Refusal(
            f"{who} is the victim-contact worker's staff reference.",
            "Letters, digits, hyphens; no facilitator of this cohort.",
        )


def _refuse_early(desk: Desk, state: CohortState, verb: str) -> None:
    first = asked_from(state)
    if desk.clock.now().date() < first:
        raise Refusal(f"It is too early: {verb} on {first:%a %d %b} or the day after.")


def _refuse_reason(reason: str) -> None:
    # It lies in the open part of the record, beside what every screen may show.
    if not reason:
        raise Refusal("Say why the manager was rung.", "In a few words, without what was said.")
    if len(reason) > MOST_REASON:
        raise Refusal(f"The reason has more than {MOST_REASON} letters.", "A few words are enough.")
    if holds_contact_details(reason):
        raise Refusal(
            "The reason seems to hold a telephone number, e-mail address or postcode.",
            "Take it out: it is kept where everybody may read it.",
        )
