"""What each part of a hand-over holds, gathered from this store for one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.handover import PART_WORDS, Content
from cara_facilitate.domain.people import Part, Person, Role, among
from cara_facilitate.errors import PluginError, Refusal
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.domain.plan import CohortPlan
    from cara_facilitate.domain.policy import Finding
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.casework import Casework
    from cara_facilitate.services.desk import Desk

_ONCE: Mapping[Part, str] = {
    Part.ROSTER: ", of a cohort that this store has",
    Part.OUTCOMES: ", once workshop two is over and it was recorded",
    Part.EXTRACT: ", of a cohort whose roster was taken in",
    Part.COVERAGE: ", of a cohort whose roster was taken in",
    Part.ESCALATIONS: ", while there are any",
    Part.ACKNOWLEDGED: ", once there are any",
    Part.NOTE: ", once it is written (cara note write)",
    Part.PLACEMENT: ", of a cohort that this store has",
    Part.PIN_RESET: ", with --reset-pin",
    Part.DECISIONS: ", once there are any about what was referred",
}
"""When each part is there to be handed over."""
NOT_WHOLE = (
    "Small counts, themes and the use of agreed words were left out: {} is a manager or "
    "facilitator as well, whose store knows seats."
)


@dataclass(slots=True)
class Job:
    """One hand-over being put together.

    :ivar warnings: sentences about what was left out of it.
    """

    desk: Desk
    cohort: str
    receiver: Person
    key: TierKey | None
    reset_pin: str
    warnings: list[str] = field(default_factory=list)
    _work: Casework | None = None

    def gather(self, allowed: tuple[Part, ...]) -> dict[Part, Content]:
        """The parts that may go and hold something."""
        if self.reset_pin and Part.PIN_RESET not in allowed:
            raise Refusal(
                "Only a manager resets a PIN, in a hand-over to a facilitator.",
                "Leave out the reset.",
            )
        try:
            found = {part: _GATHER[part](self) for part in allowed}
        finally:
            if self._work is not None:
                self._work.close()
        parts = {part: content for part, content in found.items() if content is not None}
        self._leave_out(parts)
        if not parts and self.warnings:
            raise Refusal(" ".join(self.warnings), "Nothing else is there to be handed over.")
        if not parts:
            waiting = "; ".join(PART_WORDS[part] + _ONCE.get(part, "") for part in allowed)
            raise Refusal(
                f"There is nothing of {self.cohort} to hand to {self.receiver.staff} yet.",
                f"What could go: {waiting}.",
            )
        return parts

    def _leave_out(self, parts: dict[Part, Content]) -> None:
        """What must not go beside another part of the same hand-over."""
        if Part.ROSTER in parts and Part.PLACEMENT in parts:
            del parts[Part.PLACEMENT]
            self.warnings.append(
                f"{PART_WORDS[Part.PLACEMENT].capitalize()} was left out: "
                f"{self.receiver.staff} is the victim-contact worker, from whom seats are kept."
            )
        if Part.ROSTER in parts and Part.ACKNOWLEDGED in parts and not self._told_before():
            # The worker has the cohort from somebody who delivers it, and knows it better.
            del parts[Part.ROSTER]

    def _told_before(self) -> bool:
        """Whether a roster of the cohort left this store for the receiver before."""
        return any(
            isinstance(event, ev.HandoverWritten)
            and (event.cohort, event.to) == (self.cohort, self.receiver.staff)
            and Part.ROSTER.value in event.parts
            for event in self.desk.stream_events(f"{HOUSE}/delivery")
        )

    def state(self) -> CohortState | None:
        """The cohort as this store delivers or manages it, or None."""
        return next((s for s in self.desk.cohorts() if s.cohort == self.cohort), None)

    def placed(self) -> CohortPlan | None:
        """The cohort as facilitators handed it to this manager, or None."""
        from cara_facilitate.services.placed import plan

        try:
            return plan(self.desk, self.cohort)
        except Refusal:
            return None

    def work(self) -> Casework | None:
        """This worker's casework of the cohort, opened once; None if there is no such cohort.

        :raises Refusal: without the key.
        """
        from cara_facilitate.services.caseload import caseloads
        from cara_facilitate.services.casework import open_casework

        if all(load.cohort != self.cohort for load in caseloads(self.desk)):
            return None
        if self.key is None:
            raise Refusal("Handing over casework needs the passphrase.", "Give it when asked.")
        if self._work is None:
            self._work = open_casework(self.desk, self.cohort, self.key)
        return self._work

    def delivers(self) -> bool:
        """Whether the receiver is one of the cohort's facilitators, as the worker was told.

        Whoever gave the roster has the cohort in their store even after somebody took over from
        them; a manager who gave it does not.
        """
        from cara_facilitate.services.caseload import caseload

        load, who = caseload(self.desk, self.cohort), self.receiver
        if among(who.staff, load.facilitators):
            return True
        return who.staff == load.sender and Role.MANAGER not in who.roles


def _roster(job: Job) -> Content | None:
    state, plan = job.state(), job.placed()
    # By reference: the order of the seats would tell who sits where.
    if state is not None:
        days = tuple((n, day.date, day.start) for n, day in sorted(state.workshops.items()))
        refs, staff = sorted(state.seats.values()), state.everybody
        whole: CohortState | CohortPlan = state
    elif plan is not None:
        days = tuple((n, day.date, day.start) for n, day in enumerate(plan.workshops, 1))
        refs, staff = sorted(one.ref for one in plan.people), plan.facilitators
        whole = plan
    else:
        return None
    if among(job.receiver.staff, staff):
        raise Refusal(
            f"{job.receiver.staff} delivers this cohort and cannot be its victim-contact worker.",
            "Those who reach the people harmed never stand in the room.",
        )
    return inside.Roster(
        site=whole.site,
        curriculum=whole.curriculum,
        variant=whole.variant,
        workshops=days,
        refs=tuple(refs),
        facilitators=whole.facilitators,
    )


def _outcomes(job: Job) -> Content | None:
    from cara_facilitate.services.feedback_use import items, outcomes

    if job.state() is None:
        return None
    became = outcomes(job.desk, job.cohort)
    refs = {one.feedback_id: one.ref for one in items(job.desk, job.cohort)}
    told = tuple(
        inside.Outcome(refs[feedback_id], feedback_id, outcome)
        for feedback_id, outcome in sorted(became.items())
        if feedback_id in refs
    )
    return inside.Outcomes(told) if told else None


def _extract(job: Job) -> Content | None:
    from cara_facilitate.services.extracting import extract

    work = job.work()
    if work is None:
        return None
    if not job.delivers():
        job.warnings.append(
            f"The feedback extract was left out: {job.receiver.staff} does not deliver "
            f"{job.cohort}, as far as this store was told. If that has changed, ask its "
            "facilitators for a new roster."
        )
        return None
    return inside.ExtractRows(tuple(extract(job.desk, work)))


def _coverage(job: Job) -> Content | None:
    from cara_facilitate.domain.coverage_shown import may_leave
    from cara_facilitate.domain.coverage_supervision import reads_whole
    from cara_facilitate.domain.coverage_words import coverage_findings
    from cara_facilitate.services.extracting import coverage, supervision

    work = job.work()
    if work is None:
        return None
    if job.delivers():
        job.warnings.append(
            f"The coverage figures were left out: {job.receiver.staff} delivers this cohort."
        )
        return None
    counts = coverage(work).counts()
    if reads_whole(job.receiver.roles):
        beside = supervision(job.desk, work)
        found = coverage_findings(counts, whole=True)
        return inside.CoverageFigures(tuple(counts.items()), found, beside.themes, beside.agreed)
    if Role.SUPERVISOR in job.receiver.roles:
        job.warnings.append(NOT_WHOLE.format(job.receiver.staff))
    told = may_leave(counts)
    if not told:
        job.warnings.append("The coverage figures were left out: they are too small to be told.")
        return None
    return inside.CoverageFigures(tuple(told.items()), coverage_findings(counts))


def _escalations(job: Job) -> Content | None:
    from cara_facilitate.services.escalation_received import outgoing

    if job.work() is None or job.key is None:
        return None
    standing = outgoing(job.desk, job.cohort, job.key)
    if standing and job.delivers():
        job.warnings.append(
            f"Open escalations were left out: {job.receiver.staff} delivers this cohort. "
            "Hand them to a manager who does not, and tell that manager now."
        )
        return None
    return inside.Escalations(standing) if standing else None


def _acknowledged(job: Job) -> Content | None:
    from cara_facilitate.services.escalation_received import acknowledgements

    told = acknowledgements(job.desk, job.cohort, job.receiver.staff)
    return inside.Acknowledged(told) if told else None


def _notes(job: Job) -> Content | None:
    from cara_facilitate.services.note import as_written

    state = job.state()
    if state is None:
        return None
    found = []
    for number, day in sorted(state.workshops.items()):
        if day.note is not None:
            note_id, documents = as_written(job.desk, job.cohort, number)
            found.append(inside.NoteDocuments(number, note_id, **documents))
    return inside.Notes(tuple(found)) if found else None


def _placement(job: Job) -> Content | None:
    from cara_facilitate.services.cohorts import plan_of

    if job.state() is None:
        return None
    plan = plan_of(job.desk, job.cohort)
    seated = tuple(
        inside.PlacedPerson(
            ref=one.ref,
            seat=one.seat,
            sex=one.sex,
            relationship=one.relationship,
            caution_date=one.caution_date,
            risk=one.risk,
            first_time=one.first_time,
            disposal=one.disposal,
            extra=tuple(sorted(one.extra.items())),
        )
        for one in plan.people
    )
    days = tuple((n, day.date, day.start) for n, day in enumerate(plan.workshops, 1))
    return inside.Placement(
        site=plan.site,
        curriculum=plan.curriculum,
        variant=plan.variant,
        workshops=days,
        facilitators=plan.facilitators,
        people=seated,
        extra=tuple(sorted(plan.extra.items())),
        findings=_found(job),
    )


def _found(job: Job) -> tuple[Finding, ...]:
    """What the rules say here; where they cannot be applied, the manager's store asks its own."""
    from cara_facilitate.services import placement

    try:
        return placement.findings(job.desk, job.cohort)
    except PluginError:
        return ()


def _decisions(job: Job) -> Content | None:
    from cara_facilitate.services.placed import asked
    from cara_facilitate.services.referred import outgoing

    decided = outgoing(job.desk, job.cohort)
    if decided and not asked(job.desk, job.cohort, job.receiver.staff):
        job.warnings.append(
            f"What you decided was left out: {job.receiver.staff} is not named in the placement "
            f"of {job.cohort} that was handed over last."
        )
        return None
    return inside.Decisions(decided) if decided else None


def _pin_reset(job: Job) -> Content | None:
    from cara_facilitate.domain.identifiers import staff_ok

    if not job.reset_pin:
        return None
    if not staff_ok(job.reset_pin):
        raise Refusal("Whose PIN is reset is a staff reference.", "As: --reset-pin F-LEAD1")
    return inside.PinResetGiven(job.reset_pin)


_GATHER: Mapping[Part, Callable[[Job], Content | None]] = {
    Part.ROSTER: _roster,
    Part.OUTCOMES: _outcomes,
    Part.EXTRACT: _extract,
    Part.COVERAGE: _coverage,
    Part.ESCALATIONS: _escalations,
    Part.ACKNOWLEDGED: _acknowledged,
    Part.NOTE: _notes,
    Part.PLACEMENT: _placement,
    Part.PIN_RESET: _pin_reset,
    Part.DECISIONS: _decisions,
}
