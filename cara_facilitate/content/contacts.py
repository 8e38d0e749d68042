"""How old the check of each service's number is (S04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cara_facilitate.content.findings import Finding, shown
from cara_facilitate.content.package import Package
from cara_facilitate.domain.signposts import FRESH_DAYS

_NAMED = 3


def check_contacts(package: Package, today: date) -> Iterator[Finding]:
    """A warning for each number checked too long ago, one note for all that never were."""
    never: list[tuple[str, str, int, int]] = []
    for entry in package.signposts:
        source, tree, number = package.signpost_places[entry.id]
        line, column = tree.place("signposts", number, "verified_on")
        if not entry.verified_on:
            never.append((shown(entry.name), source.name, line, column))
            continue
        days = (today - date.fromisoformat(entry.verified_on)).days
        if days < 0:
            message = f'number for "{shown(entry.name)}" is said to be checked in the future'
            yield source.at("S04", line, column, message, severity="warning")
        elif days > FRESH_DAYS:
            message = f'number for "{shown(entry.name)}" last checked {days} days ago'
            hint = "ring it or read the service's own page, then write today's date"
            yield source.at("S04", line, column, message, severity="warning", hint=hint)
    if never:
        _, file, line, column = never[0]
        rest = len(never) - _NAMED
        names = ", ".join(name for name, *_ in never[:_NAMED])
        hint = names + (f" and {rest} more" if rest > 0 else "")
        source = next(s for s, _, _ in package.signpost_places.values() if s.name == file)
        places = tuple((file, line) for _, file, line, _ in never[1:])
        message = "numbers that nobody has checked yet must not be handed out"
        yield source.at("S04", line, column, message, severity="note", hint=hint, related=places)
