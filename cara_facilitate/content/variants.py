"""One variant out of a parsed package: tags chosen, overlays laid on, terms filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cara_facilitate.content.axes import Axes, Tag
from cara_facilitate.content.digest import activity_hash, pin
from cara_facilitate.content.findings import Finding, did_you_mean, shown
from cara_facilitate.content.grammar import Part, Stage
from cara_facilitate.content.package import Authored, Overlay, Package, Sheet
from cara_facilitate.content.shapes import DayEntry, Manifest, RunEntry
from cara_facilitate.content.terms import Wordings
from cara_facilitate.domain.curriculum import (
    Activity,
    Day,
    Handout,
    RunItem,
    Section,
    Signpost,
    Step,
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """An activity as this variant delivers it, with where it was written."""

    authored: Authored
    activity: Activity
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a running order this variant has; ``index`` is its place in the manifest."""

    index: int
    entry: RunEntry
    item: RunItem | None


@dataclass(slots=True)
class Delivery:
    """Everything one variant delivers; an activity that cannot be read is missing from it."""

    variant: str
    activities: dict[str, Resolved] = field(default_factory=dict)
    rows: list[list[Row]] = field(default_factory=list)
    days: tuple[Day, ...] = ()
    handouts: tuple[Handout, ...] = ()
    signposts: tuple[Signpost, ...] = ()


def deliver(package: Package, manifest: Manifest, variant: str, *, hashed: bool = True) -> Delivery:
    """Resolve one variant; never raises, whatever findings the package has.

    :param hashed: without it activities have no hash, and handouts and signposts are left out.
    """
    delivery = Delivery(variant)
    axes = package.axes
    wordings = Wordings.of(package.table, axes, variant)
    ids = {objective.slug: objective.id for objective in manifest.objectives}
    for name in _scheduled(package, manifest, variant):
        authored = package.activities[name]
        stages = _stages(package, authored, variant)
        activity = _activity(authored, stages, wordings, ids)
        if hashed:
            activity = replace(activity, hash=activity_hash(activity))
        delivery.activities[name] = Resolved(authored, activity, stages)
    for number, day in enumerate(manifest.days, start=1):
        delivery.rows.append(
            list(_rows(delivery, day, day.workshop or number, _Only(axes, variant)))
        )
    delivery.days = tuple(
        _day(delivery, day, day.workshop or number, rows)
        for number, (day, rows) in enumerate(
            zip(manifest.days, delivery.rows, strict=True), start=1
        )
    )
    if not hashed:
        return delivery
    delivery.handouts = tuple(
        handout
        for _, sheet in sorted(package.sheets.items())
        if (handout := _handout(sheet, axes, variant, wordings)).body
    )
    only = _Only(axes, variant)
    delivery.signposts = tuple(
        Signpost(s.id, s.name, s.contact, s.hours, s.audience, s.verified_on, s.note)
        for s in package.signposts
        if only.includes(s.only)
    )
    return delivery


def check_overlays(package: Package) -> Iterator[Finding]:
    """Overlays whose target is gone (A04) or has changed since they were written (A05)."""
    for overlay in package.overlays:
        replaced, wrong = replaced_by(package, overlay)
        yield from wrong
        base = pin(replaced)
        if not wrong and overlay.header.base != base:
            line, column = overlay.tree.place("base")
            found = overlay.source.at(
                "A05",
                line,
                column,
                "the base changed after this variant text was written",
                severity="warning",
                hint=f"or you replace other sections now; read it again, then write base: {base}",
                related=_pinned(package, overlay),
            )
            yield replace(found, cause=f"base {overlay.header.overlays}")


def _pinned(package: Package, overlay: Overlay) -> tuple[tuple[str, int], ...]:
    """Where in the base the text stands that an overlay replaces: first lines, then headings."""
    authored = package.activities[overlay.header.overlays]
    titles = {stage.title: {part.kind for part in stage.parts} for stage in overlay.stages}
    parts = [
        part
        for stage in authored.stages
        for part in stage.parts
        if part.kind in titles.get(stage.title, ())
    ]
    steps = [stage.line for stage in authored.stages if stage.title in titles]
    lines = [*(part.first for part in parts), *(part.line for part in parts), *steps]
    lines += [part.last for part in parts]
    return tuple((authored.source.name, line) for line in lines)


def replaced_by(
    package: Package, overlay: Overlay
) -> tuple[list[tuple[str, str, str]], list[Finding]]:
    """What an overlay replaces, as (step, kind, text): what it is pinned to; and what is gone."""
    authored = package.activities[overlay.header.overlays]
    replaced: list[tuple[str, str, str]] = []
    wrong: list[Finding] = []
    for stage in overlay.stages:
        texts, finding = _target(package.axes, overlay, authored, stage)
        replaced += texts
        wrong += [finding] if finding is not None else []
    return replaced, wrong


def _target(
    axes: Axes, overlay: Overlay, authored: Authored, stage: Stage
) -> tuple[list[tuple[str, str, str]], Finding | None]:
    """What an overlay's step replaces in the base, or that there is nothing to replace."""
    possible = [one for one in axes.variants() if overlay.layer in axes.layers(one)]

    def applies(tags: Sequence[Tag]) -> bool:
        return any(axes.includes(tags, variant) for variant in possible)

    bases = [one for one in authored.stages if one.title == stage.title and applies(one.tags)]
    title = shown(stage.title)
    if not bases:
        near = did_you_mean(stage.title, (one.title for one in authored.stages))
        message = f'{authored.header.id} has no step "{title}" to change{near}'
        found = overlay.source.at("A04", stage.line, 4, message)
        lines = [one.line for one in authored.stages if near and shown(one.title) in near]
        lines += [one.line for one in authored.stages]
        related = tuple((authored.source.name, line) for line in lines)
        return [], replace(found, related=related, cause=f"step {authored.header.id} {title}")
    texts = [] if stage.minutes is None else [(b.title, "", str(b.minutes)) for b in bases]
    for part in stage.parts:
        old = [p.body for b in bases for p in b.parts if p.kind is part.kind and applies(p.tags)]
        if not old:
            message = f'step "{title}" has no "{part.kind}" to change'
            found = overlay.source.at("A04", part.line, 5, message)
            lines = [one.line for one in bases] + [p.line for one in bases for p in one.parts]
            related = tuple((authored.source.name, line) for line in lines)
            cause = f"step {authored.header.id} {title} {part.kind}"
            return [], replace(found, related=related, cause=cause)
        texts += [(stage.title, part.kind.value, body) for body in old]
    return texts, None


def _scheduled(package: Package, manifest: Manifest, variant: str) -> Iterator[str]:
    """Ids of the activities this variant may run, in order, each once."""
    only = _Only(package.axes, variant)
    names = [
        entry.activity for day in manifest.days for entry in day.run if only.includes(entry.only)
    ]
    names += [name for day in manifest.days for name in day.optional]
    yield from (name for name in dict.fromkeys(names) if name in package.activities)


@dataclass(frozen=True, slots=True)
class _Only:
    """Whether ``only:`` lists include this variant."""

    axes: Axes
    variant: str

    def includes(self, names: Iterable[str]) -> bool:
        words = [Tag(word.removeprefix("!"), word.startswith("!"), 1, 1) for word in names]
        return self.axes.includes(words, self.variant)


def _stages(package: Package, authored: Authored, variant: str) -> tuple[Stage, ...]:
    axes = package.axes
    stages = _chosen(axes, authored.stages, variant)
    layers = axes.layers(variant)
    mine = [
        overlay
        for overlay in package.overlays
        if overlay.layer in layers and overlay.header.overlays == authored.header.id
    ]
    for overlay in sorted(mine, key=lambda one: (one.site, layers.index(one.layer))):
        for change in _chosen(axes, overlay.stages, variant):
            stages = [
                _laid(stage, change) if stage.title == change.title else stage for stage in stages
            ]
    return tuple(stages)


def _chosen(axes: Axes, stages: Iterable[Stage], variant: str) -> list[Stage]:
    return [
        replace(
            stage, parts=tuple(part for part in stage.parts if axes.includes(part.tags, variant))
        )
        for stage in stages
        if axes.includes(stage.tags, variant)
    ]


def _laid(stage: Stage, change: Stage) -> Stage:
    """The step with a variant's sections in place of its own of the same kind."""
    parts = list(stage.parts)
    for kind in dict.fromkeys(part.kind for part in change.parts):
        new = [part for part in change.parts if part.kind is kind]
        places = [place for place, part in enumerate(parts) if part.kind is kind]
        if len(new) == len(places):
            for place, part in zip(places, new, strict=True):
                parts[place] = part
        elif places:
            kept = [part for part in parts[places[0] :] if part.kind is not kind]
            parts = parts[: places[0]] + new + kept
    minutes = stage.minutes if change.minutes is None else change.minutes
    return replace(stage, parts=tuple(part for part in parts if part.body), minutes=minutes)


def _activity(
    authored: Authored, stages: Sequence[Stage], wordings: Wordings, ids: dict[str, str]
) -> Activity:
    header = authored.header
    return Activity(
        id=header.id,
        title=wordings.plain(header.title),
        minutes=header.minutes,
        floor=header.shortest,
        objectives=tuple(ids.get(name, name) for name in header.objectives),
        setting=header.setting,
        intensity=header.intensity,
        materials=tuple(map(wordings.plain, header.materials)),
        handouts=tuple(header.handouts),
        aim=wordings.markdown(authored.aim),
        steps=tuple(
            Step(
                wordings.plain(stage.title),
                stage.minutes or 0,
                tuple(_section(part, wordings) for part in stage.parts),
            )
            for stage in stages
        ),
        hash="",
    )


def _section(part: Part, wordings: Wordings) -> Section:
    return Section(part.kind, wordings.markdown(part.body), part.line)


def _rows(delivery: Delivery, day: DayEntry, workshop: int, only: _Only) -> Iterator[Row]:
    breaks = 0
    for index, entry in enumerate(day.run):
        breaks += entry.rest is not None
        if not only.includes(entry.only):
            continue
        item: RunItem | None = None
        if entry.rest is not None:
            name = entry.id or f"BR{breaks}"
            item = RunItem(name, entry.label, entry.rest, entry.rest, at=entry.at or "")
        elif entry.activity in delivery.activities:
            activity = delivery.activities[entry.activity].activity
            number = entry.number or f"W{workshop}-{index + 1 - breaks:02}"
            item = RunItem(
                number,
                activity.title,
                activity.minutes,
                activity.floor,
                activity.id,
                entry.at or "",
            )
        yield Row(index, entry, item)


def _day(delivery: Delivery, day: DayEntry, workshop: int, rows: Sequence[Row]) -> Day:
    run = tuple(row.item for row in rows if row.item is not None)
    present = {item.id for item in run}
    return Day(
        workshop=workshop,
        start=day.start,
        end=day.end,
        run=run,
        recovery=tuple(number for number in day.recovery if number in present),
        optional=tuple(name for name in day.optional if name in delivery.activities),
    )


def _handout(sheet: Sheet, axes: Axes, variant: str, wordings: Wordings) -> Handout:
    bodies = [piece.body for piece in sheet.pieces if axes.includes(piece.tags, variant)]
    body = wordings.markdown("\n\n".join(bodies))
    title = wordings.plain(sheet.header.title)
    return Handout(sheet.header.id, title, body, sheet.header.layout)
