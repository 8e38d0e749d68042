"""What a record says its themes are outlasts the list of activities that was offered for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import caseload
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from tests.tui.screens.casework_driver import (
    REFS,
    heard,
    in_casework,
    keep,
    newest,
    told,
    worker_desk,
)


async def test_a_theme_of_another_curriculum_is_kept_until_it_is_unticked(folder: Path) -> None:
    desk = worker_desk(folder)
    caseload.receive(desk, replace(told(desk), curriculum="elsewhere"))
    themes = ("other-activity", "one-more")
    keep(desk, heard(desk, REFS[0], level=Level.L2, with_person=True, themes=themes,
                     summary=Protected("Made-up words"), negative=("none",)))  # fmt: skip
    desk.close()
    async with in_casework(folder, (130, 60)) as drive:
        await drive.press("enter")
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        assert not form.unsaved
        await drive.press("f5")
        await drive.until("Saved as version 2.")
        assert newest(drive.app.desk, REFS[0]).themes == themes
        await drive.press("enter")
        drive.app.screen.query_one("#themes").focus()
        await drive.settle()
        assert "[x] other-activity" in drive.words()
        await drive.press("right", "space", "f5")
        await drive.until("Saved as version 3.")
        assert newest(drive.app.desk, REFS[0]).themes == themes[:1]
