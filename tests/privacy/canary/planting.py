"""Plants canaries in every field that holds something about somebody, in a real encrypted store."""

from __future__ import annotations

import csv
import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.debrief import Answer
from cara_facilitate.domain.feedback import COLUMNS, row_check
from cara_facilitate.domain.plan import CohortPlan
from cara_facilitate.services import debrief, deliver, prepare, register, safeguard
from cara_facilitate.services.bootstrap import make_store
from cara_facilitate.services.clock import SystemClock
from cara_facilitate.services.cohorts import new
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import FACILITATORS, extract_rows, practice_plan
from tests.privacy.canary.evidence import Evidence
from tests.privacy.canary.marks import Mark

PINS = {FACILITATORS[0]: "918273645546", FACILITATORS[1]: "827364519283"}


class MovedClock(SystemClock):
    """The machine's clock, so many days ago."""

    def __init__(self, days: int) -> None:
        self._back = timedelta(days=days)

    def now(self) -> datetime:
        """Local wall-clock time, aware, that long ago."""
        return super().now() - self._back


@dataclass(slots=True)
class Planted:
    """What was planted and how to get in."""

    passphrase: str
    plan: CohortPlan
    extract: Path
    broken: tuple[Path, ...]
    today: date

    @property
    def cohort(self) -> str:
        """The cohort's id."""
        return self.plan.cohort


def plant(evidence: Evidence) -> Planted:
    """A store with workshop one held four weeks ago, and files waiting to be imported today."""
    today = datetime.now().astimezone().date()
    first = today - timedelta(days=28)
    evidence.store.mkdir(parents=True, mode=0o700)
    passphrase = evidence.marks.new("K", "passphrase").text
    desk, recovery = make_store(evidence.store, passphrase, FACILITATORS[0], clock=MovedClock(28))
    evidence.kept["recovery"] = recovery.encode()
    try:
        wanted = practice_plan(first)
        extra = {**wanted.extra, "day_adjustment": "yes"}
        plan = new(desk, dataclasses.replace(wanted, extra=extra), PINS)
        _register(evidence, desk, plan)
        _workshop_one(evidence, desk, plan)
    finally:
        desk.close()
    place = evidence.root / "stick"
    place.mkdir(mode=0o700)
    extract = place / "extract.csv"
    _write(extract, _rows(evidence, plan), COLUMNS)
    return Planted(passphrase, plan, extract, _broken(evidence, plan, place), today)


def _register(evidence: Evidence, desk: Desk, plan: CohortPlan) -> None:
    for person in plan.people:
        name = evidence.marks.new("D", "register name", person.seat).text
        needs = evidence.marks.new("D", "register adjustments", person.seat).text
        register.enter(desk, plan.cohort, person.seat, name, needs)


def _workshop_one(evidence: Evidence, desk: Desk, plan: CohortPlan) -> None:
    cohort = plan.cohort
    prepare.approve(desk, cohort, "M-1", "manager", desk.clock.now().date())
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))
    for seat in (3, 7):
        words = evidence.marks.new("F", "flag words", seat).text
        action = evidence.marks.new("F", "flag action", seat).text
        flag = safeguard.raise_flag(
            desk, cohort, 1, seat=seat, kind="self", words=words, action=action
        )
        safeguard.hand_over(
            desk, cohort, flag, to="manager", reference="", told_at=desk.clock.now(),
            by=FACILITATORS[0],
        )  # fmt: skip
    deliver.do(desk, cohort, 1, cmd.EndWorkshop(desk.clock.now()))
    for stored, seat, field in debrief.questions(desk, cohort, 1):
        if field.answer is Answer.TEXT and field.limit >= 60:
            words = evidence.marks.new("N", stored, seat).text
            debrief.answer(desk, cohort, 1, stored, seat, words, FACILITATORS[0])


def _rows(evidence: Evidence, plan: CohortPlan) -> list[dict[str, str]]:
    rows = extract_rows(plan)
    for number, row in enumerate(rows, start=1):
        if row["summary"]:
            row["summary"] = _mark(evidence, "summary", number).text
    words = rows[3]
    words |= {
        "disclosure_level": "L3",
        "summary": _mark(evidence, "summary", 4).text,
        "themes": "saying-hearing",
        "agreed_words": _mark(evidence, "agreed words", 4).text,
        "agreed_words_consented_at": f"{words['contact_date']}T10:00:00+00:00",
        "agreed_words_reread": "yes",
    }
    for row in rows[:1] + rows[2:6] + rows[7:9] + rows[10:]:
        row["row_check"] = row_check(row)
    return rows


def _mark(evidence: Evidence, field: str, seat: int) -> Mark:
    return evidence.marks.new("V", field, seat)


def _broken(evidence: Evidence, plan: CohortPlan, place: Path) -> tuple[Path, ...]:
    """Files that must be refused whole: what they hold may not come back in a message."""
    rows = _rows(evidence, plan)
    strange = place / "strange.csv"
    _write(
        strange,
        [row | {"victim_name": evidence.marks.new("I", "victim name", 1).text} for row in rows],
        (*COLUMNS, "victim_name"),
    )
    quoted = place / "quoted.csv"
    _write(quoted, rows, COLUMNS)
    quoted.write_bytes(quoted.read_bytes() + b'"' + _mark(evidence, "unclosed", 2).text.encode())
    headed = place / "headed.csv"
    headed.write_text(f"{evidence.marks.new('I', 'in the header').text},version\nx,1\n")
    number = place / "number.csv"
    telephone = dict(rows[2]) | {"summary": f"{_mark(evidence, 'call', 3).text} 07700 900123"}
    telephone["row_check"] = row_check(telephone)
    _write(number, [telephone], COLUMNS)
    return strange, quoted, headed, number


def _write(path: Path, rows: list[dict[str, str]], columns: tuple[str, ...]) -> None:
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
