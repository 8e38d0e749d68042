"""Checks of the manifest: names used twice or never, the running order and its times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cara_facilitate.content.findings import Finding, did_you_mean, nearest, shown
from cara_facilitate.content.header import Path
from cara_facilitate.content.package import Package
from cara_facilitate.content.shapes import DayEntry, Manifest, RunEntry
from cara_facilitate.content.variants import Delivery, Row


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
            yield authored.source.at("I04", *place, message, severity="warning")


def check_times(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    """Days that run over or under (M06, M07, M08) in one variant.

    A day is left alone while a row cannot be read or the steps of one contradict its minutes:
    that is told by its own rule, and the right sum is not known.
    """
    for number, (day, rows) in enumerate(zip(manifest.days, delivery.rows, strict=True)):
        if all(row.item is not None and _certain(row.item.activity, delivery) for row in rows):
            yield from _times(package, day, number, rows)


def _certain(name: str, delivery: Delivery) -> bool:
    if not name:
        return True
    activity = delivery.activities[name].activity
    return sum(step.minutes for step in activity.steps) == activity.minutes


def _times(package: Package, day: DayEntry, number: int, rows: list[Row]) -> Iterator[Finding]:
    clock = _minutes(day.start)
    for row in rows:
        if row.entry.at is not None:
            fixed = _minutes(row.entry.at)
            path: Path = ("days", number, "run", row.index, "at")
            if clock > fixed:
                message = f"runs {clock - fixed} min over before the fixed {row.entry.at} start"
                yield _at(package, "M06", path, message)
            elif clock < fixed:
                message = f"{fixed - clock} min spare before the fixed {row.entry.at} start"
                yield _note(package, path, message)
            clock = fixed
        clock += row.item.minutes if row.item is not None else 0
    spare = _minutes(day.end) - clock
    path = ("days", number, "end")
    if spare < 0:
        ends = f"{clock // 60:02}:{clock % 60:02}"
        message = f"day {number + 1} ends at {ends}, {-spare} min after {day.end}"
        yield _at(package, "M08", path, message)
    elif spare > 0:
        yield _note(package, path, f"{spare} min spare before the {day.end} end")


def _variants(package: Package, manifest: Manifest) -> Iterator[Finding]:
    every = package.axes.variants()
    for number, name in enumerate(manifest.variants):
        if name not in every:
            near = did_you_mean(name, every)
            message = f"[{shown(name)}] is not a variant of these axes{near}"
            yield _at(package, "A01", ("variants", number), message)
    seen: set[str] = set()
    for axis, values in manifest.axes.items():
        for number, value in enumerate(values):
            if value in seen:
                message = f'"{value}" is already a value of an axis'
                yield _at(package, "I01", ("axes", axis, number), message)
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
    for index, name in enumerate(day.recovery):
        if numbered and name not in numbers:
            near = did_you_mean(name, (number for number in numbers if number))
            message = f'recovery: "{shown(name)}" is not in this day\'s running order{near}'
            yield _at(package, "I03", (*path, "recovery", index), message)
    for index, name in enumerate(day.optional):
        if name not in known:
            message = f'optional: no activity "{shown(name)}"{did_you_mean(name, known)}'
            yield _at(package, "I03", (*path, "optional", index), message)


def _entry(
    package: Package, entry: RunEntry, path: Path, known: Iterable[str]
) -> Iterator[Finding]:
    if (entry.rest is None) == (not entry.activity):
        message = "a row is either an activity or a break"
        yield _at(package, "F04", path, message)
    elif entry.activity and entry.activity not in known:
        near = did_you_mean(entry.activity, known)
        message = f'running order: no activity "{shown(entry.activity)}"{near}'
        yield _at(package, "I03", (*path, "activity"), message)
    for number, word in enumerate(entry.only):
        if message := package.axes.unknown(word.removeprefix("!")):
            yield _at(package, "A01", (*path, "only", number), message)


def _twice(package: Package, paths: Iterable[Path]) -> Iterator[Finding]:
    """Values at these places that an earlier one already has (I01)."""
    seen: set[str] = set()
    for path in paths:
        if path not in package.manifest_tree.values:
            continue
        value = package.manifest_tree.value
        for part in path:
            value = value[part]
        if value in seen:
            message = f'{path[-1]} "{shown(str(value))}" is already used'
            yield _at(package, "I01", path, message)
        seen.add(value)


def _at(package: Package, rule: str, path: Path, message: str) -> Finding:
    line, column = package.manifest_tree.place(*path)
    return package.manifest_source.at(rule, line, column, message)


def _note(package: Package, path: Path, message: str) -> Finding:
    line, column = package.manifest_tree.place(*path)
    return package.manifest_source.at("M07", line, column, message, severity="note")


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
