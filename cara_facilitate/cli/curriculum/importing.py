"""``cara curriculum import``: lessons kept in another format, written as a curriculum's folder."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.curriculum.printing import say
from cara_facilitate.cli.opening import show_json

if TYPE_CHECKING:
    from cara_facilitate.services.author.importing import Imported

_PLACES = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("folder", type=Path, help="the folder of a lesson")
    parser.add_argument("--out", type=Path, help="the folder to make; else named as the lesson")
    parser.add_argument("--all", action="store_true", help="every place, not only the first three")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Write the folder and say what could not be carried over; 1 if the check finds errors."""
    from cara_facilitate.services.author.importing import import_lessons
    from cara_facilitate.services.bootstrap import open_plugins

    host = open_plugins()
    try:
        made = import_lessons(options.folder, options.out, host.curriculum_readers())
    finally:
        host.close()
    if options.json:
        show_json([_plain(one) for one in made])
    else:
        for one in made:
            for line in _told(one, options.folder, every=options.all):
                say(line)
    return 1 if any(one.errors for one in made) else 0


def _plain(one: Imported) -> dict[str, Any]:
    return {
        "curriculum": one.curriculum,
        "title": one.title,
        "folder": str(one.folder),
        "reader": one.reader,
        "activities": one.activities,
        "minutes": one.minutes,
        "days": one.days,
        "errors": one.errors,
        "warnings": one.warnings,
        "dropped": [
            {"place": note.place, "what": note.what, "detail": note.detail} for note in one.dropped
        ],
    }


def _told(one: Imported, folder: Path, *, every: bool) -> Iterator[str]:
    hours = f"{one.minutes // 60} h {one.minutes % 60:02} min"
    yield f"{one.title}, {one.label[:1].lower()}{one.label[1:]}."
    days = "1 day" if one.days == 1 else f"{one.days} days"
    yield f"{_many(one.activities, 'activity', 'activities')}, {hours} on {days}, in {one.folder}"
    yield f"Check: {_many(one.errors, 'error')}, {_many(one.warnings, 'warning')}."
    yield ""
    if one.dropped:
        yield f"Left out or changed, as written in {folder} (all in SOURCES.md):"
        yield from _groups(one, None if every else _PLACES)
    else:
        yield "Everything was carried over."
    yield ""
    yield "Next:"
    where = shlex.quote(str(one.folder))
    yield f"  cara curriculum check {where}"
    yield f"  cara curriculum runsheet {one.variant} --path {where}"


def _groups(one: Imported, most: int | None) -> Iterator[str]:
    """Notes of the same kind together, the most frequent kind first."""
    counts = Counter(note.what for note in one.dropped)
    for what, count in counts.most_common():
        yield f"  {count:4}  {what}"
        places = [note for note in one.dropped if note.what == what]
        for note in places[:most]:
            yield f"        {note.place}" + (f"  {note.detail}" if note.detail else "")
        if most is not None and count > most:
            yield f"        and {count - most} more"


def _many(count: int, word: str, words: str = "") -> str:
    return f"{count} {word if count == 1 else words or f'{word}s'}"
