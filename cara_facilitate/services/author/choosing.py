"""Which curriculum an author's command is about: a folder, or one that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.api import CurriculumReader, CurriculumSource
from cara_facilitate.content.findings import Finding, shown
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import draft, load, variants
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.sentences import with_nearest
from cara_facilitate.services.author.site_lines import site_place, with_lines
from cara_facilitate.services.site_layer import SITE

if TYPE_CHECKING:
    from cara_facilitate.services.author.reading import Read
    from cara_facilitate.services.curricula import Library


@dataclass(frozen=True, slots=True)
class Chosen:
    """A curriculum's files, and the folder they were read from unless they are installed.

    A lesson kept in another format has no such folder: its files are not those on disk. ``site``
    is where this site's own lines come from, if any are laid on.
    """

    source: CurriculumSource
    folder: Path | None = None
    site: Path | None = None

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
        return load(self.source.files, self._offered(variant))

    def draft(self, variant: str) -> tuple[Curriculum, list[Finding]]:
        """One variant as far as it can be read, and its errors; for an author to look at.

        :raises ContentError: if the manifest cannot be read, or does not offer this variant.
        """
        return draft(self.source.files, self._offered(variant))

    def _offered(self, variant: str) -> str:
        """The variant; a manifest that cannot be read is left for :func:`draft` to name."""
        offered = variants(self.source.files)
        if offered and variant not in offered:
            message = f'"{shown(variant)}" is not a variant of this curriculum'
            raise ContentError(
                with_nearest(message, variant, offered), f"It has {', '.join(offered)}.", MANIFEST
            )
        return variant


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
    return _around(folder)


def _around(folder: Path) -> Chosen:
    files, site = with_lines(read_folder(folder))
    return Chosen(CurriculumSource(folder.name, files), folder, site)


def _lesson(path: Path, readers: Callable[[], Iterable[CurriculumReader]] | None) -> Chosen:
    from cara_facilitate.services.author.reading import TooMuch

    try:
        found = _read(path, readers)
    except TooMuch:
        raise ContentError(
            "There is no curriculum in this folder.", f"Name the one that holds {MANIFEST}."
        ) from None
    if len(found) != 1:
        raise ContentError(
            f"This folder holds {len(found)} lessons.", "See: cara curriculum import"
        )
    return Chosen(found[0].lesson.source)


def _read(path: Path, readers: Callable[[], Iterable[CurriculumReader]] | None) -> tuple[Read, ...]:
    from cara_facilitate.services.author.reading import read_lessons
    from cara_facilitate.services.bootstrap import open_plugins

    if readers is not None:
        return read_lessons(path, readers())
    host = open_plugins()
    try:
        return read_lessons(path, host.curriculum_readers())
    finally:
        host.close()


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
            return _around(curriculum_folder(Path.cwd()))
        except ContentError:
            curriculum = "cara-open" if "cara-open" in sources or not sources else min(sources)
    if curriculum not in sources:
        raise ContentError(
            f"The curriculum {curriculum} is not installed.", "See: cara curriculum list"
        )
    laid = any(name.startswith(f"{SITE}/") for name in sources[curriculum].files)
    return Chosen(sources[curriculum], site=site_place(curriculum) if laid else None)
