"""The victim-contact worker's side of the day, with canaries in every field of the full record."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.override import Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import caseload, casework, escalation, handover, override, people
from cara_facilitate.services.bootstrap import feedback_key, make_store, open_desk
from cara_facilitate.services.desk import Desk
from tests.privacy.canary.evidence import Evidence
from tests.privacy.canary.planting import MovedClock, Planted
from tests.privacy.canary.sitting import Sitting, environment, read_trace, traced

DAYS_AGO = 14
COMMANDS = (
    ("feedback", "extract", "--cohort", "{cohort}", "--out", "{out}/worker.csv", "--json"),
    ("feedback", "coverage", "--cohort", "{cohort}", "--json"),
    ("feedback", "escalations", "--cohort", "{cohort}", "--json"),
    ("handover", "{cohort}", "--to", "F-LEAD1", "--out", "{out}", "--json"),
    ("privacy", "report", "--json"),
    ("backup", "--out", "{backups}"),
    ("id", "show"),
)


def work(evidence: Evidence, planted: Planted) -> None:
    """Records with canaries, then everything that leaves that store."""
    folder = evidence.home / "worker"
    passphrase = evidence.marks.new("K", "worker passphrase").text
    folder.mkdir(mode=0o700)
    desk, recovery = make_store(
        folder, passphrase, "V-WORK1", roles=(Role.VICTIM_WORKER,), clock=MovedClock(DAYS_AGO)
    )
    evidence.kept["recovery of the worker"] = recovery.encode()
    try:
        caseload.receive_plan(desk, planted.plan)
        key = feedback_key(folder, passphrase)
        with casework.open_casework(desk, planted.cohort, key) as cases:
            for number, person in enumerate(planted.plan.people):
                casework.save(desk, cases, _record(evidence, desk, planted, person.ref, number))
        _duties(evidence, desk, planted)
        _meet(evidence, desk, planted)
    finally:
        desk.close()
    for words in COMMANDS:
        _run(evidence, planted, passphrase, words)
    for path in (folder / "store.db", folder / "store.db-wal"):
        if path.exists():
            evidence.kept[f"worker {path.name}"] = path.read_bytes()


def _record(evidence: Evidence, desk: Desk, planted: Planted, ref: str, number: int) -> CaseRecord:
    at = desk.clock.now() - timedelta(hours=2)

    def mark(kind: str, field: str) -> Protected:
        return Protected(evidence.marks.new(kind, field, number + 1).text)

    level = (Level.L0, Level.L1, Level.L2, Level.L3)[number % 4]
    made = replace(
        casework.blank_record(desk, planted.cohort, ref),
        safe_contact=SafeContact(
            how=mark("I", "where to reach them"),
            days=mark("I", "days"),
            times=mark("I", "times"),
            last_checked=at.date(),
        ),
        attempts=(Attempt(at, "telephone", "spoken"),),
        outcome="completed",
        incident="yes_unreported" if number == 5 else "none",
        dash="standard",
        dash_before="medium",
        dash_rationale=mark("V", "why lower"),
        negative=("control",) if number % 2 else (),
        level=level,
        with_person=True,
    )
    if level >= Level.L1:
        made = replace(made, summary=mark("V", "extract summary"))
    if level >= Level.L2:
        made = replace(made, themes=("saying-hearing",))
    if level >= Level.L3:
        made = replace(
            made,
            agreed_words=mark("V", "agreed in casework"),
            agreed_words_consented_at=at,
            agreed_words_reread=True,
        )
    return made


def _duties(evidence: Evidence, desk: Desk, planted: Planted) -> None:
    ref = planted.plan.people[2].ref
    words = Protected(evidence.marks.new("V", "escalation words", 3).text)
    escalation.raise_escalation(desk, planted.cohort, ref, "child_concern", words=words)
    shared = Protected(evidence.marks.new("V", "told the agency", 3).text)
    why = Protected(evidence.marks.new("V", "why not told first", 3).text)
    given = Override(ref, Ground.CHILD, next(iter(Agency)), shared, list(ToldFirst)[1], why)
    override.override(desk, planted.cohort, given)


def _meet(evidence: Evidence, desk: Desk, planted: Planted) -> None:
    other = open_desk(evidence.store, planted.passphrase)
    try:
        for one, two in ((desk, other), (other, desk)):
            theirs = people.me(two)
            people.trust(one, theirs.card(), theirs.fingerprint())
    finally:
        other.close()
    key = feedback_key(desk.folder, _passphrase(evidence))
    handover.write(desk, planted.cohort, "F-LEAD1", evidence.out, key=key)


def _passphrase(evidence: Evidence) -> str:
    [found] = [mark for mark in evidence.marks if mark.field == "worker passphrase"]
    return found.text


def _run(evidence: Evidence, planted: Planted, passphrase: str, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.write(writing, passphrase.encode() + b"\n")
    os.close(writing)
    names = {"cohort": planted.cohort, "out": evidence.out, "backups": evidence.backups}
    named = [word.format(**names) for word in words]
    trace = evidence.root / "trace-worker"
    done = subprocess.run(
        [*traced(trace), sys.executable, "-m", "cara_facilitate.cli.main", *named],
        env=environment(evidence, CARA_PASSPHRASE_FD=str(reading),
                        CARA_HOME=str(evidence.home / "worker")),
        pass_fds=(reading,), capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    os.close(reading)
    read_trace(evidence, trace)
    label = "worker: " + " ".join(words)
    evidence.printed[f"{label} (out)"] = done.stdout
    evidence.printed[f"{label} (err)"] = done.stderr
    evidence.printed[f"{label} (exit)"] = str(done.returncode).encode()


def sit(evidence: Evidence, planted: Planted) -> None:
    """The worker's own app: a form half filled in, curtained, then killed; never a word outside."""
    typed = evidence.marks.new("I", "typed where to reach them", 1)
    passphrase = _passphrase(evidence)
    player = Sitting(evidence, environment(evidence, CARA_HOME=str(evidence.home / "worker")))
    with contextlib.closing(player):
        player.see("Passphrase")
        player.type(passphrase)
        player.press("enter", until="Caseload")
        player.at_every_size("caseload")
        with player.private():
            player.press("enter", until="Open the casework")
            player.type(passphrase)
            player.press("enter")
            player.pause()
            player.press("right", until="(•) No")
            player.press("enter")
            player.see("Reference", "Last attempt")
            player.press("enter", until="Safe contact")
            player.press("end")
            player.type(typed.text, until=typed.sign)
            evidence.kept["form as typed"] = player.terminal.text().encode()
            for _ in range(8):
                player.press("pagedown")
                player.pause()
            player.see_processes("casework")
            for path, data in evidence.files("store.db*", under=evidence.home / "worker"):
                evidence.kept[f"casework {path}"] = data
            player.press("f9")
            player.pause()
        player.look("after the curtain over the casework")
        with player.private():
            os.kill(player.app(), signal.SIGKILL)
            player.terminal.wait_exit(20)
        evidence.kept["screen after kill of the casework"] = player.terminal.text().encode()
        player.end("casework killed")
