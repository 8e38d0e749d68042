"""This site's own lines, laid over a curriculum's files while an author looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cara_facilitate.api import CurriculumSource
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.services.own_curricula import stated_id
from cara_facilitate.services.site_layer import SITE, with_site
from cara_facilitate.settings.paths import site_folder

__all__ = ["SITE", "on_disk", "site_of", "site_place", "with_lines"]


def site_place(curriculum: str) -> Path | None:
    """The folder of this site's own lines for a curriculum's id, or None if there is none."""
    place = site_folder() / curriculum
    return place if curriculum and place.is_dir() else None


def with_lines(files: Mapping[str, bytes]) -> tuple[Mapping[str, bytes], Path | None]:
    """The files with this site's own beside them, and the folder those came from, if any did.

    :raises ContentError: if that folder holds far more than a curriculum does.
    """
    name = stated_id(files)
    place = site_place(name)
    if place is None:
        return files, None
    laid = with_site(CurriculumSource(name, files), place.parent).files
    return laid, place if len(laid) > len(files) or laid != files else None


def site_of(folder: Path) -> tuple[Path, ...]:
    """The folder of this site's own lines for the curriculum in a folder; empty if none."""
    try:
        place = site_place(stated_id({MANIFEST: (folder / MANIFEST).read_bytes()}))
    except OSError:
        return ()
    return (place,) if place is not None else ()


def on_disk(folder: Path, name: str, site: Path | None) -> Path:
    """Where a file such as ``site/variants/familial/welcome.md`` really stands.

    :param folder: the curriculum's. :param site: as :func:`with_lines` gives it.
    """
    top, _, rest = name.partition("/")
    if site is not None and top == SITE and (site / rest).is_file():
        return site / rest
    return folder / name
