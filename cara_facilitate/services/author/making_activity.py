"""A new activity, put among what is optional in a day so that no day grows too long."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from cara_facilitate.content.findings import shown
from cara_facilitate.content.package import Package, parse
from cara_facilitate.content.shapes import LONGEST_DAY, Manifest, ObjectiveEntry
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.errors import CaraError, ContentError, Refusal
from cara_facilitate.services.author.lock import read_lock
from cara_facilitate.services.author.making import Made, new_findings, opened, plain_id, spoken
from cara_facilitate.services.author.pages import page
from cara_facilitate.services.author.sentences import with_nearest
from cara_facilitate.services.author.spans import with_optional
from cara_facilitate.services.author.writing import replace_file, write_new

MINUTES = 20
_ONE_STEP = 10
_MOST_DIGITS = 4
_NUMBER = re.compile(r"(.*?)(\d{1,4})")


def new_activity(
    folder: Path,
    name: str,
    title: str = "",
    minutes: int = MINUTES,
    objectives: Sequence[str] = (),
    workshop: int | None = None,
) -> Made:
    """Write ``activities/NAME.md`` and name it in the manifest's ``optional:``.

    :param objectives: slugs or ids it claims; the curriculum's first if left out.
    :param workshop: in which day it is optional; the first if left out.
    :raises CaraError: if the id is taken or was retired, or a file cannot be edited safely.
    """
    files, package, manifest = opened(folder)
    file = f"activities/{free_id(name, files, package, manifest)}.md"
    whole_minutes(minutes)
    values = {
        "id": name,
        "title": title or spoken(name),
        "minutes": minutes,
        "shortest": max(1, minutes * 3 // 4),
        "claims": claims(manifest, objectives),
        "steps": _steps(minutes),
    }
    day = _place(manifest, workshop)
    listed = _listed(files, day, name)
    text = page("activity.md", values).encode()
    found = new_findings(files, {**files, file: text, MANIFEST: listed})
    write_new(folder / file, text)
    try:
        replace_file(folder / MANIFEST, listed, expected=files[MANIFEST])
    except CaraError:
        (folder / file).unlink(missing_ok=True)
        raise
    note = (
        f"It is optional in workshop {manifest.days[day].workshop or day + 1}. For a place in the"
        " day, take it out of optional:, make room, and write this row among those of run:"
    )
    return Made(
        folder, (folder / file,), (folder / MANIFEST,), found, note, _row(manifest, day, name)
    )


def whole_minutes(minutes: int | str) -> int:
    """The planned length of an activity, as typed or counted.

    :raises Refusal: if it is no whole number of minutes that a day has.
    """
    typed = str(minutes)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        raise Refusal("Minutes are a whole number, such as 20.")
    if not 1 <= int(typed) <= LONGEST_DAY:
        raise Refusal(f"An activity has 1 to {LONGEST_DAY} minutes.")
    return int(typed)


def _row(manifest: Manifest, day: int, name: str) -> str:
    """A row for a running order; numbered as the day's others are, if they are."""
    numbers = [row.number for row in manifest.days[day].run if row.activity and row.number]
    taken = {row.number or row.id for one in manifest.days for row in one.run}
    parts = [found for number in numbers if (found := _NUMBER.fullmatch(number))]
    if not parts:
        return f"{{activity: {name}}}"
    lead, width = parts[-1][1], len(parts[-1][2])
    highest = max(int(one[2]) for one in parts if one[1] == lead)
    free = next(
        number
        for count in itertools.count(highest + 1)
        if (number := f"{lead}{count:0{width}}") not in taken
    )
    return f"{{activity: {name}, number: {free}}}"


def free_id(name: str, files: Mapping[str, bytes], package: Package, manifest: Manifest) -> str:
    """The name if it can be a new activity's.

    :raises Refusal: if it cannot, is taken or was retired.
    """
    file = f"activities/{plain_id(name, 'an activity')}.md"
    built = read_lock(files).built
    if name in manifest.retired or (built is not None and name in built.retired):
        raise Refusal(f'The id "{name}" was retired.', "Ids are not used again: choose another.")
    if file in files or name in package.known["activities"]:
        raise Refusal(f"There is {file} already.", "Choose another id.")
    return name


def claims(manifest: Manifest, wanted: Sequence[str]) -> list[ObjectiveEntry]:
    """The objectives of these slugs or ids; the first if none is wanted.

    :raises ContentError: if there is no such objective.
    """
    if not wanted:
        return list(manifest.objectives[:1])
    known = {name: one for one in manifest.objectives for name in (one.id, one.slug)}
    for name in wanted:
        if name not in known:
            raise ContentError(
                with_nearest(f'There is no objective "{shown(name)}"', name, known),
                f"There are {', '.join(one.slug for one in manifest.objectives) or 'none'}.",
            )
    return list({known[name].id: known[name] for name in wanted}.values())


def _steps(minutes: int) -> list[dict[str, object]]:
    first = minutes if minutes < _ONE_STEP else minutes // 2
    steps: list[dict[str, object]] = [{"title": "Begin", "minutes": first}]
    if minutes > first:
        steps.append({"title": "Try it", "minutes": minutes - first})
    return steps


def _place(manifest: Manifest, workshop: int | None) -> int:
    """Where in ``days`` a workshop is."""
    numbers = [day.workshop or number for number, day in enumerate(manifest.days, start=1)]
    if workshop is None:
        return 0
    if workshop not in numbers:
        raise Refusal(f"There is no workshop {workshop}.", f"There are {numbers}.")
    return numbers.index(workshop)


def _listed(files: Mapping[str, bytes], day: int, name: str) -> bytes:
    """The manifest with the activity among what is optional, and nothing else changed.

    :raises ContentError: if that cannot be done by an edit in place.
    """
    edited = with_optional(files[MANIFEST], day, name)
    wanted = deepcopy(parse({MANIFEST: files[MANIFEST]}).manifest_tree.value)
    wanted["days"][day].setdefault("optional", []).append(name)
    if parse({MANIFEST: edited}).manifest_tree.value != wanted:
        raise ContentError(
            "This manifest cannot be edited safely; nothing was written.",
            f"Write optional: [{name}] into a day of {MANIFEST} by hand after making the file.",
        )
    return edited
