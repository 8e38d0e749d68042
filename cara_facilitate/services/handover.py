"""Write a hand-over: what the other person's role may read, signed, then sealed to them alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.handover import PART_WORDS, Content, Handover, Named
from cara_facilitate.domain.identifiers import ALPHABET, cohort_ok
from cara_facilitate.domain.people import CARRIES, ROLE_WORDS, Part, Person, Role, may_carry
from cara_facilitate.errors import Refusal
from cara_facilitate.services import people
from cara_facilitate.services.bootstrap import HOUSE

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.domain.plan import CohortPlan
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.casework import Casework
    from cara_facilitate.services.desk import Desk

SUFFIX = ".handover"
_NAME_LETTERS = 8
_CASEWORK = (Part.EXTRACT, Part.COVERAGE, Part.ESCALATIONS)
"""Parts that only the worker's sealed casework can give."""
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
}
"""When each part is there to be handed over."""


@dataclass(frozen=True, slots=True)
class Written:
    """A hand-over's file, what is in it, and sentences about what was left out of it."""

    path: Path
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()


def write(
    desk: Desk,
    cohort: str,
    to: str,
    out: Path,
    *,
    key: TierKey | None = None,
    reset_pin: str = "",
) -> Written:
    """Write one hand-over about a cohort into a folder; recorded when this returns.

    :param to: the staff reference of a trusted person.
    :param out: a folder; the file's name tells nothing, and no file is ever replaced.
    :param key: the feedback key, needed where casework is handed over.
    :param reset_pin: the facilitator whose PIN the manager resets.
    :raises Refusal: if the person is not trusted, their role can be given nothing, or there is
        nothing to give.
    :raises LinterBlocked: if a supervision note holds what must not leave.
    :raises CaraError: if the file cannot be written; nothing is left then.
    """
    from cara_facilitate.intake.handover_file import to_body
    from cara_facilitate.journal.parcels import wrap
    from cara_facilitate.notes.files import write_all

    if not cohort_ok(cohort):
        raise Refusal("That is not a cohort id.", "It looks like this: WY26A.")
    receiver, own = people.person(desk, to), people.me(desk)
    allowed = may_carry(desk.roles, receiver.roles)
    if not allowed:
        raise Refusal(_nothing_for(desk.roles, receiver.roles), _what_goes(desk.roles))
    job = _Job(desk, cohort, receiver, key, reset_pin)
    parts = job.gather(allowed)
    now = desk.clock.now()
    made = Handover(secrets.token_hex(16), cohort, _named(own), _named(receiver), now, parts)
    name = f"cara-{''.join(secrets.choice(ALPHABET) for _ in range(_NAME_LETTERS))}{SUFFIX}"
    sealed = wrap(desk.own, receiver.seal, to_body(made))
    (path,) = write_all(out, {name: sealed}, "hand-over")
    _record(desk, made, path)
    return Written(path, tuple(parts), tuple(job.warnings))


def _record(desk: Desk, made: Handover, path: Path) -> None:
    """What left must be on record: a file that cannot be recorded is removed again."""
    kinds = tuple(part.value for part in made.parts)
    left = ev.HandoverWritten(made.id, made.cohort, made.to.staff, kinds, made.made_at)
    try:
        desk.record(HOUSE, [left], wait=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def needs_key(desk: Desk, to: str) -> bool:
    """Whether the feedback passphrase is needed to write to this person.

    :raises Refusal: if the person is not trusted.
    """
    allowed = may_carry(desk.roles, people.person(desk, to).roles)
    return any(part in _CASEWORK for part in allowed)


def _named(person: Person) -> Named:
    return Named(person.staff, person.fingerprint())


def _roles(roles: tuple[str, ...]) -> str:
    return " and ".join(ROLE_WORDS[Role(role)] for role in roles)


def _nothing_for(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    return f"A {_roles(mine)} hands nothing to a {_roles(theirs)}."


def _what_goes(mine: tuple[str, ...]) -> str:
    goes = [
        f"to a {ROLE_WORDS[theirs]} {' and '.join(PART_WORDS[part] for part in parts)}"
        for (sender, theirs), parts in CARRIES.items()
        if sender in mine
    ]
    return f"From here goes {'; '.join(goes)}." if goes else "From here nothing is handed over."


@dataclass(slots=True)
class _Job:
    """One hand-over being put together."""

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
        if not parts:
            waiting = "; ".join(PART_WORDS[part] + _ONCE.get(part, "") for part in allowed)
            raise Refusal(
                f"There is nothing of {self.cohort} to hand to {self.receiver.staff} yet.",
                " ".join(self.warnings) or f"What could go: {waiting}.",
            )
        return parts

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
        """Whether the receiver is one of the cohort's facilitators, as the worker was told."""
        from cara_facilitate.services.caseload import caseload

        load = caseload(self.desk, self.cohort)
        return _among(self.receiver.staff, load.facilitators)


def _among(staff: str, others: tuple[str, ...]) -> bool:
    return staff.upper() in {who.upper() for who in others}


def _roster(job: _Job) -> Content | None:
    made, staff = _own_roster(job) or _placed_roster(job) or (None, ())
    if made is not None and _among(job.receiver.staff, staff):
        raise Refusal(
            f"{job.receiver.staff} delivers this cohort and cannot be its victim-contact worker.",
            "Those who reach the people harmed never stand in the room.",
        )
    return made


def _own_roster(job: _Job) -> tuple[inside.Roster, tuple[str, ...]] | None:
    """The roster of this store's own cohort, and whoever delivers or delivered it."""
    state = job.state()
    if state is None:
        return None
    days = tuple((n, day.date, day.start) for n, day in sorted(state.workshops.items()))
    # By reference: the order of the seats would tell who sits where.
    refs = tuple(sorted(state.seats.values()))
    made = inside.Roster(
        state.site, state.curriculum, state.variant, days, refs, state.facilitators
    )
    return made, state.everybody


def _placed_roster(job: _Job) -> tuple[inside.Roster, tuple[str, ...]] | None:
    """The roster of a cohort that facilitators handed to this manager."""
    plan = job.placed()
    if plan is None:
        return None
    days = tuple((n, day.date, day.start) for n, day in enumerate(plan.workshops, 1))
    refs = tuple(sorted(one.ref for one in plan.people))
    made = inside.Roster(plan.site, plan.curriculum, plan.variant, days, refs, plan.facilitators)
    return made, plan.facilitators


def _outcomes(job: _Job) -> Content | None:
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


def _extract(job: _Job) -> Content | None:
    from cara_facilitate.services.caseload import caseload
    from cara_facilitate.services.extracting import extract

    work = job.work()
    if work is None:
        return None
    told_by = caseload(job.desk, job.cohort).sender
    if not job.delivers() and job.receiver.staff != told_by:
        raise Refusal(
            f"{job.receiver.staff} does not deliver {job.cohort}, as far as this store was told.",
            "If that has changed, ask the cohort's manager or facilitators for a new roster.",
        )
    return inside.ExtractRows(tuple(extract(job.desk, work)))


def _coverage(job: _Job) -> Content | None:
    from cara_facilitate.services.extracting import coverage

    work = job.work()
    if work is None:
        return None
    counts = coverage(job.desk, work).counts()
    return inside.CoverageFigures(tuple(counts.items()))


def _escalations(job: _Job) -> Content | None:
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


def _acknowledged(job: _Job) -> Content | None:
    from cara_facilitate.services.escalation_received import acknowledgements

    told = acknowledgements(job.desk, job.cohort, job.receiver.staff)
    return inside.Acknowledged(told) if told else None


def _notes(job: _Job) -> Content | None:
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


def _placement(job: _Job) -> Content | None:
    from cara_facilitate.services.cohorts import plan_of

    if job.state() is None:
        return None
    plan = plan_of(job.desk, job.cohort)
    people_ = tuple(
        inside.PlacedPerson(
            one.ref, one.seat, one.sex, one.relationship, one.caution_date, one.risk,
            one.first_time, one.disposal, tuple(sorted(one.extra.items())),
        )
        for one in plan.people
    )  # fmt: skip
    days = tuple((n, day.date, day.start) for n, day in enumerate(plan.workshops, 1))
    return inside.Placement(
        plan.site,
        plan.curriculum,
        plan.variant,
        days,
        plan.facilitators,
        people_,
        tuple(sorted(plan.extra.items())),
    )


def _pin_reset(job: _Job) -> Content | None:
    from cara_facilitate.domain.identifiers import staff_ok

    if not job.reset_pin:
        return None
    if not staff_ok(job.reset_pin):
        raise Refusal("Whose PIN is reset is a staff reference.", "As: --reset-pin F-LEAD1")
    return inside.PinResetGiven(job.reset_pin)


_GATHER: Mapping[Part, Callable[[_Job], Content | None]] = {
    Part.ROSTER: _roster,
    Part.OUTCOMES: _outcomes,
    Part.EXTRACT: _extract,
    Part.COVERAGE: _coverage,
    Part.ESCALATIONS: _escalations,
    Part.ACKNOWLEDGED: _acknowledged,
    Part.NOTE: _notes,
    Part.PLACEMENT: _placement,
    Part.PIN_RESET: _pin_reset,
}
