"""What was typed in a form and not saved: in memory while the app runs, sealed in the store."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from cara_facilitate.errors import CaraError

if TYPE_CHECKING:
    from textual.screen import Screen

    from cara_facilitate.services.case_drafts import Draft, Form, Kept
    from cara_facilitate.services.desk import Desk

UNSAVED = "A form is not saved. What is typed in it stays, sealed, for when you open it again."
STORED = "What showed 'saved' is stored. A workshop under way goes on; start cara to resume."
PRACTICE_ENDS = "cara demo then removes its practice store and all that was tried in it."
KEPT = "A form is not saved. What was typed is kept, sealed: open it again to go on."


class Drafts:
    """Drafts by their form. Each one that changed is sealed into the store at once."""

    def __init__(self) -> None:
        self._kept: dict[Form, Draft] = {}
        self._sealed: dict[Form, Draft] = {}
        self._ids: dict[Form, dict[str, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def __repr__(self) -> str:
        return "<Drafts>"

    def put_back(self, kept: Kept) -> None:
        """Take in what the store kept; what is in memory of the same form is newer."""
        for form, draft in kept.drafts.items():
            self._kept.setdefault(form, draft)
            self._sealed[form] = draft
            self._ids[form] = self._ids.get(form, {}) | kept.ids.get(form, {})

    def keep(self, desk: Desk, form: Form, draft: Draft) -> None:
        """Keep what was typed, in place of what was kept of the same form, and seal it."""
        self._kept[form] = draft
        if self._sealed.get(form) != draft:
            self._seal(desk, form, draft)

    def seal_again(self, desk: Desk, form: Form) -> None:
        """Another version was saved from elsewhere: what is kept stands all the same."""
        if form in self._kept:
            self._seal(desk, form, self._kept[form])

    def _seal(self, desk: Desk, form: Form, draft: Draft) -> None:
        from cara_facilitate.services import case_drafts

        if not draft.ref:
            return
        with contextlib.suppress(CaraError):  # it stays in memory; nothing may keep a lock waiting
            made = case_drafts.keep(desk, form, draft)
            self._ids.setdefault(form, {})[made] = draft.ref
            self._sealed[form] = draft

    def take(self, form: Form) -> Draft | None:
        """What was typed in this form, if anything is kept; it is in memory no longer."""
        return self._kept.pop(form, None)

    def erase(self, desk: Desk, form: Form) -> bool:
        """Blank everything kept of this form; call it off the interface thread.

        :return: False if a legal hold keeps it: it does not come back, and goes with the hold.
        :raises StoreError: if it could not be done.
        """
        from cara_facilitate.services import case_drafts

        gone = case_drafts.discard(desk, form, dict(self._ids.get(form, {})))
        for held in (self._kept, self._sealed, self._ids):
            held.pop(form, None)
        return gone

    def begun(self) -> frozenset[Form]:
        """The forms there is something typed for."""
        return frozenset(self._kept)


def quit_words(practice: bool, drafts: Drafts, screens: list[Screen[Any]]) -> str:
    """What somebody about to quit should know; that something typed is not saved comes first."""
    unsaved = bool(drafts) or any(getattr(screen, "unsaved", False) for screen in screens)
    return f"{UNSAVED} " * unsaved + (PRACTICE_ENDS if practice else STORED)
