"""An escalation once raised stands, says so when it is late, and ends only acknowledged.

The first machine drives the rules alone, with a manager's side to which hand-overs are passed
on late, twice or never; with ``CARA_PROOF=1`` in 120,000 traces. The second drives a worker's
real store, locked, killed and opened again. Both remember what was raised apart from the app.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import CaseRecord, withdrawal
from cara_facilitate.domain.escalations import (
    BY_FILE,
    MANAGER,
    TRIGGERS,
    Escalation,
    Status,
    described_whole,
    due,
    escalations,
    on_route,
    open_for,
    received,
    untold,
)
from cara_facilitate.domain.handover import AcknowledgedOne
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal
from cara_facilitate.services import casework, erasing, escalation
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.escalation_received import acknowledged_events
from cara_facilitate.services.extracting import extract
from tests.services.two_sides import CALL, COHORT, OTHER, REF, heard, key_of, worker_store

PROOF = os.environ.get("CARA_PROOF") == "1"
TRACES, STEPS = (20_000, 12) if PROOF else (150, 25)
"""Drawn and shrunk by hypothesis."""
SEEDED = 100_000 if PROOF else 300
"""Traces of twelve steps, drawn by a plain seeded hand over the same rules: four times as quick."""
STORE_TRACES, STORE_STEPS = (200, 15) if PROOF else (4, 12)
START = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)

SAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("observed", "weapon", ("immediate_danger",)),
    ("observed", "threat_to_kill", ("immediate_danger", "high_risk")),
    ("observed", "strangulation", ("high_risk",)),
    ("observed", "participant_suicidality", ("participant_suicidality",)),
    ("negative", "retaliation", ("pressure",)),
    ("children", "immediate", ("child_immediate",)),
    ("incident", "unsure", ("unsure_offence",)),
)
"""What a version may say, and what that must raise: written down here a second time."""
ROUTES = {
    "immediate_danger": ("999", "Manager on call"),
    "high_risk": ("MARAC co-ordinator", "IDVA service"),
    "participant_suicidality": ("Crisis route (999, or the NHS crisis team)", "Manager on call"),
    "pressure": ("Manager on call", "Police"),
    "child_immediate": ("999", "Children's social care", "Safeguarding lead"),
    "unsure_offence": ("Risk review",),
    "rearrest": ("Manager on call", "Police"),
}
"""Whom the trigger table names, written down here a second time."""
STRANGER = "a colleague"
MUST_TELL = {"immediate_danger": 2, "high_risk": 2, "participant_suicidality": 2}
"""How many different roles must be told of what; of everything else one."""
NOT_BY_DASH = 0b1111001
"""What a record may say without its DASH level being high."""
WORDED = {"incident": "incident: unsure", "children": "children: immediate"}
"""How a description says what is no word of its own."""
PEOPLE = {"fb-1": REF, "fb-2": REF, "fb-3": OTHER}
"""Three people harmed, two of them by the same participant."""
STEPS_ON = ("tell", "tell", "confirm", "the manager answers", "close")


def said_by(bits: int) -> list[tuple[str, str, tuple[str, ...]]]:
    return [one for n, one in enumerate(SAYS) if bits >> n & 1]


def saying(record: CaseRecord, bits: int) -> CaseRecord:
    """The record with exactly these things said."""
    said = said_by(bits)
    many = {name: tuple(v for n, v, _ in said if n == name) for name in ("observed", "negative")}
    one = {name: value for name, value, _ in said if name in ("children", "incident")}
    return replace(record, **{"children": "", "incident": "none"} | one, **many)  # type: ignore[arg-type]


def duties(bits: int, before: int) -> set[str]:
    """The triggers for which something is said that was not said before."""
    return {trigger for _, _, raised in said_by(bits & ~before) for trigger in raised}


def new_words(bits: int, before: int) -> set[tuple[str, str]]:
    """Trigger and words of everything that is said and was not said before."""
    return {
        (trigger, WORDED.get(name, value))
        for name, value, raised in said_by(bits & ~before)
        for trigger in raised
    }


def role_of(trigger: str, number: int) -> str:
    """Somebody on the route, or a stranger."""
    every = (*ROUTES[trigger], STRANGER)
    return every[number % len(every)]


class Escalations(RuleBasedStateMachine):
    """A worker and a manager as the rules see them; what was raised is remembered apart."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.log: list[ev.Event] = []
        self.sealed: list[ev.EscalationDescribed] = []
        self.records: dict[str, tuple[CaseRecord, int]] = {}
        self.raised: dict[str, tuple[str, str]] = {}
        self.due: dict[str, datetime] = {}
        self.told: dict[str, set[str]] = {}
        self.answered: dict[str, set[str]] = {}
        self.closed: set[str] = set()
        self.manager: list[ev.Event] = []
        self.there: dict[str, bool] = {}
        self.erased: set[str] = set()

    def state(self) -> tuple[Escalation, ...]:
        return escalations(self.log)

    def pick(self, number: int) -> str:
        return list(self.raised)[number % len(self.raised)]

    @rule(who=st.sampled_from(sorted(PEOPLE)), bits=st.integers(0, 2 ** len(SAYS) - 1))
    def save_a_version(self, who: str, bits: int) -> None:
        if PEOPLE[who] in self.erased:
            return
        known = self.records.get(who)
        blank = CaseRecord(who, 0, COHORT, PEOPLE[who], "V-1")
        earlier, before = known if known else (None, 0)
        record = saying(replace(earlier or blank, withdrawn=False), bits)
        self.keep(replace(record, version=record.version + 1), earlier, bits, before)

    @precondition(lambda self: self.records)
    @rule(number=st.integers(0, 9))
    def withdraw(self, number: int) -> None:
        who = sorted(self.records)[number % len(self.records)]
        earlier, before = self.records[who]
        self.keep(withdrawal(earlier), earlier, before, before)

    def keep(self, record: CaseRecord, earlier: CaseRecord | None, bits: int, before: int) -> None:
        waiting = untold(record.feedback_id, self.state(), self.sealed)
        made = escalation.raised_events(
            record, earlier, self.now, COHORT, untold=waiting, taken=self.raised
        )
        self.records[record.feedback_id] = (record, bits)
        for event in made:
            if isinstance(event, ev.EscalationDescribed) and event.escalation in self.raised:
                self.sealed.append(event)
            elif isinstance(event, ev.EscalationDescribed):
                self.sealed.append(event)
                self.raised[event.escalation] = (event.feedback_id, event.trigger)
                self.due[event.escalation] = due(event.trigger, self.now)
                self.told[event.escalation] = set()
                self.answered[event.escalation] = set()
            else:
                self.log.append(event)
        untold_now = {
            id_: trigger
            for id_, (who, trigger) in self.raised.items()
            if who == record.feedback_id and not self.told[id_]
        }
        assert duties(bits, before) <= set(untold_now.values()), "newly said, and nobody is to know"
        assert len(untold_now) == len(set(untold_now.values())), "the same is to be told twice"
        whole = described_whole(self.sealed)
        said = {
            (trigger, words)
            for id_, trigger in untold_now.items()
            for words in whole[id_].words.reveal().split("; ")
        }
        assert new_words(bits, before) <= said, "newly said, and whoever is told does not hear it"

    @precondition(lambda self: self.raised)
    @rule(number=st.integers(0, 9), to=st.integers(0, 3))
    def hand_over(self, number: int, to: int) -> None:
        id_ = self.pick(number)
        trigger = self.raised[id_][1]
        role = role_of(trigger, to)
        counts = on_route(TRIGGERS[trigger], role)
        assert counts == (role != STRANGER)
        self.log.append(
            ev.EscalationHandedOver(id_, role, self.now, "V-1", self.now, on_route=counts)
        )
        if id_ not in self.closed:
            self.told[id_].add(role)

    def counted(self, id_: str) -> set[str]:
        """Whom the worker told of those who must be told."""
        return self.told[id_] & set(ROUTES[self.raised[id_][1]])

    def handed_over(self, id_: str) -> bool:
        return len(self.counted(id_)) >= MUST_TELL.get(self.raised[id_][1], 1)

    def taken(self, id_: str) -> bool:
        return bool(self.counted(id_) & self.answered[id_])

    @precondition(lambda self: self.raised)
    @rule(number=st.integers(0, 9), who=st.integers(0, 3))
    def acknowledge(self, number: int, who: int) -> None:
        id_ = self.pick(number)
        role = role_of(self.raised[id_][1], who)
        self.log.append(ev.EscalationAcknowledged(id_, role, "V-1", self.now))
        if self.told[id_] and id_ not in self.closed:
            self.answered[id_].add(role)

    @precondition(lambda self: self.raised)
    @rule(number=st.integers(0, 9))
    def close(self, number: int) -> None:
        id_ = self.pick(number)
        self.log.append(ev.EscalationClosed(id_, "V-1", self.now))
        if self.taken(id_) and self.handed_over(id_):
            self.closed.add(id_)

    @precondition(lambda self: self.raised)
    @rule(arrives=st.booleans())
    def pass_on_to_the_manager(self, arrives: bool) -> None:
        if not arrives:
            return
        for one in self.state():
            if one.standing and any(about.escalation == one.id for about in self.sealed):
                trigger = self.raised[one.id][1]
                self.manager.append(
                    ev.EscalationReceived(one.id, COHORT, trigger, one.due, "V-1", self.now)
                )
                self.there.setdefault(one.id, False)

    @precondition(lambda self: self.there)
    @rule(number=st.integers(0, 9))
    def the_manager_acknowledges(self, number: int) -> None:
        id_ = list(self.there)[number % len(self.there)]
        self.manager.append(ev.EscalationAcknowledged(id_, "M-1", "M-1", self.now))
        self.there[id_] = True

    @precondition(lambda self: self.there)
    @rule()
    def pass_back_to_the_worker(self) -> None:
        for one in received(self.manager):
            if one.acknowledged_by:
                told = ev.EscalationHandedOver(
                    one.id, MANAGER, self.now, one.acknowledged_by, self.now, by_file=True
                )
                taken = ev.EscalationAcknowledged(
                    one.id, one.acknowledged_by, "M-1", self.now, MANAGER
                )
                self.log += [told, taken]
                if one.id not in self.closed:
                    # They know of it; the route is who the worker told.
                    self.told[one.id].add(BY_FILE)
                    self.answered[one.id].add(MANAGER)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(ref=st.sampled_from([REF, OTHER]))
    def erase_a_participant(self, ref: str) -> None:
        self.sealed = [one for one in self.sealed if one.ref != ref]
        self.records = {who: kept for who, kept in self.records.items() if PEOPLE[who] != ref}
        self.erased.add(ref)

    @invariant()
    def every_one_is_there_and_stands_where_it_was_brought(self) -> None:
        def expected(id_: str) -> Status:
            if id_ in self.closed:
                return Status.CLOSED
            if not self.handed_over(id_):
                return Status.RAISED
            return Status.ACKNOWLEDGED if self.taken(id_) else Status.HANDED_OVER

        state = self.state()
        assert [one.id for one in state] == list(self.raised)
        assert [one.status for one in state] == [expected(id_) for id_ in self.raised]
        for one in state:
            assert one.standing or (one.hand_overs and one.acknowledged_by)

    @invariant()
    def what_is_late_says_so(self) -> None:
        state = self.state()
        late = {one.id: one.overdue(self.now) for one in state}
        for id_, by in self.due.items():
            assert late[id_] == (not self.handed_over(id_) and self.now > by)
        waiting = [one for one in state if one.status is Status.RAISED][:1]
        for one in waiting:
            said = escalation.clock_words(one, self.now)
            assert said.startswith("OVERDUE" if late[one.id] else "due by")

    @invariant()
    def an_extract_says_that_it_is_open(self) -> None:
        state = self.state()
        for who, ref in PEOPLE.items():
            if ref not in self.erased:
                standing = {
                    trigger
                    for id_, (whose, trigger) in self.raised.items()
                    if whose == who and id_ not in self.closed
                }
                assert open_for(who, ref, state, self.sealed) == standing

    @invariant()
    def nothing_is_lost_on_the_managers_side(self) -> None:
        here = received(self.manager)
        assert {one.id: bool(one.acknowledged_by) for one in here} == self.there
        for one in here:
            late = not self.there[one.id] and self.now > self.due[one.id]
            assert one.overdue(self.now) == late


Escalations.TestCase.settings = settings(
    max_examples=TRACES, stateful_step_count=STEPS, deadline=None
)
test_an_escalation_is_never_lost = pytest.mark.timeout(0)(Escalations.TestCase)


def drive(seed: int) -> None:
    """One trace of twelve steps by a seeded hand: the same rules, without hypothesis's own cost."""
    chance, world = random.Random(seed), Escalations()
    people = sorted(PEOPLE)
    for _ in range(12):
        step, number = chance.randrange(11), chance.randrange(10)
        if step <= 1:
            world.save_a_version(chance.choice(people), chance.randrange(2 ** len(SAYS)))
        elif step == 2 and world.records:
            world.withdraw(number)
        elif step == 3 and world.raised:
            world.hand_over(number, chance.randrange(4))
        elif step == 4 and world.raised:
            world.acknowledge(number, chance.randrange(4))
        elif step == 5 and world.raised:
            world.close(number)
        elif step == 6 and world.raised:
            world.pass_on_to_the_manager(number > 2)
        elif step == 7 and world.there:
            world.the_manager_acknowledges(number)
        elif step == 8 and world.there:
            world.pass_back_to_the_worker()
        elif step == 9:
            world.time_passes(1 + 3 * number)
        elif step == 10 and number == 0:
            world.erase_a_participant(chance.choice([REF, OTHER]))
        world.every_one_is_there_and_stands_where_it_was_brought()
        world.what_is_late_says_so()
        world.an_extract_says_that_it_is_open()
        world.nothing_is_lost_on_the_managers_side()


@pytest.mark.timeout(0)
def test_no_escalation_is_lost_in_any_of_so_many_traces() -> None:
    for seed in range(SEEDED):
        try:
            drive(seed)
        except AssertionError as lost:
            raise AssertionError(f"trace {seed}: {lost}") from lost


class EscalationsOnDisk(RuleBasedStateMachine):
    """A worker's real store; it is locked, killed and opened again between the steps."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.place = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        named = {"CARA_CONFIG": str(self.place / "settings.toml")}
        self.stack.enter_context(patch.dict(os.environ, named))
        with worker_store(self.place / "0", (REF, OTHER)) as desk:
            casework.set_check_words(desk, COHORT, {REF: "lantern", OTHER: "harbour"})
        self.desk: Desk = open_desk(self.place / "0", PRACTICE_PASSPHRASE)
        self.kills = 0
        self.newest: dict[str, tuple[CaseRecord, int]] = {}
        self.raised: dict[str, tuple[str, str]] = {}
        self.status: dict[str, Status] = {}
        self.told: dict[str, set[str]] = {}
        self.answered: dict[str, set[str]] = {}
        self.erased: set[str] = set()

    def teardown(self) -> None:
        self.stack.callback(self.desk.close)
        with self.stack:
            self.every_one_is_there()
            self.an_extract_says_that_it_is_open()

    def pick(self, number: int) -> str:
        return list(self.raised)[number % len(self.raised)]

    @rule(ref=st.sampled_from([REF, OTHER]), bits=st.integers(0, 2 ** len(SAYS) - 1))
    def save_a_version(self, ref: str, bits: int) -> None:
        if ref in self.erased:
            return
        bits &= NOT_BY_DASH
        earlier, before = self.newest.get(ref, (None, 0))
        first = heard(self.desk, ref, CALL - timedelta(hours=2))
        version = earlier.version + 1 if earlier else 1
        record = replace(saying(earlier or first, bits), version=version, withdrawn=False)
        self.keep(record, bits, duties(bits, before))

    @precondition(lambda self: self.newest)
    @rule(ref=st.sampled_from([REF, OTHER]))
    def withdraw(self, ref: str) -> None:
        earlier, bits = self.newest.get(ref, (None, 0))
        if earlier is not None and ref not in self.erased:
            self.keep(withdrawal(earlier), bits, set())

    def keep(self, record: CaseRecord, bits: int, new: set[str]) -> None:
        with casework.open_casework(self.desk, COHORT, key_of(self.desk)) as work:
            made = casework.save(self.desk, work, record)
            about = {one.escalation: one for one in work.described}
            whole = described_whole(work.described)
        before = self.newest.get(record.ref, (None, 0))[1]
        worded = new_words(bits, before)
        self.newest[record.ref] = (record, bits)
        for id_ in made:
            self.remember(id_, record.ref, about[id_].trigger)
        waiting = {
            trigger
            for id_, (ref, trigger) in self.raised.items()
            if ref == record.ref and not self.told[id_]
        }
        assert new <= waiting
        said = {
            (about.trigger, words)
            for about in whole.values()
            if about.ref == record.ref and not self.told[about.escalation]
            for words in about.words.reveal().split("; ")
        }
        assert worded <= said, "newly said, and whoever is told does not hear it"

    def remember(self, id_: str, ref: str, trigger: str) -> None:
        self.raised[id_] = (ref, trigger)
        self.status[id_] = Status.RAISED
        self.told[id_], self.answered[id_] = set(), set()

    @precondition(lambda self: self.raised)
    @rule(number=st.integers(0, 9), step=st.sampled_from(STEPS_ON), who=st.integers(0, 3))
    def bring_one_further(self, number: int, step: str, who: int) -> None:
        id_ = self.pick(number)
        now, key = self.desk.clock.now(), key_of(self.desk)
        role = role_of(self.raised[id_][1], who)
        with suppress(Refusal):
            if step == "tell":
                escalation.hand_over(self.desk, COHORT, id_, key=key, to=role, told_at=now)
                self.told[id_].add(role)
            elif step == "confirm":
                escalation.acknowledge(self.desk, COHORT, id_, who=role)
                by_file = role == MANAGER and BY_FILE in self.told[id_]
                assert by_file or role in self.told[id_]
                self.answered[id_].add(role)
            elif step == "the manager answers":
                self.the_manager_answers(id_)
            else:
                escalation.close(self.desk, COHORT, id_, key=key, result="it was taken over")
                assert self.status[id_] is Status.ACKNOWLEDGED
                self.status[id_] = Status.CLOSED
        counted = self.told[id_] & set(ROUTES[self.raised[id_][1]])
        if self.stands(id_) and len(counted) >= MUST_TELL.get(self.raised[id_][1], 1):
            confirmed = counted & self.answered[id_]
            self.status[id_] = Status.ACKNOWLEDGED if confirmed else Status.HANDED_OVER

    def the_manager_answers(self, id_: str) -> None:
        """An acknowledgement comes by hand-over: they know of it, but are not the route by it."""
        given = [AcknowledgedOne(id_, "M-1", self.desk.clock.now())]
        events = acknowledged_events(self.desk, COHORT, given)
        if events:
            self.desk.record(COHORT, events, wait=True)
            self.answered[id_].add(MANAGER)
            self.told[id_].add(BY_FILE)

    @rule(ref=st.sampled_from([REF, OTHER]))
    def raise_what_no_record_says(self, ref: str) -> None:
        if ref in self.erased:
            return
        id_ = escalation.raise_escalation(
            self.desk, COHORT, ref, "rearrest", words=Protected("again")
        )
        self.remember(id_, ref, "rearrest")

    @rule()
    def erase_the_other(self) -> None:
        open_ = [id_ for id_, (ref, _) in self.raised.items() if ref == OTHER and self.stands(id_)]
        with suppress(Refusal):
            erasing.erase(self.desk, COHORT, OTHER, "asked to be forgotten")
            assert not open_, "somebody was erased over an open escalation"
            self.erased.add(OTHER)

    def stands(self, id_: str) -> bool:
        return self.status[id_] is not Status.CLOSED

    @rule(killed=st.booleans())
    def lock_or_kill_and_open_again(self, killed: bool) -> None:
        folder = self.desk.folder
        if killed:  # what a killed process leaves on the disk, without its last farewell
            self.kills += 1
            folder = self.place / str(self.kills)
            shutil.copytree(self.desk.folder, folder)
        self.desk.close()
        self.desk = open_desk(folder, PRACTICE_PASSPHRASE)

    @invariant()
    def every_one_is_there(self) -> None:
        found = escalation.every(self.desk, COHORT)
        assert [one.id for one in found] == list(self.raised)
        assert {one.id: one.status for one in found} == self.status

    @rule()
    def an_extract_says_that_it_is_open(self) -> None:
        with casework.open_casework(self.desk, COHORT, key_of(self.desk)) as work:
            rows = extract(self.desk, work)
        for ref in (REF, OTHER):
            stands = any(
                whose == ref and self.stands(id_) for id_, (whose, _) in self.raised.items()
            )
            said = [row["escalation_open"] for row in rows if row["participant_ref"] == ref]
            assert said == ([] if ref in self.erased else ["yes" if stands else "no"])


EscalationsOnDisk.TestCase.settings = settings(
    max_examples=STORE_TRACES, stateful_step_count=STORE_STEPS, deadline=None
)
test_an_escalation_on_disk_is_never_lost = pytest.mark.timeout(0)(EscalationsOnDisk.TestCase)
