"""The form: filled in by keys in the order of a call, faults beside their fields."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.casework import SafeContact
from cara_facilitate.domain.contact_window import parse
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import casework, extracting
from cara_facilitate.services.bootstrap import feedback_key, open_desk
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_escalations import EscalationsPage
from cara_facilitate.tui.screens.casework_fields import SECTIONS
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from tests.tui.screens.casework_driver import (
    COHORT,
    NOW,
    REFS,
    go_to,
    in_casework,
    newest,
    tab_to,
    worker_store,
)
from tests.tui.screens.driver import no_line_too_long

DAY = timedelta(days=1)


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
        await drive.until("1 escalation is raised: tell somebody now.")
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


async def test_an_attempt_outside_what_was_agreed_wants_its_reason(folder: Path) -> None:
    agreed = SafeContact(
        last_checked=NOW.date(), windows=parse("daily 9-12") or (), agreed_at=NOW - 2 * DAY
    )
    worker_store(folder, {"safe_contact": agreed})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "method")
        await drive.press("t")
        await go_to(drive, "when")
        await drive.type("y 20:10")
        await go_to(drive, "add")
        await drive.press("enter")
        assert "This attempt was outside the agreed days and hours" in drive.words()
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        assert len(form.draft().attempts) == 1
        await drive.press("f5")
        assert "Attempt 2 was outside the agreed days and hours" in drive.words()
        await go_to(drive, "why")
        await drive.press("right")
        await go_to(drive, "add")
        await drive.press("enter", "f5")
        await drive.until("Saved as version 2.")
        last = newest(drive.app.desk, REFS[0]).attempts[-1]
        assert (last.at.hour, last.why) == (20, "they_rang")


async def test_days_and_hours_are_typed_and_words_stand_beside_them(folder: Path) -> None:
    words = SafeContact(
        days=Protected("weekdays"), times=Protected("mornings"), last_checked=NOW.date()
    )
    worker_store(folder, {"safe_contact": words})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert "weekdays; mornings" in drive.text()
        await go_to(drive, "window")
        await drive.type("weekday mornings", "f5")
        assert "Please type days and hours, such as mon-thu 10:00-12:00" in drive.words()
        await go_to(drive, "window")
        await drive.press("end", *["backspace"] * 16)
        await drive.type("Mon-Fri 9-12", "f5")
        await drive.until("Saved as version 2.")
        safe = newest(drive.app.desk, REFS[0]).safe_contact
        assert safe.windows == parse("mon-fri 09:00-12:00")
        assert safe.agreed_at is not None
        assert NOW <= safe.agreed_at <= drive.app.desk.clock.now()
        assert (safe.days, safe.times) == (words.days, words.times)


async def test_other_hours_beside_an_old_moment_say_that_they_count_as_agreed_now(
    folder: Path,
) -> None:
    safe = SafeContact(
        last_checked=NOW.date(), windows=parse("daily 9-12") or (), agreed_at=NOW - 2 * DAY
    )
    worker_store(folder, {"safe_contact": safe})
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "window")
        assert "agreed now" not in drive.words()
        await drive.press("end")
        await drive.type("; sun 15-16")
        assert "Other days and hours: saved as agreed now, unless you type" in drive.words()
        await go_to(drive, "agreed_at")
        await drive.press("end", "backspace", "7")
        assert "agreed now" not in drive.words()


async def test_saving_a_correction_names_the_copies_that_are_out(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected("made-up words")})
    desk = open_desk(folder, "practice")
    casework.set_check_word(desk, COHORT, REFS[2], "willow")
    with casework.open_casework(desk, COHORT, feedback_key(folder, "practice")) as work:
        extracting.leave_plain(desk, work, folder.parent / "x.csv")
    desk.close()
    async with in_casework(folder) as drive:
        await drive.press("enter")
        await go_to(drive, "summary")
        await drive.type(" and more", "f5")
        await drive.until("Saved as version 2.")
        await drive.until(
            "holds the earlier version: ask for it to be deleted, and send a new one."
        )
        assert no_line_too_long(drive.text(), 80)


async def test_the_form_of_another_person_says_which(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("plus")
        assert drive.text().splitlines()[0].strip().startswith(f"{REFS[0]}  person 2, record")
        assert "New record of another person harmed, person 2." in drive.words()
        await go_to(drive, "not_attempted_reason")
        await drive.type("No number yet", "f5")
        await drive.until("Saved as version 1.")
        await drive.press("enter")
        assert drive.text().splitlines()[0].strip().startswith(f"{REFS[0]}  person 1, record")
