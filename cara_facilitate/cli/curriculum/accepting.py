"""``cara curriculum accept``: pin overlays again after showing what changed under them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.asking import agrees

if TYPE_CHECKING:
    from cara_facilitate.services.author.accepting import Stale


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("overlays", nargs="*", type=Path, metavar="OVERLAY", help="overlay files")
    parser.add_argument("--path", type=Path, help="the curriculum's folder")
    parser.add_argument("--yes", action="store_true", help="pin all of them without asking")


def run(options: argparse.Namespace) -> int:
    """Show what changed under each stale overlay and pin those agreed to; 1 if some are left."""
    from cara_facilitate.content.findings import caret
    from cara_facilitate.services.author.accepting import accept, keep_texts, overlays
    from cara_facilitate.services.author.choosing import curriculum_folder

    start = options.path or (options.overlays[0] if options.overlays else Path())
    folder = curriculum_folder(start)
    found = overlays(folder, [_name(path, folder) for path in options.overlays])
    for finding in found.wrong:
        print(caret(finding) + "\n")
    left = 0
    for stale in found.stale:
        _show(stale)
        if options.yes or agrees(f"Does {stale.file} still stand as it is?"):
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
    return 1 if left or found.wrong else 0


def _counted(number: int) -> str:
    return f"{number} overlay{'' if number == 1 else 's'}"


def _show(stale: Stale) -> None:
    from cara_facilitate.domain.display import visible

    print(visible(f"{stale.file}: what it changes in {stale.activity} is not as it was."))
    if stale.before is None:
        print("What it was pinned to was not kept. This is all of the present text:\n")
    for line in stale.change:
        print(visible(f"  {line}".rstrip()))
    print()


def _name(path: Path, folder: Path) -> str:
    """An overlay's name in its curriculum, whether typed from here or from the folder."""
    for place in (path.absolute(), folder / path):
        if place.is_file() and place.is_relative_to(folder):
            return place.relative_to(folder).as_posix()
    return path.as_posix()
