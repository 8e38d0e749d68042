"""Checks of the manifest: names used twice or never, and its running order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cara_facilitate.content.fields import Path
from cara_facilitate.content.findings import Finding, did_you_mean, nearest, shown
from cara_facilitate.content.package import Package
from cara_facilitate.content.shapes import DayEntry, Manifest, RunEntry
from cara_facilitate.content.source import MANIFEST


def check_manifest(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """What is wrong in ``curriculum.yaml`` whatever the variant."""
    yield from _variants(package, manifest)
    yield from _twice(package, (("objectives", n, "id") for n in range(len(manifest.objectives))))
    yield from _twice(package, (("objectives", n, "slug") for n in range(len(manifest.objectives))))
    yield from _twice(package, (("codes", n, "key") for n in range(len(manifest.codes))))
    yield from _twice(package, (("days", n, "workshop") for n in range(len(manifest.days))))
    for number, name in enumerate(manifest.retired):
        if name in package.known["activities"]:
            message = f'id "{shown(name)}" was retired and cannot be reused'
            yield _at(package, "I05", ("retired", number), message)
    for number, day in enumerate(manifest.days):
        yield from _day(package, day, ("days", number))


def check_scheduled(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Activities in no day's running order (I04), unless a misspelt row is likely to mean them."""
    rows = {entry.activity for day in manifest.days for entry in day.run}
    rows |= {name for day in manifest.days for name in day.optional}
    known = package.known["activities"]
    meant = {nearest(name, known) for name in rows if name and name not in known}
    for name, authored in package.activities.items():
        if name not in rows | meant:
            message = f'"{name}" is not in any day\'s running order'
            place = authored.tree.place("id")
            found = authored.source.at("I04", *place, message, severity="warning")
            related = _gaps(package, manifest)
            yield replace(found, related=related, cause=f"row {name}")


def _gaps(package: Package, manifest: Manifest) -> tuple[tuple[str, int], ...]:
    """Rows whose number does not follow the one before, as if a row between were lost."""
    places = []
    for number, day in enumerate(manifest.days):
        before = 0
        line = package.manifest_tree.place("days", number, "run")[0]
        for index, entry in enumerate(day.run):
            count = int(tail) if (tail := (entry.number or "").rpartition("-")[2]).isdigit() else 0
            line = package.manifest_tree.place("days", number, "run", index)[0]
            if count > before + 1:
                places.append((MANIFEST, line))
            before = count or before
        places.append((MANIFEST, line))
        own = [
            at
            for path, (at, _) in package.manifest_tree.values.items()
            if path[:2] == ("days", number)
        ]
        places.append((MANIFEST, max(own, default=line) + 1))
    return tuple(places)


def _variants(package: Package, manifest: Manifest) -> Iterator[Finding]:
    every = package.axes.variants()
    for number, name in enumerate(manifest.variants):
        if name not in every:
            near = did_you_mean(name, every)
            message = f"[{shown(name)}] is not a variant of these axes{near}"
            found = _at(package, "A01", ("variants", number), message)
            yield replace(found, cause=f"name {name}")
    seen: set[str] = set()
    for axis, values in manifest.axes.items():
        for number, value in enumerate(values):
            if value in seen:
                message = f'"{value}" is already a value of an axis'
                found = _at(package, "I01", ("axes", axis, number), message)
                line = package.manifest_tree.place("axes")[0]
                yield replace(found, related=((MANIFEST, line),))
            seen.add(value)


def _day(package: Package, day: DayEntry, path: Path) -> Iterator[Finding]:
    known = package.known["activities"]
    numbers = [entry.number or entry.id for entry in day.run]
    # A number used twice is one fault; that its twin is then gone from recovery is no second.
    numbered = all(numbers) and len(set(numbers)) == len(numbers)
    for index, entry in enumerate(day.run):
        yield from _entry(package, entry, (*path, "run", index), known)
    yield from _twice(
        package,
        (
            (*path, "run", index, "id" if entry.rest is not None else "number")
            for index, entry in enumerate(day.run)
        ),
    )
    yield from _counted(package, day, path)
    breaks = {entry.id for entry in day.run if entry.rest is not None and entry.id}
    for index, name in enumerate(day.recovery):
        if name in breaks or name in day.recovery[:index]:
            said = (
                "is a break, and breaks keep their length" if name in breaks else "is there twice"
            )
            message = f'recovery: "{shown(name)}" {said}'
            yield _at(
                package, "I03" if name in breaks else "I01", (*path, "recovery", index), message
            )
        elif numbered and name not in numbers:
            near = did_you_mean(name, (number for number in numbers if number))
            message = f'recovery: "{shown(name)}" is not in this day\'s running order{near}'
            found = _at(package, "I03", (*path, "recovery", index), message)
            lines = [
                package.manifest_tree.place(*path, "run", row)[0] for row in range(len(numbers))
            ]
            related = tuple((MANIFEST, line) for line in lines)
            yield replace(found, related=related, cause=f"recovery {path[1]}")
    for index, name in enumerate(day.optional):
        if name not in known:
            message = f'optional: no activity "{shown(name)}"{did_you_mean(name, known)}'
            found = _at(package, "I03", (*path, "optional", index), message)
            yield _lacking(found, name)
        elif name in day.optional[:index]:
            message = f'optional: "{shown(name)}" is there twice'
            yield _at(package, "I01", (*path, "optional", index), message)


def _counted(package: Package, day: DayEntry, path: Path) -> Iterator[Finding]:
    """Rows without a number whose place in the day counts to one that another row states."""
    stated = {entry.number for entry in day.run if entry.number}
    names = [entry.activity for entry in day.run]
    workshop = day.workshop or int(path[1]) + 1
    breaks = 0
    for index, entry in enumerate(day.run):
        breaks += entry.rest is not None
        number = f"W{workshop}-{index + 1 - breaks:02}"
        once = names.count(entry.activity) == 1  # a row that was copied is told as that
        if entry.rest is None and entry.number is None and number in stated and once:
            message = f'this row counts as "{number}", which another row has: give it a number'
            yield _at(package, "I01", (*path, "run", index), message)


def _entry(
    package: Package, entry: RunEntry, path: Path, known: Iterable[str]
) -> Iterator[Finding]:
    if (entry.rest is None) == (not entry.activity):
        message = "a row is either an activity or a break"
        yield _at(package, "F04", path, message)
    elif entry.activity and entry.activity not in known:
        near = did_you_mean(entry.activity, known)
        message = f'running order: no activity "{shown(entry.activity)}"{near}'
        yield _lacking(_at(package, "I03", (*path, "activity"), message), entry.activity)
    for number, word in enumerate(entry.only):
        place = package.manifest_tree.place(*path, "only", number)
        yield from package.unknown_name(package.manifest_source, word, *place)


def _lacking(found: Finding, name: str) -> Finding:
    """The finding with the file that is not there as a related place."""
    related = ((f"activities/{shown(name)}.md", 1),)
    return replace(found, related=related, cause=f"activities {name}")


def _twice(package: Package, paths: Iterable[Path]) -> Iterator[Finding]:
    """Values at these places that an earlier one already has (I01)."""
    seen: dict[str, int] = {}
    for path in paths:
        if path not in package.manifest_tree.values:
            continue
        value = package.manifest_tree.value
        for part in path:
            value = value[part]
        if value in seen:
            message = f'{path[-1]} "{shown(str(value))}" is already used'
            found = _at(package, "I01", path, message)
            yield replace(found, related=((MANIFEST, seen[value]),), cause=_row(package, path))
        seen.setdefault(value, package.manifest_tree.place(*path)[0])


def _row(package: Package, path: Path) -> str:
    """The cause that a row written twice shares with its activity's being there twice."""
    if path[0] != "days" or len(path) < 4 or package.manifest is None:
        return ""
    entry = package.manifest.days[int(path[1])].run[int(path[3])]
    return f"twice {path[1]} {entry.activity}" if entry.activity else ""


def _at(package: Package, rule: str, path: Path, message: str) -> Finding:
    line, column = package.manifest_tree.place(*path)
    return package.manifest_source.at(rule, line, column, message)
