"""All files of a curriculum parsed once, before any variant is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cara_facilitate.content import grammar, header, terms
from cara_facilitate.content.axes import Axes
from cara_facilitate.content.fields import Shape
from cara_facilitate.content.findings import MOST_RELATED, Finding, did_you_mean, errors, shown
from cara_facilitate.content.grammar import Piece, Stage
from cara_facilitate.content.header import OTHER_KIND, Tree, typed
from cara_facilitate.content.shapes import (
    FORMAT,
    ActivityHeader,
    HandoutHeader,
    Manifest,
    OverlayHeader,
    SignpostEntry,
    SignpostTable,
    TermTable,
    WordingTable,
)
from cara_facilitate.content.source import (
    MANIFEST,
    SIGNPOSTS,
    SITE,
    SITE_SIGNPOSTS,
    TERMS,
    WORDING,
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
    tree: Tree
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
    terms_tree: Tree = field(default_factory=Tree)
    terms_source: Source | None = None
    terms_broken: bool = False
    wording: WordingTable | None = None
    wording_source: Source | None = None
    wording_tree: Tree = field(default_factory=Tree)
    used_names: set[str] = field(default_factory=set)
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

    def unknown_name(self, source: Source, word: str, line: int, column: int) -> list[Finding]:
        """That a tag, a folder or an ``only`` names no variant and no axis value (A01)."""
        name = word.removeprefix("!")
        if self.manifest is None:
            return []
        message = self.axes.unknown(name)
        if not message:
            self.used_names.add(name)
            return []
        declared = (MANIFEST, self.manifest_tree.place("axes")[0])
        found = source.at("A01", line, column, message, related=(declared,))
        return [replace(found, cause=f"name {name}")]

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
        if folder in package.known and rest.endswith(".md") and "/" not in rest:
            package.known[folder].add(rest.removesuffix(".md"))
    _manifest(package, found, files)
    _terms(package, found, files)
    _signposts(package, found)
    _wording(package, found)
    readers: dict[str, Callable[[Package, Source], None]] = {
        "activities": _activity,
        "handouts": _handout,
        "variants": _overlay,
    }
    for name, source in found.items():
        reader = readers.get(name.removeprefix(f"{SITE}/").partition("/")[0])
        if reader is not None:
            reader(package, source)
    if TERMS not in files:
        _told_of_missing_terms(package)
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
    package.table, package.terms_tree, package.terms_source = table.terms, tree, found[TERMS]
    if package.manifest is not None:
        package.findings += terms.check_table(found[TERMS], tree, table.terms, package.axes)
        ways = {way for worded in table.terms.values() for way in worded}
        package.used_names |= ways & package.axes.names()


def _told_of_missing_terms(package: Package) -> None:
    """One finding in place of one for each use, when there is no file of terms at all."""
    uses = [finding for finding in package.findings if finding.rule == "T01"]
    if not uses:
        return
    package.findings = [finding for finding in package.findings if finding.rule != "T01"]
    message = f"there is no {TERMS}, but the texts use terms"
    places = tuple(dict.fromkeys((finding.file, finding.line) for finding in uses))
    package.findings.append(
        Finding("T01", "error", TERMS, 1, 1, message, related=places[:MOST_RELATED])
    )


def _wording(package: Package, found: Mapping[str, Source]) -> None:
    table, tree = _table(package, found.get(WORDING), WordingTable)
    if table is not None and tree is not None:
        package.wording, package.wording_tree = table, tree
        package.wording_source = found[WORDING]


def _signposts(package: Package, found: Mapping[str, Source]) -> None:
    """The curriculum's services; a site's entry takes the place of the one with its id."""
    entries: dict[str, SignpostEntry] = {}
    for file in (SIGNPOSTS, SITE_SIGNPOSTS):
        table, tree = _table(package, found.get(file), SignpostTable)
        if table is None or tree is None:
            continue
        seen: dict[str, int] = {}
        for number, entry in enumerate(table.signposts):
            path = ("signposts", number)
            if entry.id in seen:
                message = f'id "{entry.id}" is already used in this file'
                first = (file, tree.place("signposts", seen[entry.id], "id")[0])
                package.findings.append(
                    found[file].at("I01", *tree.place(*path, "id"), message, related=(first,))
                )
            seen.setdefault(entry.id, number)
            entries[entry.id] = entry
            package.signpost_places[entry.id] = (found[file], tree, number)
            for index, word in enumerate(entry.only):
                place = tree.place(*path, "only", index)
                package.findings += package.unknown_name(found[file], word, *place)
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
    package.findings += [_misplaced(source, one) for one in findings]
    if any(one.cause == OTHER_KIND for one in findings):
        return None, Tree(), closing + 1
    return read, tree, closing + 1


def _misplaced(source: Source, finding: Finding) -> Finding:
    """A header full of another kind's fields is that kind's, in the wrong folder."""
    if finding.cause != OTHER_KIND:
        return finding
    other = "activities" if source.name.startswith("handouts/") else "handouts"
    return replace(finding, cause=f"{other} {source.stem}")


def _used(package: Package, source: Source) -> list[Finding]:
    if package.terms_broken:
        return []
    lines = {
        str(path[1]): line
        for path, (line, _) in package.terms_tree.keys.items()
        if len(path) == 2 and path[0] == "terms"
    }
    return list(terms.check_use(source, 1, package.table, lines))


def _activity(package: Package, source: Source) -> None:
    read, tree, first = _headed(package, source, ActivityHeader)
    if read is None and not tree.values:
        return
    imported = package.manifest is not None and package.manifest.imported
    aim, stages, wrong = grammar.steps(source, first, imported=imported)
    findings = [*wrong, *_used(package, source), *_tags(package, source, stages)]
    package.findings += findings
    if read is None or _misnamed(package, source, read.id, tree):
        return
    flaws = frozenset(finding.rule for finding in errors(findings))
    package.activities[read.id] = Authored(source, tree, read, aim, stages, flaws)


def _handout(package: Package, source: Source) -> None:
    read, tree, first = _headed(package, source, HandoutHeader)
    if read is None and not tree.values:
        return
    pieces, wrong = grammar.pieces(source, first)
    package.findings += [*wrong, *_used(package, source)]
    for tag in {tag: None for piece in pieces for tag in piece.tags}:
        package.findings += package.unknown_name(source, tag.name, tag.line, tag.column)
    if read is None or _misnamed(package, source, read.id, tree):
        return
    if not any(piece.text for piece in pieces):
        package.findings.append(source.at("D06", first - 1, 1, "this hand-out is empty"))
    package.sheets[read.id] = Sheet(source, tree, read, pieces)


def _misnamed(package: Package, source: Source, name: str, tree: Tree) -> bool:
    """Report an id that is not the file's name: I01 if another file has that name, else I06."""
    if name == source.stem:
        return False
    folder = source.name.partition("/")[0]
    if name in package.known[folder]:
        message = f'id "{name}" is already used by {folder}/{name}.md'
        related = ((f"{folder}/{name}.md", 2),)
        found = source.at("I01", *tree.place("id"), message, related=related)
    else:
        message = f'id "{name}" should be "{source.stem}", as the file is named'
        found = source.at("I06", *tree.place("id"), message)
        found = replace(found, cause=f"{folder} {name}")
    package.findings.append(found)
    return True


def _overlay(package: Package, source: Source) -> None:
    layer = source.name.split("/")[-2]
    site = source.name.startswith(f"{SITE}/")
    if wrong := package.unknown_name(source, layer, 1, 1):
        package.findings += [replace(one, message=f"folder {one.message}") for one in wrong]
        return
    read, tree, first = _headed(package, source, OverlayHeader)
    if read is None:
        return
    _, stages, told = grammar.steps(source, first, overlay=True)
    package.findings += [*told, *_used(package, source), *_tags(package, source, stages)]
    if read.overlays not in package.known["activities"]:
        near = did_you_mean(read.overlays, package.known["activities"])
        message = f'no activity "{read.overlays}" to change{near}'
        found = source.at("A03", *tree.place("overlays"), message)
        package.findings.append(replace(found, cause=f"activities {read.overlays}"))
    elif read.overlays in package.activities:
        package.overlays.append(Overlay(source, tree, read, layer, stages, site))


def _tags(package: Package, source: Source, stages: tuple[Stage, ...]) -> list[Finding]:
    return [
        finding
        for tag in grammar.every_tag(stages)
        for finding in package.unknown_name(source, tag.name, tag.line, tag.column)
    ]
