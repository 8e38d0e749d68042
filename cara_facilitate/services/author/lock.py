"""``curriculum.lock``: what the last build held, and what overlays were written against."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cara_facilitate.content.digest import pin
from cara_facilitate.domain.curriculum import Activity, Curriculum, Day, Handout, SectionKind
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.content.package import Package
    from cara_facilitate.content.shapes import Manifest

LOCK = "curriculum.lock"
LARGEST = 1_000_000
SAFETY = (SectionKind.WATCH_FOR, SectionKind.SIGNPOST)
"""The kinds of section whose loss is a major change."""

Replaced = tuple[str, str, str]
"""One text an overlay replaces: its step, its kind of section, the text."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class RowRecord(_Part):
    """One row of a day: ``key`` is the activity's id, or a break's with ``break`` before it."""

    key: str
    number: str
    minutes: int
    floor: int


class DayRecord(_Part):
    """One workshop as one variant runs it."""

    start: str
    end: str
    rows: list[RowRecord]
    optional: list[str]


class ActivityRecord(_Part):
    """One activity as one variant delivers it; ``safety`` counts its sections by kind."""

    minutes: int
    floor: int
    intensity: str
    objectives: list[str]
    steps: list[int]
    safety: dict[str, int]
    hash: str


class VariantRecord(_Part):
    """One variant: its days by workshop number, its activities and handouts by id."""

    hash: str
    days: dict[int, DayRecord]
    activities: dict[str, ActivityRecord]
    handouts: dict[str, str]
    signposts: list[str]


class Built(_Part):
    """What one build held. ``files`` are SHA-256 by name; ``retired`` ids never come back."""

    curriculum: str
    version: Annotated[str, Field(pattern=r"^\d{1,9}\.\d{1,9}\.\d{1,9}$")]
    objectives: dict[str, tuple[str, str]]
    codes: dict[str, str]
    variants: dict[str, VariantRecord]
    retired: list[str]
    files: dict[str, str]


class Lock(_Part):
    """The whole file. ``pins`` are the texts behind the ``base:`` of each overlay."""

    lock: Literal[1] = 1
    built: Built | None = None
    pins: dict[str, list[Replaced]] = {}

    def text_behind(self, base: str) -> tuple[Replaced, ...] | None:
        """What an overlay was written against, or None if that was not kept or was altered."""
        kept = tuple(self.pins.get(base, ()))
        return kept if kept and pin(kept) == base else None


def read_lock(files: Mapping[str, bytes]) -> Lock:
    """The lock among a curriculum's files; an empty one if there is none.

    :raises ContentError: if it is not one that this toolkit wrote.
    """
    data = files.get(LOCK)
    if data is None:
        return Lock()
    try:
        if len(data) > LARGEST:
            raise ValueError("too large")
        return Lock.model_validate(json.loads(data))
    except (ValueError, ValidationError, RecursionError):
        raise ContentError(
            "This file cannot be read as what cara wrote.",
            "Put back an earlier copy; without the file no version is compared.",
            LOCK,
        ) from None


def written(lock: Lock) -> bytes:
    """The lock as a file: the same bytes whenever it says the same."""
    plain = lock.model_dump(mode="json", exclude_none=True)
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def built(
    manifest: Manifest, curricula: Iterable[Curriculum], files: Mapping[str, bytes], before: Lock
) -> Built:
    """What to write down about a build of these files.

    :param curricula: every variant, resolved.
    :param before: the lock so far, for the ids that it retired.
    """
    variants = {one.variant: _variant(one) for one in curricula}
    past = before.built
    retired = set(manifest.retired) | set(past.retired if past else ())
    present = {name for one in variants.values() for name in one.activities}
    if past is not None:
        gone = {name for one in past.variants.values() for name in one.activities}
        retired |= gone - present
    return Built(
        curriculum=manifest.curriculum,
        version=manifest.version,
        objectives={one.id: (one.slug, one.text) for one in manifest.objectives},
        codes={one.key: one.name for one in manifest.codes},
        variants=variants,
        retired=sorted(retired),
        files={name: _digest(data) for name, data in files.items() if name != LOCK},
    )


def pins(package: Package, before: Lock) -> dict[str, list[Replaced]]:
    """The texts behind every overlay's ``base:``: present ones, and kept ones of stale overlays."""
    from cara_facilitate.content.variants import replaced_by

    kept: dict[str, list[Replaced]] = {}
    for overlay in package.overlays:
        base = overlay.header.base
        texts, wrong = replaced_by(package, overlay)
        if not wrong and pin(texts) == base:
            kept[base] = texts
        elif (earlier := before.text_behind(base)) is not None:
            kept[base] = list(earlier)
    return kept


def _variant(curriculum: Curriculum) -> VariantRecord:
    return VariantRecord(
        hash=curriculum.hash,
        days={
            day.workshop: DayRecord(
                start=day.start,
                end=day.end,
                rows=list(_rows(day)),
                optional=list(day.optional),
            )
            for day in curriculum.days
        },
        activities={one.id: _activity(one) for one in curriculum.activities},
        handouts={one.id: _sheet(one) for one in curriculum.handouts},
        signposts=sorted(one.id for one in curriculum.signposts),
    )


def _rows(day: Day) -> Iterator[RowRecord]:
    seen: dict[str, int] = {}
    for item in day.run:
        key = item.activity or f"break {item.id}"
        seen[key] = seen.get(key, 0) + 1
        again = f" ({seen[key]})" if seen[key] > 1 else ""
        yield RowRecord(key=key + again, number=item.id, minutes=item.minutes, floor=item.floor)


def _activity(activity: Activity) -> ActivityRecord:
    kinds = [section.kind for step in activity.steps for section in step.sections]
    return ActivityRecord(
        minutes=activity.minutes,
        floor=activity.floor,
        intensity=activity.intensity,
        objectives=sorted(activity.objectives),
        steps=[step.minutes for step in activity.steps],
        safety={kind.value: kinds.count(kind) for kind in SAFETY},
        hash=activity.hash,
    )


def _sheet(handout: Handout) -> str:
    return _digest(f"{handout.title}\n{handout.body}".encode())


def _digest(data: bytes) -> str:
    # Another system's line ends are no change of the text.
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
