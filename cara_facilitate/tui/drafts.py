"""What was typed in a form and not saved, kept in memory until the app locks or ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain.protected import Protected

if TYPE_CHECKING:
    from textual.screen import Screen

UNSAVED = "What is typed in a form and not saved is lost then."
STORED = "What showed 'saved' is stored. A workshop under way goes on; start cara to resume."
PRACTICE_ENDS = "cara demo then removes its practice store and all that was tried in it."
KEPT = "A form is not saved. What was typed is kept until cara locks, at the latest."


@dataclass(frozen=True, slots=True)
class Draft:
    """A form's fields as they were typed, and what the form began from.

    ``base`` is the version number of the record that was being corrected.
    """

    values: Mapping[str, Protected]
    extra: tuple[object, ...] = ()
    base: int = 0


class Drafts:
    """Drafts by whose form it was; nothing of them is ever written anywhere."""

    def __init__(self) -> None:
        self._kept: dict[str, Draft] = {}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def __repr__(self) -> str:
        return "<Drafts>"

    def keep(self, whose: str, draft: Draft) -> None:
        """Keep what was typed, in place of what was kept of the same form."""
        self._kept[whose] = draft

    def take(self, whose: str) -> Draft | None:
        """What was typed in this form, if anything is kept; it is kept no longer."""
        return self._kept.pop(whose, None)

    def begun(self) -> frozenset[str]:
        """Whose forms there is something typed for."""
        return frozenset(self._kept)


def quit_words(practice: bool, drafts: Drafts, screens: list[Screen[Any]]) -> str:
    """What somebody about to quit should know; that something typed would be lost comes first."""
    unsaved = bool(drafts) or any(getattr(screen, "unsaved", False) for screen in screens)
    return f"{UNSAVED} " * unsaved + (PRACTICE_ENDS if practice else STORED)
