"""YAML of an authored file as text with positions, then typed, with errors in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import yaml

from cara_facilitate.content.fields import Fault, Path, Shape, read
from cara_facilitate.content.findings import HIDDEN, Finding, did_you_mean, nearest, shown
from cara_facilitate.content.source import Source

Place = tuple[int, int]
Model = TypeVar("Model", bound=Shape)

DEEPEST = 8
LONGEST = 200_000
MOST_UNKNOWN = 3
OTHER_KIND = "another kind"
"""The cause of more unknown fields in one header than anybody misspells."""
FENCE = "---"
QUOTE_IT = "put quotes round text that contains a colon or starts with a sign"
# A line that is no field, no item of a list, no comment and no value carried on.
_OUTSIDE = re.compile(r"(?![A-Za-z_]+:|[ -]|#(?!#)|[\]}])")
# What was begun and not ended is wrong where it begins.
_OPENED = re.compile("quoted scalar|flow (?:sequence|mapping)")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Tree:
    """A YAML document with every scalar kept as text; places are (line, column) from 1."""

    value: Any = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """Where the value at ``path`` stands, or its nearest ancestor that is in the file."""
        for length in range(len(path), 0, -1):
            found = self.values.get(path[:length])
            if found is not None:
                return found
        return self.values.get((), (1, 1))


class _Unreadable(Exception):
    def __init__(self, rule: str, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.place, self.message, self.hint = rule, place, message, hint


@dataclass(slots=True)
class _Frame:
    path: Path
    holder: dict[str, Any] | list[Any]
    key: str | None = None


def split(source: Source) -> tuple[int, Finding | None]:
    """The number of the line that closes the header, or what is wrong with its fences."""
    if source.lines[0].rstrip() != FENCE:
        return 0, source.at("F01", 1, 1, "this file does not start with a header between --- lines")
    outside = 0
    for number, line in enumerate(source.lines[1:], start=2):
        if line.rstrip() == FENCE:
            return number, None
        if line.startswith("## "):
            break
        if not outside and _OUTSIDE.match(line):
            outside = number
    hint = "end it with a line of ---"
    message = "the header is never closed"
    related = ((source.name, 1),)
    return 0, source.at("F01", outside or 1, 1, message, hint=hint, related=related)


def compose(source: Source, first: int, last: int) -> tuple[Tree | None, list[Finding]]:
    """Read lines ``first`` to ``last`` as YAML; a tree, or why there is none."""
    text = "\n".join(source.lines[first - 1 : last])
    if len(text) > LONGEST:
        return None, [source.at("F07", first, 1, "this header is too long")]
    tree = Tree(values={(): (first, 1)})
    try:
        findings = list(_build(tree, text, first))
    except _Unreadable as problem:
        line, column = problem.place
        return None, [source.at(problem.rule, line, column, problem.message, hint=problem.hint)]
    except yaml.YAMLError as problem:
        return None, [_invalid(source, problem, first, last)]
    repeated = [
        source.at("F03", line, column, f'"{shown(key)}" is given twice in this header')
        for key, (line, column) in findings
    ]
    return (None if repeated else tree), repeated


def _invalid(source: Source, problem: yaml.YAMLError, first: int, last: int) -> Finding:
    """Where the parser gave up, with the place where what it was reading began."""
    marks = [getattr(problem, name, None) for name in ("problem_mark", "context_mark")]
    places = [_mark(mark, first) for mark in marks if mark is not None] or [(first, 1)]
    places = [(max(first, min(line, last)), column) for line, column in places]
    opened = [place for place in places[1:] if _OPENED.search(str(problem))]
    unclosed = _unclosed(source, first, places[0][0])
    line, column = (unclosed or opened or places)[0]
    kept = dict.fromkeys((source.name, at + near) for at, _ in places for near in (0, -1) if at > 1)
    return source.at(
        "F02",
        line,
        column,
        f"this {'file' if source.name.endswith('.yaml') else 'header'} is not valid YAML",
        hint=_what_to_do(source, (line, column), str(problem), quote=bool(unclosed)),
        related=tuple(place for place in kept if place != (source.name, line)),
    )


def _what_to_do(source: Source, place: Place, problem: str, *, quote: bool) -> str:
    """What most likely went wrong, said of the place that is pointed at."""
    text = source.lines[place[0] - 1][place[1] - 1 :]
    if quote or text[:1] in ("'", '"'):
        return "the quote opened here is not closed"
    if text[:1] in ("{", "["):
        return f"the {text[0]} opened here is not closed"
    if "block" in problem and "mapping values" not in problem:
        return "begin this line in the same column as its neighbours"
    return QUOTE_IT


def _unclosed(source: Source, first: int, last: int) -> list[Place]:
    """The first line whose double quotes do not pair, as that is where one is missing."""
    for number in range(first, last + 1):
        line = source.lines[number - 1]
        if line.count('"') % 2:
            return [(number, line.index('"') + 1)]
    return []


def typed(source: Source, tree: Tree, model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """The header as ``model``, or a plain-word finding for each thing wrong with it."""
    faults: list[Fault] = []
    made = read(model, tree.value, (), faults)
    missing = [fault for fault in faults if fault.kind == "missing"]
    unknown = [fault for fault in faults if fault.kind == "unknown" and len(fault.path) == 1]
    foreign = unknown if len(unknown) > MOST_UNKNOWN else []
    if unknown and sum(len(fault.path) == 1 for fault in missing) > MOST_UNKNOWN:
        foreign = unknown
    if foreign:
        return None, [_another(source, tree, foreign)]
    findings = []
    for fault in faults:
        if fault.kind != "missing":
            near = _meant(fault, missing)
            missing = [one for one in missing if one is not near]
            findings.append(_explain(source, tree, fault, near))
    for holder in dict.fromkeys(fault.path[:-1] for fault in missing):
        findings += _missing(source, tree, [one for one in missing if one.path[:-1] == holder])
    return made, findings


def _build(tree: Tree, text: str, first: int) -> Iterator[tuple[str, Place]]:
    """Fill the tree from parser events, yielding keys given twice."""
    stack: list[_Frame] = []
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        place = _mark(event.start_mark, first)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1 or event.version or event.tags:
                raise _Unreadable("F02", place, "a header is one plain YAML document")
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            _plain(event, place)
            if len(stack) > DEEPEST:
                raise _Unreadable("F02", place, "this header is nested too deeply")
            yield from _add(tree, stack, event, place)


def _plain(event: yaml.NodeEvent, place: Place) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _Unreadable(
            "F06", place, "YAML anchors (& and *) are not allowed", "put quotes round the text"
        )
    if HIDDEN.search(getattr(event, "value", "")):
        # Seen in the file they are reported as such; here an escape in quotes made them.
        raise _Unreadable("X01", place, "this text writes a hidden control character by an escape")
    if getattr(event, "tag", None) is not None:
        raise _Unreadable(
            "F06", place, "YAML tags (!) are not allowed", "put quotes round the text"
        )


def _add(
    tree: Tree, stack: list[_Frame], event: yaml.NodeEvent, place: Place
) -> Iterator[tuple[str, Place]]:
    frame = stack[-1] if stack else None
    if frame is not None and isinstance(frame.holder, dict) and frame.key is None:
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable("F02", place, "the name of a field must be plain text")
        frame.key = event.value
        if frame.key in frame.holder:
            yield frame.key, place
        tree.keys[(*frame.path, frame.key)] = place
        return
    value: Any = (
        event.value
        if isinstance(event, yaml.ScalarEvent)
        else []
        if isinstance(event, yaml.SequenceStartEvent)
        else {}
    )
    path: Path = ()
    if frame is None:
        # An empty header is an empty set of fields, so that each missing field is named.
        tree.value = value if value != "" else {}
    elif isinstance(frame.holder, list):
        path = (*frame.path, len(frame.holder))
        frame.holder.append(value)
    else:
        path = (*frame.path, frame.key or "")
        frame.holder[frame.key or ""] = value
        frame.key = None
    tree.values[path] = place
    if isinstance(value, dict | list):
        stack.append(_Frame(path, value))


def _mark(mark: Any, first: int) -> Place:
    return (first, 1) if mark is None else (first + mark.line, mark.column + 1)


def _another(source: Source, tree: Tree, unknown: list[Fault]) -> Finding:
    """One finding for a header that has the fields of another kind of file."""
    names = ", ".join(f'"{shown(str(fault.path[-1]))}"' for fault in unknown[:MOST_UNKNOWN])
    rest = len(unknown) - MOST_UNKNOWN
    more = f" and {rest} more" if rest > 0 else ""
    line, column = tree.keys.get(unknown[0].path, (1, 1))
    message = f"unknown field{'s' if len(unknown) > 1 else ''} {names}{more}"
    hint = "does this file belong in another folder?"
    related = ((source.name, 1),)
    found = source.at("F05", line, column, message, hint=hint, related=related)
    return replace(found, cause=OTHER_KIND)


def _meant(fault: Fault, missing: list[Fault]) -> Fault | None:
    """The missing field that an unknown one is likely to be, misspelt."""
    if fault.kind != "unknown":
        return None
    near = nearest(str(fault.path[-1]), fault.options)
    beside = [one for one in missing if one.path[:-1] == fault.path[:-1]]
    return next((one for one in beside if one.path[-1] == near), None)


def _missing(source: Source, tree: Tree, faults: list[Fault]) -> list[Finding]:
    """What is missing in one set of fields, told where the first of it usually stands."""
    findings = []
    related = ((source.name, tree.place(*faults[0].path[:-1])[0]),)
    for fault in faults:
        if fault.path == ("objectives",) and source.name.startswith("activities/"):
            faults = [one for one in faults if one is not fault]
            line, column = _usual(tree, fault)
            hint = "write objectives: [] if that is meant"
            message = "this activity claims no objective"
            findings.append(source.at("C02", line, column, message, hint=hint, related=related))
    if faults:
        line, column = _usual(tree, faults[0])
        verb = "is" if len(faults) == 1 else "are"
        quoted = ", ".join(f'"{fault.path[-1]}"' for fault in faults)
        message = f"{quoted} {verb} missing here"
        findings.append(source.at("F04", line, column, message, related=related))
    return findings


def _usual(tree: Tree, fault: Fault) -> Place:
    """Where the field that usually stands before this one is, else where the fields begin."""
    holder, name = fault.path[:-1], str(fault.path[-1])
    order = list(fault.options)
    for other in _siblings(tree, fault.path):
        if other in tree.keys:
            order = [str(key[-1]) for key in tree.keys if key[:-1] == other[:-1]]
            break
    for before in reversed(order[: order.index(name)]):
        if (*holder, before) in tree.keys:
            return tree.keys[(*holder, before)]
    return tree.place(*holder)


def _siblings(tree: Tree, path: Path) -> Iterator[Path]:
    """The same field in the other entries of a list, the nearest first."""
    if len(path) < 2 or not isinstance(path[-2], int):
        return
    number = path[-2]
    for away in range(1, 9):
        yield (*path[:-2], number - away, path[-1])
        yield (*path[:-2], number + away, path[-1])


def _explain(source: Source, tree: Tree, fault: Fault, meant: Fault | None) -> Finding:
    path = fault.path
    if fault.kind == "unknown":
        name = str(path[-1])
        line, column = tree.keys.get(path, tree.place(*path))
        near = did_you_mean(name, fault.options)
        hint = f'"{meant.path[-1]}" is missing here' if meant is not None else ""
        return source.at("F05", line, column, f'unknown field "{shown(name)}"{near}', hint=hint)
    line, column = tree.place(*path)
    name = next((part for part in reversed(path) if isinstance(part, str)), "this header")
    found = fault.found
    said = f", found '{shown(found)}'" if isinstance(found, str) else ""
    near = did_you_mean(found, fault.options) if isinstance(found, str) else ""
    message = f"{shown(name)}: should be {fault.wanted}{said}{near}"
    hint = QUOTE_IT if fault.wanted == "text" else ""
    return source.at("F04", line, column, message, hint=hint)
