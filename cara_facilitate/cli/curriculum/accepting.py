"""``cara curriculum accept``: pin overlays again after showing what changed under them."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.asking import agrees
from cara_facilitate.cli.curriculum.choosing import say_site
from cara_facilitate.cli.curriculum.printing import wrapped
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.services.author.accepting import Stale
    from cara_facilitate.services.author.passages import Passage


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("overlays", nargs="*", type=Path, metavar="OVERLAY", help="overlay files")
    parser.add_argument("--path", type=Path, help="the curriculum's folder")
    parser.add_argument("--yes", action="store_true", help="pin all of them without asking")


def run(options: argparse.Namespace) -> int:
    """Show what changed under each stale overlay and pin those agreed to; 1 if some are left."""
    from cara_facilitate.content.findings import caret
    from cara_facilitate.services.author.accepting import accept, keep_texts, overlays

    folder = _folder(options)
    found = overlays(folder, [_name(path, folder) for path in options.overlays])
    say_site(found.site)
    for finding in found.wrong:
        print(caret(finding) + "\n")
    left = 0
    for stale in found.stale:
        _show(stale)
        if options.yes or agrees("Does this overlay still stand as it is?"):
            accept(folder, stale)
            print(f"Pinned to {stale.base}.\n")
        else:
            left += 1
            print("Left as it was.\n")
    keep_texts(folder)
    if left:
        print(f"{left} left stale. Answer in a terminal, or add --yes once you have read them.")
    if found.wrong:
        print("What is wrong above has to be mended before that overlay can be pinned.")
    elif not found.stale:
        print(f"Nothing is stale: {_counted(found.fresh)} up to date.")
    print(f"Next:\n  cara curriculum {_next(options, again=bool(left or found.wrong))}")
    return 1 if left or found.wrong else 0


def _counted(number: int) -> str:
    return f"{number} overlay{'' if number == 1 else 's'}"


def _next(options: argparse.Namespace, *, again: bool) -> str:
    """What to type next, in the folder this was typed in."""
    where = ["--path", str(options.path)] if options.path else []
    if again:
        return shlex.join(["accept", *map(str, options.overlays), *where])
    return shlex.join(["check", *where[1:]])


def _show(stale: Stale) -> None:
    for line in wrapped(f"{stale.file}: what it changes in {stale.activity} is not as it was."):
        print(line)
    if stale.before is None:
        for line in wrapped("What it was pinned to was not kept. This is all of the present text:"):
            print(line)
    for passage in stale.changes:
        print()
        for line in _told(passage, known=stale.before is not None):
            print(line)
    print()


def _told(passage: Passage, *, known: bool) -> Iterator[str]:
    yield from wrapped(passage.place, "  ")
    if known and not passage.was and not passage.now:
        yield from wrapped("The words are the same; only line breaks are not.", "  ")
        return
    if known:
        yield "  It was:"
        for paragraph in passage.was or ("(nothing)",):
            yield from wrapped(paragraph, "    ")
    yield "  It is now:"
    for paragraph in passage.now or ("(nothing)",):
        yield from wrapped(paragraph, "    ")


def _folder(options: argparse.Namespace) -> Path:
    """The curriculum's folder: the one named, the one around the first overlay, or around here."""
    from cara_facilitate.services.author.choosing import curriculum_folder

    if options.path:
        return curriculum_folder(options.path)
    first = options.overlays[0] if options.overlays else Path()
    if first.exists():
        try:
            return curriculum_folder(first)
        except ContentError:
            # One of this site's own overlays stands outside the curriculum that it changes.
            return curriculum_folder(Path())
    try:
        return curriculum_folder(Path())
    except ContentError:
        raise ContentError(
            f"There is no overlay {first} here, and no curriculum.",
            "Name the curriculum's folder with --path.",
        ) from None


def _name(path: Path, folder: Path) -> str:
    """An overlay's name in its curriculum, whether typed from here or from the folder."""
    from cara_facilitate.services.author.site_lines import SITE, site_of

    for place in (path.resolve(), (folder / path).resolve()):
        if not place.is_file():
            continue
        if place.is_relative_to(folder.resolve()):
            return place.relative_to(folder.resolve()).as_posix()
        for site in site_of(folder):
            if place.is_relative_to(site.resolve()):
                return f"{SITE}/{place.relative_to(site.resolve()).as_posix()}"
    return path.as_posix()
