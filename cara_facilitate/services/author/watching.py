"""A curriculum's folder watched while it is written: each save gives the new state at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from cara_facilitate.content.findings import Finding, shown
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import Faulty, load, variants
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.services.author.sentences import with_nearest
from cara_facilitate.services.author.site_lines import site_of, with_lines

DEBOUNCE = 100
STEP = 10
"""Milliseconds: how long a burst of writes may last, and the quiet that ends it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The files as they are now: a variant that can be shown, or why there is none.

    ``problem`` is the first error, ready to be shown with its caret; ``more`` counts the rest.
    """

    offered: tuple[str, ...]
    curriculum: Curriculum | None
    problem: Finding | None = None
    more: int = 0
    sentence: str = ""


def read_draft(folder: Path, variant: str) -> Draft:
    """Read everything again; never raises for what is in the files.

    :param variant: the one to show; another is shown if it is not offered any more.
    """
    offered: tuple[str, ...] = ()
    try:
        files, _ = with_lines(read_folder(folder))
        offered = variants(files)
        taken = variant if variant in offered else next(iter(offered), variant)
        return Draft(offered, load(files, taken))
    except Faulty as error:
        return Draft(offered, None, error.finding, error.more, error.sentence())
    except CaraError as error:
        return Draft(offered, None, sentence=error.sentence())
    except OSError:
        return Draft((), None, sentence="The folder cannot be read.")


def known_activity(folder: Path, name: str) -> str:
    """The name, if the folder has such an activity.

    :raises ContentError: if not, with the nearest one.
    """
    names = sorted(path.stem for path in (folder / "activities").glob("*.md"))
    if name in names:
        return name
    raise ContentError(
        with_nearest(f'There is no activity "{shown(name)}"', name, names),
        f"There are {len(names)}: see {_typed(folder / 'activities')}.",
    )


def _typed(folder: Path) -> str:
    """A folder as it is shortest to type from here."""
    try:
        return str(folder.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)


def need_watcher() -> None:
    """Make sure that folders can be watched.

    :raises ContentError: if what that needs is not installed.
    """
    if find_spec("watchfiles") is None:
        raise ContentError(
            "Watching files needs watchfiles.", "Install: pip install 'cara-facilitate[author]'"
        )


def saves(folder: Path, stop: threading.Event) -> Iterator[None]:
    """One item after each burst of changes below the folder, until ``stop`` is set.

    Changes to this site's own lines count, if there were any at the beginning.
    """
    from watchfiles import watch

    yield from (
        None
        for _ in watch(
            folder,
            *site_of(folder),
            stop_event=stop,
            debounce=DEBOUNCE,
            step=STEP,
            rust_timeout=500,
            yield_on_timeout=False,
            raise_interrupt=False,
        )
    )
