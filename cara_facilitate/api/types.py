"""The records a plugin offers and receives: plain frozen data plus at most one function each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cara_facilitate.domain.policy import Finding, PlacementFacts

CARA_API = 1
"""The version of this door. A plugin states the version it was made for under the same name."""


class FileRefused(ValueError):
    """A reader refuses the whole file; says where and why, never what the file holds.

    :param message: one plain sentence.
    :param row: data row from 1, or 0 for the file or its header.
    :param column: the column's name, or empty.
    """

    def __init__(self, message: str, row: int = 0, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class CurriculumSource:
    """A curriculum's authored files, as bytes by relative POSIX name; the host parses them.

    ``changed`` names files that are not as they were installed: ``edited``, ``missing`` or
    ``added``, as :func:`changed_files` finds them.
    """

    id: str
    files: Mapping[str, bytes]
    distribution: str = ""
    version: str = ""
    changed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedLesson:
    """A lesson kept in another format, written anew as authored files in ours.

    ``source``'s manifest says ``imported: yes``. ``dropped`` names everything left out or
    changed, each as ``file:line: what happened`` with perhaps ``: detail`` after it.
    """

    source: CurriculumSource
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurriculumReader:
    """Reads lessons kept in another format.

    ``read`` gets a folder's text files by relative POSIX name, runs only in the limited child,
    and yields the lessons in our authored format, or raises :class:`FileRefused` where it does
    not know the folder.
    """

    id: str
    title: str
    read: Callable[[Mapping[str, bytes]], Iterable[ImportedLesson]]


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """A site's delivery rules. ``check`` is pure: facts in, findings out; it changes nothing.

    ``settings`` are plain values the app reads, such as ``on_call``.
    """

    id: str
    title: str
    check: Callable[[PlacementFacts], Iterable[Finding]]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedbackReader:
    """Reads one kind of feedback extract.

    ``read`` gets the file's bytes, runs only in the limited child, and yields every data row
    as field name -> text exactly as written, or raises :class:`FileRefused`.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Iterable[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class NoteWriter:
    """A supervision note's layout: a Jinja2 template per format (``html``, ``md``, ``txt``).

    ``context`` turns the note's facts (plain dicts, lists and strings) into the template's
    names; facts withheld from the audience are not in its argument.
    """

    id: str
    title: str
    templates: Mapping[str, str]
    context: Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PracticeScenario:
    """A rehearsal: a synthetic cohort and a script; it never touches the live store."""

    id: str
    title: str
    variant: str
    minutes: int
    script: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventNotice:
    """That an event was stored: its type, sequence and time, never its content."""

    type: str
    seq: int
    at: str
