"""The hooks a plugin may implement: six offers, asked once, and one signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cara_facilitate.api.types import (
        CurriculumReader,
        CurriculumSource,
        EventNotice,
        FeedbackReader,
        NoteWriter,
        PracticeScenario,
        SitePolicy,
    )

hookspec = pluggy.HookspecMarker("cara_facilitate")


@hookspec
def cara_curricula() -> Iterable[CurriculumSource]:  # type: ignore[empty-body]
    """Offer workshop curricula as authored files; the host parses and checks them.

    Called once, when plugins are loaded. A curriculum whose files have errors is listed as
    broken, with file, line and column; it is never shown and harms no other.

    :return: sources, each with an id no other source has; files are bytes by relative POSIX
        name (``activities/my-part.md``), at most 1 MB each.
    """


@hookspec
def cara_curriculum_readers() -> Iterable[CurriculumReader]:  # type: ignore[empty-body]
    """Offer readers for lessons kept in other formats.

    ``read`` gets a folder's text files as bytes by relative POSIX name and runs only in a
    limited child started for that one call. It yields lessons as files in the authored format,
    so that they pass the same parser and checks as any other text and can be edited further;
    each manifest says ``imported: yes``. It names everything it left out or changed, with file
    and line. A folder it does not know it refuses by raising ``FileRefused``.

    :return: readers, each with an id no other curriculum reader has.
    """


@hookspec
def cara_site_policies() -> Iterable[SitePolicy]:  # type: ignore[empty-body]
    """Offer delivery rules for a site.

    A cohort names one policy by ``id``. If that one is missing, refused or failed, what it
    guards does not go ahead: the toolkit never falls back to laxer rules. A ``check`` that
    raises, or returns anything but findings, blocks.

    :return: policies, each with an id no other policy has; ``check`` is pure: facts in,
        findings out, with nothing stored or changed.
    """


@hookspec
def cara_feedback_readers() -> Iterable[FeedbackReader]:  # type: ignore[empty-body]
    """Offer readers for feedback extracts.

    ``read`` gets bytes, never a path, and runs only in a limited child started for that one
    file. It yields every data row as field name -> text exactly as written, or raises
    ``FileRefused`` with row and column; nothing is stored unless the whole file was read.
    Matching rows to people is the toolkit's work, never a reader's.

    :return: readers, each with an id no other feedback reader has.
    """


@hookspec
def cara_note_writers() -> Iterable[NoteWriter]:  # type: ignore[empty-body]
    """Offer layouts for the supervision note.

    The toolkit renders each template in a Jinja2 sandbox with the names ``context`` returns.
    Facts withheld from the audience are not in its argument, and the export linter has read
    every typed text before a layout sees it; a layout's own words are its author's. Templates
    join text with ``~`` and may not use ``|safe``, ``range`` or ``include``.

    :return: note writers, each with an id no other note writer has.
    """


@hookspec
def cara_practice_scenarios() -> Iterable[PracticeScenario]:  # type: ignore[empty-body]
    """Offer rehearsals for facilitators.

    A rehearsal runs on a practice store and never touches the live one.

    :return: scenarios of synthetic people only, each with an id no other scenario has.
    """


@hookspec
def cara_observe(notice: EventNotice) -> None:
    """Told of an event after it is stored; cannot change, delay or veto it.

    Called in order, some time after the commit, on another thread or in the limited child.

    :param notice: the event's type, sequence number and time, without its content.
    :return: nothing; a returned value is ignored.
    """
