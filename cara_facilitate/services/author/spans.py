"""Edits inside an author's YAML that leave every other byte, comments included, as it was."""

from __future__ import annotations

from typing import Any

import yaml

from cara_facilitate.errors import ContentError

_BOM = "\ufeff"
_FENCE = "---"
_UNSAFE = (
    UnicodeDecodeError,
    yaml.YAMLError,
    RecursionError,
    StopIteration,
    LookupError,
    AttributeError,
)
"""What a text that is not as it should be makes of an edit."""


def with_optional(data: bytes, day: int, name: str) -> bytes:
    """A manifest with one more activity in a day's ``optional:`` list.

    :param day: the day's place in ``days``, from 0.
    :raises ContentError: if this edit cannot be made safely.
    """
    try:
        text = data.decode("utf-8")
        start = len(_BOM) if text.startswith(_BOM) else 0
        root = yaml.compose(text[start:], Loader=yaml.SafeLoader)
        entry = _field(root, "days").value[day]
        place, added = _optional(text[start:], entry, name)
    except _UNSAFE:
        raise ContentError("This manifest cannot be edited safely.") from None
    place += start
    return (text[:place] + added + text[place:]).encode("utf-8")


def with_base(data: bytes, pin: str) -> bytes:
    """An overlay with this value of ``base:`` in its header.

    :raises ContentError: if this edit cannot be made safely.
    """
    try:
        text = data.decode("utf-8")
        lines = text.split("\n")
        last = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
        start = len(lines[0]) + 1
        header = "\n".join(lines[1:last]) + "\n"
        first, end, new = _based(header, yaml.compose(header, Loader=yaml.SafeLoader), pin)
    except _UNSAFE:
        raise ContentError("This header cannot be edited safely.") from None
    return (text[: start + first] + new + text[start + end :]).encode("utf-8")


def _based(header: str, root: Any, pin: str) -> tuple[int, int, str]:
    node = _field(root, "base", default=None)
    if node is None:
        place, _, newline = _line_after(header, _field(root, "overlays"))
        return place, place, f"base: {pin}{newline}"
    first, end = node.start_mark.index, node.end_mark.index
    if first == end:
        return first, end, f" {pin}"
    quote = node.style if node.style in ("'", '"') else ""
    return first, end, f"{quote}{pin}{quote}"


def _optional(text: str, day: Any, name: str) -> tuple[int, str]:
    """Where to insert, and what."""
    listed = _field(day, "optional", default=None)
    if listed is None:
        last = day.value[-1][1]
        if day.flow_style:
            return _end(last), f", optional: [{name}]"
        place, broken, newline = _line_after(text, last)
        indent = " " * day.value[0][0].start_mark.column
        return place, f"{broken}{indent}optional: [{name}]{newline}"
    if listed.flow_style and not listed.value:
        return listed.start_mark.index + 1, name
    last = listed.value[-1]
    if listed.flow_style:
        return _end(last), f", {name}"
    place, broken, newline = _line_after(text, last)
    return place, f"{broken}{' ' * listed.start_mark.column}- {name}{newline}"


def _field(node: Any, name: str, **otherwise: Any) -> Any:
    if not isinstance(node, yaml.MappingNode):
        raise LookupError(name)
    for key, value in node.value:
        if key.value == name:
            return value
    if "default" in otherwise:
        return otherwise["default"]
    raise LookupError(name)


def _end(node: Any) -> int:
    """Where a node's own text ends: a block's mark stands after the comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    return end


def _line_after(text: str, node: Any) -> tuple[int, str, str]:
    """The start of the line after a node, the line end that must go before, and the usual one."""
    newline = "\r\n" if "\r\n" in text else "\n"
    found = text.find("\n", max(0, _end(node) - 1))
    if found < 0:
        return len(text), newline, ""
    return found + 1, "", newline
