"""What a site changes in a curriculum: its own signposts and overlays, laid over all else."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.errors import CaraError, ContentError

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumSource

SITE = "site"
NOT_READ = "This site's own changes cannot be used. "
_MARKED = f"{SITE}/signposts.yaml"


def with_site(source: CurriculumSource, folder: Path) -> CurriculumSource:
    """The source with ``folder/<curriculum id>/`` as its ``site/`` files, if there are any.

    Whatever came with the source under that name is no change of this site and is left out. A
    layer that cannot be read whole never raises: in its place stands one file that makes every
    reader of the curriculum refuse it, as :func:`site_fault` says why. Going on without the
    layer would give out contacts that this site has replaced.

    :param folder: where site layers are kept, such as :func:`settings.paths.site_folder`.
    """
    plain = {name: data for name, data in source.files.items() if not _of_site(name)}
    theirs = _layer(folder / source.id)
    if not theirs and len(plain) == len(source.files):
        return source
    return replace(source, files={**plain, **theirs})


def site_fault(files: Mapping[str, bytes]) -> ContentError | None:
    """Why the site's layer in these files could not be read, and where; None if it could."""
    data = files.get(_MARKED, b"")
    if not data.startswith(json.dumps(NOT_READ)[:-1].encode()):
        return None
    try:
        where, said, hint = json.loads(data)[len(NOT_READ) :].split("\n")
    except (ValueError, TypeError, RecursionError):
        return None
    return ContentError(said, hint, where)


def _layer(place: Path) -> Mapping[str, bytes]:
    from cara_facilitate.content.folder import read_folder

    try:
        if place.is_symlink():
            return _marked("This folder is a link to another.", "Put the folder itself there.")
        files = read_folder(place) if place.is_dir() else {}
    except CaraError as fault:
        return _marked(fault.message, fault.hint, fault.where)
    except OSError as fault:
        return _marked(f"This folder cannot be read ({os.strerror(fault.errno or 0)}).")
    return {f"{SITE}/{name}": data for name, data in files.items()}


def _marked(said: str, hint: str = "", where: str = "") -> Mapping[str, bytes]:
    """One file in which no reader of signposts finds any: a YAML text where fields are due."""
    text = f"{NOT_READ}{SITE}/{where}\n{said}\n{hint}"
    return {_MARKED: json.dumps(text).encode("ascii")}


def _of_site(name: str) -> bool:
    return name.partition("/")[0] == SITE
