"""Which version number a change of a curriculum needs: patch, minor or major, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.lock import ActivityRecord, Built, DayRecord, VariantRecord

ALLOWED = 0.1
"""Minutes may change by this part of what they were before the change is a major one."""
LONGEST = 30


class Level(IntEnum):
    """How much a change asks of those who deliver the curriculum already."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is no longer as it was built, in plain words."""

    level: Level
    message: str


Version = tuple[int, int, int]
_Key = TypeVar("_Key", str, int)


def parsed(text: str) -> Version:
    """The three numbers of a version.

    :raises ContentError: if they are not three plain numbers of sensible length.
    """
    parts = text.split(".")
    plain = len(text) <= LONGEST and all(one.isascii() and one.isdigit() for one in parts)
    if len(parts) != 3 or not plain or any(len(one) > 9 for one in parts):
        raise ContentError("The version is not three numbers.", "Write it as 1.0.0.")
    return int(parts[0]), int(parts[1]), int(parts[2])


def least(before: str, changes: Iterable[Change]) -> str:
    """The lowest version that says how much changed since ``before``."""
    major, minor, patch = parsed(before)
    level = max((one.level for one in changes), default=None)
    if level is Level.MAJOR:
        return f"{major + 1}.0.0"
    if level is Level.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (level is not None)}"


def changes(old: Built, new: Built) -> tuple[Change, ...]:
    """What changed from one build to the next, the weightiest first, each told once."""
    found = [*_named(old, new)]
    held: dict[Change, list[str]] = {}
    for name, variant in new.variants.items():
        earlier = old.variants.get(name)
        if earlier is not None:
            for change in dict.fromkeys(_in_variant(earlier, variant)):
                held.setdefault(change, []).append(name)
    shared = old.variants.keys() & new.variants.keys()
    for change, names in held.items():
        where = "" if len(names) == len(shared) else f", in {', '.join(names)}"
        found.append(Change(change.level, change.message + where))
    found += [] if found else _files(old, new)
    return tuple(sorted(found, key=lambda one: -one.level))


def _named(old: Built, new: Built) -> Iterator[Change]:
    """The ids of the curriculum as a whole."""
    if old.curriculum != new.curriculum:
        yield Change(Level.MAJOR, f"the curriculum's id was {old.curriculum}")
    yield from _added_or_gone("variant", old.variants, new.variants)
    for name in _both(old.objectives, new.objectives):
        if old.objectives[name] != new.objectives[name]:
            yield Change(Level.MAJOR, f"objective {name} is worded otherwise")
    for name in _less(new.objectives, old.objectives):
        yield Change(Level.MAJOR, f"objective {name} is new")
    for name in _less(old.objectives, new.objectives):
        yield Change(Level.MAJOR, f"objective {name} is gone")
    yield from _added_or_gone("code", old.codes, new.codes)
    for key in _both(old.codes, new.codes):
        if old.codes[key] != new.codes[key]:
            yield Change(Level.MAJOR, f"code {key} was {old.codes[key]}")


def _in_variant(old: VariantRecord, new: VariantRecord) -> Iterator[Change]:
    yield from _added_or_gone("activity", old.activities, new.activities)
    yield from _added_or_gone("hand-out", old.handouts, new.handouts)
    for name in _both(old.activities, new.activities):
        yield from _activity(name, old.activities[name], new.activities[name])
    for name in _both(old.handouts, new.handouts):
        if old.handouts[name] != new.handouts[name]:
            yield Change(Level.PATCH, f"wording of hand-out {name}")
    for name in _less(old.signposts, new.signposts):
        yield Change(Level.MINOR, f"signpost {name} is gone")
    for name in _less(new.signposts, old.signposts):
        yield Change(Level.MINOR, f"signpost {name} is new")
    for number in _less(old.days, new.days):
        yield Change(Level.MAJOR, f"workshop {number} is gone")
    for number in _less(new.days, old.days):
        yield Change(Level.MINOR, f"workshop {number} is new")
    for number in _both(old.days, new.days):
        yield from _day(number, old.days[number], new.days[number])


def _activity(name: str, old: ActivityRecord, new: ActivityRecord) -> Iterator[Change]:
    if old.hash == new.hash:
        return
    found = list(_of_activity(name, old, new))
    yield from found or [Change(Level.PATCH, f"wording of {name}")]


def _of_activity(name: str, old: ActivityRecord, new: ActivityRecord) -> Iterator[Change]:
    if old.objectives != new.objectives:
        said = f"{name} claims {_list(new.objectives)}, not {_list(old.objectives)}"
        yield Change(Level.MAJOR, said)
    for kind, count in old.safety.items():
        if new.safety.get(kind, 0) < count:
            left = new.safety.get(kind, 0) or "none"
            yield Change(Level.MAJOR, f'{name} had {count} "{kind}", now {left}')
    yield from _minutes(f"{name}:", old.minutes, new.minutes)
    yield from _minutes(f"{name}: shortest", old.floor, new.floor)
    if old.minutes == new.minutes and old.steps != new.steps:
        yield Change(Level.MINOR, f"{name}: its minutes are divided otherwise")
    if old.intensity != new.intensity:
        yield Change(Level.MINOR, f"{name}: intensity was {old.intensity}")


def _day(number: int, old: DayRecord, new: DayRecord) -> Iterator[Change]:
    was = {row.key: row for row in old.rows}
    now = {row.key: row for row in new.rows}
    day = f"workshop {number}"
    for key in _less(was, now):
        yield Change(Level.MAJOR, f"{key} is no longer in {day}'s order")
    for key in _less(now, was):
        yield Change(Level.MINOR, f"{key} is new in {day}'s order")
    before, after = [k for k in was if k in now], [k for k in now if k in was]
    if before != after:
        moved = next(two for one, two in zip(before, after, strict=True) if one != two)
        yield Change(Level.MAJOR, f"the order of {day} changed, first at {moved}")
    for key in before:
        if key.startswith("break "):
            yield from _minutes(f"{day}, {key}:", was[key].minutes, now[key].minutes)
        if was[key].number != now[key].number:
            yield Change(Level.MINOR, f"{key} was number {was[key].number}")
    if (old.start, old.end) != (new.start, new.end):
        yield Change(Level.MINOR, f"{day} was {old.start} to {old.end}")
    if old.optional != new.optional:
        yield Change(Level.MINOR, f"what is optional in {day} changed")


def _minutes(what: str, old: int, new: int) -> Iterator[Change]:
    if old == new:
        return
    small = abs(new - old) <= old * ALLOWED
    level, why = (Level.MINOR, "") if small else (Level.MAJOR, ", more than a tenth")
    yield Change(level, f"{what} {new} min, was {old}{why}")


def _files(old: Built, new: Built) -> Iterator[Change]:
    """Files that differ where nothing else does: one version always means the same files."""
    differing = sorted(
        name
        for name in old.files.keys() | new.files.keys()
        if old.files.get(name) != new.files.get(name)
    )
    if differing:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        yield Change(Level.PATCH, f"changed: {', '.join(differing[:3])}{more}")


def _added_or_gone(
    what: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    for name in _less(old, new):
        yield Change(Level.MAJOR, f"{what} {name} is gone")
    for name in _less(new, old):
        yield Change(Level.MINOR, f"{what} {name} is new")


def _less(some: Iterable[_Key], others: Iterable[_Key]) -> list[_Key]:
    without = set(others)
    return [one for one in some if one not in without]


def _both(some: Iterable[_Key], others: Iterable[_Key]) -> list[_Key]:
    within = set(others)
    return [one for one in some if one in within]


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "no objective"
