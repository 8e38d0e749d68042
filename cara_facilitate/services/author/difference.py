"""Which variants share an activity's text, and where two of them part."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cara_facilitate.content.findings import shown
from cara_facilitate.domain.curriculum import Activity, Curriculum
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.sentences import with_nearest

CONTEXT = 2
"""Unchanged lines shown around each change."""
LIKE = 0.3
"""Share of words two sections of one kind must have in common to count as one that changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of an activity under one heading, as one variant delivers them."""

    place: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Where two variants part: the lines of a unified diff, and the heading they stand under."""

    place: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two variants of one activity; ``hashes`` are their content hashes, empty if not run.

    ``handouts`` are sheets the activity hands out that are not the same in both.
    """

    activity: str
    variants: tuple[str, str]
    hashes: tuple[str, str]
    changes: tuple[Change, ...]
    handouts: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether both deliver the same text."""
        return self.hashes[0] == self.hashes[1]


@dataclass(frozen=True, slots=True)
class Group:
    """Variants that deliver one text of an activity; an empty ``hash``: they do not run it."""

    hash: str
    minutes: int
    variants: tuple[str, ...]


def groups(curricula: Sequence[Curriculum], activity: str) -> tuple[Group, ...]:
    """The variants by the text of this activity they deliver.

    :raises ContentError: if no variant has the activity.
    """
    _known(curricula, activity)
    held: dict[str, list[tuple[str, int]]] = {}
    for curriculum in curricula:
        found = _find(curriculum, activity)
        key, minutes = (found.hash, found.minutes) if found else ("", 0)
        held.setdefault(key, []).append((curriculum.variant, minutes))
    return tuple(
        Group(key, rows[0][1], tuple(variant for variant, _ in rows)) for key, rows in held.items()
    )


def difference(first: Curriculum, second: Curriculum, activity: str) -> Difference:
    """How the second variant of an activity differs from the first.

    :raises ContentError: if neither has the activity.
    """
    _known((first, second), activity)
    one, other = _find(first, activity), _find(second, activity)
    return Difference(
        activity,
        (first.variant, second.variant),
        (one.hash if one else "", other.hash if other else ""),
        tuple(_changes(_parts(one), _parts(other))),
        _sheets(first, second, activity),
    )


def _known(curricula: Sequence[Curriculum], activity: str) -> None:
    names = list(dict.fromkeys(one.id for curriculum in curricula for one in curriculum.activities))
    if activity not in names:
        message = f'"{shown(activity)}" is no activity that these variants run'
        raise ContentError(
            with_nearest(message, activity, names), "See: cara curriculum runsheet VARIANT"
        )


def _find(curriculum: Curriculum, activity: str) -> Activity | None:
    return next((one for one in curriculum.activities if one.id == activity), None)


def _parts(activity: Activity | None) -> list[Part]:
    """Everything the content hash covers, by heading; equal parts mean equal hashes."""
    if activity is None:
        return []
    head = (
        f"title: {activity.title}",
        f"minutes: {activity.minutes}",
        f"shortest: {activity.floor}",
        f"objectives: {', '.join(activity.objectives)}",
        f"setting: {activity.setting}",
        f"intensity: {activity.intensity}",
        *(f"material: {one}" for one in activity.materials),
        *(f"hand-out: {one}" for one in activity.handouts),
    )
    parts = [Part("Header", "", head), Part("Aim", "", tuple(activity.aim.split("\n")))]
    for step in activity.steps:
        parts.append(Part(step.title, "", (f"## {step.title} ({step.minutes} min)",)))
        parts += [
            Part(
                f"{step.title} > {section.kind}",
                f"### {section.kind}",
                tuple(section.body.split("\n")),
            )
            for section in step.sections
        ]
    return parts


def _changes(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Change]:
    """Equal parts are passed over; between them, parts with one heading are compared."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, i2, j, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for one, other in _paired(old[i:i2], new[j:j2]):
            if one is not None and other is not None:
                yield from _compared(one, other)
            elif one is not None:
                yield _whole(one, "-")
            elif other is not None:
                yield _whole(other, "+")


def _paired(old: Sequence[Part], new: Sequence[Part]) -> Iterator[tuple[Part | None, Part | None]]:
    """Old parts with the new ones that took their place; those without such a part alone."""
    next_new = 0
    for one in old:
        likely = [n for n in range(next_new, len(new)) if new[n].place == one.place]
        best = max(likely, key=lambda n: _likeness(one, new[n]), default=None)
        if best is None or (len(likely) > 1 and _likeness(one, new[best]) < LIKE):
            yield one, None
            continue
        yield from ((None, part) for part in new[next_new:best])
        yield one, new[best]
        next_new = best + 1
    yield from ((None, part) for part in new[next_new:])


def _likeness(one: Part, other: Part) -> float:
    ours, theirs = " ".join(one.lines).split(), " ".join(other.lines).split()
    return difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _compared(one: Part, other: Part) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(None, one.lines, other.lines, autojunk=False)
    for hunk in matcher.get_grouped_opcodes(CONTEXT):
        lines: list[str] = []
        for tag, i, i2, j, j2 in hunk:
            if tag == "equal":
                lines += [f" {line}" for line in one.lines[i:i2]]
            else:
                lines += [f"-{line}" for line in one.lines[i:i2]]
                lines += [f"+{line}" for line in other.lines[j:j2]]
        yield Change(one.place, tuple(lines))


def _whole(part: Part, sign: str) -> Change:
    lines = (part.heading, *part.lines) if part.heading else part.lines
    return Change(part.place, tuple(f"{sign}{line}" for line in lines))


def _sheets(first: Curriculum, second: Curriculum, activity: str) -> tuple[str, ...]:
    """Hand-outs of the activity, by id, whose title or body is not the same in both."""
    used = [_find(curriculum, activity) for curriculum in (first, second)]
    names = dict.fromkeys(name for one in used if one is not None for name in one.handouts)
    ours, theirs = ({one.id: one for one in curr.handouts} for curr in (first, second))
    return tuple(name for name in names if ours.get(name) != theirs.get(name))
