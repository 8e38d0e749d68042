"""Prepare a workshop: the curriculum's approval, the pinned wording and the day's checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.domain.readiness import HOME_WORDS, readiness
from cara_facilitate.errors import PluginError, Refusal
from cara_facilitate.services import oncall, placement

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

CHECKS = (
    "The room is set, with a way out that passes nobody",
    "A quiet place next door for a private word",
    "Seat cards, hand-outs and pens are counted",
    "On-call numbers are written on paper and in both pockets",
    "The laptop is charged and turned away from the room",
    "A run sheet and a seat sheet are on paper, in case the laptop fails",
    "Phones, breaks, fire exits and toilets are known to both facilitators",
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far a workshop is prepared; ``open_points`` says in plain words what is missing.

    ``changed`` says, before the wording is pinned, if installed files were changed; else empty.
    ``findings`` are what the site's rules refer to the manager or warn of; what they block, what
    the manager decided against, or that they cannot be applied, is an open point. ``decided`` are
    the rules about which the manager decided to go ahead. ``unnumbered`` are roles on the on-call
    card without a number: a note, never a reason not to start.
    """

    approved: bool
    prepared: bool
    content_hash: str
    title: str
    version: str
    variant: str
    reference: bool
    checks: tuple[str, ...]
    open_points: tuple[str, ...]
    changed: str = ""
    findings: tuple[Finding, ...] = ()
    decided: tuple[str, ...] = ()
    unnumbered: tuple[str, ...] = ()


def preparation(desk: Desk, cohort: str, workshop: int) -> Preparation:
    """What stands and what is open before a workshop may start.

    :raises ContentError: if nothing is pinned yet and the curriculum is missing or has errors.
    """
    state = desk.state(cohort)
    prepared = bool(state.workshops[workshop].content_hash)
    if not prepared:
        desk.library.deliverable(state.curriculum, state.variant)
    curriculum = desk.curriculum(cohort, workshop)
    approved = state.practice or any(a.content_hash == curriculum.hash for a in state.approvals)
    open_points = []
    if not approved:
        open_points.append("This wording is not approved for this site yet")
    if not prepared:
        open_points.append("The checks are not ticked and the wording is not pinned")
    if workshop == 2 and not readiness(state, desk.clock.now()).ready:
        open_points.append(HOME_WORDS.capitalize())
    blocked, noted, decided = _site_rules(desk, cohort)
    open_points += blocked
    return Preparation(
        approved=approved,
        prepared=prepared,
        content_hash=curriculum.hash,
        title=curriculum.title,
        version=curriculum.version,
        variant=curriculum.variant,
        reference=curriculum.reference,
        checks=CHECKS,
        open_points=tuple(open_points),
        changed="" if prepared else desk.library.changed(state.curriculum),
        findings=noted,
        decided=decided,
        unnumbered=oncall.card(desk, cohort).missing,
    )


def _site_rules(desk: Desk, cohort: str) -> tuple[list[str], tuple[Finding, ...], tuple[str, ...]]:
    """What the site's rules leave open, what they refer or warn of, and what may go ahead."""
    try:
        found = placement.findings(desk, cohort)
    except PluginError:
        return [placement.CANNOT_BE_APPLIED], (), ()
    decided = placement.standing(desk, cohort, found)
    against = placement.refused(decided)
    still_open = [f"{f.rule}: {f.message.removesuffix('.')}" for f in placement.blocking(found)]
    if against:
        still_open.append(f"{placement.NOT_AHEAD}: {', '.join(against)}")
    noted = tuple(
        one
        for one in found
        if one.result in (Result.REFER, Result.WARN)
        and one.rule != placement.READINESS
        and not (one.result is Result.REFER and one.rule in against)
    )
    return still_open, noted, tuple(rule for rule in decided if rule not in against)


def approve(desk: Desk, cohort: str, who: str, role: str, on: date) -> None:
    """Record that somebody approved the installed wording for this site.

    :param who: a staff reference; :param role: such as manager or practice supervisor.
    :raises Refusal: if a part is missing.
    :raises ContentError: if the curriculum is missing or has errors.
    """
    from cara_facilitate.domain.identifiers import staff_ok

    if not staff_ok(who):
        raise Refusal("Who approved is a staff reference.", "Letters, digits, hyphens; no name.")
    if not role.strip():
        raise Refusal("The role of whoever approved is missing.")
    state = desk.state(cohort)
    curriculum = desk.library.deliverable(state.curriculum, state.variant)
    approval = ev.CurriculumApproved(
        curriculum=curriculum.id,
        variant=curriculum.variant,
        content_hash=curriculum.hash,
        who=who,
        role=role.strip(),
        site=state.site,
        on=on,
        at=desk.clock.now(),
    )
    desk.record(cohort, [approval], wait=True)


def prepare(desk: Desk, cohort: str, workshop: int, checks: tuple[str, ...]) -> None:
    """Pin the wording and record the ticked checks; every check must be ticked.

    :raises Refusal: if the wording is not approved, a check is not ticked, or the site's rules
        block it or cannot be applied.
    :raises ContentError: if the curriculum is missing or has errors.
    """
    stands = preparation(desk, cohort, workshop)
    if not stands.approved:
        raise Refusal("This wording is not approved for this site.", "Record the approval first.")
    if desk.state(cohort).workshops[workshop].started_at:
        raise Refusal("The workshop has already started.")
    unticked = [check for check in CHECKS if check not in checks]
    if unticked:
        raise Refusal(f"Not ticked: {unticked[0]}.", "Tick each check once it is done.")
    placement.require(desk, cohort)
    desk.keep_wording(desk.curriculum(cohort, workshop))
    pinned = ev.WorkshopPrepared(workshop, stands.content_hash, checks, desk.clock.now())
    desk.record(cohort, [pinned], wait=True)
