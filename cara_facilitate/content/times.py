"""Checks of a day as one variant has it: its times, its breaks, its order and its last row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cara_facilitate.content.axes import Axes
from cara_facilitate.content.fields import Path
from cara_facilitate.content.findings import Finding, shown
from cara_facilitate.content.package import Package
from cara_facilitate.content.shapes import DayEntry, Manifest
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.variants import Delivery, Row

LONGEST_STRETCH = 90
"""Minutes that people sit without a break before the check says so."""

Place = tuple[str, int]


def check_days(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    """Days that run over or under (M06, M07, M08), long stretches (M04), a hard end (S03), rows
    that stand twice (I01) or before what they build on (I07), in one variant.

    A day's times are left alone while a row cannot be read or the steps of one contradict its
    minutes: that is told by its own rule, and the right sum is not known.
    """
    seen: dict[str, Place] = {}
    for number, (day, rows) in enumerate(zip(manifest.days, delivery.rows, strict=True)):
        twice = list(_twice(package, number, rows))
        yield from twice
        known = all(row.item is not None for row in rows) and not has_unknown_rows(
            package.axes, day
        )
        if known and not twice:
            if all(_certain(row, delivery) for row in rows):
                yield from _times(package, delivery, number, day, rows)
                if not manifest.imported:
                    yield from _stretches(package, number, rows)
            yield from _hard_end(package, delivery, number, rows)
        for row in rows:
            seen.setdefault(row.entry.activity, (MANIFEST, _line(package, number, row)))
    yield from _early(package, delivery, seen)


def absent(package: Package, manifest: Manifest, delivery: Delivery) -> dict[str, int]:
    """The minutes of activities that this variant could run and does not."""
    here = {row.entry.activity for rows in delivery.rows for row in rows}
    here |= {name for day in manifest.days for name in day.optional}
    return {
        name: authored.header.minutes
        for name, authored in package.activities.items()
        if name not in here
    }


def has_unknown_rows(axes: Axes, day: DayEntry) -> bool:
    """Whether a row is for a variant that there is not, so that who has it is not known."""
    words = [word.removeprefix("!") for entry in day.run for word in entry.only]
    return any(axes.unknown(word) for word in words)


def _certain(row: Row, delivery: Delivery) -> bool:
    if not row.entry.activity:
        return True
    activity = delivery.activities[row.entry.activity].activity
    return sum(step.minutes for step in activity.steps) == activity.minutes


def _times(
    package: Package, delivery: Delivery, number: int, day: DayEntry, rows: list[Row]
) -> Iterator[Finding]:
    clock = _minutes(day.start)
    related = _parts(package, number, rows)
    for row in rows:
        if row.entry.at is not None:
            fixed = _minutes(row.entry.at)
            path: Path = ("days", number, "run", row.index, "at")
            if clock > fixed:
                message = f"runs {clock - fixed} min over before the fixed {row.entry.at} start"
                yield _at(package, "M06", path, message, number, related)
            elif clock < fixed:
                message = f"{fixed - clock} min spare before the fixed {row.entry.at} start"
                yield _spare(package, path, message, number, related)
            clock = fixed
        clock += row.item.minutes if row.item is not None else 0
    spare = _minutes(day.end) - clock
    path = ("days", number, "end")
    if spare < 0:
        ends = f"{clock // 60:02}:{clock % 60:02}"
        message = f"day {number + 1} ends at {ends}, {-spare} min after {day.end}"
        yield _at(package, "M08", path, message, number, related)
    elif spare > 0:
        message = f"{spare} min spare before the {day.end} end"
        found = _spare(package, path, message, number, related)
        manifest = package.manifest
        lost = absent(package, manifest, delivery) if manifest is not None else {}
        name = next((name for name, minutes in lost.items() if minutes == spare), "")
        yield replace(found, cause=f"row {name}") if name else found


def _stretches(package: Package, number: int, rows: list[Row]) -> Iterator[Finding]:
    """More than an hour and a half without a break (M04), told at the row in which it gets so."""
    stretch: list[Row] = []
    ordinal = "first"
    for row in [*rows, None]:
        if row is not None and row.item is not None and not row.item.is_break:
            stretch.append(row)
            continue
        minutes = [one.item.minutes for one in stretch if one.item is not None]
        if sum(minutes) > LONGEST_STRETCH:
            place = next(
                index
                for index in range(len(minutes))
                if sum(minutes[: index + 1]) > LONGEST_STRETCH
            )
            path: Path = ("days", number, "run", stretch[place].index)
            message = f"{ordinal} {sum(minutes)} min without a break"
            related = _parts(package, number, stretch)
            yield replace(_at(package, "M04", path, message, number, related), severity="warning")
        stretch = []
        before = row.entry.label if row is not None else ""
        ordinal = f"after {shown(before)}"


def _hard_end(
    package: Package, delivery: Delivery, number: int, rows: list[Row]
) -> Iterator[Finding]:
    run = [row for row in rows if row.entry.activity]
    if not run:
        return
    resolved = delivery.activities[run[-1].entry.activity]
    if resolved.activity.intensity == "high":
        message = f'high-intensity "{run[-1].entry.activity}" is last before the close'
        source, tree = resolved.authored.source, resolved.authored.tree
        related = ((source.name, tree.place("intensity")[0]),)
        path: Path = ("days", number, "run", run[-1].index)
        found = _at(package, "S03", path, message, number, related)
        hint = "let something lighter follow, so that nobody leaves shaken"
        yield replace(found, severity="warning", hint=hint, cause=f"order {number}")


def _twice(package: Package, number: int, rows: list[Row]) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in rows:
        name = row.entry.activity
        if name in first and name:
            message = f'activity "{shown(name)}" is already in this day\'s running order'
            path: Path = ("days", number, "run", row.index)
            related = ((MANIFEST, _line(package, number, first[name])),)
            found = _at(package, "I01", path, message, number, related)
            yield replace(found, cause=f"twice {number} {name}")
        first.setdefault(name, row)


def _early(package: Package, delivery: Delivery, seen: dict[str, Place]) -> Iterator[Finding]:
    """Activities that run before one they build on (I07)."""
    order = [
        (row.entry.activity, number, row)
        for number, rows in enumerate(delivery.rows)
        for row in rows
        if row.entry.activity
    ]
    position = {name: place for place, (name, _, _) in enumerate(order)}
    for place, (name, number, row) in enumerate(order):
        resolved = delivery.activities.get(name)
        for index, needed in enumerate(resolved.authored.header.after if resolved else ()):
            if position.get(needed, -1) >= place and resolved is not None:
                authored = resolved.authored
                later = "itself" if needed == name else f'"{shown(needed)}", which comes later'
                message = f'"{shown(name)}" builds on {later}'
                written = (authored.source.name, authored.tree.place("after", index)[0])
                path: Path = ("days", number, "run", row.index)
                related = (seen[needed], written)
                found = _at(package, "I07", path, message, number, related)
                yield replace(found, severity="warning", cause=f"order {number}")


def _parts(package: Package, number: int, rows: list[Row]) -> tuple[Place, ...]:
    """Where the minutes stand that a day is made of: its rows, its start and its activities."""
    lines = [_line(package, number, row) for row in rows]
    minutes = [
        (authored.source.name, authored.tree.place("minutes")[0])
        for row in rows
        if (authored := package.activities.get(row.entry.activity)) is not None
    ]
    start = package.manifest_tree.place("days", number, "start")[0]
    breaks = [line for row, line in zip(rows, lines, strict=True) if row.entry.rest is not None]
    order = [*breaks, start, *lines]
    return tuple(dict.fromkeys([*((MANIFEST, line) for line in order), *minutes]))


def _line(package: Package, number: int, row: Row) -> int:
    return package.manifest_tree.place("days", number, "run", row.index)[0]


def _at(
    package: Package, rule: str, path: Path, message: str, number: int, related: tuple[Place, ...]
) -> Finding:
    line, column = package.manifest_tree.place(*path)
    found = package.manifest_source.at(rule, line, column, message, related=related)
    return replace(found, cause=f"day {number}")


def _spare(
    package: Package, path: Path, message: str, number: int, related: tuple[Place, ...]
) -> Finding:
    return replace(_at(package, "M07", path, message, number, related), severity="note")


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
