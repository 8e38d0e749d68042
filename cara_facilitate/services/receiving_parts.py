"""What each part of a hand-over needs before it may be kept here, and how it is kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.coverage_supervision import Supervision, reads_whole
from cara_facilitate.domain.coverage_words import coverage_text
from cara_facilitate.domain.handover import Content, Received
from cara_facilitate.domain.people import Part, Role, among
from cara_facilitate.errors import Refusal
from cara_facilitate.services import people
from cara_facilitate.services.came import opens_for, seats_known

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOTHING = "Nothing was taken in."


def check(desk: Desk, received: Received, content: Content) -> None:
    """Refuse a part that does not fit this store; nothing is stored.

    :raises Refusal: with what does not fit, in words that hold nothing of it.
    """
    match content:
        case inside.Roster():
            _check_roster(desk, received, content)
        case inside.Outcomes():
            _check_outcomes(desk, received, content)
        case inside.ExtractRows():
            _check_extract(desk, received)
        case inside.Escalations():
            _check_escalations(desk, received, content)
        case inside.Acknowledged():
            _check_acknowledged(desk, received, content)
        case inside.Placement():
            _check_placement(desk, received, content)
        case inside.PinResetGiven():
            if content.facilitator not in desk.state(received.cohort).facilitators:
                raise Refusal(f"{content.facilitator} delivers nothing of this cohort.", NOTHING)
        case inside.CoverageFigures():
            _check_coverage(desk, received)
        case inside.Decisions():
            _check_decisions(desk, received)
        case inside.Notes():
            pass  # they are kept as documents and change nothing


def take(desk: Desk, received: Received, content: Content) -> None:
    """Keep a part; saved when this returns. Keeping the same one twice changes nothing.

    An extract is not kept here: a person confirms it once its preview was seen.
    """
    match content:
        case inside.Roster():
            from cara_facilitate.services.caseload import receive

            receive(desk, _caseload(desk, received, content))
        case inside.Outcomes():
            _take_outcomes(desk, received, content)
        case inside.Escalations():
            _record(desk, received, _escalations(desk, received, content))
        case inside.Acknowledged():
            _record(desk, received, _acknowledged(desk, received, content))
        case inside.Placement():
            from cara_facilitate.services.placed import keep

            keep(desk, received.cohort, content, received.sender.staff)
        case inside.PinResetGiven():
            _take_pin_reset(desk, received, content)
        case inside.Decisions():
            from cara_facilitate.services.referred import incoming

            _record(desk, received, incoming(desk, received, content))
        case inside.CoverageFigures():
            _keep(desk, received, "coverage", content)
        case inside.Notes():
            _keep(desk, received, "note", content)
        case inside.ExtractRows():
            pass


def texts(desk: Desk, received: Received) -> dict[str, str]:
    """The documents in a hand-over, by the file name that each may be written under.

    Of coverage figures only what this store's owner may read.
    """
    named: dict[str, str] = {}
    for content in received.parts.values():
        named |= _texts(desk, received, content)
    return named


def kept(desk: Desk, cohort: str) -> dict[str, str]:
    """The documents of :func:`opened` by file name: what was taken in, not what may be read."""
    return {event.name: event.text for event in opened(desk, cohort)}


def opened(
    desk: Desk, cohort: str, roles: Collection[str] | None = None
) -> tuple[ev.DocumentReceived, ...]:
    """The documents about a cohort that open for the owner's roles; the last of each name.

    :param roles: those the owner would have; the owner's own without.
    """
    mine = opens_for(desk.roles if roles is None else roles)
    last = {event.name: event for event in _kept(desk, cohort) if event.kind in mine}
    return tuple(last.values())


def whole_here(desk: Desk, cohort: str) -> bool:
    """Whether this store's owner reads a cohort's figures whole."""
    return reads_whole(desk.roles, seats_known=seats_known(desk, cohort))


def _texts(desk: Desk, received: Received, content: Content) -> dict[str, str]:
    match content:
        case inside.CoverageFigures():
            return _coverage_text(desk, received, content)
        case inside.Notes():
            return _note_texts(content)
        case _:
            return {}


def _deliverers(desk: Desk, cohort: str) -> tuple[str, ...] | None:
    """Who delivers or delivered a cohort of this store; None if it has no such cohort."""
    known = next((state for state in desk.cohorts() if state.cohort == cohort), None)
    return None if known is None else known.everybody


def _record(desk: Desk, received: Received, events: Collection[ev.Event]) -> None:
    if events:
        desk.record(received.cohort, tuple(events), wait=True)


def _not_delivering(received: Received) -> Refusal:
    return Refusal(f"{received.sender.staff} does not deliver {received.cohort}.", NOTHING)


# --- the worker's store -------------------------------------------------------------------


def _caseload(desk: Desk, received: Received, content: inside.Roster) -> ev.CaseloadReceived:
    return ev.CaseloadReceived(
        cohort=received.cohort,
        site=content.site,
        variant=content.variant,
        workshops=content.workshops,
        refs=content.refs,
        facilitators=content.facilitators,
        sender=received.sender.staff,
        at=desk.clock.now(),
        curriculum=content.curriculum,
    )


def _check_roster(desk: Desk, received: Received, content: inside.Roster) -> None:
    from cara_facilitate.services.caseload import refuse_takeover, refuse_unfit

    load = _caseload(desk, received, content)
    refuse_unfit(desk, load)
    refuse_takeover(desk, load, received.sender)


def _check_outcomes(desk: Desk, received: Received, content: inside.Outcomes) -> None:
    from cara_facilitate.services.caseload import caseload

    roster = received.parts.get(Part.ROSTER)
    if isinstance(roster, inside.Roster):
        refs, who = roster.refs, roster.facilitators
    else:
        load = caseload(desk, received.cohort)
        refs, who = load.refs, (*load.facilitators, load.sender)
    if not among(received.sender.staff, who):
        raise _not_delivering(received)
    if any(one.ref not in refs for one in content.records):
        raise Refusal("It names a reference that is not in this caseload.", NOTHING)


def _take_outcomes(desk: Desk, received: Received, content: inside.Outcomes) -> None:
    from cara_facilitate.services.caseload import caseload, present_refs

    present = present_refs(desk, caseload(desk, received.cohort))
    at, who = desk.clock.now(), received.sender.staff
    became = [
        ev.CaseOutcome(one.ref, one.feedback_id, one.outcome, who, at)
        for one in content.records
        if one.ref in present  # to somebody erased here nothing can be sealed any more
    ]
    _record(desk, received, became)


def _check_acknowledged(desk: Desk, received: Received, content: inside.Acknowledged) -> None:
    if any(one.who != received.sender.staff for one in content.escalations):
        raise Refusal("It acknowledges in somebody else's name.", NOTHING)
    _acknowledged(desk, received, content)


def _acknowledged(
    desk: Desk, received: Received, content: inside.Acknowledged
) -> tuple[ev.Event, ...]:
    from cara_facilitate.services.escalation_received import acknowledged_events

    return acknowledged_events(desk, received.cohort, content.escalations)


# --- the facilitators' store --------------------------------------------------------------


def _check_extract(desk: Desk, received: Received) -> None:
    _delivers_not(desk, received, "cannot be its victim-contact worker", "Ring the manager.")


def _delivers_not(desk: Desk, received: Received, cannot: str, do: str) -> None:
    who = _deliverers(desk, received.cohort)
    if who is None:
        raise Refusal(f"This store has no cohort {received.cohort}.", NOTHING)
    if among(received.sender.staff, who):
        said = f"{received.sender.staff} delivers this cohort and {cannot}."
        raise Refusal(said, f"{NOTHING} {do}")


def _take_pin_reset(desk: Desk, received: Received, content: inside.PinResetGiven) -> None:
    done = any(
        isinstance(record.event, ev.PinReset)
        and record.event.facilitator == content.facilitator
        and record.event.by == received.sender.staff
        and record.event.at >= received.made_at
        for record in desk.state(received.cohort).log
    )
    if not done:  # a PIN chosen since must not be reset a second time
        people.apply_pin_reset(desk, received.cohort, content.facilitator, received.sender.staff)


def _check_decisions(desk: Desk, received: Received) -> None:
    _delivers_not(desk, received, "cannot decide about it as its manager", "Ring them.")


# --- the manager's and the supervisor's stores --------------------------------------------


def _check_escalations(desk: Desk, received: Received, content: inside.Escalations) -> None:
    if _delivered_here(desk, received):
        raise Refusal(
            "Open escalations never come to a store in which the cohort is delivered.",
            f"{NOTHING} Ask the worker to tell a manager who does not deliver it.",
        )
    _escalations(desk, received, content)


def _escalations(
    desk: Desk, received: Received, content: inside.Escalations
) -> tuple[ev.Event, ...]:
    from cara_facilitate.services.escalation_received import received_events

    return received_events(desk, received.cohort, content.open, received.sender.staff)


def _check_placement(desk: Desk, received: Received, content: inside.Placement) -> None:
    from cara_facilitate.services.caseload import refuse_if_worker
    from cara_facilitate.services.placed import last

    if _deliverers(desk, received.cohort) is not None:
        raise Refusal(f"This store has the cohort {received.cohort} itself.", NOTHING)
    refuse_if_worker(desk, received.cohort)
    if Part.ROSTER in received.parts:
        raise Refusal("It brings the seats of a cohort together with its roster.", NOTHING)
    before = last(desk, received.cohort)
    # Over what stands here comes only what those send who were named in it: anybody can make a
    # cohort of the same number in a store of their own and name themselves.
    who = content.facilitators if before is None else (*before.facilitators, before.sender)
    if not among(received.sender.staff, who):
        raise _not_delivering(received)


def _check_coverage(desk: Desk, received: Received) -> None:
    if _delivered_here(desk, received):
        raise Refusal("Coverage figures never come to those who deliver the cohort.", NOTHING)


def _delivered_here(desk: Desk, received: Received) -> bool:
    return Role.FACILITATOR in desk.roles and _deliverers(desk, received.cohort) is not None


def _coverage_text(
    desk: Desk, received: Received, content: inside.CoverageFigures
) -> dict[str, str]:
    # What is not for this store's owner is left out, not refused: an escalation may be beside it.
    head = f"{received.cohort}: how far contacts came, as of {received.made_at:%d %b %Y %H:%M}"
    beside = None
    if content.agreed is not None and whole_here(desk, received.cohort):
        beside = Supervision(content.themes, content.agreed)
    text = coverage_text(head, content.counts, content.findings, beside)
    return {f"coverage-{received.cohort}.txt": text}


def _note_texts(content: inside.Notes) -> dict[str, str]:
    from cara_facilitate.notes.render import guarded_html

    named: dict[str, str] = {}
    for one in content.notes:
        named[f"{one.note_id}.txt"] = one.txt
        named[f"{one.note_id}.html"] = guarded_html(one.html)
    return named


def _keep(desk: Desk, received: Received, kind: str, content: Content) -> None:
    have = {e.name for e in _kept(desk, received.cohort) if e.handover == received.id}
    at, who = desk.clock.now(), received.sender.staff
    new = [
        ev.DocumentReceived(received.id, kind, name, text, who, at)
        for name, text in _texts(desk, received, content).items()
        if name not in have
    ]
    _record(desk, received, new)


def _kept(desk: Desk, cohort: str) -> list[ev.DocumentReceived]:
    register = desk.sealed(cohort, "register")
    return [event for event in register if isinstance(event, ev.DocumentReceived)]
