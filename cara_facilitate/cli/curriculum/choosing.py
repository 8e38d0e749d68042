"""The options by which author's commands choose a curriculum, and the opening of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.services.author.choosing import Chosen


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add ``--path`` and ``--curriculum``."""
    parser.add_argument("--path", type=Path, help="the curriculum's folder")
    parser.add_argument("--curriculum", default="", help="the id of an installed curriculum")


def say_site(place: Path | None) -> None:
    """Say on standard error that this site's own lines are laid on, if any are."""
    from cara_facilitate.domain.display import visible

    if place is not None:
        print(visible(f"With this site's own lines from {place}"), file=sys.stderr)


@contextmanager
def chosen(options: argparse.Namespace) -> Iterator[Chosen]:
    """The curriculum the options name; plugins are closed at the end.

    :raises ContentError: if there is no such curriculum.
    """
    from cara_facilitate.services.author.choosing import choose
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library

    host = open_plugins()
    try:
        found = choose(Library(host), options.path, options.curriculum)
        say_site(found.site)
        yield found
    finally:
        host.close()
