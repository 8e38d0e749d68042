"""Words that change with the variant, filled in so that they can only ever be words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cara_facilitate.content.axes import Axes
from cara_facilitate.content.findings import Finding, did_you_mean, nearest, shown
from cara_facilitate.content.header import Tree
from cara_facilitate.content.source import TERMS, Source

ANY = "any"
LONGEST = 200

_USE = re.compile(r"\{([A-Za-z][A-Za-z_]*(?:\.[A-Za-z_]+)?)\}")
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_NAME = re.compile(r"[a-z][a-z_]*(?:\.[a-z_]+)?")
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:'\"()/?!-])*")
# A field whose value is a set of fields may be written in curly brackets.
_NO_TEXT = "allow:"
_HARMLESS = re.compile(r"[^\W_]| |[,;'/?-]")


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wording of each term in one variant."""

    by_name: Mapping[str, str]

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, str]], axes: Axes, variant: str) -> Wordings:
        """Pick each term's wording: the exact variant's, else an axis value's, else ``any``."""
        layers = (ANY, *axes.layers(variant))
        return cls(
            {
                name: next((ways[layer] for layer in reversed(layers) if layer in ways), "")
                for name, ways in table.items()
            }
        )

    def plain(self, text: str) -> str:
        """Fill in plain text, such as a title."""
        return _USE.sub(self._worded, text) if "{" in text else text

    def markdown(self, text: str) -> str:
        """Fill in Markdown; what could be markup in a wording is written so that it is not."""
        if "{" not in text:
            return text
        return _USE.sub(lambda match: _literal(self._worded(match), match.group()), text)

    def _worded(self, match: re.Match[str]) -> str:
        name = match.group(1)
        lowered = name[0].lower() + name[1:]
        if lowered not in self.by_name:
            return match.group()
        wording = " ".join(self.by_name[lowered].split())
        return wording if lowered == name else wording[:1].upper() + wording[1:]


def check_table(
    source: Source, tree: Tree, table: Mapping[str, Mapping[str, str]], axes: Axes
) -> Iterator[Finding]:
    """What is wrong with the wordings themselves (T02, T03, T05)."""
    allowed = {ANY, *axes.names()}
    for name, ways in table.items():
        line, column = tree.keys.get(("terms", name), (1, 1))
        if not _NAME.fullmatch(name):
            message = f'term "{shown(name)}" should be small letters, such as partner.poss'
            yield source.at("T05", line, column, message)
        if ANY not in ways:
            yield source.at("T02", line, column, f'term "{shown(name)}" has no "any" wording')
        for way, wording in ways.items():
            if way not in allowed:
                place = tree.keys.get(("terms", name, way), (line, column))
                message = f'"{shown(way)}" is not a variant{did_you_mean(way, allowed)}'
                yield replace(source.at("T03", *place, message), cause=f"name {way}")
            elif len(wording) > LONGEST or not _PLAIN.fullmatch(wording):
                place = tree.place("terms", name, way)
                message = "a wording is a few plain words that start with a letter"
                yield source.at("T05", *place, message)


def check_use(
    source: Source,
    first: int,
    table: Mapping[str, Mapping[str, str]],
    lines: Mapping[str, int],
) -> Iterator[Finding]:
    """Curly brackets from line ``first`` on that name no term (T01).

    :param lines: where each term stands in the file of terms.
    """
    for number in range(first, len(source.lines) + 1):
        line = source.lines[number - 1]
        if ("{" not in line and "}" not in line) or line.startswith(_NO_TEXT):
            continue
        for match in _BRACES.finditer(line):
            used = _USE.fullmatch(match.group())
            name = used.group(1) if used else match.group().strip("{} ")
            lowered = name[:1].lower() + name[1:]
            if used is None and lowered in table:
                near = f" - write {{{name}}}"
            elif used is not None and lowered in table:
                continue
            else:
                near = did_you_mean(lowered, table)
            message = f'unknown term "{shown(name)}"{near}'
            found = source.at("T01", number, match.start() + 1, message)
            meant = lines.get(nearest(lowered, table))
            related = () if meant is None else ((TERMS, meant),)
            yield replace(found, related=related, cause=f"term {lowered}")


def _literal(wording: str, name: str) -> str:
    """The wording as Markdown text that reads the same: doubtful characters as references."""
    if wording == name:
        return name
    if _PLAIN.fullmatch(wording) and all(map(_HARMLESS.match, wording)):
        return wording
    return "".join(
        character
        if _HARMLESS.match(character) and (place or character.isalpha())
        else f"&#{ord(character)};"
        for place, character in enumerate(wording)
    )
