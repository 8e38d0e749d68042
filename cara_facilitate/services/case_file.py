"""One cohort's casework opened by passphrase for one private view: records, key and themes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.errors import CaraError
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.services.case_drafts import Kept, standing
from cara_facilitate.services.casework import Casework, open_casework
from cara_facilitate.services.reading import note_read

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

VIEW = "casework"
"""Its name in the record of reads."""


@dataclass(slots=True)
class CaseFile:
    """What a private view holds while it is open, and lets go with :meth:`close`.

    :ivar drafts: what stood in forms that closed before they were saved.
    :ivar themes: (slug, title) of the activities of workshop two that a theme may name.
    """

    cohort: str
    load: ev.CaseloadReceived
    key: TierKey = field(repr=False)
    work: Casework = field(repr=False)
    themes: tuple[tuple[str, str], ...] = ()
    drafts: Kept = field(default_factory=Kept, repr=False)

    def refresh(self, desk: Desk) -> None:
        """Read everything again, after something was recorded past the open records."""
        before, self.work = self.work, open_casework(desk, self.cohort, self.key)
        before.close()

    def close(self) -> None:
        """Drop every record and draft and the words in them."""
        self.work.close()
        self.drafts.clear()


def open_file(desk: Desk, cohort: str, passphrase: str) -> CaseFile:
    """Open a cohort's casework and record that it was read.

    :raises WrongPassphrase: if it is not the one.
    :raises Refusal: if this store's worker was not told of the cohort.
    """
    key = feedback_key(desk.folder, passphrase)
    work = open_casework(desk, cohort, key)
    note_read(desk, cohort, VIEW, desk.owner)
    drafts = standing(desk, cohort, key)
    return CaseFile(cohort, work.load, key, work, themes(desk, work.load), drafts)


def themes(desk: Desk, load: ev.CaseloadReceived) -> tuple[tuple[str, str], ...]:
    """The activities of workshop two; those of every curriculum for the variant if none is told."""
    found: dict[str, str] = {}
    for name in (load.curriculum,) if load.curriculum else tuple(desk.library.sources()):
        try:
            day = desk.library.load(name, load.variant).day(2)
        except (CaraError, KeyError):
            continue
        found |= {item.activity: item.title for item in day.run if item.activity}
    return tuple(found.items())
