"""A package taken out of the user's own folder again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.findings import shown
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.packaged import OURS
from cara_facilitate.services.author.sentences import with_nearest
from cara_facilitate.services.own_curricula import Own, owned, plain_name, take_out

if TYPE_CHECKING:
    from cara_facilitate.services.curricula import Library


def find(name: str, library: Library, place: Path) -> Own:
    """The package in the user's folder of this name: its own, or its curriculum's id.

    :raises ContentError: if there is none; says so if pip installed it.
    """
    wanted = plain_name(name.strip())
    mine = {own.name: own for own in owned(place)}
    if wanted in mine:
        return mine[wanted]
    for source in library.own():
        if source.id == name.strip():
            return mine[plain_name(source.distribution)]
    for source in library.installed():
        if wanted in (plain_name(source.distribution), source.id):
            raise _not_ours(source.distribution)
    raise ContentError(
        with_nearest(f"There is no package {shown(name)} in your own folder", wanted, mine),
        "See: cara curriculum list",
    )


def remove(own: Own, place: Path) -> None:
    """Remove a package; workshops that are prepared keep their wording.

    :raises ContentError: if it cannot be removed.
    """
    take_out(place, own)


def _not_ours(distribution: str) -> ContentError:
    if plain_name(distribution) == OURS:
        return ContentError("That curriculum comes with the toolkit and stays with it.")
    return ContentError(
        f"{shown(distribution)} was installed by pip.",
        f"Whoever installed it can run: python -m pip uninstall {shown(distribution)}",
    )
