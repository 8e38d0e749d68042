"""Checks of activities: objectives, minutes, safety, and gaps in a variant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from cara_facilitate.content.fields import Path
from cara_facilitate.content.findings import Finding, did_you_mean, nearest, shown
from cara_facilitate.content.grammar import Stage
from cara_facilitate.content.package import Authored, Package
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.times import Place, absent, has_unknown_rows
from cara_facilitate.content.variants import Delivery, Resolved
from cara_facilitate.domain.curriculum import SectionKind

_SCRIPT = (SectionKind.SAY, SectionKind.ASK, SectionKind.DO, SectionKind.SHOW)
_NAMED = re.compile(r"\bO\d\d\b")


def check_claims(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Names an activity uses that stand for nothing (C01, I02), and M03."""
    names = {name for one in manifest.objectives for name in (one.slug, one.id)}
    places = {
        name: package.manifest_tree.place("objectives", number, field)[0]
        for number, one in enumerate(manifest.objectives)
        for field, name in (("id", one.id), ("slug", one.slug))
    }
    # Where one id is written twice another is missing, and that is told as such.
    distinct = len({one.id for one in manifest.objectives}) == len(manifest.objectives)
    activities, handouts = package.known["activities"], package.known["handouts"]
    lists: tuple[tuple[str, str, str, str, Collection[str]], ...] = (
        ("objectives", "C01", 'unknown objective "{}"', "objective", names),
        ("after", "I02", '"{}" is not an activity', "activities", activities),
        ("handouts", "I02", '"{}" is not a handout', "handouts", handouts),
    )
    for authored in package.activities.values():
        header = authored.header
        for field, rule, message, kind, allowed in lists:
            for number, name in enumerate(getattr(header, field)):
                if name in allowed:
                    continue
                said = message.format(shown(name)) + did_you_mean(name, allowed)
                found = _at(authored, rule, (field, number), said, cause=f"{kind} {name}")
                meant = places.get(nearest(name, allowed)) if rule == "C01" else None
                yield found if meant is None else replace(found, related=((MANIFEST, meant),))
        for name, line in _listened_for(authored).items() if distinct else ():
            if name not in names:
                message = f'"Listen for" names {name}, which is no objective'
                found = authored.source.at("C01", line, 1, message, severity="warning")
                meant = package.manifest_tree.place("objectives")[0]
                near = places.get(nearest(name, names), meant)
                yield replace(found, related=((MANIFEST, near),), cause=f"objective {name}")
        if header.shortest > header.minutes:
            message = f"shortest ({header.shortest}) is longer than minutes ({header.minutes})"
            other = ((authored.source.name, authored.tree.place("minutes")[0]),)
            yield _at(authored, "M03", ("shortest",), message, related=other)


def check_coverage(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    """Objectives without an activity (C03) or without enough time (C05) in one variant.

    Nothing is said while an activity or a row cannot be read, or where a misspelt claim means
    the objective: those are told once, by their own rules.
    """
    rows = [row for rows in delivery.rows for row in rows]
    unclear = any(has_unknown_rows(package.axes, day) for day in manifest.days)
    if unclear or package.broken() or any(row.item is None for row in rows):
        return
    slugs = [objective.slug for objective in manifest.objectives]
    ids = {objective.id for objective in manifest.objectives}
    minutes = dict.fromkeys(ids, 0)
    meant: set[str] = set()
    for row in rows:
        if row.item is None or row.item.is_break:
            continue
        for name in delivery.activities[row.item.activity].activity.objectives:
            if name in ids:
                minutes[name] += row.item.minutes
            else:
                meant.add(nearest(name, slugs))
    for number, objective in enumerate(manifest.objectives):
        given, wanted = minutes[objective.id], objective.min_minutes
        if objective.slug in meant:
            continue
        if not given:
            message = f'objective "{objective.slug}" is not covered in'
            yield _uncovered(package, manifest, delivery, number, "C03", message)
        elif given < wanted:
            message = f'objective "{objective.slug}" has {given} min, at least {wanted} wanted, in'
            found = _uncovered(package, manifest, delivery, number, "C05", message)
            yield replace(found, severity="warning")


def _uncovered(
    package: Package,
    manifest: Manifest,
    delivery: Delivery,
    number: int,
    rule: str,
    message: str,
) -> Finding:
    """A finding about an objective, with the activities that claim it or speak of it."""
    objective = manifest.objectives[number]
    names = {objective.id, objective.slug}
    claiming = [one for one in package.activities.values() if names & set(one.header.objectives)]
    speaking = [
        one
        for one in package.activities.values()
        if one not in claiming and objective.id in _listened_for(one)
    ]
    related = tuple(
        (one.source.name, one.tree.place("objectives")[0]) for one in [*speaking, *claiming]
    )
    path: Path = ("objectives", number, "min_minutes") if rule == "C05" else ("objectives", number)
    line, column = package.manifest_tree.place(*path)
    lost = absent(package, manifest, delivery)
    row = next((one.header.id for one in claiming if one.header.id in lost), "")
    found = package.manifest_source.at(rule, line, column, message, related=related)
    return replace(found, cause=f"row {row}") if row else found


def _listened_for(authored: Authored) -> dict[str, int]:
    """The objectives that the "Listen for" of an activity name, such as O07, with a line each."""
    return {
        name: part.first + number
        for stage in authored.stages
        for part in stage.parts
        if part.kind is SectionKind.LISTEN_FOR
        for number, line in enumerate(part.body.split("\n"))
        for name in _NAMED.findall(line)
    }


def check_activity(package: Package, resolved: Resolved, *, imported: bool) -> Iterator[Finding]:
    """One activity as one variant delivers it: M01, C04, S01, A02."""
    authored, activity = resolved.authored, resolved.activity
    kinds = {section.kind for step in activity.steps for section in step.sections}
    minutes = [step.minutes for step in activity.steps]
    flaws = authored.flaws
    untimed = any(stage.minutes is None for stage in resolved.stages)
    if sum(minutes) != activity.minutes and not untimed and not flaws & {"D04", "D05"}:
        total = " + ".join(map(str, minutes))
        message = f"minutes is {activity.minutes} but the steps add up to {sum(minutes)}"
        message += f" ({total})" if total else ""
        hint = f"steps: {total or 'none'}"
        related = _timed(package, authored)
        yield _at(authored, "M01", ("minutes",), message, hint, related)
    if not flaws & {"D04", "D05", "D12", "A01"}:
        if activity.objectives and SectionKind.LISTEN_FOR not in kinds and not imported:
            message = 'claims an objective but has no "Listen for"'
            yield _at(authored, "C04", ("objectives",), message, related=_seams(authored))
        if activity.intensity == "high" and SectionKind.WATCH_FOR not in kinds:
            message = 'high-intensity activity without "Watch for"'
            yield _at(authored, "S01", ("intensity",), message, related=_seams(authored))
        if "D07" not in flaws:
            yield from _gaps(authored, resolved.stages)


def _timed(package: Package, authored: Authored) -> tuple[Place, ...]:
    """Where an activity's minutes come from: its steps, those of overlays, and where a heading
    may have been lost.
    """
    name = authored.source.name
    places = [(name, stage.line) for stage in authored.stages]
    places += [
        (overlay.source.name, stage.line)
        for overlay in package.overlays
        if overlay.header.overlays == authored.header.id
        for stage in overlay.stages
        if stage.minutes is not None
    ]
    return (*places, *_lost(authored))


def _seams(authored: Authored) -> tuple[Place, ...]:
    """Where a section may have been lost: before each heading, and at the end."""
    lines = {part.line for stage in authored.stages for part in stage.parts}
    lines |= {stage.line for stage in authored.stages}
    name = authored.source.name
    return (*_lost(authored), *((name, line) for line in sorted(lines)))


def _lost(authored: Authored) -> tuple[Place, ...]:
    """Where a line seems to have been lost: between two blank ones, and at the file's end."""
    lines = authored.source.lines
    blank = [number for number, (a, b) in enumerate(pairwise(lines), start=1) if not a and not b]
    return tuple((authored.source.name, line) for line in [*blank, len(lines)])


def _gaps(authored: Authored, stages: Iterable[Stage]) -> Iterator[Finding]:
    """Steps this variant leaves empty (an error) or without a kind others have (a warning)."""
    written = {stage.line: stage for stage in authored.stages}
    for stage in stages:
        title = shown(stage.title)
        if not stage.parts:
            message = f'step "{title}" has nothing for'
            yield authored.source.at("A02", stage.line, 4, message)
            continue
        kept = {part.kind for part in stage.parts}
        for part in written[stage.line].parts:
            if part.kind in _SCRIPT and part.kind not in kept:
                kept.add(part.kind)
                message = f'"{part.kind}" in step "{title}" has nothing for'
                source = authored.source
                yield source.at("A02", part.line, 5, message, severity="warning")


def _at(
    authored: Authored,
    rule: str,
    path: Path,
    message: str,
    hint: str = "",
    related: tuple[Place, ...] = (),
    cause: str = "",
) -> Finding:
    line, column = authored.tree.place(*path)
    found = authored.source.at(rule, line, column, message, hint=hint, related=related)
    return replace(found, cause=cause)
