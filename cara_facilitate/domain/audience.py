"""Who reads what of a record at each sharing level: the table of ``domain.md`` (d), as a table.

Its two columns are the two that anything is given to. This seat's facilitators read the first.
The second is what may be said to the participant, and only the facilitator named to say it reads
it. Nobody else gets anything of a record from here, and so nobody else has a column: the practice
supervisor learns counts, themes without seats and the fact of use, for a whole cohort and on the
worker's side (:mod:`cara_facilitate.domain.coverage_supervision`); the group sees the curriculum;
what a duty to protect demands goes to agencies by the override, on the worker's side; curriculum
authors, trainers and plugins get nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.feedback_rows import FIELD_LEVELS, Extract, Level
from cara_facilitate.domain.protected import Protected

NO_WORDS = Protected("")


class Audience(StrEnum):
    """Whom something of a record is for."""

    FACILITATORS = "facilitators"
    PARTICIPANT = "participant"


class Part(StrEnum):
    """What of a record may be passed on; ``AGREED`` is only that agreed words exist."""

    CUE = "cue"
    SUMMARY = "summary"
    THEMES = "themes"
    AGREED = "agreed"
    AGREED_WORDS = "agreed_words"


ALLOWED: Mapping[Audience, Mapping[Part, Level]] = {
    Audience.FACILITATORS: {
        Part.CUE: Level.L0,
        Part.SUMMARY: FIELD_LEVELS["summary"],
        Part.THEMES: FIELD_LEVELS["themes"],
        Part.AGREED: FIELD_LEVELS["agreed_words"],
    },
    Audience.PARTICIPANT: {Part.AGREED_WORDS: FIELD_LEVELS["agreed_words"]},
}
"""The least level at which an audience may have a part; what is not named here it never has."""


@dataclass(frozen=True, slots=True)
class View:
    """What one audience may have of one record; what it may not is empty."""

    cue: str = ""
    summary: Protected = NO_WORDS
    themes: tuple[str, ...] = ()
    agreed: bool = False
    agreed_words: Protected = NO_WORDS


def view(extract: Extract, level: Level, audience: Audience) -> View:
    """What ``audience`` may have of a record whose seat ``level`` governs now.

    A level above the one the record states changes nothing: the stricter one holds.
    """
    stated = Level.L0 if extract.withdrawn else extract.level
    holds = min(level, stated)
    may = {part for part, least in ALLOWED[audience].items() if holds >= least}
    return View(
        cue=extract.cue if Part.CUE in may else "",
        summary=extract.summary if Part.SUMMARY in may else NO_WORDS,
        themes=extract.themes if Part.THEMES in may else (),
        agreed=Part.AGREED in may and bool(extract.agreed_words),
        agreed_words=extract.agreed_words if Part.AGREED_WORDS in may else NO_WORDS,
    )
