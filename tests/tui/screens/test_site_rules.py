"""What the site's rules say on screen, with what each rests on, and the manager's decision."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import cara_site_west_yorkshire as west_yorkshire
import pytest

from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.services import placement
from cara_facilitate.services.placement import CANNOT_BE_APPLIED, decisions
from cara_facilitate.tui.app import CaraApp
from cara_facilitate.tui.screens.cohort import CohortScreen
from cara_facilitate.tui.screens.site_rules import FindingList, SiteRulesScreen
from tests.tui.screens.driver import SIZES, SMALL, Drive, fresh, no_line_too_long
from tests.tui.screens.driver import on_cohort as cohort_page

REFERRED = Finding("CARA-9", Result.REFER, "Seats 3, 4: to be confirmed.", "the reason why")
"""Stands before West Yorkshire's own."""


@asynccontextmanager
async def rules(folder: Path, size: tuple[int, int] = SMALL) -> AsyncIterator[Drive]:
    """The page, opened by its key."""
    fresh(folder).desk.close()
    async with cohort_page(folder, size) as drive:
        await drive.press("l")
        assert isinstance(drive.app.screen, SiteRulesScreen)
        await drive.until("Site's rules: west-yorkshire")
        yield drive


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """All that West Yorkshire's policy says."""
    said = [REFERRED]
    monkeypatch.setattr(west_yorkshire, "general_rules", lambda facts: list(said))
    for name in ("venue", "district_and_venue"):
        monkeypatch.setattr(west_yorkshire, name, lambda *facts: [])
    return said


def listed(drive: Drive) -> FindingList:
    return drive.app.screen.query_one(FindingList)


async def record(drive: Drive, who: str, reason: str, *answer: str) -> None:
    """Fill the form of the marked finding in and press its button."""
    await drive.press("enter")
    await drive.type(who, "enter", *answer, "enter")
    await drive.type(reason, "enter", "enter")


def decided(drive: Drive) -> dict[str, tuple[str, bool, str]]:
    app = drive.app
    assert isinstance(app, CaraApp)
    found = decisions(app.desk, app.cohort)
    return {rule: (d.who, d.go_ahead, d.reason) for rule, d in found.items()}


@pytest.mark.parametrize("size", [(60, 20), *SIZES])
async def test_every_rule_is_there_with_its_result_and_the_sentence_it_rests_on(
    folder: Path, size: tuple[int, int]
) -> None:
    async with rules(folder, size) as drive:
        app = drive.app
        assert isinstance(app, CaraApp)
        found = placement.in_order(placement.findings(app.desk, app.cohort))
        assert len(found) > 10
        whole = " ".join(str(row.cells) for row in listed(drive).rows)
        assert [w for w in whole.split() if w in ("BLOCK", "REFER", "WARN", "PASS")] == [
            one.result for one in found
        ]
        whole = " ".join(whole.split())
        for one in found:
            assert one.message.split()[0] in whole
            assert not one.source or " ".join(one.source.split()[-3:]) in whole
        seen = set()
        for _ in range(len(found)):
            assert no_line_too_long(drive.text(), size[0])
            seen |= {line.strip(" >") for line in drive.text().splitlines()}
            await drive.press("down")
        assert {str(row.cells).strip() for row in listed(drive).rows} <= seen


async def test_what_is_cut_off_is_said_and_the_last_line_can_be_reached(folder: Path) -> None:
    async with rules(folder) as drive:
        assert "more below" in drive.words()
        await drive.press("end")
        last = str(listed(drive).rows[-1].cells).strip()
        assert last in drive.words()
        assert "more below" not in drive.words()


async def test_a_finding_longer_than_the_window_is_read_to_its_end(
    folder: Path, only: list[Finding]
) -> None:
    words = [f"word{n}" for n in range(400)]
    only[:] = [Finding("CARA-9", Result.REFER, " ".join(words))]
    async with rules(folder) as drive:
        seen = ""
        for _ in range(12):
            seen += drive.words() + " "
            await drive.press("down")
        assert set(words) <= set(seen.split())


async def test_the_managers_note_and_the_reason_are_nowhere(
    folder: Path, only: list[Finding]
) -> None:
    only[:] = [Finding("CARA-9", Result.REFER, "Ask.", "", "zq-note")]
    async with rules(folder) as drive:
        await record(drive, "M-DUTY1", "zq-reason", "right")
        await drive.until("REFER, decided by M-DUTY1 on")
        assert "zq-" not in drive.text()
        await drive.press("enter")
        assert "zq-" not in drive.text()


async def test_what_the_manager_decided_is_recorded_and_shown_beside_the_rule(
    folder: Path, only: list[Finding]
) -> None:
    async with rules(folder) as drive:
        await drive.press("enter")
        assert "CARA-9 Seats 3, 4: to be confirmed." in drive.words()
        assert "proves nothing" in drive.words()
        await drive.press("escape")
        await record(drive, "M-DUTY1", "told by the police", "right")
        await drive.until("Recorded.")
        assert "CARA-9 REFER, decided by M-DUTY1 on" in drive.words()
        assert ": go ahead Seats 3, 4" in drive.words()
        assert decided(drive) == {"CARA-9": ("M-DUTY1", True, "told by the police")}
        await drive.press("escape", "p")
        assert "the manager decided to go ahead: CARA-9" in drive.words()
        assert "See: Rules (l) on the cohort's page" in drive.words()


async def test_the_answer_that_stands_ready_is_not_to_go_ahead_and_keeps_the_day_closed(
    folder: Path, only: list[Finding]
) -> None:
    async with rules(folder) as drive:
        await record(drive, "M-DUTY1", "too near")
        await drive.until("not to go ahead")
        await drive.press("escape", "p")
        assert "The manager decided not to go ahead: CARA-9" in drive.words()


@pytest.mark.parametrize(("who", "reason"), [("", "why"), ("not one", "why"), ("M-1", "")])
async def test_a_half_filled_form_records_nothing_and_keeps_what_was_typed(
    folder: Path, only: list[Finding], who: str, reason: str
) -> None:
    async with rules(folder) as drive:
        await drive.press("enter")
        if who:
            await drive.type(who)
        await drive.press("enter", "enter")
        if reason:
            await drive.type(reason)
        await drive.press("enter", "enter")
        await drive.until("staff reference" if who != "M-1" else "The reason is 1 to 120 letters")
        assert who in drive.text()
        assert decided(drive) == {}


async def test_the_form_names_every_rule_that_is_decided_with_the_one_marked(
    folder: Path, only: list[Finding]
) -> None:
    neutral = [Finding(rule, Result.REFER, placement.ELIGIBILITY) for rule in ("LE-1", "LE-2")]
    only[:] = neutral
    async with rules(folder) as drive:
        await drive.press("down", "enter")
        assert "LE-1, LE-2 Eligibility not confirmed" in drive.words()
        await drive.press("escape")
        await record(drive, "M-DUTY1", "it stands", "right")
        await drive.until("LE-1 REFER, decided by M-DUTY1")
        assert set(decided(drive)) == {"LE-1", "LE-2"}


async def test_only_what_is_referred_can_be_decided(folder: Path, only: list[Finding]) -> None:
    async with rules(folder) as drive:
        await drive.press("end", "enter")
        assert "Only what is marked REFER" in drive.words()
        await drive.press("up")
        assert "Only what is marked REFER" not in drive.words()


async def test_a_policy_that_fails_says_so_and_the_page_can_be_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(folder).desk.close()
    monkeypatch.setattr(west_yorkshire, "saturdays", lambda facts: 1 / 0)
    async with cohort_page(folder) as drive:
        await drive.press("l")
        await drive.until(CANNOT_BE_APPLIED)
        assert "failed" in drive.words()
        await drive.press("enter", "down", "escape")
        assert isinstance(drive.app.screen, CohortScreen)


async def test_hostile_words_of_a_policy_are_shown_and_do_nothing(
    folder: Path, only: list[Finding]
) -> None:
    only[:] = [Finding("CARA-9", Result.WARN, "[b]x[/] \x1b]0;t\x07 a\u202eb", "[red]why")]
    async with rules(folder) as drive:
        assert "[b]x[/]" in drive.words()
        assert 'Rests on: "[red]why"' in drive.words()
        assert "\x1b" not in drive.text() and "\u202e" not in drive.text()
