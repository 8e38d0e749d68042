"""A curriculum's folder to a package: judged, numbered, built the same wherever it is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from cara_facilitate.content.findings import Finding, errors, shown
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import check, load
from cara_facilitate.content.package import parse
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.source import SITE, sources
from cara_facilitate.errors import ContentError, IntakeError
from cara_facilitate.services.author.lock import LOCK, Lock, built, pins, read_lock, written
from cara_facilitate.services.author.packing import CODE, packed, wrapper
from cara_facilitate.services.author.scanning import Problem, scan
from cara_facilitate.services.author.versions import Change, changes, least, parsed
from cara_facilitate.services.author.writing import put_file

OUT = "dist"
_SUFFIXES = frozenset({".yaml", ".md", ".png", ".svg", ".jpg"})
_LICENCES = ("LICENSE", "LICENCE", "LICENSE.txt", "LICENCE.txt")


@dataclass(frozen=True, slots=True)
class Examined:
    """What a build would take, and what stands against it.

    ``files`` are those to be packed; ``left_out`` the others. ``changes`` since the last build
    need at least the version ``least``. ``hashes`` are the content's, by variant.
    """

    folder: Path
    manifest: Manifest | None
    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    least: str = ""
    before: str = ""
    hashes: Mapping[str, str] | None = None
    lock: Lock | None = None

    @property
    def too_small(self) -> bool:
        """Whether the version says less than what changed."""
        version = self.manifest.version if self.manifest else ""
        return bool(self.least) and parsed(version) < parsed(self.least)

    @property
    def ready(self) -> bool:
        """Whether a package may be made of it."""
        return not errors(self.findings) and not self.problems and not self.too_small


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A package on disk: its SHA-256 (hex) and how many content files it holds.

    ``content`` leaves out the lock, which is in it too. ``beside``: the place asked for lay in
    the curriculum, so the package was put beside that.
    """

    path: Path
    sha256: str
    content: int
    beside: bool = False


def examine(folder: Path, today: date | None = None) -> Examined:
    """Check a curriculum, compare it with its last build, and look for what must not be packed.

    :raises CaraError: if the folder, the manifest or the lock cannot be read.
    """
    everything = read_folder(folder)
    package = parse(everything)
    findings = tuple(check(everything, today))
    files, left_out = _content(everything)
    manifest = package.manifest
    if manifest is None or errors(findings):
        return Examined(folder, manifest, files, left_out, findings)
    parsed(manifest.version)
    curricula = [load(files, variant) for variant in package.declared()]
    before = read_lock(everything)
    now = built(manifest, curricula, files, before)
    problems = list(scan(folder, everything, curricula))
    found: tuple[Change, ...] = ()
    if before.built is not None:
        problems += _back_again(before, {one.id for c in curricula for one in c.activities})
        found = changes(before.built, now)
    return Examined(
        folder,
        manifest,
        files,
        left_out,
        findings,
        tuple(problems),
        found,
        least(before.built.version, found) if before.built else "",
        before.built.version if before.built else "",
        {one.variant: one.hash for one in curricula},
        Lock(built=now, pins=pins(package, before)),
    )


def build(examined: Examined, out: Path | None = None) -> BuiltPackage:
    """Make the package, prove what is in it, and write down in the lock what was built.

    :param out: the folder for the package; ``dist`` in the author's project if left out. One
        that lies in the curriculum is made beside it, where it is not taken for text.
    :raises CaraError: if it is not ready, hatchling is not installed or a file cannot be written.
    """
    if not examined.ready or examined.lock is None or examined.manifest is None:
        raise ContentError("This curriculum cannot be built yet.", "See: cara curriculum check")
    about = wrapper(examined.folder, examined.manifest)
    lock = written(examined.lock)
    with packed(about, {**examined.files, LOCK: lock}) as wheel:
        sha256 = _prove(wheel, about.package, {**examined.files, LOCK: lock})
        data, name = wheel.read_bytes(), wheel.name
    wanted = out or about.project / OUT
    place = _outside(wanted, examined.folder)
    put_file(place / name, data)
    put_file(examined.folder / LOCK, lock)
    return BuiltPackage(place / name, sha256, len(examined.files), place != wanted)


def _outside(out: Path, folder: Path) -> Path:
    """The place, or one of the same name beside the curriculum if it lies inside that."""
    real, inside = out.resolve(), folder.resolve()
    if not real.is_relative_to(inside):
        return out
    return inside.parent / real.relative_to(inside)


def _prove(wheel: Path, package: str, files: Mapping[str, bytes]) -> str:
    """Read the wheel back as ``add`` does; every file must be in it, and nothing else.

    :raises ContentError: if it is not so.
    """
    from cara_facilitate.services.author.packaged import read_package

    try:
        found = read_package(wheel)
    except IntakeError as problem:
        raise ContentError(f"The package would be refused: {problem.message}") from None
    wanted = {f"{package}/{name}": data for name, data in files.items()} | {
        f"{package}/{CODE}": b""
    }
    held = {
        name: data for name, data in found.members.items() if name not in _described(found.info)
    }
    if held != wanted:
        differing = sorted(
            name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name)
        )
        raise ContentError(f"{shown(differing[0])} is not in the package as it is in the folder.")
    return found.sha256


def _described(info: str) -> frozenset[str]:
    return frozenset(
        f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")
    )


def _content(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files that belong into a package, and the names of those that do not."""
    unknown = {one.file for one in sources(files)[1] if one.rule == "F09"}
    kept: dict[str, bytes] = {}
    for name, data in files.items():
        top, _, inside = name.partition("/")
        known = PurePosixPath(name).suffix in _SUFFIXES or name in _LICENCES
        if known and name not in unknown and not (top == SITE and inside):
            kept[name] = data
    return kept, tuple(sorted(files.keys() - kept.keys() - {LOCK}))


def _back_again(before: Lock, present: Iterable[str]) -> Iterator[Problem]:
    """Ids that an earlier version retired and that are used again."""
    retired = set(before.built.retired) if before.built else set()
    for name in sorted(retired.intersection(present)):
        message = f'id "{name}" was retired in an earlier version; give this activity another'
        yield Problem(f"activities/{name}.md", message)
