"""The readiness check before workshop two: who still has to read what, and the manager's call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.readiness import Readiness, asked_from, readiness
from cara_facilitate.errors import Refusal
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def check(desk: Desk, cohort: str) -> Readiness:
    """What is still open."""
    return readiness(desk.state(cohort))


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

    :raises Refusal: wrong PIN, an item that is not part of the import that stands, or a briefing
        that nobody has opened since that import.
    """
    desk.verify_pin(cohort, facilitator, pin)
    if not desk.state(cohort).briefed:
        raise Refusal(
            "The briefing was not opened since this import.", "Read it first; then confirm."
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
    """One facilitator confirms with an own PIN having read these flags; saved on return."""
    desk.verify_pin(cohort, facilitator, pin)
    wanted = list(flags)
    if not wanted or any(flag not in desk.state(cohort).flags for flag in wanted):
        raise Refusal("There is nothing here to confirm.", "Open the readiness check again.")
    at = desk.clock.now()
    desk.record(cohort, [ev.FlagAcknowledged(flag, facilitator, at) for flag in wanted], wait=True)


CHANGES = ("none", "coming", "no_answer")
"""What the worker can say when asked for changes; the last is that nobody said anything."""


def refresh(desk: Desk, cohort: str, *, worker: str, changes: str, by: str, pin: str) -> None:
    """Record that the worker was asked for changes since the import; saved when this returns.

    :param worker: a staff reference. :param changes: one of :data:`CHANGES`.
    :raises Refusal: before the day before workshop two, after its doors opened, without an
        import, for a facilitator's own reference, or if the PIN is not this facilitator's.
    """
    state = desk.state(cohort)
    if state.current_import is None:
        raise Refusal("No feedback was taken in, so there is nothing to ask about.")
    if state.workshops[2].started_at is not None:
        raise Refusal("Workshop two has begun.", "Changes are asked for before the doors open.")
    if changes not in CHANGES:
        raise Refusal("Choose what the worker said.")
    if not staff_ok(worker.strip()) or worker.strip() in state.everybody:
        raise Refusal(
            "Who was asked is the victim-contact worker's staff reference.",
            "Letters, digits, hyphens; no facilitator of this cohort.",
        )
    now, first = desk.clock.now(), asked_from(state)
    if now.date() < first:
        raise Refusal(f"It is too early: ask on {first:%a %d %b} or the day after.")
    desk.verify_pin(cohort, by, pin)
    desk.record(cohort, [ev.ReadinessRefreshed(worker.strip(), changes, by, now)], wait=True)


def call_manager(
    desk: Desk, cohort: str, *, manager: str, answered: bool, reason: str, by: str, pin: str
) -> None:
    """Record the telephone call to the manager about what is missing; saved on return.

    :param answered: False records that nobody answered; the day may then start.
    :param manager: a staff reference. :param reason: why, in a few words.
    :raises Refusal: if either is missing, or the PIN is not this facilitator's.
    """
    desk.verify_pin(cohort, by, pin)
    if not staff_ok(manager.strip()):
        raise Refusal("Who was rung is a staff reference.", "Letters, digits, hyphens; no name.")
    if not reason.strip():
        raise Refusal("Say why the manager was rung.", "In a few words, without what was said.")
    call = ev.ManagerCalled(manager.strip(), answered, reason.strip(), by, desk.clock.now())
    desk.record(cohort, [call], wait=True)
