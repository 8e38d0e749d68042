"""A duty to protect before the sharing level: the least that will do, to an agency alone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.override import (
    AGENCY_WORDS,
    GROUND_WORDS,
    MOST_REASON,
    MOST_SHARED,
    TOLD_WORDS,
    Agency,
    Ground,
    Override,
    ToldFirst,
)
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services.case_drafts import OVERRIDE
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.services.override import override
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_drafted import DISCARD_KEY, DraftedPage
from cara_facilitate.tui.screens.casework_page import BACK_KEY
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Press
from cara_facilitate.tui.widgets.paragraph import Paragraph

ABOUT = (
    "To protect a child, a life, or against serious crime, at every level; to an agency and "
    "nobody else; the least that will do. Tell the person first if that is safe. You ring or "
    "write to the agency yourself: this records it. The sharing level stays as it was."
)


class OverridePage(DraftedPage):
    """Ground, agency, what was shared, and whether the person was told first.

    :param ref: the reference to begin with. :param feedback_id: the record it rests on, or empty.
    """

    NAME = "Statutory override"
    FORM = OVERRIDE
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, record it", bound=False),
        Key("choose", "left,right", "Choose", "Go through the answers", bound=False),
        DISCARD_KEY,
        BACK_KEY,
    )

    def __init__(self, file: CaseFile, ref: str, feedback_id: str) -> None:
        super().__init__(file)
        self._ref, self._feedback_id = ref, feedback_id
        refs = [(one, one) for one in file.work.refs]
        self._of = Choice(refs, ref, id="whose", digits=False)
        self._ground = Choice([(g.value, GROUND_WORDS[g]) for g in Ground], id="ground")
        self._agency = Choice([(a.value, AGENCY_WORDS[a]) for a in Agency], id="agency")
        self._shared = Paragraph(most=MOST_SHARED, id="shared")
        self._told = Choice([(t.value, TOLD_WORDS[t]) for t in ToldFirst], id="told")
        self._reason = Paragraph(most=MOST_REASON, id="reason")

    def body(self) -> ComposeResult:
        """Six questions."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield Field("Whose participant", self._of)
        yield Field("Ground", self._ground)
        yield Field("Agency", self._agency)
        yield Field("What was shared", self._shared)
        yield Field("Told first?", self._told)
        yield Field("If not, why", self._reason)
        yield Press("Record the override", id="record")

    def on_mount(self) -> None:
        """Ready to choose."""
        super().on_mount()
        self._ground.focus()

    def on_press_pressed(self) -> None:
        """Record it."""
        ref = self._of.value
        given = Override(
            ref=ref,
            ground=Ground(self._ground.value),
            agency=Agency(self._agency.value),
            shared=Protected(self._shared.value),
            told_first=ToldFirst(self._told.value),
            reason=Protected(self._reason.value),
            feedback_id=self._feedback_id if ref == self._ref else "",
        )
        desk, cohort = self.desk, self._file.cohort
        self.settle(lambda: override(desk, cohort, given), self._saved)

    def _saved(self, reminder: str) -> None:
        self._file.refresh(self.desk)
        self.leave(f"Recorded and saved. {reminder}")
