"""What a package must not carry: links, active pictures, facilitators' words in a hand-out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cara_facilitate.content.findings import shown
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.services.author.leaks import Leak, leaks
from cara_facilitate.services.author.pictures import PICTURES, is_picture, is_still

MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops a package from being made, and the file it is in."""

    file: str
    message: str


def scan(
    folder: Path, files: Mapping[str, bytes], curricula: Iterable[Curriculum]
) -> tuple[Problem, ...]:
    """Everything in these files that must not be in a package."""
    found = [*_links(folder), *_pictures(files)]
    for curriculum in curricula:
        found += map(_leak, leaks(curriculum))
    return tuple(dict.fromkeys(found))


def _leak(leak: Leak) -> Problem:
    where = f'under "{leak.kind}" in step "{shown(leak.step)}" of {leak.activity}'
    message = f'what only facilitators read, {where}, is here: "{shown(leak.sentence)}"'
    return Problem(f"handouts/{leak.handout}.md", message)


def _links(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and not any(part.startswith(".") for part in name.split("/")):
            yield Problem(name, "this is a link; put the file itself here")


def _pictures(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, data in files.items():
        if not name.startswith(MEDIA):
            continue
        if PurePosixPath(name).suffix not in PICTURES:
            yield Problem(name, "only .png, .svg and .jpg pictures are packed")
        elif not is_picture(name, data):
            yield Problem(name, "this is not the kind of picture that its name says")
        elif not is_still(name, data):
            yield Problem(name, "this picture holds a program or something fetched from elsewhere")
