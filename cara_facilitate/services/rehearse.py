"""Practice stores: a made-up cohort of twelve with an extract, in a folder of its own."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain.feedback import COLUMNS, row_check
from cara_facilitate.domain.plan import CohortPlan, PlannedPerson, PlannedWorkshop
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.cohorts import new

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

FACILITATORS = ("F-LEAD1", "F-CO2")
PINS: Mapping[str, str] = {"F-LEAD1": "111111", "F-CO2": "222222"}
EXTRACT = "practice-extract.csv"
SEATS = 12
SATURDAY = 5
DAY_BEGINS = (9, 40)
"""Local hour and minute at which a practice day opens: twenty minutes before the doors."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice store as made: its desk, the cohort as planned and the extract's path."""

    desk: Desk
    plan: CohortPlan
    extract: Path


def make_practice(folder: Path, today: date) -> Practice:
    """Make a practice store whose first workshop is on the Saturday after ``today``.

    :param folder: an empty folder of its own; whoever calls removes it.
    """
    first = _saturday(today)
    set_practice_clock(folder, practice_time(first, *DAY_BEGINS))
    desk, _recovery = make_store(folder, PRACTICE_PASSPHRASE, FACILITATORS[0], practice=True)
    plan = new(desk, practice_plan(first), PINS)
    extract = folder / EXTRACT
    write_extract(extract, extract_rows(plan))
    return Practice(desk, plan, extract)


def practice_time(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    """A local time on a practice day, aware."""
    return datetime(day.year, day.month, day.day, hour, minute, second).astimezone()


def _saturday(today: date) -> date:
    return today + timedelta(days=(SATURDAY - today.weekday()) % 7)


def practice_plan(first: date) -> CohortPlan:
    """Twelve made-up people whom the site's rules accept; workshop one is on ``first``."""
    people = tuple(
        PlannedPerson(
            seat=seat,
            sex="male",
            relationship="partner" if seat % 2 else "ex_partner",
            caution_date=first - timedelta(days=14 + seat),
            risk="standard",
            first_time=True,
            disposal="conditional_caution",
            extra={"issuer": "WYP", "referrer": "WYP"},
        )
        for seat in range(1, SEATS + 1)
    )
    return CohortPlan(
        cohort=f"WY{first:%y}A",
        site="west-yorkshire",
        curriculum="cara-open",
        variant="intimate-partner-male",
        workshops=(
            PlannedWorkshop(first, "10:00"),
            PlannedWorkshop(first + timedelta(days=28), "10:00"),
        ),
        facilitators=FACILITATORS,
        people=people,
        extra={
            "trained": ";".join(FACILITATORS),
            "conflict": "no",
            "district": "Leeds",
            "venue": "VEN-1",
            "venue_transport": "yes",
            "venue_access": "yes",
        },
    )


def extract_rows(plan: CohortPlan) -> list[dict[str, str]]:
    """A made-up extract: every seat has a row, and three rows must be held back.

    The three are a slip in a reference, another seat's check word, and words that a spreadsheet
    moved to another row.
    """
    first = plan.workshops[0].date
    rows = [_row(plan, person, number, first) for number, person in enumerate(plan.people, 1)]
    rows.append(_second_record(rows[4]))
    slipped, strange, moved = rows[1], rows[6], rows[9]
    reference = slipped["participant_ref"]
    slipped["participant_ref"] = reference[:-1] + ("7" if reference[-1] != "7" else "8")
    strange["check_word"] = rows[7]["check_word"]
    for row in (slipped, strange):
        row["row_check"] = row_check(row)
    moved["summary"] = rows[2]["summary"]
    return rows


def _row(plan: CohortPlan, person: PlannedPerson, number: int, first: date) -> dict[str, str]:
    level = ("L1", "L0", "L2", "L1")[number % 4]
    said = level != "L0"
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "feedback_id": f"PRACTICE-{number:02d}",
        "version": "1",
        "withdrawn": "no",
        "cohort_id": plan.cohort,
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "contact_attempted": "no" if number == 12 else "yes",
        "contact_date": "" if number == 12 else (first + timedelta(days=6 + number)).isoformat(),
        "disclosure_level": level,
        "safety_cue": "watch_departure" if number == 5 else "none",
        "escalation_open": "no",
        "summary": f"Made-up words for practice, record {number}: some calmer, some not."
        if said
        else "",
        "themes": "saying-hearing;rehearse-time-out" if level == "L2" else "",
        "agreed_words_reread": "no",
    }
    row["row_check"] = row_check(row)
    return row


def _second_record(row: Mapping[str, str]) -> dict[str, str]:
    second = dict(row) | {"feedback_id": "PRACTICE-13", "safety_cue": "none"}
    second["row_check"] = row_check(second)
    return second


def write_extract(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write an extract as the worker's program would: UTF-8, comma, every row complete."""
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
