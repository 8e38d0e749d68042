"""A victim-contact worker's practice store, and the way into its casework by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from textual.widget import Widget

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.identifiers import new_reference
from cara_facilitate.services import caseload, casework
from cara_facilitate.services.bootstrap import feedback_key, make_store
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import practice_time
from cara_facilitate.tui.screens.caseload import CaseloadScreen
from tests.tui.screens.driver import SMALL, Drive, running

COHORT = "WY26A"
W1, W2 = date(2026, 11, 28), date(2026, 12, 26)
NOW = practice_time(date(2026, 12, 8), 14, 30)
"""Ten days after workshop one: contacts are being made."""
WORKER = "V-WORK1"


def references(count: int) -> tuple[str, ...]:
    """Sound references of the cohort, the same each time."""
    numbers = iter(range(10_000))
    made: list[str] = []
    while len(made) < count:
        made.append(new_reference(COHORT, lambda n: next(numbers) * 7 % n, made))
    return tuple(made)


REFS = references(3)


def worker_desk(
    folder: Path, *, now: datetime = NOW, roles: tuple[str, ...] = ("victim_worker",)
) -> Desk:
    """An open practice store of a worker without any cohort."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    set_practice_clock(folder, now)
    desk, _ = make_store(folder, "practice", WORKER, roles=roles, practice=True)
    return desk


def told(desk: Desk, refs: tuple[str, ...] = REFS, *, at: datetime = NOW) -> ev.CaseloadReceived:
    """Tell the store of the cohort, and the check words of all but the last reference."""
    load = ev.CaseloadReceived(
        cohort=COHORT,
        site="west-yorkshire",
        variant="intimate-partner-male",
        workshops=((1, W1, "10:00"), (2, W2, "10:00")),
        refs=refs,
        facilitators=("F-LEAD1", "F-CO2"),
        sender="M-1",
        at=at,
        curriculum="cara-open",
    )
    caseload.receive(desk, load)
    words = ("lantern", "harbour", "meadow", "copper", "willow", "anchor", "basket", "candle")
    for ref, word in zip(refs[:-1], words, strict=False):
        casework.set_check_word(desk, COHORT, ref, word)
    return load


def heard(desk: Desk, ref: str, **changes: object) -> CaseRecord:
    """A record of a completed contact three days ago, as it may be saved."""
    blank = casework.blank_record(desk, COHORT, ref)
    at = NOW - timedelta(days=3)
    record = replace(
        blank,
        safe_contact=SafeContact(last_checked=at.date()),
        attempts=(Attempt(at, "telephone", "spoken"),),
        outcome="completed",
        incident="none",
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def keep(desk: Desk, record: CaseRecord) -> None:
    """Save a record."""
    with casework.open_casework(desk, COHORT, feedback_key(desk.folder, "practice")) as work:
        casework.save(desk, work, record)


def newest(desk: Desk, ref: str) -> CaseRecord:
    """The newest version of a reference's first record."""
    with casework.open_casework(desk, COHORT, feedback_key(desk.folder, "practice")) as work:
        return work.of(ref)[0]


def worker_store(folder: Path, *records: dict[str, object]) -> tuple[str, ...]:
    """A worker's store with the cohort and these records, closed again for the app to open.

    :param records: what differs from :func:`heard`, one for each reference from the first on.
    """
    desk = worker_desk(folder)
    told(desk)
    for ref, changes in zip(REFS, records, strict=False):
        keep(desk, heard(desk, ref, **changes))
    desk.close()
    return REFS


async def into_casework(drive: Drive, *, seen: bool = False) -> None:
    """From the caseload through its gate."""
    assert isinstance(drive.app.screen, CaseloadScreen)
    await drive.press("enter")
    await drive.type("practice", "enter")
    await drive.press(*(() if seen else ("right",)), "enter")
    await drive.until("Room mode stays on." if seen else "Casework")
    if not seen:
        await drive.until("Reference")


@asynccontextmanager
async def in_casework(folder: Path, size: tuple[int, int] = SMALL) -> AsyncIterator[Drive]:
    """The app on the casework page of the cohort."""
    async with running(folder, size) as drive:
        await into_casework(drive)
        yield drive


async def go_to(drive: Drive, field: str) -> None:
    """Be in a field, however many keys lead there."""
    drive.app.screen.query_one(f"#{field}", Widget).focus()
    await drive.settle()


async def tab_to(drive: Drive, field: str) -> None:
    """Tab to a field, as a hand would."""
    for _ in range(80):
        here = drive.app.focused
        if isinstance(here, Widget) and here.id == field:
            return
        await drive.press("tab")
    raise AssertionError(f"no field {field}\n{drive.text()}")
