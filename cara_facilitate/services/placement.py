"""Judge a cohort by its site's rules: facts from this store, findings from the named policy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.plan import CohortPlan
from cara_facilitate.domain.policy import Finding, PlacementFacts, Result
from cara_facilitate.domain.readiness import readiness
from cara_facilitate.domain.rules import ELIGIBILITY
from cara_facilitate.domain.signposts import may_print
from cara_facilitate.errors import CaraError, PluginError, Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOTE_DUE_DAYS = 7
"""After so many days a missing note is overdue, where the site says nothing else."""
CANNOT_BE_APPLIED = "The site's rules cannot be applied"
READINESS = "CARA-6"
"""Has a gate of its own at the start of workshop two, and keeps nobody from preparing it."""
MOST_REASON = 120
"""Letters of the reason of a decision."""
NOT_AHEAD = "The manager decided not to go ahead"
ORDER = (Result.BLOCK, Result.REFER, Result.WARN, Result.PASS)
"""How findings are listed: what stops the work first."""


def facts(desk: Desk, cohort: str, today: date) -> PlacementFacts:
    """A recorded cohort as its site's rules see it today.

    :raises Refusal: if this store has no such cohort.
    :raises PluginError: if the site's policy is missing or failed.
    """
    from cara_facilitate.services.cohorts import plan_of

    return _facts(desk, plan_of(desk, cohort), today)


def planned(desk: Desk, plan: CohortPlan, today: date) -> PlacementFacts:
    """A plan as its site's rules see it beside what this store holds already.

    :raises PluginError: if the site's policy is missing or failed.
    """
    return _facts(desk, plan, today)


def findings(desk: Desk, judged: CohortPlan | str) -> tuple[Finding, ...]:
    """What the named site's rules say today of a plan, or of a recorded cohort by its id.

    :raises PluginError: if the policy is missing or fails; no laxer rules take its place.
    :raises Refusal: if this store has no such cohort.
    """
    today = desk.clock.now().date()
    known = facts(desk, judged, today) if isinstance(judged, str) else planned(desk, judged, today)
    return _judged(desk, known)


def on_another_day(desk: Desk, cohort: str, workshop: int, day: date) -> tuple[Finding, ...]:
    """What the rules would block or refer if a workshop were held on this day instead.

    Only what they do not say of the day as planned.

    :raises PluginError: if the policy is missing or fails.
    """
    from cara_facilitate.services.cohorts import plan_of

    plan = plan_of(desk, cohort)
    days = list(plan.workshops)
    days[workshop - 1] = replace(days[workshop - 1], date=day)
    moved = _judged(desk, _facts(desk, replace(plan, workshops=tuple(days)), day))
    known = {(one.rule, one.message) for one in findings(desk, cohort)}
    return tuple(
        one
        for one in in_order(moved)
        if one.result in (Result.BLOCK, Result.REFER) and (one.rule, one.message) not in known
    )


def _judged(desk: Desk, known: PlacementFacts) -> tuple[Finding, ...]:
    found = tuple(desk.host.site_policy(known.site).check(known))
    if not found:
        # At least one finding a rule is promised; silence is not that nothing was wrong.
        raise PluginError("The site's policy says nothing of any rule.", "Tell its author.")
    return found


def blocking(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a workshop from being prepared and started."""
    return tuple(f for f in found if f.result is Result.BLOCK and f.rule != READINESS)


def require(desk: Desk, cohort: str) -> tuple[Finding, ...]:
    """What the site's rules say, if they let a workshop be prepared and started today.

    :raises Refusal: if a rule blocks, the manager decided not to go ahead, or the rules cannot be
        applied at all.
    """
    try:
        found = findings(desk, cohort)
    except PluginError as error:
        raise Refusal(f"{CANNOT_BE_APPLIED}. {error.message}", error.hint) from None
    for one in blocking(found):
        raise Refusal(f"{one.rule}: {one.message}", "Ask the manager.")
    against = refused(standing(desk, cohort, found))
    if against:
        raise Refusal(f"{NOT_AHEAD}: {', '.join(against)}.", "Ask the manager.")
    return found


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings as they are listed: BLOCK, REFER, WARN, PASS, each as the policy gave them."""
    return tuple(sorted(found, key=lambda one: ORDER.index(one.result)))


def decide(
    desk: Desk, cohort: str, rule: str, who: str, go_ahead: bool, reason: str
) -> tuple[ev.PlacementDecided, ...]:
    """Record what the manager said of a rule that is REFER today; saved when this returns.

    Rules that say only that eligibility is not confirmed are decided as one, so that nothing
    shows which of them it was about.

    :param who: the manager's staff reference; that it was the manager is not proved.
    :param reason: a few words, no names; sealed and shown nowhere.
    :raises Refusal: if the rule is not REFER today, or a part is missing or too long.
    :raises PluginError: if the site's policy is missing or fails.
    """
    words = _reason(who, reason)
    return decide_of(desk, cohort, findings(desk, cohort), (rule, who, go_ahead, words))


def decide_of(
    desk: Desk, cohort: str, found: Sequence[Finding], decision: tuple[str, str, bool, str]
) -> tuple[ev.PlacementDecided, ...]:
    """Record a decision about one of these findings; saved when this returns.

    :param decision: the rule, who decided, whether to go ahead, and why; as :func:`decide`.
    :raises Refusal: as :func:`decide`.
    """
    rule, who, go_ahead, reason = decision
    words, asked = _reason(who, reason), together(found, rule)
    if not asked:
        raise Refusal(f"{rule} does not refer to the manager today.", "See the site's rules.")
    digest, at = _digest(found, asked), desk.clock.now()
    events = tuple(ev.PlacementDecided(r, who, go_ahead, words, digest, at) for r in asked)
    desk.record(cohort, events, wait=True)
    return events


def _reason(who: str, reason: str) -> str:
    words = " ".join(reason.split())
    if not staff_ok(who):
        raise Refusal("Who decided is a staff reference.", "Letters, digits, hyphens; no name.")
    if not words or len(words) > MOST_REASON or not words.isprintable():
        raise Refusal(f"The reason is 1 to {MOST_REASON} letters on one line.", "No names.")
    return words


def together(found: Iterable[Finding], rule: str) -> tuple[str, ...]:
    """The rules decided together with this one; none if it does not refer to the manager."""
    referred = [one for one in found if one.result is Result.REFER]
    neutral = {one.rule for one in referred if one.message == ELIGIBILITY}
    which = neutral if rule in neutral else {one.rule for one in referred if one.rule == rule}
    return tuple(sorted(which))


def decisions(desk: Desk, cohort: str) -> Mapping[str, ev.PlacementDecided]:
    """The last decision about each rule, whether or not it still counts; see :func:`standing`."""
    sealed = desk.sealed(cohort, "placement")
    return {event.rule: event for event in sealed if isinstance(event, ev.PlacementDecided)}


def standing(
    desk: Desk, cohort: str, found: Sequence[Finding]
) -> Mapping[str, ev.PlacementDecided]:
    """The decisions that count for these findings: a finding changed since is undecided again."""
    last = decisions(desk, cohort)
    referred = dict.fromkeys(one.rule for one in found if one.result is Result.REFER)
    return {
        rule: last[rule]
        for rule in referred
        if rule in last and last[rule].digest == _digest(found, together(found, rule))
    }


def refused(decided: Mapping[str, ev.PlacementDecided]) -> tuple[str, ...]:
    """The rules about which the manager decided not to go ahead."""
    return tuple(rule for rule, decision in decided.items() if not decision.go_ahead)


def decided_words(decision: ev.PlacementDecided) -> str:
    """Who decided, when and what, never why; goes on after REFER."""
    said = "go ahead" if decision.go_ahead else "not to go ahead"
    return f"decided by {decision.who} on {decision.at:%d %b}: {said}"


def double_booked(
    desk: Desk, cohort: str, days: Collection[date], facilitators: Collection[str]
) -> frozenset[str]:
    """Who of these has another cohort's workshop on one of the days, as far as this store knows.

    Several cohorts may meet on one day, as long as nobody delivers two of them.
    """
    booked = {
        who.upper()
        for state in desk.cohorts()
        if state.cohort != cohort
        for workshop in state.workshops.values()
        if workshop.date in days and not _not_held(workshop)
        for who in state.facilitators
    }
    return frozenset(who for who in facilitators if who.upper() in booked)


def _digest(found: Iterable[Finding], rules: Collection[str]) -> str:
    """Of all that these rules refer, with the manager's notes: there the seats may stand alone."""
    said = sorted(
        (one.rule, one.message, one.manager_note)
        for one in found
        if one.result is Result.REFER and one.rule in rules
    )
    return blake2b(repr(said).encode(), digest_size=8).hexdigest()


def _facts(desk: Desk, plan: CohortPlan, today: date) -> PlacementFacts:
    settings = desk.host.site_policy(plan.site).settings
    state = next((s for s in desk.cohorts() if s.cohort == plan.cohort), None)
    known = plan.placement()
    twice = double_booked(desk, plan.cohort, known.workshops, plan.facilitators)
    others = sum(s.site == plan.site and s.cohort != plan.cohort for s in desk.cohorts())
    computed = {
        "phase": "planning",
        "today": "",
        "readiness": "",
        "double_booked": ";".join(sorted(twice)),
        "site_cohorts": str(others + 1),
        "signposts": ";".join(_signposts(desk, plan, today, recorded=state is not None)),
    }
    if state is not None:
        late = _overdue(state, today, settings.get("note_due_days"))
        said = known.extra.get("notes_overdue") == "yes"
        day = _day(state, today)
        computed |= {
            "phase": _phase(state, day),
            "today": str(day.number) if day else "",
            "readiness": _readiness(state, desk.clock.now()),
            "notes_overdue": "yes" if late or said else "no",
        }
        if day is not None and day.live and day.attendance:
            computed["present"] = str(sum(s.present for s in day.attendance.values()))
    return replace(known, extra={**known.extra, **computed})


def _day(state: CohortState, today: date) -> WorkshopState | None:
    """The workshop that is delivered today or under way, or None."""
    open_ones = [w for _, w in sorted(state.workshops.items()) if not _over(w)]
    return next((w for w in open_ones if w.live or w.date == today), None)


def _phase(state: CohortState, day: WorkshopState | None) -> str:
    if any(_not_held(w) or _stopped(w) for w in state.workshops.values()):
        return "stopped"
    return "planning" if day is None else "day"


def _readiness(state: CohortState, now: datetime) -> str:
    first, second = state.workshops.get(1), state.workshops.get(2)
    if first is None or first.ended_at is None or _not_held(first):
        return ""
    if second is not None and second.started_at is not None:
        return "ready"  # it could not have started otherwise; what comes later is not about it
    return "ready" if readiness(state, now).ready else "open"


def _overdue(state: CohortState, today: date, days: object) -> bool:
    due = timedelta(days if type(days) is int and days >= 0 else NOTE_DUE_DAYS)
    return any(
        w.ended_at is not None
        and not _not_held(w)
        and w.note is None
        and today - w.ended_at.date() > due
        for w in state.workshops.values()
    )


def _signposts(desk: Desk, plan: CohortPlan, today: date, *, recorded: bool) -> tuple[str, ...]:
    """Ids of the services whose numbers may stand on the participants' sheet today."""
    try:
        if recorded:
            curriculum = desk.curriculum(plan.cohort, 2)
        else:
            curriculum = desk.library.deliverable(plan.curriculum, plan.variant)
    except CaraError:
        return ()  # said where the curriculum is asked for; here it only offers nothing
    return tuple(sorted(s.id for s in curriculum.signposts if may_print(s, today)))


def _over(workshop: WorkshopState) -> bool:
    return workshop.ended_at is not None or _not_held(workshop)


def _not_held(workshop: WorkshopState) -> bool:
    return workshop.not_held is not None


def _stopped(workshop: WorkshopState) -> bool:
    return workshop.stopped is not None
