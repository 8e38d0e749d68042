"""The YAML of a lesson's configuration and episodes as plain text fields, whatever it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

LONGEST = 100_000
DEEPEST = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"---[ ]*")
_END = re.compile(r"(?:---|\.\.\.)[ ]*")
_FIELD = re.compile(r"([A-Za-z_]+)[ ]*:[ ]+([^\n]*?)[ ]*(?:[ ]#[^\n]*)?")


@dataclass(slots=True)
class Fields:
    """Top-level fields: a text, or a list of texts; ``lines`` says where each name stands."""

    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    broken: int = 0


def split(lines: list[str]) -> tuple[list[str], int]:
    """The header's lines and the number of the body's first line, both counted from 1.

    A file without a header, or whose header is never closed, is all body.
    """
    if lines and _FENCE.fullmatch(lines[0]):
        for number, line in enumerate(lines[1:], start=1):
            if _END.fullmatch(line):
                return lines[1:number], number + 2
    return [], 1


def fields(lines: list[str], first: int = 1) -> Fields:
    """Top-level fields of YAML that begins on line ``first``.

    What is nested otherwise is passed over. YAML that cannot be read gives what can be seen
    line by line, and ``broken`` is the line of the fault.
    """
    found = Fields()
    text = "\n".join(lines)[:LONGEST]
    try:
        _events(text, first, found)
    except (yaml.YAMLError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        found.broken = first + (mark.line if mark is not None else 0)
        for number, line in enumerate(text.split("\n"), start=first):
            match = _FIELD.fullmatch(line)
            if match is not None:
                found.texts.setdefault(match[1], match[2].strip("'\""))
                found.lines.setdefault(match[1], number)
    return found


def _events(text: str, first: int, found: Fields) -> None:
    """Fill ``found`` from the parser's events, which do not nest on Python's or C's stack."""
    depth, key = 0, ""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            if depth == 0 and not isinstance(event, yaml.MappingStartEvent):
                return
            depth += 1
            if depth > DEEPEST:
                raise ValueError("nested too deeply")
            if depth == 2 and isinstance(event, yaml.SequenceStartEvent) and key:
                found.lists[key] = []
            elif depth == 2 and not key:
                raise ValueError("the name of a field is no text")
            elif depth == 2:
                found.lists.pop(key, None)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            key = "" if depth == 1 else key
        elif isinstance(event, yaml.DocumentEndEvent):
            return
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            key = _scalar(event, depth, key, first, found)


def _scalar(event: Any, depth: int, key: str, first: int, found: Fields) -> str:
    """Take one scalar; the key whose value is now expected."""
    value = str(getattr(event, "value", ""))
    line = first + (event.start_mark.line if event.start_mark is not None else 0)
    if depth == 1 and not key:
        found.lines[value] = line
        return value or " "
    if depth == 1:
        found.texts[key] = value
        return ""
    if depth == 2 and key in found.lists:
        found.lists[key].append((value, line))
    return key
