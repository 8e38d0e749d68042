"""Takes a lesson over: reads it, writes it as a curriculum's folder and says what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.load import check, draft, variants
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.reading import Read, read_lessons
from cara_facilitate.services.author.writing import write_folder

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumReader

_NOTE = re.compile(r"([^:]*:\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dropped:
    """One thing left out or changed; ``place`` is ``file:line`` in the lesson, or empty."""

    place: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A lesson as it now stands in ``folder``; ``minutes`` are those of all days, breaks too.

    ``label`` says that it is imported, wherever it is shown; ``errors`` and ``warnings`` count
    what the check finds.
    """

    curriculum: str
    title: str
    label: str
    variant: str
    folder: Path
    reader: str
    activities: int
    minutes: int
    days: int
    errors: int
    warnings: int
    dropped: tuple[Dropped, ...]


def import_lessons(
    folder: Path, out: Path | None, readers: Iterable[CurriculumReader]
) -> tuple[Imported, ...]:
    """Write every lesson of a folder as a curriculum, each into a folder of its own.

    :param out: the folder to make, or to make several in; named as the lesson if left out.
    :raises ContentError: if no reader knows the folder.
    :raises Refusal: if something stands where the curriculum would be written.
    """
    found = read_lessons(folder, readers)
    if not found:
        raise ContentError("There is no lesson in this folder.")
    targets = [_target(read, out, alone=len(found) == 1) for read in found]
    if len(set(targets)) < len(targets):
        raise ContentError("Two lessons of this folder have the same name.")
    made = [_described(read, target) for read, target in zip(found, targets, strict=True)]
    for read, target in zip(found, targets, strict=True):
        write_folder(target, read.lesson.source.files)
    return tuple(made)


def _target(read: Read, out: Path | None, *, alone: bool) -> Path:
    name = read.lesson.source.id
    if out is None:
        return Path(name)
    return out if alone else out / name


def _described(read: Read, target: Path) -> Imported:
    files = read.lesson.source.files
    found = check(files)
    variant = variants(files)[0]
    curriculum, _ = draft(files, variant)
    items = [item for day in curriculum.days for item in day.run]
    return Imported(
        curriculum=curriculum.id,
        title=curriculum.title,
        label=curriculum.label,
        variant=variant,
        folder=target,
        reader=read.reader,
        activities=len(curriculum.activities),
        minutes=sum(item.minutes for item in items),
        days=len(curriculum.days),
        errors=sum(finding.severity == "error" for finding in found),
        warnings=sum(finding.severity == "warning" for finding in found),
        dropped=tuple(map(_note, read.lesson.dropped)),
    )


def _note(text: str) -> Dropped:
    match = _NOTE.fullmatch(text)
    place, said = (match[1], match[2]) if match is not None else ("", text)
    what, _, detail = said.partition(": ")
    return Dropped(place, what, detail)
