"""Reads Carpentries Workbench lessons as curricula in the toolkit's own format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cara_facilitate.api import CurriculumReader, ImportedLesson, hookimpl

CARA_API = 1


def read(files: Mapping[str, bytes]) -> Iterable[ImportedLesson]:
    """The one lesson of a Workbench folder.

    :raises FileRefused: if the folder is no Workbench lesson.
    """
    # Only the limited child reads lessons: the app itself never pays for the parser.
    from cara_reader_carpentries.lesson import imported

    return [imported(files)]


READER = CurriculumReader("carpentries", "Carpentries Workbench lesson", read)


@hookimpl
def cara_curriculum_readers() -> list[CurriculumReader]:
    """Offer the Workbench reader."""
    return [READER]
