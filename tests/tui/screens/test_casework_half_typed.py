"""What is half typed in the form: kept, sealed and marked, until it is saved or discarded."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import case_drafts, casework, privacy
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.tui.drafts import KEPT, UNSAVED
from cara_facilitate.tui.screens.caseload import CaseloadScreen
from cara_facilitate.tui.screens.casework import ESC_AGAIN, TOO_SOON, CaseworkScreen
from cara_facilitate.tui.screens.casework_drafted import (
    DISCARDED,
    KEEP_AFTER,
    LEFT,
    NOTHING_TYPED,
    RESTORED,
)
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from cara_facilitate.tui.screens.closed import STILL
from tests.tui.screens.casework_driver import (
    COHORT,
    REFS,
    go_to,
    in_casework,
    into_casework,
    newest,
    worker_store,
)
from tests.tui.screens.driver import Drive, running

SAID = "zq-said on the telephone"


async def half_typed(drive: Drive) -> None:
    await drive.press("enter")
    await drive.type(SAID)
    await go_to(drive, "method")
    await drive.press("t")
    await go_to(drive, "add")
    await drive.press("enter")


async def is_back(drive: Drive) -> None:
    await drive.press("enter")
    assert RESTORED in drive.words()
    assert SAID in drive.text()
    form = drive.app.screen
    assert isinstance(form, CaseworkForm)
    assert form.unsaved
    assert [one.outcome for one in form.draft().attempts][-1:] == ["no_answer"]


async def attempt_begun(drive: Drive) -> None:
    await drive.press("a", "enter", "d", "enter")
    await drive.type("9:15")


@pytest.mark.parametrize("how", ["killed", "curtain"])
async def test_an_attempt_that_is_not_saved_outlives_the_app_and_is_saved_once(
    folder: Path, how: str
) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await attempt_begun(drive)
        if how == "curtain":
            await drive.press("f9")
        else:
            await asyncio.sleep(KEEP_AFTER + 0.3)
            await drive.settle()
            # Nothing else runs: as after a kill, only what was sealed is there.
            drive.app.drafts._kept.clear()
            drive.app.screen._settled = True
    async with in_casework(folder) as drive:
        assert "not saved" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)
        await drive.press("a")
        assert RESTORED in drive.words() and "9:15" in drive.text()
        assert "then counts as: declined" in drive.words()
        await go_to(drive, "save")
        await drive.press("enter")
        await drive.until("Attempt saved, version 1.")
        assert "not saved" not in drive.text()
        [attempt] = newest(drive.app.desk, REFS[0]).attempts
        assert (attempt.outcome, attempt.at.hour, attempt.at.minute) == ("declined", 9, 15)
        key = feedback_key(folder, "practice")
        assert not case_drafts.standing(drive.app.desk, COHORT, key).drafts


async def test_esc_drops_an_attempt_and_a_conversation_takes_it_to_the_form(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await attempt_begun(drive)
        await asyncio.sleep(KEEP_AFTER + 0.3)
        await drive.press("escape")
        await drive.until("Reference")
        assert "not saved" not in drive.text()
        key = feedback_key(folder, "practice")
        assert not case_drafts.standing(drive.app.desk, COHORT, key).drafts
        await drive.press("a", "enter", "s", "enter", "enter", "enter")
        await drive.until("telephone: spoken")
        await asyncio.sleep(KEEP_AFTER + 0.3)
        await drive.settle()
        [form] = case_drafts.standing(drive.app.desk, COHORT, key).drafts
        assert form.name == case_drafts.RECORD


async def test_leaving_the_form_keeps_what_is_typed_and_marks_the_line(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await half_typed(drive)
        await drive.press("escape")
        assert LEFT in drive.words()
        assert "not saved" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)
        await is_back(drive)
        await go_to(drive, "last_checked")
        await drive.press("f5")
        await drive.until("Saved as version 2.")
        assert "not saved" not in drive.text()
        record = newest(drive.app.desk, REFS[0])
        assert record.safe_contact.how.reveal() == SAID
        assert isinstance(record.attempts[-1], Attempt)


@pytest.mark.parametrize("how", ["time", "curtain"])
async def test_a_view_that_closes_by_itself_keeps_what_is_typed(folder: Path, how: str) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await half_typed(drive)
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        if how == "time":
            drive.seconds.at += form.IDLE - 50
            form.look()
            assert "NOT SAVED, any key keeps it: 50 s" in drive.words()
            drive.seconds.at += 51
            form.look()
            await drive.settle()
            drive.seconds.at += STILL
            await drive.press("escape")
        else:
            await drive.press("f9", "enter")
            await drive.type("practice", "enter")
        await drive.until(KEPT)
        assert isinstance(drive.app.screen, CaseloadScreen)
        assert SAID not in drive.text()
        await into_casework(drive)
        await is_back(drive)


def drafts_left(drive: Drive) -> int:
    """How many half-typed forms lie in the store with anything in them."""
    desk = drive.app.desk
    assert desk.flush(10)
    entries = desk.entries(f"{COHORT}/casework")
    return sum(entry.type == ev.CaseDrafted.TYPE for entry in entries)


async def test_saving_blanks_whatever_was_kept_of_the_form(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await half_typed(drive)
        await drive.press("escape")
        first = drafts_left(drive)
        assert first > 0
        await drive.press("enter")
        await go_to(drive, "code_word")
        await drive.press("y", "escape")
        assert drafts_left(drive) > first
        await drive.press("enter")
        await go_to(drive, "outcome")
        await drive.press("u", "f5")
        await drive.until("Saved as version 1.")
        assert drafts_left(drive) == 0
        assert not drive.app.drafts


async def until_kept(drive: Drive) -> None:
    """Wait, as a clock does, until the second of an open form is over."""
    for _ in range(100):
        await asyncio.sleep(0.05)
        if drafts_left(drive):
            return
    raise AssertionError("nothing was kept while the form is open")


async def test_what_is_typed_is_sealed_within_a_second_though_the_form_stays_open(
    folder: Path,
) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await asyncio.sleep(KEEP_AFTER + 0.2)
        assert drafts_left(drive) == 0, "a form that nobody typed into keeps nothing"
        await drive.type(SAID)
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        await until_kept(drive)
        assert form.is_current and form.unsaved
        key = feedback_key(drive.app.desk.folder, "practice")
        [draft] = case_drafts.standing(drive.app.desk, COHORT, key).drafts.values()
        assert draft.values["how"].reveal() == SAID
        await go_to(drive, "code_word")
        await drive.press("y")
        await go_to(drive, "not_attempted_reason")
        await drive.type("No number yet", "f5")
        await drive.until("Saved as version 1.")
        await asyncio.sleep(KEEP_AFTER + 0.2)
        assert drafts_left(drive) == 0, "nothing half-said outlives what was saved"


async def test_somebody_who_types_on_does_not_put_it_off(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        form._keeping = None
        await drive.type("a")
        begun = form._keeping
        assert begun is not None
        await drive.type("b")
        assert form._keeping in (begun, None)


async def test_an_escape_meant_for_the_form_that_was_saved_leaves_the_casework_open(
    folder: Path,
) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "cue")
        await drive.press("d", "f5", "escape")
        await drive.until("Saved as version 2.")
        await drive.settle()
        assert ESC_AGAIN in drive.words()
        assert isinstance(drive.app.screen, CaseworkScreen)
        assert newest(drive.app.desk, REFS[0]).version == 2
        assert drafts_left(drive) == 0
        drive.seconds.at += TOO_SOON
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseloadScreen)


async def test_an_escape_while_it_is_being_saved_does_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_store(folder, {})
    held, real = threading.Event(), casework.save

    def slowly(*given: Any) -> tuple[str, ...]:
        assert held.wait(20)
        return real(*given)

    monkeypatch.setattr(casework, "save", slowly)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "cue")
        await drive.press("d")
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        form.action_save()
        form.action_back()
        assert form.is_current
        held.set()
        await drive.until("Saved as version 2.")
        assert drafts_left(drive) == 0


async def test_under_a_legal_hold_what_is_discarded_stays_sealed_and_comes_back_no_more(
    folder: Path,
) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        desk = drive.app.desk
        privacy.hold(desk, COHORT, "", "a court asks")
        await drive.press("enter")
        await drive.type(SAID, "escape")
        await drive.press("enter", "f6", "right", "enter")
        await drive.until("Put aside: a legal hold stands")
        kept = drafts_left(drive)
        assert kept >= 1
        await drive.press("enter")
        assert SAID not in drive.text()
        await drive.press("escape")
    async with in_casework(folder) as drive:
        assert "not saved" not in drive.text()
        assert drafts_left(drive) == kept
        privacy.lift(drive.app.desk, COHORT, "", "the court has done")
    async with in_casework(folder) as drive:
        assert drafts_left(drive) == 0


async def test_discarding_asks_and_erases_what_was_kept(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter", "f6")
        assert NOTHING_TYPED in drive.words()
        await drive.type(SAID, "escape")
        await drive.press("enter", "f6", "enter")
        assert SAID in drive.text(), "the harmless answer keeps it"
        await drive.press("f6", "right", "enter")
        await drive.until(DISCARDED)
        assert "not saved" not in drive.text()
        assert drafts_left(drive) == 0
        await drive.press("enter")
        assert SAID not in drive.text()


async def test_what_is_put_back_by_hand_is_kept_no_longer(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await drive.type("zq", "escape", "enter")
        await drive.press("backspace", "backspace", "escape")
        await drive.until("Reference")
        assert "not saved" not in drive.text()
        assert drafts_left(drive) == 0


async def test_it_comes_back_in_a_new_session_and_is_marked_in_the_list(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await half_typed(drive)
        drive.app.exit()
    async with in_casework(folder) as drive:
        assert "not saved" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)
        await is_back(drive)


async def test_an_attempt_noted_meanwhile_loses_nothing_half_typed(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await half_typed(drive)
        await drive.press("escape", "a", "tab", "right", "tab", "tab", "enter")
        await drive.until("Attempt saved, version 1.")
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert RESTORED in drive.words() and SAID in drive.text()
        assert "It was typed before version 1 was saved." in drive.words()
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        assert len(form.draft().attempts) == 2


async def test_another_persons_record_half_typed_is_never_the_first_persons(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("plus")
        await drive.type(SAID, "escape")
        assert "+ not saved" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert SAID not in drive.text()
        await drive.press("escape", "plus")
        assert SAID in drive.text()


async def test_withdrawing_takes_what_was_half_typed_with_it(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await drive.type(SAID, "escape")
        await drive.press("w", "right", "enter")
        await drive.until("Withdrawn.")
        assert drafts_left(drive) == 0
        assert "not saved" not in drive.text()


async def test_quitting_says_that_what_is_not_saved_is_kept_sealed(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter", "ctrl+q")
        assert UNSAVED not in drive.words().replace("│ ", "")
        await drive.press("escape")
        await drive.type(SAID, "ctrl+q")
        assert "typed in it stays, sealed" in drive.words()
        await drive.press("escape", "escape", "escape")
        await drive.press("ctrl+q")
        assert "typed in it stays, sealed" in drive.words()


async def test_a_form_opened_and_left_untouched_keeps_nothing(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected("Made-up words")})
    async with in_casework(folder) as drive:
        for _ in range(2):
            await drive.press("enter", "pagedown", "escape")
            await drive.press("down")
        assert not drive.app.drafts
        assert "not saved" not in drive.words().lower()


async def test_two_forms_half_typed_do_not_mix(folder: Path) -> None:
    worker_store(folder)
    async with running(folder) as drive:
        await into_casework(drive)
        for row, said in ((0, "first words"), (1, "second words")):
            await drive.press("home", *["down"] * row, "enter")
            await drive.type(said, "escape")
        for row, said in ((0, "first words"), (1, "second words")):
            await drive.press("home", *["down"] * row, "enter")
            assert said in drive.text()
            await drive.press("escape")
