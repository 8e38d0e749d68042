"""What a site changes in a curriculum: its own signposts and overlays, laid over all else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumSource

SITE = "site"


def with_site(source: CurriculumSource, folder: Path) -> CurriculumSource:
    """The source with ``folder/<curriculum id>/`` as its ``site/`` files, if there are any.

    :param folder: where site layers are kept, such as :func:`settings.paths.site_folder`.
    """
    place = folder / source.id
    if not place.is_dir():
        return source
    from cara_facilitate.content.folder import read_folder

    files: Mapping[str, bytes] = read_folder(place)
    theirs = {f"{SITE}/{name}": data for name, data in files.items()}
    return replace(source, files={**source.files, **theirs})
