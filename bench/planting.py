"""Single faults put into copies of a curriculum at random places, to see what the check says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ACTIVITY = r"activities/"
HEADED = r"activities/|handouts/|variants/"
SHEET = r"handouts/"
OVERLAY = r"variants/"
MANIFEST = r"curriculum\.yaml"
TERMS = r"terms\.yaml"
SIGNPOSTS = r"signposts\.yaml"
YAML = r"(?:curriculum|terms|signposts)\.yaml"
STEP = r"^## .*\(\d+ min\)"

Texts = dict[str, list[str]]
Spot = tuple[str, int]
"""A file's name and a line's place in it, from 0."""


@dataclass(frozen=True)
class Planted:
    """Files with one fault at ``line`` (from 1) of ``file``; ``rules`` are the fitting ones."""

    kind: str
    rules: frozenset[str]
    files: Mapping[str, bytes]
    file: str
    line: int


Planter = Callable[[Texts, random.Random], Spot | None]
KINDS: dict[str, tuple[frozenset[str], Planter]] = {}
"""Every kind of fault with its fitting rules; a planter changes the texts and says where."""


def plant(kind: str, files: Mapping[str, bytes], rng: random.Random) -> Planted | None:
    """A copy of the files with one fault of this kind, or None if there is no place for it."""
    rules, planter = KINDS[kind]
    texts = {
        name: data.decode("utf-8").split("\n")
        for name, data in files.items()
        if name.endswith((".md", ".yaml"))
    }
    spot = planter(texts, rng)
    if spot is None:
        return None
    kept = {name: data for name, data in files.items() if not name.endswith((".md", ".yaml"))}
    made = {
        name: "\n".join(lines).encode("utf-8", "surrogateescape") for name, lines in texts.items()
    }
    return Planted(kind, rules, {**kept, **made}, spot[0], spot[1] + 1)


def fault(name: str, *rules: str) -> Callable[[Planter], Planter]:
    """Register a planter."""

    def add(planter: Planter) -> Planter:
        KINDS[name] = (frozenset(rules), planter)
        return planter

    return add


def swap(name: str, rules: str, where: str, pattern: str, *new: str, part: str = "any") -> None:
    """Register: in a line of files like ``where`` that matches ``pattern``, one of ``new``.

    :param part: ``header``, ``body`` or a kind of section the line must stand in.
    """

    def planter(texts: Texts, rng: random.Random) -> Spot | None:
        spot = pick(spots(texts, where, pattern, part), rng)
        if spot is None:
            return None
        file, at = spot
        line = re.sub(pattern, rng.choice(new), texts[file][at], count=1)
        if line == texts[file][at]:
            return None
        texts[file][at : at + 1] = line.split("\n")
        return spot

    KINDS[name] = (frozenset(rules.split()), planter)


def put(
    name: str, rules: str, where: str, part: str, *new: str, after: str = r"\S", row: int = 0
) -> None:
    """Register: one of ``new``, as lines of their own, after a line inside ``part``.

    :param row: in which of these lines the fault is.
    """

    def planter(texts: Texts, rng: random.Random) -> Spot | None:
        spot = pick(ends(texts, where, part, after), rng)
        if spot is None:
            return None
        file, at = spot
        lines = rng.choice(new).split("\n")
        texts[file][at + 1 : at + 1] = ["", *lines]
        return file, at + 2 + row

    KINDS[name] = (frozenset(rules.split()), planter)


def drop(name: str, rules: str, where: str, pattern: str, part: str = "any") -> None:
    """Register: a line that matches is taken out."""

    def planter(texts: Texts, rng: random.Random) -> Spot | None:
        spot = pick(spots(texts, where, pattern, part), rng)
        if spot is not None:
            del texts[spot[0]][spot[1]]
        return spot

    KINDS[name] = (frozenset(rules.split()), planter)


def pick(found: Sequence[Spot], rng: random.Random) -> Spot | None:
    """One of them, or none."""
    return rng.choice(found) if found else None


def spots(texts: Texts, where: str, pattern: str, part: str = "any") -> list[Spot]:
    """Every line that matches, in files whose name does."""
    return [
        (name, number)
        for name in sorted(texts)
        if re.match(where, name)
        for number, (line, place) in enumerate(zip(texts[name], places(texts[name]), strict=True))
        if re.search(pattern, line) and part in ("any", place, place and place.split(":")[0])
    ]


def ends(texts: Texts, where: str, part: str, after: str) -> list[Spot]:
    """Last lines of paragraphs inside a part."""
    return [
        (name, number)
        for name, number in spots(texts, where, after, part)
        if number + 1 < len(texts[name])
        and not texts[name][number + 1].strip()
        and not texts[name][number].startswith("#")
    ]


def places(lines: Sequence[str]) -> Iterator[str]:
    """For each line ``header``, ``body:Say`` or the like, or ``body``."""
    fences = 0
    section = ""
    for line in lines:
        fences += line.rstrip() == "---" and fences < 2 and (fences == 1 or line is lines[0])
        if fences < 2:
            yield "header"
            continue
        if line.startswith("## "):
            section = ""
        elif line.startswith("### "):
            section = re.sub(r" *\[.*", "", line[4:])
        yield section or "body"


def section_end(lines: Sequence[str], at: int, level: str = r"#{2,3} ") -> int:
    """Where the part that the heading at ``at`` opens ends: the place after its last line."""
    for number in range(at + 1, len(lines)):
        if re.match(level, lines[number]):
            return number
    return len(lines)


def typo(word: str, rng: random.Random) -> str:
    """The word with one letter lost, doubled, or two neighbours exchanged."""
    at = rng.randrange(1, max(2, len(word) - 1))
    ways = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ]
    return rng.choice([way for way in ways if way != word] or [word + "x"])
