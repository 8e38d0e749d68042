"""Lessons kept in another format, read in a limited child as curricula marked imported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cara_facilitate.api import CurriculumReader, FileRefused, ImportedLesson
from cara_facilitate.content.source import FILE_LIMIT, MANIFEST
from cara_facilitate.errors import ContentError, PluginError

SUFFIXES = frozenset({".md", ".rmd", ".yaml", ".yml", ".txt"})
MOST_FILES = 1_000
LARGEST_LESSON = 8 * 1024 * 1024
MOST_ENTRIES = 50_000
"""Files and folders that are looked at: a lesson has media, but is no whole disk."""
MOST_DROPPED = 10_000
LONGEST_NOTE = 400

_BUILT = frozenset({"site", "_site", "renv", "node_modules", "__pycache__"})
_WRITTEN = re.compile(
    r"curriculum\.yaml|terms\.yaml|signposts\.yaml|(?:SOURCES|CHANGELOG)\.md"
    r"|(?:activities|handouts|variants/[a-z][a-z0-9-]{0,80})/[a-z][a-z0-9-]{0,80}\.md"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A lesson, checked to be what a reader may hand over; ``reader`` is that one's title."""

    lesson: ImportedLesson
    reader: str


class TooMuch(ContentError):
    """The folder holds far more than a lesson does."""


def lesson_files(folder: Path) -> Mapping[str, bytes]:
    """The text files of a folder by relative POSIX name.

    Hidden files, links, media and built sites are left out, and single files of over 1 MB.

    :raises TooMuch: if it holds far more than a lesson does.
    :raises ContentError: if this is no folder.
    """
    if not folder.is_dir():
        raise ContentError("There is no such folder.", "Name the folder of a lesson.")
    files: dict[str, bytes] = {}
    size = 0
    try:
        for path in _walk(folder):
            data = _bounded(path)
            if data is None:
                continue
            size += len(data)
            if len(files) >= MOST_FILES or size > LARGEST_LESSON:
                raise _too_much()
            files[path.relative_to(folder).as_posix()] = data
    except OSError as problem:
        reason = problem.strerror or "no reason given"
        raise ContentError(f"This folder cannot be read: {reason}.") from None
    return files


def read_lessons(folder: Path, readers: Iterable[CurriculumReader]) -> tuple[Read, ...]:
    """The lessons of a folder, by the first reader that knows it.

    :raises ContentError: if no reader does, or what one hands over is not sound.
    :raises PluginError: if the only reader that might know it failed.
    """
    files = lesson_files(folder)
    reasons: list[str] = []
    failed: PluginError | None = None
    for reader in sorted(readers, key=lambda one: one.id):
        try:
            lessons = tuple(reader.read(files))
        except FileRefused as refused:
            reasons.append(f"{reader.title}: {refused.message}")
        except PluginError as problem:
            failed = failed or problem
        else:
            return tuple(Read(_sound(lesson, reader), reader.title) for lesson in lessons)
    if failed is not None:
        raise failed
    raise ContentError(
        f"There is no {MANIFEST} here, and no reader knows these files.",
        " ".join(reasons) or "No reader of lessons is on. See: cara plugins",
    )


def _walk(folder: Path) -> Iterator[Path]:
    """Text files that stand in the folder itself; a folder that cannot be listed is passed over."""
    seen = 0
    for base, folders, names in os.walk(folder, followlinks=False):
        seen += len(folders) + len(names)
        if seen > MOST_ENTRIES:
            raise _too_much()
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in _BUILT)
        for name in sorted(names):
            path = Path(base, name)
            if name[0] == "." or path.suffix.lower() not in SUFFIXES or path.is_symlink():
                continue
            if path.is_file():  # opening a named pipe would wait for ever
                yield path


def _bounded(path: Path) -> bytes | None:
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    return data if len(data) <= FILE_LIMIT else None


def _too_much() -> TooMuch:
    return TooMuch(
        "This folder holds more than a lesson does.",
        f"At most {MOST_FILES} text files and {LARGEST_LESSON // 1024**2} MB of them.",
    )


def _sound(lesson: ImportedLesson, reader: CurriculumReader) -> ImportedLesson:
    """The lesson, if its files may be written and shown; readers can be other people's plugins.

    :raises ContentError: if not.
    """
    from cara_facilitate.content.package import parse

    files = lesson.source.files
    if any(_WRITTEN.fullmatch(name) is None for name in files):
        raise _unsound(reader, "names a file that a curriculum does not have")
    manifest = parse({MANIFEST: files.get(MANIFEST, b"")}).manifest
    if manifest is None:
        raise _unsound(reader, "wrote a manifest that cannot be read")
    if not manifest.imported or manifest.reference:
        raise _unsound(reader, "did not mark its text as imported")
    notes = tuple(note[:LONGEST_NOTE] for note in lesson.dropped[:MOST_DROPPED])
    return ImportedLesson(lesson.source, notes)


def _unsound(reader: CurriculumReader, what: str) -> ContentError:
    return ContentError(f"The reader {reader.id} {what}.", "Nothing was taken over.")
