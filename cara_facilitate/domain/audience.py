"""Who may see what of a record at each sharing level: the table of ``domain.md`` (d), as a table.

This seat's facilitators read it alone. Nobody else but the participant may ever be told a word,
and the participant only the words the person harmed agreed to. Agencies get nothing from here:
what a duty to protect demands goes to them by the override, on the worker's side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.protected import Protected

NO_WORDS = Protected("")


class Audience(StrEnum):
    """Everybody whom something of a record might reach."""

    FACILITATORS = "facilitators"
    SUPERVISOR = "supervisor"
    PARTICIPANT = "participant"
    GROUP = "group"
    AGENCIES = "agencies"
    AUTHORS = "authors"


AUDIENCES = tuple(Audience)


class Part(StrEnum):
    """What of a record, or about it, may be passed on."""

    COUNTED = "counted"
    CUE = "cue"
    SUMMARY = "summary"
    THEMES = "themes"
    AGREED_WORDS = "agreed_words"
    USE = "use"


_COUNTED = frozenset({Part.COUNTED})
_L0 = frozenset({Part.COUNTED, Part.CUE})
_L1 = _L0 | {Part.SUMMARY}
_L2 = _L1 | {Part.THEMES}
_NOTHING: frozenset[Part] = frozenset()

ALLOWED: Mapping[Audience, Mapping[Level, frozenset[Part]]] = {
    Audience.FACILITATORS: {
        Level.L0: _L0,
        Level.L1: _L1,
        Level.L2: _L2,
        Level.L3: _L2 | {Part.AGREED_WORDS, Part.USE},
    },
    Audience.SUPERVISOR: {
        Level.L0: _COUNTED,
        Level.L1: _COUNTED,
        Level.L2: _COUNTED | {Part.THEMES},
        Level.L3: _COUNTED | {Part.USE},
    },
    Audience.PARTICIPANT: {
        Level.L0: _NOTHING,
        Level.L1: _NOTHING,
        Level.L2: _NOTHING,
        Level.L3: frozenset({Part.AGREED_WORDS}),
    },
    Audience.GROUP: dict.fromkeys(Level, _NOTHING),
    Audience.AGENCIES: dict.fromkeys(Level, _NOTHING),
    Audience.AUTHORS: dict.fromkeys(Level, _NOTHING),
}
"""The table. What the group sees at L2 is the curriculum as it is: nothing of the record."""


@dataclass(frozen=True, slots=True)
class View:
    """What one audience may have of one record; what it may not is empty.

    :ivar counted: it may be one of a count. :ivar use: whether agreed words were said may be told.
    """

    counted: bool = False
    cue: str = ""
    summary: Protected = NO_WORDS
    themes: tuple[str, ...] = ()
    agreed_words: Protected = NO_WORDS
    use: bool = False


def view(extract: Extract, level: Level, audience: Audience) -> View:
    """What ``audience`` may have of a record whose seat ``level`` governs now.

    A level above the one the record states changes nothing: the stricter one holds.
    """
    stated = Level.L0 if extract.withdrawn else extract.level
    may = ALLOWED[audience][min(level, stated)]
    return View(
        counted=Part.COUNTED in may,
        cue=extract.cue if Part.CUE in may else "",
        summary=extract.summary if Part.SUMMARY in may else NO_WORDS,
        themes=extract.themes if Part.THEMES in may else (),
        agreed_words=extract.agreed_words if Part.AGREED_WORDS in may else NO_WORDS,
        use=Part.USE in may,
    )
