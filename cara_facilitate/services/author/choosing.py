"""Which curriculum an author's command is about: a folder, or one that is installed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.api import CurriculumSource
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import load, variants
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.services.curricula import Library


@dataclass(frozen=True, slots=True)
class Chosen:
    """A curriculum's files, and the folder they were read from unless they are installed."""

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


def from_folder(path: Path) -> Chosen:
    """The curriculum in a folder, whatever errors it has.

    :raises ContentError: if there is none.
    """
    folder = curriculum_folder(path)
    return Chosen(CurriculumSource(folder.name, read_folder(folder)), folder)


def choose(library: Library, path: Path | None, curriculum: str) -> Chosen:
    """The folder named; else the curriculum named; else the one around the current folder; else
    the only one installed, or the one that comes with the toolkit.

    :raises ContentError: if there is no such curriculum.
    """
    if path is not None:
        return from_folder(path)
    sources = library.sources()
    if not curriculum:
        try:
            return from_folder(Path.cwd())
        except ContentError:
            curriculum = "cara-open" if "cara-open" in sources or not sources else min(sources)
    if curriculum not in sources:
        raise ContentError(
            f"The curriculum {curriculum} is not installed.", "See: cara curriculum list"
        )
    return Chosen(sources[curriculum])
