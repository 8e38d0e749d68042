"""What a hand-over refers to a manager, what the manager decides, and the way back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.coverage_words import COVERAGE_RULES, kept_findings
from cara_facilitate.domain.handover import DecidedOne, Decisions, Received
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import Refusal
from cara_facilitate.services import placed, placement

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

AT_THE_MANAGER = "kept in the manager's store"
"""Stands in place of the reason, which does not travel."""
COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Referred:
    """One question to the manager: the rules decided together, and what they say.

    ``said`` is how it was decided, or empty. ``about_coverage`` is whether the worker's figures
    ask it; then the answer stays here.
    """

    rules: tuple[str, ...]
    found: tuple[Finding, ...] = field(repr=False)
    said: str
    about_coverage: bool

    @property
    def name(self) -> str:
        """The rules in one word or two."""
        return ", ".join(self.rules)


def referred(desk: Desk, cohort: str, judged: Collection[Finding]) -> tuple[Referred, ...]:
    """Every question that a hand-over brought to this manager, the undecided first.

    :param judged: what the site's rules say of the cohort, as :func:`placed.findings`.
    """
    if Role.MANAGER not in desk.roles:
        return ()
    found = (*judged, *_of_coverage(desk, cohort))
    standing = placement.standing(desk, cohort, found)
    groups = dict.fromkeys(
        placement.together(found, one.rule) for one in found if one.result is Result.REFER
    )
    made = (_question(rules, found, standing) for rules in groups)
    return tuple(sorted(made, key=lambda one: bool(one.said)))


def decide(desk: Desk, cohort: str, one: Referred, *, go_ahead: bool, reason: str) -> None:
    """Record what this manager decided; saved when this returns.

    :param reason: a few words, no names; sealed, shown nowhere and handed to nobody.
    :raises Refusal: if the owner is no manager, the reason is missing or too long, or something
        else is referred by now.
    """
    if Role.MANAGER not in desk.roles:
        raise Refusal("Only a manager decides what is referred to one.")
    now = _of_coverage(desk, cohort) if one.about_coverage else placed.findings(desk, cohort)
    if [f for f in now if f.rule in one.rules and f.result is Result.REFER] != list(one.found):
        raise Refusal("Something newer was handed over meanwhile.", "Close the page and reopen it.")
    placement.decide_of(desk, cohort, now, (one.rules[0], desk.owner, go_ahead, reason))


def outgoing(desk: Desk, cohort: str) -> tuple[DecidedOne, ...]:
    """Manager's side: what counts of the decisions, for those who deliver the cohort.

    Nothing about the worker's figures is among them: it would tell the room about contacts.
    """
    if Role.MANAGER not in desk.roles:
        return ()
    standing = placement.standing(desk, cohort, placed.found_there(desk, cohort))
    return tuple(
        DecidedOne(one.rule, one.go_ahead, one.digest, one.at)
        for one in standing.values()
        if one.rule not in COVERAGE_RULES and one.who == desk.owner
    )


def incoming(desk: Desk, received: Received, content: Decisions) -> tuple[ev.Event, ...]:
    """Facilitators' side: what these decisions record; nothing over what was decided later.

    A decision about a finding that says something else by now is kept and does not count.
    """
    last, who = placement.decisions(desk, received.cohort), received.sender.staff
    return tuple(
        ev.PlacementDecided(one.rule, who, one.go_ahead, AT_THE_MANAGER, one.digest, one.at)
        for one in content.decided
        if one.rule not in last or last[one.rule].at < one.at
    )


def _of_coverage(desk: Desk, cohort: str) -> tuple[Finding, ...]:
    """What the figures taken in last refer to the manager."""
    texts = [
        event.text
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.DocumentReceived) and event.kind == COVERAGE
    ]
    return kept_findings(texts[-1]) if texts else ()


def _question(
    rules: tuple[str, ...], found: Collection[Finding], standing: Mapping[str, ev.PlacementDecided]
) -> Referred:
    about = rules[0] in COVERAGE_RULES
    decision = standing.get(rules[0])
    mine = tuple(one for one in found if one.rule in rules and one.result is Result.REFER)
    return Referred(rules, mine, _said(decision, coverage=about) if decision else "", about)


def _said(decision: ev.PlacementDecided, *, coverage: bool) -> str:
    if not coverage:
        return placement.decided_words(decision)
    what = "nothing more" if decision.go_ahead else "more is to be tried"
    return f"decided by {decision.who} on {decision.at:%d %b}: {what}"
