"""A form that comes back another day says the times that were meant as it was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.casework import CaseRecord
from cara_facilitate.domain.contact_window import NEXT_DAYS
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import case_drafts, escalation
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.services.case_drafts import Draft
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.tui.screens.casework_drafted import KEEP_AFTER, RESTORED
from cara_facilitate.tui.screens.casework_then import agreed_then, as_meant
from cara_facilitate.tui.screens.casework_values import moment, record_of, values_of
from tests.tui.screens.casework_driver import (
    COHORT,
    NOW,
    REFS,
    go_to,
    in_casework,
    newest,
    worker_store,
)
from tests.tui.screens.driver import Drive

BLANK = CaseRecord("f" * 32, 1, COHORT, REFS[0], "V-WORK1")
LATER = NOW + timedelta(days=2, hours=5)


def kept(values: Mapping[str, str], at: datetime | None = NOW) -> Draft:
    return Draft(REFS[0], {key: Protected(value) for key, value in values.items()}, at=at)


def test_every_time_of_a_record_is_the_one_it_was_when_it_was_typed() -> None:
    typed = values_of(BLANK) | {
        "level": "L3", "agreed_words": "made up", "consented_at": "9:15",
        "reconfirmed_at": "y 9:20", "last_checked": "t", "method": "telephone", "when": "",
        "window": "daily 9-20", "agreed_at": "8.30",
    }  # fmt: skip
    meant, _ = record_of(BLANK, typed, (), NOW)
    back = as_meant(kept(typed), empty_is_now="when")
    again, faults = record_of(BLANK, back, (), LATER)
    assert faults == ()
    assert again == meant
    assert as_meant(kept(back, LATER), empty_is_now="when") == back, "once fixed, fixed"


@pytest.mark.parametrize("typed", ["14:31", "23:40", "t 23:40", "? 23:40"])
def test_what_was_no_time_that_had_passed_never_becomes_one_later(typed: str) -> None:
    back = as_meant(kept({"when": typed}))["when"]
    assert back == f"? {typed.removeprefix('? ')}"
    assert moment(back, LATER.replace(hour=23, minute=59)) is None


def test_what_is_half_typed_is_left_to_be_typed_on() -> None:
    half = {"when": "9:", "consented_at": "", "last_checked": "5/", "how": "9:15"}
    assert as_meant(kept(half)) == half
    assert as_meant(kept({"when": "9:15"}, None)) == {"when": "9:15"}


def test_other_hours_were_agreed_as_they_were_typed_and_the_same_ones_when_they_were() -> None:
    begun = {"window": "mon 09:00-10:00", "agreed_at": "2026-12-01 10:00"}
    assert agreed_then(begun | {"window": "tue 9-10"}, begun, NOW) == f"{NOW:%Y-%m-%d %H:%M}"
    assert agreed_then(begun, begun, NOW) == begun["agreed_at"]
    assert agreed_then({}, begun, NOW) == begun["agreed_at"]
    told = begun | {"window": "tue 9-10", "agreed_at": "2026-12-05 10:00"}
    assert agreed_then(told, begun, NOW) == told["agreed_at"]


def test_days_after_hours_are_told_where_the_semicolon_goes() -> None:
    _, [fault] = record_of(BLANK, values_of(BLANK) | {"window": "mon 9-17 sat 22-23"}, (), NOW)
    assert (fault.field, fault.sentence) == ("window", NEXT_DAYS)


async def sealed(drive: Drive) -> None:
    await asyncio.sleep(KEEP_AFTER + 0.3)
    await drive.settle()


@pytest.mark.parametrize("typed", ["9:15", ""])
async def test_a_restored_attempt_was_made_when_it_was_typed(folder: Path, typed: str) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("a", "enter", "d", "enter")
        if typed:
            await drive.type(typed)
        await sealed(drive)
        set_practice_clock(folder, NOW + timedelta(minutes=9))
        await drive.press("f9")
    set_practice_clock(folder, LATER)
    async with in_casework(folder) as drive:
        await drive.press("a")
        assert RESTORED in drive.words()
        await go_to(drive, "save")
        await drive.press("enter")
        await drive.until("Attempt saved")
        [attempt] = newest(drive.app.desk, REFS[0]).attempts
    minute = NOW.replace(second=0, microsecond=0)
    assert attempt.at == (minute.replace(hour=9, minute=15) if typed else minute)


async def test_a_restored_escalation_was_heard_when_it_was_typed(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("e", "n")
        await go_to(drive, "words")
        await drive.type("Made-up words")
        await sealed(drive)
        set_practice_clock(folder, NOW + timedelta(minutes=9))
        await drive.press("escape", "n")
        assert f"{NOW:%Y-%m-%d %H:%M}" in drive.text(), "leaving it is not typing it"
        await drive.press("f9")
    set_practice_clock(folder, LATER)
    async with in_casework(folder) as drive:
        await drive.press("e", "n")
        assert RESTORED in drive.words()
        await go_to(drive, "raise")
        await drive.press("enter")
        await drive.until("Raised and saved")
        [raised] = escalation.every(drive.app.desk, COHORT)
    assert raised.since == NOW.replace(second=0, microsecond=0)


async def test_a_half_typed_attempt_is_there_after_the_record_was_saved(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("a", "enter", "d", "enter")
        await drive.type("9:15")
        await drive.press("f9")
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "not_attempted_reason")
        await drive.type("on leave", "f5")
        await drive.until("Saved as version")
        assert "not saved" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)
    async with in_casework(folder) as drive:
        key = feedback_key(folder, "practice")
        [form] = case_drafts.standing(drive.app.desk, COHORT, key).drafts
        assert form.name == case_drafts.ATTEMPT
        await drive.press("a")
        assert RESTORED in drive.words() and "2026-12-08 09:15" in drive.text()
