"""YAML of an authored file as text with positions, then typed, with errors in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cara_facilitate.content.findings import HIDDEN, Finding, did_you_mean, shown
from cara_facilitate.content.source import Source

Path = tuple[str | int, ...]
Place = tuple[int, int]
Model = TypeVar("Model", bound=BaseModel)

DEEPEST = 8
LONGEST = 200_000
FENCE = "---"
QUOTE_IT = "put quotes round text that contains a colon or starts with a sign"
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
    for number, line in enumerate(source.lines[1:], start=2):
        if line.rstrip() == FENCE:
            return number, None
        if line.startswith("## "):
            break
    return 0, source.at("F01", 1, 1, "the header is never closed", hint="end it with a line of ---")


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
        line, column = _mark(getattr(problem, "problem_mark", None), first)
        return None, [
            source.at(
                "F02",
                max(first, min(line, last)),
                column,
                "this header is not valid YAML",
                hint=QUOTE_IT,
            )
        ]
    repeated = [
        source.at("F03", line, column, f'"{shown(key)}" is given twice in this header')
        for key, (line, column) in findings
    ]
    return (None if repeated else tree), repeated


def typed(source: Source, tree: Tree, model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """The header as ``model``, or a plain-word finding for each thing wrong with it."""
    try:
        return model.model_validate(tree.value), []
    except ValidationError as problem:
        details = problem.errors(include_url=False)
    findings = [
        _explain(source, tree, model, detail) for detail in details if detail["type"] != "missing"
    ]
    missing: dict[Path, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            missing.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    for path, names in missing.items():
        findings += _missing(source, tree.place(*path), names)
    return None, findings


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


def _missing(source: Source, place: Place, names: list[str]) -> list[Finding]:
    line, column = place
    findings = []
    if "objectives" in names and source.name.startswith("activities/"):
        names = [name for name in names if name != "objectives"]
        hint = "write objectives: [] if that is meant"
        findings.append(
            source.at("C02", line, column, "this activity claims no objective", hint=hint)
        )
    if names:
        verb = "is" if len(names) == 1 else "are"
        quoted = ", ".join(f'"{name}"' for name in names)
        findings.append(source.at("F04", line, column, f"{quoted} {verb} missing here"))
    return findings


def _explain(source: Source, tree: Tree, model: type[BaseModel], detail: ErrorDetails) -> Finding:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    if detail["type"] == "extra_forbidden":
        name = str(path[-1])
        line, column = tree.keys.get(path, tree.place(*path))
        near = did_you_mean(name, _fields(model))
        return source.at("F05", line, column, f'unknown field "{shown(name)}"{near}')
    line, column = tree.place(*path)
    name = next((part for part in reversed(path) if isinstance(part, str)), "this header")
    found = detail["input"]
    said = f", found '{shown(found)}'" if isinstance(found, str) else ""
    near = did_you_mean(found, _options(detail)) if isinstance(found, str) else ""
    message = f"{shown(name)}: should be {_wanted(detail)}{said}{near}"
    hint = QUOTE_IT if detail["type"] == "string_type" else ""
    return source.at("F04", line, column, message, hint=hint)


def _wanted(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    plain = {
        "int_parsing": "a whole number",
        "int_type": "a whole number",
        "int_parsing_size": "a whole number",
        "string_type": "text",
        "bool_parsing": "yes or no",
        "bool_type": "yes or no",
        "list_type": "a list, such as [first, second]",
        "dict_type": "a set of fields, each on its line as name: value",
        "model_type": "a set of fields, each on its line as name: value",
        "greater_than_equal": f"{context.get('ge')} or more",
        "less_than_equal": f"{context.get('le')} or less",
        "too_long": f"a list of at most {context.get('max_length')}",
        "too_short": f"a list of at least {context.get('min_length')}",
        "literal_error": f"one of {', '.join(_options(detail))}",
        "wanted": str(context.get("wanted")),
    }
    return plain.get(detail["type"], "something else")


def _options(detail: ErrorDetails) -> list[str]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",") if part]


def _fields(model: type[BaseModel]) -> list[str]:
    """Every name the model and its parts accept, for a suggestion."""
    schema = model.model_json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return [name for part in parts for name in part.get("properties", {})]
