"""All files of a curriculum parsed once, before any variant is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cara_facilitate.content import grammar, header, terms
from cara_facilitate.content.axes import Axes
from cara_facilitate.content.findings import Finding, did_you_mean, shown
from cara_facilitate.content.grammar import Piece, Stage
from cara_facilitate.content.header import Tree, typed
from cara_facilitate.content.shapes import (
    FORMAT,
    ActivityHeader,
    HandoutHeader,
    Manifest,
    OverlayHeader,
    Shape,
    SignpostEntry,
    SignpostTable,
    TermTable,
)
from cara_facilitate.content.source import (
    MANIFEST,
    SIGNPOSTS,
    SITE,
    SITE_SIGNPOSTS,
    TERMS,
    Source,
    sources,
)

_Model = TypeVar("_Model", bound=Shape)


@dataclass(frozen=True, slots=True)
class Authored:
    """One activity file; ``flaws`` are the rules it breaks by itself."""

    source: Source
    tree: Tree
    header: ActivityHeader
    aim: str
    stages: tuple[Stage, ...]
    flaws: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One handout file."""

    source: Source
    header: HandoutHeader
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """One file that changes an activity for an axis value or variant, its ``layer``.

    ``site``: it stands in the site's folder and is laid on last.
    """

    source: Source
    tree: Tree
    header: OverlayHeader
    layer: str
    stages: tuple[Stage, ...]
    site: bool = False


@dataclass(slots=True)
class Package:
    """What an author wrote. ``known`` names every activity and handout, broken ones included."""

    manifest: Manifest | None = None
    manifest_source: Source = field(default_factory=lambda: Source(MANIFEST, ("",)))
    manifest_tree: Tree = field(default_factory=Tree)
    axes: Axes = field(default_factory=lambda: Axes(()))
    table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms_broken: bool = False
    signposts: tuple[SignpostEntry, ...] = ()
    signpost_places: dict[str, tuple[Source, Tree, int]] = field(default_factory=dict)
    activities: dict[str, Authored] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    overlays: list[Overlay] = field(default_factory=list)
    known: dict[str, set[str]] = field(
        default_factory=lambda: {"activities": set(), "handouts": set()}
    )
    findings: list[Finding] = field(default_factory=list)

    def broken(self) -> bool:
        """Whether some activity could not be read, so that what it covers is not known."""
        return any(name not in self.activities for name in self.known["activities"])

    def declared(self) -> tuple[str, ...]:
        """The variants the manifest offers; all of them if it names none."""
        if self.manifest is None:
            return ()
        every = self.axes.variants()
        return tuple(one for one in self.manifest.variants if one in every) or every


def parse(files: Mapping[str, bytes]) -> Package:
    """Parse every file; what is wrong is in ``findings`` and nothing is raised."""
    package = Package()
    found, package.findings = sources(files)
    for name in files:
        folder, _, rest = name.partition("/")
        if folder in package.known and rest.endswith(".md"):
            package.known[folder].add(rest.removesuffix(".md"))
    _manifest(package, found, files)
    _terms(package, found, files)
    _signposts(package, found)
    readers: dict[str, Callable[[Package, Source], None]] = {
        "activities": _activity,
        "handouts": _handout,
        "variants": _overlay,
    }
    for name, source in found.items():
        reader = readers.get(name.removeprefix(f"{SITE}/").partition("/")[0])
        if reader is not None:
            reader(package, source)
    return package


def _manifest(package: Package, found: Mapping[str, Source], files: Mapping[str, bytes]) -> None:
    source = found.get(MANIFEST)
    if source is None:
        if MANIFEST not in files:
            message = f"there is no {MANIFEST}; a curriculum starts with one"
            package.findings.append(Finding("F10", "error", MANIFEST, 1, 1, message))
        return
    tree, findings = header.compose(source, 1, len(source.lines))
    package.findings += findings
    if tree is None:
        return
    stated = tree.value.get("format", "") if isinstance(tree.value, dict) else ""
    if isinstance(stated, str) and stated.isdecimal() and stated != str(FORMAT):
        line, column = tree.place("format")
        message = f"this file uses format {shown(stated)}; this toolkit reads format {FORMAT}"
        package.findings.append(source.at("V01", line, column, message))
        return
    package.manifest, findings = typed(source, tree, Manifest)
    package.findings += findings
    package.manifest_source, package.manifest_tree = source, tree
    if package.manifest is not None:
        package.axes = Axes(tuple(tuple(values) for values in package.manifest.axes.values()))


def _terms(package: Package, found: Mapping[str, Source], files: Mapping[str, bytes]) -> None:
    table, tree = _table(package, found.get(TERMS), TermTable)
    if table is None or tree is None:
        package.terms_broken = TERMS in files
        return
    package.table = table.terms
    if package.manifest is not None:
        package.findings += terms.check_table(found[TERMS], tree, table.terms, package.axes)


def _signposts(package: Package, found: Mapping[str, Source]) -> None:
    """The curriculum's services; a site's entry takes the place of the one with its id."""
    entries: dict[str, SignpostEntry] = {}
    for file in (SIGNPOSTS, SITE_SIGNPOSTS):
        table, tree = _table(package, found.get(file), SignpostTable)
        if table is None or tree is None:
            continue
        seen: set[str] = set()
        for number, entry in enumerate(table.signposts):
            path = ("signposts", number)
            if entry.id in seen:
                message = f'id "{entry.id}" is already used in this file'
                package.findings.append(found[file].at("I01", *tree.place(*path, "id"), message))
            seen.add(entry.id)
            entries[entry.id] = entry
            package.signpost_places[entry.id] = (found[file], tree, number)
            for index, word in enumerate(entry.only):
                message = package.axes.unknown(word.removeprefix("!"))
                if package.manifest is not None and message:
                    place = tree.place(*path, "only", index)
                    package.findings.append(found[file].at("A01", *place, message))
    package.signposts = tuple(entries.values())


def _table(
    package: Package, source: Source | None, model: type[_Model]
) -> tuple[_Model | None, Tree | None]:
    if source is None:
        return None, None
    tree, findings = header.compose(source, 1, len(source.lines))
    package.findings += findings
    if tree is None:
        return None, None
    read, findings = typed(source, tree, model)
    package.findings += findings
    return read, tree


def _headed(
    package: Package, source: Source, model: type[_Model]
) -> tuple[_Model | None, Tree, int]:
    """The typed header, its positions and the first line of the body."""
    closing, wrong = header.split(source)
    if wrong is not None:
        package.findings.append(wrong)
        return None, Tree(), 1
    tree, findings = header.compose(source, 2, closing - 1)
    package.findings += findings
    if tree is None:
        return None, Tree(), closing + 1
    read, findings = typed(source, tree, model)
    package.findings += findings
    return read, tree, closing + 1


def _used(package: Package, source: Source) -> list[Finding]:
    if package.terms_broken:
        return []
    return list(terms.check_use(source, 1, package.table))


def _activity(package: Package, source: Source) -> None:
    read, tree, first = _headed(package, source, ActivityHeader)
    if read is None and not tree.values:
        return
    aim, stages, findings = grammar.steps(source, first)
    findings += _used(package, source)
    if package.manifest is not None:
        findings += _tags(package, source, stages)
    package.findings += findings
    if read is None or _misnamed(package, source, read.id, tree):
        return
    flaws = frozenset(finding.rule for finding in findings)
    package.activities[read.id] = Authored(source, tree, read, aim, stages, flaws)


def _handout(package: Package, source: Source) -> None:
    read, tree, first = _headed(package, source, HandoutHeader)
    if read is None and not tree.values:
        return
    pieces, findings = grammar.pieces(source, first)
    package.findings += findings + _used(package, source)
    if package.manifest is not None:
        for piece in pieces:
            for tag in piece.tags:
                if message := package.axes.unknown(tag.name):
                    package.findings.append(source.at("A01", tag.line, tag.column, message))
    if read is None or _misnamed(package, source, read.id, tree):
        return
    package.sheets[read.id] = Sheet(source, read, pieces)


def _misnamed(package: Package, source: Source, name: str, tree: Tree) -> bool:
    """Report an id that is not the file's name: I01 if another file has that name, else I06."""
    if name == source.stem:
        return False
    folder = source.name.partition("/")[0]
    if name in package.known[folder]:
        rule, message = "I01", f'id "{name}" is already used by {folder}/{name}.md'
    else:
        rule, message = "I06", f'id "{name}" should be "{source.stem}", as the file is named'
    package.findings.append(source.at(rule, *tree.place("id"), message))
    return True


def _overlay(package: Package, source: Source) -> None:
    layer = source.name.split("/")[-2]
    site = source.name.startswith(f"{SITE}/")
    if package.manifest is not None and (message := package.axes.unknown(layer)):
        package.findings.append(source.at("A01", 1, 1, f"folder {message}"))
        return
    read, tree, first = _headed(package, source, OverlayHeader)
    if read is None:
        return
    _, stages, findings = grammar.steps(source, first, overlay=True)
    findings += _used(package, source)
    if package.manifest is not None:
        findings += _tags(package, source, stages)
    package.findings += findings
    if read.overlays not in package.known["activities"]:
        near = did_you_mean(read.overlays, package.known["activities"])
        message = f'no activity "{read.overlays}" to change{near}'
        package.findings.append(source.at("A03", *tree.place("overlays"), message))
    elif read.overlays in package.activities:
        package.overlays.append(Overlay(source, tree, read, layer, stages, site))


def _tags(package: Package, source: Source, stages: tuple[Stage, ...]) -> list[Finding]:
    return [
        source.at("A01", tag.line, tag.column, message)
        for tag in grammar.every_tag(stages)
        if (message := package.axes.unknown(tag.name))
    ]
