"""Checks of activities: objectives, minutes, safety, gaps in a variant, and advice on wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cara_facilitate.content.findings import Finding, did_you_mean, nearest, shown
from cara_facilitate.content.grammar import Stage
from cara_facilitate.content.header import Path
from cara_facilitate.content.markdown import reads_alike
from cara_facilitate.content.package import Authored, Package
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.variants import Delivery, Resolved
from cara_facilitate.domain.curriculum import SectionKind

WORDS_A_MINUTE = 130
READ_OUT = (SectionKind.SAY, SectionKind.ASK, SectionKind.SHOW)
GENDERED = re.compile(
    r"\b(?:s?he|him|hers?|his|(?:him|her)self|man|men|woman|women|wife|wives|husbands?"
    r"|girlfriends?|boyfriends?|ladies|gentlemen)\b",
    re.IGNORECASE,
)

_SCRIPT = (SectionKind.SAY, SectionKind.ASK, SectionKind.DO, SectionKind.SHOW)
_WORD = re.compile(r"\w[\w'\u2019-]*")
_LONGEST_COMPARED = 20_000


def check_claims(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Names an activity uses that stand for nothing (C01, I02), and M03."""
    names = {name for one in manifest.objectives for name in (one.slug, one.id)}
    lists: tuple[tuple[str, str, str, set[str]], ...] = (
        ("objectives", "C01", 'unknown objective "{}"', names),
        ("after", "I02", '"{}" is not an activity', package.known["activities"]),
        ("handouts", "I02", '"{}" is not a handout', package.known["handouts"]),
    )
    for authored in package.activities.values():
        header = authored.header
        for field, rule, message, allowed in lists:
            for number, name in enumerate(getattr(header, field)):
                if name not in allowed:
                    said = message.format(shown(name)) + did_you_mean(name, allowed)
                    yield _at(authored, rule, (field, number), said)
        if header.shortest > header.minutes:
            message = f"shortest ({header.shortest}) is longer than minutes ({header.minutes})"
            yield _at(authored, "M03", ("shortest",), message)


def check_coverage(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    """Objectives without an activity (C03) or without enough time (C05) in one variant.

    Nothing is said while an activity or a row cannot be read, or where a misspelt claim means
    the objective: those are told once, by their own rules.
    """
    rows = [row for rows in delivery.rows for row in rows]
    if package.broken() or any(row.item is None for row in rows):
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
        line, column = package.manifest_tree.place("objectives", number)
        at = package.manifest_source.at
        given, wanted = minutes[objective.id], objective.min_minutes
        if not given and objective.slug not in meant:
            message = f'objective "{objective.slug}" is not covered in'
            yield at("C03", line, column, message)
        elif given < wanted:
            message = f'objective "{objective.slug}" has {given} min, at least {wanted} wanted, in'
            yield at("C05", line, column, message, severity="warning")


def check_activity(resolved: Resolved, *, imported: bool) -> Iterator[Finding]:
    """One activity as one variant delivers it: M01, C04, S01, A02."""
    authored, activity = resolved.authored, resolved.activity
    kinds = {section.kind for step in activity.steps for section in step.sections}
    minutes = [step.minutes for step in activity.steps]
    if sum(minutes) != activity.minutes and "M02" not in authored.flaws:
        total = " + ".join(map(str, minutes))
        message = f"minutes is {activity.minutes} but the steps add up to {sum(minutes)}"
        message += f" ({total})" if total else ""
        hint = f"steps: {total or 'none'}"
        yield _at(authored, "M01", ("minutes",), message, hint)
    if "D04" not in authored.flaws:
        if activity.objectives and SectionKind.LISTEN_FOR not in kinds and not imported:
            message = 'claims an objective but has no "Listen for"'
            yield _at(authored, "C04", ("objectives",), message)
        if activity.intensity == "high" and SectionKind.WATCH_FOR not in kinds:
            message = 'high-intensity activity without "Watch for"'
            yield _at(authored, "S01", ("intensity",), message)
    if not authored.flaws & {"D04", "D07"}:
        yield from _gaps(authored, resolved.stages)


def advise(resolved: Resolved) -> Iterator[Finding]:
    """Notes that stop nothing: talk longer than its step (M05), two renderings (D14)."""
    for step, stage in zip(resolved.activity.steps, resolved.stages, strict=True):
        said = sum(
            len(_WORD.findall(section.body))
            for section in step.sections
            if section.kind is SectionKind.SAY
        )
        needed = -(-said // WORDS_A_MINUTE)
        if needed > step.minutes:
            message = f"the words to say take about {needed} min; the step has {step.minutes}"
            yield resolved.authored.source.at("M05", stage.line, 4, message, severity="note")
        for section in step.sections:
            if len(section.body) < _LONGEST_COMPARED and not reads_alike(section.body):
                message = "this section does not read the same on screen and on paper"
                source = resolved.authored.source
                yield source.at("D14", section.line, 5, message, severity="warning")


def advise_wording(authored: Authored) -> Iterator[Finding]:
    """Gendered words in untagged text that is read out or shown (T04)."""
    for stage in authored.stages:
        if stage.tags:
            continue
        for part in stage.parts:
            if part.tags or part.kind not in READ_OUT:
                continue
            last = part.line + part.body.count("\n") + 2
            for number in range(part.line + 1, min(last, len(authored.source.lines)) + 1):
                line = authored.source.lines[number - 1]
                if line.startswith("#"):
                    break
                for match in GENDERED.finditer(line):
                    message = f'"{match.group()}" is read out in all variants'
                    column = match.start() + 1
                    yield authored.source.at("T04", number, column, message, severity="warning")


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


def _at(authored: Authored, rule: str, path: Path, message: str, hint: str = "") -> Finding:
    line, column = authored.tree.place(*path)
    return authored.source.at(rule, line, column, message, hint=hint)
