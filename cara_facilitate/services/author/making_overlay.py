"""Another text for some variants, begun as a copy of what it replaces and pinned to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cara_facilitate.content.axes import Tag
from cara_facilitate.content.digest import pin
from cara_facilitate.content.findings import shown
from cara_facilitate.content.grammar import Stage
from cara_facilitate.content.package import Package, parse
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.variants import deliver, replaced_by
from cara_facilitate.domain.curriculum import SectionKind
from cara_facilitate.errors import ContentError, Refusal
from cara_facilitate.services.author.accepting import keep_texts
from cara_facilitate.services.author.making import Made, new_findings, opened
from cara_facilitate.services.author.pages import page
from cara_facilitate.services.author.sentences import with_nearest
from cara_facilitate.services.author.writing import write_new

USUAL = (SectionKind.SAY, SectionKind.ASK)
"""The kinds an overlay is most often for: the heart of what is said."""


def new_overlay(
    folder: Path,
    activity: str,
    where: str,
    steps: Sequence[str] = (),
    kinds: Sequence[SectionKind] = (),
) -> Made:
    """Write ``variants/WHERE/ACTIVITY.md``; until it is edited it changes nothing.

    :param where: an axis value or a variant.
    :param steps: titles of the steps to copy; the first with words to say if left out.
    :param kinds: the kinds of section to copy; what is said and asked if left out.
    :raises CaraError: if there is no such activity, variant, step or section, or it is there.
    """
    files, package, manifest = opened(folder)
    stages = chosen_steps(choices(package, activity, where), steps, kinds)
    file = free_file(package, folder, activity, where)
    values: dict[str, object] = {
        "activity": activity,
        "base": "",
        "stages": [_copied(stage) for stage in stages],
    }
    trial = parse({**files, file: page("overlay.md", values).encode()})
    for overlay in trial.overlays:
        if overlay.source.name == file:
            values["base"] = pin(replaced_by(trial, overlay)[0])
    text = page("overlay.md", values).encode()
    _check_same(package, parse({**files, file: text}), manifest, activity)
    found = new_findings(files, {**files, file: text})
    write_new(folder / file, text)
    keep_texts(folder)
    return Made(folder, (folder / file,), (), found)


def known_activity(package: Package, activity: str) -> str:
    """The id, if an overlay can be made for this activity.

    :raises ContentError: if there is none of this id, or it cannot be read.
    """
    if activity not in package.activities:
        named = f'"{shown(activity)}"'
        if activity in package.known["activities"]:
            raise ContentError(f"{named} cannot be read.", "See: cara curriculum check")
        raise ContentError(
            with_nearest(f"{named} is not an activity", activity, package.activities),
            f"There are {', '.join(sorted(package.activities)) or 'none yet'}.",
        )
    return activity


def choices(package: Package, activity: str, where: str) -> list[Stage]:
    """The steps of an activity that an axis value or variant has, with the sections it has.

    :raises ContentError: if there is no such activity, value or variant.
    """
    known_activity(package, activity)
    axes = package.axes
    if where not in axes.names():
        values = [value for values in axes.values for value in values]
        raise ContentError(
            with_nearest(f'"{shown(where)}" is not a variant or axis value', where, axes.names()),
            f"There are {', '.join(dict.fromkeys((*values, *axes.variants())))}.",
        )
    mine = [one for one in axes.variants() if where in axes.layers(one)]

    def held(tags: Iterable[Tag]) -> bool:
        words = tuple(tags)
        return any(axes.includes(words, variant) for variant in mine)

    stages = [
        replace(stage, parts=tuple(part for part in stage.parts if held(part.tags)))
        for stage in package.activities[activity].stages
        if held(stage.tags)
    ]
    return [stage for stage in stages if stage.parts]


def chosen_steps(
    stages: Sequence[Stage], titles: Sequence[str], kinds: Sequence[SectionKind]
) -> list[Stage]:
    """The steps of these titles, with the sections of these kinds.

    :raises ContentError: if there is no such step, or nothing of these kinds in it.
    """
    for title in titles:
        known = [stage.title for stage in stages]
        if title not in known:
            raise ContentError(
                with_nearest(f'There is no step "{shown(title)}" to change here', title, known),
                f"There are {', '.join(known)}.",
            )
    if not titles:
        spoken = [one for one in stages if any(part.kind in USUAL for part in one.parts)]
        titles = [one.title for one in (spoken or stages)[:1]]
    found = [_only(stage, kinds) for stage in stages if stage.title in titles]
    if not any(stage.parts for stage in found):
        raise ContentError("There is nothing of that kind to change here.", "Choose another step.")
    return [stage for stage in found if stage.parts]


def _only(stage: Stage, kinds: Sequence[SectionKind]) -> Stage:
    if not kinds:
        spoken = tuple(part for part in stage.parts if part.kind in USUAL)
        return replace(stage, parts=spoken or stage.parts)
    return replace(stage, parts=tuple(part for part in stage.parts if part.kind in kinds))


def free_file(package: Package, folder: Path, activity: str, where: str) -> str:
    """The name of an overlay's file.

    :raises Refusal: if there is such an overlay already.
    """
    file = f"variants/{where}/{activity}.md"
    for taken in package.overlays:
        if (taken.header.overlays, taken.layer, taken.site) == (activity, where, False):
            raise Refusal(f"There is {taken.source.name} already.", "Add the step to it by hand.")
    if (folder / file).exists():
        raise Refusal(f"There is {file} already.", "It was left as it is.")
    return file


def _check_same(before: Package, after: Package, manifest: Manifest, activity: str) -> None:
    """A copy must deliver what it was copied from, in every variant."""
    for variant in before.declared():
        hashes = {
            resolved.activity.hash
            for package in (before, after)
            if (resolved := deliver(package, manifest, variant).activities.get(activity))
        }
        if len(hashes) > 1:
            raise ContentError(
                f"An overlay cannot tell the steps of {activity} apart.",
                "Give each step a title of its own.",
            )


def _copied(stage: Stage) -> dict[str, object]:
    # No minutes: without them the step keeps the base's, and is not pinned to them.
    return {
        "heading": _heading(stage.title, stage.tags),
        "parts": [
            {"heading": _heading(part.kind.value, part.tags), "body": part.body}
            for part in stage.parts
        ],
    }


def _heading(title: str, tags: Sequence[Tag]) -> str:
    words = ", ".join(f"!{tag.name}" if tag.negated else tag.name for tag in tags)
    return f"{title} [{words}]" if words else title
