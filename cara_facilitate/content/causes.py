"""Findings that come of one cause, untangled: the cause is told, what follows from it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cara_facilitate.content.findings import Finding, nearest
from cara_facilitate.content.package import Package

_PLACES = 20
_MANY = 2
"""More activities than these in no day at all are one cause: a day that was lost."""
_HEADINGS = frozenset({"D03", "D04", "D12"})
_NEEDS_HEADINGS = frozenset({"M01", "M02", "D05", "D07", "D13", "C04", "S01", "A02"})
_HASH = re.compile(" *#")
_STEPS = frozenset({"M01", "C04", "S01", "D05", "D06"})


def untangled(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those that only follow from another, and with shared causes named."""
    found = list(dict.fromkeys(findings))
    wrong = {one.file for one in found if one.severity == "error"}
    hidden = {one.file for one in found if one.rule == "X01"}
    lost = {one.file for one in found if one.rule in _HEADINGS and _HASH.match(one.source_line)}
    told = [one for one in found if not _follows(one, wrong, hidden, lost)]
    steps = {one.file for one in told if one.rule in ("M01", "D05")}
    order = {one.cause for one in told if one.rule in ("S03", "I07")}
    unrun = [one.cause for one in told if one.rule == "I04"]
    if len(unrun) > _MANY:
        told = [replace(one, cause="rows") if one.cause[:4] == "row " else one for one in told]
        unrun = ["rows"]
    twice = {one.cause for one in told if one.rule == "I01" and one.cause.startswith("twice ")}
    return [_shared(one, steps, order, unrun, twice) for one in told]


def _follows(one: Finding, wrong: set[str], hidden: set[str], lost: set[str]) -> bool:
    """Whether this says nothing that will still be so once another finding is mended.

    :param hidden: files with hidden characters.
    :param lost: files with a heading that is none, so that what it heads is not known.
    """
    if one.rule in _NEEDS_HEADINGS:
        return one.file in lost
    if one.rule in ("A04", "A05"):
        # An overlay is judged against its base when both are sound.
        own = {one.file} if one.rule == "A04" else set()
        return bool({one.file, *(file for file, _ in one.related)} & wrong - own)
    return one.rule == "F02" and one.file in hidden


def _shared(
    one: Finding, steps: set[str], order: set[str], unrun: Sequence[str], twice: set[str]
) -> Finding:
    if one.rule in _STEPS and one.file in steps:
        return replace(one, cause=f"steps {one.file}")
    number = one.cause.partition(" ")[2]
    if one.rule == "M04" and f"order {number}" in order:
        return replace(one, cause=f"order {number}")
    if one.cause.startswith("recovery ") and unrun:
        return replace(one, cause=unrun[0])
    if one.cause.startswith("day "):
        again = next((cause for cause in twice if cause.startswith(f"twice {number} ")), "")
        return replace(one, cause=again) if again else one
    return one


def of_one_axis(findings: Iterable[Finding]) -> list[Finding]:
    """With unknown variants told together with the unknown axis value they are made of."""
    found = list(findings)
    unknown = {one.cause.removeprefix("name ") for one in found if one.cause[:5] == "name "}
    part = {
        name: value
        for name in unknown
        for value in unknown
        if name != value and (name.endswith(f"-{value}") or name.startswith(f"{value}-"))
    }
    return [
        replace(one, cause=f"name {part[name]}")
        if one.cause[:5] == "name " and (name := one.cause[5:]) in part
        else one
        for one in found
    ]


def axis_misspelt(package: Package, findings: Sequence[Finding]) -> list[Finding] | None:
    """With what is said of names that nobody declared told once, if a value of an axis is never
    used and is likely to be the misspelt one; else None.
    """
    unknown = {one.cause.removeprefix("name ") for one in findings if one.cause[:5] == "name "}
    used = {value for name in package.used_names for value in _values(package, name)}
    for number, values in enumerate(package.axes.values):
        for place, value in enumerate(values):
            meant = next((name for name in sorted(unknown, key=len) if _near(name, value)), "")
            if value in used or not meant:
                continue
            axis = list(package.manifest.axes)[number] if package.manifest else ""
            line, column = package.manifest_tree.place("axes", axis, place)
            message = f'"{value}" is used nowhere, but "{meant}" is - did you mean "{meant}"?'
            names = [one for one in findings if one.cause[:5] == "name "]
            places = tuple(dict.fromkeys((one.file, one.line) for one in names))[:_PLACES]
            found = package.manifest_source.at("A01", line, column, message, related=places)
            return [*(one for one in findings if one not in names), found]
    return None


def _values(package: Package, name: str) -> Iterable[str]:
    """The axis values a name stands for: itself, or those of a variant."""
    return [name, *package.axes.layers(name)]


def _near(name: str, value: str) -> bool:
    return bool(nearest(name, [value]))
