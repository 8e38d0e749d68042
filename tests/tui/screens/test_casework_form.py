"""The form: filled in by keys in the order of a call, faults beside their fields, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widget import Widget

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.tui.drafts import KEPT, UNSAVED
from cara_facilitate.tui.screens.caseload import CaseloadScreen
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_drafted import (
    DISCARDED,
    LEFT,
    NOTHING_TYPED,
    RESTORED,
)
from cara_facilitate.tui.screens.casework_escalations import EscalationsPage
from cara_facilitate.tui.screens.casework_fields import SECTIONS
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from tests.tui.screens.casework_driver import (
    COHORT,
    NOW,
    REFS,
    in_casework,
    into_casework,
    newest,
    worker_store,
)
from tests.tui.screens.driver import Drive, no_line_too_long, running

SAID = "zq-said on the telephone"


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


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_every_section_is_reached_and_seen_by_the_page_keys(
    folder: Path, size: tuple[int, int]
) -> None:
    words = Protected("Made-up words")
    worker_store(folder, {"level": Level.L1, "summary": words})
    async with in_casework(folder, size) as drive:
        await drive.press("enter")
        shown = [section.title for section in SECTIONS if section.least <= "L1"]
        assert drive.text().splitlines()[0].strip().startswith(f"{REFS[0]}  record, version 2")
        for title in [*shown[1:], shown[0]]:
            await drive.press("pagedown")
            assert title in drive.text()
            assert no_line_too_long(drive.text(), size[0])


async def test_a_whole_call_is_recorded_from_the_keyboard(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert isinstance(drive.app.screen, CaseworkForm)
        assert getattr(drive.app.focused, "id", "") == "how", "safe contact comes first"
        await drive.type("the blue number", "enter")
        await tab_to(drive, "voicemail")
        await drive.press("y")
        await tab_to(drive, "last_checked")
        await drive.type("t")
        await tab_to(drive, "method")
        await drive.press("t", "tab", "s")
        await tab_to(drive, "outcome")
        await drive.press("c")
        await tab_to(drive, "positive")
        await drive.press("space", "right", "space")
        await tab_to(drive, "incident")
        await drive.press("right")
        await tab_to(drive, "level")
        await drive.press("2")
        await tab_to(drive, "summary")
        await drive.type("Calmer at home,\nlistens more")
        assert "28 of 400 characters" in drive.words()
        await tab_to(drive, "cue")
        await drive.press("w", "f5")
        await drive.until("Saved as version 1.")
        record = newest(drive.app.desk, REFS[0])
        assert record.safe_contact.how.reveal() == "the blue number"
        assert record.safe_contact.voicemail
        assert record.safe_contact.last_checked == NOW.date()
        assert [(a.method, a.outcome) for a in record.attempts] == [("telephone", "spoken")]
        assert (record.outcome, record.incident, record.cue) == (
            "completed", "none", "watch_departure",
        )  # fmt: skip
        assert record.positive == ("calm", "listening")
        assert record.level is Level.L1
        assert record.summary.reveal() == "Calmer at home, listens more"


async def test_faults_stand_beside_their_fields_and_the_first_has_the_focus(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder, (130, 60)) as drive:
        await drive.press("enter", "f5")
        assert "Say why nobody was contacted." in drive.words()
        assert getattr(drive.app.focused, "id", "") == "not_attempted_reason"
        await drive.type("No number yet")
        await go_to(drive, "positive")
        await drive.press("space", "f5")
        assert "Changes are coded only after a completed or partial contact." in drive.words()
        assert "Not saved: 1 thing to put right." in drive.words()
        assert getattr(drive.app.focused, "id", "") == "positive"
        await drive.press("space", "f5")
        await drive.until("Saved as version 1.")
        assert newest(drive.app.desk, REFS[0]).not_attempted_reason == "No number yet"


async def test_a_correction_makes_a_version_and_says_that_it_must_be_read_again(
    folder: Path,
) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert "makes version 2" in drive.words()
        assert "must read and confirm the new one" in drive.words()
        await go_to(drive, "cue")
        await drive.press("d", "f5")
        await drive.until("Saved as version 2.")
        record = newest(drive.app.desk, REFS[0])
        assert (record.version, record.cue) == (2, "do_not_be_alone")


def shown_above_l0(form: CaseworkForm) -> tuple[str, ...]:
    """The titles of the sections shown that L0 does not ask."""
    blocks = zip(SECTIONS, form.query(".section"), strict=True)
    return tuple(
        section.title
        for section, block in blocks
        if section.least > "L0" and not block.has_class("away")
    )


async def test_the_level_decides_what_is_asked_and_says_what_it_means(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder, (130, 60)) as drive:
        await drive.press("enter")
        await go_to(drive, "level")
        asked = {"1": (), "2": ("Summary",), "3": ("Summary", "Themes"), "4": ("Summary", "Themes")}
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        for digit, sections in asked.items():
            await drive.press(digit)
            assert shown_above_l0(form) == sections
            assert f"L{int(digit) - 1}: " in drive.words()
        await go_to(drive, "with_person")
        await drive.press("y")
        assert shown_above_l0(form) == ("Summary", "Themes", "Agreed words")
        await go_to(drive, "themes")
        activities = [title for _, title in form.query_one("#themes").options]  # type: ignore[attr-defined]
        assert len(activities) >= 5
        await drive.press("space")
        await drive.press("f5")
        words = drive.words()
        for said in (
            "From L1 on, write what the facilitators may know.",
            "L3 needs the exact words that were agreed.",
            "Say when the person agreed to these words.",
            "Read the words back to the person first.",
        ):
            assert said in words


async def test_saving_what_must_be_passed_on_opens_the_escalations(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "children")
        await drive.press("i", "f5")
        await drive.until("1 escalation is raised: hand it over now.")
        assert isinstance(drive.app.screen, EscalationsPage)
        assert "A child in immediate danger" in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseworkScreen)


async def test_attempts_are_added_and_taken_off(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "method")
        await drive.press("t", "tab", "tab")
        await drive.type("y 23:10")
        await go_to(drive, "add")
        await drive.press("enter")
        assert "Mon 07 Dec 2026 23:10 telephone: no answer" in drive.words()
        await go_to(drive, "off")
        await drive.press("enter")
        assert "No attempt yet." in drive.words()
        await go_to(drive, "when")
        await drive.type("soon")
        await go_to(drive, "add")
        await drive.press("enter")
        assert "Please choose how it was tried" in drive.words()


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
    assert "telephone: no answer" in drive.words()


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
        assert drafts_left(drive) == 1
        await drive.press("enter")
        await go_to(drive, "code_word")
        await drive.press("y", "escape")
        assert drafts_left(drive) == 2
        await drive.press("enter")
        await go_to(drive, "outcome")
        await drive.press("u", "f5")
        await drive.until("Saved as version 1.")
        assert drafts_left(drive) == 0
        assert not drive.app.drafts


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
