"""A built package looked at, then put into the user's own folder: without pip, and never run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.findings import Finding, errors
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.packaged import Packaged, read_package
from cara_facilitate.services.author.requirement import Version
from cara_facilitate.services.own_curricula import Own, owned, plain_name, put, stated_id

if TYPE_CHECKING:
    from cara_facilitate.services.curricula import Library


@dataclass(frozen=True, slots=True)
class Offer:
    """What a package is, for somebody to say yes or no to.

    ``findings`` are those of the check: with an error among them it cannot be added. ``before``
    is the version that stands in the folder now, empty if none; ``step`` says how the package
    compares with it: new, update, same, other or older. ``remarks`` are plain sentences.
    """

    packaged: Packaged
    curriculum: str
    title: str
    version: str
    licence: str
    variants: tuple[str, ...]
    findings: tuple[Finding, ...]
    before: str
    step: str
    remarks: tuple[str, ...]

    @property
    def broken(self) -> bool:
        """Whether the check found an error."""
        return bool(errors(self.findings))


def look_at(path: Path, library: Library, place: Path) -> Offer:
    """What a package is and whether it may be added; nothing is written.

    :param place: the user's own folder, such as :func:`settings.paths.curricula_folder`.
    :raises IntakeError: if it is no package of a curriculum and data alone.
    """
    packaged = read_package(path)
    found = tuple(check(packaged.files))
    offered = variants(packaged.files)
    title, version, licence = "", "", ""
    if offered and not errors(found):
        first = load(packaged.files, offered[0])
        title, version, licence = first.title, first.version, first.licence
    name = plain_name(packaged.distribution)
    before = next((own for own in owned(place) if own.name == name), None)
    curriculum = stated_id(packaged.files) or name
    return Offer(
        packaged=packaged,
        curriculum=curriculum,
        title=title,
        version=version,
        licence=licence,
        variants=offered,
        findings=found,
        before=before.version if before else "",
        step=_step(packaged, before),
        remarks=tuple(_remarks(packaged, curriculum, version, library)),
    )


def add(offer: Offer, place: Path) -> None:
    """Put an offered package into the user's folder, in place of an older one of its name.

    :raises ContentError: if it has errors, or the folder cannot be written.
    """
    if offer.broken:
        raise ContentError(
            "This curriculum has errors, so it is not installed.",
            "Ask its author for one that passes cara curriculum check.",
        )
    packaged = offer.packaged
    name = plain_name(packaged.distribution)
    own = Own(
        name=name,
        distribution=packaged.distribution,
        version=packaged.version,
        folder=f"{name}-{packaged.version}",
        package=packaged.package,
        info=packaged.info,
        wheel=packaged.sha256,
        record=hashlib.sha256(packaged.record).hexdigest(),
    )
    put(place, own, packaged.members)


def _step(packaged: Packaged, before: Own | None) -> str:
    if before is None or not before.version:
        return "new"
    try:
        mine, theirs = Version.of(packaged.version), Version.of(before.version)
    except ValueError:
        return "other"
    if mine == theirs:
        return "same" if before.wheel == packaged.sha256 else "other"
    return "update" if mine > theirs else "older"


def _remarks(packaged: Packaged, curriculum: str, version: str, library: Library) -> list[str]:
    said = []
    if version and version != packaged.version:
        said.append(f"The package says {packaged.version}; the curriculum in it says {version}.")
    for source in library.installed():
        whose = f"{source.distribution} {source.version}".strip()
        if plain_name(source.distribution) == plain_name(packaged.distribution):
            said.append(f"{whose} is installed by pip too, and stays beside this one.")
        if source.id == curriculum:
            said.append(f"{whose} has the id {curriculum}: this one is listed under a longer id.")
    return said
