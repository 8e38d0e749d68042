"""A victim-contact worker's practice store with one caseload, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cara_facilitate.domain import events as ev
from cara_facilitate.services import caseload
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, make_store
from cara_facilitate.services.casework import Casework, open_casework, set_check_words
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from tests.domain.case_records import CHECK_WORDS, COHORT, NOW, REFS, W1, W2

DAYS = ((1, W1, "10:00"), (2, W2, "10:00"))


def told(
    cohort: str = COHORT,
    refs: tuple[str, ...] = REFS,
    facilitators: tuple[str, ...] = ("F-LEAD1", "F-CO2"),
    days: tuple[tuple[int, date, str], ...] = DAYS,
) -> ev.CaseloadReceived:
    """What a worker is told of a cohort."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return ev.CaseloadReceived(
        cohort, "west-yorkshire", "intimate-partner-male", days, refs, facilitators, "M-1", at
    )


def worker_store(
    folder: Path, *, words: bool = True, roles: tuple[str, ...] = ("victim_worker",)
) -> Desk:
    """A new store on the day before the eve of workshop two, its caseload taken in."""
    set_practice_clock(folder, NOW)
    desk, _ = make_store(folder, PRACTICE_PASSPHRASE, "V-1", roles=roles, practice=True)
    caseload.receive(desk, told())
    if words:
        set_check_words(desk, COHORT, CHECK_WORDS)
    return desk


def opened(desk: Desk) -> Casework:
    """Its casework, opened anew."""
    return open_casework(desk, COHORT, feedback_key(desk.folder, PRACTICE_PASSPHRASE))
