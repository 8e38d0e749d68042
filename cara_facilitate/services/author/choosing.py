"""Which curriculum an author's command is about: a folder, or one that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.api import CurriculumReader, CurriculumSource
from cara_facilitate.content.findings import Finding
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import draft, load, variants
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.services.curricula import Library


@dataclass(frozen=True, slots=True)
class Chosen:
    """A curriculum's files, and the folder they were read from unless they are installed.

    A lesson kept in another format has no such folder: its files are not those on disk.
    """

    source: CurriculumSource
    folder: Path | None = None

    def variants(self) -> tuple[str, ...]:
        """The variants offered, in the manifest's order.

        :raises ContentError: if the manifest cannot be read.
        """
        offered = variants(self.source.files)
        if not offered:
            raise ContentError(
                "This curriculum's manifest cannot be read.", "See: cara curriculum check", MANIFEST
            )
        return offered

    def load(self, variant: str) -> Curriculum:
        """One variant, ready to deliver.

        :raises ContentError: if it has errors or is not offered.
        """
        return load(self.source.files, variant)

    def draft(self, variant: str) -> tuple[Curriculum, list[Finding]]:
        """One variant as far as it can be read, and its errors; for an author to look at.

        :raises ContentError: if the manifest cannot be read, or does not offer this variant.
        """
        return draft(self.source.files, variant)


def curriculum_folder(path: Path) -> Path:
    """The folder that holds ``curriculum.yaml``: this one, one above it, or a package's inner one.

    :raises ContentError: if there is none, or several.
    """
    place = path.expanduser().absolute()
    for above in (place, *place.parents):
        if (above / MANIFEST).is_file():
            return above
    inner = [found.parent for found in sorted(place.glob(f"src/*/{MANIFEST}"))]
    if len(inner) == 1:
        return inner[0]
    if inner:
        raise ContentError("There are several curricula in this folder.", "Name one of them.")
    raise ContentError(f"There is no {MANIFEST} here.", "Name the folder of a curriculum.")


def from_folder(
    path: Path, readers: Callable[[], Iterable[CurriculumReader]] | None = None
) -> Chosen:
    """The curriculum in a folder, whatever errors it has; or the lesson a reader finds there.

    :param readers: asked only where there is no curriculum; left out, the installed ones.
    :raises ContentError: if there is none.
    """
    try:
        folder = curriculum_folder(path)
    except ContentError:
        if not path.is_dir() or any(path.glob(f"src/*/{MANIFEST}")):
            raise
        return _lesson(path, readers)
    return Chosen(CurriculumSource(folder.name, read_folder(folder)), folder)


def _lesson(path: Path, readers: Callable[[], Iterable[CurriculumReader]] | None) -> Chosen:
    from cara_facilitate.services.author.reading import read_lessons
    from cara_facilitate.services.bootstrap import open_plugins

    if readers is not None:
        found = read_lessons(path, readers())
    else:
        host = open_plugins()
        try:
            found = read_lessons(path, host.curriculum_readers())
        finally:
            host.close()
    if len(found) != 1:
        raise ContentError(
            f"This folder holds {len(found)} lessons.", "See: cara curriculum import"
        )
    return Chosen(found[0].lesson.source)


def choose(library: Library, path: Path | None, curriculum: str) -> Chosen:
    """The folder named; else the curriculum named; else the one around the current folder; else
    the only one installed, or the one that comes with the toolkit.

    :raises ContentError: if there is no such curriculum.
    """
    if path is not None:
        return from_folder(path, library.readers)
    sources = library.sources()
    if not curriculum:
        try:
            folder = curriculum_folder(Path.cwd())
            return Chosen(CurriculumSource(folder.name, read_folder(folder)), folder)
        except ContentError:
            curriculum = "cara-open" if "cara-open" in sources or not sources else min(sources)
    if curriculum not in sources:
        raise ContentError(
            f"The curriculum {curriculum} is not installed.", "See: cara curriculum list"
        )
    return Chosen(sources[curriculum])
